"""Reading the rules: which lines hold on a day, out of the file and of the bureau's own rows; what
waits to be brought into force; what a rule says of one home."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from honors.plaques.models import RuleLine
from honors.plaques.reference import shipped
from honors.plaques.rule_lines import Line, book_of, holding, laid_over
from honors.plaques.rules import Book
from honors.plaques.states import LineState, RuleKind
from veterans.accounts.models import User
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import NotFound


def as_line(row: RuleLine, first_on: date | None = None) -> Line:
    """``first_on``: as if it came into force on that day."""
    return Line(
        row.what,
        row.code,
        row.value,
        row.stays,
        first_on or row.first_on,
        None,
        row.label,
        row.source,
        Confidence(row.confidence),
        own=row.pk,
        ends=row.ends,
        document_no=row.document_no,
    )


def lines(*, more: Iterable[Line] = ()) -> list[Line]:
    """Every line that ever held or will, with its days; one query. ``more``: as if these were in
    force too, instead of what is in force from their very day."""
    tried = list(more)
    taken = {(one.key, one.valid_from) for one in tried}
    own = [as_line(row) for row in RuleLine.objects.filter(state=LineState.IN_FORCE.value)]
    return laid_over(shipped(), [*(one for one in own if (one.key, one.valid_from) not in taken),
                                 *tried])  # fmt: skip


def book_on(today: date) -> Book:
    """The rules of a day."""
    return book_of(lines(), today)


def reasons(today: date) -> list[Line]:
    """Why a plaque may be withdrawn; ``stays`` of these: it may be restored after correction."""
    return [one for one in holding(lines(), today) if one.what == RuleKind.REASON]


def reasons_known() -> dict[str, Line]:
    """By code, every reason that there ever was, as it was told last: withdrawals outlive them."""
    found: dict[str, Line] = {}
    for one in sorted(lines(), key=lambda one: one.valid_from):
        if one.what == RuleKind.REASON and not (one.ends and one.code in found):
            found[one.code] = one
    return found


def own_lines(user: User) -> QuerySet[RuleLine]:
    """The bureau's own, the newest first."""
    rows = RuleLine.objects.select_related("entered_by", "enforced_by")
    return rows.order_by("-pk") if user.may("plaques.read") else rows.none()


def own_line(user: User, line_id: int) -> RuleLine:
    found = own_lines(user).filter(pk=line_id).first()
    if found is None:
        raise NotFound("没有找到这条规则。")
    return found
