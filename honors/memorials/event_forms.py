"""What is filled in for ceremonies, journeys, guests and days, and what narrows a list."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from honors.memorials import selectors
from honors.memorials.form_parts import (
    LISTED,
    NUMBER,
    UserForm,
    an_hour,
    choice,
    whole,
)
from honors.memorials.states import (
    MOVING_LABELS,
    ORGANISER_LABELS,
    STATE_LABELS,
    What,
)
from veterans.accounts.models import User
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.foundation.form_fields import REQUIRED, DayField, text_field
from veterans.foundation.months import first_of, parse_month
from veterans.regions.selectors import towns_visible_to


class SlotForm(forms.Form):
    """A day with a first and a last hour, as people think of it."""

    on = DayField(label="哪一天")
    begin = an_hour("几点开始")
    end = an_hour("几点结束")

    def slot(self) -> tuple[datetime, datetime]:
        data: dict[str, Any] = self.cleaned_data
        first, last = (
            timezone.make_aware(datetime.combine(data["on"], data[name]))
            for name in ("begin", "end")
        )
        return first, last


class CeremonyForm(SlotForm, UserForm):
    facility = choice("到哪里", {})
    title = text_field("活动", 60, hint="例如：清明祭扫、入队仪式。")
    organiser = choice("谁来办", ORGANISER_LABELS)
    unit = text_field("单位、学校名称", 60, required=False, hint="居民自己来的不填。")
    contact = text_field("联系人", 40)
    phone = text_field("电话", 30)
    people = whole("预计人数", most=100000)
    field_order = (
        *("facility", "on", "begin", "end", "title", "organiser"),
        *("unit", "people", "contact", "phone"),
    )


class HeldForm(UserForm):
    came = whole("实到人数")
    report = text_field("做了什么", 300, lines=2, hint="例如：敬献花篮、默哀、重温誓词。")


class TripForm(UserForm):
    survivor = choice("遗属", {}, hint="只列出登记为烈士遗属的人。")
    to_place = text_field("去哪里", 80, hint="省、市、县和陵园。")
    to_bureau = text_field("当地退役军人事务部门", 60, hint="介绍信写给它。")
    from_on = DayField(label="去程日期")
    until_on = DayField(label="回程日期")
    people = whole("同行人数（含本人）", most=20)
    told = text_field("说明", 200, required=False, hint="例如：需要轮椅、接站。不写病情。")


class CheckForm(UserForm):
    month = forms.CharField(
        label="发放月",
        help_text="在哪个月的批次发放，例如 2026-12。",
        error_messages=REQUIRED,
        max_length=7,
    )
    document_no = text_field("文号", 80, required=False)

    def clean_month(self) -> date:
        try:
            return parse_month(self.cleaned_data["month"].strip())
        except (Refused, ValueError):
            raise forms.ValidationError("请写成年-月，例如 2026-12。") from None


class OutcomeForm(UserForm):
    outcome = text_field("结果", 300, lines=2)


class GuestForm(UserForm):
    facility = choice("到哪里", {})
    come_from = text_field("从哪里来", 60)
    contact = text_field("来人姓名", 40)
    phone = text_field("电话", 30, required=False)
    martyr_name = text_field("来看哪位烈士", 40)
    on = DayField(label="日期")
    people = whole("人数", most=100)
    transport = text_field("接送", 120, required=False, hint="车站、时间、谁去接。")
    lodging = text_field("食宿", 120, required=False)


class ReportForm(UserForm):
    report = text_field("接待情况", 300, lines=2)


class WhyForm(UserForm):
    why = text_field("原因、结果", 300, lines=2)


class Filter(forms.Form):
    """Narrowing a list."""

    q = forms.CharField(label="关键词", max_length=40, required=False)
    state = forms.ChoiceField(label="状态", required=False)
    town = forms.ChoiceField(label="镇街", required=False)
    month = forms.CharField(label="月份", max_length=7, required=False)

    def __init__(self, *args: Any, user: User, what: What, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = {
            "state": [(str(one), label) for one, (label, _) in STATE_LABELS[what].items()],
            "town": list(towns_visible_to(user).values_list("path", "name")),
        }
        for name, listed in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "全部"), *listed]
        if what not in selectors.DAYS:
            del self.fields["month"]
        else:
            self.fields["month"].widget.attrs["placeholder"] = "例如 2026-04"

    def asked(self) -> dict[str, Any]:
        """What the selectors take; what does not fit narrows nothing."""
        self.is_valid()
        found: dict[str, Any] = {
            name: self.cleaned_data.get(name) or "" for name in ("q", "state", "town")
        }
        try:
            text = self.cleaned_data.get("month") or ""
            found["month"] = parse_month(text) if text else None
        except (Refused, ValueError):
            found["month"] = None
        return found


class DayForm(UserForm):
    """A day before which facilities are inspected. 清明 says its own date."""

    name = text_field("名称", 20, hint="例如：清明；本区解放纪念日。")
    moves = forms.ChoiceField(
        label="怎么定", required=False, choices=list(MOVING_LABELS.items()), error_messages=LISTED
    )
    month = forms.IntegerField(
        label="月",
        required=False,
        min_value=1,
        max_value=12,
        help_text="清明不用填月、日。农历的日子请每年改一次。",
        error_messages={**NUMBER, "max_value": "月份是 1 到 12。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    day = forms.IntegerField(
        label="日",
        required=False,
        min_value=1,
        max_value=31,
        error_messages={**NUMBER, "max_value": "日子是 1 到 31。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    within = whole("提前几天以内检查", most=180, hint="例如 30：前三十天里检查过的才算。")
    confidence = choice("把握", dict(Confidence.choices))
    why = text_field("为什么登记、修改", 200, hint="例如：依据文件的名称和文号。")


class MonthFilter(forms.Form):
    """Which month, of which facility."""

    month = forms.CharField(label="月份", max_length=7, required=False)
    facility = forms.ChoiceField(label="设施", required=False)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["month"].widget.attrs["placeholder"] = "例如 2026-04"
        field = self.fields["facility"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *selectors.facility_choices(user)]

    def asked(self) -> tuple[date, int | None]:
        """The first day of the month, this one's where none is asked for; the facility."""
        self.is_valid()
        chosen = self.cleaned_data.get("facility") or ""
        try:
            first = parse_month(self.cleaned_data.get("month") or "")
        except Refused:
            first = first_of(self.today)
        return first, int(chosen) if chosen else None
