"""Appointments: what one administrator proposed and the other confirms, refuses or ends."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from veterans.accounts import selectors
from veterans.accounts.admin.users import ReasonForm, actor_of
from veterans.accounts.bureau_site import Place, bureau_site
from veterans.accounts.models import Appointment
from veterans.accounts.services import appointments
from veterans.accounts.states import AppointmentState
from veterans.foundation.admin_base import Button, LedgerAdmin


class AnswerForm(ReasonForm):
    reason = forms.CharField(
        label="不同意的原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="系统管理员会看到。不要写身份证号、手机号。",
    )


def _confirm(request: HttpRequest, one: Appointment, data: dict[str, Any]) -> str:
    appointments.confirm(actor=actor_of(request), appointment=one, at=timezone.now())
    return f"已确认，{one.user} 的授权从现在起生效。"


def _refuse(request: HttpRequest, one: Appointment, data: dict[str, Any]) -> str:
    appointments.refuse(
        actor=actor_of(request), appointment=one, reason=data["reason"], at=timezone.now()
    )
    return "已退回，没有生效。"


def _withdraw(request: HttpRequest, one: Appointment, data: dict[str, Any]) -> str:
    appointments.withdraw(actor=actor_of(request), appointment=one, at=timezone.now())
    return "已撤回，没有生效。"


def _end(request: HttpRequest, one: Appointment, data: dict[str, Any]) -> str:
    appointments.end_emergency(actor=actor_of(request), appointment=one, at=timezone.now())
    return "紧急授权已结束。"


def _seen(request: HttpRequest, one: Appointment, data: dict[str, Any]) -> str:
    appointments.mark_seen(actor=actor_of(request), appointment=one, at=timezone.now())
    return "已记为查看过。"


def _question(one: Appointment) -> str:
    what = f"{one.proposed_by} 提出让 {one.user} 任“{one.get_role_display()}”"
    if one.is_emergency:
        what = (
            f"{one.proposed_by} 提出让 {one.user} 临时办“{one.get_role_display()}”"
            f" {one.hours} 小时，事由：{one.reason}"
        )
    return f"{what}。同意吗？"


def _follows(one: Appointment) -> list[str]:
    if one.is_emergency:
        return [
            f"从现在起 {one.hours} 小时，本人在原岗位之外还能办“{one.get_role_display()}”的业务。",
            "本人每个页面上方都有红色提示，这段时间的审计记录都带上这一项。",
            "本人经办过的，仍要由另一个人复核、审批。",
        ]
    place = f"，区域是{one.region.name}" if one.region is not None else ""
    return [
        f"本人的岗位从现在起是“{one.get_role_display()}”{place}，原来的岗位不再有效。",
    ]


def _open(request: HttpRequest, one: Appointment) -> bool:
    return one.state == AppointmentState.PROPOSED


def _for_another(request: HttpRequest, one: Appointment) -> bool:
    return _open(request, one) and request.user.pk not in (one.user_id, one.proposed_by_id)


def _running(request: HttpRequest, one: Appointment) -> bool:
    return one.in_force(timezone.now())


def _to_be_seen(request: HttpRequest, one: Appointment) -> bool:
    return one.ends_at is not None and one.seen_at is None and not _running(request, one)


_WHO_AND_WHAT = ("user", "kind", "role", "region")
_TWO_PEOPLE = ("standing", "proposed_by", "proposed_at", "decided_by", "decided_at", "answer")
_EMERGENCY = ("ends_at", "ended_by", "ended_at", "seen_by", "seen_at")


@admin.register(Appointment)
class AppointmentAdmin(LedgerAdmin):
    view_duty = "accounts.see"
    list_display = ("user", "kind", "role", "region", "standing", "proposed_by", "proposed_at")
    list_filter = ("state", "role")
    list_select_related = ("user", "region", "proposed_by")
    search_fields = ("user__username", "user__display_name")
    buttons = (
        Button(
            name="confirm",
            label="同意",
            duty="accounts.secure",
            question=_question,
            follows=_follows,
            shown=_for_another,
            run=_confirm,
        ),
        Button(
            name="refuse",
            label="不同意",
            duty="accounts.secure",
            question=lambda one: f"不同意 {one.user} 的“{one.get_role_display()}”授权？",
            follows=lambda one: ["授权不生效，系统管理员可以重新提出。"],
            shown=_open,
            run=_refuse,
            form=AnswerForm,
            danger=True,
        ),
        Button(
            name="withdraw",
            label="撤回",
            duty="accounts.manage",
            question=lambda one: f"撤回 {one.user} 的“{one.get_role_display()}”授权？",
            follows=lambda one: ["授权不生效，可以重新提出。"],
            shown=_open,
            run=_withdraw,
        ),
        Button(
            name="end",
            label="提前结束",
            duty="emergency.end",
            question=lambda one: f"现在结束 {one.user} 的紧急授权？",
            follows=lambda one: ["本人下一次打开页面时就只有原来的岗位。", "已经办好的不受影响。"],
            shown=_running,
            run=_end,
            danger=True,
        ),
        Button(
            name="seen",
            label="已查看",
            duty="audit.read",
            question=lambda one: f"{one.user} 的这次紧急授权，办了什么，都看过了？",
            follows=lambda one: ["这一项从您的工作台上消失，您的姓名和时间记在这里。"],
            shown=_to_be_seen,
            run=_seen,
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Appointment | None = None) -> Any:
        if obj is not None and obj.is_emergency:
            return (*_WHO_AND_WHAT, "reason", *_TWO_PEOPLE, *_EMERGENCY)
        return (*_WHO_AND_WHAT, *_TWO_PEOPLE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        return (
            super()
            .get_queryset(request)
            .select_related("user", "proposed_by", "decided_by", "seen_by", "region")
        )

    @admin.display(description="类别")
    def kind(self, one: Appointment) -> str:
        return f"紧急授权（{one.hours} 小时）" if one.is_emergency else "岗位"

    @admin.display(description="状态", ordering="state")
    def standing(self, one: Appointment) -> str:
        if one.ends_at is None:
            return str(one.get_state_display())
        if one.in_force(timezone.now()):
            return "生效中"
        return "已提前结束" if one.ended_at is not None else "已到期"


def desk(request: HttpRequest) -> dict[str, Any]:
    """What waits for the one who confirms, and for the auditor who looks afterwards."""
    user = actor_of(request)
    items: list[dict[str, Any]] = []
    if user.may("accounts.secure"):
        items += [
            _item(one, "待确认", "info", one.proposed_at) for one in selectors.open_appointments()
        ]
    if user.may("audit.read"):
        items += [
            _item(one, "待查看", "warn", one.decided_at)
            for one in selectors.emergencies_to_be_seen()
        ]
    return {"waiting": items} if items or user.may("accounts.secure") else {}


def _item(one: Appointment, label: str, tone: str, since: Any) -> dict[str, Any]:
    what = f"紧急授权 {one.hours} 小时：{one.reason}" if one.is_emergency else "岗位授权"
    return {
        "title": f"{one.user} · {one.get_role_display()}",
        "url": reverse("admin:accounts_appointment_change", args=[one.pk]),
        "note": what,
        "state_label": label,
        "state_tone": tone,
        "since": since,
    }


bureau_site().add_to_desk(desk)
bureau_site().add_places([Place("授权", "accounts_appointment_changelist", "accounts.see", 85)])
