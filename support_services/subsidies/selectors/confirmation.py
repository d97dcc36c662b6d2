"""The yearly confirmation as pages read it: limited to the reader's area, failing closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from support_services.subsidies.confirmation_states import (
    DUE_WAITING,
    ROUND_LIVE,
    DueState,
    ForfeitState,
    RoundState,
)
from support_services.subsidies.models import (
    Batch,
    BatchException,
    Confirmation,
    ConfirmationDue,
    ConfirmationFinding,
    ConfirmationForfeit,
    ConfirmationRound,
    Entitlement,
    Hold,
)
from support_services.subsidies.models.schemes import Confidence
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.models import Region
from veterans.regions.rules import subtree_end
from veterans.regions.selectors import regions_visible_to, scoped

OLD = 80
CONFIDENCE_CHOICES = list(Confidence.choices)
LIVE = [state.value for state in ROUND_LIVE]
WAITING = [state.value for state in DUE_WAITING]


@dataclass(frozen=True)
class Progress:
    """People of a round, or of a part of it. ``asked`` leaves out who left; ``overdue`` are those
    past their day and not held yet; ``due`` counts them too."""

    asked: int = 0
    confirmed: int = 0
    due: int = 0
    overdue: int = 0
    held: int = 0
    home_visits: int = 0

    @property
    def waiting(self) -> int:
        return self.due + self.held

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down: a hundred is everybody."""
        return self.confirmed * 100 // self.asked if self.asked else 0


@dataclass(frozen=True)
class AreaProgress:
    """A town or a village and how far it has come."""

    region: Region
    progress: Progress


def rounds_visible_to(user: User) -> QuerySet[ConfirmationRound]:
    """Every round for the bureau's readers; stations see those that are in force."""
    rows = ConfirmationRound.objects.select_related("entered_by", "opened_by", "closed_by")
    if user.may("ledger.read"):
        return rows
    return rows.filter(state__in=LIVE) if user.may("station.visit") else rows.none()


def round_visible_to(user: User, round_id: int) -> ConfirmationRound:
    """One round; refuses alike what does not exist and what is not for him."""
    found = rounds_visible_to(user).filter(pk=round_id).first()
    if found is None:
        raise NotFound("没有找到这一轮年度确认。")
    return found


def dues_visible_to(user: User) -> QuerySet[ConfirmationDue]:
    """People to be confirmed, of the user's area."""
    if not (user.may("ledger.read") or user.may("station.visit")):
        return ConfirmationDue.objects.none()
    rows = ConfirmationDue.objects.select_related(
        "round", "person__region__parent", "confirmation__by"
    )
    if not user.may("ledger.read"):
        rows = rows.filter(round__state__in=LIVE)
    return scoped(rows, user, path_field="person__region__path")


def due_visible_to(user: User, due_id: int) -> ConfirmationDue:
    """One of them; refuses alike what does not exist and what is not for him."""
    found = dues_visible_to(user).filter(pk=due_id).first()
    if found is None:
        raise NotFound("没有找到这个人的年度确认。")
    return found


def finding_visible_to(user: User, finding_id: int) -> ConfirmationFinding:
    rows = ConfirmationFinding.objects.select_related("due__round", "due__person", "noted_by")
    found = rows.filter(pk=finding_id, due__in=dues_visible_to(user).values("pk")).first()
    if found is None:
        raise NotFound("没有找到这条报告。")
    return found


def forfeit_visible_to(user: User, forfeit_id: int) -> ConfirmationForfeit:
    rows = ConfirmationForfeit.objects.select_related(
        "due__round", "due__person", "proposed_by", "decided_by"
    )
    found = rows.filter(pk=forfeit_id, due__in=dues_visible_to(user).values("pk")).first()
    if found is None:
        raise NotFound("没有找到这份提议。")
    return found


