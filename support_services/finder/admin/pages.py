"""Where items and people do not meet yet: item by item, place by place, month by month."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.catalogue.selectors import item_editions, standing
from support_services.finder import selectors
from support_services.finder.forms import GapFilter, OutcomeForm
from support_services.finder.services.answering import answer_gap
from support_services.finder.services.comparing import start_run
from support_services.finder.showing import gap_body, gap_row
from support_services.finder.states import FOR_STATIONS
from support_services.finder.tasks import carry_on
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.models import User
from veterans.regions.selectors import place_name, towns_visible_to

TITLE = "政策找人"


def finder(request: HttpRequest) -> HttpResponse:
    """Every item that is sought out, how its gaps stand, and how they closed over a year."""
    user = actor(request)
    last = selectors.last_run()
    rows = selectors.sums(user)
    return page(
        request,
        "bureau/finder.html",
        title=TITLE,
        rows=[
            {
                "code": one.edition.item.code,
                "title": one.edition.title,
                "to_do": one.to_do,
                "applied": one.applied,
                "settled": one.settled,
                "paper": one.paper,
                "excess": one.excess,
                "url": address("finder_item", one.edition.item.code),
            }
            for one in rows
        ],
        in_all={
            name: sum(getattr(one, name) for one in rows)
            for name in ("to_do", "applied", "settled", "excess")
        },
        **_months(selectors.months(user, timezone.localdate())),
        run=_run_told(last),
        run_url=address("finder_run") if user.may("finder.run") else "",
        here=address("finder"),
    )


def _run_told(last: Any) -> dict[str, Any] | None:
    if last is None:
        return None
    return {
        "running": last.finished_at is None,
        "done": last.total - len(last.items),
        "total": last.total,
        "started_at": last.started_at,
        "finished_at": last.finished_at,
        "by": str(last.started_by) if last.started_by else "系统",
        "found": last.found,
        "closed": last.closed,
    }


def _months(rows: list[selectors.MonthEnd]) -> dict[str, Any]:
    return {
        "months": [
            {"label": f"{one.month:%Y年%-m月}", "open": one.open, "helped": one.helped}
            for one in rows
        ],
        "most": max(one.open for one in rows),
    }


def run(request: HttpRequest) -> HttpResponse:
    """Asks, then compares everybody anew."""
    user = actor(request)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = start_run(by=user, at=timezone.now())
        transaction.on_commit(lambda: carry_on.delay(made.pk))
        return "已开始比对，完成后这一页的数字会更新。", address("finder")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="重新比对",
        crumbs=(crumb(TITLE, "finder"),),
        form=form,
        intro="把全部人员的档案和每个主动找人的项目比对一遍。平时不用按：档案一有变动，几分钟内就会比对；每天夜里全部比对一次。",
        about=[],
        submit_label="开始比对",
        cancel_url=address("finder"),
    )


def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: its gaps by town, over a year, and who they are."""
    user = actor(request)
    edition = standing(item_editions(user, code))
    towns = [(town.path, town.name) for town in towns_visible_to(user)]
    form = GapFilter(request.GET, towns=towns)
    form.is_valid()
    asked = form.cleaned_data
    return page(
        request,
        "bureau/finder_item.html",
        title=f"{TITLE}：{edition.title}",
        crumbs=(crumb(TITLE, "finder"),),
        item_url=address("catalogue_item", code),
        seeks=edition.seeks,
        beneficiaries=edition.beneficiaries,
        places=[
            {
                "name": one.region.name,
                "to_do": one.to_do,
                "applied": one.applied,
                "settled": one.settled,
                "url": address("finder_item", code, place=one.region.path),
            }
            for one in selectors.by_place(user, code)
        ],
        **_months(selectors.months(user, timezone.localdate(), code=code)),
        filter_form=form,
        page_obj=paged(
            request,
            selectors.open_gaps(
                user, code, kind=asked.get("kind", ""), place=asked.get("place", "")
            ),
            lambda one: {
                **gap_row(one),
                "village": place_name(one.person.region),
                "url": address("finder_gap", one.pk),
            },
        ),
    )


def of_person(user: User, person_id: int) -> dict[str, Any]:
    """What somebody's page shows: his open gaps."""
    rows = selectors.gaps_visible_to(user).filter(person=person_id, closed_on__isnull=True)
    return {
        "gaps": [
            {
                **gap_row(one),
                "legal_basis": one.edition.legal_basis,
                "url": address("finder_gap", one.pk),
            }
            for one in rows.order_by("item__code")
        ]
    }


def gap(request: HttpRequest, gap_id: int) -> HttpResponse:
    """One gap; the bureau may take down what came of it, as a station does."""
    user = actor(request)
    found = selectors.gap_visible_to(user, gap_id)
    back = address("finder_item", found.item.code)
    may = user.may("finder.answer") and found.closed_on is None and found.kind in FOR_STATIONS
    form = OutcomeForm(request.POST or None)
    body = gap_body(found, timezone.localdate())
    # The head of the page says it.
    del body["title"]

    def deed(data: Data) -> tuple[str, str]:
        answer_gap(gap_id=found.pk, **data, by=user, at=timezone.now())
        return f"已登记 {found.person.name} 的结果。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/gap.html",
        title=f"{found.person.name}：{found.edition.title}",
        crumbs=(crumb(TITLE, "finder"), crumb(found.edition.title, "finder_item", found.item.code)),
        **{**body, "village": place_name(found.person.region)},
        form=form if may else None,
        person_url=address("person", found.person_id),
        back_url=back,
    )
