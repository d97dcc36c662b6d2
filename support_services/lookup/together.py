"""What troops and place do for each other, and service projects, as the one box finds them."""

from datetime import date

from django.urls import reverse

from support_services.double_list import published as double_list
from support_services.lookup.further import Group, Line
from support_services.lookup.rules import core, plain
from support_services.projects import published as projects

MOST, SHORTEST = 4, 2


def _meant(text: str) -> tuple[str, ...]:
    """The word that is meant, and what was typed as it stands: titles have brackets and blanks."""
    known = (core(plain(text)), text.strip())
    return tuple(one for one in dict.fromkeys(known) if len(one) >= SHORTEST)


def done_together(text: str, _today: date) -> Group | None:
    """Items of the double list that residents may read."""
    found = double_list.named(_meant(text), most=MOST)
    if found is None:
        return None
    return Group(
        heading="军地互办实事",
        lines=tuple(
            Line(
                one.title,
                f"{year}年 · {one.of_class} · {one.state}",
                reverse("double_list:of_year", args=[year]),
            )
            for year, one in found.items
        ),
        is_guess=False,
        more=found.more,
        all_url=reverse("double_list:items"),
        all_label="看军地互办实事",
    )


def service_projects(text: str, _today: date) -> Group | None:
    """Projects that were chosen."""
    found = projects.named(_meant(text), most=MOST)
    if found is None:
        return None
    return Group(
        heading="拥军服务项目",
        lines=tuple(
            Line(
                one.title,
                f"{one.unit} · {one.state_label}",
                reverse("projects:project", args=[one.id]),
            )
            for one in found.projects
        ),
        is_guess=False,
        more=found.more,
        all_url=reverse("projects:list"),
        all_label="看全部项目",
    )
