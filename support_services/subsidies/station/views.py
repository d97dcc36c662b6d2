"""The pages of station workers. Each asks for the own area only; the rest does not exist."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from support_services.stations.rules import spoken_name
from support_services.stations.station_pages import person_actions
from support_services.subsidies import (
    area_accounts,
    area_checks,
    area_confirmation,
    area_payees,
    area_recoveries,
    area_rosters,
    area_suspense,
    selectors,
)
from support_services.subsidies.area_rosters import Chosen
from support_services.subsidies.area_standing import OWN, TOWNS, StandingTold
from support_services.subsidies.services.area_records import export_roster, note_payee_viewed
from support_services.subsidies.services.statements import open_statement
from support_services.subsidies.station.file import file_context
from support_services.subsidies.station.place import (
    area_name,
    village_asked,
    villages_to_choose,
    with_query,
)
from support_services.subsidies.station.today import trouble_row
from veterans.accounts.doors import for_station
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.months import first_of, month_text, parse_month

View = Callable[..., HttpResponseBase]

PAGE = 30
PRINTED = 5000


def own_area(view: View) -> View:
    """For station workers with the duty; nothing of it is kept by browsers or on the way."""
    return never_cache(for_station("station.roster")(view))


@require_safe
@own_area
def roster(request: HttpRequest) -> HttpResponse:
    """Who is paid in a month, page by page."""
    user: Any = request.user
    months = area_rosters.roster_months()
    chosen = _chosen(request, months)
    payments = area_rosters.roster(user, chosen)
    persons, amount = area_rosters.sums_of(payments)
    page = Paginator(payments, PAGE).get_page(request.GET.get("page"))
    rows = area_rosters.rows_of(user, page.object_list)
    page.object_list = [_roster_row(row) for row in rows]  # type: ignore[misc]
    context = {
        "area_name": area_name(user),
        "month": chosen.month,
        "months": [
            {"code": month_text(one), "month": one, "selected": one == chosen.month}
            for one in months
        ],
        "villages": villages_to_choose(user, chosen.village),
        "states": [
            {"code": state.value, "label": label, "selected": state.value == chosen.state}
            for state, label in area_rosters.state_choices()
        ],
        "q": chosen.text,
        "is_filtered": bool(chosen.village or chosen.text or chosen.state),
        "summary": {"persons": persons, "amount": amount},
        "page_obj": page,
        "print_url": with_query(reverse("station:roster_print"), **_query(chosen)),
        "export_url": reverse("station:roster_export"),
        "export_fields": _query(chosen),
    }
    return render(request, "station/roster.html", context)


@require_safe
@own_area
def roster_print(request: HttpRequest) -> HttpResponse:
    """The same list in one piece, for paper."""
    user: Any = request.user
    chosen = _chosen(request, area_rosters.roster_months())
    payments = area_rosters.roster(user, chosen)
    persons, amount = area_rosters.sums_of(payments)
    rows = area_rosters.rows_of(user, payments[: PRINTED + 1])
    if len(rows) > PRINTED:
        raise Refused("人数太多，一次打印不下。请先选择一个村居，或导出 Excel。")
    context = {
        "area_name": area_name(user)
        if chosen.village is None
        else spoken_name(chosen.village.name),
        "month": chosen.month,
        "rows": rows,
        "summary": {"persons": persons, "amount": amount},
        "is_part": bool(chosen.text or chosen.state),
        "printed_at": timezone.localtime(),
        "back_url": with_query(reverse("station:roster"), **_query(chosen)),
    }
    return render(request, "station/roster_print.html", context)


@require_POST
@own_area
def roster_export(request: HttpRequest) -> HttpResponse:
    """Hand the list out as a file. POST, because every file is written down."""
    user: Any = request.user
    months = area_rosters.roster_months()
    chosen = _chosen(request, months)
    form = request.POST.get("form", "xlsx")
    try:
        made = export_roster(chosen=chosen, form=form, by=user, at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(with_query(reverse("station:roster"), **_query(chosen)))
    response = HttpResponse(made.content, content_type=made.content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.name)}"
    return response


@require_safe
@own_area
def follow_up(request: HttpRequest) -> HttpResponse:
    """Whom to look for and who is not paid: what a cross-check asks, what the bank gave back, and
    who is not on the list."""
    user: Any = request.user
    kind = request.GET.get("kind", "")
    if kind not in ("", "bank", "list", "check", "suspense"):
        raise NotFound("没有这个页面。")
    village = village_asked(request)
    back = area_rosters.undelivered(user, village)
    left_out = area_rosters.exceptions(user, village)
    back_pages, left_pages = Paginator(back, PAGE), Paginator(left_out, PAGE)
    suspense_pages = Paginator(area_rosters.suspended(user, village), PAGE)
    check_pages = Paginator(area_checks.to_visit(user, village), PAGE)
    if not kind:
        kind = "bank" if back_pages.count else "list"
    pages: dict[str, Paginator[Any]] = {
        "bank": back_pages,
        "list": left_pages,
        "check": check_pages,
        "suspense": suspense_pages,
    }
    shown = pages[kind]
    page = shown.get_page(request.GET.get("page"))
    rows: Any = page.object_list
    if kind == "check":
        page.object_list = [_to_visit(one) for one in rows]
    elif kind == "suspense":
        page.object_list = [_suspended(one, user) for one in rows]
    else:
        told = [
            area_rosters.trouble_of_payment(user, one)
            if kind == "bank"
            else area_rosters.trouble_of_exception(one)
            for one in rows
        ]
        page.object_list = [trouble_row(one) for one in told]
    code = village.code if village else ""
    url = reverse("station:follow_up")
    context = {
        "area_name": area_name(user),
        "kind": kind,
        "tabs": [
            {
                "title": "银行没有付成",
                "url": with_query(url, kind="bank", village=code),
                "count": back_pages.count,
                "current": kind == "bank",
            },
            {
                "title": "挂账待发",
                "url": with_query(url, kind="suspense", village=code),
                "count": suspense_pages.count,
                "current": kind == "suspense",
            },
            {
                "title": "没有进发放名单",
                "url": with_query(url, kind="list", village=code),
                "count": left_pages.count,
                "current": kind == "list",
            },
            {
                "title": "请上门核实",
                "url": with_query(url, kind="check", village=code),
                "count": check_pages.count,
                "current": kind == "check",
            },
        ],
        "villages": villages_to_choose(user, village),
        "page_obj": page,
    }
    return render(request, "station/follow_up.html", context)


@require_safe
@own_area
def payee(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person of the own area; anybody else is not there."""
    user: Any = request.user
    found = area_payees.payee_visible_to(user, person_id, today=timezone.localdate())
    note_payee_viewed(person_id=found.person_id, by=user, at=timezone.now())
    years = selectors.statement_years(found.person_id)
    url = reverse("station:statement", args=[found.person_id]) if years else ""
    about_file = file_context(user, found.person_id)
    closed = found.died_on is not None or bool(about_file["merged_into"])
    context = {
        "payee": found,
        "statement_url": url,
        "publicity": [_of_publicity(one) for one in found.publicity],
        "confirmations": [
            {**asdict(one), "url": reverse("station:confirmation_person", args=[one.due_id])}
            for one in area_confirmation.standing_told(
                user, found.person_id, today=timezone.localdate()
            )
        ],
        "account_url": "" if closed else reverse("station:account_new", args=[found.person_id]),
        "sent_in": area_accounts.of_person(user, found.person_id)[:1],
        "recoveries": area_recoveries.recoveries_told(
            user, found.person_id, today=timezone.localdate()
        ),
        "more_actions": person_actions(user, person_id, dead=closed),
        **about_file,
    }
    return render(request, "station/payee.html", context)


