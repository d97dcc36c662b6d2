"""Answers that came by a link: the receipt for paper, that a unit denies one, and 答复核实."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.units import answering, selectors
from support_services.units.admin.lists import TITLE
from support_services.units.forms import DenialForm, SettleForm
from support_services.units.models import Reply, ReplyCheck
from support_services.units.services import checking as services
from support_services.units.showing import check_facts, check_row, receipt_told, reply_row
from support_services.units.states import CHECKS_WAITING, CheckState
from veterans.accounts.bureau_pages import Crumb, actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, doer, filled_in, turned_back

CHECKS = "答复核实"


def checks(request: HttpRequest) -> HttpResponse:
    """What somebody has to find out, or everything that was."""
    user = actor(request)
    every = request.GET.get("state") == "all"
    return page(
        request,
        "bureau/unit_checks.html",
        title=CHECKS,
        crumbs=(crumb(TITLE, "units"), crumb("答复链接", "unit_links")),
        tabs=[
            {"title": "待核实", "url": address("unit_checks"), "current": not every},
            {"title": "全部", "url": address("unit_checks", state="all"), "current": every},
        ],
        every=every,
        page_obj=paged(
            request,
            selectors.checks_visible_to(user, every=every),
            lambda one: {**check_row(one), "url": address("unit_reply", one.reply_id)},
        ),
    )


def _crumbs(found: Reply) -> tuple[Crumb, ...]:
    unit = found.link.unit
    return (
        crumb(TITLE, "units"),
        crumb(unit.name, "unit", unit.pk),
        crumb(f"答复链接 第 {found.link_id} 号", "unit_link", found.link_id),
    )


def _check(found: Reply) -> ReplyCheck | None:
    return getattr(found, "check_of", None)


def reply(request: HttpRequest, reply_id: int) -> HttpResponse:
    """One answer: what was said when it came, who was told of it, what was found out about it."""
    user = actor(request)
    found = selectors.reply_visible_to(user, reply_id)
    check = _check(found)
    known = answering.known(found.link.about)
    waits = check is not None and check.state in CHECKS_WAITING
    why_not = services.why_not_settle(found, user) if waits and user.may("units.check") else ""
    actions = [button("打印回执", "plain", "unit_reply_receipt", found.pk)]
    if user.may("units.check") and waits and not why_not:
        actions.append(button("记下核实结果", "primary", "unit_reply_check", found.pk))
    denied = check is not None and check.state in (CheckState.DENIED, CheckState.NOT_THEIRS)
    if user.may("units.code") and not denied:
        actions.append(button("单位说不是它答的", "danger", "unit_reply_deny", found.pk))
    return page(
        request,
        "bureau/unit_reply.html",
        title=f"答复 {found.receipt}",
        crumbs=_crumbs(found),
        row=reply_row(found),
        unit=found.link.unit.name,
        about=found.link.title,
        about_url=known[0].url(user, known[1]) if known else "",
        receipt=receipt_told(selectors.told_of_reply(found)),
        check=check_facts(check) if check is not None else [],
        why_not=why_not,
        actions=actions,
    )


def receipt(request: HttpRequest, reply_id: int) -> HttpResponse:
    """回执 for paper, where no message reaches the contact; nothing of what the answer says."""
    found = selectors.reply_visible_to(actor(request), reply_id)
    return page(
        request,
        "bureau/unit_receipt.html",
        title=f"答复回执 {found.receipt}",
        crumbs=(*_crumbs(found), crumb(f"答复 {found.receipt}", "unit_reply", found.pk)),
        name=found.link.unit.name,
        receipt=found.receipt,
        number=found.link_id,
        sent_at=found.sent_at,
        phone=settings.PORTAL_BUREAU_PHONE,
        printed_on=timezone.localdate(),
        back_url=address("unit_reply", found.pk),
    )


def _about(found: Reply) -> list[tuple[str, str]]:
    return [
        ("单位", found.link.unit.name),
        ("事项", found.link.title),
        ("答复", f"{found.label}，{timezone.localtime(found.sent_at):%Y-%m-%d %H:%M}"),
        ("回执", found.receipt),
    ]


def deny(request: HttpRequest, reply_id: int) -> HttpResponse:
    """The unit told us that it was not its answer; asks how, and says what follows."""
    user = doer(request, "units.code", "单位说不是它答的")
    found = selectors.reply_visible_to(user, reply_id)
    back = address("unit_reply", found.pk)
    check = _check(found)
    form = DenialForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.deny_told(
            reply_id=found.pk,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已记下，链接已经停用，复核会核实。", back

    if answer := filled_in(request, form, deed):
        return answer
    if check is not None and check.state in (CheckState.DENIED, CheckState.NOT_THEIRS):
        return turned_back(request, "已经记过，单位说这份答复不是它的。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title="单位说不是它答的",
        crumbs=(*_crumbs(found), crumb(f"答复 {found.receipt}", "unit_reply", found.pk)),
        form=form,
        intro="这个答复链接马上停用；事项里凭这份答复办的，能退回的退回到答复以前，不能退回的写明原因；"
        "复核会收到通知，核实是谁答的。",
        about=_about(found),
        danger=True,
        submit_label="确认记下",
        cancel_url=back,
    )


def settle(request: HttpRequest, reply_id: int) -> HttpResponse:
    """核实: whether the unit gave that answer; asks how it was found out."""
    user = doer(request, "units.check", CHECKS)
    found = selectors.reply_visible_to(user, reply_id)
    back = address("unit_reply", found.pk)
    check = _check(found)
    form = SettleForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        given: dict[str, Any] = {"theirs": data["theirs"] == "yes", "how": data["how"]}
        services.settle(
            reply_id=found.pk, **given, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return "核实结果已记下。", back

    if answer := filled_in(request, form, deed):
        return answer
    if check is None or check.state not in CHECKS_WAITING:
        return turned_back(request, "这份答复没有要核实的。", back)
    if why := services.why_not_settle(found, user):
        return turned_back(request, why, back)
    return page(
        request,
        "bureau/fact_form.html",
        title="记下核实结果",
        crumbs=(*_crumbs(found), crumb(f"答复 {found.receipt}", "unit_reply", found.pk)),
        form=form,
        intro="按单位登记的电话打过去问：这份答复是不是你们交的。是的，答复照算；不是的，链接停用，"
        "事项里凭它办的能退回的退回，另发一个链接请单位重新答复。",
        about=[*_about(found), *check_facts(check)],
        submit_label="确认记下",
        cancel_url=back,
    )
