"""What the subsidies put on the first page of a station: what is due, and the month in figures."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from support_services.stations.today import Due, Urgency
from support_services.subsidies import (
    area_accounts,
    area_checks,
    area_confirmation,
    area_publicity,
    area_rosters,
)
from support_services.subsidies.area_rosters import Trouble
from support_services.subsidies.station.place import with_query
from veterans.registry.selectors.file import events_came_back

ON_HOME = 5
# How pressing a round of the yearly confirmation is, by the tone in which it is told.
_ROUNDS = {"bad": Urgency.LATE, "warn": Urgency.TODAY, "info": Urgency.SOON}


def due(user: Any, today: date) -> Iterator[Due]:
    """Visits asked for by a cross-check, papers to hang, rounds to confirm, what came back."""
    checks = area_checks.to_visit(user).count()
    if checks:
        yield Due(
            Urgency.TODAY,
            "请上门核实",
            with_query(reverse("station:follow_up"), kind="check"),
            "数据比对提示情况有变，核实以前暂缓发放",
            checks,
        )
    papers = area_publicity.to_hang(user, today=today)
    if papers:
        yield Due(
            Urgency.TODAY,
            "请张贴公示",
            reverse("station:publicity"),
            "正在公示期，打印张贴以后登记",
            papers,
        )
    for one in area_confirmation.reminders(user, today=today):
        yield Due(_ROUNDS[one.tone], one.title, reverse("station:confirmation"), one.text)
    back = events_came_back(user)
    if back:
        yield Due(
            Urgency.BACK,
            "报送的变动被退回",
            reverse("station:events"),
            "看哪里不对，改好再报",
            back,
        )
    accounts = area_accounts.counts(user)
    if accounts["back"]:
        yield Due(
            Urgency.BACK,
            "账户更正被退回",
            reverse("station:accounts"),
            "区局核验没有通过，看哪里不对",
            accounts["back"],
        )


def money_panel(request: HttpRequest) -> tuple[str, Mapping[str, Any]]:
    """The month, and the first of those who were not paid."""
    user: Any = request.user
    months = area_rosters.roster_months()
    month = months[0] if months else None
    back = area_rosters.undelivered(user)
    left_out = area_rosters.exceptions(user)
    back_count, left_count = back.count(), left_out.count()
    troubles = [area_rosters.trouble_of_payment(user, one) for one in back[:ON_HOME]]
    room = ON_HOME - len(troubles)
    troubles += [area_rosters.trouble_of_exception(one) for one in left_out[:room]]
    return "station/_home_money.html", {
        "month": month,
        "figures": area_rosters.figures(user, month) if month else None,
        "trouble_count": back_count + left_count,
        "trouble": [trouble_row(one) for one in troubles],
        "follow_up_url": reverse("station:follow_up"),
    }


def trouble_row(one: Trouble) -> dict[str, Any]:
    """Somebody who was not paid, as ``station/_trouble_list.html`` takes them."""
    url = reverse("station:payee", args=[one.person_id]) if one.is_here else ""
    return {**asdict(one), "url": url}
