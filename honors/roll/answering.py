"""Honours as the one box on the residents' front page lists them."""

from datetime import date

from django.urls import reverse

from honors.roll import published
from support_services.lookup.further import Group, Line

MOST = 4


def answer(text: str, _today: date) -> Group | None:
    """Who is on the roll by that name or title."""
    found = published.named(text, most=MOST)
    if found is None:
        return None
    query = {"chenghao": str(found.title)} if found.title is not None else None
    return Group(
        heading="荣誉名录",
        lines=tuple(
            Line(
                one.name,
                " · ".join(part for part in (f"{one.year}年 {one.title}", one.place) if part),
                reverse("honours:honour", args=[one.id]),
            )
            for one in found.honours
        ),
        is_guess=found.is_guess,
        more=found.count > len(found.honours),
        all_url=reverse("honours:list", query=query),
        all_label="看荣誉名录",
    )
