"""What was told to the bureau or to this colleague, and its line on the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.notices import reading
from support_services.notices.admin import showing
from support_services.notices.selectors import inbox as selectors
from support_services.notices.selectors import outbox, planned
from support_services.notices.services import handling
from support_services.notices.states import NoticeState, RuleState
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, done

TITLE = "我的通知"


def bureau_inbox(request: HttpRequest) -> HttpResponse:
    """Everything, the newest first."""
    user = actor(request)
    return page(
        request,
        "bureau/inbox.html",
        title=TITLE,
        tabs=showing.tabs("bureau_inbox", user) if user.may("notices.read") else [],
        page_obj=paged(
            request,
            selectors.inbox(user),
            lambda one: {**reading.row(one), "url": address("bureau_inbox_notice", one.pk)},
        ),
    )


def bureau_inbox_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One of them in full; POST marks it as read."""
    user = actor(request)
    found = selectors.inbox_notice(user, notice_id)

    def deed(data: Data) -> str:
        handling.read(notice_id=notice_id, by=user, at=timezone.now())
        return "已标记已阅。"

    if answer := done(request, deed, back=address("bureau_inbox")):
        return answer
    people, count = reading.people_of(found, user, 1)
    return page(
        request,
        "bureau/inbox_notice.html",
        title=found.title,
        crumbs=(crumb(TITLE, "bureau_inbox"),),
        notice=reading.row(found),
        has_people=reading.has_people(found) and user.may("people.read"),
        people=[{**one, "url": address("person", one["key"])} for one in people],
        people_count=count,
        all_url=address("reminder_people", found.rule_id, f"{found.say_on:%Y-%m-%d}")
        if found.rule_id and count > len(people) and user.may("notices.read")
        else "",
    )


def desk(request: HttpRequest) -> dict[str, Any]:
    """Unread notices; rules that wait for a second person; what could not be delivered."""
    user = actor(request)
    found: dict[str, Any] = {}
    attention = []
    if count := selectors.unread_count(user):
        attention.append(
            {
                "title": f"{count:,} 条未读通知",
                "url": address("bureau_inbox"),
                "detail": "到期提醒和转来的事项",
                "tone": "warn",
            }
        )
    if user.may("notices.send"):
        dead = outbox.notices_visible_to(user).filter(state=NoticeState.DEAD).count()
        if dead:
            attention.append(
                {
                    "title": f"{dead:,} 条通知发不出去",
                    "url": address("dead_letters"),
                    "detail": "重新发送、改为书面通知或取消",
                    "tone": "warn",
                }
            )
    if attention:
        found["attention"] = attention
    if user.may("notices.enforce"):
        drafts = planned.rules_visible_to(user).filter(state=RuleState.DRAFT)
        waiting = [
            {
                "title": f"提醒规则“{rule.title}”：启用",
                "url": address("reminder", rule.pk),
                "note": f"{rule.entered_by} 录入，须由另一人启用",
                "since": rule.entered_at,
                "state_label": "待启用",
                "state_tone": "info",
            }
            for rule in drafts.exclude(entered_by=user).order_by("entered_at")[:5]
        ]
        if waiting:
            found["waiting"] = waiting
    return found
