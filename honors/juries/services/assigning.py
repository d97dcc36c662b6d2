"""Who gets what: the draw with which a review begins, and whoever takes over later."""

from datetime import datetime

from django.db import transaction

from honors.juries.models import Assignment, Ballot, Panel, Recusal
from honors.juries.rules import Draw, draw_in_words, share_out
from honors.juries.services.contacting import tell_assigned
from honors.juries.services.recording import locked_panel, of_panel
from honors.juries.states import PANEL_MOVES, PanelState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused


@transaction.atomic
def begin(*, panel_id: int, by: User, at: datetime) -> Panel:
    """Every entry gets its jurors by lot, and the review is open. Refuses where an entry lacks
    some, and says which."""
    move = PANEL_MOVES["begin"]
    require(by, move.duty)
    panel = locked_panel(panel_id, *map(PanelState, move.starts))
    draw = draw_of(panel)
    if draw.missing:
        raise Refused(lacking(draw))
    # The jurors are settled first: tasks come while the review lasts (trigger).
    panel.state, panel.begun_by, panel.begun_at = move.target, by, at
    panel.save(update_fields=["state", "begun_by", "begun_at"])
    _write(panel, draw, at, is_first=True)
    of_panel("begun", panel, by, at, tasks=len(draw.pairs))
    return panel


def draw_of(panel: Panel) -> Draw:
    """What the lot gives for what is lacking now, by the jurors and recusals there are."""
    entries = list(panel.entries.values_list("number", flat=True))
    seats = list(panel.seats.filter(left_at__isnull=True).values_list("number", flat=True))
    pairs = ("seat__number", "entry__number")
    barred = set(Recusal.objects.filter(entry__panel=panel).values_list(*pairs))
    given = set(
        Ballot.objects.filter(assignment__entry__panel=panel).values_list(
            "assignment__seat__number", "assignment__entry__number"
        )
    )
    tasks = set(Assignment.objects.filter(entry__panel=panel).values_list(*pairs))
    here = set(seats)
    held = {one for one in tasks - barred if one[0] in here or one in given}
    return share_out(
        panel.seed, entries, seats, each=panel.per_entry, barred=barred | tasks, held=held
    )


def first_draw(panel: Panel) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """(as it was written down, as the seed gives it again) of the draw with which it began: two
    sets of (juror, entry) that are equal."""
    seats = panel.seats.filter(appointed_at__lte=panel.begun_at)
    seats = seats.exclude(left_at__lt=panel.begun_at)
    recused = Recusal.objects.filter(entry__panel=panel, entered_at__lte=panel.begun_at)
    again = share_out(
        panel.seed,
        list(panel.entries.values_list("number", flat=True)),
        list(seats.values_list("number", flat=True)),
        each=panel.per_entry,
        barred=set(recused.values_list("seat__number", "entry__number")),
    )
    rows = Assignment.objects.filter(entry__panel=panel, is_first=True)
    return set(rows.values_list("seat__number", "entry__number")), set(again.pairs)


def fill(panel: Panel, at: datetime) -> int:
    """Whoever is left takes over what lacks a juror; how many are lacking all the same. The caller
    holds the panel."""
    draw = draw_of(panel)
    _write(panel, draw, at, is_first=False)
    if draw.pairs:
        of_panel("replaced", panel, None, at, tasks=len(draw.pairs))
    return sum(draw.missing.values())


def lacking(draw: Draw) -> str:
    """Which entries lack how many, in words; "" where none does."""
    if not draw.missing:
        return ""
    told = "，".join(f"{number} 号缺 {count} 位" for number, count in draw.missing.items())
    return f"评委不够：{told}（回避的不算）。请再聘请评委。"


def _write(panel: Panel, draw: Draw, at: datetime, *, is_first: bool) -> None:
    seats = dict(panel.seats.values_list("number", "pk"))
    entries = dict(panel.entries.values_list("number", "pk"))
    Assignment.objects.bulk_create(
        Assignment(entry_id=entries[entry], seat_id=seats[seat], is_first=is_first, assigned_at=at)
        for seat, entry in draw.pairs
    )
    tell_assigned(panel, [seats[seat] for seat, _ in draw.pairs], at)


def how_drawn(panel: Panel) -> str:
    """How the entries were shared out, in words; "" before they are."""
    if panel.begun_at is None:
        return ""
    written, again = first_draw(panel)
    loads: dict[int, int] = {}
    for seat, _ in written:
        loads[seat] = loads.get(seat, 0) + 1
    seats = set(
        panel.seats.filter(appointed_at__lte=panel.begun_at).values_list("number", flat=True)
    )
    recused = Recusal.objects.filter(entry__panel=panel, entered_at__lte=panel.begun_at)
    told = draw_in_words(
        seed=panel.seed,
        entries=panel.entries.count(),
        jurors=len(seats),
        each=panel.per_entry,
        barred=recused.count(),
        loads=[loads.get(seat, 0) for seat in seats],
    )
    same = (
        "现在重新算过，与当时的分派一致。" if written == again else "重新算出的分派与存档不一致！"
    )
    return f"{told}{same}"
