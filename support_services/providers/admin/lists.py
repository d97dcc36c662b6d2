"""The list of providers, one provider with everything of it, the plaque at its door."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from support_services.providers import selectors
from support_services.providers.forms import ProviderFilter
from support_services.providers.models import Agreement
from support_services.providers.showing import agreement_body, place_of, provider_row, token_row
from support_services.providers.states import MOVES, UNFINISHED, AgreementState
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import turned_back
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.selectors import towns_visible_to

TITLE = "优待承办单位"


def providers(request: HttpRequest) -> HttpResponse:
    """Every provider by place and kind; narrowed."""
    user = actor(request)
    today = timezone.localdate()
    form = _filter(request, user)
    asked = form.cleaned_data
    return page(
        request,
        "bureau/providers.html",
        title=TITLE,
        filter_form=form,
        filtered=any(asked.values()),
        rows=[
            {**provider_row(one, today), "url": address("provider", one.provider_id)}
            for one in _found(user, asked)
        ],
        new_url=address("provider_new") if user.may("providers.enter") else "",
        export_url=address("providers_export", **asked),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook; nobody's personal data are in it."""
    user = actor(request)
    today = timezone.localdate()
    found = _found(user, _filter(request, user).cleaned_data)
    rows = [
        [
            one.name,
            one.get_kind_display(),
            place_of(one),
            one.address,
            one.phone,
            one.hours,
            one.badge_text,
            one.badge_number,
            f"{one.valid_from:%Y-%m-%d}",
            f"{one.valid_to:%Y-%m-%d}" if one.valid_to else "",
            one.get_state_display(),
        ]
        for one in found
    ]
    heads = ["名称", "类别", "所在地", "地址", "电话", "开放时间", "挂牌名称", "挂牌编号"]
    heads += ["自", "至", "状态"]
    content = xlsx_bytes(TITLE, [f"{today:%Y-%m-%d} 导出，共 {len(rows)} 家"], heads, rows)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="providers.xlsx"'
    return response


def _filter(request: HttpRequest, user: User) -> ProviderFilter:
    towns = towns_visible_to(user).values_list("path", "name")
    form = ProviderFilter(request.GET, towns=towns)
    form.is_valid()
    return form


def _found(user: User, asked: dict[str, Any]) -> list[Agreement]:
    return selectors.providers(
        user,
        today=timezone.localdate(),
        kind=asked.get("kind", ""),
        town=asked.get("town", ""),
        state=asked.get("state", ""),
        typed=asked.get("q", ""),
    )


def provider(request: HttpRequest, provider_id: int) -> HttpResponse:
    """One provider: the agreement as it stands, what waits, tokens and what was asked by them."""
    user = actor(request)
    today = timezone.localdate()
    rows = selectors.agreements_of(user, provider_id)
    stands = selectors.standing(rows)
    draft = next((one for one in rows if one.state in UNFINISHED), None)
    waits = draft if draft is not None and draft.pk != stands.pk else None
    tokens = list(selectors.tokens_of(stands.provider))
    codes = {one.item.code for row in rows for one in row.offers.all()}
    titles = selectors.titles_of(codes.union(*(one.items for one in tokens)))
    return page(
        request,
        "bureau/provider.html",
        title=stands.name,
        crumbs=(crumb(TITLE, "providers"),),
        row=provider_row(stands, today),
        agreement=_body(stands, user, titles),
        actions=_actions(stands, user),
        draft=_body(waits, user, titles) if waits else None,
        draft_actions=_actions(waits, user) if waits else [],
        history=[
            agreement_body(one, titles) for one in rows if one.pk != stands.pk and one is not waits
        ],
        next_url=address("provider_next", provider_id)
        if user.may("providers.enter") and draft is None
        else "",
        tokens=[
            {
                **token_row(one, titles, today),
                "revoke_url": address("provider_token_revoke", one.pk)
                if user.may("providers.end") and one.revoked_at is None
                else "",
            }
            for one in tokens
        ],
        token_url=address("provider_token_new", provider_id)
        if stands.holds_on(today) and user.may("providers.tokens")
        else "",
        days=selectors.asked_by_day(stands.provider, today=today),
        in_force=stands.holds_on(today),
        public_url=reverse("providers:provider", args=[provider_id]),
        plaque_url=address("provider_plaque", provider_id) if stands.holds_on(today) else "",
    )


def _body(agreement: Agreement, user: User, titles: dict[str, str]) -> dict[str, Any]:
    """An agreement, with where its offers are changed by whoever may."""
    body = agreement_body(agreement, titles)
    if not _is_own_draft(agreement, user):
        return {**body, "add_url": ""}
    for one in body["offers"]:
        one["edit_url"] = address("offer_edit", agreement.pk, one["code"])
        one["remove_url"] = address("offer_remove", agreement.pk, one["code"])
    return {**body, "add_url": address("offer_add", agreement.pk)}


def _is_own_draft(agreement: Agreement, user: User) -> bool:
    return (
        agreement.state == AgreementState.DRAFT
        and user.may("providers.enter")
        and agreement.entered_by_id == user.pk
    )


def _actions(agreement: Agreement, user: User) -> list[dict[str, str]]:
    """The buttons this person has for an agreement as it stands."""
    shown = []
    if _is_own_draft(agreement, user):
        shown.append(button("修改", "plain", "agreement_edit", agreement.pk))
    for verb, move in MOVES.items():
        if agreement.state not in move.starts or not user.may(move.duty):
            continue
        if verb == "review" and agreement.entered_by_id == user.pk:
            continue
        kind = "danger" if verb in ("end", "drop") else "plain"
        kind = "primary" if verb in ("review", "publish") else kind
        shown.append(button(move.label, kind, "agreement_step", agreement.pk, verb))
    return shown


def plaque(request: HttpRequest, provider_id: int) -> HttpResponse:
    """The notice at the door, for paper: what is granted here, and a code that leads to the page
    which says whether it still is."""
    user = actor(request)
    today = timezone.localdate()
    stands = selectors.standing(selectors.agreements_of(user, provider_id))
    if not stands.holds_on(today):
        back = address("provider", provider_id)
        return turned_back(request, "协议没有公布，或者不在有效期内，不能打印门口告示。", back)
    offers = [one for one in stands.offers.all() if one.holds_on(today)]
    titles = selectors.titles_of(one.item.code for one in offers)
    public = request.build_absolute_uri(reverse("providers:provider", args=[provider_id]))
    return page(
        request,
        "bureau/provider_plaque.html",
        title=f"门口告示：{stands.name}",
        crumbs=(crumb(TITLE, "providers"), crumb(stands.name, "provider", provider_id)),
        name=stands.name,
        badge=stands.badge_text,
        badge_number=stands.badge_number,
        offers=[(titles.get(one.item.code, ""), one.words) for one in offers],
        channel=stands.channel,
        # Drawn here, from our own address.
        picture=mark_safe(segno.make(public, micro=False).svg_inline(scale=5)),
        valid_to=stands.valid_to,
        printed_on=today,
    )
