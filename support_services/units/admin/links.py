"""答复链接 at the bureau: made and shown once as a slip, taken back, a code read out by another."""

from functools import partial
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from support_services.units import answering, selectors, tasks
from support_services.units.admin.lists import TITLE
from support_services.units.forms import LinkFilter, LinkForm, WhyForm
from support_services.units.models import Link, Unit
from support_services.units.services import links as services
from support_services.units.services.links import Made
from support_services.units.showing import act_entry, last_day, link_row, reply_row
from support_services.units.taking_part import parts_of
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User
from veterans.accounts.once import FIELD, once
from veterans.foundation.errors import NotFound, Refused

LINKS = "答复链接"
LOST = "链接刚才已经发出，答复单只显示一次。没有打印、没有抄下来的，再发一个新的，旧的自动作废。"
ALONE = "链接也是您发的：本局的设置允许一个人办，这件事记在链接下面，单位的答复要另外核实。"
READ_LOST = "验证码刚才已经显示过一次。没有读完的，再取一个新的，旧的自动作废。"


def links(request: HttpRequest) -> HttpResponse:
    """Every link, narrowed, a page at a time."""
    user, at = actor(request), timezone.now()
    form = LinkFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    return page(
        request,
        "bureau/unit_links.html",
        title=LINKS,
        crumbs=(crumb(TITLE, "units"),),
        filter_form=form,
        filtered=bool(state),
        checks_url=address("unit_checks"),
        page_obj=paged(
            request,
            selectors.links_found(user, state=state, at=at),
            lambda one: {**link_row(one, at), "url": address("unit_link", one.pk)},
        ),
    )


def link(request: HttpRequest, link_id: int) -> HttpResponse:
    """One link: how it stands, what was sent by it, and everything that happened."""
    user, at = actor(request), timezone.now()
    found = selectors.link_visible_to(user, link_id)
    known = answering.known(found.about)
    live = found.is_live(at)
    actions = []
    why_not = services.why_not_read(found, user)
    if user.may("units.code") and live and not why_not:
        actions.append(button("电话读出验证码", "plain", "unit_link_code", found.pk))
    if user.may("units.link") and found.unit.closed_at is None:
        actions.append(
            button("另发一个", "plain", "unit_link_new", found.unit_id, about=found.about)
        )
    if user.may("units.link") and found.revoked_at is None:
        actions.append(button("收回", "danger", "unit_link_revoke", found.pk))
    return page(
        request,
        "bureau/unit_link.html",
        title=f"{LINKS} 第 {found.pk} 号",
        crumbs=_crumbs(found.unit),
        row=link_row(found, at),
        unit_url=address("unit", found.unit_id),
        about_url=known[0].url(user, known[1]) if known else "",
        actions=actions,
        replies=[
            {**reply_row(one), "url": address("unit_reply", one.pk)}
            for one in selectors.replies_of(found)
        ],
        why_not_read=why_not if live and user.may("units.code") else "",
        entries=[act_entry(one) for one in selectors.acts_of(found)],
    )


def _crumbs(unit: Unit) -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "units"), crumb(unit.name, "unit", unit.pk))


def _subjects(user: User, unit: Unit, asked: str) -> list[tuple[str, str]]:
    """What this unit may be asked to answer, by key; one thing where the way here named it."""
    today = timezone.localdate()
    if asked:
        shown = answering.shows(asked, unit, today)
        return [(asked, shown.title)] if shown is not None and not shown.over else []
    found = {}
    for part in parts_of(user, unit, today):
        if part.about and part.about not in found:
            found[part.about] = f"{part.what}：{part.title}"
    return list(found.items())


