"""What is printed: a martyr's page for a frame, and the letter of introduction of a journey."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from honors.memorials import showing
from honors.memorials.models import Entry, Trip
from honors.memorials.published import day_of
from honors.memorials.selectors import names_of
from honors.memorials.states import State
from veterans.foundation import paper
from veterans.foundation.errors import Refused
from veterans.foundation.framed_paper import Framed, framed


@dataclass(frozen=True)
class Sheet:
    """``kicker`` above, ``name`` in large letters; ``lines`` [(label, value)]; ``body`` in
    paragraphs; ``foot``."""

    kicker: str
    name: str
    lines: tuple[tuple[str, str], ...]
    body: tuple[str, ...]
    foot: str
    is_framed: bool = True


def martyr_sheet(entry: Entry) -> Sheet:
    lines = (
        ("出生", day_of(entry.born_on, entry.born)),
        ("牺牲", day_of(entry.died_on, entry.died)),
        ("籍贯", showing.native(entry).replace(" › ", " ")),
        ("生前", " ".join(filter(None, (entry.force, entry.rank)))),
        ("安葬", showing.buried(entry) if entry.burial != "unknown" else ""),
    )
    return Sheet(
        "烈士",
        entry.name,
        tuple(one for one in lines if one[1]),
        tuple(entry.deeds.split("\n")) if entry.deeds else (),
        f"{settings.PORTAL_BUREAU_NAME}英名录",
    )


def letter_sheet(trip: Trip) -> Sheet:
    """介绍信 to the bureau there: who comes, when, to what; no number of anybody."""
    martyr = names_of([trip.survivor.martyr_id]).get(trip.survivor.martyr_id, "")
    first, last = day_of(trip.from_on), day_of(trip.until_on)
    body = (
        f"{trip.to_bureau}：",
        f"兹介绍烈士{martyr}的{trip.survivor.relation}{trip.person.name}等 {trip.people} 人，"
        f"于{first}至{last}前往{trip.to_place}祭扫，请予接洽、协助为盼。",
    )
    return Sheet("介绍信", "异地祭扫介绍信", (), body, settings.PORTAL_BUREAU_NAME, False)


def sheet_of(row: Any) -> Sheet:
    """Refuses a martyr that is not published and a journey that nobody has approved."""
    if isinstance(row, Entry):
        if row.state != "published":
            raise Refused("只打印已公布的。")
        return martyr_sheet(row)
    if row.state not in (State.DECIDED, State.DONE):
        raise Refused("批准以后才有介绍信。")
    return letter_sheet(row)


def pdf_of(sheet: Sheet, day: str) -> bytes:
    """The same on A4: a martyr's in a frame, a letter as letters are. Raises ``Unprintable``, which
    points to the print view."""
    if sheet.is_framed:
        page = Framed(sheet.kicker, sheet.name, sheet.lines, sheet.body, sheet.foot, day)
        return framed(page)
    blocks: list[Any] = [
        paper.Text(sheet.kicker, align="center", size=16),
        paper.Heading(sheet.name, level=1),
    ]
    if sheet.lines:
        blocks.append(paper.Facts(sheet.lines))
    blocks += [
        paper.Text(one, size=14, indent=bool(number) or not one.endswith("："))
        for number, one in enumerate(sheet.body)
    ]
    blocks += [paper.Text(sheet.foot, align="right"), paper.Text(day, align="right")]
    return paper.pdf(sheet.name, blocks)
