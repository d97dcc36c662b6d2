"""The lines of a batch, for the screen, for paper and as a roster; and why each amount is so."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from support_services.subsidies import explanations, selectors
from support_services.subsidies.admin import batch_parts
from support_services.subsidies.admin.forms import LineFilter, chosen
from support_services.subsidies.admin.showing import home, line_address, person_cells
from support_services.subsidies.labels import ComponentNames
from support_services.subsidies.services import roster
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.foundation.errors import NotFound, Refused
from veterans.foundation.masking import mask_id_number
from veterans.foundation.months import parse_month
from veterans.regions.selectors import towns_visible_to

PRINTED_AT_MOST = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _filter(request: HttpRequest, batch: Any) -> tuple[LineFilter, dict[str, str]]:
    form = LineFilter(
        request.GET,
        towns=list(towns_visible_to(actor(request))),
        schemes=selectors.schemes_of(batch),
    )
    return form, chosen(form)


def _row(line: Any, names: ComponentNames) -> dict[str, Any]:
    cells = person_cells(line.entitlement)
    return {
        **cells,
        "month": line.month,
        "component": names.of(line.entitlement.scheme_id, line.component),
        "amount": line.amount,
        "sequence": line.sequence,
        "reason": line.get_reason_display(),
        "explain_url": line_address(line),
        "person_url": cells["url"],
    }


def batch_lines(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The lines, page by page; a page costs the same wherever it is."""
    batch = selectors.batch_visible_to(actor(request), batch_id)
    form, asked = _filter(request, batch)
    where = {
        "region_path": asked["town"],
        "scheme": asked["scheme"],
        "reason": asked["reason"],
    }
    after = request.GET.get("after", "")
    here = int(after) if after.isascii() and after.isdigit() and len(after) <= 18 else 0
    names = ComponentNames.read()
    rows, go_on = selectors.lines_page(batch, after=here, **where)
    count, amount = selectors.lines_sum(selectors.lines_matching(batch, **where))
    return page(
        request,
        "bureau/batch_lines.html",
        title="全部明细",
        crumbs=batch_parts.crumbs(batch),
        batch=batch_parts.head(batch),
        filter_form=form,
        filtered=any(asked.values()),
        shown={"count": count, "amount": amount},
        lines=[_row(line, names) for line in rows],
        first_url=address("batch_lines", batch.pk, **asked) if here else "",
        next_url=(address("batch_lines", batch.pk, **asked, after=str(go_on)) if go_on else ""),
        print_url=address("batch_print", batch.pk, **asked),
    )


def batch_print(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The same lines on one long page, for paper; refuses more than two thousand."""
    batch = selectors.batch_visible_to(actor(request), batch_id)
    _, asked = _filter(request, batch)
    lines = selectors.lines_matching(
        batch, region_path=asked["town"], scheme=asked["scheme"], reason=asked["reason"]
    )
    count, amount = selectors.lines_sum(lines)
    if count > PRINTED_AT_MOST:
        raise Refused(
            f"共 {count:,} 行，超过一次打印的 {PRINTED_AT_MOST:,} 行。"
            "请按镇街或项目筛选后再打印，或下载花名册。"
        )
    towns = {town.path: town.name for town in towns_visible_to(actor(request))}
    schemes = {scheme.code: scheme.name for scheme in selectors.schemes_of(batch)}
    names = ComponentNames.read()
    asked_for = [
        towns.get(asked["town"], ""),
        schemes.get(asked["scheme"], ""),
        selectors.reason_label(asked["reason"]) if asked["reason"] else "",
    ]
    return page(
        request,
        "bureau/batch_print.html",
        title="打印明细",
        crumbs=batch_parts.crumbs(batch),
        batch=batch_parts.head(batch),
        narrowed=[text for text in asked_for if text],
        shown={"count": count, "amount": amount},
        rows=[_row(line, names) for line in lines],
        printed_at=timezone.localtime(),
    )


def line_page(
    request: HttpRequest, entitlement_id: int, month: str, component: str, sequence: int
) -> HttpResponse:
    """Why this amount: the sum, the standard, the rules and the facts behind one line."""
    try:
        first_day = parse_month(month)
    except Refused as refusal:
        raise NotFound("没有这一行。") from refusal
    line = selectors.line_visible_to(
        actor(request),
        entitlement_id=entitlement_id,
        month=first_day,
        component=component,
        sequence=sequence,
    )
    told = explanations.explain(line)
    person = line.entitlement.person
    return page(
        request,
        "bureau/line_explain.html",
        title="为什么是这个数",
        crumbs=(*batch_parts.crumbs(line.batch), crumb("全部明细", "batch_lines", line.batch_id)),
        person={
            "name": person.name,
            "masked_id": mask_id_number(str(person.id_number)),
            "village": home(person.region),
            "url": address("person", person.pk),
        },
        scheme=line.entitlement.scheme.name,
        batch={"number": line.batch.number, "url": address("batch", line.batch_id)},
        line={
            "month": line.month,
            "component": ComponentNames.read().of(line.entitlement.scheme_id, line.component),
            "sequence": line.sequence,
            "amount": line.amount,
            "reason": line.get_reason_display(),
        },
        told=told,
        earlier=[
            {
                "sequence": one.sequence,
                "batch_number": one.batch.number,
                "batch_url": address("batch", one.batch_id),
                "reason": one.get_reason_display(),
                "posted_at": one.batch.calculated_at or one.batch.opened_at,
                "amount": one.amount,
                "url": line_address(one),
            }
            for one in told.earlier
        ],
    )


def batch_roster(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """The roster as a workbook; every download is on record."""
    user = actor(request)
    batch = selectors.batch_visible_to(user, batch_id)
    _, asked = _filter(request, batch)
    made = roster.make_roster(batch=batch, region_path=asked["town"], by=user, at=timezone.now())
    return FileResponse(made.content, as_attachment=True, filename=made.name, content_type=XLSX)
