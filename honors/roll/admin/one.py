"""One honour with everything of it, its page for a frame, and the paper of the consent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from honors.roll import selectors
from honors.roll.admin.lists import TITLE
from honors.roll.models import Edition, Revocation
from honors.roll.services import looking
from honors.roll.showing import edition_body, place_of, road, story_of
from honors.roll.states import (
    EDITION_LABELS,
    MOVES,
    REVOCABLE,
    REVOCATION_LABELS,
    REVOCATION_MOVES,
    UNFINISHED,
    EditionState,
    RevocationState,
)
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import turned_back
from veterans.accounts.models import User
from veterans.registry.handed_out import handed_out


def honour(request: HttpRequest, honour_id: int) -> HttpResponse:
    """What is told of it, what waits for the second person, what happened."""
    user = actor(request)
    rows = selectors.editions_of(user, honour_id)
    revocations = selectors.revocations_of(honour_id)
    stands = selectors.standing(rows)
    draft = next((one for one in rows if one.state in UNFINISHED), None)
    waits = draft if draft is not None and draft.pk != stands.pk else None
    revoked = any(one.state == EditionState.REVOKED for one in rows)
    is_open = any(one.state == RevocationState.ASKED for one in revocations)
    may_revoke = any(one.state in REVOCABLE for one in rows) and not revoked and not is_open
    published = stands.state == EditionState.PUBLISHED
    return page(
        request,
        "bureau/honour.html",
        title=str(stands),
        crumbs=(crumb(TITLE, "honours"),),
        state_label=EDITION_LABELS[EditionState(stands.state)][0],
        state_tone=EDITION_LABELS[EditionState(stands.state)][1],
        edition=_body(stands, user),
        steps=road(stands) if stands is draft else [],
        actions=_actions(stands, user),
        draft=_body(waits, user) if waits else None,
        draft_steps=road(waits) if waits else [],
        draft_actions=_actions(waits, user) if waits else [],
        history=[_body(one, user) for one in rows if one.pk != stands.pk and one is not waits],
        person=_person(stands),
        revocation=_revocation(revocations, user),
        next_url=address("honour_next", honour_id)
        if user.may("honours.enter") and draft is None and not revoked
        else "",
        revoke_url=address("honour_revoke", honour_id)
        if user.may("honours.revoke") and may_revoke
        else "",
        is_published=published,
        is_revoked=revoked,
        public_url=reverse("honours:honour", args=[honour_id]),
        paper_url=address("honour_paper", honour_id) if published else "",
        entries=story_of(rows, revocations),
    )


def _body(edition: Edition, user: User) -> dict[str, Any]:
    seen = edition.consent_file_id is not None and user.may("honours.read")
    url = address("honour_consent", edition.pk) if seen else ""
    return {**edition_body(edition), "consent_url": url}


def _person(edition: Edition) -> dict[str, str] | None:
    """The file it is linked to, or the one into which that was merged."""
    person = edition.person
    if person is None:
        return None
    return {
        "name": person.name,
        "url": address("person", person.merged_into_id or person.pk),
        "died": f"{person.died_on:%Y-%m-%d} 去世" if person.died_on else "",
    }


def _actions(edition: Edition, user: User) -> list[dict[str, str]]:
    """The buttons this person has for an edition as it stands."""
    shown = []
    own = edition.entered_by_id == user.pk
    if edition.state == EditionState.DRAFT and own and user.may("honours.enter"):
        shown.append(button("修改", "plain", "honour_edit", edition.pk))
    for verb, move in MOVES.items():
        if edition.state not in move.starts or not user.may(move.duty):
            continue
        if verb == "review" and own:
            continue
        kind = "danger" if verb in ("withdraw", "drop") else "plain"
        kind = "primary" if verb in ("review", "publish") else kind
        shown.append(button(move.label, kind, "honour_step", edition.pk, verb))
    return shown


def _revocation(rows: list[Revocation], user: User) -> dict[str, Any] | None:
    """The last one, with the buttons of whoever may settle it."""
    if not rows:
        return None
    last = rows[0]
    label, tone = REVOCATION_LABELS[RevocationState(last.state)]
    may = (
        last.state == RevocationState.ASKED
        and user.may("honours.review")
        and last.asked_by_id != user.pk
    )
    return {
        "document_no": last.document_no,
        "decided_on": last.decided_on,
        "why": last.why,
        "asked_by": str(last.asked_by),
        "state_label": label,
        "state_tone": tone,
        "is_told": last.is_told,
        "actions": [
            button(
                move.label,
                "danger" if verb == "confirm" else "plain",
                "honour_revocation",
                last.pk,
                verb,
            )
            for verb, move in REVOCATION_MOVES.items()
        ]
        if may
        else [],
    }


def paper(request: HttpRequest, honour_id: int) -> HttpResponse:
    """One honour on one sheet, to be printed and framed; only what is on the roll."""
    user = actor(request)
    stands = selectors.standing(selectors.editions_of(user, honour_id))
    if stands.state != EditionState.PUBLISHED:
        return turned_back(request, "只打印已公布的荣誉。", address("honour", honour_id))
    return page(
        request,
        "bureau/honour_paper.html",
        title=f"荣誉页：{stands.name}",
        crumbs=(crumb(TITLE, "honours"), crumb(str(stands), "honour", honour_id)),
        honour_title=stands.title.name,
        level=stands.title.get_level_display(),
        body=stands.title.body,
        name=stands.name,
        year=stands.year,
        place="" if place_of(stands) == "全区" else place_of(stands).replace(" › ", " "),
        conferred_on=stands.conferred_on,
        document_no=stands.document_no,
        citation=stands.citation,
        printed_on=timezone.localdate(),
    )


def consent(request: HttpRequest, edition_id: int) -> HttpResponse:
    """The paper of the consent; that it was looked at is on record."""
    shown = looking.open_consent(edition_id=edition_id, by=actor(request), at=timezone.now())
    return handed_out(shown)
