"""Who may see which area. Fails closed: no known area, no rows."""

from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet

from veterans.regions.models import Level, Region
from veterans.regions.rules import subtree_end

M = TypeVar("M", bound=Model)


class AreaHolder(Protocol):
    """What a user tells about the area of duty.

    ``area_path``: the path of the area, "" for the whole deployment, None for no area at all.
    """

    @property
    def area_path(self) -> str | None: ...


def regions_visible_to(user: AreaHolder | Any) -> QuerySet[Region]:
    """The user's own region and everything in it; nothing for whoever has no area."""
    return scoped(Region.objects.all(), user, path_field="path")


def towns_visible_to(user: AreaHolder | Any) -> QuerySet[Region]:
    """The towns of the user's area, in the order of their codes."""
    return regions_visible_to(user).filter(level=Level.TOWN).order_by("path")


def scoped(
    queryset: QuerySet[M], user: AreaHolder | Any, path_field: str = "region__path"
) -> QuerySet[M]:
    """Only the rows of the user's area; ``path_field`` leads to ``Region.path``.

    It answers *where*, not *whether*: the duty is asked for apart. Rows without a region are seen
    only by those who serve the whole deployment. Anonymous users, inactive users and whatever has
    no ``area_path`` get nothing.
    """
    path = getattr(user, "area_path", None)
    if not isinstance(path, str):
        return queryset.none()
    if path == "":
        return queryset
    return queryset.filter(**{f"{path_field}__gte": path, f"{path_field}__lt": subtree_end(path)})


def region_by_code(code: str) -> Region | None:
    """The region with that code, or none."""
    return Region.objects.filter(code=code).first()


def county() -> Region | None:
    """The county this deployment serves; none before regions are loaded."""
    return Region.objects.filter(level=Level.COUNTY).order_by("code").first()


def place_choices(user: AreaHolder | Any = None) -> list[Any]:
    """Every place by code and name for a list of choices, each town with its villages; of the area
    of ``user``, where one is given."""
    above: list[tuple[str, str]] = []
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Region.objects.all() if user is None else regions_visible_to(user)
    for one in rows.order_by("path").only("code", "name", "level", "path"):
        if one.level == Level.TOWN:
            groups[one.name] = [(one.code, one.name)]
        elif one.level == Level.VILLAGE and groups:
            list(groups.values())[-1].append((one.code, one.name))
        else:
            above.append((one.code, one.name))
    return [*above, *groups.items()]


def place_name(region: Region) -> str:
    """A village with the name of its town: villages of two towns may be called alike."""
    if region.level == Level.VILLAGE and region.parent is not None:
        return f"{region.parent.name} › {region.name}"
    return str(region.name)