@require_safe
@own_area
def statement(request: HttpRequest, person_id: int) -> HttpResponse:
    """A year of one person of the own area, on paper; an odd year is the last one."""
    user: Any = request.user
    found = area_payees.payee_visible_to(user, person_id, today=timezone.localdate())
    years = selectors.statement_years(found.person_id)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else None
    told = open_statement(person_id=found.person_id, year=year, by=user, at=timezone.now())
    url = reverse("station:statement", args=[found.person_id])
    context = {
        "payee": found,
        "statement": told,
        "years": [
            {"year": one, "url": with_query(url, year=str(one)), "current": one == told.year}
            for one in years
        ],
        "back_url": _payee_url(found.person_id),
        "printed_at": timezone.localtime(),
    }
    return render(request, "station/payee_statement.html", context)


@require_safe
@own_area
def payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Why this amount, line by line."""
    user: Any = request.user
    found = area_payees.payment_visible_to(user, payment_id)
    context = {"found": found, "payee_url": _payee_url(found.person_id) if found.is_here else ""}
    return render(request, "station/payment.html", context)


def _chosen(request: HttpRequest, months: list[Any]) -> Chosen:
    """What was asked for; without a month the newest one. Refuses what is not the worker's."""
    given = request.POST if request.method == "POST" else request.GET
    text = given.get("month", "")
    month = parse_month(text) if text else (months[0] if months else first_of(timezone.localdate()))
    return Chosen(
        month=month,
        village=village_asked(request),
        text=given.get("q", "").strip()[:30],
        state=area_rosters.payment_state(given.get("state", "")),
    )


def _query(chosen: Chosen) -> dict[str, str]:
    return {
        "month": month_text(chosen.month),
        "village": chosen.village.code if chosen.village else "",
        "q": chosen.text,
        "state": chosen.state,
    }


def _payee_url(person_id: int) -> str:
    return reverse("station:payee", args=[person_id])


def _of_publicity(one: StandingTold) -> dict[str, Any]:
    pages = {OWN: "station:publicity_notice", TOWNS: "station:publicity_of_town"}
    url = reverse(pages[one.opens], args=[one.notice_id]) if one.opens else ""
    return {**asdict(one), "url": url}


def _to_visit(hit: Any) -> dict[str, Any]:
    told = area_checks.told(hit)
    return {**asdict(told), "url": reverse("station:check", args=[told.hit_id])}


def _suspended(payment: Any, user: Any) -> dict[str, Any]:
    told = area_suspense.told(payment, user)
    return {**asdict(told), "url": reverse("station:suspended", args=[told.payment_id])}


def _roster_row(row: area_rosters.RosterRow) -> dict[str, Any]:
    return {
        **asdict(row),
        "url": _payee_url(row.person_id) if row.is_here else "",
        "why_url": reverse("station:payment", args=[row.payment_id]),
    }
