"""The list of units, and one unit: its facts, what it takes part in, its links, its changes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.units import selectors
from support_services.units.forms import UnitFilter
from support_services.units.models import Unit
from support_services.units.services.register import why_not_check
from support_services.units.showing import link_row, unit_facts, unit_row
from support_services.units.taking_part import parts_of
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.selectors import place_name, towns_visible_to

TITLE = "参与单位"


def units(request: HttpRequest) -> HttpResponse:
    """Every unit, narrowed, a page at a time."""
    user = actor(request)
    form = _filter(request, user)
    asked = form.cleaned_data
    return page(
        request,
        "bureau/units.html",
        title=TITLE,
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=paged(
            request,
            _found(user, asked),
            lambda one: {**unit_row(one), "url": address("unit", one.pk)},
        ),
        new_url=address("unit_new") if user.may("units.keep") else "",
        import_url=address("units_import") if user.may("units.keep") else "",
        links_url=address("unit_links"),
        export_url=address("units_export", **asked),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook; contacts stay here."""
    user = actor(request)
    found = _found(user, _filter(request, user).cleaned_data)
    rows = [
        [
            one.name,
            one.short_name,
            one.get_kind_display(),
            one.code,
            place_name(one.region) if one.region is not None else "全区",
            one.address,
            one.phone,
            "已停用" if one.closed_at is not None else "在用",
        ]
        for one in found
    ]
    heads = ["名称", "简称", "类别", "统一社会信用代码", "所在地", "地址", "办公电话", "状态"]
    notes = [f"{timezone.localdate():%Y-%m-%d} 导出，共 {len(rows)} 个；联系人不导出"]
    response = HttpResponse(xlsx_bytes(TITLE, notes, heads, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="units.xlsx"'
    return response


def _filter(request: HttpRequest, user: User) -> UnitFilter:
    towns = towns_visible_to(user).values_list("path", "name")
    form = UnitFilter(request.GET, towns=towns)
    form.is_valid()
    return form


def _found(user: User, asked: dict[str, Any]) -> Any:
    return selectors.units_found(
        user,
        kind=asked.get("kind", ""),
        town=asked.get("town", ""),
        state=asked.get("state", ""),
        typed=asked.get("q", ""),
    )


def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit with everything of it that this reader may see."""
    user = actor(request)
    at, today = timezone.now(), timezone.localdate()
    found = selectors.unit_visible_to(user, unit_id)
    links = selectors.links_visible_to(user).filter(unit=found).order_by("-pk")
    parts = parts_of(user, found, today)
    may_link = user.may("units.link") and found.closed_at is None
    return page(
        request,
        "bureau/unit.html",
        title=found.name,
        crumbs=(crumb(TITLE, "units"),),
        row=unit_row(found),
        facts=unit_facts(found),
        actions=_actions(found, user),
        parts=[
            {
                "part": part,
                "link_url": address("unit_link_new", found.pk, about=part.about)
                if may_link and part.about
                else "",
            }
            for part in parts
        ],
        links=[
            {**link_row(one, at), "url": address("unit_link", one.pk)}
            for one in links[: selectors.LINKS_SHOWN]
        ],
        link_url=address("unit_link_new", found.pk)
        if may_link and any(part.about for part in parts)
        else "",
        changes=selectors.changes_of(found),
    )


def _actions(found: Unit, user: User) -> list[dict[str, str]]:
    """The buttons this person has for a unit as it stands."""
    check = []
    if user.may("units.code") and not why_not_check(found, user):
        check.append(button("核对联系人", "plain", "unit_contact_check", found.pk))
    if not user.may("units.keep"):
        return check
    if found.closed_at is not None:
        return [button("恢复使用", "primary", "unit_reopen", found.pk)]
    shown = [
        button("修改", "plain", "unit_edit", found.pk),
        button("更换联系人", "plain", "unit_contact", found.pk),
    ]
    if found.contact_phone is not None or found.contact_name is not None:
        shown.append(button("看联系人", "plain", "unit_contact_see", found.pk))
    return [*shown, *check, button("停用", "danger", "unit_close", found.pk)]
