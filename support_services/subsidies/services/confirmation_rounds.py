"""Rounds of the yearly confirmation: entered by one person, opened by another, ended, cancelled.

A round is dated data with the source of each of its rules (军人抚恤优待条例 (2024) art. 8 asks for
the confirmation and leaves window and grace to the place). Once opened it says what it said;
whoever was wrong cancels it, which lets everything go that it held, and enters another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from support_services.subsidies.confirmation_states import (
    ROUND_LABELS,
    ROUND_LIVE,
    ROUND_MOVES,
    ForfeitState,
    RoundState,
)
from support_services.subsidies.models import (
    ConfirmationForfeit,
    ConfirmationRound,
    Scheme,
)
from support_services.subsidies.models.confirmation import LATE_DAYS, REMINDERS
from support_services.subsidies.models.schemes import Confidence, Cycle
from support_services.subsidies.selectors.confirmation import round_visible_to
from support_services.subsidies.services.confirmation_settling import (
    Settled,
    lock_rounds,
    settle,
)
from support_services.subsidies.services.facts import needed
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit
from veterans.foundation.errors import Refused

LONGEST = 366
YOUNGEST, OLDEST = 50, 120
GRADES = range(1, 11)
MOST_REMINDERS = 6


@dataclass(frozen=True)
class RoundTerms:
    """What a round says. ``schemes`` are codes; days and ages are whole numbers; ``None`` for a
    rule that the round does not have."""

    year: int
    schemes: Sequence[str]
    first_day: date
    last_day: date
    grace_days: int
    source: str
    confidence: str = Confidence.UNCONFIRMED.value
    title: str = ""
    reminder_days: Sequence[int] = tuple(REMINDERS)
    late_days: int = LATE_DAYS
    home_visit_age: int | None = None
    home_visit_grade: int | None = None
    visit_source: str = ""
    forfeits: bool = False
    forfeit_source: str = ""
    document_no: str = ""


@transaction.atomic
def enter_round(*, terms: RoundTerms, by: User, at: datetime) -> ConfirmationRound:
    """A draft. Refuses what cannot be, in words; nothing is asked of anybody yet."""
    require(by, "confirmation.enter")
    schemes = _checked(terms)
    made = ConfirmationRound.objects.create(
        year=terms.year,
        title=terms.title.strip()[:60] or f"{terms.year}年度确认",
        first_day=terms.first_day,
        last_day=terms.last_day,
        grace_days=terms.grace_days,
        reminder_days=sorted(set(terms.reminder_days), reverse=True),
        late_days=terms.late_days,
        home_visit_age=terms.home_visit_age,
        home_visit_grade=terms.home_visit_grade,
        forfeits=terms.forfeits,
        document_no=terms.document_no.strip()[:80],
        source=needed(terms.source, "时间和宽限的依据"),
        visit_source=terms.visit_source.strip()[:200],
        forfeit_source=terms.forfeit_source.strip()[:200],
        confidence=Confidence(terms.confidence).value,
        entered_by=by,
        entered_at=at,
    )
    made.schemes.set(schemes)
    _record("entered", made, by, at, year=terms.year)
    return made


def terms_for_next_year(made: ConfirmationRound) -> RoundTerms:
    """The same a year later, to begin a draft with; days that a year lacks fall on the 28th."""
    return RoundTerms(
        year=made.year + 1,
        schemes=[scheme.code for scheme in made.schemes.all()],
        first_day=_year_later(made.first_day),
        last_day=_year_later(made.last_day),
        grace_days=made.grace_days,
        source=made.source,
        confidence=made.confidence,
        title=made.title.replace(str(made.year), str(made.year + 1)),
        reminder_days=list(made.reminder_days),
        late_days=made.late_days,
        home_visit_age=made.home_visit_age,
        home_visit_grade=made.home_visit_grade,
        visit_source=made.visit_source,
        forfeits=made.forfeits,
        forfeit_source=made.forfeit_source,
        document_no="",
    )


@transaction.atomic
def open_round(
    *, round_id: int, by: User, at: datetime, today: date
) -> tuple[ConfirmationRound, Settled]:
    """Bring a draft into force: one row for everybody who draws by its schemes.

    Refuses whoever entered it, a window that is over, and a scheme that another live round of the
    year has.
    """
    made = _moved(round_id, "open", by, at)
    if made.entered_by_id == by.pk:
        raise Refused("这一轮是您录入的，须由另一人启用。")
    if made.last_day < today:
        raise Refused(
            f"这一轮的截止日期（{made.last_day:%Y-%m-%d}）已过，不能启用。请撤回后重新录入。"
        )
    # Two rounds that are opened in one moment meet here.
    rows = Scheme.objects.filter(pk__in=made.schemes.values("pk")).order_by("pk")
    schemes = list(rows.select_for_update(no_key=True))
    taken = (
        ConfirmationRound.objects.filter(
            year=made.year, schemes__in=schemes, state__in=[state.value for state in ROUND_LIVE]
        )
        .exclude(pk=made.pk)
        .first()
    )
    if taken is not None:
        raise Refused(f"这些项目中有的已在“{taken.title}”里，同一年度不能列入两轮。")
    made.opened_by, made.opened_at = by, at
    made.save(update_fields=["state", "opened_by", "opened_at"])
    done = settle(made.pk, at=at, today=today, opening=True)
    _record("opened", made, by, at, people=done.joined)
    return made, done


@transaction.atomic
def withdraw_round(*, round_id: int, note: str, by: User, at: datetime) -> ConfirmationRound:
    """Take a draft back. Refuses one that was opened: that is cancelled."""
    made = _moved(round_id, "withdraw", by, at)
    return _closed(made, "withdrawn", needed(note, "撤回原因"), by, at)


@transaction.atomic
def end_round(
    *, round_id: int, note: str, by: User, at: datetime, today: date
) -> ConfirmationRound:
    """Nobody joins any more; who is not confirmed stays held until he is.

    Refuses before the window and its grace are over.
    """
    made = _moved(round_id, "end", by, at)
    over = made.last_day + timedelta(days=made.grace_days)
    if today <= over:
        raise Refused(f"宽限期到 {over:%Y-%m-%d} 才满，满了以后才能结束。")
    settle(made.pk, at=at, today=today)
    return _closed(made, "ended", note.strip()[:200], by, at)


@transaction.atomic
def cancel_round(
    *, round_id: int, note: str, by: User, at: datetime, today: date
) -> tuple[ConfirmationRound, Settled]:
    """As if it had never been opened: all that it held is let go and comes out as arrears.

    Confirmations stay on record. Refuses while months are not owed because of it: these decisions
    are revoked first.
    """
    made = _moved(round_id, "cancel", by, at)
    decided = ConfirmationForfeit.objects.filter(
        due__round=made, state__in=[ForfeitState.CONFIRMED.value, ForfeitState.PROPOSED.value]
    ).count()
    if decided:
        raise Refused(f"这一轮还有 {decided} 份不补发的决定或提议，请先逐份撤销，再取消这一轮。")
    _closed(made, "cancelled", needed(note, "取消原因"), by, at)
    done = settle(made.pk, at=at, today=today, by=by, note=f"{made.title}已取消")
    return made, done


def _moved(round_id: int, verb: str, by: User, at: datetime) -> ConfirmationRound:
    """The round, locked, with its new state; the caller saves it."""
    origins, target, duty = ROUND_MOVES[verb]
    require(by, duty)
    round_visible_to(by, round_id)
    made = lock_rounds([round_id])[0]
    if made.state not in origins:
        raise Refused(
            f"“{made.title}”现在是“{ROUND_LABELS[RoundState(made.state)]}”，不能这样办理。"
        )
    made.state = target.value
    return made


def _closed(
    made: ConfirmationRound, action: str, note: str, by: User, at: datetime
) -> ConfirmationRound:
    made.closed_by, made.closed_at, made.close_note = by, at, note
    made.save(update_fields=["state", "closed_by", "closed_at", "close_note"])
    _record(action, made, by, at)
    return made


def _checked(terms: RoundTerms) -> list[Scheme]:
    """The schemes meant; refuses what cannot be."""
    codes = list(dict.fromkeys(code.strip() for code in terms.schemes if code.strip()))
    if not codes:
        raise Refused("请至少选择一个项目。")
    schemes = list(Scheme.objects.filter(code__in=codes))
    unknown = set(codes) - {scheme.code for scheme in schemes}
    if unknown:
        raise Refused(f"没有这些项目：{'、'.join(sorted(unknown))}。")
    for scheme in schemes:
        if scheme.cycle != Cycle.MONTH:
            raise Refused(f"{scheme.name}按次核发，不做年度确认。")
    if terms.last_day < terms.first_day:
        raise Refused("截止日期不能早于开始日期。")
    if terms.year not in (terms.first_day.year, terms.last_day.year):
        raise Refused("年度要与开始或截止日期的年份一致。")
    if (terms.last_day - terms.first_day).days > LONGEST:
        raise Refused("确认期不能超过一年。")
    _within(terms.grace_days, 0, LONGEST, "宽限天数")
    _within(terms.late_days, 1, LONGEST, "后加入者的期限天数")
    if len(set(terms.reminder_days)) > MOST_REMINDERS:
        raise Refused(f"提醒最多 {MOST_REMINDERS} 次。")
    for days in terms.reminder_days:
        _within(days, 0, LONGEST, "提醒天数")
    if terms.home_visit_age is not None:
        _within(terms.home_visit_age, YOUNGEST, OLDEST, "上门年龄")
    if terms.home_visit_grade is not None:
        _within(terms.home_visit_grade, GRADES[0], GRADES[-1], "上门的残疾等级")
    if (terms.home_visit_age or terms.home_visit_grade) and not terms.visit_source.strip():
        raise Refused("请填写上门对象的依据。")
    if terms.forfeits and not terms.forfeit_source.strip():
        raise Refused("请填写不补发的依据。")
    if terms.confidence not in Confidence.values:
        raise Refused(
            f"没有“{terms.confidence}”这种可信程度，可选：{'、'.join(Confidence.values)}。"
        )
    return schemes


def _within(number: int, low: int, high: int, what: str) -> None:
    if not low <= number <= high:
        raise Refused(f"{what}要在 {low} 到 {high} 之间。")


def _year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _record(action: str, made: ConfirmationRound, by: User, at: datetime, **detail: int) -> None:
    audit.record(
        actor=by,
        action=f"confirmation.{action}",
        subject="confirmation_round",
        subject_id=made.pk,
        detail=detail,
        at=at,
    )
