"""What people fill in about a figure that grants are reckoned by. Services decide."""

from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED
from support_services.subsidies.admin.grant_forms import TYPED, typed_text
from support_services.subsidies.grant_figures import FIGURES
from support_services.subsidies.selectors import confidence_choices
from veterans.foundation.form_fields import DayField


class FigureForm(forms.Form):
    """A figure with its paper."""

    what = forms.ChoiceField(label="基数", error_messages=REQUIRED)
    value = forms.DecimalField(
        label="数值",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={**TYPED, "inputmode": "decimal"}),
        help_text="金额写元，比例写百分数（45 即 45%），倍数写倍。取整办法写 0（到分）、1（到元）、"
        "2（见分进元）；一年几次立功受奖写 0（每项都发）、1（只按最高一项）。",
        error_messages={**REQUIRED, "invalid": "请填写数值，如 30273 或 45，不带千分位逗号。"},
    )
    first_on = DayField(
        label="执行日期", help_text="从这一天起执行。按年公布的收入填该年的任何一天，只用于那一年。"
    )
    document_no = typed_text("文号", 80, required=False)
    source = typed_text("来源", 200, hint="哪个部门、什么文件或公报。")
    confidence = forms.ChoiceField(label="可信程度", error_messages=REQUIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", "请选择")]
        for code, kind in FIGURES.items():
            if kind.variants:
                group = [(f"{code.value}:{key}", label) for key, label in kind.variants]
                choices.append((kind.label, group))
            else:
                choices.append((f"{code.value}:", kind.label))
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        self.fields["confidence"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *confidence_choices(),
        ]
