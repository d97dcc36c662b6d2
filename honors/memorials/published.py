"""What residents may see of the memorials: martyrs that are published, facilities in the register,
their own booking. Never whoever is alive: no survivor, no contact of anybody else's booking."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from honors.memorials.models import Ceremony, Entry, Facility
from honors.memorials.models.days import closed_days
from honors.memorials.rules import LATEST, free_spans
from honors.memorials.states import STATE_LABELS, EntryState, State, What
from support_services.casework.subjects import Subject
from support_services.lookup.rules import core, heard, plain
from support_services.stations.published import tel_of
from support_services.stations.rules import readings, spoken_name
from veterans.foundation.months import add_months
from veterans.regions.models import Level, Region
from veterans.regions.rules import subtree_end

SHORTEST = 2
SUBJECT = "martyr"


@dataclass(frozen=True)
class PublicMartyr:
    """One martyr; "" for what nobody knows. ``lines``: [(label, words)] in their order."""

    id: int
    name: str
    life: str
    place: str
    lines: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    facility_id: int | None


@dataclass(frozen=True)
class PublicFacility:
    """A facility; ``place``: town and village as people say them."""

    id: int
    name: str
    level: str
    kind: str
    place: str
    address: str
    keeper: str
    phone: str
    tel: str
    opens_at: time
    closes_at: time
    capacity: int
    notice: str


@dataclass(frozen=True)
class PublicDay:
    """What is left of a day, from when to when; ``why``: it is closed. Of today some is over."""

    free: tuple[tuple[time, time], ...]
    why: str
    is_today: bool = False

    @property
    def words(self) -> str:
        """``空着 08:00–09:00、10:00–17:30``; or that it is full, or closed and why."""
        if self.why:
            return f"不开放：{self.why}"
        told = "、".join(f"{first:%H:%M}–{last:%H:%M}" for first, last in self.free)
        if not told:
            return "今天约不上了" if self.is_today else "约满了"
        return f"空着 {told}"


@dataclass(frozen=True)
class PublicBooking:
    """What somebody takes home; found by its token alone."""

    number: str
    facility: str
    starts: datetime
    ends: datetime
    people: int
    state: str
    is_confirmed: bool
    is_off: bool
    phone: str
    tel: str
    title: str = ""
    place: str = ""


@dataclass(frozen=True)
class Found:
    """Rows that fit; ``is_guess``: they only resemble what was typed."""

    rows: QuerySet[Entry]
    is_guess: bool


def towns() -> list[tuple[str, str]]:
    """Towns by code and name."""
    rows = Region.objects.filter(level=Level.TOWN).order_by("path")
    return list(rows.values_list("code", "name"))


def find(typed: str, *, place: str = "", year: str = "") -> Found:
    """By name, native place in words, a force, a word of the deeds such as a battle, a year of
    birth or death; in pinyin too. ``year``: of death. Guesses where nothing fits."""
    rows = _published()
    if year:
        rows = rows.filter(_died(year))
    region = Region.objects.filter(code=place).first() if place else None
    if region is not None:
        rows = rows.filter(region__path__gte=region.path, region__path__lt=subtree_end(region.path))
    if not plain(typed):
        return Found(rows, False)
    found = rows
    for word in typed.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(native_place__icontains=word)
            | Q(region__name__icontains=word)
            | Q(region__parent__name__icontains=word)
            | Q(force__icontains=word)
            | Q(rank__icontains=word)
            | Q(deeds__icontains=word)
            | _lived(word)
        )
    if found.exists():
        return Found(found, False)
    ids = _named(rows, typed)[0]
    return Found(rows.filter(pk__in=ids), bool(ids))


def _died(year: str) -> Q:
    """On a day of that year, or in words that name it."""
    return Q(died_on__year=int(year)) | Q(died_on__isnull=True, died__contains=year)


def _lived(word: str) -> Q:
    """A year, as people type it (``1948``, ``1948年``), in which one was born or died."""
    year = word.removesuffix("年")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and year > "0000"):
        return Q(pk__in=[])
    return _died(year) | Q(born_on__year=int(year)) | Q(born_on__isnull=True, born__contains=year)


def years() -> list[str]:
    """Years of death that are known, the latest first. One query."""
    found = set()
    for on, about in _published().order_by().values_list("died_on", "died").distinct():
        told = re.search(r"\d{4}", about)
        if on is not None:
            found.add(f"{on.year}")
        elif told:
            found.add(told[0])
    return sorted(found, reverse=True)


def named(typed: str, *, most: int) -> tuple[list[PublicMartyr], int, bool]:
    """Who is called so, for the one box: the first, how many, whether they are guesses."""
    if len(core(plain(typed))) < SHORTEST:
        return [], 0, False
    rows = _published()
    ids, is_guess = _named(rows, typed)
    shown = [martyr_of(one) for one in rows.filter(pk__in=ids)[:most]] if ids else []
    return shown, len(ids), is_guess


def _named(rows: QuerySet[Entry], typed: str) -> tuple[list[int], bool]:
    """Only names that share a sign or a sound are compared: thousands would take too long."""
    wanted = core(plain(typed))
    signs = set(wanted)
    known: dict[str, list[int]] = {}
    for pk, name in rows.order_by().values_list("pk", "name"):
        word = plain(name)
        near = (
            any(one[:1] == wanted[:1] for one in readings(word))
            if wanted.isascii()
            else not signs.isdisjoint(word)
        )
        if near:
            known.setdefault(word, []).append(pk)
    found = heard(typed, known)
    return [pk for word in found.words for pk in known.get(word, ())], found.is_guess


def martyr(martyr_id: int) -> PublicMartyr | None:
    found = _published().filter(martyr=martyr_id).first()
    return martyr_of(found) if found is not None else None


def subject_of(martyr_id: str) -> Subject | None:
    """What a resident may write about, for ``casework.subjects``."""
    found = martyr(int(martyr_id)) if martyr_id.isdigit() and len(martyr_id) < 10 else None
    if found is None:
        return None
    return Subject("英名录", f"烈士{found.name}", (("籍贯", found.place), ("生卒", found.life)))


def day_of(on: date | None, about: str = "") -> str:
    """A day as people write it, or what is known of it."""
    return f"{on.year}年{on.month}月{on.day}日" if on else about


def martyr_of(entry: Entry) -> PublicMartyr:
    born, died = day_of(entry.born_on, entry.born), day_of(entry.died_on, entry.died)
    place = _place(entry.region) if entry.region is not None else entry.native_place
    grave = f" {entry.grave.number} 号墓" if entry.grave is not None else ""
    buried = {"here": f"{entry.facility}{grave}", "elsewhere": entry.burial_place}
    lines = (
        ("性别", entry.get_sex_display() if entry.sex != "unknown" else ""),
        ("出生", born),
        ("牺牲", died),
        ("籍贯", place),
        ("生前", " ".join(filter(None, (entry.force, entry.rank)))),
        ("批准机关", entry.approved_by_whom),
        ("安葬地", buried.get(entry.burial, "不详，正在查找")),
    )
    return PublicMartyr(
        id=entry.martyr_id,
        name=entry.name,
        life=f"{born or '生年不详'} — {died or '卒年不详'}",
        place=place,
        lines=tuple(one for one in lines if one[1]),
        paragraphs=tuple(entry.deeds.split("\n")) if entry.deeds else (),
        facility_id=entry.facility_id,
    )


def facilities() -> list[PublicFacility]:
    """Those in the register."""
    rows = Facility.objects.filter(state=State.CHECKED.value).select_related("region__parent")
    return [_facility(one) for one in rows.order_by("name")]


def facility(facility_id: int) -> PublicFacility | None:
    rows = Facility.objects.filter(state=State.CHECKED.value).select_related("region__parent")
    found = rows.filter(pk=facility_id).first()
    return _facility(found) if found is not None else None


def taken(facility_id: int, *, since: datetime) -> list[tuple[datetime, datetime]]:
    """Times that are booked; by whom is nobody's business."""
    rows = Ceremony.objects.filter(facility=facility_id, ends__gt=since)
    rows = rows.exclude(state=State.ENDED.value).order_by("starts")
    return [
        (timezone.localtime(first), timezone.localtime(last))
        for first, last in rows.values_list("starts", "ends")[:60]
    ]


