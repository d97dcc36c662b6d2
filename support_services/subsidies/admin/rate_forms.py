"""A notice with its standards, filled in row by row."""

from collections.abc import Iterator
from typing import Any

from django import forms

from support_services.subsidies import selectors
from support_services.subsidies.admin.forms import REQUIRED, MonthField
from support_services.subsidies.labels import CLASS_LABELS, GRADE_LABELS, STANDARD
from veterans.foundation.csv_reading import Line
from veterans.foundation.money import half_up

BLANK_ROWS = 5
MOST_ROWS = 120


class NoticeForm(forms.Form):
    """What all rows of a notice have in common."""

    document_no = forms.CharField(
        label="文号或来源",
        max_length=200,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="文件名称和文号；没有文号的写清来源。",
    )
    effective_from = MonthField(label="执行起始月")
    confidence = forms.ChoiceField(label="可信程度", error_messages=REQUIRED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confidence"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *selectors.confidence_choices(),
        ]


class StandardForm(forms.Form):
    """One standard. An empty row is no row."""

    scheme = forms.ChoiceField(label="项目", required=False)
    component = forms.ChoiceField(label="组成", required=False)
    grade = forms.ChoiceField(label="等级", required=False)
    rate_class = forms.ChoiceField(label="性质", required=False)
    amount = forms.CharField(
        label="标准（元）",
        required=False,
        max_length=13,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    basis = forms.ChoiceField(label="计发口径", required=False)
    # What an amount was reckoned from; belongs to it only as long as nobody writes another.
    base = forms.DecimalField(required=False, widget=forms.HiddenInput)
    percent = forms.DecimalField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    @property
    def is_filled(self) -> bool:
        data = getattr(self, "cleaned_data", {})
        return bool(data.get("scheme") or data.get("amount"))


def standard_choices() -> dict[str, Any]:
    """The choices of every row, read once."""
    schemes = [(scheme.code, scheme.name) for scheme in selectors.monthly_schemes()]
    return {
        "scheme": [("", "请选择"), *schemes],
        "component": [("", STANDARD), *selectors.component_choices()],
        "grade": [("", "不分"), *((str(grade), GRADE_LABELS[grade]) for grade in range(1, 11))],
        "rate_class": [
            ("", "不分"),
            *((code, CLASS_LABELS.get(code, code)) for code in selectors.class_codes()),
        ],
        "basis": [("", "请选择"), *selectors.basis_choices()],
    }


StandardFormSet = forms.formset_factory(
    StandardForm, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def lines_of(notice: forms.Form, rows: Any) -> Iterator[Line]:
    """The filled rows as the service takes them; a line's number is the row's on the page."""
    common = notice.cleaned_data
    for number, form in enumerate(rows.forms, start=1):
        if not form.is_filled:
            continue
        data = form.cleaned_data
        share = _share(data)
        yield Line(
            number,
            {
                "scheme": data["scheme"],
                "component": data["component"].partition(":")[2],
                "grade": data["grade"],
                "class": data["rate_class"],
                "amount": data["amount"].strip(),
                **share,
                "basis": data["basis"],
                "effective_from": f"{common['effective_from']:%Y-%m-%d}",
                "confidence": common["confidence"],
                "source": common["document_no"],
            },
        )


def _share(data: dict[str, Any]) -> dict[str, str]:
    base, percent = data.get("base"), data.get("percent")
    if base is None or percent is None:
        return {}
    if f"{half_up(base * percent / 100):.2f}" != data["amount"].strip():
        return {}
    return {"base": f"{base:.2f}", "percent": f"{percent:.2f}"}
