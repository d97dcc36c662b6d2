"""People as the subsidies know them: everything about one of them."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.subsidies import selectors
from support_services.subsidies.admin import (
    account_parts,
    batch_parts,
    confirmation_desk,
    file_parts,
    person_facts,
    publicity_desk,
    recovery_parts,
    right_facts,
    suspense_parts,
)
from support_services.subsidies.admin.fact_forms import PersonForm
from support_services.subsidies.admin.grants import grant_row
from support_services.subsidies.admin.showing import (
    home,
    line_address,
    override_state,
    payment_state,
)
from support_services.subsidies.labels import ComponentNames, determined_as, served_as
from support_services.subsidies.selectors.grants import grants_of
from support_services.subsidies.selectors.suspense import suspense_matching
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.bureau_site import bureau_site
from veterans.accounts.deeds import Data, filled_in
from veterans.foundation.masking import mask_id_number, mask_phone
from veterans.foundation.months import month_cn
from veterans.registry import services as registry
from veterans.registry.selectors import (
    accounts_visible_to,
    person_visible_to,
    proposals_waiting,
)
from veterans.registry.timeline import KINDS, timeline_of

STANDINGS: dict[str, tuple[str, str]] = {
    "drawing": ("享受中", "ok"),
    "not_yet": ("未到起发月", "info"),
    "held": ("暂缓中", "warn"),
    "suspended": ("中止中", "warn"),
    "excluded": ("叠加不发", "idle"),
    "dead_not_ended": ("去世未停发", "bad"),
    "ended": ("已终止", "idle"),
    "granted": ("按次核发", "info"),
}


def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything about one person. That somebody looked is on record."""
    user = actor(request)
    person = person_visible_to(user, person_id)
    accounts = list(
        accounts_visible_to(user)
        .filter(person=person)
        .select_related("entered_by", "verified_by", "refused_by")
        .order_by("-is_current", "-pk")
    )
    rights = list(selectors.entitlements_of(user, person.pk))
    keys = [right.pk for right in rights]
    standings = selectors.standings(rights, today=timezone.localdate())
    registry.note_viewed(person=person, by=user, at=timezone.now())
    kind = request.GET.get("show", "")
    happened, in_all = timeline_of(user, person, kind=kind)
    return page(
        request,
        "bureau/person_detail.html",
        title=person.name,
        **file_parts.of_person(user, person),
        **bureau_site().of_person(user, person_id),
        happened=happened,
        happened_in_all=in_all,
        happened_kinds=KINDS.items(),
        happened_kind=kind if kind in KINDS else "",
        crumbs=(crumb("人员", "people"),),
        person={
            "key": person.pk,
            "name": person.name,
            "masked_id": mask_id_number(str(person.id_number)),
            "sex": person.get_sex_display(),
            "born_on": person.born_on,
            "died_on": person.died_on,
            "masked_phone": mask_phone(str(person.phone or "")),
            "village": home(person.region),
        },
        confirmations=confirmation_desk.of_person(user, person.pk),
        collisions=[one.sentence for one in selectors.collisions_of([person.pk])],
        override_url=address("override_new", person.pk) if user.may("override.propose") else "",
        overrides=[
            {
                "pair": f"{one.low.short_name}和{one.high.short_name}",
                "url": address("override", one.pk),
                **override_state(one),
            }
            for one in selectors.overrides_visible_to(user).filter(person=person)
        ],
        entitlements=[standing_row(standing) for standing in standings],
        grants=[grant_row(grant) for grant in grants_of(user, person.pk)],
        publicity=publicity_desk.of_person(user, person.pk, timezone.localdate()),
        accounts=[account_parts.account_row(account, user) for account in accounts],
        sent_in=[
            account_parts.sent_in_row(one, user)
            for one in proposals_waiting(user).filter(person=person)
        ],
        accounts_url=address("account_history", person.pk),
        payments=[payment_row(payment) for payment in selectors.payments_of(user, keys)],
        suspended=[
            suspense_parts.list_row(one, user, {})
            for one in suspense_matching(user, stand="all").filter(
                Q(payee=person) | Q(entitlement__in=keys)
            )
        ],
        owed_back=max(selectors.owed_back(keys), 0) if keys else None,
        claims=claim_links(keys),
        history=batch_parts.history(
            selectors.record_of_person(
                person.pk, entitlements=keys, accounts=[account.pk for account in accounts]
            )
        )[:20],
        actions=person_facts.person_actions(person, user),
        services=bureau_site().person_buttons(user, person.pk)
        if person.merged_into_id is None and person.died_on is None
        else [],
        statement_url=address("statement", person.pk)
        if selectors.statement_years(person.pk)
        else "",
    )


def standing_row(standing: selectors.Standing) -> dict[str, Any]:
    """A right in a table."""
    right, term = standing.entitlement, standing.term
    label, tone = STANDINGS[standing.state]
    return {
        "scheme": right.scheme.short_name,
        "state_label": label,
        "state_tone": tone,
        "start_month": right.start_month,
        "end_month": right.end_month,
        "determination": told_term(term) if selectors.is_monthly(right) else "见核发记录",
        "monthly": standing.latest[1] if standing.latest else None,
        "monthly_of": standing.latest[0] if standing.latest else None,
        "document_no": right.document_no,
        "url": address("entitlement", right.pk),
    }


