"""Items and their editions: the list, one item, writing a draft, and the second person's steps."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.catalogue import complaints, selectors, services
from support_services.catalogue.forms import (
    BY_COMPLAINTS,
    CatalogueFilter,
    EditionForm,
    VerifyForm,
    WhyForm,
)
from support_services.catalogue.models import Edition
from support_services.catalogue.selectors import COMPARED
from support_services.catalogue.showing import edition_body, item_row
from support_services.catalogue.states import MOVES, UNFINISHED, EditionState
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User

TITLE = "优待目录"
_FOLLOWS: dict[str, str] = {
    "review": "审核通过以后，由审核或审批公布；公布以前居民看不到。",
    "send_back": "退回录入人修改，改好以后重新审核。",
    "publish": "居民马上能在网上看到，服务站按它办理；原来公布的一版由它接替，留作历史。",
    "withdraw": "居民和服务站不再看到这个项目；历史留着，以后可以另起一版再公布。",
    "drop": "这一版不再公布，内容留作历史；另起一版时从它接着写。",
}


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every item by its code; narrowed by field, state and words."""
    user = actor(request)
    today = timezone.localdate()
    counts = complaints.of_items(user, today)
    form = CatalogueFilter(request.GET, counted=counts is not None)
    form.is_valid()
    asked = form.cleaned_data
    rows = selectors.catalogue(
        user,
        today=today,
        field=asked.get("field", ""),
        state=asked.get("state", ""),
        typed=asked.get("q", ""),
    )
    if counts is not None and asked.get("sort") == BY_COMPLAINTS:
        rows.sort(key=lambda one: _complained(counts.get(one.item.code)))
    return page(
        request,
        "bureau/catalogue.html",
        title=TITLE,
        filter_form=form,
        filtered=any(value for name, value in asked.items() if name != "sort"),
        counted=counts is not None,
        rows=[
            {
                **item_row(one, today),
                "url": address("catalogue_item", one.item.code),
                "complaints": (counts or {}).get(one.item.code),
            }
            for one in rows
        ],
        new_url=address("catalogue_new") if user.may("catalogue.enter") else "",
    )


def _complained(found: complaints.Complaints | None) -> tuple[int, int]:
    """What is open first, then what came this year."""
    return (-(found.open + found.waiting), -found.year) if found else (0, 0)


