"""公示: what is due for it, the notices, what came in against them; through the area scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Min, Prefetch, Q, QuerySet

from support_services.subsidies import publicity_sql
from support_services.subsidies.models import (
    Entitlement,
    Grant,
    PublicityEntry,
    PublicityNotice,
    PublicityObjection,
    PublicityRule,
    PublicityWaiver,
    Scheme,
)
from support_services.subsidies.publicity_rules import phase
from support_services.subsidies.publicity_states import (
    NoticeState,
    ObjectionState,
    Phase,
    RuleState,
)
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Region
from veterans.regions.selectors import scoped

# What ended that lately is still shown at the station: to take the paper down.
SHOWN_AFTER_DAYS = 30


@dataclass(frozen=True)
class Due:
    """A right or a grant that waits to be put on a roster; exactly one of the two is set."""

    entitlement: Entitlement | None
    grant: Grant | None
    since: date

    @property
    def subject(self) -> Entitlement | Grant:
        found = self.entitlement or self.grant
        assert found is not None
        return found


@dataclass(frozen=True)
class DuePlace:
    """A village with what waits there."""

    region: Region
    count: int
    since: date


@dataclass(frozen=True)
class Waiting:
    """How many of something wait, and since when the oldest does."""

    count: int
    oldest: datetime | None


def rules_of_schemes() -> list[tuple[Scheme, list[PublicityRule]]]:
    """Every scheme with its rules, the latest first; schemes without any are there too."""
    rows = PublicityRule.objects.select_related("entered_by", "enforced_by").order_by(
        "-first_on", "-pk"
    )
    schemes = Scheme.objects.prefetch_related(Prefetch("publicity_rules", queryset=rows))
    return [(scheme, list(scheme.publicity_rules.all())) for scheme in schemes]


def rule_on(scheme_id: int, day: date) -> PublicityRule | None:
    """The rule in force for what is approved on that day."""
    rows = PublicityRule.objects.filter(
        scheme=scheme_id, state=RuleState.IN_FORCE, first_on__lte=day
    )
    return rows.order_by("-first_on").first()


def rules_waiting(user: User) -> int:
    """Drafts of rules that this person may bring into force."""
    if not user.may("rates.enforce"):
        return 0
    drafts = PublicityRule.objects.filter(state=RuleState.DRAFT)
    return drafts.exclude(entered_by=user).count()


def due(user: User, *, until: date | None = None, town: str = "") -> list[Due]:
    """What has to be made public and is on no roster yet, of the user's area, by village.

    ``until``: approved by that day. A fixed number of queries.
    """
    if not user.may("ledger.read"):
        return []
    rights = _due_keys(publicity_sql.RIGHTS_DUE, until)
    grants = _due_keys(publicity_sql.GRANTS_DUE, until)
    found: list[Due] = []
    if rights:
        rows = _in_area(Entitlement.objects.filter(pk__in=rights), user, town)
        found += [Due(one, None, rights[one.pk]) for one in rows]
    if grants:
        given = _in_area(Grant.objects.filter(pk__in=grants), user, town)
        found += [Due(None, one, grants[one.pk]) for one in given]
    return sorted(
        found, key=lambda one: (one.subject.person.region.path, one.since, one.subject.pk)
    )


def _due_keys(statement: str, until: date | None) -> dict[int, date]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {key: day for key, _, day in cursor.fetchall() if until is None or day <= until}


def _in_area(rows: QuerySet, user: User, town: str) -> QuerySet:
    rows = rows.select_related("scheme", "person__region__parent")
    if town:
        rows = rows.filter(person__region__path__startswith=town)
    return scoped(rows, user, path_field="person__region__path")


def due_places(rows: Iterable[Due]) -> list[DuePlace]:
    """The same, counted by village, in the order of the codes."""
    by_place: dict[int, list[Due]] = {}
    for one in rows:
        by_place.setdefault(one.subject.person.region_id, []).append(one)
    return [
        DuePlace(mine[0].subject.person.region, len(mine), min(one.since for one in mine))
        for mine in by_place.values()
    ]


def due_visible_to(user: User, *, entitlement_id: int = 0, grant_id: int = 0) -> Due:
    """One that waits; refuses what is not due, does not exist or is not for him."""
    for one in due(user):
        if entitlement_id and one.entitlement and one.entitlement.pk == entitlement_id:
            return one
        if grant_id and one.grant and one.grant.pk == grant_id:
            return one
    raise NotFound("没有找到等待公示的这一项，可能已经列入公示单。")


def notices_visible_to(user: User) -> QuerySet[PublicityNotice]:
    """Notices of the user's area: the bureau's readers all, stations what was published."""
    rows = PublicityNotice.objects.select_related("region__parent", "drafted_by", "published_by")
    if not user.may("ledger.read"):
        if not user.may("station.roster"):
            return rows.none()
        rows = rows.filter(state=NoticeState.PUBLISHED)
    return scoped(rows, user, path_field="region__path")


def notices_matching(
    user: User, *, today: date, when: str = "", town: str = ""
) -> QuerySet[PublicityNotice]:
    """The list of notices with counts, the latest first."""
    rows = _counted(notices_visible_to(user))
    if when:
        rows = rows.filter(_in_phase(Phase(when), today))
    if town:
        rows = rows.filter(region__path__startswith=town)
    return rows.order_by("-pk")


def notices_at_the_station(user: User, *, today: date) -> list[PublicityNotice]:
    """Coming, running and lately ended ones of the own area, those that end first on top."""
    return still_shown(_counted(notices_visible_to(user)), today=today)


def still_shown(rows: QuerySet[PublicityNotice], *, today: date) -> list[PublicityNotice]:
    """Of these the ones that a station is still shown, those that end first on top."""
    rows = rows.filter(last_on__gte=date.fromordinal(today.toordinal() - SHOWN_AFTER_DAYS))
    return sorted(rows, key=lambda row: (phase_on(row, today) == Phase.ENDED, row.last_on, row.pk))


def _counted(rows: QuerySet[PublicityNotice]) -> QuerySet[PublicityNotice]:
    open_ = Q(entries__objections__state=ObjectionState.OPEN)
    return rows.annotate(
        people=Count("entries", filter=Q(entries__taken_off_at__isnull=True), distinct=True),
        hung=Count("hangings", distinct=True),
        objections=Count("entries__objections", distinct=True),
        open_objections=Count("entries__objections", filter=open_, distinct=True),
    )


def _in_phase(wanted: Phase, today: date) -> Q:
    published = Q(state=NoticeState.PUBLISHED)
    return {
        Phase.DRAFT: Q(state=NoticeState.DRAFT),
        Phase.WITHDRAWN: Q(state=NoticeState.WITHDRAWN),
        Phase.COMING: published & Q(first_on__gt=today),
        Phase.RUNNING: published & Q(first_on__lte=today, last_on__gte=today),
        Phase.ENDED: published & Q(last_on__lt=today),
    }[wanted]


def phase_on(notice: PublicityNotice, today: date) -> Phase:
    """Where the notice stands."""
    return phase(NoticeState(notice.state), notice.first_on, notice.last_on, today)


def notice_visible_to(user: User, notice_id: int) -> PublicityNotice:
    """One notice; refuses alike what does not exist and what is not for him."""
    rows = notices_visible_to(user).select_related("withdrawn_by")
    found = rows.filter(pk=notice_id).first()
    if found is None:
        raise NotFound("没有找到这份公示。")
    return found


def entries_of(notice: PublicityNotice, *, on_paper: bool = False) -> list[PublicityEntry]:
    """The lines, with the people behind them; ``on_paper``: without those taken off."""
    rows = notice.entries.select_related(
        "entitlement__person", "entitlement__scheme", "grant__person", "grant__scheme",
        "taken_off_by",
    ).order_by("public_place", "pk")  # fmt: skip
    if on_paper:
        rows = rows.filter(taken_off_at__isnull=True)
    return list(rows)


def entry_visible_to(user: User, entry_id: int) -> PublicityEntry:
    """One line of a notice that the user may see."""
    found = (
        PublicityEntry.objects.filter(notice__in=notices_visible_to(user).values("pk"))
        .select_related(
            "notice__region__parent", "entitlement__person", "entitlement__scheme",
            "grant__person", "grant__scheme",
        )
        .filter(pk=entry_id)
        .first()
    )  # fmt: skip
    if found is None:
        raise NotFound("没有找到公示名单里的这一项。")
    return found


def objections_visible_to(user: User) -> QuerySet[PublicityObjection]:
    """Objections of the user's area. What they say a station sees of its own only."""
    rows = PublicityObjection.objects.select_related(
        "entry__notice__region__parent",
        "entry__entitlement__person",
        "entry__entitlement__scheme",
        "entry__grant__person",
        "entry__grant__scheme",
        "registered_by",
        "decided_by",
    )
    if not user.may("ledger.read"):
        if not user.may("publicity.object"):
            return rows.none()
        rows = rows.filter(registered_by=user)
    return scoped(rows, user, path_field="entry__notice__region__path")


