"""Honours as the bureau's pages take them: words only."""

from collections.abc import Iterable
from typing import Any

from honors.roll.models import Edition, Revocation, Title
from honors.roll.rules import has_consent
from honors.roll.states import (
    EDITION_LABELS,
    REVOCATION_LABELS,
    EditionState,
    RevocationState,
)
from veterans.regions.models import Level
from veterans.regions.selectors import place_name


def place_of(edition: Edition) -> str:
    """Where from; of the county itself: the whole of it."""
    if edition.region.level == Level.COUNTY:
        return "全区"
    return place_name(edition.region)


def badge(state: str) -> dict[str, str]:
    label, tone = EDITION_LABELS[EditionState(state)]
    return {"state_label": label, "state_tone": tone}


def honour_row(edition: Edition) -> dict[str, Any]:
    """An honour in a list; ``waits`` as ``selectors.roll`` has it."""
    waits = getattr(edition, "waits", False)
    shows = edition.state in (EditionState.DRAFT, EditionState.REVIEWED)
    return {
        "name": edition.name,
        "kind": edition.get_kind_display(),
        "title": edition.title.name,
        "level": edition.title.get_level_display(),
        "year": edition.year,
        "document_no": edition.document_no,
        "place": place_of(edition),
        "waits": bool(waits) and not shows,
        **badge(edition.state),
    }


def edition_body(edition: Edition) -> dict[str, Any]:
    """One edition in full."""
    return {
        "id": edition.pk,
        "number": edition.number,
        **badge(edition.state),
        "facts": [
            (label, value)
            for label, value in (
                ("荣誉称号", str(edition.title)),
                ("授予单位", edition.title.body),
                ("年度", f"{edition.year} 年度"),
                ("表彰日期", f"{edition.conferred_on:%Y-%m-%d}" if edition.conferred_on else ""),
                ("表彰文号", edition.document_no),
                ("对象", f"{edition.get_kind_display()}：{edition.name}"),
                ("来自", place_of(edition)),
                ("事迹简介", edition.citation),
                ("事迹", edition.story),
            )
            if value
        ],
        "consent": consent_of(edition),
        "has_consent": has_consent(edition.consent, edition.consent_on, kind=edition.kind),
        "hands": [
            (label, str(who), at)
            for label, who, at in (
                ("录入", edition.entered_by, edition.entered_at),
                ("审核", edition.reviewed_by, edition.reviewed_at),
                ("公布", edition.published_by, edition.published_at),
                (badge(edition.state)["state_label"], edition.ended_by, edition.ended_at),
            )
            if who and at
        ],
        "ended_why": edition.ended_why,
    }


def consent_of(edition: Edition) -> str:
    """Who agreed, when, and where the paper is; "" where nobody has yet."""
    if not edition.consent:
        return ""
    day = f"，{edition.consent_on:%Y-%m-%d}" if edition.consent_on else ""
    note = f"（{edition.consent_note}）" if edition.consent_note else ""
    return f"{edition.get_consent_display()}{day}{note}"


def road(edition: Edition) -> list[dict[str, Any]]:
    """Where an edition that is not published yet stands, for ``steps``."""
    reviewed = edition.state == EditionState.REVIEWED
    return [
        {"label": "录入", "status": "done", "by": edition.entered_by, "at": edition.entered_at},
        {
            "label": "另一人审核",
            "status": "done" if reviewed else "current",
            "by": edition.reviewed_by,
            "at": edition.reviewed_at,
        },
        {"label": "公布", "status": "current" if reviewed else "todo"},
    ]


def story_of(
    editions: Iterable[Edition], revocations: Iterable[Revocation]
) -> list[dict[str, Any]]:
    """Everything that happened to an honour, the newest first, for ``timeline``."""
    told: list[dict[str, Any]] = []
    for one in editions:
        which = f"第 {one.number} 版"
        over, tone = EDITION_LABELS[EditionState(one.state)]
        for what, who, at, note, mark in (
            (f"录入{which}", one.entered_by, one.entered_at, "", "idle"),
            (f"审核{which}", one.reviewed_by, one.reviewed_at, "", "info"),
            (f"公布{which}", one.published_by, one.published_at, "", "ok"),
            (f"{which}{over}", one.ended_by, one.ended_at, one.ended_why, tone),
        ):
            if who and at:
                told.append({"what": what, "who": str(who), "at": at, "note": note, "tone": mark})
    for row in revocations:
        label, tone = REVOCATION_LABELS[RevocationState(row.state)]
        told.append(
            {
                "what": "提出撤销荣誉",
                "who": str(row.asked_by),
                "at": row.asked_at,
                "note": f"{row.document_no}：{row.why}",
                "tone": "warn",
            }
        )
        if row.settled_at:
            told.append(
                {
                    "what": label,
                    "who": str(row.settled_by),
                    "at": row.settled_at,
                    "note": row.settled_why,
                    "tone": tone,
                }
            )
    return sorted(told, key=lambda one: one["at"], reverse=True)


def title_row(title: Title) -> dict[str, Any]:
    """A title in the list; ``honours`` as ``selectors.titles`` counts them."""
    return {
        "name": title.name,
        "level": title.get_level_display(),
        "body": title.body,
        "note": title.note,
        "honours": getattr(title, "honours", 0),
        "is_retired": title.retired_at is not None,
        "confidence": "" if title.entered_by_id or title.body else title.get_confidence_display(),
    }