def closed(facility_id: int, *, today: date) -> list[tuple[date, date, str]]:
    """Days to come on which it is closed, and why."""
    return closed_days(facility_id, since=today)[:10]


def month(facility_id: int, first: date, *, now: datetime) -> dict[date, PublicDay]:
    """What is left of each day of a month on which one may still book; nothing of a facility that
    is not in the register. ``first``: the first day. Three queries."""
    known = facility(facility_id)
    if known is None:
        return {}
    here = timezone.localtime(now)
    until = min(add_months(first, 1), here.date() + timedelta(days=LATEST + 1))
    begin = max(first, here.date())
    shut = closed_days(facility_id, since=begin)
    booked: dict[date, list[tuple[time, time]]] = {}
    rows = Ceremony.objects.filter(facility=facility_id).exclude(state=State.ENDED.value)
    rows = rows.filter(starts__date__gte=begin, starts__date__lt=until)
    for starts, ends in rows.values_list("starts", "ends"):
        day = timezone.localtime(starts)
        booked.setdefault(day.date(), []).append((day.time(), timezone.localtime(ends).time()))
    found = {}
    for number in range((until - begin).days):
        on = begin + timedelta(days=number)
        why = next((why for from_on, to_on, why in shut if from_on <= on <= to_on), "")
        spans = free_spans(
            known.opens_at,
            known.closes_at,
            booked.get(on, ()),
            since=here.time() if on == here.date() else None,
        )
        found[on] = PublicDay(() if why else tuple(spans), why, on == here.date())
    return found