def dues_matching(
    user: User,
    *,
    today: date,
    round_id: int | None = None,
    state: str = "",
    town: str = "",
    village: str = "",
    who: str = "",
    text: str = "",
) -> QuerySet[ConfirmationDue]:
    """The list as narrowed, by village and then by how long somebody is overdue.

    ``state``: a state, ``waiting`` (due or held), ``overdue`` (past the day, not held yet) or
    ``reported`` (a station found somebody else's word). ``town``, ``village``: paths. ``who``:
    ``old`` (eighty or more) or ``home`` (to be visited at home).
    """
    rows = dues_visible_to(user)
    if round_id is not None:
        rows = rows.filter(round=round_id)
    rows = _of_state(rows, state, today)
    path = village or town
    if path:
        rows = rows.filter(
            person__region__path__gte=path, person__region__path__lt=subtree_end(path)
        )
    if who == "old":
        rows = rows.filter(person__born_on__lte=_years_before(today, OLD))
    elif who == "home":
        rows = rows.filter(home_visit=True)
    if text:
        rows = rows.filter(person__name__contains=text)
    open_ones = ConfirmationFinding.objects.filter(due=OuterRef("pk"), handled_at__isnull=True)
    return rows.annotate(finding=Subquery(open_ones.values("finding")[:1])).order_by(
        "person__region__path", "hold_on", "person__name", "pk"
    )


def _of_state(
    rows: QuerySet[ConfirmationDue], state: str, today: date
) -> QuerySet[ConfirmationDue]:
    if state == "waiting":
        return rows.filter(state__in=WAITING, person__died_on__isnull=True)
    if state == "overdue":
        return rows.filter(state=DueState.DUE.value, due_on__lt=today)
    if state == "reported":
        return rows.filter(
            Exists(ConfirmationFinding.objects.filter(due=OuterRef("pk"), handled_at__isnull=True)),
            state__in=WAITING,
            person__died_on__isnull=True,
        )
    return rows.filter(state=state) if state else rows


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _counts(today: date) -> dict[str, Count]:
    """In the order of the fields of ``Progress``."""
    return {
        "asked": Count("pk", filter=~Q(state=DueState.LEFT.value)),
        "confirmed": Count("pk", filter=Q(state=DueState.CONFIRMED.value)),
        "due": Count("pk", filter=Q(state=DueState.DUE.value)),
        "overdue": Count("pk", filter=Q(state=DueState.DUE.value, due_on__lt=today)),
        "held": Count("pk", filter=Q(state=DueState.HELD.value)),
        "home_visits": Count("pk", filter=Q(state__in=WAITING, home_visit=True)),
    }


def progress_of_rounds(user: User, round_ids: Iterable[int], *, today: date) -> dict[int, Progress]:
    """How far each round has come in the user's area; one query."""
    rows = dues_visible_to(user).filter(round__in=list(round_ids)).order_by()
    found = {
        row[0]: Progress(*row[1:]) for row in rows.values_list("round").annotate(**_counts(today))
    }
    return {pk: found.get(pk, Progress()) for pk in round_ids}


def progress_by_area(
    user: User, round_id: int, *, today: date, town: str = ""
) -> list[AreaProgress]:
    """By town; with ``town`` (a path) by the villages in it. The slowest first."""
    sums: dict[str, list[int]] = {}
    rows = dues_visible_to(user).filter(round=round_id).order_by()
    if town:
        rows = rows.filter(
            person__region__path__gte=town, person__region__path__lt=subtree_end(town)
        )
    length = 12 if town else 9
    for path, *counts in rows.values_list("person__region__path").annotate(**_counts(today)):
        before = sums.get(path[:length], [0] * len(counts))
        sums[path[:length]] = [sum(pair) for pair in zip(before, counts, strict=True)]
    regions = {one.path: one for one in regions_visible_to(user).filter(path__in=list(sums))}
    found = [
        AreaProgress(regions[path], Progress(*counts))
        for path, counts in sums.items()
        if path in regions
    ]
    return sorted(found, key=lambda one: (one.progress.percent, one.region.path))


@dataclass(frozen=True)
class RoundOnDesk:
    """A round that is in force and where it stands in the user's area; ``oldest`` is the day on
    which the first of those who are held was due."""

    round: ConfirmationRound
    progress: Progress
    oldest: date | None


def rounds_on_desk(user: User, *, today: date) -> list[RoundOnDesk]:
    """Rounds in force, as long as anybody waits in them; two queries."""
    rounds = list(rounds_visible_to(user).filter(state__in=LIVE).order_by("last_day", "pk"))
    if not rounds:
        return []
    keys = [one.pk for one in rounds]
    progress = progress_of_rounds(user, keys, today=today)
    held = dues_visible_to(user).filter(round__in=keys, state=DueState.HELD.value).order_by()
    oldest = dict(held.values_list("round").annotate(oldest=Min("due_on")))
    return [
        RoundOnDesk(one, progress[one.pk], oldest.get(one.pk))
        for one in rounds
        if one.state == RoundState.OPEN or progress[one.pk].waiting
    ]