def objection_visible_to(user: User, objection_id: int) -> PublicityObjection:
    found = objections_visible_to(user).filter(pk=objection_id).first()
    if found is None:
        raise NotFound("没有找到这条异议。")
    return found


def objections_of(user: User, notice: PublicityNotice) -> list[PublicityObjection]:
    """What came in against a notice, the open ones first."""
    rows = objections_visible_to(user).filter(entry__notice=notice)
    return sorted(rows, key=lambda row: (row.state != ObjectionState.OPEN, -row.pk))


def open_objections(user: User) -> list[PublicityObjection]:
    """Those that nobody has decided, the oldest first."""
    return list(objections_visible_to(user).filter(state=ObjectionState.OPEN).order_by("pk"))


def objections_to_decide(user: User) -> Waiting:
    """What waits for this person's decision."""
    rows = objections_visible_to(user).filter(state=ObjectionState.OPEN)
    return _waiting(rows.exclude(registered_by=user), "registered_at")


def drafts_to_publish(user: User) -> Waiting:
    """Drafts that this person may publish."""
    rows = notices_visible_to(user).filter(state=NoticeState.DRAFT).exclude(drafted_by=user)
    return _waiting(rows, "drafted_at")


def _waiting(rows: QuerySet, at: str) -> Waiting:
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min(at))
    return Waiting(found["count"], found["oldest"])


