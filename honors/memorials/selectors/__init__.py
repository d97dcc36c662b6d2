"""Reading the memorials within the reader's area."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from honors.memorials import rules
from honors.memorials.models import (
    Ceremony,
    Entry,
    Facility,
    Finding,
    Grave,
    Guest,
    Photo,
    Remains,
    Repair,
    Survivor,
    Trip,
)
from honors.memorials.selectors.days import remembrance_days, standings
from honors.memorials.states import READ, EntryState, State, What
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.regions.rules import subtree_end
from veterans.regions.selectors import scoped

# Where a row is, and what is read with it.
MODELS: dict[What, tuple[Any, str, tuple[str, ...]]] = {
    What.MARTYR: (
        Entry,
        "",
        (
            "region__parent",
            "facility",
            "grave",
            "entered_by",
            "reviewed_by",
            "published_by",
            "ended_by",
        ),
    ),
    What.FACILITY: (Facility, "region", ("region__parent",)),
    What.REPAIR: (Repair, "facility__region", ("facility__region__parent", "finding")),
    What.REMAINS: (Remains, "region", ("region__parent",)),
    What.CEREMONY: (Ceremony, "facility__region", ("facility__region__parent",)),
    What.TRIP: (
        Trip,
        "person__region",
        ("person__region__parent", "survivor__person", "grant"),
    ),
    What.GUEST: (Guest, "facility__region", ("facility__region__parent",)),
}
HANDS = ("entered_by", "checked_by", "decided_by", "done_by", "ended_by")
# What people look for by a word.
_SEARCHED: dict[What, tuple[str, ...]] = {
    What.MARTYR: ("name", "native_place", "region__name", "certificate_no"),
    What.FACILITY: ("name", "keeper", "address"),
    What.REPAIR: ("title", "facility__name"),
    What.REMAINS: ("place",),
    What.CEREMONY: ("title", "unit", "number", "facility__name"),
    What.TRIP: ("to_place", "to_bureau", "person__name"),
    What.GUEST: ("come_from", "martyr_name", "facility__name"),
}
# The day by which a list is narrowed to a month.
DAYS: dict[What, str] = {What.CEREMONY: "starts", What.GUEST: "on", What.TRIP: "from_on"}
# What a station sees: the register it reads with everybody else, on the public pages.
OF_STATIONS = tuple(one for one in What if one is not What.MARTYR)


def visible(user: User, what: What) -> QuerySet[Any]:
    """All of them for the bureau; for a station those of its area."""
    model, path, related = MODELS[what]
    if not user.may(READ) or (user.is_station and what not in OF_STATIONS):
        nothing: QuerySet[Any] = model.objects.none()
        return nothing
    hands = () if what is What.MARTYR else HANDS
    rows = model.objects.select_related(*related, *hands)
    if path and user.is_station:
        rows = scoped(rows, user, path_field=f"{path}__path")
    found: QuerySet[Any] = rows
    return found


def one_visible(user: User, what: What, key: int) -> Any:
    """Of a martyr the entry that stands for him, by his number."""
    rows = visible(user, what)
    if what is What.MARTYR:
        found = standing_entries(rows).filter(martyr=key).first()
    else:
        found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound("没有找到这一条。")
    return found


def standing_entries(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """The published entry of each martyr, or else the newest."""
    first = Case(
        When(state=EntryState.PUBLISHED.value, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    stands = Entry.objects.order_by("martyr_id", first, "-number").distinct("martyr_id")
    return rows.filter(pk__in=stands.values("pk"))


def listed(user: User, what: What, asked: Mapping[str, Any]) -> QuerySet[Any]:
    """Narrowed: ``q`` a word, ``state``, ``town`` a path, ``month`` its first day."""
    rows = visible(user, what)
    if what is What.MARTYR:
        rows = standing_entries(rows)
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("q"):
        found = Q()
        for name in _SEARCHED[what]:
            found |= Q(**{f"{name}__icontains": asked["q"]})
        rows = rows.filter(found)
    if asked.get("town"):
        path = MODELS[what][1] or "region"
        town = asked["town"]
        rows = rows.filter(**{f"{path}__path__gte": town, f"{path}__path__lt": subtree_end(town)})
    month: date | None = asked.get("month")
    if month is not None and what in DAYS:
        name = DAYS[what]
        rows = rows.filter(**{f"{name}__year": month.year, f"{name}__month": month.month})
    if what is What.MARTYR:
        return rows.order_by("name", "pk")
    return rows.order_by("starts", "pk") if what is What.CEREMONY else rows.order_by("-pk")


def entries_of(martyr_id: int) -> list[Entry]:
    rows = Entry.objects.select_related(*MODELS[What.MARTYR][2])
    return list(rows.filter(martyr=martyr_id).order_by("-number"))


def unfinished(martyr_id: int) -> Entry | None:
    rows = Entry.objects.filter(martyr=martyr_id, state__in=["draft", "reviewed"])
    return rows.select_related(*MODELS[What.MARTYR][2]).first()


def survivors_of(user: User, martyr_id: int) -> QuerySet[Survivor]:
    """Of the reader's area, those that stand first."""
    rows = Survivor.objects.filter(martyr=martyr_id).select_related(
        "person__region__parent", "ended_by"
    )
    rows = rows.order_by(F("ended_at").desc(nulls_first=True), "pk")
    return scoped(rows, user, "person__region__path")


