"""What is filled in of plaques, alike at both doors. Checks of form only; services decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from honors.plaques.states import (
    ANSWERS,
    GROUND_LABELS,
    OCCASION_LABELS,
    OUTCOME_LABELS,
    PIECE_LABELS,
    PLEA_LABELS,
    SPOT_LABELS,
    STAND_LABELS,
    TaskKind,
)
from support_services.visits.services import Taker
from support_services.visits.states import REPLACED_LABELS, TAKEN_LABELS, TakenBy
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.forms import FilesField


def choice(
    label: str,
    choices: Iterable[Any],
    *,
    hint: str = "",
    radio: bool = False,
    required: bool = True,
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        required=required,
        help_text=hint,
        widget=forms.RadioSelect if radio else forms.Select,
        error_messages={**REQUIRED, "invalid_choice": "请从列表中选择。"},
    )


def whole(label: str, *, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=1_000_000,
        help_text=hint,
        error_messages={**REQUIRED, "invalid": "请填整数。", "min_value": "不能小于 0。"},
    )


class HangForm(forms.Form):
    """A plaque hung at a door. ``people``: (number, words) of the living of the home."""

    visited_on = DayField(label="上门日期")
    person = choice("送给谁", [], hint="这一户健在的人。")
    plaque_number = text_field("光荣牌编号", 30, hint="照牌上的写法。")
    spot = choice("挂在哪里", SPOT_LABELS.items(), radio=True, hint="先问家里人的意见，再挂。")
    replaced_why = choice(
        "原来的牌子为什么换下", [("", "没有更换"), *REPLACED_LABELS.items()], required=False
    )
    taken_by = choice("谁收的、谁在场", TAKEN_LABELS.items(), radio=True)
    taker_name = text_field("收的人姓名", 50, required=False, hint="不是本人收的填写。")
    taker_relation = text_field("与本人的关系", 20, required=False, hint="例如：儿子、村委会。")
    photos = FilesField(label="照片", required=False, help_text="最多 6 张。拍照以前先问本人。")
    photo_consent = forms.BooleanField(label="本人或家属同意拍照存档", required=False)

    def __init__(
        self, *args: Any, today: date, people: list[tuple[int, str]], plaque: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visited_on"].initial = today
        who: Any = self.fields["person"]
        who.choices = [(str(number), words) for number, words in people]
        self.fields["taken_by"].initial = TakenBy.SELF.value
        if plaque:
            self.fields["replaced_why"].help_text = f"这一户现在是 {plaque}。"
        elif not self.is_bound:
            del self.fields["replaced_why"]

    def asked(self) -> dict[str, Any]:
        """As ``hang`` takes it."""
        data = self.cleaned_data
        return {
            "visited_on": data["visited_on"],
            "person_id": int(data["person"]),
            "number": data["plaque_number"],
            "spot": data["spot"],
            "replaced_why": data.get("replaced_why", ""),
            "taker": Taker(data["taken_by"], data["taker_name"], data["taker_relation"]),
            "files": data["photos"],
            "photo_consent": data["photo_consent"],
        }


class AnswerForm(forms.Form):
    """What came of it where nothing was hung."""

    outcome = choice("结果", [], radio=True)
    note = text_field("情况", 200, required=False, lines=3, hint="谁说的、怎么说的，下次不用白跑。")

    def __init__(self, *args: Any, kind: TaskKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["outcome"]
        asked.choices = [(one.value, OUTCOME_LABELS[one][0]) for one in ANSWERS[kind]]


class PleaForm(forms.Form):
    kind = choice("申请什么", PLEA_LABELS.items(), radio=True)
    told = text_field(
        "情况和证明", 200, lines=3, hint="有什么能证明：村委会证明、老照片、战友证言。不写号码。"
    )
    soldier_number = text_field(
        "现役军人的身份证号", 30, required=False, hint="只有“父母另住”的填写，用来找档案，不保存。"
    )
    papers = FilesField(
        label="照片或证明材料",
        required=False,
        help_text="坏了的牌子、村委会证明、老照片：用手机拍照，或者选扫描件（PDF），最多 6 个。"
        "加密存进本人档案。",
    )
    photo_consent = forms.BooleanField(label="本人或家属同意拍照存档", required=False)


class DecideForm(forms.Form):
    granted = choice("意见", [("yes", "同意"), ("no", "不同意")], radio=True)
    why = text_field("说明", 200, required=False, hint="不同意的必填。")


class WithdrawForm(forms.Form):
    person_id = choice("当事人", [])
    reason = choice("原因", [], radio=True)
    fact_on = DayField(label="事由日期", help_text="判决、处罚、开除的日期。")
    document_no = text_field("依据文书", 80, hint="例如处罚决定书的文号。")
    note = text_field("情况", 200, required=False, lines=3, hint="加密保存，只有区局看得到。")

    def __init__(
        self,
        *args: Any,
        people: list[tuple[int, str]],
        reasons: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["person_id"]
        who.choices = [(str(number), words) for number, words in people]
        why: Any = self.fields["reason"]
        why.choices = reasons


class WordsForm(forms.Form):
    """One line that a step asks for."""

    text = text_field("内容", 200)


class BatchForm(forms.Form):
    title = text_field("名称", 40, hint="例如：2027 年春节集中悬挂。")
    occasion = choice("时机", OCCASION_LABELS.items())
    first_on = DayField(label="自")
    last_on = DayField(label="至")
    note = text_field("要求", 200, required=False)


class NumbersForm(forms.Form):
    """Numbers of pieces, and what about them."""

    numbers = forms.CharField(
        label="光荣牌编号",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一个；连号的写“鲁C-00001 至 鲁C-00100”。",
        error_messages=REQUIRED,
    )
    town = choice("发给哪里", [])
    note = text_field("说明", 200, required=False)

    def __init__(
        self, *args: Any, towns: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if towns is None:
            del self.fields["town"]
        else:
            place: Any = self.fields["town"]
            place.required = False
            place.choices = [("", "退回区局"), *towns]


class CountForm(forms.Form):
    town = choice("在哪里盘点", [], required=False)
    counted = whole("盘到多少块", hint="完好、没有挂出去的。")
    note = text_field("说明", 200, required=False, hint="与账面不一致的，写明原因。")

    def __init__(self, *args: Any, towns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["town"]
        place.choices = [("", "区局"), *towns]


class HomesFilter(forms.Form):
    """Narrowing the homes."""

    state = choice(
        "情况",
        [
            ("", "全部"),
            ("ought", "应挂"),
            ("missing", "应挂未挂"),
            *((code.value, label) for code, (label, _) in STAND_LABELS.items()),
        ],
        required=False,
    )
    place = choice("镇街", [], required=False)
    ground = choice(
        "依据",
        [("", "全部"), *((code.value, label) for code, label in GROUND_LABELS.items())],
        required=False,
    )

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.choices = [("", "全部"), *places]


class PiecesFilter(forms.Form):
    q = text_field("编号", 30, required=False)
    state = choice(
        "状态",
        [
            ("", "全部"),
            ("hung", "已挂出"),
            *((code.value, label) for code, (label, _) in PIECE_LABELS.items()),
        ],
        required=False,
    )
    town = choice("在哪里", [], required=False)

    def __init__(self, *args: Any, towns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["town"]
        place.choices = [("", "全部"), ("bureau", "区局"), *towns]
