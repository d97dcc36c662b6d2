"""What the picture of the network can show: one layer at a time, each told by a floor.

Apps add theirs in ``AppConfig.ready``. A source asks a fixed number of queries and gives, by
region, a word of at most four characters that stands on the tile, and a tone; a region it leaves
out shows a dash.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from support_services.stations.selectors.network import FIVE, GAPS, WHOLE, Standing, of_hundred
from support_services.stations.selectors.network import standing as standing_of
from support_services.stations.states import AssessmentState
from veterans.accounts.models import User

Value = tuple[str, str]
Source = Callable[[User, date], Mapping[int, Value]]
Legend = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Layer:
    """``legend``: pairs of tone and what it means; ``source``: see the module."""

    key: str
    label: str
    source: Source
    legend: Legend


_layers: list[Layer] = []
# Layers of the network's own speak of what the page has read already.
_own: dict[str, Callable[[Standing], Value]] = {}


def add_layer(key: str, label: str, source: Source, legend: Legend = ()) -> None:
    """A floor's layer, after those there are. Adding the same key twice adds it once."""
    if all(layer.key != key for layer in _layers):
        _layers.append(Layer(key, label, source, legend))


def layers() -> list[Layer]:
    """Every layer, in the order in which they were added."""
    return list(_layers)


def layer(key: str) -> Layer:
    """The layer of that key; the first one for any other word."""
    return next((one for one in _layers if one.key == key), _layers[0])


def values(
    chosen: Layer, user: User, *, today: date, places: list[Standing]
) -> Mapping[int, Value]:
    """What the layer says of each region; ``places``: what ``standing`` gave for the page."""
    told = _own.get(chosen.key)
    if told is not None:
        return {place.region_id: told(place) for place in places}
    return chosen.source(user, today)


def _coverage(place: Standing) -> Value:
    lacking = next((gap for gap in place.gaps if gap in WHOLE), "")
    if not lacking:
        return "全", "ok"
    return GAPS[lacking][1], "bad" if lacking == "station" else "warn"


def _five(place: Standing) -> Value:
    if not place.five_told:
        return "未填", "idle"
    tone = "ok" if place.five == FIVE else "warn" if place.five else "bad"
    return f"{place.five}/{FIVE}", tone


def _assessment(place: Standing) -> Value:
    if place.points is not None and place.maximum:
        hundred = of_hundred(place.points, place.maximum)
        return f"{hundred:.0f}分", "ok" if hundred >= 90 else "info" if hundred >= 60 else "bad"
    if place.assessment == AssessmentState.SUBMITTED:
        return "待核", "warn"
    if place.assessment == AssessmentState.RETURNED:
        return "退回", "bad"
    if place.assessment == AssessmentState.OPEN:
        return "自评中", "info"
    return ("未评", "idle") if place.is_assessed_here else ("—", "idle")


def register_own() -> None:
    """Called once by the app's ``ready``."""
    own: tuple[tuple[str, str, Callable[[Standing], Value], Legend], ...] = (
        (
            "coverage",
            "覆盖",
            _coverage,
            (
                ("ok", "全：有站、有电话、有人员"),
                ("warn", "缺电话或缺人员"),
                ("bad", "还没有登记服务站"),
            ),
        ),
        (
            "five",
            "五有",
            _five,
            (
                ("ok", "五有齐全"),
                ("warn", "有几项没有"),
                ("bad", "一项也没有"),
                ("idle", "还没有填"),
            ),
        ),
        (
            "assessment",
            "自评",
            _assessment,
            (
                ("ok", "核定 90 分以上（折百分）"),
                ("info", "核定 60 分以上，或自评中"),
                ("warn", "等上级核定"),
                ("bad", "60 分以下，或退回补正"),
                ("idle", "本期还没有自评"),
            ),
        ),
    )
    for key, label, told, legend in own:
        _own[key] = told
        add_layer(key, label, _source(told), legend)


def _source(told: Callable[[Standing], Value]) -> Source:
    def asked(user: User, today: date) -> Mapping[int, Value]:
        return {one.region_id: told(one) for one in standing_of(user, today=today)}

    return asked