def told_term(term: Any) -> str:
    """``七级 因公``, ``服役 5 年，折算 5 年``; what neither grade nor service matter for."""
    if term is None:
        return "没有核定"
    parts = [determined_as(term.grade, term.rate_class), served_as(term)]
    return "，".join(part for part in parts if part) or "不分等级"


def claim_links(keys: list[int]) -> list[dict[str, Any]]:
    """The recoveries on these rights, the open ones first."""
    return [
        {
            "scheme": claim.entitlement.scheme.short_name,
            "opened_at": claim.opened_at,
            "url": address("recovery", claim.pk),
            **recovery_parts.claim_state(claim.state),
        }
        for claim in selectors.claims_of_rights(keys)
    ]


def payment_row(payment: Any) -> dict[str, Any]:
    """A payment and what the bank last said of it."""
    lines = list(payment.lines.all())
    last = lines[-1] if lines else None
    said = " ".join(part for part in (last.result_code, last.result_text) if part) if last else ""
    return {
        "batch_number": payment.batch.number,
        "batch_url": address("batch", payment.batch_id),
        "scheme": payment.entitlement.scheme.short_name,
        "amount": payment.amount,
        **payment_state(payment.state),
        "attempts": len(lines),
        "file_url": address("bank_file", last.bank_file_id) if last else "",
        "result": said or ("尚未送银行" if last is None else ""),
    }


def entitlement_page(request: HttpRequest, entitlement_id: int) -> HttpResponse:
    """One right: facts, what was determined, what stopped it, its ledger and its payments."""
    user = actor(request)
    right = selectors.entitlement_visible_to(user, entitlement_id)
    standing = selectors.standings([right], today=timezone.localdate())[0]
    holds, suspensions = selectors.interruptions_of(right)
    person, end, names = right.person, right.end_month, ComponentNames.read()
    ended = ""
    if end is not None and right.ended_on is not None:
        ended = f"{right.ended_on:%Y-%m-%d} {right.get_end_reason_display()}，发至{month_cn(end)}"
    label, tone = STANDINGS[standing.state]
    return page(
        request,
        "bureau/entitlement.html",
        title=right.scheme.name,
        crumbs=(crumb("人员", "people"), crumb(person.name, "person", person.pk)),
        person={
            "name": person.name,
            "masked_id": mask_id_number(str(person.id_number)),
            "village": home(person.region),
            "url": address("person", person.pk),
        },
        right={
            "state_label": label,
            "state_tone": tone,
            "approved_on": right.approved_on,
            "start_month": right.start_month,
            "document_no": right.document_no,
            "ended": ended,
            "ledger_from": right.ledger_from,
            "carried_over": right.ledger_from > right.start_month,
            "payee": right.payee.name if right.payee else "",
            "payee_url": address("person", right.payee_id) if right.payee_id else "",
            "legal_basis": right.scheme.legal_basis,
            "latest": standing.latest,
            "waits_for_batch": hasattr(right, "recheck"),
        },
        determinations=[
            {
                "first_month": term.first_month,
                "last_month": term.last_month,
                "told": told_term(term),
                "document_no": term.document_no,
            }
            for term in selectors.determinations_of(right)
        ],
        supplements=[
            {
                "name": one.component.name,
                "first_month": one.first_month,
                "last_month": one.last_month,
                "note": one.note,
                "document_no": one.document_no,
            }
            for one in selectors.supplements_of(right)
        ],
        holds=holds,
        suspensions=suspensions,
        exclusions=[
            {
                "kept": one.kept.short_name,
                "kept_url": address("entitlement", one.row.because_id),
                "months": one.months,
                "why": one.why,
                "source": one.source,
            }
            for one in selectors.collisions_with([right.pk])
            if one.row.entitlement_id == right.pk
        ],
        postings=[
            {
                "month": line.month,
                "component": names.of(right.scheme_id, line.component),
                "reason": line.get_reason_display(),
                "amount": line.amount,
                "batch_number": line.batch.number,
                "batch_url": address("batch", line.batch_id),
                "url": line_address(line),
            }
            for line in selectors.postings_of(right)
        ],
        payments=[payment_row(payment) for payment in selectors.payments_of(user, [right.pk])],
        owed_back=max(selectors.owed_back([right.pk]), 0),
        claims=claim_links([right.pk]),
        actions=right_facts.entitlement_actions(standing, user),
    )


def new_person(request: HttpRequest) -> HttpResponse:
    """Register somebody, such as the survivor who is to draw what a dead person is owed."""
    user = actor(request)
    form = PersonForm(request.POST or None, user=user)

    def deed(data: Data) -> tuple[str, str]:
        person = registry.register_person(
            name=data["name"],
            id_number=data["id_number"],
            region=data["region"],
            phone=data["phone"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"{person.name} 已登记。", address("person", person.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="登记人员",
        crumbs=(crumb("人员", "people"),),
        form=form,
        intro="性别和出生日期由身份证号得出。已经登记过的人请先查找，不要重复登记。",
        submit_label="登记",
        cancel_url=address("people"),
    )
