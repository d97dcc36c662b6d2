"""What came of campaigns over the years, by year, by title and by reason. Only those that were
decided: what is still judged is in no figure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from honors.campaigns.models import Award, Candidate, Nomination, Objection, Recommendation
from honors.campaigns.selectors.campaigns import campaigns_visible_to
from honors.campaigns.states import (
    HONOURED,
    SOURCE_LABELS,
    CandidateState,
    NominationState,
    Outcome,
)
from honors.roll.models import Revocation
from honors.roll.states import RevocationState
from veterans.accounts.models import User

UNCOUNTED = [CandidateState.WITHDRAWN.value, CandidateState.JOINED.value]
# Whom the jury judged.
JUDGED = [
    CandidateState.CLEARED.value,
    CandidateState.WINNER.value,
    CandidateState.NOT_CHOSEN.value,
    CandidateState.OVERTURNED.value,
]
BY_CLERK = "初审人另写的原因"
COUNTED = (
    *("nominations", "candidates", "ineligible", "vetoed", "finalists"),
    *("winners", "revoked", "objections", "recommended", "conferred"),
)


@dataclass
class Row:
    """One campaign, or several added up. ``sources``: nominations by who nominates."""

    label: str
    year: int = 0
    title: str = ""
    campaign: int = 0
    campaigns: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Row") -> None:
        self.campaigns += other.campaigns
        self.counts.update(other.counts)
        self.sources.update(other.sources)


@dataclass(frozen=True)
class Statistics:
    """``since``: the first year counted. ``reasons``: why candidates were not eligible, and of how
    many of them; one may have several. ``under_way``: campaigns that are in no figure yet."""

    since: int
    until: int
    rows: tuple[Row, ...]
    by_year: tuple[Row, ...]
    by_title: tuple[Row, ...]
    total: Row
    reasons: tuple[tuple[str, int], ...]
    under_way: int


def statistics(user: User, today: date, *, years: int | None) -> Statistics:
    """The last so many years, this one included; all of them for None. A fixed number of
    queries."""
    seen = campaigns_visible_to(user)
    first = min(seen.values_list("year", flat=True), default=today.year)
    since = first if years is None else today.year - years + 1
    found = seen.filter(
        state__in=[one.value for one in HONOURED], year__gte=since, year__lte=today.year
    )
    rows = {
        key: Row(name, year, title, key, 1)
        for key, name, year, title in found.order_by("-year", "title__name", "pk").values_list(
            "pk", "name", "year", "title__name"
        )
    }
    keys = list(rows)
    _count(rows, keys)
    every = list(rows.values())
    total = Row("合计")
    for one in every:
        total.add(one)
    under_way = seen.filter(year__gte=since).exclude(
        state__in=["draft", "dropped", *(one.value for one in HONOURED)]
    )
    return Statistics(
        since,
        today.year,
        tuple(every),
        _added(every, lambda one: str(one.year)),
        _added(every, lambda one: one.title),
        total,
        tuple(_reasons(keys)),
        under_way.count(),
    )


def _count(rows: dict[int, Row], keys: Sequence[int]) -> None:
    sent = Nomination.objects.filter(campaign__in=keys).exclude(state=NominationState.DRAFT.value)
    for key, source, count in _grouped(sent, "campaign", "source"):
        rows[key].sources[source] += count
        rows[key].counts["nominations"] += count
    people = Candidate.objects.filter(campaign__in=keys)
    for key, state, count in _grouped(people, "campaign", "state"):
        counts = rows[key].counts
        counts["candidates"] += 0 if state in UNCOUNTED else count
        counts["finalists"] += count if state in JUDGED else 0
        for name, of in _BY_STATE.items():
            counts[name] += count if state == of.value else 0
    # Whoever left while he was judged had been judged.
    late = people.filter(
        state=CandidateState.WITHDRAWN.value, out_at__gte=F("campaign__begun_at")
    ).filter(screened_at__isnull=False)
    for key, count in _grouped(late, "campaign"):
        rows[key].counts["finalists"] += count
    for name, query, column in (
        ("objections", Objection.objects.filter(campaign__in=keys), "campaign"),
        ("recommended", _sent(keys), "award__candidate__campaign"),
        (
            "conferred",
            _sent(keys).filter(outcome=Outcome.CONFERRED.value),
            "award__candidate__campaign",
        ),
        ("revoked", _revoked(keys), "candidate__campaign"),
    ):
        for key, count in _grouped(query, column):
            rows[key].counts[name] += count


_BY_STATE = {
    "ineligible": CandidateState.INELIGIBLE,
    "vetoed": CandidateState.VETOED,
    "winners": CandidateState.WINNER,
}


def _grouped(query: Any, *columns: str) -> Iterable[tuple[Any, ...]]:
    rows = query.order_by().values(*columns).annotate(n=Count("pk", distinct=True))
    return list(rows.values_list(*columns, "n"))


def _sent(keys: Sequence[int]) -> Any:
    return Recommendation.objects.filter(award__candidate__campaign__in=keys)


def _revoked(keys: Sequence[int]) -> Any:
    gone = Revocation.objects.filter(state=RevocationState.CONFIRMED.value)
    return Award.objects.filter(candidate__campaign__in=keys).filter(
        Q(honour__in=gone.values("honour"))
    )


def _reasons(keys: Sequence[int]) -> list[tuple[str, int]]:
    """By the innermost conditions that did not hold; of whom none is written down, the clerk's own
    words, which are not sorted."""
    found: Counter[str] = Counter()
    rows = Candidate.objects.filter(campaign__in=keys, state=CandidateState.INELIGIBLE.value)
    for judged in rows.values_list("judged", flat=True):
        found.update(failed_of(judged or []) or {BY_CLERK})
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def failed_of(judged: Sequence[Sequence[Any]]) -> set[str]:
    """Conditions without parts of their own that did not hold, of a screening as it was kept."""
    failed = set()
    for at, (depth, text, _, holds) in enumerate(judged):
        has_parts = at + 1 < len(judged) and judged[at + 1][0] > depth
        if holds is False and not has_parts:
            failed.add(str(text))
    return failed


def _added(rows: Iterable[Row], by: Any) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for one in rows:
        found.setdefault(by(one), Row(by(one))).add(one)
    return tuple(found[key] for key in sorted(found, reverse=all(k.isdigit() for k in found)))


def source_labels() -> list[tuple[str, str]]:
    """Who nominates, in the order in which it is told."""
    return [(key.value, label) for key, label in SOURCE_LABELS.items()]