def last_month(today: date) -> date:
    """The last month in which one may book."""
    return (today + timedelta(days=LATEST)).replace(day=1)


def day(facility_id: int, on: date, *, now: datetime) -> PublicDay | None:
    """The same of one day; None where nobody may book."""
    return month(facility_id, on.replace(day=1), now=now).get(on)


def booking(receipt: str) -> PublicBooking | None:
    found = Ceremony.objects.filter(receipt=receipt).select_related("facility").first()
    if found is None:
        return None
    return PublicBooking(
        number=found.number,
        facility=found.facility.name,
        starts=found.starts,
        ends=found.ends,
        people=found.people,
        state=STATE_LABELS[What.CEREMONY][State(found.state)][0],
        is_confirmed=found.state in (State.CHECKED, State.DONE),
        is_off=found.state == State.ENDED,
        phone=found.facility.phone,
        tel=tel_of(found.facility.phone),
        title=found.title,
        place=f"{found.facility.name} {found.facility.address}",
    )


def _published() -> QuerySet[Entry]:
    rows = Entry.objects.filter(state=EntryState.PUBLISHED.value)
    return rows.select_related("region__parent", "facility", "grave").order_by("name", "pk")


def _facility(one: Facility) -> PublicFacility:
    return PublicFacility(
        id=one.pk,
        name=one.name,
        level=one.get_level_display(),
        kind=one.get_kind_display(),
        place=_place(one.region),
        address=one.address,
        keeper=one.keeper,
        phone=one.phone,
        tel=tel_of(one.phone),
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        capacity=one.capacity,
        notice=one.notice,
    )


def _place(region: Region) -> str:
    if region.level == Level.VILLAGE and region.parent is not None:
        return f"{spoken_name(region.parent.name)} {spoken_name(region.name)}"
    return spoken_name(region.name)
