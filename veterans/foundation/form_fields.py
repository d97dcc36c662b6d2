"""Fields that forms of every door share. Checks of form only; services decide."""

from typing import Any

from django import forms

from veterans.foundation.codes import typed_code

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


class CodeField(forms.CharField):
    """A one-time code, six digits however they are typed. Never shown again."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("help_text", "6 位数字。")
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        code = typed_code(str(super().clean(value)))
        if not code:
            raise forms.ValidationError("验证码是 6 位数字，请照着再填一次。")
        return code


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
