"""Parts of the money beside the standard: what they are, and what 护理费 comes to this year."""

from decimal import Decimal
from typing import Any

from django import forms

from support_services.subsidies import selectors
from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.reference import CARE_SHARES
from veterans.foundation.money import ZERO

FOR_ALL, BY_NAME = "all", "named"
STOPS, GOES_ON = "stops", "goes_on"


def _text(label: str, length: int, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _choice(label: str, choices: list[tuple[str, str]], hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )


class ComponentForm(forms.Form):
    """A new part of a scheme's money."""

    scheme = forms.ChoiceField(label="项目", error_messages=REQUIRED)
    name = _text("名称", 20, "花名册和说明里显示的名称，例如：自然增长、粮油补贴、孤老增发。")
    code = _text("代码", 10, "小写字母和数字，例如 growth；导入标准表时使用，以后不能改。")
    scope = _choice(
        "发给谁",
        [(FOR_ALL, "该项目中有对应标准的人都发"), (BY_NAME, "逐人核定后才发")],
        "以后不能改。",
    )
    tail = _choice(
        "去世后续发",
        [(STOPS, "不续发，发到去世当月"), (GOES_ON, "与标准一起续发")],
        "按文件规定选择，以后不能改。",
    )
    source = _text("依据", 200, "文件名称和文号。")
    confidence = forms.ChoiceField(label="可信程度", error_messages=REQUIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = [(scheme.code, scheme.name) for scheme, _ in selectors.schemes_to_pay()]
        self.fields["scheme"].choices = [("", "请选择"), *schemes]  # type: ignore[attr-defined]
        self.fields["confidence"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *selectors.confidence_choices(),
        ]


def _figure(label: str, hint: str = "", *, most: Decimal, unit: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=Decimal("0.01"),
        max_value=most,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            **REQUIRED,
            "invalid": "请填数字，不带千分位逗号。",
            "min_value": "应大于零。",
            "max_value": f"不能超过 {most}{unit}。".replace("%", "%%"),
            "max_decimal_places": "最多两位小数。",
            "max_digits": "数字太大，请核对。",
        },
    )


class CareForm(forms.Form):
    """Last year's average wage, and the shares of it as the law gives them."""

    wage = _figure(
        "上年度月平均工资（元）",
        "当地城镇单位就业人员月平均工资；公布的是年平均工资的，除以 12 后填写。",
        most=Decimal(100_000),
        unit=" 元",
    )
    effective_from = MonthField(label="执行起始月")
    document_no = _text("文号或来源", 180, "公布平均工资的文件，或调整护理费的通知。")
    confidence = forms.ChoiceField(label="可信程度", error_messages=REQUIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confidence"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *selectors.confidence_choices(),
        ]
        for share in CARE_SHARES:
            field = _figure(f"{share.label}（%）", most=Decimal(100), unit="%")
            field.initial = f"{share.percent.normalize():f}"
            self.fields[f"share_{share.code}"] = field

    def shares(self) -> dict[str, Decimal]:
        """Percent by the code of the share."""
        found = {share.code: self.cleaned_data.get(f"share_{share.code}") for share in CARE_SHARES}
        return {code: percent or ZERO for code, percent in found.items()}
