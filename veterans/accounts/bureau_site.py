"""The bureau's door: Django's admin with our sign-in, our roles, our pages and our desk.

Apps above put their pages, places of the navigation and things for the desk in from their own
``admin`` package, which Django's admin imports at start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone

from veterans.accounts.doors import BUREAU, WrongDoor
from veterans.accounts.my_sign_ins import my_sign_ins, stay
from veterans.accounts.second_factor import second_factor
from veterans.accounts.sign_in import NewPasswordView, SignInView, sign_out

DeskSource = Callable[[HttpRequest], dict[str, Any]]
PersonSource = Callable[[Any, int], dict[str, Any]]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class BureauPage:
    """An address behind the bureau's door, and the duty it takes: others get 403."""

    route: str
    view: View
    name: str
    duty: str


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation, shown to whoever holds the duty.

    ``also``: routes whose pages belong to it without standing below its own address. ``group``: a
    place stands with others of its group behind one word, where the first of them would stand; ""
    for one that stands alone.
    """

    title: str
    url_name: str
    duty: str
    position: int = 0
    also: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class PersonButton:
    """Something done about a living person: a button on their page, whose address takes their
    number."""

    title: str
    url_name: str
    duty: str


@dataclass(frozen=True)
class Finder:
    """The box in the head of every page: where it sends what was typed, where it asks while
    somebody types, and the duty it takes."""

    url_name: str
    suggest_url_name: str
    duty: str


def for_duty(view: View, duty: str) -> View:
    """The view, for those who hold the duty."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        may = getattr(request.user, "may", None)
        if may is None or not may(duty):
            raise PermissionDenied("您的岗位没有这项权限。")
        return view(request, *args, **kwargs)

    return update_wrapper(guarded, view)


