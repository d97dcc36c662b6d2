"""What money answers when conditions are asked: which schemes somebody draws, his grade of
disability and how he came by it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from support_services.subsidies.labels import CLASS_LABELS
from support_services.subsidies.models import Determination, Entitlement
from support_services.subsidies.reference import RATE_CLASSES, SCHEMES
from veterans.foundation.months import first_of
from veterans.registry.criteria.kinds import Kind, Life, Shape, Source, add_kind
from veterans.registry.criteria.lives import add_loader

MONEY = "待遇和等级"
DISABILITY = "disability_pension"

_RUNNING = "e.start_month <= %s AND (e.end_month IS NULL OR e.end_month >= %s)"
_RIGHT = f"subsidies_entitlement e WHERE e.person_id = p.id AND {_RUNNING}"
_GRADED = (
    "subsidies_entitlement e JOIN subsidies_scheme s ON s.id = e.scheme_id"
    " JOIN subsidies_determination d ON d.entitlement_id = e.id"
    f" WHERE e.person_id = p.id AND s.code = '{DISABILITY}' AND {_RUNNING}"
    " AND d.first_month <= %s AND (d.last_month IS NULL OR d.last_month >= %s)"
)


def known_of(people: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Rights and grades of these people, with their months; two queries."""
    lives: dict[int, dict[str, Any]] = {one: {"rights": [], "graded": []} for one in people}
    span = ("start_month", "end_month")
    for pk, *row in Entitlement.objects.filter(person__in=people).values_list(
        "person", "scheme__code", *span
    ):
        lives[pk]["rights"].append(tuple(row))
    graded = Determination.objects.filter(
        entitlement__person__in=people, entitlement__scheme__code=DISABILITY
    ).values_list(
        *("entitlement__person", "grade", "rate_class"),
        *("entitlement__start_month", "entitlement__end_month", "first_month", "last_month"),
    )
    for pk, *row in graded:
        lives[pk]["graded"].append(tuple(row))
    return lives


def _runs(first: date, last: date | None, month: date) -> bool:
    return first <= month and (last is None or last >= month)


def _drawn(life: Life, today: date) -> Iterator[str]:
    month = first_of(today)
    for code, first, last in life["rights"]:
        if _runs(first, last, month):
            yield code


def _graded(life: Life, today: date, *, place: int) -> Iterator[Any]:
    month = first_of(today)
    for row in life["graded"]:
        if _runs(row[2], row[3], month) and _runs(row[4], row[5], month):
            yield row[place]


def _source(value: str, rows: str, times: int) -> Any:
    return lambda today: Source(value, rows, (first_of(today),) * times)


def _schemes() -> dict[str, str]:
    # Schemes are those of the reference, which alone adds any; read there, trees cost no query.
    return {str(fields["code"]): str(fields["name"]) for fields in SCHEMES}


def _causes() -> dict[str, str]:
    return {code: CLASS_LABELS.get(code, code) for code in RATE_CLASSES[DISABILITY]}


def register() -> None:
    """Called once by the app's ``ready``."""
    add_loader(known_of)
    scheme = "(SELECT s.code FROM subsidies_scheme s WHERE s.id = e.scheme_id)"
    add_kind(
        Kind(
            *("draws", "正在享受", Shape.CHOICE, MONEY, _drawn),
            _source(scheme, _RIGHT, 2),
            _schemes,
        ),
        Kind(
            *("grade", "残疾等级", Shape.RANGE, MONEY, partial(_graded, place=0)),
            _source("d.grade", _GRADED, 4),
            unit="级",
        ),
        Kind(
            *("cause", "残疾性质", Shape.CHOICE, MONEY, partial(_graded, place=1)),
            _source("d.rate_class", _GRADED, 4),
            _causes,
        ),
    )
