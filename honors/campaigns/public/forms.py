"""What residents fill in about what is made public. Checks of form only."""

from collections.abc import Iterable
from typing import Any

from django import forms

from veterans.foundation.attachments import ACCEPT
from veterans.foundation.form_fields import REQUIRED, text_field

TRAP = "website"
MOST_FILES = 3


class ObjectionForm(forms.Form):
    """An objection; who sends it may stay unknown."""

    serial = forms.TypedChoiceField(
        label="对谁有意见",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={**REQUIRED, "invalid_choice": "请从名单里选一位。"},
    )
    text = text_field(
        "有什么意见",
        1000,
        lines=6,
        hint="哪件事、什么时候、怎么知道的。不写身份证号、银行卡号、部队番号。",
    )
    objector = text_field("您的姓名", 30, required=False, hint="可以不写。")
    phone = text_field("您的电话", 30, required=False, hint="可以不写；留了我们好问清楚。")

    def __init__(self, *args: Any, listed: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["serial"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(listed)
        for number in range(1, MOST_FILES + 1):
            self.fields[f"file_{number}"] = forms.FileField(
                label=f"照片或扫描件 {number}",
                required=False,
                widget=forms.FileInput(attrs={"accept": ACCEPT}),
                help_text="有证据的可以附上，每个不超过 4 兆。" if number == 1 else "",
                error_messages={"empty": "文件是空的，请重新选。"},
            )

    def contents(self) -> list[bytes]:
        chosen = (self.cleaned_data[f"file_{n}"] for n in range(1, MOST_FILES + 1))
        return [one.read() for one in chosen if one is not None]
