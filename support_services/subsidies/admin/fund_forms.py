"""What people fill in about approval bands, sources of funds and the budget. Checks of form only;
services decide."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.fund_states import (
    CHANGE_LABELS,
    CONTROL_LABELS,
    SOURCE_LABELS,
    ChangeOf,
    Control,
    FundSource,
)
from veterans.foundation.form_fields import DayField

# What a new line is offered with; each line has its own.
USUAL_WARNING = 80

_TYPED = {"autocomplete": "off"}


def _text(label: str, length: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs=_TYPED),
    )


def _money(label: str, *, required: bool = True, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={**_TYPED, "inputmode": "decimal"}),
        error_messages={
            **REQUIRED,
            "invalid": "请填写金额，如 500000.00，不带千分位逗号。",
            "max_decimal_places": "最多两位小数。",
            "max_digits": "金额太大，请核对。",
            "max_whole_digits": "金额太大，请核对。",
            "min_value": "金额不能小于零。",
        },
    )


def _percent(source: FundSource) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{SOURCE_LABELS[source]}（%）",
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(0),
        max_value=Decimal(100),
        required=False,
        widget=forms.TextInput(attrs={**_TYPED, "inputmode": "decimal"}),
        error_messages={
            "invalid": "请填写百分数，如 60 或 33.33。",
            "max_decimal_places": "最多两位小数。",
            "max_digits": "应在 0 至 100 之间。",
            "max_whole_digits": "应在 0 至 100 之间。",
            "max_value": "应在 0 至 100 之间。",
            "min_value": "应在 0 至 100 之间。",
        },
    )


class RuleForm(forms.Form):
    """The thresholds of a day on."""

    first_on = DayField(label="自哪天起", help_text="这一天及以后复核的批次按它办理。")
    second_above = _money(
        "超过多少元须两名审批人签批",
        required=False,
        hint="批次核定金额超过此数的，须两名审批人先后签批；等于此数的一名即可。不要求的留空。",
    )
    minutes_above = _money(
        "超过多少元须填写党组会议纪要",
        required=False,
        hint="批次核定金额超过此数的，审批时须填写纪要文号和日期。不要求的留空。",
    )
    document_no = _text("文号", 80, hint="本局规定审批权限的文件。")
    note = _text("说明", 200, required=False)


class ShareForm(forms.Form):
    """Who pays how much of a hundred."""

    what = forms.ChoiceField(
        label="项目",
        error_messages=REQUIRED,
        help_text="某个组成（如地方增发）另有分担比例的，选“其中”那一项；没有另定的随项目。",
    )
    first_month = MonthField(label="自哪个月的批次起", help_text="写年月，例如 2026-01。")
    central = _percent(FundSource.CENTRAL)
    province = _percent(FundSource.PROVINCE)
    city = _percent(FundSource.CITY)
    county = _percent(FundSource.COUNTY)
    document_no = _text("文号", 80, hint="上级或本级财政确定分担比例的文件。")
    note = _text("说明", 200, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        shares = [data.get(source.value) or Decimal(0) for source in FundSource]
        if not self.errors and sum(shares) != 100:
            self.add_error(
                None, f"四级比例相加应为 100%，现在是 {sum(shares):f}%，请核对后再录入。"
            )
        return data


def _control_fields() -> dict[str, forms.Field]:
    return {
        "control": forms.ChoiceField(
            label="超支时",
            choices=[(c.value, label) for c, label in CONTROL_LABELS.items()],
            widget=forms.RadioSelect,
            error_messages=REQUIRED,
        ),
        "warn_percent": forms.IntegerField(
            label="提醒线（%）",
            min_value=1,
            max_value=100,
            help_text="用到这个百分比时，工作台、复核页、审批页提醒。",
            widget=forms.TextInput(attrs={**_TYPED, "inputmode": "numeric"}),
            error_messages={
                **REQUIRED,
                "invalid": "请填写 1 至 100 的整数。",
                "min_value": "请填写 1 至 100 的整数。",
                "max_value": "请填写 1 至 100 的整数。",
            },
        ),
    }


class LineForm(forms.Form):
    """A line and the document that issues it."""

    name = _text("指标名称", 80, hint="例如：2026 年优抚对象补助经费（省级）。")
    year = forms.IntegerField(
        label="年度",
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={**_TYPED, "inputmode": "numeric", "maxlength": "4"}),
        error_messages={
            **REQUIRED,
            "invalid": "请填写四位年份，如 2026。",
            "min_value": "请填写四位年份，如 2026。",
            "max_value": "请填写四位年份，如 2026。",
        },
    )
    source = forms.ChoiceField(
        label="资金来源",
        choices=[(s.value, label) for s, label in SOURCE_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )
    schemes = forms.MultipleChoiceField(
        label="用于哪些项目",
        widget=forms.CheckboxSelectMultiple,
        help_text="同一年度、同一来源，一个项目只能在一个指标里。",
        error_messages={"required": "请至少选择一个补助项目。"},
    )
    amount = _money("下达金额（元）")
    dated_on = DayField(label="文件日期")
    document_no = _text("文号", 80)
    note = _text("说明", 200, required=False)

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schemes"].choices = schemes  # type: ignore[attr-defined]
        self.fields |= _control_fields()
        self.order_fields(
            [
                "name",
                "year",
                "source",
                "schemes",
                "amount",
                "control",
                "warn_percent",
                "dated_on",
                "document_no",
                "note",
            ]
        )


class ChangeForm(forms.Form):
    """A further document on a line."""

    kind = forms.ChoiceField(
        label="种类",
        choices=[(c.value, CHANGE_LABELS[c]) for c in ChangeOf if c != ChangeOf.ISSUE],
        widget=forms.RadioSelect,
        help_text="退回国库：没有发出去的钱、收回的多发款交回国库后登记，已用数相应减少。",
        error_messages=REQUIRED,
    )
    amount = _money("金额（元）", required=False, hint="只改控制方式的不填。")
    dated_on = DayField(label="文件日期")
    document_no = _text("文号", 80, hint="退回国库的填缴款凭证号。")
    note = _text("说明", 200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _control_fields()
        self.order_fields(
            ["kind", "amount", "control", "warn_percent", "dated_on", "document_no", "note"]
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        amount, is_control = data.get("amount"), data.get("kind") == ChangeOf.CONTROL
        if "kind" in data and "amount" not in self.errors:
            if is_control and amount:
                self.add_error("amount", "只改控制方式的，不填金额。")
            if not is_control and not amount:
                self.add_error("amount", "请填写金额，要大于零。")
        return data


def line_initial(today: date) -> dict[str, Any]:
    """What a new line is offered with."""
    return {
        "year": today.year,
        "control": Control.REFUSE.value,
        "warn_percent": USUAL_WARNING,
        "dated_on": today,
    }
