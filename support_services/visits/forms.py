"""What is filled in of visits, alike at both doors. Checks of form only; services decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from support_services.notices.states import UNDELIVERED_LABELS
from support_services.visits.services import HandedOver, Taker
from support_services.visits.states import (
    ASKED_REASONS,
    HANDED_LABELS,
    HANDED_WAYS,
    KEY_LABELS,
    MET_LABELS,
    NEED_LABELS,
    PERIOD_LABELS,
    REPLACED_LABELS,
    TAKEN_LABELS,
    WAY_LABELS,
    Met,
    Period,
    Reason,
    TakenBy,
    Way,
)
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.registry.forms import FilesField
from veterans.registry.models import Category


def _one_of(
    label: str, choices: Any, *, initial: str = "", hint: str = "", required: bool = True
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        initial=initial,
        help_text=hint,
        required=required,
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


class _LettersField(forms.MultipleChoiceField):
    """Ticks of letters. A number that is not offered any more is no fault of form: a form that is
    sent twice must reach the answer to the first, and services decide about the rest."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19


class HandOverForm(forms.Form):
    """送达, filled in at the door: what it is, whose hands took it.

    ``letters``: (number, words) of those that wait for this person, ``ticked`` where it is for them
    that the form was opened. ``plaque``: the number at the home, "" for none.
    """

    visited_on = DayField(label="送达日期")
    way = _one_of("方式", HANDED_WAYS.items(), initial=Way.HOME)
    letters = _LettersField(
        label="要送的书面通知", required=False, help_text="勾选的，登记以后就是已送达。"
    )
    kind = _one_of("送的什么", HANDED_LABELS.items(), required=False)
    plaque_number = text_field(
        "光荣牌编号", 30, required=False, hint="送光荣牌的填写，照牌上的写法。"
    )
    # A list to choose from, because most who come here replace nothing and the form is long.
    replaced_why = forms.ChoiceField(
        label="原来的牌子为什么换下", choices=list(REPLACED_LABELS.items()), required=False
    )
    what = text_field(
        "名称、说明",
        80,
        required=False,
        hint="证件、通知书和其他必填，例如：优待证。不写证件号码。",
    )
    taken_by = _one_of("谁收的", TAKEN_LABELS.items(), initial=TakenBy.SELF)
    taker_name = text_field("收的人姓名", 50, required=False, hint="不是本人收的填写。")
    taker_relation = text_field(
        "与本人的关系", 20, required=False, hint="例如：儿子、邻居、村委会。"
    )
    photos = FilesField(label="照片", required=False, help_text="最多 6 张。拍照以前先问本人。")
    photo_consent = forms.BooleanField(label="本人或家属同意拍照存档", required=False)

    def __init__(
        self,
        *args: Any,
        today: date,
        letters: Sequence[tuple[int, str]],
        ticked: bool,
        plaque: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visited_on"].initial = today
        kind: Any = self.fields["kind"]
        if letters:
            asked: Any = self.fields["letters"]
            asked.choices = [(str(number), words) for number, words in letters]
            asked.initial = [str(number) for number, _ in letters] if ticked else []
            kind.label = "另外还送什么"
            kind.choices = [("", "没有，只送勾选的书面通知"), *HANDED_LABELS.items()]
        elif not self.is_bound:
            # Sent again, it still says which letters it was about.
            del self.fields["letters"]
        if plaque:
            why: Any = self.fields["replaced_why"]
            why.choices = [("", "没有更换"), *REPLACED_LABELS.items()]
            why.help_text = f"这一户现在是 {plaque}。换了新牌的选原因，没有换的不用选。"
        elif not self.is_bound:
            del self.fields["replaced_why"]

    def asked(self) -> dict[str, Any]:
        """As ``record_hand_over`` takes it."""
        data = self.cleaned_data
        return {
            "visited_on": data["visited_on"],
            "way": data["way"],
            "thing": HandedOver(
                data["kind"], data["what"], data["plaque_number"], data["replaced_why"]
            ),
            "letters": [int(one) for one in data["letters"]],
            "taker": Taker(data["taken_by"], data["taker_name"], data["taker_relation"]),
            "files": data["photos"],
            "photo_consent": data["photo_consent"],
        }


class BringBackForm(forms.Form):
    why = _one_of("为什么没有送到", UNDELIVERED_LABELS.items())


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
