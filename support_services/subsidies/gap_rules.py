"""应享未享: what somebody seems to be entitled to and does not draw. Pure: facts in, questions out.

It never says that somebody is owed anything, only that somebody should look: a right is granted by
people who have seen the papers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

# 年满60周岁农村籍退役士兵: joined between these days as a conscript from the country, 60 years old,
# no other periodic payment. From the notices on the allowance; the bureau goes by its own.
RURAL_60 = "rural_60_allowance"
RURAL_AGE = 60
JOINED_FROM = date(1954, 11, 1)
JOINED_TO = date(2011, 10, 31)


@dataclass(frozen=True)
class Served:
    """One period of service, as far as it matters here."""

    enlisted_on: date
    discharged_on: date | None
    status: str
    was_rural: bool | None


@dataclass(frozen=True)
class Gap:
    """A scheme, and why it is worth a look; ``sure``: a standing says so, not only an age."""

    scheme: str
    why: str
    sure: bool


def has_turned(born_on: date, years: int, today: date) -> bool:
    """Whether somebody is that old on the day; born on 29 February: on 1 March."""
    return (today.year - born_on.year, (today.month, today.day)) >= (
        years,
        (born_on.month, born_on.day),
    ) or today.year - born_on.year > years


def gaps(
    *,
    held: Iterable[tuple[str, str]],
    drawn: Collection[str],
    served: Iterable[Served],
    born_on: date,
    today: date,
    categories: dict[str, tuple[str, ...]],
) -> list[Gap]:
    """``held``: categories that hold today, with their names; ``drawn``: schemes drawn by the
    month; ``categories``: which standing each scheme is for."""
    found = []
    standing = dict(held)
    for scheme, wanted in categories.items():
        names = [standing[code] for code in wanted if code in standing]
        if names and scheme not in drawn:
            found.append(Gap(scheme, f"登记为{'、'.join(names)}", True))
    if (
        not drawn
        and not any(gap.scheme == RURAL_60 for gap in found)
        and has_turned(born_on, RURAL_AGE, today)
        and any(
            one.status == "conscript"
            and one.was_rural
            and one.discharged_on is not None
            and JOINED_FROM <= one.enlisted_on <= JOINED_TO
            for one in served
        )
    ):
        found.append(Gap(RURAL_60, "年满 60 周岁，农村户籍入伍的义务兵，没有享受定期待遇", False))
    return found
