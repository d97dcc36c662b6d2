"""Rights that one person may not draw together: which there are, what is paid, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Min, Q, QuerySet

from support_services.subsidies.models import (
    Entitlement,
    Exclusion,
    Scheme,
    StackingOverride,
    StackingRule,
)
from support_services.subsidies.models.schemes import Confidence
from support_services.subsidies.stacking import EFFECT_LABELS, Effect, OverrideState
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.money import yuan_text
from veterans.foundation.months import month_cn
from veterans.regions.selectors import scoped

_BATCH = 5000


@dataclass(frozen=True)
class Collision:
    """Months of a right that are not paid, and why. ``own`` and ``other``: yuan a year by the
    standards of its first month, None where there is none."""

    row: Exclusion
    own: Decimal | None
    other: Decimal | None

    @property
    def scheme(self) -> Scheme:
        return self.row.entitlement.scheme

    @property
    def kept(self) -> Scheme:
        return self.row.because.scheme

    @property
    def months(self) -> str:
        """``2026年1月起``, ``2026年1月至2026年5月``, ``2026年1月``."""
        row = self.row
        first = month_cn(row.first_month)
        if row.last_month is None:
            return f"{first}起"
        return (
            first if row.last_month == row.first_month else f"{first}至{month_cn(row.last_month)}"
        )

    @property
    def sentence(self) -> str:
        """For whoever enters one of the two."""
        return (
            f"{self.scheme.name}与{self.kept.name}不能同时享受，{self.months}系统将只发"
            f"{self.kept.name}。{self.why}"
        )

    @property
    def why(self) -> str:
        """The rule that was applied, in words."""
        if self.row.effect == Effect.FORBID:
            return f"规定只发{self.kept.short_name}。"
        if self.own is not None and self.own == self.other:
            return (
                f"就高不就低：两项标准相同（折合每年 {yuan_text(self.own)} 元），发排在前面的一项。"
            )
        mine, theirs = _told(self.own), _told(self.other)
        return f"就高不就低：{self.kept.short_name}{theirs}，{self.scheme.short_name}{mine}。"

    @property
    def source(self) -> str:
        """Where it stands written, and how sure that is."""
        rule = self.row.rule
        if rule is None:
            return "两个项目没有专门的叠加规则，按本局设置的一般规则办理"
        if rule.confidence == Confidence.VERIFIED:
            return rule.source
        return f"{rule.source}（{rule.get_confidence_display()}）"


def _told(standard: Decimal | None) -> str:
    return "没有适用标准" if standard is None else f"折合每年 {yuan_text(standard)} 元"


# What was over before this ledger begins kept no money back here: nobody need look at it.
_IN_THIS_LEDGER = Q(last_month__isnull=True) | Q(last_month__gte=F("entitlement__ledger_from"))


def collisions_visible_to(user: User) -> QuerySet[Exclusion]:
    """Collisions of people in the user's area, for the bureau's readers."""
    if not user.may("ledger.read"):
        return Exclusion.objects.none()
    return scoped(
        _whole(Exclusion.objects.filter(_IN_THIS_LEDGER)),
        user,
        path_field="entitlement__person__region__path",
    )


def _whole(rows: QuerySet[Exclusion]) -> QuerySet[Exclusion]:
    return rows.select_related(
        "entitlement__person__region__parent", "entitlement__scheme", "because__scheme", "rule"
    )


def collisions_matching(
    user: User, *, today: date, town: str = "", scheme: str = "", when: str = ""
) -> QuerySet[Exclusion]:
    """The list by place and name: what runs this month or later, unless ``when`` is ``all``.

    ``town`` is a region path, ``scheme`` the code of either of the two.
    """
    rows = collisions_visible_to(user)
    if when != "all":
        month = today.replace(day=1)
        rows = rows.filter(Q(last_month__isnull=True) | Q(last_month__gte=month))
    if town:
        rows = rows.filter(entitlement__person__region__path__startswith=town)
    if scheme:
        rows = rows.filter(Q(entitlement__scheme__code=scheme) | Q(because__scheme__code=scheme))
    return rows.order_by(
        "entitlement__person__region__path",
        "entitlement__person__name",
        "entitlement__person_id",
        "first_month",
        "pk",
    )


def collisions_of(person_ids: Iterable[int]) -> list[Collision]:
    """Everything that is kept back of these people, earliest first; the caller has the duty."""
    rows = _whole(
        Exclusion.objects.filter(_IN_THIS_LEDGER, entitlement__person__in=list(person_ids))
    )
    return told_collisions(list(rows.order_by("first_month", "pk")))


def collisions_with(entitlement_ids: Iterable[int]) -> list[Collision]:
    """Collisions in which one of these rights takes part; the caller has the duty."""
    keys = sorted(set(entitlement_ids))
    rows: dict[int, Exclusion] = {}
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        found = _whole(Exclusion.objects.filter(Q(entitlement__in=some) | Q(because__in=some)))
        rows |= {row.pk: row for row in found}
    return told_collisions([rows[pk] for pk in sorted(rows)])


_STANDARDS = """
SELECT asked.id, asked.month,
       sum(CASE r.basis WHEN 'year' THEN r.amount WHEN 'month' THEN r.amount * 12
                        ELSE r.amount * 12 * d.service_factor END)
