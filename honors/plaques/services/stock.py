"""The stock: received, handed to towns, given back, broken, counted. A number exists once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from honors.plaques.models import Piece, StockLine
from honors.plaques.rules import numbers_in
from honors.plaques.selectors import pieces
from honors.plaques.services.log import record
from honors.plaques.states import Entry, PieceState
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation.errors import Refused
from veterans.regions.models import Level, Region
from veterans.registry import rules as registry_rules
from veterans.registry.models import Household, PlaqueKey

_SHOWN = 5


@transaction.atomic
def receive(*, numbers: str, note: str = "", by: User, at: datetime, today: date) -> StockLine:
    """New pieces at the bureau. Refuses a number twice, one that is in stock or hangs already."""
    require(by, "plaques.keep")
    clean = [registry_rules.clean_plaque_number(one) for one in numbers_in(numbers)]
    keys = [registry_rules.plaque_key(one) for one in clean]
    if len(set(keys)) != len(keys):
        twice = sorted({one for one in clean if keys.count(registry_rules.plaque_key(one)) > 1})
        raise Refused(f"编号重复了：{_some(twice)}。没有入库，请核对。")
    _refuse(Piece.objects.annotate(key=PlaqueKey("number")), "number", keys, "已经入过库")
    _refuse(
        Household.objects.exclude(plaque_number="").annotate(key=PlaqueKey("plaque_number")),
        "plaque_number",
        keys,
        "已经挂在别的户",
    )
    try:
        with transaction.atomic():
            Piece.objects.bulk_create(Piece(number=one, received_on=today) for one in clean)
    except IntegrityError as error:
        raise Refused("有的编号刚刚由别人入了库，没有入库，请刷新核对。") from error
    return _line(Entry.RECEIVED, None, clean, note, by, at)


def _refuse(rows: object, name: str, keys: Sequence[str], why: str) -> None:
    known = sorted(rows.filter(key__in=keys).values_list(name, flat=True))  # type: ignore[attr-defined]
    if known:
        raise Refused(f"编号{why}：{_some(known)}。没有入库，请核对。")


def _some(numbers: Sequence[str]) -> str:
    more = f"等 {len(numbers)} 块" if len(numbers) > _SHOWN else ""
    return "、".join(numbers[:_SHOWN]) + more


@transaction.atomic
def hand_to_town(*, numbers: str, town: str, note: str = "", by: User, at: datetime) -> StockLine:
    """Good pieces that do not hang go to a town by its code, from wherever they lie; "" is the
    bureau, to which they come back."""
    require(by, "plaques.keep")
    place = Region.objects.filter(code=town, level=Level.TOWN).first() if town else None
    if town and place is None:
        raise Refused("请选择镇街。")
    rows = _free(numbers, by)
    Piece.objects.filter(pk__in=[one.pk for one in rows]).update(town=place)
    kind = Entry.TO_TOWN if place is not None else Entry.BACK
    return _line(kind, place, [one.number for one in rows], note, by, at)


@transaction.atomic
def write_off(*, numbers: str, note: str, by: User, at: datetime) -> StockLine:
    """Broken pieces: never hung again. Refuses to do so without a word why."""
    require(by, "plaques.keep")
    if not note.strip():
        raise Refused("报损请写明怎么坏的。")
    rows = _free(numbers, by)
    Piece.objects.filter(pk__in=[one.pk for one in rows]).update(state=PieceState.DAMAGED.value)
    return _line(Entry.DAMAGED, None, [one.number for one in rows], note, by, at)


@transaction.atomic
def count_stock(*, town: str, counted: int, note: str = "", by: User, at: datetime) -> StockLine:
    """盘点: what was found at a place, beside what the book says; a difference says why."""
    require(by, "plaques.keep")
    place = Region.objects.filter(code=town, level=Level.TOWN).first() if town else None
    if town and place is None:
        raise Refused("请选择镇街。")
    path = place.path if place is not None else "bureau"
    booked = pieces(by, town=path, state=PieceState.GOOD.value).count()
    if counted != booked and not note.strip():
        raise Refused(f"账面是 {booked} 块，盘到 {counted} 块，不一致的请写明原因。")
    return _line(Entry.COUNTED, place, [], note, by, at, pieces=counted, booked=booked)


def _free(numbers: str, by: User) -> list[Piece]:
    """Locked in the order of their numbers; refuses what is not in stock, broken, or hangs."""
    keys = {registry_rules.plaque_key(one) for one in numbers_in(numbers)}
    found = list(
        pieces(by).annotate(key=PlaqueKey("number")).filter(key__in=keys)
        .select_for_update(of=("self",)).order_by("pk")
    )  # fmt: skip
    if len(found) != len(keys):
        have = {registry_rules.plaque_key(one.number) for one in found}
        raise Refused(f"库存里没有：{_some(sorted(keys - have))}。没有办理，请核对。")
    bad = [one.number for one in found if one.hangs or one.state != PieceState.GOOD]
    if bad:
        raise Refused(f"已经挂出、损坏或者收回的，不能再办：{_some(bad)}。没有办理，请核对。")
    return found


def _line(
    kind: Entry,
    town: Region | None,
    numbers: Sequence[str],
    note: str,
    by: User,
    at: datetime,
    *,
    pieces: int | None = None,
    booked: int | None = None,
) -> StockLine:
    made = StockLine.objects.create(
        kind=kind.value,
        town=town,
        pieces=len(numbers) if pieces is None else pieces,
        booked=booked,
        numbers="、".join(numbers),
        note=registry_rules.clean_open_text(note, what="说明"),
        entered_by=by,
        entered_at=at,
    )
    record(f"stock_{kind.value}", "plaque_stock", made.pk, by, at, pieces=made.pieces)
    return made
