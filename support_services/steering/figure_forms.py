"""Narrowing the list of a figure. Checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from support_services.steering.selectors.counting import ELSEWHERE, ELSEWHERE_LABEL
from veterans.accounts.figures import Figure
from veterans.foundation.errors import Refused
from veterans.foundation.months import parse_month

YEARS_BACK = 5


class FigureFilter(forms.Form):
    """A year where the figure is of years, a town where it has a place, a month where it has a
    day. What is not among the choices is passed over."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    town = forms.ChoiceField(label="镇街", required=False)
    month = forms.CharField(
        label="月份",
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"placeholder": "例如 2026-11", "autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        figure: Figure,
        towns: Iterable[tuple[str, str]],
        this_year: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, str]]] = {
            "year": [("", "本年度")]
            + [(year, f"{year}年") for year in range(this_year - 1, this_year - YEARS_BACK, -1)],
            "town": [("", "全部镇街"), *towns, (ELSEWHERE, ELSEWHERE_LABEL)],
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = listed
        if not figure.years:
            del self.fields["year"]
        if not figure.place:
            del self.fields["town"]
        if not figure.day:
            del self.fields["month"]

    def clean_month(self) -> Any:
        text = self.cleaned_data["month"].strip()
        if not text:
            return None
        try:
            return parse_month(text)
        except (Refused, ValueError) as error:
            raise forms.ValidationError("月份请写成年-月，例如 2026-11。") from error