FROM (SELECT DISTINCT * FROM unnest(%(ids)s::bigint[], %(months)s::date[]) a (id, month)) asked
JOIN subsidies_entitlement e ON e.id = asked.id
JOIN subsidies_determination d
  ON d.entitlement_id = e.id AND d.first_month <= asked.month
 AND (d.last_month IS NULL OR d.last_month >= asked.month)
JOIN subsidies_raterow r
  ON r.scheme_id = e.scheme_id AND r.grade = d.grade AND r.rate_class = d.rate_class AND r.is_live
 AND r.component = 'standard'
 AND r.first_month <= asked.month AND (r.last_month IS NULL OR r.last_month >= asked.month)
GROUP BY 1, 2
"""


def told_collisions(rows: Sequence[Exclusion]) -> list[Collision]:
    """Rows with what the two rights come to; one query for all of them."""
    asked = [(key, row.first_month) for row in rows for key in (row.entitlement_id, row.because_id)]
    standards: dict[tuple[int, date], Decimal] = {}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(
                _STANDARDS,
                {"ids": [key for key, _ in asked], "months": [month for _, month in asked]},
            )
            standards = {
                (key, month): Decimal(yearly).quantize(Decimal("0.01"))
                for key, month, yearly in cursor.fetchall()
            }
    return [
        Collision(
            row,
            standards.get((row.entitlement_id, row.first_month)),
            standards.get((row.because_id, row.first_month)),
        )
        for row in rows
    ]


def stacking_rules() -> list[StackingRule]:
    """The rules in force, now or at some time, in the order of the schemes."""
    rows = StackingRule.objects.filter(is_live=True).select_related("low", "high", "kept", "change")
    return list(rows.order_by("low__position", "high__position", "-first_month"))


def default_effect() -> str:
    """What holds for two schemes of which no rule speaks, in words."""
    return EFFECT_LABELS[Effect(settings.PORTAL_STACKING_DEFAULT)]


@dataclass(frozen=True)
class WaitingOverrides:
    """How many 特批 wait for a second person, and since when the oldest does."""

    count: int
    oldest: datetime | None


def overrides_visible_to(user: User) -> QuerySet[StackingOverride]:
    """特批 of people in the user's area, newest first, for the bureau's readers."""
    if not user.may("ledger.read"):
        return StackingOverride.objects.none()
    rows = StackingOverride.objects.select_related(
        "person__region__parent", "low", "high", "proposed_by", "decided_by", "ended_by"
    )
    return scoped(rows, user, path_field="person__region__path").order_by("-pk")


def override_visible_to(user: User, override_id: int) -> StackingOverride:
    """One 特批; refuses alike what does not exist and what is not for him."""
    found = overrides_visible_to(user).filter(pk=override_id).first()
    if found is None:
        raise NotFound("没有找到这份特批。")
    return found


def overrides_waiting(user: User) -> WaitingOverrides:
    """What waits for this person: proposed, and by somebody else."""
    rows = overrides_visible_to(user).filter(state=OverrideState.PROPOSED.value)
    found = rows.exclude(proposed_by=user).aggregate(count=Count("pk"), oldest=Min("proposed_at"))
    return WaitingOverrides(found["count"], found["oldest"])


def schemes_held(person_id: int) -> list[Scheme]:
    """Schemes of which the person has or had a right, in their order."""
    held = Entitlement.objects.filter(person=person_id).values("scheme")
    return list(Scheme.objects.filter(pk__in=held))