@dataclass(frozen=True)
class Reports:
    """What stations reported and nobody has looked into yet."""

    count: int
    oldest: datetime | None


def open_findings(user: User, round_id: int | None = None) -> QuerySet[ConfirmationFinding]:
    """Reports that wait for the bureau, the oldest first. Whoever died or was confirmed since
    waits for nothing."""
    rows = ConfirmationFinding.objects.filter(
        due__in=dues_visible_to(user).values("pk"),
        handled_at__isnull=True,
        due__state__in=WAITING,
        due__person__died_on__isnull=True,
        due__round__state__in=LIVE,
    )
    if round_id is not None:
        rows = rows.filter(due__round=round_id)
    return rows.select_related("due__person__region__parent", "noted_by").order_by("noted_at", "pk")


def reports_waiting(user: User) -> Reports:
    found = open_findings(user).order_by().aggregate(count=Count("pk"), oldest=Min("noted_at"))
    return Reports(found["count"], found["oldest"])


def forfeits_waiting(user: User, round_id: int | None = None) -> QuerySet[ConfirmationForfeit]:
    """Proposals that wait for another person, the oldest first."""
    rows = ConfirmationForfeit.objects.filter(
        due__in=dues_visible_to(user).values("pk"), state=ForfeitState.PROPOSED.value
    )
    if round_id is not None:
        rows = rows.filter(due__round=round_id)
    return rows.select_related("due__person", "due__round", "proposed_by").order_by("pk")


def drafts_to_open(user: User) -> QuerySet[ConfirmationRound]:
    """Rounds that wait for a second person; for that person, only those of others."""
    drafts = rounds_visible_to(user).filter(state=RoundState.DRAFT.value)
    return drafts.exclude(entered_by=user) if user.may("confirmation.open") else drafts


def dues_of_person(user: User, person_id: int) -> list[ConfirmationDue]:
    """Where somebody stands, the latest year first; cancelled rounds are of no interest."""
    rows = dues_visible_to(user).filter(person=person_id, round__state__in=LIVE)
    return list(rows.order_by("-round__year", "-round"))


def confirmations_of(due: ConfirmationDue) -> list[Confirmation]:
    """Every confirmation of that person since the round began, the taken back ones too."""
    rows = Confirmation.objects.filter(person=due.person_id, confirmed_on__gte=due.round.first_day)
    return list(rows.select_related("by", "taken_back_by").order_by("-pk"))


def findings_of(due: ConfirmationDue) -> list[ConfirmationFinding]:
    return list(due.findings.select_related("noted_by", "handled_by").order_by("-pk"))


def forfeits_of(due: ConfirmationDue) -> list[ConfirmationForfeit]:
    return list(due.forfeits.select_related("proposed_by", "decided_by").order_by("-pk"))


def holds_of_due(due: ConfirmationDue) -> list[Hold]:
    """What it holds or held, with the rights; the open ones first."""
    rows = Hold.objects.filter(due=due).select_related("entitlement__scheme", "released_by")
    return list(rows.order_by(F("released_at").desc(nulls_first=True), "pk"))


def held_in_batch(batch: Batch) -> int:
    """People outside the batch's list whom a missing confirmation holds now."""
    holds = Hold.objects.filter(
        entitlement=OuterRef("entitlement"), due__isnull=False, released_at__isnull=True
    )
    rows = BatchException.objects.filter(Exists(holds), batch=batch, reason="hold")
    return rows.values("entitlement__person").distinct().count()


def last_day_of_grace(of: ConfirmationRound) -> date:
    return of.last_day + timedelta(days=of.grace_days)


def people_to_ask(of: ConfirmationRound, *, today: date) -> int:
    """How many draw by its schemes now, near enough to be told before it is opened."""
    month = today.replace(day=1)
    rows = Entitlement.objects.filter(
        Q(end_month__isnull=True) | Q(end_month__gte=month),
        scheme__in=of.schemes.values("pk"),
        start_month__lte=month,
        person__died_on__isnull=True,
    )
    return rows.values("person").distinct().count()
