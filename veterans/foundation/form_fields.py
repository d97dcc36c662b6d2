"""Fields that forms of every door share. Checks of form only; services decide."""

from typing import Any

from django import forms

REQUIRED = {"required": "请填写这一项。"}


class DayField(forms.DateField):
    """A day, typed as people write it: a browser's own calendar speaks the browser's language."""

    widget = forms.DateInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "例如 2026-11-05"},
        format="%Y-%m-%d",
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "error_messages",
            {**REQUIRED, "invalid": "请写成年-月-日，例如 2026-11-05。"},
        )
        kwargs.setdefault(
            "input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
        )
        super().__init__(**kwargs)


def text_field(
    label: str, length: int, *, required: bool = True, hint: str = "", lines: int = 1
) -> forms.CharField:
    """A line of text, or a box of several ``lines``."""
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if lines > 1:
        widget = forms.Textarea(attrs={"rows": lines})
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={**REQUIRED, "max_length": f"最多 {length} 个字。"},
        widget=widget,
    )
