"""What stands on every page of the stations' door: whose station it is, and where one can go.

Apps above add their pages in ``AppConfig.ready``; the context processor puts them on whatever page
of that door is shown, the one to change a password included.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from support_services.stations.selectors import station_name_of
from veterans.accounts.doors import STATION
from veterans.accounts.models import User


@dataclass(frozen=True)
class StationPage:
    """One entry of the navigation; ``also``: names of pages that belong to it. ``in_head``: not
    among the tabs but in the head, beside the name. ``count``: how many things wait there, in one
    query."""

    title: str
    url_name: str
    icon: str
    position: int
    also: tuple[str, ...] = ()
    in_head: bool = False
    count: Callable[[User], int] | None = None


_pages: list[StationPage] = [
    StationPage("改密码", "station_accounts:password_change", "person", 90),
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
        "my_sign_ins_url": "" if owed else reverse("station_accounts:my_sign_ins"),
        "station_name": station_name_of(user),
        "stay_url": reverse("station_accounts:stay"),
        "logout_url": STATION.logout,
        "station_nav": [_entry(page, here, user) for page in shown if not page.in_head],
        "station_head": [_entry(page, here, user) for page in shown if page.in_head],
    }


def _entry(page: StationPage, here: str, user: Any) -> dict[str, Any]:
    return {
        "title": page.title,
        "url": reverse(page.url_name),
        "icon": page.icon,
        "current": here == page.url_name or here in page.also,
        "count": page.count(user) if page.count else 0,
    }
