"""What a resident fills in to vote. Checks of form only."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms

from veterans.foundation.form_fields import CodeField
from veterans.foundation.personal_data import is_mobile

CHOOSE = "请先选一个，在名字前面点一下。"


class VoteForm(forms.Form):
    """选谁, and the telephone that the code goes to; it is never shown again."""

    option = forms.ChoiceField(
        label="您选谁",
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    phone = forms.CharField(
        label="您的手机号",
        max_length=30,
        help_text="11 位。只用来发验证码，不公布，也不留底。",
        error_messages={"required": "请写您的手机号。"},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, options: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = list(options)  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["phone"])
        digits = "".join(one for one in typed if one not in " -—")
        digits = digits.removeprefix("+86")
        if not is_mobile(digits):
            raise forms.ValidationError("手机号是 1 开头的 11 位数字，请照着再写一次。")
        return digits


class CodeForm(forms.Form):
    """验证码. Never shown again."""

    code = CodeField(label="短信里的验证码", error_messages={"required": "请写短信里的 6 位数字。"})
