"""What stands on every page of the stations' door: whose station it is, and where one can go.

Apps above add their pages in ``AppConfig.ready``; the context processor puts them on whatever page
of that door is shown, the one to change a password included.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from support_services.stations.selectors import station_name_of
from veterans.accounts.doors import STATION
from veterans.accounts.models import User
from veterans.foundation.crypto import blind_index


@dataclass(frozen=True)
class StationPage:
    """One page of this door; ``also``: names of pages that belong to it, ``note``: what it is for,
    in a sentence. ``in_bar``: among the tabs, of which a telephone has room for five; ``in_head``:
    in the head, beside the name. All of them stand on the page of
    everything. ``count``: how many things wait there, in one query."""

    title: str
    url_name: str
    icon: str
    position: int
    also: tuple[str, ...] = ()
    in_head: bool = False
    in_bar: bool = False
    note: str = ""
    count: Callable[[User], int] | None = None


@dataclass(frozen=True)
class PersonAction:
    """Something done about one person: a button on their page. ``url_name`` takes their number."""

    title: str
    url_name: str
    icon: str
    duty: str
    also_dead: bool = False


EVERYTHING = "station:everything"
_actions: list[PersonAction] = []
_pages: list[StationPage] = [
    StationPage("全部", EVERYTHING, "more", 80, in_bar=True),
    StationPage("改密码", "station_accounts:password_change", "person", 90, note="换一个登录密码"),
]


def add_station_pages(*pages: StationPage) -> None:
    """Put pages into the navigation; adding the same twice does nothing."""
    for page in pages:
        if page not in _pages:
            _pages.append(page)
    _pages.sort(key=lambda page: page.position)


def station_door(request: HttpRequest) -> dict[str, Any]:
    """Context processor: name, navigation, own sign-ins and way out, for whoever works behind that
    door."""
    if not request.path.startswith(STATION.root):
        return {}
    user = getattr(request, "user", None)
    if not isinstance(user, User) and not (user is not None and user.is_authenticated):
        return {}
    if not STATION.lets_in(user):
        return {}
    here = request.resolver_match.view_name if request.resolver_match else ""
    # Whoever has still to change the password can go nowhere else.
    owed = user.owes_new_password(timezone.now())
    shown = [] if owed else _pages
    return {
        **_keeping(user),
        "my_sign_ins_url": "" if owed else reverse("station_accounts:my_sign_ins"),
        "station_name": station_name_of(user),
        "stay_url": reverse("station_accounts:stay"),
        "logout_url": STATION.logout,
        "station_nav": [_entry(page, here, user) for page in shown if page.in_bar],
        "station_head": [_entry(page, here, user) for page in shown if page.in_head],
    }


def add_person_actions(*actions: PersonAction) -> None:
    """Buttons on the page of a person; adding the same twice does nothing."""
    _actions.extend(action for action in actions if action not in _actions)


def person_actions(user: Any, person_id: int, *, dead: bool) -> list[dict[str, str]]:
    """What this worker may do about somebody, beside what the page itself offers."""
    return [
        {
            "title": one.title,
            "url": reverse(one.url_name, args=[person_id]),
            "icon": one.icon,
        }
        for one in _actions
        if user.may(one.duty) and (one.also_dead or not dead)
    ]


def all_pages() -> list[dict[str, str]]:
    """Every page, for the page of everything, which does not name itself."""
    return [
        {
            "title": page.title,
            "url": reverse(page.url_name),
            "icon": page.icon,
            "note": page.note,
        }
        for page in _pages
        if page.url_name != EVERYTHING
    ]


def _keeping(user: Any) -> dict[str, str]:
    """Whose half-filled forms the device keeps, and their key: the same for a person wherever they
    sign in, nobody else's, and of no use for anything else (``static/portal/draft.js``)."""
    seal = blind_index(f"{user.pk}", purpose="kept forms")
    whose = blind_index(f"{user.pk}", purpose="whose kept forms")[:6]
    return {"keep_whose": whose.hex(), "keep_seal": b64encode(seal).decode()}


def _entry(page: StationPage, here: str, user: Any) -> dict[str, Any]:
    return {
        "title": page.title,
        "url": reverse(page.url_name),
        "icon": page.icon,
        "current": here == page.url_name or here in page.also,
        "count": page.count(user) if page.count else 0,
    }