class BureauSite(AdminSite):
    """Set as the default admin site, so that ``admin.register`` means this one."""

    site_header = site_title = "退役军人事务综合服务平台"
    index_title = "工作台"
    enable_nav_sidebar = False
    empty_value_display = "—"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._desk_sources: list[DeskSource] = []
        self._pages: list[BureauPage] = []
        self._finder: Finder | None = None
        self._person_buttons: list[PersonButton] = []
        self._person_sources: list[PersonSource] = []
        self._places: list[Place] = [Place("工作台", "index", "desk.see", -100)]

    def add_to_desk(self, source: DeskSource) -> None:
        """Something for the desk: a function from the request to context values of
        ``bureau/desk.html``. Lists of several sources are put one after the other."""
        self._desk_sources.append(source)

    def add_pages(self, pages: Iterable[BureauPage]) -> None:
        """Pages under ``/bureau/``, reversed as ``admin:NAME``."""
        self._pages.extend(pages)

    def add_places(self, places: Iterable[Place]) -> None:
        """Entries of the main navigation."""
        self._places.extend(places)

    def add_finder(self, finder: Finder) -> None:
        """The box in the head; there is one."""
        self._finder = finder

    def add_person_buttons(self, *buttons: PersonButton) -> None:
        """Buttons that floors above put on a person's page."""
        self._person_buttons.extend(buttons)

    def add_to_person(self, source: PersonSource) -> None:
        """Something on a person's page: context values of ``bureau/person_detail.html``."""
        self._person_sources.append(source)

    def of_person(self, user: Any, person_id: int) -> dict[str, Any]:
        """What floors above tell of somebody, for that reader."""
        told: dict[str, Any] = {}
        for source in self._person_sources:
            told |= source(user, person_id)
        return told

    def person_buttons(self, user: Any, person_id: int) -> list[dict[str, str]]:
        """Label and address of those this person may use."""
        return [
            {"label": one.title, "url": reverse(f"{self.name}:{one.url_name}", args=[person_id])}
            for one in self._person_buttons
            if user.may(one.duty)
        ]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = [
            path(page.route, self.admin_view(for_duty(page.view, page.duty)), name=page.name)
            for page in self._pages
        ]
        doors = [
            # Asked for before anybody is signed in, so not behind ``admin_view``.
            path("second-factor/", self.second_factor, name="second_factor"),
            path("me/", self.admin_view(self.my_sign_ins), name="my_sign_ins"),
            path("stay/", self.admin_view(stay), name="stay"),
        ]
        return [*own, *doors, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of this door needs; the navigation holds what this person may see."""
        return {
            **super().each_context(request),
            "bureau_nav": self._navigation(request),
            "finder": self._finder_for(request),
        }

    def _finder_for(self, request: HttpRequest) -> dict[str, str] | None:
        may = getattr(request.user, "may", None)
        finder = self._finder
        owed = getattr(request.user, "must_change_password", False)
        if finder is None or may is None or owed or not may(finder.duty):
            return None
        return {
            "url": reverse(f"{self.name}:{finder.url_name}"),
            "suggest_url": reverse(f"{self.name}:{finder.suggest_url_name}"),
        }

    def _navigation(self, request: HttpRequest) -> list[dict[str, Any]]:
        may = getattr(request.user, "may", None)
        if may is None or not self.has_permission(request):
            return []
        desk = reverse(f"{self.name}:index")
        shown: list[dict[str, Any]] = []
        groups: dict[str, dict[str, Any]] = {}
        for place in sorted(self._places, key=lambda place: place.position):
            if not may(place.duty):
                continue
            url = reverse(f"{self.name}:{place.url_name}")
            here = self._is_at(place, url, desk, request)
            entry = {"title": place.title, "url": url, "current": here}
            if not place.group:
                shown.append(entry)
                continue
            if place.group not in groups:
                groups[place.group] = {"title": place.group, "current": False, "places": []}
                shown.append(groups[place.group])
            groups[place.group]["places"].append(entry)
            groups[place.group]["current"] |= here
        # A word that hides one place alone hides it for nothing.
        return [one["places"][0] if len(one.get("places", ())) == 1 else one for one in shown]

    @staticmethod
    def _is_at(place: Place, url: str, desk: str, request: HttpRequest) -> bool:
        if url == desk:
            return request.path == desk  # every address begins with the desk's
        return request.path.startswith((url, *(desk + route for route in place.also)))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"today": timezone.localdate(), **(extra_context or {})}
        for source in self._desk_sources:
            for key, value in source(request).items():
                both = isinstance(value, list) and isinstance(context.get(key), list)
                # A source that has no such list does not take another's away.
                context[key] = [*context[key], *value] if both else value or context.get(key, value)
        return super().index(request, context)

    def has_permission(self, request: HttpRequest) -> bool:
        return BUREAU.lets_in(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Strangers are sent to the sign-in page by the admin itself; somebody signed in at the
        other door is told so, instead of being asked for a password that would not help."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            leaving = request.path == BUREAU.logout
            if request.user.is_authenticated and not leaving and not self.has_permission(request):
                raise WrongDoor(BUREAU, request.user)
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {
            **self.each_context(request),
            "title": "登录",
            "subtitle": None,
            "app_path": request.get_full_path(),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return SignInView.as_view(
            door=BUREAU, template_name="admin/login.html", extra_context=context
        )(request)

    def my_sign_ins(self, request: HttpRequest) -> HttpResponseBase:
        return my_sign_ins(
            request,
            door=BUREAU,
            template="bureau/my_sign_ins.html",
            context=self.each_context(request),
        )

    def second_factor(self, request: HttpRequest) -> HttpResponseBase:
        return second_factor(request, self.each_context(request))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return sign_out(request, door=BUREAU)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {**self.each_context(request), **(extra_context or {})}
        request.current_app = self.name
        return NewPasswordView.as_view(
            door=BUREAU,
            template_name="bureau/password_change.html",
            extra_context=context,
        )(request)


def bureau_site() -> BureauSite:
    """The site of this portal, for apps that add to it."""
    return cast(BureauSite, admin.site)
