"""The auditor's desk and his list of alerts."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.bureau_site import Place, bureau_site
from veterans.foundation import chain_checks
from veterans.foundation.admin_base import Button, LedgerAdmin
from veterans.oversight import services
from veterans.oversight.models import FINDING_AT_LEAST, FINDING_AT_MOST, Alert
from veterans.oversight.selectors import alerts_visible_to, midnight
from veterans.oversight.states import AlertKind

_OPEN = "?standing=open"


class FindingForm(forms.Form):
    finding = forms.CharField(
        label="核查结果",
        min_length=FINDING_AT_LEAST,
        max_length=FINDING_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="向谁了解、因何查看、如何处理。不要写身份证号、电话、账号。",
    )


class StandingFilter(admin.SimpleListFilter):
    title = "办理"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "待核查"), ("done", "已核查")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        if self.value() is None:
            return queryset
        return queryset.filter(looked_into_at__isnull=self.value() == "open")


def _look_into(request: HttpRequest, alert: Alert, data: dict[str, Any]) -> str:
    services.look_into(alert_id=alert.pk, by=actor(request), at=timezone.now(), **data)
    return "核查结果已登记。"


@admin.register(Alert)
class AlertAdmin(LedgerAdmin):
    view_duty = "audit.read"
    list_display = ("day", "kind", "about", "why", "standing", "looked_into_by")
    list_filter = (StandingFilter, "kind", "day")
    ordering = ("-pk",)
    fields = readonly_fields = (
        *("day", "kind", "about", "why", "raised_at", "entries"),
        *("standing", "finding", "looked_into_by", "looked_into_at"),
    )
    buttons = (
        Button(
            name="look-into",
            label="登记核查结果",
            duty="audit.read",
            question=lambda alert: f"{alert}：登记核查结果？",
            follows=lambda alert: ("登记以后不能修改，这条异常查阅记为已核查。",),
            run=_look_into,
            shown=lambda request, alert: alert.is_open and alert.actor_id != request.user.pk,
            form=FindingForm,
            irreversible=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        return alerts_visible_to(actor(request))

    @admin.display(description="查看人或被查看的人")
    def about(self, alert: Alert) -> Any:
        if alert.actor is not None:
            return f"{alert.actor}（{alert.actor.get_role_display()}）"
        # By number: who wants the name opens the file, and leaves a trace as everybody does.
        return format_html(
            '<a href="{}">档案 {}</a>', address("person", alert.person_id), alert.person_id
        )

    @admin.display(description="情况")
    def why(self, alert: Alert) -> str:
        told = alert.figures
        if told.get("usual") == "0.0":
            return f"查看了 {told['people']} 人，本人此前 30 天没有看过任何人"
        return {
            AlertKind.MANY: "查看了 {people} 人，超过每天 {limit} 人",
            AlertKind.UNUSUAL: "查看了 {people} 人，本人此前 30 天平均每天 {usual} 人",
            AlertKind.OFF_HOURS: "办公时间以外查看了 {people} 人",
            AlertKind.CROWD: "一天里有 {lookers} 名工作人员查看",
            AlertKind.TAKEN: "一天导出了 {people} 人次，超过 {limit} 人次",
        }[AlertKind(alert.kind)].format(**told)

    @admin.display(description="办理")
    def standing(self, alert: Alert) -> str:
        return "待核查" if alert.is_open else "已核查"

    @admin.display(description="逐条记录")
    def entries(self, alert: Alert) -> Any:
        """The entries of that day in the audit log."""
        query = {
            "at__gte": midnight(alert.day).isoformat(),
            "at__lt": midnight(alert.day + timedelta(1)).isoformat(),
            "q": alert.actor.username if alert.actor is not None else str(alert.person_id),
        }
        return format_html(
            '<a href="{}">在审计记录里查看</a>',
            reverse("admin:foundation_auditentry_changelist", query=query),
        )


def desk(request: HttpRequest) -> dict[str, Any]:
    """How the audit log stands, and what waits to be looked into; the auditor's only."""
    user = actor(request)
    if not user.may("audit.read"):
        return {}
    standing = chain_checks.standing(at=timezone.now())
    waiting = alerts_visible_to(user).filter(looked_into_at__isnull=True).count()
    walks = address("foundation_chaincheck_changelist")
    found: dict[str, Any] = {
        "alarms": [],
        "attention": [],
        "shortcuts": [{"title": "审计记录核验", "url": walks, "note": _last_walk(standing)}],
    }
    if standing.last is not None and standing.last.problem_count:
        found["alarms"].append(
            {
                "title": f"审计记录有 {standing.last.problem_count:,} 处被改动或缺失",
                "detail": f"{timezone.localtime(standing.last.at):%Y-%m-%d %H:%M} 核验发现。"
                "请立即报告分管领导，保留服务器现场，并检查最近的备份。",
                "url": address("foundation_chaincheck_change", standing.last.pk),
            }
        )
    if standing.overdue:
        found["alarms"].append(
            {
                "title": "审计记录已连续两夜没有核验",
                "detail": "后台程序可能停了。请通知系统管理员检查后台程序和定时任务。",
                "url": walks,
            }
        )
    if waiting:
        found["attention"].append(
            {
                "title": f"{waiting:,} 条异常查阅待核查",
                "url": address("oversight_alert_changelist") + _OPEN,
                "detail": "查看人数过多、办公时间以外查看等",
                "tone": "warn",
            }
        )
    return found


def _last_walk(standing: chain_checks.Standing) -> str:
    if standing.last is None:
        return "还没有核验过，每天夜间核验一次"
    told = f"{standing.last.problem_count} 处问题" if standing.last.problem_count else "没有问题"
    at = timezone.localtime(standing.last.at)
    return f"上次 {at:%Y-%m-%d %H:%M}，{standing.last.entry_count:,} 条，{told}"


bureau_site().add_to_desk(desk)
bureau_site().add_places([Place("异常查阅", "oversight_alert_changelist", "audit.read", 88)])
