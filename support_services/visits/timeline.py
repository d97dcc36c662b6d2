"""Visits in the timeline of a file: that somebody came, not what was said."""

from collections.abc import Iterator

from support_services.visits.selectors import visits_of
from support_services.visits.showing import handed_line, taker_line
from support_services.visits.states import NEED_LABELS, Met, Need
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.timeline import LIFE, Happened

SHOWN = 40


def visits_in(user: User, person: Person) -> Iterator[Happened]:
    """Those that count, the newest first."""
    rows = visits_of(user, person).filter(voided_at__isnull=True)
    for one in rows.prefetch_related("hand_overs")[:SHOWN]:
        handed = list(one.hand_overs.all())
        needs = "、".join(NEED_LABELS[Need(code)] for code in one.needs)
        nobody = one.met == Met.NOBODY and not handed
        if handed:
            what, said = "送达", "、".join(handed_line(row) for row in handed)
            parts = [said, f"{taker_line(handed[0], named=False)}收"]
        else:
            what, parts = "走访", [one.get_reason_display(), one.gift, needs]
        yield Happened(
            LIFE,
            one.visited_on,
            f"{what}（{one.get_way_display()}）{'：没有见到' if nobody else ''}",
            "，".join(part for part in parts if part),
            str(one.visited_by),
            one.entered_at,
            "warn" if nobody else "ok",
        )
