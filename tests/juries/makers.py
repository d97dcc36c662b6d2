"""A panel with its people, made by the services as colleagues make it. All invented."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from honors.juries.models import Assignment, Ballot, Entry, Panel
from honors.juries.services.assigning import begin
from honors.juries.services.closing import close
from honors.juries.services.opening import NewEntry, open_panel
from honors.juries.services.reviewing import submit_ballot
from honors.juries.services.seating import appoint
from tests.subsidies.factories import user
from veterans.accounts.models import User
from veterans.accounts.roles import Role

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
OPENS, CLOSES = AT + timedelta(hours=1), AT + timedelta(days=5)
DURING, AFTER = AT + timedelta(days=1), CLOSES + timedelta(hours=1)
D = Decimal
# Words that stand for who the entries are about; none of them may be in juries.
NAMES = ("欧阳示例", "诸葛示例", "司马示例", "上官示例")
_count = 0


def entry(key: int, *marks: str, text: str = "他把荒坡改成了果园。") -> NewEntry:
    return NewEntry(
        ref=f"nomination:{key}",
        sections=[("事迹", text), ("推荐理由", "群众公认。")],
        marks=frozenset(marks),
    )


def named(name: str) -> User:
    """A juror who is called so."""
    made = user(Role.JUROR)
    made.display_name = name
    made.save(update_fields=["display_name"])
    return made


class Jury:
    """Colleagues, jurors, and a panel that they carry along the road."""

    def __init__(
        self, entries: int | Iterable[NewEntry] = 4, jurors: int = 3, **other: Any
    ) -> None:
        global _count
        _count += 1
        self.preparer, self.closer = user(Role.PREPARER), user(Role.REVIEWER)
        self.jurors = [named(f"评审人{_count}-{n}") for n in range(jurors)]
        given = [entry(n) for n in range(entries)] if isinstance(entries, int) else list(entries)
        fields: dict[str, Any] = {
            "of": f"contest:{_count}",
            "title": "最美退役军人初评（虚构）",
            "criteria": [("事迹", D(60)), ("影响", D(40))],
            "entries": given,
            "anonymous": True,
            "per_entry": 3,
            "least": 2,
            "combination": "mean",
            "tie": "shared",
            "levelled": False,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            **other,
        }
        self.panel: Panel = open_panel(**fields, by=self.preparer, at=AT)

    def again(self) -> Panel:
        self.panel = Panel.objects.get(pk=self.panel.pk)
        return self.panel

    def seated(self, jurors: Collection[User] | None = None, at: datetime = AT) -> "Jury":
        people = self.jurors if jurors is None else jurors
        appoint(
            panel_id=self.panel.pk, user_ids=[one.pk for one in people], by=self.preparer, at=at
        )
        return self

    def begun(self) -> "Jury":
        self.seated()
        self.panel = begin(panel_id=self.panel.pk, by=self.preparer, at=AT + timedelta(minutes=5))
        return self

    def number(self, key: int) -> Entry:
        """The entry that was asked for as the ``key``-th."""
        return self.panel.entries.get(ref=f"nomination:{key}")

    def task(self, key: int, juror: User) -> Assignment:
        return Assignment.objects.get(entry=self.number(key), seat__user=juror)

    def points(self, *given: Any) -> dict[int, Decimal]:
        criteria = list(self.panel.criteria.order_by("number"))
        every = given if len(given) > 1 else given * len(criteria)
        return {one.pk: D(str(value)) for one, value in zip(criteria, every, strict=True)}

    def vote(
        self, task: Assignment, *given: Any, comment: str = "", at: datetime = DURING
    ) -> Ballot:
        return submit_ballot(
            assignment_id=task.pk,
            points=self.points(*given) if given else None,
            comment=comment or ("" if given else "不熟悉"),
            by=task.seat.user,
            at=at,
        )

    def all_vote(self) -> "Jury":
        """Everybody scores what he has: entries differ, and so do jurors."""
        for one in Assignment.objects.filter(entry__panel=self.panel).select_related("entry"):
            self.vote(one, 60 + 5 * one.entry.number + one.seat.number, 70 + one.entry.number)
        return self

    def closed(self) -> "Jury":
        self.panel = close(panel_id=self.panel.pk, by=self.closer, at=AFTER)
        return self
