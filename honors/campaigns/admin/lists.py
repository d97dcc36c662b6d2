"""The list of campaigns, the candidates of one as a workbook and on paper; a nomination found by
its number."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from honors.campaigns.rules import nomination_of
from honors.campaigns.selectors import campaigns as reading
from honors.campaigns.selectors.candidates import candidates_of, nominations_visible_to
from honors.campaigns.showing import campaign_facts, campaign_row, candidate_row, number_of
from honors.campaigns.states import ENTER
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import turned_back
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

TITLE = "评选表彰"


def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign, the newest first."""
    user = actor(request)
    return page(
        request,
        "bureau/campaigns.html",
        title=TITLE,
        page_obj=paged(
            request,
            reading.campaign_rows(user),
            lambda one: {**campaign_row(one), "url": address("campaign", one.pk)},
            per_page=30,
        ),
        new_url=address("campaign_new") if user.may(ENTER) else "",
        statistics_url=address("campaign_statistics"),
        find_url=address("nomination_find"),
    )


def find(request: HttpRequest) -> HttpResponse:
    """The nomination of a number that somebody asks by."""
    user = actor(request)
    number = request.GET.get("number", "")[:40]
    key = nomination_of(number)
    found = nominations_visible_to(user).filter(pk=key).first() if key is not None else None
    if found is None or number_of(found) != number.strip():
        told = f"没有编号“{number.strip()}”的推荐，请照回执核对，例如 2026-0012-00034。"
        return turned_back(request, told, address("campaigns"))
    return HttpResponseRedirect(address("nomination", found.pk))


def _rows(request: HttpRequest, campaign_id: int) -> tuple[Any, list[dict[str, Any]]]:
    user = actor(request)
    found = reading.campaign_visible_to(user, campaign_id)
    return found, [candidate_row(one) for one in candidates_of(user, found)]


def export(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Candidates with scores and places, without anything covered."""
    found, rows = _rows(request, campaign_id)
    heads = ["编号", "人选", "来自", "推荐", "状态", "评委得分", "投票得分", "总分", "名次", "说明"]
    cells: list[list[Cell]] = [
        [
            one["serial"],
            one["name"],
            one["place"],
            one["by"],
            one["state_label"],
            *(one[key] if one[key] is not None else "" for key in ("jury", "vote", "score")),
            one["rank"] or "",
            one["why"],
        ]
        for one in rows
    ]
    notes = [f"{timezone.localdate():%Y-%m-%d} 导出，共 {len(rows)} 个人选"]
    response = HttpResponse(xlsx_bytes(found.name, notes, heads, cells), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="candidates.xlsx"'
    return response


def printed(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The same on paper, for the meeting; after the decision the announcement."""
    found, rows = _rows(request, campaign_id)
    return page(
        request,
        "bureau/campaign_print.html",
        title=found.name,
        crumbs=(crumb(TITLE, "campaigns"), crumb(found.name, "campaign", found.pk)),
        row=campaign_row(found),
        facts=campaign_facts(found),
        rows=rows,
        winners=[one for one in rows if one["state_label"] == "已表彰"],
        document_no=found.document_no,
        decided_on=found.decided_on,
        printed_on=timezone.localdate(),
    )
