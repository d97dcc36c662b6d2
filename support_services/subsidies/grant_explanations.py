"""Why a granted sum is what it is: told from what was reckoned when it was entered.

A line of the ledger may be made of several grants that fall due in one month; each tells its own
steps. What has been withdrawn since the line was written still tells what it rested on.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from support_services.subsidies.grant_states import GRANT_LABELS, GrantState
from support_services.subsidies.models import GrantDue, Posting
from support_services.subsidies.rules import Component
from veterans.foundation.money import ZERO, yuan_text

# Label, how it comes about, yuan (None where the line only says something).
Told = tuple[str, str, Decimal | None]


def told_steps(steps: Sequence[Any]) -> list[Told]:
    """The snapshot of a grant's steps; a source stands behind how it was reckoned."""
    found: list[Told] = []
    for step in steps:
        amount = None if step["amount"] is None else Decimal(step["amount"])
        source = f"（{step['source']}）" if step["source"] else ""
        found.append((step["label"], f"{step['how']}{source}", amount))
    return found


def dues_of(lines: Sequence[Posting]) -> list[GrantDue]:
    """Whatever fell due in the months of these lines; one query, none where nothing was granted."""
    granted = [line for line in lines if line.component == Component.GRANT]
    if not granted:
        return []
    rows = GrantDue.objects.filter(
        entitlement__in={line.entitlement_id for line in granted},
        month__in={line.month for line in granted},
    )
    return list(rows.select_related("share__grant__person", "share__payee").order_by("pk"))


def dues_behind(line: Posting, dues: Sequence[GrantDue]) -> list[GrantDue]:
    """What fell due in the line's month when its batch was calculated."""
    mine = [
        due for due in dues if due.entitlement_id == line.entitlement_id and due.month == line.month
    ]
    when = line.batch.calculated_at
    if when is None:
        return [due for due in mine if due.withdrawn_at is None]
    return [
        due
        for due in mine
        if (decided := due.share.grant.decided_at) is not None
        and decided <= when
        and (due.withdrawn_at is None or due.withdrawn_at > when)
    ]


def told_working(line: Posting, owed: Decimal, dues: Sequence[GrantDue]) -> list[Told]:
    """The sum of a line, grant by grant."""
    if owed == 0:
        return [("当月应发", "核发已停发或取消，不再应发", ZERO)]
    behind = dues_behind(line, dues)
    if sum((due.amount for due in behind), ZERO) != owed:
        # Calculated twice, with a change in between: only the sum can be told.
        return [("当月应发", "该月到期的核发合计", owed)]
    found: list[Told] = []
    for due in behind:
        grant = due.share.grant
        found += told_steps(grant.steps)
        if due.amount != grant.amount:
            found.append((_part(due), "按分配和发放次数，各份合计正好等于总额", due.amount))
    return found


def _part(due: GrantDue) -> str:
    share, grant = due.share, due.share.grant
    parts = []
    if share.amount != grant.amount:
        parts.append(f"{share.payee.name}分得 {yuan_text(share.amount)} 元")
    if due.amount != share.amount:
        parts.append("本次一份")
    return f"总额 {yuan_text(grant.amount)} 元中{'，'.join(parts)}"


def told_facts(line: Posting, dues: Sequence[GrantDue]) -> list[tuple[str, str, str]]:
    """Which decisions: label, what they say, document number."""
    grants = {due.share.grant_id: due.share.grant for due in dues_behind(line, dues)}
    return [
        (
            "核发",
            f"{grant.person.name}，{grant.occasion}（{GRANT_LABELS[GrantState(grant.state)]}）",
            grant.document_no,
        )
        for grant in grants.values()
    ]
