"""The two doors for staff, and the guard of each view behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from veterans.accounts.models import User

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Door:
    """A part of the portal behind a sign-in page of its own."""

    name: str
    title: str
    root: str

    @property
    def login(self) -> str:
        return f"{self.root}login/"

    @property
    def password_change(self) -> str:
        return f"{self.root}password_change/"

    @property
    def logout(self) -> str:
        return f"{self.root}logout/"

    @property
    def second_factor(self) -> str:
        return f"{self.root}second-factor/"

    def lets_in(self, user: Any) -> bool:
        """Whether that person works behind this door; inactive and unknown people do not."""
        if not isinstance(user, User):
            return False
        return user.is_bureau if self.name == BUREAU.name else user.is_station


BUREAU = Door("bureau", "局工作台", "/bureau/")
STATION = Door("station", "服务站入口", "/station/")
DOORS = (BUREAU, STATION)


class WrongDoor(PermissionDenied):
    """Somebody who is signed in stands at a door that is not theirs; shows the way to their own."""

    template = "errors/403_wrong_door.html"

    def __init__(self, door: Door, user: Any) -> None:
        own = next((one for one in DOORS if one.lets_in(user)), None)
        way = f"，请从{own.title}（{own.root}）办理" if own else ""
        super().__init__(f"您的账号不能进入{door.title}{way}。")
        self.context = {"own_door": own}


def guard(door: Door, duty: str = "") -> Callable[[View], View]:
    """Decorator of a view: sign-in first (redirect), then the right door and duty (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path(), door.login)
            if not door.lets_in(user):
                raise WrongDoor(door, user)
            if duty and not user.may(duty):
                raise PermissionDenied("您的岗位没有这项权限。")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def for_station(duty: str = "") -> Callable[[View], View]:
    """Views under ``/station/``."""
    return guard(STATION, duty)


def for_bureau(duty: str = "") -> Callable[[View], View]:
    """Views under ``/bureau/`` that are not the admin's own."""
    return guard(BUREAU, duty)
