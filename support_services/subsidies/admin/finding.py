"""Finding people at the bureau: the page, and what the box in the head of every page shows while
somebody types. What is typed never gets into an address, save a name that was sent off whole."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from support_services.subsidies import finding
from veterans.accounts.bureau_pages import actor, address, page
from veterans.foundation.pace import TooOften
from veterans.registry import asked
from veterans.registry.selectors.finding import FOUND_AT_MOST, Found
from veterans.registry.services.finding import ask

IN_ADDRESS = "号码不能放在网址里。请在上面的框里输入。"


def people(request: HttpRequest) -> HttpResponse:
    """Find somebody. A number comes by POST, is on record, and leads straight to whom it belongs
    to; a name is asked for by GET, so that one can come back to what was found."""
    text = request.POST.get("q", "") if request.method == "POST" else request.GET.get("q", "")
    text = text.strip()[: finding.LONGEST]
    if not text:
        return _page(request)
    if asked.looks_like_number(text) and request.method != "POST":
        return _page(request, refusal=IN_ADDRESS)
    if not asked.looks_like_number(text) and request.method == "POST":
        return HttpResponseRedirect(address("people", q=text))
    try:
        found = ask(text=text, by=actor(request), at=timezone.now())
    except TooOften as refusal:
        return _page(request, refusal=str(refusal), status=429)
    if not found.asked.has_number:
        return _page(request, q=text, found=found)
    if len(found.people) == 1:
        return HttpResponseRedirect(address("person", found.people[0].pk))
    if not found.people:
        return _page(request, refusal=_unknown(found))
    return _page(request, found=found)


@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """The first few, as a piece of a page, for what has been typed so far."""
    text = request.POST.get("q", "")[: finding.LONGEST]
    try:
        found = ask(
            text=text,
            by=actor(request),
            at=timezone.now(),
            at_most=finding.TYPED_AT_MOST,
            typing=True,
        )
    except TooOften as refusal:
        return finding.piece({"said": str(refusal)}, status=429)
    context = {
        "said": finding.said(found, at_most=finding.TYPED_AT_MOST),
        "found": _rows(request, found),
    }
    return finding.piece(context)


def _unknown(found: Found) -> str:
    return found.asked.hint or "没有登记这个号码。请核对号码，或按姓名查找。"


def _rows(request: HttpRequest, found: Found) -> list[dict[str, Any]]:
    return [
        {**asdict(one), "url": address("person", one.person_id)}
        for one in finding.told(actor(request), found)
    ]


def _page(
    request: HttpRequest,
    *,
    q: str = "",
    found: Found | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "bureau/person_search.html",
        title="查人",
        status=status,
        q=q,
        refusal=refusal,
        searched=found is not None,
        found=_rows(request, found) if found else [],
        cut_off=bool(found and found.more),
        at_most=FOUND_AT_MOST,
        new_url=address("person_new") if actor(request).may("people.edit") else "",
        lists_url=address("people_lists") if actor(request).may("people.edit") else "",
        duplicates_url=address("duplicates") if actor(request).may("people.edit") else "",
        exports_url=address("people_exports") if actor(request).may("exports.see") else "",
        # The page has a larger box of its own.
        finder=None,
        find_url=address("people"),
        suggest_url=address("people_suggest"),
    )
