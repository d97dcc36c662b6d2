"""What is filled in about items of the double list. Checks of form only; services decide."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django import forms

from support_services.double_list.models import CONTENT_LENGTH, TITLE_LENGTH, SupervisionRule
from support_services.double_list.rules import Figures
from support_services.double_list.selectors.board import EXTENSION, IS_OVER, LATE
from support_services.double_list.states import (
    DIRECTION_LABELS,
    HOW_LABELS,
    ITEM_LABELS,
    LEAST_CONTENT,
    LIGHT_LABELS,
    RHYTHM_LABELS,
    SATISFACTION_LABELS,
    SIDE_LABELS,
    SOURCE_LABELS,
    TOLD_HOW,
    Rhythm,
    Side,
    choices_of,
)
from veterans.foundation.confidence import Confidence
from veterans.foundation.form_fields import REQUIRED, DayField, text_field

_LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。", "invalid": "请从列表中选择。"}
Choices = Iterable[tuple[Any, str]]


class MoneyField(forms.DecimalField):
    """Yuan, without thousands separators."""

    def __init__(self, label: str, *, hint: str = "") -> None:
        super().__init__(
            label=label,
            required=False,
            min_value=0,
            max_digits=12,
            decimal_places=2,
            help_text=hint,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "invalid": "请填数字，例如 120000 或 120000.50。",
                "min_value": "资金不能是负数。",
                "max_digits": "数字太大，请核对。",
                "max_decimal_places": "最多两位小数。",
                "max_whole_digits": "数字太大，请核对。",
            },
        )


def whole(label: str, *, least: int, most: int, hint: str = "") -> forms.IntegerField:
    """A whole number, typed."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            **REQUIRED,
            "invalid": "请填整数。",
            "min_value": f"最小是 {least}。",
            "max_value": f"最大是 {most}。",
        },
    )


def _listed(form: forms.Form, name: str, choices: Choices, *, empty: str = "请选择") -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", empty), *choices]


