"""What a unit fills in besides what is asked of it: the code, and files."""

from collections.abc import Iterator
from typing import Any

from django import forms

from support_services.units.states import MOST_FILES
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.form_fields import CodeField


class CodeForm(forms.Form):
    """验证码. Never shown again."""

    code = CodeField(label="验证码", error_messages={"required": "请写 6 位验证码。"})


class FilesForm(forms.Form):
    """Evidence, one file in each box, so that a telephone without scripts can add several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "fujian", **kwargs})
        for number in range(1, MOST_FILES + 1):
            self.fields[f"file_{number}"] = forms.FileField(
                label=f"附件 {number}",
                required=False,
                widget=forms.FileInput(attrs={"accept": ACCEPT}),
                help_text="照片或者扫描件（PDF），没有的不用选。" if number == 1 else "",
            )

    def contents(self) -> list[bytes]:
        """The bytes of each file that was chosen."""
        chosen = (self.cleaned_data[name] for name in self.fields)
        return [one.read() for one in chosen if one is not None]


def told(form: forms.Form) -> list[tuple[str, str]]:
    """What was filled in, in words, label by label; ``form`` was found in order."""
    return list(_told(form))


def _told(form: forms.Form) -> Iterator[tuple[str, str]]:
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        choices = getattr(bound.field, "choices", None)
        if isinstance(value, bool):
            text = "是" if value else "否"
        elif value in (None, "", []):
            continue
        elif choices is not None:
            flat = dict(_flat(choices))
            chosen = value if isinstance(value, (list, tuple, set)) else [value]
            text = "、".join(str(flat.get(str(one), one)) for one in chosen)
        else:
            text = str(value)
        yield str(bound.label or ""), text


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(key), str(label)
