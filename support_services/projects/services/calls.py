"""The verbs of a call: written, opened by another, put off, closed, judged, ended."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from support_services.projects.models import Application, Call, Criterion
from support_services.projects.models.calls import MOST_CRITERIA, TITLE_LENGTH
from support_services.projects.selectors.calls import (
    application_visible_to,
    applications_of,
    call_visible_to,
    unchecked,
    weights_of,
)
from support_services.projects.selectors.review import behind, standings_of
from support_services.projects.services.recording import checked, of_call
from support_services.projects.states import CALL_LABELS, CALL_MOVES, ApplicationState, CallState
from support_services.projects.texts import line, paragraphs
from support_services.units.states import UnitKind
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused

FIELDS = (
    *("title", "year", "told", "opens_on", "closes_on", "budget", "most_each"),
    *("unit_kinds", "least_reviewers", "combination", "tie_rule"),
)
HUNDRED = Decimal(100)


def locked_call(user: User, call_id: int) -> Call:
    """The row every step of a call and of its applications takes first."""
    call_visible_to(user, call_id)
    return Call.objects.select_for_update().get(pk=call_id)


def locked_application(user: User, application_id: int) -> Application:
    """The application, its call locked before it; ``call`` of it is the locked row."""
    known = application_visible_to(user, application_id)
    call = locked_call(user, known.call_id)
    found = Application.objects.select_for_update().get(pk=application_id)
    found.call = call
    return found


@transaction.atomic
def enter_call(*, fields: Mapping[str, Any], by: User, at: datetime) -> Call:
    """A call as a draft. ``fields``: by name, those of ``FIELDS``.

    Refuses what is missing or too long, days and amounts out of order, kinds that are none.
    """
    require(by, "projects.enter")
    call = Call(entered_by=by, entered_at=at, **_clean(fields))
    checked(call)
    of_call("call_entered", call, by, at)
    return call


@transaction.atomic
def change_call(*, call_id: int, fields: Mapping[str, Any], by: User, at: datetime) -> Call:
    """Other words in a draft, by whoever entered it."""
    call = _own_draft(call_id, by)
    for name, value in _clean(fields).items():
        setattr(call, name, value)
    checked(call)
    of_call("call_changed", call, by, at)
    return call


@transaction.atomic
def set_criteria(
    *, call_id: int, criteria: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> Call:
    """All criteria of a draft, in order: ``label``, ``hint``, ``weight``. Refuses weights that do
    not add up to 100, a criterion named twice, none or more than eight."""
    call = _own_draft(call_id, by)
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        raise Refused(f"评分指标写 1 到 {MOST_CRITERIA} 项。")
    weights = sum((Decimal(one["weight"]) for one in criteria), Decimal(0))
    if weights != HUNDRED:
        raise Refused(f"权重合计要正好 100，现在是 {weights.normalize():f}。")
    call.criteria.all().delete()
    for number, one in enumerate(criteria, start=1):
        checked(
            Criterion(
                call=call,
                number=number,
                label=line(one["label"], "指标", 20),
                hint=line(one.get("hint", ""), "怎样评", 120, needed=False),
                weight=one["weight"],
            )
        )
    of_call("call_changed", call, by, at, criteria=len(criteria))
    return call


@transaction.atomic
def extend_call(
    *, call_id: int, closes_on: date, why: str, by: User, at: datetime, today: date
) -> Call:
    """A later last day for a call that is open, by the second person. Refuses an earlier one."""
    require(by, "projects.check")
    call = locked_call(by, call_id)
    if call.state != CallState.OPEN:
        raise Refused("只有征集中的才能延长截止日期。")
    if closes_on <= call.closes_on or closes_on < today:
        raise Refused(f"新的截止日期要晚于 {call.closes_on:%Y-%m-%d}，也不能早于今天。")
    call.closes_on, call.extended_why = closes_on, line(why, "延长原因", 200)
    call.save(update_fields=["closes_on", "extended_why"])
    of_call("call_extended", call, by, at, closes_on=closes_on)
    return call


@transaction.atomic
def move_call(
    *, call_id: int, verb: str, by: User, at: datetime, today: date, why: str = ""
) -> Call:
    """Open, close, begin and end the review, end the round, drop a draft. Choosing has verbs of
    its own.

    Refuses: to open what one has entered, what has no criteria or is over; to close before the
    last day is past; to begin the review while something waits to be checked or nothing was handed
    in; to end it while applications lack ballots; to end the round while projects are under way.
    """
    move = CALL_MOVES[verb]
    require(by, move.duty)
    call = locked_call(by, call_id)
    if call.state not in move.starts:
        raise Refused(f"这次征集{CALL_LABELS[CallState(call.state)][0]}，不能{move.label}。")
    if verb in ("send_back", "decide"):
        raise ValueError("services.choosing has these")
    if verb == "drop" and call.entered_by_id != by.pk:
        raise Refused("请由录入人放弃自己的草稿。")
    _MAY.get(verb, lambda *_: None)(call, by, today)
    call.state = move.target
    signature = _SIGNED.get(verb)
    if signature:
        setattr(call, f"{signature}_by", by)
        setattr(call, f"{signature}_at", at)
    if verb == "end_review":
        _write_places(call, by)
    call.save()
    of_call(f"call_{verb}", call, by, at)
    return call


def _may_open(call: Call, by: User, today: date) -> None:
    if call.entered_by_id == by.pk:
        raise Refused("录入人不能自己开始征集，请由另一人办理。")
    if weights_of(call) != HUNDRED:
        raise Refused("评分指标的权重合计要正好 100，请录入人先填好指标。")
    if call.closes_on < today:
        raise Refused("截止日期已经过去，请录入人改好日期。")


def _may_close(call: Call, by: User, today: date) -> None:
    if today <= call.closes_on:
        raise Refused(f"还没有过截止日期 {call.closes_on:%Y-%m-%d}，过了这一天才能截止。")


def _may_begin_review(call: Call, by: User, today: date) -> None:
    waiting = unchecked(call)
    if waiting:
        raise Refused(
            f"还有 {waiting} 个申报等核对或补正，请先核对；过了补正期限还没交的，请撤回。"
        )
    if not call.applications.filter(state=ApplicationState.CHECKED.value).exists():
        raise Refused("没有材料齐全的申报，不能开始评审。")


def _may_end_review(call: Call, by: User, today: date) -> None:
    lacking = behind(call)
    if lacking:
        raise Refused(
            f"还有 {lacking} 个项目的有效评分不足 {call.least_reviewers} 份，请加派评委或催一催。"
        )


def _may_end(call: Call, by: User, today: date) -> None:
    running = call.applications.filter(state=ApplicationState.CHOSEN.value).count()
    if running:
        raise Refused(f"还有 {running} 个项目在实施，都有了绩效评价才能结束本轮。")


_MAY = {
    "open": _may_open,
    "close": _may_close,
    "begin_review": _may_begin_review,
    "end_review": _may_end_review,
    "end": _may_end,
}
_SIGNED = {
    "open": "opened",
    "close": "closed",
    "end_review": "ranked",
    "end": "ended",
    "drop": "ended",
}


def _write_places(call: Call, by: User) -> None:
    """Places, scores and their reasons, as they stand from now on."""
    applications = {one.pk: one for one in applications_of(by, call)}
    for one in standings_of(call, applications.values()):
        found = applications[int(str(one.candidate))]
        found.place, found.score, found.place_why = one.place, one.score, one.why
        found.save(update_fields=["place", "score", "place_why"])


def _own_draft(call_id: int, by: User) -> Call:
    require(by, "projects.enter")
    call = locked_call(by, call_id)
    if call.state != CallState.DRAFT:
        raise Refused("征集已经开始，内容和评分指标都不能再改；时间不够的可以延长截止日期。")
    if call.entered_by_id != by.pk:
        raise Refused("这份草稿由另一人录入，请由录入人修改。")
    return call


def _clean(fields: Mapping[str, Any]) -> dict[str, Any]:
    try:
        clean = {name: fields[name] for name in FIELDS}
    except KeyError as error:
        raise NotFound("缺少内容。") from error
    clean["title"] = line(clean["title"], "名称", TITLE_LENGTH)
    clean["told"] = paragraphs(clean["told"], "征集说明", 1000)
    kinds = sorted(set(clean["unit_kinds"]))
    if not kinds or not set(kinds) <= {one.value for one in UnitKind}:
        raise Refused("请至少选一类可以申报的单位。")
    return {**clean, "unit_kinds": kinds}
