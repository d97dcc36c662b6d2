"""Homes one by one: narrowed, as a workbook, and everything of one."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.plaques import selectors
from honors.plaques.admin.coverage import TITLE
from honors.plaques.admin.ruling import TONES
from honors.plaques.forms import HomesFilter
from honors.plaques.models import Standing
from honors.plaques.one_home import because
from honors.plaques.rule_lines import told_of
from honors.plaques.showing import home_title, plea_row, standing_row, task_row, withdrawal_rows
from honors.plaques.states import OPEN, PleaState
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.models import User
from veterans.foundation.table_files import XLSX_TYPE, xlsx_bytes
from veterans.regions.selectors import regions_visible_to, towns_visible_to

MOST = 50_000
MOST_PRINTED = 5000


def _filter(request: HttpRequest, user: User) -> tuple[HomesFilter, dict[str, str]]:
    places = list(towns_visible_to(user).values_list("path", "name"))
    path = request.GET.get("place", "")
    if path and path not in dict(places):
        # Led here from a village of the coverage.
        village = regions_visible_to(user).filter(path=path).values_list("path", "name").first()
        places += [village] if village else []
    form = HomesFilter(request.GET, places=places)
    form.is_valid()
    names = ("state", "place", "ground")
    return form, {name: form.cleaned_data.get(name) or "" for name in names}


def homes(request: HttpRequest) -> HttpResponse:
    """How homes stand, narrowed."""
    user = actor(request)
    form, asked = _filter(request, user)
    if "print" in request.GET:
        return _printed(request, user, form, asked)
    return page(
        request,
        "bureau/plaque_homes.html",
        title="光荣牌名单",
        crumbs=(crumb(TITLE, "plaques"),),
        filter_form=form,
        filtered=any(asked.values()),
        page_obj=paged(
            request,
            selectors.narrowed(user, **asked),
            lambda one: {**standing_row(one), "url": address("plaque_home", one.pk)},
        ),
        export_url=address("plaque_homes_export", **asked),
        print_url=address("plaque_homes", print="1", **asked),
    )


def _printed(
    request: HttpRequest, user: User, form: HomesFilter, asked: dict[str, str]
) -> HttpResponse:
    """The same for paper, village by village, names covered: it goes round."""
    rows = [
        standing_row(row, covered=True)
        for row in selectors.narrowed(user, **asked)[: MOST_PRINTED + 1]
    ]
    words = [
        str(dict(form.fields[name].choices)[value])  # type: ignore[attr-defined]
        for name, value in asked.items()
        if value
    ]
    return page(
        request,
        "bureau/plaque_homes_print.html",
        title="光荣牌名单",
        crumbs=(crumb(TITLE, "plaques"), crumb("名单", "plaque_homes")),
        narrowed="，".join(words) or "全部",
        villages=[
            {"name": name, "rows": list(of)}
            for name, of in groupby(rows[:MOST_PRINTED], key=lambda row: row["place"])
        ],
        count=min(len(rows), MOST_PRINTED),
        cut_off=len(rows) > MOST_PRINTED,
        printed_at=timezone.now(),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, names covered: it goes round."""
    user = actor(request)
    _, asked = _filter(request, user)
    rows = [
        [
            one["place"],
            one["number"],
            one["who"],
            one["ground"],
            one["state_label"],
            "；".join(part for part in (one["why"], f"{one['fact_on'] or ''}") if part),
            one["plaque"],
            f"{one['hung_on']:%Y-%m-%d}" if one["hung_on"] else "",
        ]
        for one in (
            standing_row(row, covered=True) for row in selectors.narrowed(user, **asked)[:MOST]
        )
    ]
    heads = ["所在地", "户编号", "户主", "依据", "情况", "说明", "光荣牌编号", "悬挂日期"]
    note = f"{timezone.localdate():%Y-%m-%d} 导出，共 {len(rows)} 户，姓名已遮盖"
    response = HttpResponse(xlsx_bytes("光荣牌名单", [note], heads, rows), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="plaque-homes.xlsx"'
    return response


def home(request: HttpRequest, home_id: int) -> HttpResponse:
    """One home: how it stands, who lives there, what happened, what may be done."""
    user = actor(request)
    found = selectors.home_visible_to(user, home_id)
    stands = Standing.objects.select_related("home__region__parent").filter(home=found).first()
    tasks = selectors.tasks_visible_to(user).filter(home=found).order_by("-pk")
    pleas = list(selectors.pleas_visible_to(user).filter(home=found))
    papers = selectors.papers_of_pleas(user, pleas)
    withdrawals = list(selectors.withdrawals_visible_to(user).filter(home=found))
    made_so = because(found, timezone.localdate())
    open_one = any(one.state in [state.value for state in OPEN] for one in withdrawals)
    return page(
        request,
        "bureau/plaque_home.html",
        title=home_title(found),
        crumbs=(crumb(TITLE, "plaques"), crumb("名单", "plaque_homes")),
        plaque=found.plaque_number,
        hung_on=found.plaque_hung_on,
        standing=standing_row(stands) if stands is not None else None,
        rules=[
            {
                "who": who,
                "label": line.label,
                "value": told_of(line),
                "since": line.valid_from,
                "source": line.source,
                "confidence": line.confidence.label,
                "confidence_tone": TONES[line.confidence],
            }
            for who, line in made_so.lines
        ],
        behind=_behind(stands, made_so.standing),
        people=[
            {
                "name": one.name,
                "relation": one.relation,
                "died_on": one.died_on,
                "url": address("person", one.pk),
            }
            for one in selectors.people_of(found)
        ],
        tasks=[task_row(one) for one in tasks],
        pleas=[
            {**plea_row(one, papers.get(one.pk, ())), "url": _plea_url(one, user)} for one in pleas
        ],
        withdrawals=[
            {**row, "url": address("plaque_withdrawal", row["pk"])}
            for row in withdrawal_rows(withdrawals)
        ],
        withdraw_url=address("plaque_withdraw", found.pk)
        if user.may("plaques.keep") and not open_one
        else "",
    )


def _behind(stored: Standing | None, said: Any) -> bool:
    """Whether the files have changed since the home was reckoned."""
    return (stored.state if stored is not None else None) != (said.stand if said else None)


def _plea_url(one: Any, user: User) -> str:
    may = one.state == PleaState.ASKED and user.may("plaques.decide")
    return address("plaque_plea", one.pk) if may else ""