@never_cache
def new(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Asks for what and for how long, then shows the slip on the answer itself, which nobody
    keeps."""
    user = actor(request)
    unit = selectors.unit_visible_to(user, unit_id)
    back = address("unit", unit.pk)
    asked = request.GET.get("about", "")
    subjects = _subjects(user, unit, asked)
    if unit.closed_at is not None or not subjects:
        why = "没有要这个单位答复的事：它没有承办的事项，或者事项已经办结、撤回。"
        return turned_back(request, why, back)
    form = LinkForm(
        request.POST or None,
        subjects=subjects,
        by_message=services.may_be_texted(unit),
        initial={"days": settings.PORTAL_LINK_DAYS, "about": subjects[0][0]},
    )
    if request.method == "POST" and form.is_valid():
        made: list[Made] = []

        def deed() -> tuple[str, str]:
            given: Data = {"by": user, "at": timezone.now(), "today": timezone.localdate()}
            url_of = partial(_url_of, request)
            given |= {**form.cleaned_data, "url_of": url_of}
            made.append(services.make_link(unit_id=unit.pk, **given))
            return LOST, address("unit_link", made[0].link.pk)

        try:
            _, onward = once(
                by=user, token=request.POST.get(FIELD, ""), deed=deed, at=timezone.now()
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not made:
                messages.warning(request, LOST)
                return HttpResponseRedirect(onward)
            fresh = made[0]
            if form.cleaned_data.get("by_message"):
                transaction.on_commit(partial(tasks.carry.delay, fresh.link.pk), robust=True)
            return _slip(request, fresh, bool(form.cleaned_data.get("by_message")))
    return page(
        request,
        "bureau/fact_form.html",
        title="发答复链接",
        crumbs=_crumbs(unit),
        form=form,
        intro="单位没有账号，凭这个链接和验证码答复这一件事，别的什么也看不到。"
        "答复单只显示一次；同一件事已经发过的，旧链接自动作废。",
        about=[("单位", unit.name)],
        submit_label="发链接",
        cancel_url=back,
    )


def _url_of(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("links:link", args=[secret]))


def _slip(request: HttpRequest, made: Made, by_message: bool) -> HttpResponse:
    """答复单: the link as text and as a code to scan, for paper."""
    url = _url_of(request, made.secret)
    return page(
        request,
        "bureau/unit_slip.html",
        title=f"答复单 第 {made.link.pk} 号",
        crumbs=_crumbs(made.link.unit),
        name=made.link.unit.name,
        number=made.link.pk,
        url=url,
        # Drawn here, from our own address.
        picture=mark_safe(segno.make(url, micro=False, error="m").svg_inline(scale=4)),
        last_day=last_day(made.link),
        by_message=by_message,
        by_telephone=not services.may_be_texted(made.link.unit),
        phone=settings.PORTAL_BUREAU_PHONE,
        printed_on=timezone.localdate(),
        back_url=address("unit_link", made.link.pk),
    )


def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """Asks why, then it opens nothing any more."""
    user = actor(request)
    found = selectors.link_visible_to(user, link_id)
    back = address("unit_link", found.pk)
    if found.revoked_at is not None:
        return turned_back(request, "这个链接已经收回。", back)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.revoke_link(link_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return "链接已收回，马上打不开。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="收回答复链接",
        crumbs=_crumbs(found.unit),
        form=form,
        intro="收回以后马上打不开，正在填的也交不上；不能恢复，要再用的重新发一个。",
        about=_about(found),
        danger=True,
        submit_label="确认收回",
        cancel_url=back,
    )


@never_cache
def read_code(request: HttpRequest, link_id: int) -> HttpResponse:
    """Asks, then shows a code once, to be read out to whoever answers at the unit's number."""
    user = actor(request)
    found = selectors.link_visible_to(user, link_id)
    back = address("unit_link", found.pk)
    if not found.is_live(timezone.now()):
        return turned_back(request, "这个链接已经收回或者过期，不用再读验证码。", back)
    if why := services.why_not_read(found, user):
        return turned_back(request, why, back)
    alone = found.made_by_id == user.pk
    form = forms.Form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes: list[str] = []

        def deed() -> tuple[str, str]:
            at = timezone.now()
            codes.append(services.read_out_code(link_id=found.pk, by=user, at=at))
            return READ_LOST, back

        try:
            once(by=user, token=request.POST.get(FIELD, ""), deed=deed, at=timezone.now())
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not codes:
                messages.warning(request, READ_LOST)
                return HttpResponseRedirect(back)
            return page(
                request,
                "bureau/unit_code.html",
                title="读出验证码",
                crumbs=_crumbs(found.unit),
                code=codes[0],
                name=found.unit.name,
                minutes=selectors.code_minutes(),
                alone=alone,
                back_url=back,
            )
    return page(
        request,
        "bureau/fact_form.html",
        title="读出验证码",
        crumbs=_crumbs(found.unit),
        form=form,
        intro=f"{ALONE if alone else ''}只读给单位里办这件事的人：不管谁打来，都按单位登记的"
        "电话打回去，先问单位名称和答复单号。谁读的、几时读的，记在链接下面；以前的验证码马上作废。",
        about=[*_about(found), ("打这个电话", _number(found.unit))],
        submit_label="显示一次",
        cancel_url=back,
    )


def _number(unit: Unit) -> str:
    """Where the unit is called: its own number of the register."""
    if unit.phone:
        return unit.phone
    return (
        "联系人的手机，在单位的页面上“看联系人”" if unit.contact_phone is not None else "没有登记"
    )


def _about(found: Link) -> list[tuple[str, Any]]:
    return [
        ("单位", found.unit.name),
        ("答复单", f"第 {found.pk} 号"),
        ("事项", found.title),
        ("有效到", f"{last_day(found):%Y-%m-%d}"),
    ]
