"""Good news to bring, and that it was brought."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from honors.letters import selectors, services
from honors.letters.forms import DeliverForm
from honors.letters.showing import letter_row, reward_words
from honors.letters.states import MOVES
from support_services.stations.rules import spoken_name
from support_services.stations.today import Due, Urgency
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.doors import for_station

A_PAGE = 50


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_letters:{name}", args=args)


def due(user: Any, today: date) -> Iterator[Due]:
    """How many wait, and since when the first is late; one query."""
    if not user.may("letters.deliver"):
        return
    days = list(selectors.to_bring(user).values_list("due_on", flat=True))
    if days:
        late = days[0] < today
        note = f"最早的 {days[0]:%-m月%-d日}{'已经过了' if late else '以前送到'}"
        urgency = Urgency.LATE if late else Urgency.SOON
        yield Due(urgency, "送喜报", _url("letters"), note, len(days), days[0])


@require_safe
@never_cache
@for_station("letters.read")
def letters(request: HttpRequest) -> HttpResponse:
    """What is to be brought, the most pressing first."""
    user: Any = request.user
    today = timezone.localdate()
    found = paged(request, selectors.to_bring(user), lambda one: one, per_page=A_PAGE)
    told = selectors.rewards_shown(user, found.object_list)
    found.object_list = [
        {**letter_row(one, today, told.get(one.pk)), "url": _url("deliver", one.pk)}
        for one in found.object_list
    ]
    context = {"area_name": spoken_name(user.region.name), "page_obj": found}
    return render(request, "station/good_news.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_station("letters.deliver")
def deliver(request: HttpRequest, letter_id: int) -> HttpResponse:
    """It was brought to the family. Kept on the device until it has arrived."""
    user: Any = request.user
    found = selectors.letter_visible_to(user, letter_id)
    today = timezone.localdate()
    form = DeliverForm(request.POST or None, request.FILES or None, initial={"delivered_on": today})

    def deed(data: Data) -> tuple[str, str]:
        services.deliver_letter(
            letter_id=found.pk, **form.asked(), by=user, at=timezone.now(), today=today
        )
        return f"{found.person.name}的喜报已登记送达。", _url("letters")

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in MOVES["deliver"][0]:
        return turned_back(request, "这份喜报已经送达。", _url("letters"))
    row = letter_row(found, today)
    reward = reward_words(found, selectors.rewards_shown(user, [found]).get(found.pk))
    context = {
        "title": "登记喜报送达",
        "name": row["name"],
        "village": row["village"],
        "masked_id": f"{row['due_on']:%Y-%m-%d} 以前送到",
        "about": [
            f"{row['merit']}{row['title']}，{row['awarded_on']:%Y-%m-%d} 授予。",
            *([f"{row['planned_on']:%Y-%m-%d} 去：{row['team']}。"] if row["team"] else []),
            *([f"奖励金 {reward}。"] if reward else []),
            "拍照先征得家里人同意。军装上的标志、营区不要拍进去。",
        ],
        "form": form,
        "submit": "登记",
        "back_url": _url("letters"),
    }
    return render(request, "station/form.html", context)
