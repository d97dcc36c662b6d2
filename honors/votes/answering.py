"""Votes as the one box on the residents' front page lists them."""

from datetime import date

from django.urls import reverse

from honors.votes import published
from support_services.lookup.further import Group, Line

WORDS = ("投票", "选票", "评选", "点赞", "toupiao")


def answer(text: str, today: date) -> Group | None:
    """What may be voted in now, for whoever asks for a vote; nothing is looked up for anybody
    else."""
    typed = "".join(text.split()).lower()
    if not any(word in typed for word in WORDS):
        return None
    found = [one for one in published.polls(today) if one.is_open]
    if not found:
        return None
    return Group(
        heading="投票",
        lines=tuple(
            Line(
                one.title, f"到 {one.closes_on:%Y年%m月%d日}", reverse("votes:poll", args=[one.id])
            )
            for one in found
        ),
        is_guess=False,
        more=False,
        all_url=reverse("votes:list"),
        all_label="看全部投票",
    )
