"""What is filled in of visits, alike at both doors. Checks of form only; services decide."""

from datetime import date
from typing import Any

from django import forms

from support_services.visits.states import (
    ASKED_REASONS,
    KEY_LABELS,
    MET_LABELS,
    NEED_LABELS,
    PERIOD_LABELS,
    WAY_LABELS,
    Met,
    Period,
    Reason,
    Way,
)
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.forms import FilesField
from veterans.registry.models import Category


def _one_of(label: str, choices: Any, *, initial: str = "", hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        initial=initial,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages=REQUIRED,
    )


class VisitForm(forms.Form):
    """A visit as it is written down in somebody's yard: three choices stand already."""

    visited_on = DayField(label="走访日期")
    way = _one_of("方式", WAY_LABELS.items(), initial=Way.HOME)
    met = _one_of("见到谁", MET_LABELS.items(), initial=Met.SELF)
    reason = _one_of("事由", ASKED_REASONS.items(), initial=Reason.ROUTINE)
    found = text_field(
        "情况", 500, required=False, lines=4, hint="身体、生活怎么样，说了什么。不写部队番号。"
    )
    needs = forms.MultipleChoiceField(
        label="需要什么",
        choices=list(NEED_LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的，登记以后作为诉求接着办。",
    )
    gift = text_field("慰问品、慰问金", 80, required=False)
    photos = FilesField(label="照片", required=False, help_text="最多 6 张。拍照以前先问本人。")
    photo_consent = forms.BooleanField(label="本人或家属同意拍照存档", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visited_on"].initial = today

    def asked(self) -> dict[str, Any]:
        """As ``record_visit`` takes it."""
        data = dict(self.cleaned_data)
        files = data.pop("photos")
        return {**data, "files": files}


class VoidForm(forms.Form):
    why = text_field("作废的原因", 200, hint="例如：登记错了人。")


class KeyForm(forms.Form):
    reason = _one_of("原因", KEY_LABELS.items())
    every = _one_of(
        "联系频次",
        [(one.value, PERIOD_LABELS[one]) for one in (Period.MONTH, Period.QUARTER)],
        initial=Period.MONTH,
    )


class TaskForm(forms.Form):
    """A task of visits for all stations."""

    title = text_field("名称", 40, hint="例如：2027 年春节走访慰问。")
    reason = forms.ChoiceField(label="事由", choices=list(ASKED_REASONS.items()))
    period = forms.ChoiceField(label="频次", choices=list(PERIOD_LABELS.items()))
    first_on = DayField(label="自")
    last_on = DayField(label="至", required=False, help_text="一次的必填；一直进行的不填。")
    categories = forms.MultipleChoiceField(
        label="人员类别",
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选就是全部服务对象。",
    )
    least_age = forms.IntegerField(
        label="年满（周岁）",
        required=False,
        min_value=1,
        max_value=120,
        error_messages={"invalid": "请填整数。", "max_value": "请填 1 至 120。"},
    )
    key_only = forms.BooleanField(label="只限重点联系对象", required=False)
    at_home = forms.BooleanField(label="必须上门，电话和到站不算", required=False)
    note = text_field("要求", 200, required=False)
