"""What residents may see of 公示: frozen values, nothing else leaves this module.

The same values are printed and hung up, so paper and page cannot tell more than one another. They
come from the columns that were written masked when the notice was drafted; no person, right or
account is read here.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from support_services.stations.rules import spoken_name
from support_services.subsidies.models import PublicityEntry, PublicityNotice
from support_services.subsidies.publicity_rules import opening
from support_services.subsidies.publicity_states import NoticeState
from veterans.regions.models import Level as RegionLevel


@dataclass(frozen=True)
class PublicLine:
    """One line of a roster; ``number`` is its place on the paper, ``id`` by which it is known to
    whoever objects."""

    number: int
    person: str
    place: str
    name: str
    money: str
    id: int


@dataclass(frozen=True)
class PublicNotice:
    """A roster as it hangs; ``opening`` is the sentence over it."""

    id: int
    number: str
    title: str
    days: int
    first_on: date
    last_on: date
    opening: str
    lines: tuple[PublicLine, ...]

    @property
    def shows_money(self) -> bool:
        return any(line.money for line in self.lines)


@dataclass(frozen=True)
class PublicNoticeName:
    """A roster in a list to choose from."""

    id: int
    place: str
    last_on: date
    count: int


@dataclass(frozen=True)
class PublicTown:
    """A town with what is running there."""

    name: str
    notices: tuple[PublicNoticeName, ...]


def running(today: date) -> tuple[PublicTown, ...]:
    """What is made public on that day, by town. Two queries."""
    rows = (
        PublicityNotice.objects.filter(
            state=NoticeState.PUBLISHED, first_on__lte=today, last_on__gte=today
        )
        .select_related("region__parent")
        .order_by("region__path", "pk")
    )
    counts: dict[int, int] = {}
    live = PublicityEntry.objects.filter(notice__in=[row.pk for row in rows], is_live=True)
    for key in live.values_list("notice", flat=True):
        counts[key] = counts.get(key, 0) + 1
    towns: dict[str, list[PublicNoticeName]] = {}
    for row in rows:
        region = row.region
        is_village = region.level == "village" and region.parent is not None
        town = region.parent.name if is_village and region.parent else region.name
        assert row.last_on is not None
        one = PublicNoticeName(row.pk, spoken_name(region.name), row.last_on, counts.get(row.pk, 0))
        towns.setdefault(spoken_name(town), []).append(one)
    return tuple(PublicTown(name, tuple(notices)) for name, notices in towns.items())


def notice(notice_id: int, *, today: date, bureau: str) -> PublicNotice | None:
    """The roster, while it is made public; None before, after, and for what never was."""
    row = _published(notice_id)
    if row is None or row.first_on is None or row.last_on is None:
        return None
    return _told(row, bureau) if row.first_on <= today <= row.last_on else None


def line_on_show(entry_id: int, *, today: date) -> bool:
    """Whether residents can read that line on that day."""
    rows = PublicityEntry.objects.filter(
        pk=entry_id,
        is_live=True,
        notice__state=NoticeState.PUBLISHED,
        notice__first_on__lte=today,
        notice__last_on__gte=today,
    )
    return rows.exists()


def paper(
    notice_id: int, *, bureau: str, only: Container[int] | None = None
) -> PublicNotice | None:
    """The same for paper: also before the first day, to be hung up in time, and for the file.

    ``only``: keys of the lines to tell, numbered as on the whole paper.
    """
    row = _published(notice_id)
    return _told(row, bureau, only) if row is not None else None


def _published(notice_id: int) -> PublicityNotice | None:
    rows = PublicityNotice.objects.filter(pk=notice_id, state=NoticeState.PUBLISHED)
    return rows.select_related("region").first()


def _told(row: PublicityNotice, bureau: str, only: Container[int] | None = None) -> PublicNotice:
    assert row.first_on is not None
    assert row.last_on is not None
    # In the order in which they were drafted, whatever became of the others.
    lines = row.entries.filter(is_live=True).order_by("public_place", "pk")
    return PublicNotice(
        id=row.pk,
        number=row.number,
        title=row.title,
        days=row.days,
        first_on=row.first_on,
        last_on=row.last_on,
        opening=opening(
            bureau=bureau,
            of_town=row.region.level == RegionLevel.TOWN,
            days=row.days,
            first_on=row.first_on,
            last_on=row.last_on,
        ),
        lines=tuple(
            PublicLine(
                at,
                one.public_person,
                one.public_place,
                one.public_name,
                one.public_money,
                one.pk,
            )
            for at, one in enumerate(lines, start=1)
            if only is None or one.pk in only
        ),
    )
