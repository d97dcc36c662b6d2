"""What campaigns count."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from honors.campaigns.models import Candidate, Objection
from honors.campaigns.selectors.candidates import candidates_visible_to
from honors.campaigns.selectors.publicity import objections_visible_to
from honors.campaigns.states import READ, CandidateState, ObjectionState
from veterans.accounts.figures import Column, Figure, Span
from veterans.accounts.models import User
from veterans.regions.selectors import place_name

_UNCOUNTED = [CandidateState.WITHDRAWN.value, CandidateState.JOINED.value]


def _nominated(user: User, today: date, span: Span) -> QuerySet[Candidate]:
    rows = candidates_visible_to(user).filter(campaign__year=today.year)
    return rows.exclude(state__in=_UNCOUNTED)


def _won(user: User, today: date, span: Span) -> QuerySet[Candidate]:
    return _nominated(user, today, span).filter(state=CandidateState.WINNER.value)


def _unanswered(user: User, today: date, span: Span) -> QuerySet[Objection]:
    return objections_visible_to(user).filter(state=ObjectionState.OPEN.value)


_OF_CANDIDATES: dict[str, Any] = {
    "group": "honours",
    "unit": "人次",
    "duty": READ,
    "columns": (
        Column("评选", lambda row: row.campaign.name),
        Column("编号", lambda row: row.serial),
        Column("人选", lambda row: row.name),
        Column("来自", lambda row: place_name(row.region) if row.region else ""),
        Column("状态", lambda row: row.get_state_display()),
    ),
    "order": ("-campaign__year", "campaign", "serial"),
    "row_url": lambda row: reverse("admin:candidate", args=[row.pk]),
}

FIGURES: tuple[Figure, ...] = (
    Figure(
        code="campaigns.nominated",
        label="本年度评选人选",
        rows=_nominated,
        note="按评选的年度算；退出的、并入别人的不算。",
        **_OF_CANDIDATES,
    ),
    Figure(
        code="campaigns.won",
        label="本年度评选表彰",
        rows=_won,
        share_of="campaigns.nominated",
        **_OF_CANDIDATES,
    ),
    Figure(
        code="campaigns.objections",
        group="honours",
        label="评选异议待答复",
        unit="件",
        duty=READ,
        rows=_unanswered,
        columns=(
            Column("评选", lambda row: row.campaign.name),
            Column("提出日期", lambda row: row.raised_on),
            Column("状态", lambda row: row.get_state_display()),
        ),
        order=("raised_on", "pk"),
        row_url=lambda row: reverse("admin:campaign_objection", args=[row.pk]),
        tone="warn",
    ),
)
