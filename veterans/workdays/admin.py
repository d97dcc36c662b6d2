"""The calendar at the bureau: whoever reads people reads it, preparer and reviewer keep it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from veterans.accounts.models import User
from veterans.foundation.admin_base import DutyAdmin
from veterans.workdays import services
from veterans.workdays.models import CalendarDay
from veterans.workdays.rules import SATURDAY, DayKind


class DayForm(forms.ModelForm):
    """What the service takes; what is wrong with a day is told at the day."""

    class Meta:
        model = CalendarDay
        fields = ("day", "kind", "name", "source", "confidence")
        help_texts = {
            "day": "写成年-月-日。放假要逐日登记，周六、周日本来休息的也照通知登记。",
            "kind": "登记错了的，改成“按星期”。以前已经定下的公示日期不会变。",
            "name": "例如：春节。",
            "source": "国务院办公厅当年的通知名称。",
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        day, kind = found.get("day"), found.get("kind")
        if day and kind == DayKind.WORKDAY and day.weekday() < SATURDAY:
            self.add_error("day", "调休上班的日子应是星期六或星期日。")
        return found


@admin.register(CalendarDay)
class CalendarDayAdmin(DutyAdmin):
    view_duty = "people.read"
    add_duty = change_duty = "workdays.edit"
    form = DayForm
    list_display = ("shown_day", "kind", "name", "source", "confidence")
    list_filter = ("kind",)
    search_fields = ("name", "source")
    search_help_text = "按节日或依据查找"
    ordering = ("-day",)

    @admin.display(description="日期", ordering="day")
    def shown_day(self, row: CalendarDay) -> str:
        return f"{row.day:%Y-%m-%d} 星期{'一二三四五六日'[row.day.weekday()]}"

    def get_readonly_fields(self, request: HttpRequest, obj: CalendarDay | None = None) -> Any:
        return ("day",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        saved = services.set_day(
            day=obj.day,
            kind=DayKind(obj.kind),
            name=obj.name,
            source=obj.source,
            confidence=obj.confidence,
            by=request.user,
            at=timezone.now(),
        )
        obj.pk = saved.pk