def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: how it stands, what waits and what that changes, and every edition before."""
    user = actor(request)
    today = timezone.localdate()
    counts = complaints.of_items(user, today)
    rows = selectors.item_editions(user, code)
    stands = selectors.standing(rows)
    draft = next((one for one in rows if one.state in UNFINISHED), None)
    enters = user.may("catalogue.enter")
    published = stands.state == EditionState.PUBLISHED
    return page(
        request,
        "bureau/catalogue_item.html",
        title=stands.title,
        crumbs=(crumb(TITLE, "catalogue"),),
        row=item_row(stands, today),
        edition=edition_body(stands),
        item=stands.item,
        meant=selectors.meant(stands, today),
        counted=counts is not None,
        complaints=(counts or {}).get(code),
        people_url=address("catalogue_people", code) if user.may("people.read") else "",
        actions=_actions(stands, user),
        draft=edition_body(draft) if draft is not None and draft.pk != stands.pk else None,
        draft_actions=_actions(draft, user) if draft is not None else [],
        changes=selectors.differences(stands, draft)
        if draft is not None and draft.pk != stands.pk
        else [],
        history=[
            {**edition_body(one), "title": one.title, "url": address("edition", one.pk)}
            for one in rows
            if one.pk != stands.pk and one is not draft
        ],
        next_url=address("catalogue_next", code) if enters and draft is None else "",
        verify_url=address("catalogue_verify", code) if enters and published else "",
    )


def _actions(edition: Edition, user: User) -> list[dict[str, str]]:
    """The buttons this person has for an edition as it stands."""
    shown = []
    own = edition.entered_by_id in (None, user.pk)
    if edition.state == EditionState.DRAFT and user.may("catalogue.enter") and own:
        shown.append(button("修改", "plain", "edition_edit", edition.pk))
        shown.append(button("条件", "plain", "conditions", edition.pk))
    for verb, move in MOVES.items():
        if edition.state not in move.starts or not user.may(move.duty):
            continue
        if verb == "review" and edition.entered_by_id in (None, user.pk):
            continue
        kind = "danger" if verb in ("withdraw", "drop") else "plain"
        kind = "primary" if verb in ("review", "publish") else kind
        shown.append(button(move.label, kind, "edition_step", edition.pk, verb))
    return shown


def edition(request: HttpRequest, edition_id: int) -> HttpResponse:
    """One edition of the past, held against the one before it."""
    user = actor(request)
    found = selectors.edition_visible_to(user, edition_id)
    rows = selectors.item_editions(user, found.item.code)
    before = next((one for one in rows if one.number < found.number), None)
    return page(
        request,
        "bureau/catalogue_edition.html",
        title=f"{found.title}：第 {found.number} 版",
        crumbs=_crumbs(found),
        edition=edition_body(found),
        before=before.number if before else None,
        changes=selectors.differences(before, found) if before else [],
    )


def new(request: HttpRequest) -> HttpResponse:
    """A new item: its first edition as a draft."""
    form = EditionForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_item(fields=data, by=actor(request), at=timezone.now())
        return (
            "已存为草稿。接着写明什么人符合条件，再由另一人审核。",
            address("conditions", made.pk),
        )

    return filled_in(request, form, deed) or _form_page(
        request, form, "新增优待项目", (crumb(TITLE, "catalogue"),), address("catalogue")
    )


def next_edition(request: HttpRequest, code: str) -> HttpResponse:
    """Asks, then begins the next edition with everything of the one before."""
    user = actor(request)
    rows = selectors.item_editions(user, code)
    back = address("catalogue_item", code)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_next(code=code, by=user, at=timezone.now())
        return "新版已存为草稿，改好以后由另一人审核。", address("edition_edit", made.pk)

    if answer := filled_in(request, form, deed):
        return answer
    return page(
        request,
        "bureau/fact_form.html",
        title="起草新版",
        crumbs=_crumbs(rows[0]),
        form=form,
        intro="新版从现在的一版抄起，改动的地方会逐条列出；公布以前，居民看到的还是现在的一版。",
        about=[("项目", selectors.standing(rows).title)],
        submit_label="起草",
        cancel_url=back,
    )


def edit(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Other words in a draft."""
    user = actor(request)
    found = selectors.edition_visible_to(user, edition_id)
    back = address("catalogue_item", found.item.code)
    if found.state != EditionState.DRAFT:
        return turned_back(request, "这一版已经不是草稿，不能再改；要改的另起一版。", back)
    known = {name: getattr(found, name) for name in COMPARED}
    form = EditionForm(request.POST or None, initial=known)

    def deed(data: Data) -> tuple[str, str]:
        services.change_draft(edition_id=found.pk, fields=data, by=user, at=timezone.now())
        return "草稿已保存。", back

    return filled_in(request, form, deed) or _form_page(
        request, form, f"修改：{found.title}", _crumbs(found), back
    )


def step(request: HttpRequest, edition_id: int, verb: str) -> HttpResponse:
    """Review, send back, publish, withdraw, drop: asked first, then done."""
    if verb not in MOVES:
        raise Http404
    move = MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = selectors.edition_visible_to(user, edition_id)
    back = address("catalogue_item", found.item.code)
    form: forms.Form = (WhyForm if verb in ("send_back", "withdraw") else forms.Form)(
        request.POST or None
    )

    def deed(data: Data) -> tuple[str, str]:
        services.move_edition(
            edition_id=found.pk,
            verb=verb,
            why=data.get("why", ""),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"“{found.title}”第 {found.number} 版已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这一版已经办过，不能再{move.label}。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{found.title}",
        crumbs=_crumbs(found),
        form=form,
        intro=_FOLLOWS[verb],
        about=[("版次", f"第 {found.number} 版"), ("依据", found.legal_basis)],
        danger=verb in ("withdraw", "drop"),
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )


def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody looked whether it still is so, and says what it was held against."""
    user = actor(request)
    stands = selectors.standing(selectors.item_editions(user, code))
    back = address("catalogue_item", code)
    form = VerifyForm(request.POST or None, initial={"check_months": stands.item.check_months})

    def deed(data: Data) -> tuple[str, str]:
        services.verify_item(
            code=code, **data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return f"已记下：“{stands.title}”今天核对过。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"核对：{stands.title}",
        crumbs=_crumbs(stands),
        form=form,
        intro="对照文件原文或问过承办单位，内容仍然准确的，在这里记下。已经变了的，请起草新版。",
        about=[("依据", stands.legal_basis), ("承办单位", stands.provider)],
        submit_label="核对无误",
        cancel_url=back,
    )


def _crumbs(edition: Edition) -> tuple[dict[str, str], ...]:
    return (
        crumb(TITLE, "catalogue"),
        crumb(edition.title, "catalogue_item", edition.item.code),
    )


def _form_page(
    request: HttpRequest,
    form: EditionForm,
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
        intro="写居民看得懂的话。存为草稿以后写明条件，由另一人审核，审核通过才公布。",
        about=[],
        submit_label="保存草稿",
        cancel_url=cancel_url,
    )
