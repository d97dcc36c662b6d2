"""Writing an agreement and its offers, and the second person's steps."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.providers import selectors
from support_services.providers.admin.lists import TITLE
from support_services.providers.forms import AgreementForm, OfferForm, WhyForm
from support_services.providers.models import Agreement
from support_services.providers.selectors import FIELDS
from support_services.providers.services import agreements as services
from support_services.providers.states import MOVES, AgreementState
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound

_FOLLOWS: dict[str, str] = {
    "review": "审核通过以后，由复核或审批公布；公布以前居民看不到。",
    "send_back": "退回录入人修改，改好以后重新审核。",
    "publish": "居民马上能在网上查到这家单位；原来公布的一份由它接替，留作历史。",
    "end": "居民马上查不到这家单位，门口的二维码会说已经终止，核验凭证不再答复。历史留着。",
    "drop": "这一份不再公布，内容留作历史；另起一份时从它接着写。",
}


def new(request: HttpRequest) -> HttpResponse:
    """A provider nobody knew: its first agreement as a draft."""
    form = AgreementForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_provider(fields=data, by=actor(request), at=timezone.now())
        return "已存为草稿。接着加上优待项目，再由另一人审核。", address("offer_add", made.pk)

    return filled_in(request, form, deed) or _form_page(
        request, form, "新增承办单位", (crumb(TITLE, "providers"),), address("providers")
    )


def renew(request: HttpRequest, provider_id: int) -> HttpResponse:
    """Asks, then begins the next agreement with everything of the one before."""
    user = actor(request)
    stands = selectors.standing(selectors.agreements_of(user, provider_id))
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_next(provider_id=provider_id, by=user, at=timezone.now())
        return "新协议已存为草稿，改好以后由另一人审核。", address("agreement_edit", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="续签或修改",
        crumbs=_crumbs(stands),
        form=form,
        intro="新的一份从现在的一份抄起，优待项目也抄过来；公布以前，居民看到的还是现在的一份。",
        about=[("单位", stands.name)],
        submit_label="起草",
        cancel_url=address("provider", provider_id),
    )


def edit(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Other words in a draft."""
    user = actor(request)
    found = selectors.agreement_visible_to(user, agreement_id)
    back = address("provider", found.provider_id)
    if found.state != AgreementState.DRAFT:
        return turned_back(request, "这份协议已经不是草稿，不能再改；要改的另起一份。", back)
    known = {name: getattr(found, name) for name in FIELDS} | {"region": found.region.code}
    form = AgreementForm(request.POST or None, initial=known)

    def deed(data: Data) -> tuple[str, str]:
        services.change_draft(agreement_id=found.pk, fields=data, by=user, at=timezone.now())
        return "草稿已保存。", back

    return filled_in(request, form, deed) or _form_page(
        request, form, f"修改：{found.name}", _crumbs(found), back
    )


def step(request: HttpRequest, agreement_id: int, verb: str) -> HttpResponse:
    """Review, send back, publish, end, drop: asked first, then done."""
    if verb not in MOVES:
        raise Http404
    move = MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = selectors.agreement_visible_to(user, agreement_id)
    back = address("provider", found.provider_id)
    form: forms.Form = (WhyForm if verb in ("send_back", "end") else forms.Form)(
        request.POST or None
    )

    def deed(data: Data) -> tuple[str, str]:
        services.move_agreement(
            agreement_id=found.pk,
            verb=verb,
            why=data.get("why", ""),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"“{found.name}”第 {found.number} 版已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这份协议已经办过，不能再{move.label}。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{found.name}",
        crumbs=_crumbs(found),
        form=form,
        intro=_FOLLOWS[verb],
        about=[
            ("版次", f"第 {found.number} 版"),
            ("优待项目", f"{found.offers.count()} 项"),
            ("核验会透露", _told(found) or "不透露敏感情况"),
        ],
        danger=verb in ("end", "drop"),
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )


def _told(agreement: Agreement) -> str:
    """What the second person has to have seen."""
    offers = agreement.offers.select_related("item")
    return "；".join(
        f"{one.item.code}：{'、'.join(one.told)}（{one.ask_why}）" for one in offers if one.told
    )


def add_offer(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """One more item into a draft."""
    user = actor(request)
    found = selectors.agreement_visible_to(user, agreement_id)
    taken = set(found.offers.values_list("item__code", flat=True))
    items = selectors.choosable_items(timezone.localdate())
    return _offer_page(
        request,
        user,
        found,
        [one for one in items if one[0] not in taken],
        {},
        "加一个优待项目",
        "保存并再加一个",
        address("offer_add", found.pk),
    )


def edit_offer(request: HttpRequest, agreement_id: int, code: str) -> HttpResponse:
    """Other words for an item that is in a draft."""
    user = actor(request)
    found = selectors.agreement_visible_to(user, agreement_id)
    offer = found.offers.filter(item__code=code).first()
    if offer is None:
        raise NotFound("这个项目不在协议里。")
    names = ("words", "valid_from", "valid_to", "may_ask", "ask_why")
    known = {name: getattr(offer, name) for name in names} | {"code": code}
    items = [(code, f"{code} {selectors.titles_of([code]).get(code, '')}")]
    back = address("provider", found.provider_id)
    return _offer_page(request, user, found, items, known, "修改优待项目", "保存", back)


def _offer_page(
    request: HttpRequest,
    user: User,
    found: Agreement,
    items: list[tuple[str, str]],
    known: Mapping[str, Any],
    title: str,
    submit_label: str,
    onward: str,
) -> HttpResponse:
    back = address("provider", found.provider_id)
    if found.state != AgreementState.DRAFT:
        return turned_back(request, "这份协议已经不是草稿，不能再改；要改的另起一份。", back)
    form = OfferForm(request.POST or None, initial=known, items=items)

    def deed(data: Data) -> tuple[str, str]:
        services.put_offer(
            agreement_id=found.pk,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已保存。加完了就返回，请另一人审核。", onward

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=_crumbs(found),
        form=form,
        intro="这家单位承办目录里的哪一项、怎样优待。居民在这个项目的页面上会看到这家单位。",
        about=[("单位", found.name)],
        submit_label=submit_label,
        cancel_url=back,
    )


def remove_offer(request: HttpRequest, agreement_id: int, code: str) -> HttpResponse:
    """Asks, then takes an item out of a draft."""
    user = actor(request)
    found = selectors.agreement_visible_to(user, agreement_id)
    back = address("provider", found.provider_id)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.take_offer_out(agreement_id=found.pk, code=code, by=user, at=timezone.now())
        return "已从协议里去掉。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="去掉优待项目",
        crumbs=_crumbs(found),
        form=form,
        intro="从这份草稿里去掉；已经公布的一份不变。",
        about=[("单位", found.name), ("项目", selectors.titles_of([code]).get(code, code))],
        danger=True,
        submit_label="确认去掉",
        cancel_url=back,
    )


def _crumbs(agreement: Agreement) -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "providers"), crumb(agreement.name, "provider", agreement.provider_id))


def _form_page(
    request: HttpRequest,
    form: AgreementForm,
    title: str,
    crumbs: tuple[dict[str, str], ...],
    cancel_url: str,
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=crumbs,
        form=form,
        intro="照签好的协议填。存为草稿以后加优待项目，由另一人审核，审核通过才公布。",
        about=[],
        submit_label="保存草稿",
        cancel_url=cancel_url,
    )
