"""The outbox, what could not be delivered, and what people do about it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.notices.admin import showing
from support_services.notices.admin.forms import OutboxFilter, asked
from support_services.notices.channels import sms
from support_services.notices.selectors import outbox as selectors
from support_services.notices.selectors.planned import rules_visible_to
from support_services.notices.services import handling
from support_services.notices.services.sending import may_ring_now
from support_services.notices.states import (
    NOTICE_LABELS,
    NOTICE_MOVES,
    NOTICE_VERB_LABELS,
    Audience,
    Channel,
    NoticeState,
)
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, doer, done, turned_back
from veterans.regions.selectors import towns_visible_to

# The other moves belong to the letters and to the inbox.
VERBS = ("retry", "by_letter", "cancel")
AGAIN = "再送一次"
_FOLLOWS = {
    "retry": (
        "用原来的幂等号再发，短信网关已经收过的不会再发一遍；号码改过的按新号码重新发。",
        "仍受可发时段和每人每天条数的限制。",
    ),
    "by_letter": ("列入书面通知清单，由经办打印送达。", "没有答复的，本人可能已经收到过短信。"),
    "cancel": ("不再发送，保留可查；同一件事以后也不会再提醒。",),
}

ONCE_MORE = "回到书面通知清单，内容不变，由经办再打印、再送；地址不对的，请先更正住址。"


def outbox(request: HttpRequest) -> HttpResponse:
    """Everything that was written, the newest first."""
    user = actor(request)
    titles = dict(rules_visible_to(user).order_by("pk").values_list("code", "title"))
    form = OutboxFilter(
        request.GET, towns=list(towns_visible_to(user)), rules=sorted(titles.items())
    )
    wanted = asked(form)
    counts = selectors.state_counts(user)
    waiting = sum(counts.get(state, 0) for state in selectors.STANDS["waiting"][1])
    return page(
        request,
        "bureau/outbox.html",
        title="发件箱",
        crumbs=showing.crumbs(),
        tabs=showing.tabs("outbox", user),
        filter_form=form,
        filtered=any(wanted.values()),
        waiting=waiting,
        trouble=sum(counts.get(state, 0) for state in selectors.STANDS["trouble"][1]),
        dead=counts.get(NoticeState.DEAD, 0),
        sent=sum(counts.get(state, 0) for state in selectors.STANDS["done"][1]),
        sms_off=not sms.is_on(),
        quiet=not may_ring_now(timezone.now()),
        page_obj=paged(request, selectors.outbox(user, **wanted), showing.notice_row),
    )


def dead_letters(request: HttpRequest) -> HttpResponse:
    """What a person has to decide: the oldest first, with why and how often."""
    user = actor(request)
    may = user.may("notices.send")
    return page(
        request,
        "bureau/dead_letters.html",
        title="发不出去的通知",
        crumbs=showing.crumbs(),
        tabs=showing.tabs("dead_letters", user),
        page_obj=paged(
            request,
            selectors.dead_letters(user),
            lambda one: {**showing.notice_row(one), "actions": _actions(one, may)},
        ),
    )


def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: what it says, to whom, what was tried."""
    user = actor(request)
    found = selectors.notice_visible_to(user, notice_id)
    return page(
        request,
        "bureau/notice.html",
        title=f"通知：{found.title}",
        crumbs=showing.crumbs(crumb("发件箱", "outbox")),
        row=showing.notice_row(found),
        text=showing.covered_text(found),
        person_url=address("person", found.person_id) if found.person_id else "",
        rule_url=address("reminder", found.rule_id) if found.rule_id else "",
        written_at=found.written_at,
        handled_by=str(found.handled_by) if found.handled_by else "",
        handled_at=found.handled_at,
        actions=_actions(found, user.may("notices.send")),
    )


def _actions(found: Any, may: bool) -> list[dict[str, str]]:
    if not may:
        return []
    return [
        button(_label(verb, found), _KINDS[verb], "notice_step", found.pk, verb)
        for verb in VERBS
        if found.state in NOTICE_MOVES[verb][0]
        and not (verb == "retry" and found.channel != Channel.SMS)
        and not (verb == "by_letter" and found.audience != Audience.PERSON)
    ]


def _label(verb: str, found: Any) -> str:
    """A letter that came back is a letter already: it goes once more."""
    again = verb == "by_letter" and found.channel == Channel.LETTER
    return AGAIN if again else NOTICE_VERB_LABELS[verb]


_KINDS = {"retry": "primary", "by_letter": "plain", "cancel": "danger"}


def step(request: HttpRequest, notice_id: int, verb: str) -> HttpResponse:
    """Try again, make it a letter, cancel: asked first, then done."""
    if verb not in VERBS:
        raise Http404
    user = doer(request, NOTICE_MOVES[verb][2], NOTICE_VERB_LABELS[verb])
    found = selectors.notice_visible_to(user, notice_id)
    label = _label(verb, found)
    back = address("notice", found.pk)
    run = {"retry": handling.retry, "by_letter": handling.by_letter, "cancel": handling.cancel}

    def deed(data: Data) -> str:
        run[verb](notice_id=notice_id, by=user, at=timezone.now())
        return f"已{label}。"

    if answer := done(request, deed, back=back):
        return answer
    if found.state not in NOTICE_MOVES[verb][0]:
        now = NOTICE_LABELS[NoticeState(found.state)][0]
        return turned_back(request, f"这条通知{now}，不能{label}。", back)
    return page(
        request,
        "bureau/notice_confirm.html",
        title=f"{label}：{found.title}",
        crumbs=showing.crumbs(crumb("发件箱", "outbox")),
        row=showing.notice_row(found),
        question=f"{label}给“{showing.hearer(found)}”的这条通知？",
        consequences=[ONCE_MORE] if label == AGAIN else list(_FOLLOWS[verb]),
        confirm_label=f"确认{label}",
        danger=verb == "cancel",
        cancel_url=back,
    )