def links_of(martyr_id: int) -> QuerySet[Any]:
    """Every link of a martyr, ended ones too, each with ``open_trips``: journeys of this link that
    are asked for or approved and not over."""
    is_open = Q(trips__state__in=[State.ASKED.value, State.CHECKED.value, State.DECIDED.value])
    rows: QuerySet[Any] = Survivor.objects.filter(martyr=martyr_id)
    rows = rows.select_related("person", "ended_by")
    found: QuerySet[Any] = rows.annotate(open_trips=Count("trips", filter=is_open)).order_by("pk")
    return found


def survivor_links(user: User) -> list[tuple[int, str]]:
    """Survivors of the reader's area with the martyr's name, for a choice."""
    rows = Survivor.objects.filter(ended_at__isnull=True, person__died_on__isnull=True)
    rows = scoped(rows.select_related("person"), user, "person__region__path").order_by("pk")
    names = names_of([one.martyr_id for one in rows])
    return [
        (one.pk, f"{one.person.name}（烈士{names.get(one.martyr_id, '')}的{one.relation}）")
        for one in rows
    ]


def names_of(martyrs: list[int]) -> dict[int, str]:
    """Names by number of the martyr; one query."""
    rows = standing_entries(Entry.objects.filter(martyr__in=martyrs))
    return dict(rows.values_list("martyr_id", "name"))


def facility_choices(user: User) -> list[tuple[int, str]]:
    rows = visible(user, What.FACILITY).filter(state=State.CHECKED.value).order_by("name")
    return list(rows.values_list("pk", "name"))


def grave_choices() -> list[tuple[int, str]]:
    rows = Grave.objects.select_related("facility").order_by("facility__name", "number")
    return [(one.pk, f"{one.facility.name} {one}") for one in rows]


def late_facilities(user: User, *, today: date) -> list[Facility]:
    """In the register, within the days before, and not inspected."""
    rows = list(visible(user, What.FACILITY).filter(state=State.CHECKED.value))
    found = standings(rows, today=today)
    return [one for one in rows if found[one.pk].is_late]


def next_day_words(today: date) -> str:
    """``清明（2027-04-05）以前 30 天里检查并登记``; "" where no day is set."""
    found = rules.next_days(remembrance_days(), today=today)
    return f"{found[0].name}（{found[0].on}）以前 {found[0].within} 天里检查并登记" if found else ""


def open_findings(facility_id: int) -> QuerySet[Finding]:
    """Those that neither a repair which was accepted nor a later look has settled."""
    return _unsettled(Finding.objects.filter(inspection__facility=facility_id))


def unplanned_findings(facility_id: int) -> QuerySet[Finding]:
    """Open ones for which no repair is on its way."""
    on_its_way = Repair.objects.exclude(state=State.ENDED.value).filter(finding=OuterRef("pk"))
    return open_findings(facility_id).exclude(Exists(on_its_way))


def minor_findings(facility_id: int) -> QuerySet[Finding]:
    """Those of them that an inspection alone may find mended; the others ask for a repair that
    somebody else accepts."""
    return unplanned_findings(facility_id).filter(grade="minor")


def grave_findings(user: User) -> QuerySet[Finding]:
    """Serious and dangerous ones of the area for which nobody has proposed a repair."""
    on_its_way = Repair.objects.exclude(state=State.ENDED.value).filter(finding=OuterRef("pk"))
    rows = _unsettled(Finding.objects.filter(grade__in=["serious", "danger"]))
    rows = rows.exclude(Exists(on_its_way)).filter(
        inspection__facility__in=visible(user, What.FACILITY).filter(state=State.CHECKED.value)
    )
    return rows.select_related("inspection__facility").order_by("grade", "pk")


def late_repairs(user: User, *, today: date) -> QuerySet[Repair]:
    """Under way past the day by which they were to be done."""
    rows: QuerySet[Repair] = visible(user, What.REPAIR)
    return rows.filter(state=State.CHECKED.value, until__lt=today).order_by("until", "pk")


def _unsettled(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    accepted = Repair.objects.filter(state=State.DECIDED.value, finding=OuterRef("pk"))
    return rows.filter(remedy__isnull=True).exclude(Exists(accepted))


def photo_visible(user: User, photo_id: int) -> Photo:
    """Of what the reader sees."""
    rows = Photo.objects.select_related("file", "inspection", "repair", "remains")
    found = rows.filter(pk=photo_id).first()
    if found is not None:
        if found.inspection is not None:
            one_visible(user, What.FACILITY, found.inspection.facility_id)
        elif found.repair_id is not None:
            one_visible(user, What.REPAIR, found.repair_id)
        elif found.remains_id is not None:
            one_visible(user, What.REMAINS, found.remains_id)
        return found
    raise NotFound("没有找到这张照片。")
