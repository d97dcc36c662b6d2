"""Who would hear what in the next thirty days: counts by rule and day, names on demand."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.notices.admin import showing
from support_services.notices.admin.rules import count_row
from support_services.notices.selectors import planned
from support_services.notices.services.looking import people_of_day
from support_services.notices.states import NoticeState, RuleState
from veterans.accounts.bureau_pages import actor, address, crumb, page

PER_PAGE = 50


def preview(request: HttpRequest) -> HttpResponse:
    """The days ahead, rule by rule; of those in force, or of a draft beside them."""
    user = actor(request)
    live = planned.rules_visible_to(user).filter(state__in=[RuleState.IN_FORCE, RuleState.DRAFT])
    found = planned.preview(live.order_by("state", "code"), timezone.localdate())
    sections = [
        {
            "title": rule.title,
            "url": address("reminder", rule.pk),
            "is_draft": rule.state == RuleState.DRAFT,
            "audience": showing.audience_of(rule),
            "when": showing.when_of(rule),
            "total": sum(one.count for one in counts if one.state != NoticeState.CANCELLED),
            "rows": [
                {
                    **count_row(one),
                    "url": address("reminder_people", rule.pk, f"{one.say_on:%Y-%m-%d}"),
                }
                for one in counts
            ],
        }
        for rule, counts in found
    ]
    return page(
        request,
        "bureau/reminder_preview.html",
        title="未来 30 天的提醒",
        crumbs=showing.crumbs(),
        tabs=showing.tabs("reminder_preview", user),
        sections=[one for one in sections if one["rows"]],
        silent=[one for one in sections if not one["rows"]],
        has_rules=bool(sections),
    )


def people(request: HttpRequest, rule_id: int, day: str) -> HttpResponse:
    """The people behind one day of a rule, page by page; that they were looked at is on record."""
    user = actor(request)
    rule = planned.rule_visible_to(user, rule_id)
    try:
        say_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    rows, count = people_of_day(
        rule=rule,
        say_on=say_on,
        start=(max(number, 1) - 1) * PER_PAGE,
        limit=PER_PAGE,
        by=user,
        at=timezone.now(),
    )
    pages: Any = Paginator(range(count), PER_PAGE).get_page(number)
    pages.object_list = [{**one, "url": address("person", one["key"])} for one in rows]
    return page(
        request,
        "bureau/reminder_people.html",
        title=f"{rule.title}：{say_on.month}月{say_on.day}日的提醒",
        crumbs=showing.crumbs(crumb(rule.title, "reminder", rule.pk)),
        page_obj=pages,
    )
