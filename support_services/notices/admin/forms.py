"""What people fill in about reminders. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.notices.models import TITLE_LENGTH
from support_services.notices.occasions import occasions
from support_services.notices.rules import (
    OF_ALL,
    OF_AREA,
    OF_PERSON,
    OF_UNIT,
    TEXT_LENGTH,
    parse_offsets,
)
from support_services.notices.selectors.outbox import STANDS
from support_services.notices.states import (
    AUDIENCE_LABELS,
    CHANNEL_LABELS,
    CHANNELS_OF,
    RULE_AUDIENCES,
    Audience,
    Channel,
)
from veterans.foundation.form_fields import REQUIRED, DayField, text_field


def _days(label: str, hint: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=120,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={
            "invalid": "请填写 1 至 120 的整数。",
            "min_value": "请填写 1 至 120 的整数。",
            "max_value": "请填写 1 至 120 的整数。",
        },
    )


class RuleForm(forms.Form):
    """A rule, or the next version of one."""

    title = text_field("名称", TITLE_LENGTH, hint="站点和区局看到的标题，例如：证件到期换证。")
    occasion_key = forms.ChoiceField(label="提醒事项", error_messages=REQUIRED)
    offsets = text_field(
        "何时提醒", 40, hint="提前写负数，当天写 0，过后写正数，用逗号隔开，例如：-30，-15，-3。"
    )
    working_days = forms.BooleanField(
        label="按工作日计", required=False, help_text="按工作日历数，节假日不算；不勾按自然日。"
    )
    audience = forms.ChoiceField(
        label="提醒谁",
        widget=forms.RadioSelect,
        choices=[(one.value, AUDIENCE_LABELS[one]) for one in RULE_AUDIENCES],
        error_messages=REQUIRED,
        help_text="提醒本人的一人一条；提醒单位的，同一天的几项合成一条短信；"
        "提醒站点和区局的，同一天的人合成一条，附名单。",
    )
    channel = forms.ChoiceField(
        label="给本人的方式",
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("sms,letter", "先发短信，没有电话或发不成的列入书面通知"),
            ("sms", "只发短信"),
            ("letter", "只列入书面通知"),
        ],
        help_text="提醒单位的都发短信，提醒站点和区局的写在站内通知里，都不用选。",
    )
    template = text_field("通知内容", TEXT_LENGTH, lines=4)
    on_rest_days = forms.BooleanField(label="休息日也发短信", required=False)
    town_after = _days("过后几天没办的报镇街站", "只对系统看得到办没办完的事项；不报的留空。")
    bureau_after = _days("过后几天没办的报区局", "不报的留空。")
    active_from = DayField(label="自哪天起", help_text="这一天以前应提醒的不补发。")
    note = text_field("说明", 200, required=False, hint="依据的文件或为什么改。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = occasions()
        field = self.fields["occasion_key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *((one.key, one.label) for one in known.values())]
        own = {word: told for one in known.values() for word, told in one.words.items()}
        self.fields["template"].help_text = (
            f"可以填的词：{_offered(OF_ALL)}；给本人的还有{_offered(OF_PERSON)}；"
            f"给单位的还有{_offered(OF_UNIT)}；"
            f"给站点和区局的还有{_offered(OF_AREA)}；有的事项另有{_offered(own)}。"
        )

    def clean_offsets(self) -> tuple[int, ...]:
        try:
            return parse_offsets(self.cleaned_data["offsets"])
        except ValueError:
            raise forms.ValidationError(
                "写整数，用逗号隔开，最多 8 个，前后不超过 120 天，例如：-30，-15，-3。"
            ) from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "audience" in data:
            audience = Audience(data["audience"])
            chosen = data.pop("channel", "")
            data["audience"] = audience
            if audience != Audience.PERSON:
                data["channels"] = list(CHANNELS_OF[audience])
            elif chosen:
                data["channels"] = [Channel(one) for one in chosen.split(",")]
            else:
                self.add_error("channel", "请选择给本人的方式。")
        return data


def _offered(words: dict[str, str]) -> str:
    return "、".join("{" + word + "}" for word in words)


class OutboxFilter(forms.Form):
    """Narrowing the outbox."""

    stand = forms.ChoiceField(
        label="状态", required=False, choices=[(key, label) for key, (label, _) in STANDS.items()]
    )
    channel = forms.ChoiceField(
        label="方式",
        required=False,
        choices=[("", "全部"), *((one.value, label) for one, label in CHANNEL_LABELS.items())],
    )
    about = forms.ChoiceField(label="规则", required=False)
    town = forms.ChoiceField(label="镇街", required=False)

    def __init__(
        self, *args: Any, towns: list[Any], rules: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (
            ("about", [("", "全部规则"), *rules]),
            ("town", [("", "全部镇街"), *((town.path, town.name) for town in towns)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = listed


class LetterFilter(forms.Form):
    """Narrowing the list of letters."""

    stand = forms.ChoiceField(
        required=False, choices=[("waiting", ""), ("printed", "")], widget=forms.HiddenInput
    )
    town = forms.ChoiceField(label="镇街", required=False)

    def __init__(self, *args: Any, towns: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["town"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部镇街"), *((town.path, town.name) for town in towns)]


def asked(form: forms.Form) -> dict[str, str]:
    """What a filter asks for; an address somebody made up asks for nothing."""
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}
