"""Honours for tests, made directly. All invented."""

from datetime import UTC, date, datetime
from typing import Any

from honors.roll.models import Edition, Honour, Title
from honors.roll.states import PAST, EditionState
from tests.subsidies.factories import user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
Hands = tuple[User, User, User]


def hands() -> Hands:
    return user(Role.PREPARER), user(Role.REVIEWER), user(Role.APPROVER)


def title(name: str = "最美退役军人") -> Title:
    """One of those that came with the portal."""
    return Title.objects.get(name=name)


def edition(
    *,
    by: Hands | None = None,
    state: EditionState = EditionState.PUBLISHED,
    honour: Honour | None = None,
    number: int = 1,
    **fields: Any,
) -> Edition:
    """Of somebody of the first village, with his consent."""
    preparer, reviewer, approver = by or hands()
    signed: dict[str, Any] = {"entered_by": preparer, "entered_at": AT}
    if state not in (EditionState.DRAFT, EditionState.DROPPED):
        signed |= {"reviewed_by": reviewer, "reviewed_at": AT}
    if state is EditionState.PUBLISHED or state in PAST:
        signed |= {"published_by": approver, "published_at": AT}
    if state is EditionState.DROPPED or state in PAST:
        signed |= {"ended_by": approver, "ended_at": AT}
    given: dict[str, Any] = {
        "year": 2025,
        "conferred_on": date(2025, 8, 1),
        "document_no": "试验〔2025〕8号",
        "kind": "person",
        "name": "张建国",
        "citation": "带头修路（虚构）。",
        "consent": "self",
        "consent_on": date(2025, 7, 1),
        **fields,
    }
    given.setdefault("title", title())
    given.setdefault("region", village(1, 1))
    return Edition.objects.create(
        honour=honour or Honour.objects.create(entered_at=AT),
        number=number,
        state=state.value,
        **signed,
        **given,
    )
