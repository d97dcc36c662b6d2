"""What forms of the memorials are made of, and the form whose lists are of the reader's area."""

from collections.abc import Iterable
from typing import Any

from django import forms

from honors.memorials import selectors
from veterans.accounts.models import User
from veterans.foundation.attachments import ACCEPT
from veterans.foundation.form_fields import REQUIRED
from veterans.regions.selectors import place_choices

LISTED = {**REQUIRED, "invalid_choice": "请从列表中选择。"}
NUMBER = {**REQUIRED, "invalid": "请填数字。", "min_value": "数字太小了。"}
HOURS = [("", "请选择")]
HOURS += [(f"{hour:02d}:{minute:02d}",) * 2 for hour in range(5, 22) for minute in (0, 30)]


def choice(label: str, labels: Any, *, required: bool = True, hint: str = "") -> forms.ChoiceField:
    listed = [(str(code), word) for code, word in dict(labels).items()]
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[("", "请选择" if required else "不选"), *listed],
        error_messages=LISTED,
        help_text=hint,
    )


def whole(label: str, *, most: int = 100000, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        help_text=hint,
        error_messages={**NUMBER, "max_value": f"最多 {most}。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def yuan(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=12,
        decimal_places=2,
        min_value=0,
        error_messages={
            **NUMBER,
            "max_decimal_places": "最多两位小数。",
            "max_digits": "金额太大了，请核对。",
            "max_whole_digits": "金额太大了，请核对。",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def a_photo(label: str = "照片") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text="加密保存，不公布。",
        error_messages={"empty": "文件是空的，请重新拍照。"},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


def an_hour(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M"],
        error_messages={**REQUIRED, "invalid": "请写成 09:30 这样。"},
        widget=forms.Select(choices=HOURS),
    )


class UserForm(forms.Form):
    """A form whose lists are those of the reader's area."""

    def __init__(self, *args: Any, user: User, key: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        lists: dict[str, Iterable[Any]] = {}
        if "region" in self.fields:
            lists["region"] = place_choices(user if user.is_station else None)
        if "facility" in self.fields:
            lists["facility"] = selectors.facility_choices(user)
        if "grave" in self.fields:
            lists["grave"] = selectors.grave_choices()
        if "survivor" in self.fields:
            lists["survivor"] = selectors.survivor_links(user)
        if isinstance(self.fields.get("finding"), forms.ChoiceField) and key is not None:
            lists["finding"] = [(one.pk, str(one)) for one in selectors.unplanned_findings(key)]
        for name, listed in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "请选择" if field.required else "不选"), *listed]


def fill(form: forms.Form, name: str, listed: list[tuple[str, str]], none: str) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "请选择" if listed else none), *listed]