class BoardFilter(forms.Form):
    """Narrowing the board."""

    q = forms.CharField(label="找事项", max_length=40, required=False)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    direction = forms.ChoiceField(
        label="方向", required=False, choices=[("", "两个方向"), *choices_of(DIRECTION_LABELS)]
    )
    of_class = forms.TypedChoiceField(label="类别", required=False, coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    # Where a table counts what a unit answers for, the count leads to that and not to what it asks.
    lead = forms.TypedChoiceField(
        label="承办单位",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.HiddenInput,
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            *choices_of(ITEM_LABELS),
            (EXTENSION, "有延期申请的"),
            (IS_OVER, "全部已结束的"),
        ],
    )
    wait = forms.ChoiceField(
        label="在等谁",
        required=False,
        choices=[
            ("", "不限"),
            (LATE, "等得超过约定时间的"),
            *(
                (one.value, f"超时：等{label}")
                for one, label in SIDE_LABELS.items()
                if one is not Side.GROUP
            ),
        ],
    )
    # Where a table counts for whom one waits, the count leads to the items that wait for that one.
    waited = forms.RegexField(
        label="在等的",
        regex=r"\A(?:[0-9]{1,18}|office)\Z",
        required=False,
        widget=forms.HiddenInput,
    )
    light = forms.ChoiceField(
        label="灯", required=False, choices=[("", "全部灯"), *choices_of(LIGHT_LABELS)]
    )
    month = forms.DateField(
        label="到期月份",
        required=False,
        input_formats=["%Y-%m", "%Y年%m月"],
        widget=forms.DateInput(
            format="%Y-%m",
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2026-11"},
        ),
        error_messages={"invalid": "请写成年-月，例如 2026-11。"},
    )

    def __init__(
        self,
        *args: Any,
        years: Sequence[int],
        classes: Choices,
        units: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _listed(self, "year", [(one, f"{one}年") for one in years], empty="全部年度")
        _listed(self, "of_class", classes, empty="全部类别")
        _listed(self, "unit", units, empty="全部单位")
        _listed(self, "lead", units, empty="")


class ItemForm(forms.Form):
    """Everything of an item that is written down before it is agreed."""

    year = whole("年度", least=2000, most=2100)
    direction = forms.ChoiceField(
        label="谁提出的",
        choices=choices_of(DIRECTION_LABELS),
        widget=forms.RadioSelect,
        error_messages=_LISTED,
    )
    of_class = forms.TypedChoiceField(label="类别", coerce=int, error_messages=_LISTED)
    title = text_field("事项", TITLE_LENGTH, hint="一句话，例如：军人子女就近入学。")
    content = text_field(
        "内容",
        CONTENT_LENGTH,
        lines=4,
        hint="要办什么、办到什么程度。不写部队番号、驻地位置和人数。",
    )
    source = forms.ChoiceField(
        label="来源", choices=choices_of(SOURCE_LABELS), error_messages=_LISTED
    )
    requester = forms.TypedChoiceField(
        label="提出单位", coerce=int, error_messages=_LISTED, help_text="驻地部队只用代称。"
    )
    lead = forms.TypedChoiceField(
        label="承办单位", coerce=int, required=False, empty_value=None, error_messages=_LISTED
    )
    helpers = forms.TypedMultipleChoiceField(
        label="协办单位",
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        error_messages=_LISTED,
        help_text="可以不选；按住 Ctrl 键选几个。",
    )
    leader_name = text_field("责任领导", 20, required=False, hint="加密保存，只有本局看得到。")
    person_name = text_field("责任人", 20, required=False)
    person_phone = text_field(
        "责任人办公电话", 20, required=False, hint="只填座机；手机记在单位的联系人里。"
    )
    quality = text_field("质量要求", 200, required=False, lines=2, hint="怎样才算办好。")
    start_on = DayField(label="开始日期", required=False)
    deadline = DayField(label="完成时限", required=False, help_text="最后一天。交办时必须明确。")
    rhythm = forms.ChoiceField(
        label="多久报一次进展",
        choices=choices_of(RHYTHM_LABELS),
        initial=Rhythm.MONTHLY.value,
        error_messages=_LISTED,
    )
    measures = text_field("推进措施", CONTENT_LENGTH, required=False, lines=3)
    difficulty = text_field("存在困难", 200, required=False, lines=2)
    funds_planned = MoneyField("计划资金（元）")

    def __init__(
        self, *args: Any, classes: Choices, units: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _listed(self, "of_class", classes)
        _listed(self, "requester", units)
        _listed(self, "lead", units, empty="还没有定")
        helpers = self.fields["helpers"]
        assert isinstance(helpers, forms.MultipleChoiceField)
        helpers.choices = list(units)


class ChangeForm(ItemForm):
    """The same for an item that is there: its list and its number stay."""

    year = None  # type: ignore[assignment]
    direction = None  # type: ignore[assignment]


class ToldForm(forms.Form):
    """What every form has in which the office writes down a side's word."""

    how = forms.ChoiceField(
        label="对方怎样答复的",
        choices=[(one.value, HOW_LABELS[one]) for one in TOLD_HOW],
        error_messages=_LISTED,
    )


class WordForm(ToldForm):
    """A side says yes, or accepts."""

    text = text_field("说明", 400, required=False, lines=2)


class ToldWhyForm(ToldForm):
    """A side says no, and why."""

    text = text_field("原因", 400, lines=3)


class WhyForm(forms.Form):
    """Why the office does it."""

    why = text_field("原因", 200, lines=2)


class TextForm(forms.Form):
    """A word, if there is one to say."""

    text = text_field("说明", 400, required=False, lines=2)


class VerifyForm(forms.Form):
    """At what the second person looked."""

    text = text_field("怎样核验的", 400, lines=2, hint="看了什么材料、去没去现场。")


class NoteTextForm(forms.Form):
    text = text_field("督办情况", 400, lines=3, hint="例如：电话催办、上门了解、约谈。")


class MergeForm(forms.Form):
    """Into which other item."""

    into_id = forms.TypedChoiceField(label="并入哪一项", coerce=int, error_messages=_LISTED)
    why = text_field("说明", 200, required=False, lines=2)

    def __init__(self, *args: Any, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self, "into_id", others)


class DecideForm(forms.Form):
    """What the minutes of the leading group say."""

    meeting = text_field("会议", 60, hint="例如：2026 年第一次军地联席会议。")
    decided_on = DayField(label="审定日期")
    document_no = text_field("文号", 60, required=False)


class RefuseForm(forms.Form):
    meeting = text_field("会议", 60)
    why = text_field("原因", 200, lines=2)


class AssignForm(forms.Form):
    """The two of the four that the form still asks for; unit and content were agreed."""

    deadline = DayField(label="完成时限")
    quality = text_field("质量要求", 200, lines=2, hint="怎样才算办好。")
    demand = text_field("交办要求", 400, required=False, lines=2)


class HandOnForm(forms.Form):
    to = forms.TypedChoiceField(label="转给", coerce=int, error_messages=_LISTED)
    deadline = DayField(label="新的完成时限", required=False, help_text="不改的不填。")
    why = text_field("原因", 200, lines=2)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self, "to", units)


class PlanWords(forms.Form):
    """承办方案, as a unit gives it."""

    measures = text_field("推进措施", CONTENT_LENGTH, lines=4, hint="分几步、各到什么时候。")
    start_on = DayField(label="开始日期", required=False)
    funds_planned = MoneyField("计划资金（元）")


class ReportWords(forms.Form):
    """进展, as a unit tells it."""

    progress = whole("进度（%）", least=0, most=100)
    text = text_field("做了什么", 400, lines=3)
    difficulty = text_field("存在困难", 200, required=False, lines=2)
    funds_spent = MoneyField("已用资金（元）", hint="从开始到现在一共用了多少。")


class HelpWords(forms.Form):
    text = text_field("做了什么", 400, lines=3)


class ClaimWords(forms.Form):
    """办结申请, as a unit makes it."""

    result = text_field("办理结果", 300, lines=3)
    evidence = text_field(
        "佐证在哪里", 200, required=False, hint="没有照片或扫描件的，写明在哪里可以看到。"
    )
    funds_spent = MoneyField("已用资金（元）", hint="一共用了多少。")


class ConfirmWords(forms.Form):
    """评价 of who asked."""

    satisfaction = forms.TypedChoiceField(
        label="满意度",
        coerce=int,
        choices=[
            (one.value, label)
            for one, label in SATISFACTION_LABELS.items()
            if int(one.value) >= LEAST_CONTENT
        ],
        widget=forms.RadioSelect,
        error_messages=_LISTED,
    )
    text = text_field("评价", 400, required=False, lines=2)


class ExtendWords(forms.Form):
    to_on = DayField(label="延到")
    why = text_field("原因", 400, lines=3)


class _Dated(ToldForm):
    on = DayField(label="日期", required=False, help_text="今天的不填。")


class PlanForm(PlanWords, ToldForm):
    """The same, told to the office."""


class ReportForm(ReportWords, _Dated):
    """The same, told to the office."""


class HelpForm(HelpWords, ToldForm):
    helper_id = forms.TypedChoiceField(label="协办单位", coerce=int, error_messages=_LISTED)
    field_order = ("helper_id",)

    def __init__(self, *args: Any, helpers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self, "helper_id", helpers)


class ClaimForm(ClaimWords, _Dated):
    """The same, told to the office."""


class ConfirmForm(ConfirmWords, ToldForm):
    """The same, told to the office."""


class ExtendForm(ExtendWords, ToldForm):
    """The same, told to the office."""


class CarryForm(forms.Form):
    deadline = DayField(label="下年的完成时限")
    why = text_field("为什么没有办完", 200, lines=2)


class PublicForm(forms.Form):
    public_title = text_field(
        "公开的标题",
        TITLE_LENGTH,
        hint="居民看到的只有这一句、类别、地方单位的名称和办到哪一步。部队只写“驻地部队”。",
    )


class DemandForm(forms.Form):
    demand = text_field("要求", 200, lines=2, hint="例如：三日内报办理情况。")


class RuleForm(forms.Form):
    """The numbers of 督办 from a day on; the fields are those of the table."""

    valid_from = DayField(label="自何日起", help_text="最早从明天起。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = (*asdict(Figures()), "source", "confidence")
        self.fields |= forms.fields_for_model(SupervisionRule, fields=columns)
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                field.widget = forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off"}
                )
                field.error_messages |= {
                    **REQUIRED,
                    "invalid": "请填整数。",
                    "min_value": "数字太小，请核对。",
                    "max_value": "数字太大，请核对。",
                }
            elif name != "in_workdays":
                field.error_messages |= _LISTED
        confidence = self.fields["confidence"]
        assert isinstance(confidence, forms.ChoiceField)
        confidence.choices = [("", "请选择"), *Confidence.choices]


class CircularForm(forms.Form):
    month = forms.DateField(
        label="月份",
        input_formats=["%Y-%m", "%Y年%m月"],
        widget=forms.DateInput(
            format="%Y-%m",
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2026-11"},
        ),
        error_messages={**REQUIRED, "invalid": "请写成年-月，例如 2026-11。"},
    )
    words = text_field("正文", 500, required=False, lines=4, hint="表格前面的话，可以不填。")


class CircularWordsForm(forms.Form):
    words = text_field("正文", 500, required=False, lines=4)


class MonthForm(forms.Form):
    """Which month of the calendar, and of whom."""

    month = forms.DateField(
        label="月份",
        required=False,
        input_formats=["%Y-%m", "%Y年%m月"],
        widget=forms.DateInput(
            format="%Y-%m",
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2026-11"},
        ),
        error_messages={"invalid": "请写成年-月，例如 2026-11。"},
    )
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self, "unit", units, empty="全部单位")


class SinceForm(forms.Form):
    """Since which meeting."""

    since = DayField(label="上次会议")


class ClassForm(forms.Form):
    name = text_field("类别", 20)
