"""Martyrs and facilities as the one box on the residents' front page lists them."""

from datetime import date

from django.urls import reverse

from honors.memorials import published
from support_services.lookup.further import Group, Line

MOST = 4
_WORDS = ("烈士", "英名录", "祭扫", "扫墓", "陵园", "英烈", "纪念碑", "墓")


def answer(text: str, _today: date) -> Group | None:
    """Who is called so; or the register and the facilities, where they are asked for."""
    found, count, is_guess = published.named(text, most=MOST)
    is_asked = any(word in text for word in _WORDS)
    if (not found or is_guess) and not is_asked:
        return None
    lines = [
        Line(one.name, f"烈士 · {one.place}", reverse("memorials:martyr", args=[one.id]))
        for one in found
        if not is_guess
    ]
    if is_asked:
        lines.append(Line("英名录", "查找烈士", reverse("memorials:list")))
        lines.append(Line("烈士纪念设施", "开放时间、预约祭扫", reverse("memorials:facilities")))
    return Group(
        heading="英烈",
        lines=tuple(lines),
        is_guess=False,
        more=count > len(found),
        all_url=reverse("memorials:list"),
        all_label="看英名录",
    )
