"""What is filled in for an export: first whom, which is asked by the address, then what of them."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from veterans.accounts.models import User
from veterans.foundation.form_fields import DayField, text_field
from veterans.registry.export_columns import COLUMNS
from veterans.registry.forms import HomeField
from veterans.registry.models import PURPOSE_LENGTH, Category, Life, Plaque
from veterans.registry.selectors.exports import Choice

OPEN = ("", "不限")
_LISTED = {"invalid_choice": "请从列表中选择。"}


def _open_choice(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[OPEN, *choices], error_messages=_LISTED
    )


class WhomForm(forms.Form):
    """A place or a category at least; nothing of anybody, so that it may stand in an address."""

    def __init__(self, user: User, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["place"] = HomeField(
            user, label="镇街或村居", empty_label="不限", required=False
        )
        self.fields["category"] = _open_choice("人员类别", Category.choices)
        self.fields["on_day"] = DayField(
            label="哪一天属于这个类别",
            required=False,
            help_text=f"不填按今天（{today:%Y-%m-%d}）；名册上的类别也按这一天。",
        )
        self.fields["life"] = _open_choice("是否健在", Life.choices)
        self.fields["plaque"] = _open_choice("光荣牌", Plaque.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("place") and not data.get("category"):
            raise forms.ValidationError("请至少选择镇街、村居或人员类别：这里不导出全部人员。")
        return data

    @property
    def choice(self) -> Choice:
        """What was chosen, once it is valid."""
        data = self.cleaned_data
        return Choice(
            place=data["place"],
            category=data["category"],
            on_day=data["on_day"] or self._today,
            life=data["life"],
            plaque=data["plaque"],
        )


class WhatForm(forms.Form):
    """Columns of a fixed list, and what it is for."""

    columns = forms.MultipleChoiceField(
        label="要哪些列",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (key, f"{column.label}（遮盖）" if column.covered else column.label)
            for key, column in COLUMNS.items()
        ],
        initial=[key for key, column in COLUMNS.items() if column.wished],
        help_text="只勾选用得着的。页面上遮盖的，导出来同样遮盖；敏感信息不在其内。",
        error_messages={**_LISTED, "required": "请选择要导出的列。"},
    )
    purpose = text_field(
        "用途",
        PURPOSE_LENGTH,
        hint="写明办什么事，例如：核对八一走访慰问名单。印在每一页上，也给审计看；不要写姓名、号码。",
    )


def kept_for() -> str:
    """How long a file may be fetched, in words."""
    return f"{settings.PORTAL_EXPORT_HOURS} 小时"
