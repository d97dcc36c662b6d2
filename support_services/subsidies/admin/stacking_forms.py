"""What people fill in about stacking. Checks of form only; services decide."""

from itertools import combinations
from typing import Any

from django import forms

from support_services.subsidies.admin.forms import REQUIRED, MonthField


class CollisionFilter(forms.Form):
    """Narrowing the list of collisions."""

    town = forms.ChoiceField(label="镇街", required=False)
    scheme = forms.ChoiceField(label="项目", required=False)
    when = forms.ChoiceField(
        label="月份",
        required=False,
        choices=[("", "本月和以后"), ("all", "全部，连同以前")],
    )

    def __init__(self, *args: Any, towns: list[Any], schemes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].choices = [  # type: ignore[attr-defined]
            ("", "全部镇街"),
            *((town.path, town.name) for town in towns),
        ]
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            ("", "全部项目"),
            *((one.code, one.short_name) for one in schemes),
        ]


class OverrideForm(forms.Form):
    """Which two a person may draw together after all, from when, on whose word."""

    pair = forms.ChoiceField(
        label="允许同时享受", widget=forms.RadioSelect, error_messages=REQUIRED
    )
    from_month = MonthField(label="自哪个月起", help_text="按批复填写，例如 2026-08，可早于本月。")
    document_no = forms.CharField(
        label="批准文号",
        max_length=80,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="谁批准的、为什么，让确认的人看得明白。",
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, schemes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pair"].choices = [  # type: ignore[attr-defined]
            (f"{one.code} {other.code}", f"{one.short_name}和{other.short_name}")
            for one, other in combinations(schemes, 2)
        ]


class EndOverrideForm(forms.Form):
    """Until when both are paid."""

    last_month = MonthField(
        label="最后一个同时发放的月", help_text="从下一个月起按叠加规则办理。写年月，例如 2026-11。"
    )
    note = forms.CharField(
        label="终止原因",
        max_length=200,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
