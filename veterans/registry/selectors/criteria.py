"""What a file answers when conditions are asked: the kinds of this floor, lives to judge, and
everybody a tree holds of."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from veterans.regions.models import Level, Region
from veterans.registry.codes import CIRCUMSTANCES
from veterans.registry.criteria.compiling import whom
from veterans.registry.criteria.kinds import Kind, Life, Shape, Source, add_kind
from veterans.registry.criteria.tree import Node
from veterans.registry.models import (
    Category,
    Certificate,
    CertificateKind,
    Circumstance,
    Merit,
    MeritKind,
    Person,
    PersonCategory,
    Placement,
    PlacementMode,
    ServicePeriod,
    ServiceStatus,
    Sex,
)
from veterans.registry.rules import age_on

WHO, STANDING, SERVICE, LIVING = "基本情况", "身份", "服役和立功", "生活情况"


def count_of(node: Node, *, today: date) -> int:
    """How many people a tree holds of; one statement."""
    made = whom(node, today, select="count(*)")
    with connection.cursor() as cursor:
        cursor.execute(made.sql, made.params)
        return int(cursor.fetchone()[0])


def people_of(node: Node, *, today: date) -> QuerySet[Person]:
    """Those people, as a queryset to scope, order and page."""
    made = whom(node, today)
    return Person.objects.extra(
        where=[f"registry_person.id IN ({made.sql})"], params=list(made.params)
    )


def known_of(people: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """What the register knows of these people; eight queries."""
    lives: dict[int, dict[str, Any]] = {}
    homes: dict[int, list[int]] = defaultdict(list)
    rows = Person.objects.filter(pk__in=people).values_list(
        *("pk", "sex", "born_on", "region__path", "household", "household__plaque_number")
    )
    for pk, sex, born_on, path, home, plaque in rows:
        lives[pk] = {"sex": sex, "born_on": born_on, "path": path, "plaque": plaque or ""}
        lives[pk] |= {name: [] for name in (*_TABLES, "home_category")}
        if home is not None:
            homes[home].append(pk)
    for name, (model, fields) in _TABLES.items():
        for pk, *row in model.objects.filter(person__in=people).values_list("person", *fields):
            lives[pk][name].append(tuple(row))
    held = PersonCategory.objects.filter(
        # Asked where nobody has a home too: who is not registered takes as many queries.
        person__household__in=list(homes) or [0],
        person__died_on__isnull=True,
        person__merged_into__isnull=True,
    ).values_list("person__household", "category", "valid_from", "valid_to")
    for home, *row in held:
        for pk in homes[home]:
            lives[pk]["home_category"].append(tuple(row))
    return lives


_DATED = ("valid_from", "valid_to")
_TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "category": (PersonCategory, ("category", *_DATED)),
    "circumstance": (Circumstance, ("kind", "value", *_DATED)),
    "merit": (Merit, ("kind", "in_war")),
    "service": (ServicePeriod, ("status", "enlisted_on", "discharged_on", "in_hardship_area")),
    "placement": (Placement, ("mode",)),
    "certificate": (Certificate, ("kind", "valid_to", "is_void")),
}


def _open_ended(valid_from: date | None, valid_to: date | None, today: date) -> bool:
    """Whether a day lies in an interval whose end is the first day after it."""
    return (valid_from is None or valid_from <= today) and (valid_to is None or valid_to > today)


def _held(life: Life, today: date, *, name: str = "category") -> Iterator[str]:
    for code, first, last in life[name]:
        if _open_ended(first, last, today):
            yield code


def _circumstances(life: Life, today: date, *, kind: str) -> Iterator[str]:
    for of, value, first, last in life["circumstance"]:
        if of == kind and _open_ended(first, last, today):
            yield value


def _papers(life: Life, today: date) -> Iterator[str]:
    for kind, valid_to, is_void in life["certificate"]:
        if not is_void and (valid_to is None or valid_to >= today):
            yield kind


def _age(life: Life, today: date) -> Iterator[int]:
    # Not known of a life that is no file but what a resident answered.
    if life["born_on"] is not None:
        yield age_on(life["born_on"], today)


def _years(life: Life, today: date) -> Iterator[int]:
    for _, enlisted, discharged, _ in life["service"]:
        if discharged is not None:
            yield age_on(enlisted, discharged)


def _column(name: str, *, where: Callable[[Any], bool] = lambda row: True) -> Any:
    """The first column of every row of a table, where the row is of that sort."""

    def of(life: Life, today: date) -> Iterable[Any]:
        return [row[0] for row in life[name] if where(row)]

    return of


def _rows(table: str, value: str, where: str = "", *, params: Any = ()) -> Any:
    """A source of one table; ``where`` names it ``t``. ``params`` may be of the day."""

    def source(today: date) -> Source:
        given = params(today) if callable(params) else params
        rows = f"{table} t WHERE t.person_id = p.id{' AND ' + where if where else ''}"
        return Source(value, rows, tuple(given))

    return source


def _of_person(value: str) -> Any:
    return lambda today: Source(value)


_HOLDS = "(t.valid_from IS NULL OR t.valid_from <= %s) AND (t.valid_to IS NULL OR t.valid_to > %s)"


def _twice(today: date) -> tuple[date, date]:
    return today, today


def _home_category(today: date) -> Source:
    return Source(
        "t.category",
        "registry_person o JOIN registry_personcategory t ON t.person_id = o.id"
        " WHERE o.household_id = p.household_id AND o.died_on IS NULL"
        f" AND o.merged_into_id IS NULL AND {_HOLDS}",
        (today, today),
    )


def _places() -> dict[str, str]:
    """Towns and villages by path, as they are told."""
    found = {}
    for one in Region.objects.select_related("parent").order_by("path"):
        parent = one.parent.name if one.level == Level.VILLAGE and one.parent else ""
        found[one.path] = f"{parent}{one.name}"
    return found


def _labels(choices: Any) -> Callable[[], dict[str, str]]:
    return lambda: {str(code): str(label) for code, label in choices.choices}


def _circumstance_kinds() -> Iterator[Kind]:
    for code, kind in CIRCUMSTANCES.items():
        yield Kind(
            f"circumstance.{code}",
            kind.label,
            Shape.CHOICE,
            LIVING,
            partial(_circumstances, kind=code),
            _rows(
                "registry_circumstance",
                "t.value",
                f"t.kind = %s AND {_HOLDS}",
                params=partial(_kind_and_day, code),
            ),
            lambda kind=kind: dict(kind.values),  # type: ignore[misc]
        )


def _kind_and_day(code: str, today: date) -> tuple[Any, ...]:
    return code, today, today


def register() -> None:
    """Called once by the app's ``ready``."""
    service = "registry_serviceperiod"
    add_kind(
        Kind(
            *("category", "人员类别", Shape.CHOICE, STANDING, _held),
            _rows("registry_personcategory", "t.category", _HOLDS, params=_twice),
            _labels(Category),
        ),
        Kind(
            *("home_category", "同户有人是", Shape.CHOICE, STANDING),
            partial(_held, name="home_category"),
            _home_category,
            _labels(Category),
        ),
        Kind(
            *("certificate", "持有证件", Shape.CHOICE, STANDING, _papers),
            _rows(
                "registry_certificate",
                "t.kind",
                "NOT t.is_void AND (t.valid_to IS NULL OR t.valid_to >= %s)",
                params=lambda today: (today,),
            ),
            _labels(CertificateKind),
            is_paper=True,
        ),
        Kind(
            *("age", "年龄", Shape.RANGE, WHO),
            _age,
            _of_person("p.born_on"),
            unit="周岁",
            as_birthdays=True,
        ),
        Kind(
            *("born", "出生日期", Shape.DAYS, WHO),
            lambda life, today: [life["born_on"]],
            _of_person("p.born_on"),
        ),
        Kind(
            *("sex", "性别", Shape.CHOICE, WHO),
            lambda life, today: [life["sex"]],
            _of_person("p.sex"),
            _labels(Sex),
        ),
        Kind(
            *("area", "现住地", Shape.CHOICE, WHO),
            lambda life, today: [life["path"]],
            lambda today: Source("r.path", "regions_region r WHERE r.id = p.region_id"),
            _places,
            test="EXISTS (SELECT FROM unnest(%s::text[]) a(of) WHERE starts_with(r.path, a.of))",
            within=lambda path, wanted: str(path).startswith(wanted),
        ),
        Kind(
            *("plaque", "家里挂有光荣牌", Shape.FLAG, STANDING),
            lambda life, today: [life["plaque"]] if life["plaque"] else [],
            lambda today: Source(
                "h.plaque_number",
                "registry_household h WHERE h.id = p.household_id AND h.plaque_number <> ''",
            ),
        ),
        Kind(
            *("merit", "立功和荣誉", Shape.CHOICE, SERVICE, _column("merit")),
            _rows("registry_merit", "t.kind"),
            _labels(MeritKind),
        ),
        Kind(
            *("war_merit", "战时立功", Shape.FLAG, SERVICE),
            _column("merit", where=lambda row: row[1]),
            _rows("registry_merit", "t.kind", "t.in_war"),
        ),
        Kind(
            *("service_status", "服役身份", Shape.CHOICE, SERVICE, _column("service")),
            _rows(service, "t.status"),
            _labels(ServiceStatus),
        ),
        Kind(
            *("enlisted", "入伍日期", Shape.DAYS, SERVICE),
            lambda life, today: [row[1] for row in life["service"]],
            _rows(service, "t.enlisted_on"),
        ),
        Kind(
            *("discharged", "退役日期", Shape.DAYS, SERVICE),
            lambda life, today: [row[2] for row in life["service"] if row[2]],
            _rows(service, "t.discharged_on", "t.discharged_on IS NOT NULL"),
        ),
        Kind(
            *("served_years", "一次服役满", Shape.RANGE, SERVICE, _years),
            _rows(
                service,
                "extract(year FROM age(t.discharged_on, t.enlisted_on))",
                "t.discharged_on IS NOT NULL",
            ),
            unit="年",
        ),
        Kind(
            *("hardship_area", "在艰苦边远地区服役", Shape.FLAG, SERVICE),
            _column("service", where=lambda row: row[3]),
            _rows(service, "t.status", "t.in_hardship_area"),
        ),
        Kind(
            *("placement", "安置方式", Shape.CHOICE, SERVICE, _column("placement")),
            _rows("registry_placement", "t.mode"),
            _labels(PlacementMode),
        ),
        *_circumstance_kinds(),
    )