def not_hung(user: User, *, today: date) -> int:
    """Running notices of which nobody has said that the paper hangs."""
    rows = notices_visible_to(user).filter(_in_phase(Phase.RUNNING, today))
    return rows.filter(hangings__isnull=True).count()


def waivers_waiting(user: User) -> list[PublicityWaiver]:
    """Proposals to do without, not yet confirmed."""
    if not user.may("ledger.read"):
        return []
    rows = PublicityWaiver.objects.filter(is_withdrawn=False, confirmed_at__isnull=True)
    return list(
        rows.select_related(
            "entitlement__person", "entitlement__scheme", "grant__person", "grant__scheme",
            "proposed_by",
        ).order_by("pk")
    )  # fmt: skip


def publicity_of_person(user: User, person_id: int) -> list[PublicityEntry]:
    """On which rosters somebody stands or stood, the latest first."""
    mine = Q(entitlement__person=person_id) | Q(grant__person=person_id)
    rows = PublicityEntry.objects.filter(
        mine, notice__in=notices_visible_to(user).values("pk")
    ).select_related("notice__region", "entitlement__scheme", "grant__scheme")
    return list(rows.order_by("-pk"))


def record_of_notice(notice: PublicityNotice) -> list[AuditEntry]:
    """What was done about a notice, latest first."""
    rows = AuditEntry.objects.filter(subject="publicity", subject_id=str(notice.pk))
    return list(rows.order_by("-serial"))
