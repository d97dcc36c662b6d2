"""The road of two people, for whatever goes it: accepted by another, dropped, ended, taken up
again. Each subject adds what it alone asks for."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from support_services.supporters.models import (
    Badge,
    Contribution,
    Job,
    Pact,
    Supporter,
)
from support_services.supporters.selectors.register import MODELS, row_visible_to
from support_services.supporters.services.register import NOT_ACCEPTED
from support_services.supporters.services.writing import record
from support_services.supporters.states import (
    MOVES,
    STAGE_LABELS,
    SUBJECT_LABELS,
    WITH_CODE,
    Stage,
    Subject,
)
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import NotFound, Refused
from veterans.registry.rules import clean_open_text

SAME_PERSON = "录入人不能自己审核，请由另一人审核。"
AUDITED_AS: dict[Subject, str] = {
    Subject.SUPPORTER: "supporter",
    Subject.BADGE: "supporter_badge",
    Subject.PACT: "supporter_pact",
    Subject.JOB: "supporter_job",
    Subject.CONTRIBUTION: "contribution",
}
# Any fixed number does, as long as nothing else in the portal takes the same advisory lock.
_NUMBERS = 0x62616467


@transaction.atomic
def move(
    *,
    subject: Subject,
    key: int,
    verb: str,
    why: str = "",
    seen: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Any:
    """One step of ``states.MOVES``. ``seen``: which writing of it the person saw (``writing_of``),
    "" where nobody looked.

    Refuses a step that does not begin where the row stands, the person who entered it where
    another is asked for, a missing reason; and what each subject refuses: a firm or organisation
    without a code, a badge, job or contribution of a supporter that is not accepted, what is over
    before it begins, a pact without duties. The supporter's row is locked first, then the row.
    """
    steps = MOVES[subject]
    if verb not in steps:
        raise NotFound("没有这项操作。")
    step = steps[verb]
    require(by, step.duty)
    known = row_visible_to(by, subject, key)
    holder_id = known.pk if subject is Subject.SUPPORTER else known.supporter_id
    holder = (
        Supporter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=holder_id)
    )
    rows: Any = MODELS[subject]._default_manager
    row = holder if subject is Subject.SUPPORTER else rows.select_for_update().get(pk=key)
    if Stage(row.stage) not in step.starts:
        now = STAGE_LABELS[subject][Stage(row.stage)]
        raise Refused(f"这条{SUBJECT_LABELS[subject]}现在是“{now}”，不能再{step.label}。")
    if seen and seen != writing_of(row):
        raise Refused("这条记录刚才有人改过，请重新看一遍再办。")
    told = clean_open_text(why, what="原因")
    if step.why and not told:
        raise Refused("请写明原因。")
    if step.second and row.entered_by_id == by.pk:
        raise Refused(SAME_PERSON)
    if verb == "accept":
        _may_begin(row, holder, today)
        row.decided_by, row.decided_at = by, at
    if step.target in (Stage.ENDED, Stage.DROPPED):
        row.ended_by, row.ended_at, row.ended_why = by, at, told
    if verb == "resume":
        row.entered_by, row.entered_at = by, at
        row.decided_by = row.decided_at = row.ended_by = row.ended_at = None
        row.ended_why = ""
    row.stage = step.target.value
    row.save()
    record(verb, AUDITED_AS[subject], row, by, at, supporter=holder_id)
    if verb == "end" and subject is Subject.SUPPORTER:
        _end_what_it_holds(row, told, by, at)
    return row


def writing_of(row: Any) -> str:
    """Which writing of a row this is: it changes whenever somebody writes it anew."""
    return f"{row.entered_by_id} {row.entered_at.isoformat()}"


def _may_begin(row: Any, holder: Supporter, today: date) -> None:
    """What accepting asks for."""
    match row:
        case Supporter():
            if row.unit.closed_at is not None:
                raise Refused("这家单位已经停用，请先在“参与单位”里恢复。")
            if row.unit.kind in WITH_CODE and not row.unit.code:
                raise Refused(
                    "企业和社会组织要有统一社会信用代码才能接纳，请先在“参与单位”里补上。"
                )
            return
        case Badge():
            _is_accepted(holder)
            if row.valid_to is not None and row.valid_to < today:
                raise Refused("“有效期至”已经过去，请不予授予，重新申报。")
            row.number = _next_number(row.given_on)
        case Pact():
            _is_accepted(holder)
            if row.valid_to < today:
                raise Refused("协议已经到期，请放弃，照新的协议登记。")
            if not row.duties.exists():
                raise Refused("协议里还没有义务，请录入人先加上。")
        case Job():
            _is_accepted(holder)
            if row.until < today:
                raise Refused("“招到哪天”已经过去，请不公布，重新登记。")
        case Contribution():
            if row.given_on > today:
                raise Refused("日期还没有到，到了再确认。")


def _is_accepted(holder: Supporter) -> None:
    if holder.stage != Stage.IN_FORCE:
        raise Refused(NOT_ACCEPTED)


def _next_number(day: date) -> str:
    """The next number of that year, such as ``2026-0012``; whoever else wants one waits."""
    begin = f"{day.year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
    last = (
        Badge.objects.filter(number__startswith=begin)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"{begin}{int(last.removeprefix(begin)) + 1 if last else 1:04d}"


def _end_what_it_holds(holder: Supporter, why: str, by: User, at: datetime) -> None:
    """Nobody holds a badge, keeps a pact or offers a job who is no supporter; what waited is
    dropped. What was given and done stays."""
    for subject in (Subject.BADGE, Subject.PACT, Subject.JOB):
        rows: Any = MODELS[subject]._default_manager.select_for_update()
        for row in rows.filter(
            supporter=holder, stage__in=[Stage.IN_FORCE.value, Stage.DRAFT.value]
        ).order_by("pk"):
            verb = "end" if row.stage == Stage.IN_FORCE else "drop"
            row.stage = (Stage.ENDED if verb == "end" else Stage.DROPPED).value
            row.ended_by, row.ended_at, row.ended_why = by, at, why
            row.save()
            record(verb, AUDITED_AS[subject], row, by, at, supporter=holder.pk)
