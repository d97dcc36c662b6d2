"""How far the visits are, station by station: a layer of the picture of the network."""

from collections.abc import Mapping
from datetime import date

from support_services.stations.network_layers import Value, add_layer
from support_services.visits import selectors
from veterans.accounts.models import User

GOOD, SLOW = 80, 50


def visited(user: User, today: date) -> Mapping[int, Value]:
    """The share of people met, of the round that means most; two queries for each round."""
    one = selectors.largest(user, selectors.rounds(today=today))
    if one is None:
        return {}
    rows = selectors.progress(user, one.task, one.window)
    return {place.region.pk: _share(place.met * 100 // place.total) for place in rows}


def _share(percent: int) -> Value:
    tone = "ok" if percent >= GOOD else "warn" if percent >= SLOW else "bad"
    return f"{percent}%", tone


def register() -> None:
    """Called once by the app's ``ready``."""
    add_layer(
        "visits",
        "走访",
        visited,
        (
            ("ok", f"走访到 {GOOD}% 以上"),
            ("warn", f"{SLOW}% 以上"),
            ("bad", f"不到 {SLOW}%"),
        ),
    )
