"""The figure that explains itself: by town and village, picture beside table, workbook."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.plaques import selectors
from honors.plaques.months import ends_of_months
from honors.plaques.services.reckoning import start_run
from honors.plaques.showing import covered_row, missing_told, outside_told
from honors.plaques.states import HANGING, OUGHT, STAND_LABELS
from honors.plaques.tasks import carry_on
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.selectors import towns_visible_to

TITLE = "光荣牌"
MOST_BARS = 12


def coverage(request: HttpRequest) -> HttpResponse:
    """应挂、已挂, and exactly which homes are missing and why; of every town, or of the villages of
    one (``within``, a path)."""
    user = actor(request)
    within, name = _within(request, user)
    rows = selectors.coverage(user, within=within)
    total = selectors.in_all(rows)
    ought = sum(total.get(one.value, 0) for one in OUGHT)
    hung = sum(total.get(one.value, 0) for one in HANGING)
    shown = [
        covered_row(
            one,
            address("plaque_homes", place=one.region.path, state="missing")
            if within
            else address("plaques", within=one.region.path),
        )
        for one in rows
    ]
    last = selectors.last_run()
    return page(
        request,
        "bureau/plaques.html",
        title=f"{TITLE}：{name}" if name else TITLE,
        crumbs=(crumb(TITLE, "plaques"),) if name else (),
        ought=ought,
        hung=hung,
        missing=ought - hung,
        why=missing_told(total),
        outside=outside_told(total),
        months=ends_of_months(user, name, today=timezone.localdate(), now=(ought, hung)),
        ways=[
            {
                "label": label,
                "tone": tone,
                "count": f"{total.get(one.value, 0):,} 户",
                "url": address("plaque_homes", state=one.value, place=within),
            }
            for one, (label, tone) in STAND_LABELS.items()
            if total.get(one.value)
        ],
        rows=shown,
        place_head="村居" if within else "镇街",
        bars=_bars(shown),
        print_url=address("plaque_homes", state="missing", place=within, print="1"),
        missing_url=address("plaque_homes", state="missing", place=within),
        export_url=address("plaques_export", within=within),
        run_url=address("plaques_run") if user.may("plaques.keep") else "",
        links=[
            (label, address(to))
            for label, to in (
                ("名单", "plaque_homes"),
                ("等决定的", "plaques_waiting"),
                ("集中悬挂", "plaque_batches"),
                ("库存", "plaque_stock"),
                ("规则", "plaque_rules"),
            )
        ],
        run=None
        if last is None
        else {
            "running": last.finished_at is None,
            "at": last.finished_at or last.started_at,
            "opened": last.opened,
            "closed": last.closed,
        },
        here=address("plaques"),
    )


def _bars(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where most is missing, the most first; the table has all of them."""
    rows = sorted((one for one in shown if one["missing"]), key=lambda one: -one["missing"])
    return [{"label": one["name"], "value": one["missing"]} for one in rows[:MOST_BARS]]


def _within(request: HttpRequest, user: User) -> tuple[str, str]:
    """The town asked for, if it is one; its path and name."""
    towns = dict(towns_visible_to(user).values_list("path", "name"))
    path = request.GET.get("within", "")
    return (path, towns[path]) if path in towns else ("", "")


def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    user = actor(request)
    within, name = _within(request, user)
    rows = selectors.coverage(user, within=within)
    heads = [
        *("村居" if within else "镇街", "应挂", "已挂", "挂牌率", "未挂", "未挂原因"),
        "不算在应挂里的",
    ]
    content = xlsx_bytes(
        f"光荣牌挂牌情况{name}",
        [f"{timezone.localdate():%Y-%m-%d} 按档案计算，一户算一户"],
        heads,
        [
            [
                *(one.region.name, one.ought, one.hung, one.share, one.missing),
                missing_told(one.by),
                outside_told(one.by),
            ]
            for one in rows
        ],
    )
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="plaques.xlsx"'
    return response


def run(request: HttpRequest) -> HttpResponse:
    """Asks, then reckons every home anew."""
    user = actor(request)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = start_run(by=user, at=timezone.now())
        transaction.on_commit(lambda: carry_on.delay(made.pk))
        return "已开始比对，完成后这一页的数字会更新。", address("plaques")

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="重新比对光荣牌",
        crumbs=(crumb(TITLE, "plaques"),),
        form=form,
        intro="把每一户的档案和悬挂的规则比对一遍。平时不用按：档案一有变动，几分钟内就会比对；"
        "每天夜里全部比对一次。",
        about=[],
        submit_label="开始比对",
        cancel_url=address("plaques"),
    )
