"""One's own other matters: aid applied for, what one may still have, and who asked."""

from dataclasses import dataclass
from datetime import date, timedelta

from support_services.aid.models import AidApplication
from support_services.aid.states import AidState
from support_services.catalogue.models import Edition
from support_services.enquiry.models import Enquiry
from support_services.enquiry.states import EnquiryState
from support_services.finder.models import Gap
from support_services.finder.states import FOR_STATIONS, GapKind, Outcome
from veterans.registry.criteria.tree import leaves
from veterans.registry.selectors.changes import day_of

LOOKS_BACK, LOOKS_TOLD = timedelta(days=180), 12
AID_TOLD = 6
AID_WORDS: dict[AidState, str] = {
    AidState.APPLIED: "已经报到区局，等审核",
    AidState.HANDED_ON: "审核过了，正在办发放；发了以后在上面的“发放”里看得到",
    AidState.REFUSED: "没有批下来，原因请打电话或者到服务站问",
    AidState.WITHDRAWN: "已经撤回",
}


@dataclass(frozen=True)
class OwnAid:
    """An application for hardship aid. Why it was made is not told: the screen may be another's."""

    applied_on: date
    words: str


@dataclass(frozen=True)
class OwnGap:
    """An item one may have and does not. ``code``: of its page, "" where it has none for residents.
    ``words``: what is missing, "" for nothing."""

    code: str
    title: str
    words: str


@dataclass(frozen=True)
class OwnLook:
    """That somebody asked by this person's number on that day, and what came of it."""

    on: date
    words: str


def aid_of(person_id: int) -> tuple[OwnAid, ...]:
    """Applications, newest first."""
    rows = AidApplication.objects.filter(person=person_id).order_by("-applied_on", "-pk")
    states = rows.values_list("applied_on", "state")[:AID_TOLD]
    return tuple(OwnAid(on, AID_WORDS[AidState(state)]) for on, state in states)


def gaps_of(person_id: int, *, today: date) -> tuple[OwnGap, ...]:
    """您可能还能享受: open gaps of items that are published today. Left out: what the person
    declined, what was found not to be so, and items that rest on what residents are not asked."""
    rows = (
        Gap.objects.filter(
            person=person_id,
            closed_on__isnull=True,
            kind__in=[kind.value for kind in FOR_STATIONS],
            edition__in=Edition.objects.published_on(today).values("pk"),
        )
        .exclude(outcome__in=[Outcome.DECLINED.value, Outcome.NOT_SO.value])
        .select_related("edition", "item")
        .order_by("item__code")
    )
    return tuple(
        OwnGap(
            "" if one.edition.staff_only else one.item.code,
            one.edition.title,
            "还差一个证件，点进去看" if one.kind == GapKind.PAPER else "",
        )
        for one in rows
        if not _is_private(one.edition)
    )


def _is_private(edition: Edition) -> bool:
    tree = edition.conditions()
    return tree is not None and any(leaf.kind.private for leaf in leaves(tree))


_LOOKED: dict[EnquiryState, str] = {
    EnquiryState.ASKED: "有人查，还没有核对",
    EnquiryState.CODED: "有人查，发过验证码，没有看",
    EnquiryState.SILENT: "有人查，没有看到",
    EnquiryState.PROVED: "凭验证码看了",
    EnquiryState.LEFT: "凭验证码看了",
}


def looks_of(person_id: int, *, today: date) -> tuple[OwnLook, ...]:
    """最近谁查过: days only, newest first."""
    rows = Enquiry.objects.filter(person=person_id, asked_at__date__gte=today - LOOKS_BACK)
    found = rows.order_by("-asked_at", "-pk").values_list("asked_at", "state")[:LOOKS_TOLD]
    return tuple(OwnLook(day_of(at), _LOOKED[EnquiryState(state)]) for at, state in found)
