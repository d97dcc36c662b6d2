"""Who judges, and what he has to do with whom. A tie that is told of while a review lasts takes its
juror off what it is about, at once."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from honors.juries.marks import digest_of, kind_of
from honors.juries.models import EntryMark, JurorTie, Panel, Recusal, Seat
from honors.juries.selectors.people import jurors, marks_of
from honors.juries.services.assigning import fill
from honors.juries.services.recording import locked_panel, of_panel
from honors.juries.states import (
    MARK_LABELS,
    UNSETTLED,
    MarkKind,
    PanelState,
    RecusalSource,
)
from support_services.projects.texts import line
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, idcard
from veterans.foundation.crypto import blind_index
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.regions.models import Level, Region
from veterans.registry.models import Person
from veterans.registry.selectors import people_with_numbers


@transaction.atomic
def appoint(*, panel_id: int, user_ids: Collection[int], by: User, at: datetime) -> int:
    """Seats for these jurors, and their recusals by what is known of them; how many are new. While
    the review lasts, too: then whatever lacks a juror is given to them."""
    require(by, "juries.enter")
    panel = locked_panel(panel_id, *UNSETTLED)
    known = {one.pk: one for one in jurors()}
    if not user_ids or not set(user_ids) <= set(known):
        raise Refused("请从列表中选择评委。")
    seated = set(panel.seats.values_list("user", flat=True))
    number = panel.seats.count()
    made = []
    for key in sorted(set(user_ids) - seated, key=lambda one: (str(known[one]), one)):
        number += 1
        made.append(
            Seat(panel=panel, user=known[key], number=number, appointed_by=by, appointed_at=at)
        )
    Seat.objects.bulk_create(made)
    find_recusals(panel, made, at)
    if panel.state == PanelState.REVIEWING:
        fill(panel, at)
    if made:
        of_panel("appointed", panel, by, at, jurors=len(made))
    return len(made)


@transaction.atomic
def excuse(*, seat_id: int, why: str, by: User, at: datetime) -> int:
    """A juror leaves. What he has given stays; what he has not, others get where there are any: how
    many jurors are lacking now."""
    require(by, "juries.enter")
    known = Seat.objects.filter(pk=seat_id).values_list("panel", flat=True).first()
    if known is None:
        raise NotFound("没有找到这位评委。")
    panel = locked_panel(known, *UNSETTLED)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat_id)
    if seat.left_at is not None:
        raise Refused("这位评委已经退出。")
    seat.left_why = line(why, "退出原因", 200)
    seat.left_by, seat.left_at = by, at
    seat.save(update_fields=["left_by", "left_at", "left_why"])
    of_panel("juror_left", panel, by, at, seat=seat.number)
    return fill(panel, at) if panel.state == PanelState.REVIEWING else 0


@transaction.atomic
def declare_tie(
    *, user_id: int, kind: str, what: str, why: str, by: User, at: datetime, today: date
) -> int:
    """What a juror has to do with a unit (its number), a village (its code) or a person (the
    identity number); how many recusals came of it in reviews under way.

    A juror tells his own; of a person he gives the number and is never told whether there is a file
    of it. The office tells it for him.
    """
    if by.pk != user_id:
        require(by, "juries.enter")
    else:
        require(by, "juries.score" if by.may("juries.score") else "juries.enter")
    user = next((one for one in jurors() if one.pk == user_id), None)
    if user is None:
        raise NotFound("没有找到这位评委。")
    told = line(why, "什么关系", 100)
    mark, label = _meant(kind, what, today)
    if any(one.mark == mark for one in open_ties(user)):
        raise Refused("已经登记过这项关联。")
    tie = JurorTie.objects.create(
        user=user, kind=kind_of(mark).value, mark=mark, label=label, why=told,
        declared_by=by, declared_at=at,
    )  # fmt: skip
    count = 0
    for panel in _panels_of(user):
        seats = list(panel.seats.filter(user=user))
        found = find_recusals(panel, seats, at)
        if found and panel.state == PanelState.REVIEWING:
            fill(panel, at)
        count += found
    audit.record(
        actor=by,
        action="juries.tie_declared",
        subject="jury_tie",
        subject_id=tie.pk,
        detail={"juror": user.pk, "recused": count},
        at=at,
    )
    return count


@transaction.atomic
def end_tie(*, tie_id: int, by: User, at: datetime) -> None:
    """It holds no longer, or was entered by mistake. Who stands aside already goes on doing so."""
    tie = JurorTie.objects.select_for_update(of=("self",)).filter(pk=tie_id).first()
    if tie is None or (tie.user_id != by.pk and not by.may("juries.enter")):
        raise NotFound("没有找到这项关联。")
    if tie.declared_by_id != by.pk and not by.may("juries.enter"):
        raise PermissionRefused("区局登记的关联，请区局解除。")
    if tie.ended_at is not None:
        raise Refused("这项关联已经解除。")
    tie.ended_by, tie.ended_at = by, at
    tie.save(update_fields=["ended_by", "ended_at"])
    audit.record(actor=by, action="juries.tie_ended", subject="jury_tie", subject_id=tie.pk, at=at)


def open_ties(user: User) -> list[JurorTie]:
    return list(JurorTie.objects.filter(user=user, ended_at__isnull=True))


def find_recusals(panel: Panel, seats: Iterable[Seat], at: datetime) -> int:
    """Whoever has a mark in common with an entry, of a kind that counts, stands aside."""
    found = 0
    for seat in seats:
        digests = {
            digest_of(mark, panel.seed): kind
            for mark, kind in marks_of(seat.user).items()
            if kind.value in panel.barred_by
        }
        if not digests:
            continue
        hits = EntryMark.objects.filter(entry__panel=panel, digest__in=list(digests))
        why: dict[int, list[str]] = {}
        for entry, digest in hits.order_by("kind").values_list("entry", "digest"):
            label = MARK_LABELS[digests[bytes(digest)]]
            if label not in why.setdefault(entry, []):
                why[entry].append(label)
        known = set(seat.recusals.values_list("entry", flat=True))
        made = Recusal.objects.bulk_create(
            Recusal(
                entry_id=entry,
                seat=seat,
                source=RecusalSource.FOUND.value,
                why="、".join(labels),
                entered_at=at,
            )
            for entry, labels in sorted(why.items())
            if entry not in known
        )
        found += len(made)
    return found


def _panels_of(user: User) -> list[Panel]:
    """Those that are not settled, held, in one order for everybody."""
    rows = Panel.objects.select_for_update(of=("self",)).filter(
        pk__in=Seat.objects.filter(user=user).values("panel"),
        state__in=[one.value for one in UNSETTLED],
    )
    return list(rows.order_by("pk"))


def _meant(kind: str, what: str, today: date) -> tuple[str, str]:
    """Mark and label. A number that is nobody's makes a mark like any other, which fits nothing, so
    that the answer does not tell who is in the register."""
    if kind == MarkKind.UNIT:
        unit = Unit.objects.filter(pk=what).first() if what.isdigit() else None
        if unit is None:
            raise Refused("请从列表中选择单位。")
        return f"unit:{unit.pk}", unit.name
    if kind == MarkKind.VILLAGE:
        place = Region.objects.filter(code=what, level=Level.VILLAGE).first()
        if place is None:
            raise Refused("请从列表中选择村居。")
        return f"village:{place.code}", place.name
    if kind == MarkKind.PERSON:
        number = idcard.check(what, today=today)
        person = people_with_numbers(None, [number], people=Person.objects.all()).get(number)
        nobody = f"x{blind_index(number, purpose='jury tie').hex()[:32]}"
        return f"person:{person.pk if person is not None else nobody}", "凭身份证号登记的一个人"
    raise Refused("请选择是单位、村居还是人。")
