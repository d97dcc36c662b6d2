"""The catalogue as the pages of both staff doors take it: words only."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from support_services.catalogue.models import Edition
from support_services.catalogue.selectors import Claim, needs_check, tree_of
from support_services.catalogue.states import EDITION_LABELS, EditionState
from veterans.foundation.confidence import Confidence
from veterans.registry.criteria.judging import Judged
from veterans.registry.criteria.tree import lines, told

Address = Callable[[str], str]


def item_row(edition: Edition, today: date) -> dict[str, Any]:
    """An item in a list."""
    state = EditionState(edition.state)
    draft = getattr(edition, "open_draft", None)
    return {
        "code": edition.item.code,
        "title": edition.title,
        "field": edition.get_field_display(),
        "beneficiaries": edition.beneficiaries,
        "provider": edition.provider,
        "level": edition.get_level_display(),
        "state_label": EDITION_LABELS[state][0],
        "state_tone": EDITION_LABELS[state][1],
        "draft": EDITION_LABELS[EditionState(draft.state)][0]
        if draft is not None and draft.pk != edition.pk
        else "",
        "unsure": edition.confidence == Confidence.UNCONFIRMED,
        "reckoned": edition.criteria is not None,
        "staff_only": edition.staff_only,
        "check": state is EditionState.PUBLISHED and needs_check(edition.item, today),
        "verified_on": edition.item.verified_on,
    }


def edition_body(edition: Edition) -> dict[str, Any]:
    """One edition in full."""
    state = EditionState(edition.state)
    tree, enjoyed = tree_of(edition), tree_of(edition, "enjoyed")
    return {
        "id": edition.pk,
        "number": edition.number,
        "state_label": EDITION_LABELS[state][0],
        "state_tone": EDITION_LABELS[state][1],
        "facts": [
            (label, value)
            for label, value in (
                ("优待对象", edition.beneficiaries),
                ("优待内容", edition.content),
                ("凭什么", edition.papers),
                ("承办单位", edition.provider),
                ("咨询电话", edition.contact),
                ("怎么办", edition.channel),
                ("依据", edition.legal_basis),
                ("层级", edition.get_level_display()),
                ("适用地区", edition.place_names),
                ("有效期", _span(edition)),
            )
            if value
        ],
        "confidence": edition.get_confidence_display(),
        "unsure": edition.confidence == Confidence.UNCONFIRMED,
        "note": edition.note,
        "conditions": [] if tree is None else lines(tree),
        "enjoyed": [] if enjoyed is None else lines(enjoyed),
        "seeks": edition.seeks,
        "staff_only": edition.staff_only,
        "unreadable": tree is None and edition.criteria is not None,
        "hands": [
            (label, str(who), at)
            for label, who, at in (
                ("录入", edition.entered_by or "系统自带", edition.entered_at),
                ("审核", edition.reviewed_by, edition.reviewed_at),
                ("公布", edition.published_by, edition.published_at),
                (EDITION_LABELS[state][0], edition.ended_by, edition.ended_at),
            )
            if who and at
        ],
        "ended_why": edition.ended_why,
    }


def _span(edition: Edition) -> str:
    parts = [
        f"自 {edition.valid_from:%Y-%m-%d}" if edition.valid_from else "",
        f"至 {edition.valid_to:%Y-%m-%d}" if edition.valid_to else "",
    ]
    return " ".join(part for part in parts if part)


def claims_shown(claims: list[Claim], address: Address) -> dict[str, Any]:
    """What somebody may claim, what one paper is missing for, and what is not for him: by field,
    each with its reasons."""
    shown: dict[str, list[dict[str, Any]]] = {"yes": [], "paper": [], "no": []}
    for one in claims:
        group = "yes" if one.judged.holds else "paper" if one.missing else "no"
        shown[group].append(
            {
                "title": one.edition.title,
                "field": one.edition.get_field_display(),
                "beneficiaries": one.edition.beneficiaries,
                "provider": one.edition.provider,
                "papers": one.edition.papers,
                "channel": one.edition.channel,
                "legal_basis": one.edition.legal_basis,
                "missing": "；".join(told(leaf) for leaf in one.missing),
                "reasons": list(reasons(one.judged)),
                "url": address(one.edition.item.code),
            }
        )
    return shown


def reasons(judged: Judged, depth: int = 0) -> Iterator[dict[str, Any]]:
    """A judged tree line by line: how deep, what was asked, what the file says, how it came out."""
    yield {
        "depth": depth,
        "text": judged.text,
        "found": judged.found,
        "holds": judged.holds,
        "group": bool(judged.parts),
    }
    for part in judged.parts:
        yield from reasons(part, depth + 1)
