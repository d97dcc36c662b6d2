"""What one cell of a list in a spreadsheet means: units, classes, sums, how far the work is."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from support_services.double_list.models import Item, ItemClass
from support_services.double_list.services.working import COMPLETE
from support_services.double_list.services.writing import said
from support_services.double_list.states import DIRECTION_LABELS, SOURCE_LABELS, Direction, Source
from support_services.units.models import Unit
from support_services.units.states import UnitKind
from veterans.foundation.errors import Refused
from veterans.foundation.halfwidth import squeezed

_ARMY = ("军", "部队", "军队", "军方", "军地", "军队需求", "拥军", "军队需求清单", "拥军优属清单")
_LOCALITY = ("地", "地方", "地方需求", "拥政", "地方需求清单", "拥政爱民清单")
_DONE_WORDS = frozenset({"已完成", "完成", "已办结", "办结", "已销号", "已解决", "已落实"})
_NOT_BEGUN = frozenset({"未启动", "未开始", "未办理", "尚未启动", "待启动"})


@dataclass(frozen=True)
class SoFar:
    """What a table says of the work: ``percent``, None where it says none; ``text``."""

    percent: int | None = None
    text: str = ""

    @property
    def is_said(self) -> bool:
        return self.percent is not None or bool(self.text)


@dataclass
class Known:
    """What lines name: units by every name, classes, items that are there."""

    units: Mapping[str, int]
    troops: frozenset[int]
    classes: Mapping[str, int]
    items: dict[tuple[int, str, int, str], str]


def known_now() -> Known:
    units: dict[str, int] = {}
    troops = set()
    for one in Unit.objects.open():
        for name in (one.name, one.short_name):
            if name:
                units.setdefault(squeezed(name), one.pk)
        if one.kind == UnitKind.TROOPS:
            troops.add(one.pk)
    classes = dict(ItemClass.objects.filter(closed_at__isnull=True).values_list("name", "pk"))
    items = {
        (one.year, one.direction, one.requester_id, squeezed(one.title)): one.code
        for one in Item.objects.only("year", "direction", "number", "requester", "title")
    }
    return Known(units, frozenset(troops), classes, items)


def are_parts(cells: Iterable[str]) -> bool:
    """Whether numbers in that column are parts of one, as a spreadsheet stores percentages: none is
    more than one, and one is more than nothing."""
    numbers = [number for cell in cells if (number := _number(cell)) is not None]
    return any(numbers) and max(numbers) <= 1


def _number(cell: str) -> Decimal | None:
    try:
        number = Decimal(unicodedata.normalize("NFKC", cell).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def so_far_of(progress: str, told: str, in_parts: bool) -> SoFar:
    """A part in percent (``60%``, ``60``, or ``0.6`` where numbers are parts of one), or words."""
    plain = unicodedata.normalize("NFKC", progress).strip()
    words = told
    percent: int | None = None
    if plain in _DONE_WORDS:
        percent, words = COMPLETE, words or plain
    elif plain in _NOT_BEGUN:
        percent, words = 0, words or plain
    elif plain:
        percent = _percent(plain, in_parts)
        if percent is None and plain != words:
            words = f"{plain}。{words}" if words else plain
    return SoFar(percent, said(words, "进展", longest=400, needed=False))


def _percent(plain: str, in_parts: bool) -> int | None:
    """None where it is no number; refuses one that is no part of a hundred."""
    amount = _number(plain.removesuffix("%"))
    if amount is None:
        return None
    if in_parts and not plain.endswith("%"):
        amount *= COMPLETE
    if not 0 <= amount <= COMPLETE:
        raise Refused("进度应为 0 至 100，例如 60%。")
    return int(amount.to_integral_value(ROUND_HALF_UP))


def so_far_told(one: SoFar) -> str:
    """As the preview shows it."""
    if not one.is_said:
        return ""
    parts = [f"{one.percent}%" if one.percent is not None else "", one.text]
    done = "；表上说已经办完，这里仍从待梳理走起" if one.percent == COMPLETE else ""
    return "，".join(part for part in parts if part) + done


def unit_of(name: str, what: str, known: Known) -> int:
    if not name:
        raise Refused(f"没有写{what}。")
    found = known.units.get(squeezed(name))
    if found is None:
        raise Refused(f"{what}“{name[:20]}”不在参与单位里，请先登记，或者改成登记的名称。")
    return found


def class_of(name: str, known: Known) -> int:
    if not name:
        name = "其他"
    found = known.classes.get(squeezed(name))
    if found is None:
        raise Refused(f"没有“{name[:20]}”这个类别，可填：{'、'.join(known.classes)}。")
    return found


def source_of(text: str) -> str:
    if not text:
        return Source.COLLECTED.value
    for one, label in SOURCE_LABELS.items():
        if text in (label, one.value) or text in label:
            return one.value
    raise Refused(f"没有“{text[:20]}”这种来源，可填：{'、'.join(SOURCE_LABELS.values())}。")


def year_of(text: str, given: int) -> int:
    digits = text.removesuffix("年")
    if not digits:
        return given
    if digits.isascii() and digits.isdigit() and len(digits) == 4:
        return int(digits)
    raise Refused("年度应为四位年份，如 2026。")


def direction_of(text: str, given: str, requester: Any, known: Known) -> str:
    """By its own column; else as was said for the file; else by who asks."""
    plain = squeezed(text)
    for one, label in DIRECTION_LABELS.items():
        if plain in (one.value, squeezed(label)):
            return one.value
    if plain in _ARMY:
        return Direction.ARMY.value
    if plain in _LOCALITY:
        return Direction.LOCALITY.value
    if plain:
        raise Refused(f"看不出“{text[:10]}”是谁提出的，请写“部队”或“地方”。")
    if given:
        return given
    return (Direction.ARMY if requester in known.troops else Direction.LOCALITY).value


def money_of(text: str, in_ten_thousands: bool) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    if not plain:
        return None
    ten = in_ten_thousands
    for unit, is_ten in (("万元", True), ("万", True), ("元", False)):
        if plain.endswith(unit):
            plain, ten = plain.removesuffix(unit), is_ten
            break
    try:
        amount = Decimal(plain) * (10000 if ten else 1)
    except InvalidOperation:
        raise Refused("资金应为数字，例如 120000 或 12万元。") from None
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 10:
        raise Refused("资金不对，请核对。")
    return amount.quantize(Decimal("0.01"))
