"""What is filled in for cases and errands, alike at both doors. Checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from support_services.casework import subjects
from support_services.casework.rules import UNIT_LABELS
from support_services.casework.services.errand_kinds import StepEntered
from support_services.casework.services.opening import (
    CONTENT_LENGTH,
    SUBJECT_LENGTH,
    Caller,
    Proxy,
)
from support_services.casework.services.writing import TEXT_LENGTH
from support_services.casework.states import (
    CHANNEL_LABELS,
    HOW_LABELS,
    KIND_HINTS,
    KIND_LABELS,
    OF_OBJECTIONS,
    PAUSE_LABELS,
    REFUSAL_LABELS,
    STATED,
    Channel,
)
from veterans.accounts.models import User
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.covered import REASONS
from veterans.registry.forms import FilesField, HomeField

NOT_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}
CHOOSE = ("", "请选择")
# What can be chosen, by group.
Groups = list[tuple[str, list[tuple[str, str]]]]


def choice(
    label: str,
    choices: Iterable[Any],
    *,
    required: bool = True,
    hint: str = "",
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[CHOOSE, *choices],
        required=required,
        help_text=hint,
        error_messages=NOT_LISTED,
    )


def whole(label: str, *, hint: str = "", initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        help_text=hint,
        initial=initial,
        error_messages={**REQUIRED, "invalid": "请填写整数。", "min_value": "不能小于 0。"},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class CaseForm(forms.Form):
    """What somebody brought. Without a person of the register: who left which name."""

    kind = choice("类别", [(k, f"{KIND_LABELS[k]}：{KIND_HINTS[k]}") for k in KIND_LABELS])
    channel = choice("从哪里来", CHANNEL_LABELS.items())
    subject = text_field(
        "事由", SUBJECT_LENGTH, hint="一句话，会显示在列表里，不写姓名、号码和病情。"
    )
    about = choice(
        "涉及哪项优待", (), required=False, hint="优待没有落实的，选是哪一项；别的事不选。"
    )
    content = text_field("内容", CONTENT_LENGTH, lines=5, hint="照本人的话写清楚，加密保存。")
    received_on = DayField(label="收到日期", required=False, help_text="不填就是今天。")
    people_count = whole("反映的人数", initial=1)
    representatives = text_field(
        "代表姓名",
        300,
        required=False,
        lines=2,
        hint="超过五人反映同一件事的，推选一至五名代表，每行一个。",
    )
    proxy_name = text_field("代为反映的人", 50, required=False, hint="本人来的不填。")
    proxy_relation = text_field("与当事人的关系", 20, required=False)
    consent_no = text_field(
        "委托说明", 80, required=False, hint="委托书编号，或当面、电话确认的情况；下一步可以拍照。"
    )
    is_sensitive = forms.BooleanField(
        label="限制查看", required=False, help_text="只有承办的单位和局里指定的岗位看得到。"
    )

    def __init__(
        self, *args: Any, user: User, registered: bool, items: Groups, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = [("", "不涉及"), *items]
        self.fields["channel"].initial = Channel.WINDOW.value
        if not registered:
            self.fields["caller_name"] = text_field("来访人姓名", 50)
            self.fields["caller_phone"] = text_field("联系电话", 30, required=False)
            self.fields["region"] = HomeField(user, label="属地")
            self.order_fields(["caller_name", "caller_phone", "region"])

    def caller(self) -> Caller:
        data = self.cleaned_data
        return Caller(data["caller_name"], data["caller_phone"], data["region"])

    def values(self, consent: bytes | None) -> dict[str, Any]:
        """As ``open_case`` takes them."""
        data = self.cleaned_data
        proxy = None
        if data["proxy_name"]:
            proxy = Proxy(data["proxy_name"], data["proxy_relation"], consent, data["consent_no"])
        return {
            **{key: data[key] for key in ("kind", "channel", "subject", "content", "received_on")},
            "about": data["about"],
            "people_count": data["people_count"],
            "representatives": data["representatives"].splitlines(),
            "proxy": proxy,
            "is_sensitive": data["is_sensitive"] or None,
        }

    def entered(self) -> list[tuple[str, str]]:
        """What was filled in, to look at before it is sent."""
        told = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", False):
                continue
            label = str(field.label)
            if name == "about":
                found = subjects.find(value)
                told.append((label, found.title if found else value))
            elif isinstance(field, HomeField):
                told.append((label, field.label_from_instance(value)))
            elif isinstance(field, forms.ChoiceField):
                told.append((label, str(dict(KIND_LABELS | CHANNEL_LABELS)[value])))
            else:
                told.append((label, "是" if value is True else str(value)))
        return told


class ConsentForm(forms.Form):
    """The letter by which somebody speaks for the person; asked for with the last question,
    because no browser keeps a file."""

    consent = forms.FileField(
        label="委托书照片",
        required=False,
        help_text="照片或扫描件。上面写了委托说明的可以不拍。",
        error_messages={"empty": "文件是空的，请重新拍照。"},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class TextForm(forms.Form):
    """Some words, needed or not."""

    def __init__(self, *args: Any, label: str, needed: bool, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_field(label, TEXT_LENGTH, required=needed, lines=3, hint=hint)


class ToldForm(TextForm):
    """The same, with how and on which day the person was told or asked."""

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"] = choice("方式", HOW_LABELS.items())
        self.fields["on"] = DayField(label="日期", initial=today)


class PauseForm(TextForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = choice("原因", [(one, PAUSE_LABELS[one]) for one in STATED])
        self.order_fields(["reason"])


class HandOverForm(TextForm):
    def __init__(self, *args: Any, targets: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = choice("转给", targets)
        self.order_fields(["to"])


class ExtensionForm(TextForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = whole("延长几日")
        self.order_fields(["days"])


class PhoneForm(forms.Form):
    reason = choice("为什么看", REASONS.items())


class TakeForm(forms.Form):
    """What a resident sent becomes a case: of whom, about what. ``who``: the key of somebody of the
    register, or ``none``; who is offered, the page says."""

    who = forms.RegexField(
        r"\A(?:[0-9]{1,18}|none)\Z",
        label="是哪一位",
        error_messages={
            "required": "请选是哪一位；不在册的，选“不在册”。",
            "invalid": "请选是哪一位；不在册的，选“不在册”。",
        },
    )
    kind = choice("类别", [(k, f"{KIND_LABELS[k]}：{KIND_HINTS[k]}") for k in KIND_LABELS])
    subject = text_field(
        "事由", SUBJECT_LENGTH, hint="一句话，会显示在列表里，不写姓名、号码和病情。"
    )

    def __init__(self, *args: Any, for_other: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_other:
            self.fields["consent_no"] = text_field(
                "委托说明", 80, hint="怎么向本人确认的，例如：电话里问过本人，同意代为反映。"
            )

    def person_id(self) -> int | None:
        who = self.cleaned_data["who"]
        return None if who == "none" else int(who)


class RefuseForm(forms.Form):
    """Why what was sent becomes nothing. ``objects``: it is an objection to a 公示."""

    reason = choice("原因", ())
    same_as = text_field(
        "另一件的编号", 20, required=False, hint="重复的才填，例如 S2026-00012 或 W2026-00012。"
    )
    text = text_field(
        "说明", TEXT_LENGTH, lines=3, hint="怎么联系过、为什么不接，加密保存，以后查得到。"
    )

    def __init__(self, *args: Any, objects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        listed = [one for one in REFUSAL_LABELS.items() if objects or one[0] not in OF_OBJECTIONS]
        reason.choices = [CHOOSE, *listed]


class RuleForm(forms.Form):
    """Another set of clocks, from a day on."""

    kind = choice("类别", KIND_LABELS.items())
    valid_from = DayField(label="自何日登记的起")
    inform_days = whole("几日内告知受理")
    inform_unit = choice("告知按", UNIT_LABELS.items())
    object_days = whole("几个工作日内接收或退回")
    finish_days = whole("几日内办结")
    finish_unit = choice("办结按", UNIT_LABELS.items())
    extension_days = whole("最多延长几日")
    is_restricted = forms.BooleanField(label="登记时即限制查看", required=False)
    source = text_field("依据", 200, hint="文件名称和文号。")
    confidence = choice("可信程度", Confidence.choices)


class ErrandForm(forms.Form):
    case_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = choice("代办什么", [(one.code, one.title) for one in kinds])


class ItemForm(forms.Form):
    """Papers ticked off, the day on which the step was done, a scan."""

    def __init__(self, *args: Any, item: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.papers:
            self.fields["papers_in"] = forms.MultipleChoiceField(
                label="已收材料",
                choices=[(one, one) for one in item.papers],
                required=False,
                initial=item.papers_in,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "请从列表中勾选材料。"},
            )
        self.fields["on"] = DayField(
            label="办完日期", required=False, help_text="只收了材料、还没办完的，不填。"
        )
        self.fields["note"] = text_field("说明", 200, required=False, hint="不写病情和部队番号。")
        self.fields["files"] = FilesField(
            label="照片或扫描件", required=False, help_text="存进此人的档案，最多 6 个。"
        )


class FinishForm(forms.Form):
    """The result, and the life event that came of it."""

    def __init__(self, *args: Any, events: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"] = text_field("结果", 200, hint="照实写一句，不写病情。")
        listed = list(events)
        if listed:
            self.fields["event_id"] = forms.TypedChoiceField(
                label="对应的人员变动",
                choices=[("", "没有"), *listed],
                coerce=int,
                empty_value=None,
                required=False,
                error_messages=NOT_LISTED,
            )


class StepsForm(forms.Form):
    """The steps of a kind, a line each: title | who | papers."""

    steps = text_field(
        "步骤",
        3000,
        lines=10,
        hint="每行一步：步骤 | 由谁办 | 材料（几样用顿号隔开，没有的不写）。",
    )
    source = text_field("依据", 200, hint="文件名称和文号。")
    confidence = choice("可信程度", Confidence.choices)
    is_offered = forms.BooleanField(label="继续受理", required=False)

    def entered(self) -> list[StepEntered]:
        """Refuses a line that is not of three parts, or of two where there are no papers."""
        found = []
        for line in self.cleaned_data["steps"].splitlines():
            parts = [one.strip() for one in line.replace("｜", "|").split("|")]
            if not line.strip():
                continue
            if len(parts) not in (2, 3):
                raise Refused(f"“{parts[0][:20]}”这一行应写成：步骤 | 由谁办 | 材料。")
            papers = tuple(one.strip() for one in "".join(parts[2:]).split("、") if one.strip())
            found.append(StepEntered(parts[0], parts[1], papers))
        return found


def steps_as_text(steps: Iterable[Any]) -> str:
    """What ``StepsForm`` reads."""
    return "\n".join(f"{one.title} | {one.who} | {'、'.join(one.papers)}" for one in steps)
