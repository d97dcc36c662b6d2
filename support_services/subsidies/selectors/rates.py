"""Standards and the dated rules beside them: what is in force, from where, how sure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from support_services.subsidies.labels import ComponentNames
from support_services.subsidies.models import (
    Determination,
    PayComponent,
    RateRow,
    RateTable,
    Scheme,
    Supplement,
)
from support_services.subsidies.models.schemes import BASIS_CHOICES, Confidence, Cycle
from support_services.subsidies.reference import RATE_CLASSES
from support_services.subsidies.rules import Component
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.foundation.months import add_months

# Scheme, component, grade, class.
Key = tuple[int, str, int, str]


def key_of(row: RateRow) -> Key:
    """What a standard is written for."""
    return row.scheme_id, row.component, row.grade, row.rate_class


def tables_visible_to(user: User) -> QuerySet[RateTable]:
    """Rate tables, latest first, for whoever reads the ledger."""
    if not user.may("ledger.read"):
        return RateTable.objects.none()
    tables = RateTable.objects.select_related("entered_by", "enforced_by")
    return tables.annotate(row_count=Count("rows")).order_by("-effective_from", "-pk")


def table_visible_to(user: User, table_id: int) -> RateTable:
    """One table; refuses alike what does not exist and what is not for him."""
    found = tables_visible_to(user).filter(pk=table_id).first()
    if found is None:
        raise NotFound("没有找到这张标准表。")
    return found


def rows_of(table: RateTable) -> list[RateRow]:
    """The rows of a table in the order of the schemes."""
    rows = table.rows.select_related("scheme")
    in_order = rows.annotate(is_standard=Q(component=Component.STANDARD.value))
    return list(
        in_order.order_by("scheme__position", "-is_standard", "component", "grade", "rate_class")
    )


@dataclass(frozen=True)
class RowEffect:
    """A row of a draft beside what it would take the place of.

    ``before``: yuan in force in the first month of the row, None where nothing is;
    ``entitlements``: running rights determined so.
    """

    row: RateRow
    before: Decimal | None
    entitlements: int

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.row.amount - self.before


def effects_of(table: RateTable) -> list[RowEffect]:
    """What a table says anew, row by row; a query for each named component, none for a row."""
    rows = rows_of(table)
    schemes = {row.scheme_id for row in rows}
    live: dict[Key, list[RateRow]] = defaultdict(list)
    for row in RateRow.objects.filter(is_live=True, scheme__in=schemes).exclude(table=table):
        live[key_of(row)].append(row)
    running = Determination.objects.filter(
        entitlement__scheme__in=schemes, last_month__isnull=True
    ).filter(
        Q(entitlement__end_month__isnull=True) | Q(entitlement__end_month__gte=table.effective_from)
    )
    everybody = _heads(running)
    named = {
        (component.scheme_id, component.code): _heads(
            running.filter(
                Exists(
                    Supplement.objects.filter(
                        entitlement=OuterRef("entitlement"), component=component
                    ).filter(Q(last_month__isnull=True) | Q(last_month__gte=table.effective_from))
                )
            )
        )
        for component in PayComponent.objects.filter(
            scheme__in=schemes, is_named=True, code__in={row.component for row in rows}
        )
    }
    found = []
    for row in rows:
        heads = named.get((row.scheme_id, row.component), everybody)
        before = next(
            (
                old.amount
                for old in live[key_of(row)]
                if old.first_month <= row.first_month
                and (old.last_month is None or old.last_month >= row.first_month)
            ),
            None,
        )
        concerned = sum(
            count
            for (scheme, grade, rate_class), count in heads.items()
            if scheme == row.scheme_id
            and row.grade in (0, grade)
            and row.rate_class in ("", rate_class)
        )
        found.append(RowEffect(row, before, concerned))
    return found


def _heads(running: QuerySet[Determination]) -> dict[tuple[int, int, str], int]:
    """Running rights by scheme, grade and class."""
    counted = running.values_list(F("entitlement__scheme"), "grade", "rate_class").annotate(
        count=Count("entitlement")
    )
    return {(scheme, grade, rate_class): count for scheme, grade, rate_class, count in counted}


def fitted_in(rows: Sequence[RateRow]) -> tuple[list[RateRow], list[RateRow], list[RateRow]]:
    """Where a draft's rows find their place among those in force; saves nothing.

    Gives the rows in force that now end earlier, those that are replaced, and those that take
    effect. A row that says what is in force already is in none of them.
    """
    timelines: dict[Key, list[RateRow]] = defaultdict(list)
    schemes = {row.scheme_id for row in rows}
    for row in RateRow.objects.filter(is_live=True, scheme_id__in=schemes).order_by("first_month"):
        timelines[key_of(row)].append(row)
    ended, replaced, taking = [], [], []
    for row in rows:
        timeline = timelines[key_of(row)]
        same = next((old for old in timeline if old.first_month == row.first_month), None)
        if same is not None:
            if (same.amount, same.basis) == (row.amount, row.basis):
                continue
            replaced.append(same)
        before = next(
            (
                old
                for old in reversed(timeline)
                if old.first_month < row.first_month
                and (old.last_month is None or old.last_month >= row.first_month)
            ),
            None,
        )
        if before is not None:
            before.last_month = add_months(row.first_month, -1)
            ended.append(before)
        after = next((old for old in timeline if old.first_month > row.first_month), None)
        row.last_month = add_months(after.first_month, -1) if after is not None else None
        row.is_live = True
        taking.append(row)
    return ended, replaced, taking


@dataclass(frozen=True)
class SchemeRules:
    """A scheme with its standards and components; for its rules see ``dated_rules``."""

    scheme: Scheme
    rates: list[RateRow]
    components: list[PayComponent]
    names: ComponentNames

    @property
    def is_monthly(self) -> bool:
        """Whether it is paid by the month; the rest is granted yearly or once."""
        return self.scheme.cycle == Cycle.MONTH


def schemes_with_rules() -> list[SchemeRules]:
    """Every scheme with its standards in force now and the parts of its money."""
    rates: dict[int, list[RateRow]] = defaultdict(list)
    live = RateRow.objects.filter(is_live=True, last_month__isnull=True).select_related("table")
    for row in live.order_by("component", "grade", "rate_class"):
        rates[row.scheme_id].append(row)
    names = ComponentNames.read()
    components: dict[int, list[PayComponent]] = defaultdict(list)
    for component in PayComponent.objects.all():
        components[component.scheme_id].append(component)
    return [
        SchemeRules(
            scheme,
            rates[scheme.pk],
            components[scheme.pk],
            names,
        )
        for scheme in Scheme.objects.all()
    ]


def component_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Components beside the standard for a choice, under their schemes: ``scheme:component``."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in PayComponent.objects.select_related("scheme").order_by("scheme__position"):
        code = f"{one.scheme.code}:{one.code}"
        found.setdefault(one.scheme.short_name, []).append((code, one.name))
    return list(found.items())


def basis_choices() -> list[tuple[str, str]]:
    """What an amount is an amount of, for a choice."""
    return list(BASIS_CHOICES)


def confidence_choices() -> list[tuple[str, str]]:
    """How sure a source is, for a choice."""
    return [(value, str(label)) for value, label in Confidence.choices]


def class_codes() -> list[str]:
    """Every class that some scheme knows, in their order."""
    return list(dict.fromkeys(code for codes in RATE_CLASSES.values() for code in codes))
