"""What people fill in about the yearly confirmation. Checks of form only; services decide."""

from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.confirmation_states import DUE_LABELS, WAY_LABELS, Way
from support_services.subsidies.selectors.confirmation import CONFIDENCE_CHOICES
from veterans.foundation.form_fields import DayField

_WHOLE = {**REQUIRED, "invalid": "请填写整数。"}


def _text(label: str, length: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _number(label: str, *, required: bool = True, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        help_text=hint,
        error_messages=_WHOLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class RoundForm(forms.Form):
    """Everything that a round says, and where each rule comes from."""

    year = _number("年度")
    title = _text("名称", 60, required=False, hint="不填即“某年度确认”。")
    schemes = forms.MultipleChoiceField(
        label="项目",
        widget=forms.CheckboxSelectMultiple,
        help_text="每人只确认一次，不论享受其中几项。",
        error_messages={"required": "请至少选择一个项目。"},
    )
    first_day = DayField(label="开始日期")
    last_day = DayField(label="截止日期")
    grace_days = _number("宽限天数", hint="截止以后再等几天；满了仍没有确认的，次日起暂缓。")
    reminder_days = _text("截止前几天提醒站点", 40, hint="几个数用顿号或逗号分开，例如 30、15、3。")
    late_days = _number("后加入者的期限天数", hint="启用以后才有待遇的人，从列入起至少有这么多天。")
    source = _text("时间和宽限的依据", 200, hint="通知的名称；没有文件的，写明由谁定的。")
    document_no = _text("文号", 80, required=False)
    home_visit_age = _number(
        "满几岁上门", required=False, hint="到截止日满这个岁数的。不填即不分。"
    )
    home_visit_grade = _number(
        "几级以上残疾上门", required=False, hint="例如 4，即一级至四级。不填即不分。"
    )
    visit_source = _text("上门对象的依据", 200, required=False)
    forfeits = forms.BooleanField(
        label="本人原因中断的，可以决定不补发",
        required=False,
        help_text="要逐人凭文件提出，由另一人决定；系统不会自动不补发。",
    )
    forfeit_source = _text("不补发的依据", 200, required=False)
    confidence = forms.ChoiceField(
        label="依据的可信程度", choices=CONFIDENCE_CHOICES, error_messages=REQUIRED
    )

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schemes"].choices = schemes  # type: ignore[attr-defined]

    def clean_reminder_days(self) -> list[int]:
        text = self.cleaned_data["reminder_days"]
        for mark in "、，,；; ":
            text = text.replace(mark, " ")
        parts = text.split()
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise forms.ValidationError("请写几个整数，例如 30、15、3。")
        return [int(part) for part in parts]


class NoteForm(forms.Form):
    """Why a step is taken that others will ask about."""

    note = _text("说明", 200, hint="写明原因，会记入办理记录。")


class ConfirmForm(forms.Form):
    """How and when somebody was confirmed."""

    way = forms.ChoiceField(
        label="方式",
        choices=[(way.value, label) for way, label in WAY_LABELS.items()],
        widget=forms.RadioSelect,
        initial=Way.IN_PERSON.value,
        error_messages={"required": "请选择方式。"},
    )
    confirmed_on = DayField(label="确认日期")
    note = _text("说明", 200, required=False, hint="方式为“其他”的必须写明。不要写身份证号和电话。")


class ReasonForm(forms.Form):
    reason = _text("原因", 200, hint="例如：认错了人，实际没有见到本人。")


class HandleForm(forms.Form):
    note = _text("处理情况", 200, hint="怎么核实的、办了什么、下一步请站点做什么。")


class ForfeitForm(forms.Form):
    """Which months are not owed, and on whose word."""

    first_month = MonthField(label="不补发自")
    last_month = MonthField(label="不补发至", help_text="重新确认的那个月以前。写年月。")
    reason = _text("理由", 200, hint="为什么是本人的原因：通知过几次、怎么通知的、本人怎么答复。")
    document_no = _text("文号", 80, hint="本局作出决定的文件。")


class ListForm(forms.Form):
    """Identity numbers that other offices' data show to be alive."""

    source = _text("数据来源", 60, hint="例如：区医保局 2026 年 3 月至 5 月就诊数据。")
    file = forms.FileField(
        label="名单文件",
        help_text="CSV 或 XLSX，首行为列名：id_number（身份证号）；可以另有 date"
        "（数据日期，不填即今天）。身份证号一列请设为“文本”格式。",
        allow_empty_file=True,
        error_messages={"required": "请选择名单文件。"},
    )


class DueFilter(forms.Form):
    """Narrowing the list of a round."""

    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            ("waiting", "还没有确认"),
            ("overdue", "过了截止日，还在宽限"),
            ("reported", "站点有报告"),
            *((state.value, label) for state, label in DUE_LABELS.items()),
        ],
    )
    town = forms.ChoiceField(label="镇街", required=False)
    village = forms.ChoiceField(label="村居", required=False)
    who = forms.ChoiceField(
        label="人员",
        required=False,
        choices=[("", "全部人员"), ("old", "八十岁以上"), ("home", "应上门的")],
    )
    text = forms.CharField(
        label="姓名",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, towns: list[Any], villages: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, word, places in (("town", "镇街", towns), ("village", "村居", villages)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", f"全部{word}"),
                *((place.path, place.name) for place in places),
            ]
        if not villages:
            # There are too many to choose from before a town is chosen.
            del self.fields["village"]
