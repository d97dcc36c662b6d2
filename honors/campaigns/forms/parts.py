"""How fields of campaigns are made. Checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from veterans.foundation.form_fields import REQUIRED

LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。", "invalid_list": "请从列表中选择。"}
FILES = "照片或扫描件（PDF），可以一次选几个。加密保存，不公布，不给评委看。"
# Before the number of a field of the nomination form.
PART = "field_"


def number(label: str, least: int, most: int, *, hint: str = "", initial: Any = None) -> Any:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=initial,
        help_text=hint,
        error_messages={
            **REQUIRED,
            "invalid": "请填整数。",
            "min_value": "不能小于 %(limit_value)s。",
            "max_value": "不能大于 %(limit_value)s。",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def choice(label: str, choices: Iterable[tuple[Any, str]], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[("", "请选择"), *choices], error_messages=LISTED, **more
    )


def yes(label: str, *, initial: bool = False, hint: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=initial, help_text=hint)
