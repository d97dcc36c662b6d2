"""Calls for projects as units see and answer them by a link, and projects as the page of a unit
lists them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from support_services.projects.forms import BookForm, WhyForm, book_of
from support_services.projects.models import Application, Call
from support_services.projects.selectors.calls import applications_visible_to, is_open
from support_services.projects.services.answered import (
    OPEN_STATES,
    hand_in_by_link,
    withdraw_by_link,
)
from support_services.projects.services.applications import BOOK
from support_services.projects.showing import call_facts
from support_services.projects.states import (
    APPLICATION_LABELS,
    ApplicationState,
    CallState,
)
from support_services.projects.written_rows import budget_text, promises_text
from support_services.units.answering import Answer, Past, Shown, about_of
from support_services.units.taking_part import Part

if TYPE_CHECKING:
    from support_services.units.models import Unit
    from veterans.accounts.models import User
    from veterans.foundation.sealed_files import SealedFile

KIND = "project_call"
HINT = "提交以后不能再改；缺什么，区局会退回补正。经费预算、项目节点一行写一项。"
_FACTS = ("征集说明", "提交时间", "延长原因", "每个项目最多", "评审")


class ProjectCalls:
    """A call, answered with a project book."""

    kind = KIND
    label = "拥军服务项目申报"

    def shows(self, key: str, unit: "Unit", today: date) -> Shown | None:
        """What was called for, how the unit's own application stands, and what it may do now."""
        pk = int(key) if key.isascii() and key.isdigit() else 0
        call = Call.objects.filter(pk=pk).prefetch_related("criteria").first()
        rows = Application.objects.filter(call=pk, unit=unit).order_by("-pk")
        mine = list(rows.prefetch_related("lines", "milestones"))
        if call is None or call.state in (CallState.DRAFT, CallState.DROPPED):
            return None
        if not mine and unit.kind not in call.unit_kinds:
            return None
        latest = mine[0] if mine else None
        facts = [one for one in call_facts(call) if one[0] in _FACTS]
        facts.append(("评分指标", "、".join(str(one) for one in call.criteria.all())))
        if latest is not None:
            facts += _own(latest)
        answers = _answers(call, latest, today)
        return Shown(
            title=call.title,
            facts=tuple(facts),
            history=tuple(_past(one) for one in mine if one.handed_on),
            answers=answers,
            over="" if answers else _over(call, latest, today),
        )

    def answer(
        self,
        *,
        key: str,
        unit: "Unit",
        verb: str,
        data: Mapping[str, Any],
        files: "Sequence[SealedFile]",
        link_id: int,
        at: datetime,
        today: date,
    ) -> str:
        """Hands in, or takes back."""
        if verb == "withdraw":
            withdraw_by_link(call_id=int(key), unit=unit, why=data["why"], link_id=link_id, at=at)
            return "申报已撤回。截止以前还可以另交一份。"
        made = hand_in_by_link(
            call_id=int(key), unit=unit, book=book_of(data), link_id=link_id, at=at, today=today
        )
        return f"已经收到，编号 {made.number}。材料有缺的，会退回补正；结果在网上公布。"

    def url(self, user: "User", key: str) -> str:
        """The page of the call, for whoever reads projects."""
        if user.is_station or not user.may("projects.read"):
            return ""
        return reverse("admin:project_call", args=[int(key)])


def takes_part(user: "User", unit: "Unit", today: date) -> list[Part]:
    """What a unit applied for, and the calls that are open to it; two queries."""
    rows = list(applications_visible_to(user).filter(unit=unit).order_by("-pk")[:20])
    parts = [
        Part(
            what="拥军服务项目",
            title=one.title,
            role="申报",
            state_label=APPLICATION_LABELS[ApplicationState(one.state)][0],
            state_tone=APPLICATION_LABELS[ApplicationState(one.state)][1],
            url=reverse("admin:project", args=[one.pk]),
            on=one.handed_on,
            about=about_of(KIND, one.call_id),
        )
        for one in rows
    ]
    known = {one.call_id for one in rows}
    if user.is_station or not user.may("projects.read"):
        return parts
    calls = Call.objects.filter(state=CallState.OPEN.value, unit_kinds__contains=[unit.kind])
    parts += [
        Part(
            what="拥军服务项目",
            title=call.title,
            role="可以申报",
            state_label="征集中",
            state_tone="ok",
            url=reverse("admin:project_call", args=[call.pk]),
            on=call.opens_on,
            about=about_of(KIND, call.pk),
        )
        for call in calls
        if call.pk not in known
    ]
    return parts


def _own(found: Application) -> list[tuple[str, str]]:
    word = APPLICATION_LABELS[ApplicationState(found.state)][0]
    told = [("你们的申报", f"{found.title}（{word}）"), ("申请金额", f"{found.asked:,.2f} 元")]
    if found.state == ApplicationState.RETURNED and found.complete_by:
        told.append(("要补正", f"{found.missing}，{found.complete_by:%Y-%m-%d} 以前"))
    if found.granted:
        told.append(("立项金额", f"{found.granted:,.2f} 元"))
    return told


def _past(found: Application) -> Past:
    assert found.handed_on is not None
    word = APPLICATION_LABELS[ApplicationState(found.state)][0]
    return Past(found.handed_on, f"提交：{found.title}", f"现在：{word}", found.unit.name)


def _answers(call: Call, found: Application | None, today: date) -> tuple[Answer, ...]:
    live = found is not None and found.state in OPEN_STATES
    returned = found is not None and found.state == ApplicationState.RETURNED
    in_time = is_open(call, today)
    if returned and found is not None and found.complete_by is not None:
        in_time = in_time or (
            today <= found.complete_by and call.state in (CallState.OPEN, CallState.CLOSED)
        )
    given: list[Answer] = []
    if in_time and (not live or returned):
        before = _written(found) if returned and found is not None else {}
        given.append(Answer("hand_in", "提交申报", BookForm, HINT, initial=before))
    if live and call.state in (CallState.OPEN, CallState.CLOSED):
        hint = "撤回以后不参加评审，不能恢复。"
        given.append(Answer("withdraw", "撤回申报", WhyForm, hint, danger=True))
    return tuple(given)


def _written(found: Application) -> dict[str, Any]:
    """The book as its form shows it, without the contact: whoever has the link may read it."""
    lines = ((one.item, one.amount) for one in found.lines.all())
    promises = (
        (one.what, one.due_on, one.measure, one.promised, one.unit)
        for one in found.milestones.all()
    )
    return {
        **{name: getattr(found, name) for name in ("title", "team", "brief", *BOOK)},
        "lines": budget_text(lines),
        "promises": promises_text(promises),
    }


def _over(call: Call, found: Application | None, today: date) -> str:
    if call.state == CallState.OPEN and today < call.opens_on:
        return f"{call.opens_on:%Y-%m-%d} 起可以提交。"
    if found is not None and found.state != ApplicationState.WITHDRAWN:
        return f"你们的申报：{APPLICATION_LABELS[ApplicationState(found.state)][0]}。"
    return f"征集已于 {call.closes_on:%Y-%m-%d} 截止。"
