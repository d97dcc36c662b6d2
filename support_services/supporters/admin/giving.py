"""What was given, at the bureau: the list and its sums, entered, taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.supporters import showing
from support_services.supporters.admin.frames import TITLE, asked, tabs, workbook
from support_services.supporters.admin.register import gift_lines
from support_services.supporters.forms import (
    CONTRIBUTION_FILTER,
    ContributionForm,
    Filter,
    WhyForm,
    stages,
)
from support_services.supporters.models import Supporter
from support_services.supporters.selectors import activities as doing
from support_services.supporters.selectors import contributions as selectors
from support_services.supporters.selectors import register
from support_services.supporters.selectors.statistics import years
from support_services.supporters.services import contributions as services
from support_services.supporters.services.register import NOT_ACCEPTED
from support_services.supporters.states import CONTRIBUTION_LABELS, Stage, Subject
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation.table_files import Cell
from veterans.regions.selectors import towns_visible_to

LIST_TITLE = "支持登记"


def _filter(request: HttpRequest, user: User) -> Filter:
    # What counts stands first: the list shows it where nobody asks for anything else.
    states = [one for one in stages(Subject.CONTRIBUTION) if one[0] in ("draft", "dropped")]
    form = Filter(
        request.GET,
        names=CONTRIBUTION_FILTER,
        towns=towns_visible_to(user).values_list("path", "name"),
        years=years(today=timezone.localdate()),
        kinds=CONTRIBUTION_LABELS,
        states=states,
    )
    form.fields["state"].choices[0] = ("", "已确认")  # type: ignore[attr-defined]
    return form


def contributions(request: HttpRequest) -> HttpResponse:
    """What counts (or waits), narrowed, with its sum over all pages."""
    user = actor(request)
    form = _filter(request, user)
    narrowed = form.asked()
    found = selectors.contributions(user, narrowed)
    shown = paged(request, found, lambda row: {"row": row})
    shown.object_list = gift_lines([one["row"] for one in shown.object_list], user)
    return page(
        request,
        "bureau/support_gifts.html",
        title=LIST_TITLE,
        crumbs=(crumb(TITLE, "supporters"),),
        tabs=tabs("support_gifts"),
        filter_form=form,
        filtered=bool(narrowed.query()),
        page_obj=shown,
        total=selectors.total(found),
        export_url=address("support_gifts_export", **narrowed.query()),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook."""
    user = actor(request)
    found = selectors.contributions(user, _filter(request, user).asked())
    total = selectors.total(found)
    lines = [showing.contribution_row(one) for one in found]
    rows: list[list[Cell]] = [
        [
            f"{one['given_on']:%Y-%m-%d}",
            one["unit"],
            one["kind"],
            one["what"],
            one["much"],
            one["amount"] if one["amount"] is not None else "",
            f"{one['for_whom']} {one['receiver']}".strip(),
            one["evidence"],
            one["state_label"],
        ]
        for one in lines
    ]
    return workbook(
        LIST_TITLE,
        "contributions",
        [f"{timezone.localdate():%Y-%m-%d} 导出，净 {total.count} 笔，价值 {total.amount:.2f} 元"],
        ("日期", "单位", "种类", "内容", "数量", "价值（元）", "给谁", "凭据", "状态"),
        list(rows),
    )


_GIFT = ("kind", "what", "quantity", "unit", "amount", "given_on", "for_whom", "evidence")
_TIES = ("receiver_id", "activity_id", "duty_id", "job_id")


def new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """Something that a supporter gave, to be confirmed by another."""
    found = register.supporter_visible_to(actor(request), supporter_id)
    return _entered(request, found, "登记支持", "登记", {"given_on": timezone.localdate()})


def edit(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """What nobody has confirmed yet, in other words."""
    user = actor(request)
    found = register.row_visible_to(user, Subject.CONTRIBUTION, contribution_id)
    if found.stage != Stage.DRAFT or found.origin or found.reverses_id is not None:
        why = "只有还没确认、自己录入的支持可以改；已确认的用红字冲销。"
        return turned_back(request, why, address("supporter", found.supporter_id))
    known = {name: getattr(found, name) for name in (*_GIFT, *_TIES)}
    title = f"修改支持：{found.what}"
    return _entered(request, found.supporter, title, "保存", known, key=found.pk)


def _entered(
    request: HttpRequest,
    found: Supporter,
    title: str,
    submit: str,
    known: dict[str, Any],
    *,
    key: int | None = None,
) -> HttpResponse:
    user = actor(request)
    back = address("supporter", found.pk)
    if found.stage != Stage.IN_FORCE:
        return turned_back(request, NOT_ACCEPTED, back)
    jobs = found.jobs.filter(stage__in=[Stage.IN_FORCE.value, Stage.ENDED.value])
    form = ContributionForm(
        request.POST or None,
        units=choosable_units(),
        activities=doing.choosable_for(found, also=known.get("activity_id")),
        duties=register.choosable_duties(supporter=found),
        jobs=[(one.pk, one.title) for one in jobs],
        initial=known,
    )

    def deed(data: Data) -> tuple[str, str]:
        services.enter_contribution(
            supporter_id=found.pk,
            **data,
            key=key,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已登记，由另一人确认后计入统计。", back

    return filled_in(request, form, deed) or asked(
        request,
        form,
        title=title,
        intro="照凭据登记已经给出的支持。钱不经过本系统。确认以后不能改，错了用红字冲销。",
        about=[("单位", found.unit.name)],
        submit=submit,
        back=back,
        crumbs=(crumb(found.unit.name, "supporter", found.pk),),
    )


def reverse(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Asks why, then writes the row that takes it back."""
    user = actor(request)
    found = register.row_visible_to(user, Subject.CONTRIBUTION, contribution_id)
    back = address("supporter", found.supporter_id)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.reverse(contribution_id=found.pk, **data, by=user, at=timezone.now())
        return "冲销已登记，由另一人确认后生效。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.stage != Stage.IN_FORCE or found.reverses_id is not None:
        return turned_back(request, "只有已确认的支持可以冲销。", back)
    row = showing.contribution_row(found)
    return asked(
        request,
        form,
        title=f"冲销：{found.what}",
        intro="原来的一笔留着，另记一笔相反的；由另一人确认以后，统计里两笔相抵。",
        about=[
            ("单位", row["unit"]),
            ("数量", row["much"] or "没有数量"),
            ("价值（元）", "没有金额" if found.amount is None else f"{found.amount:,.2f}"),
            ("日期", f"{found.given_on:%Y-%m-%d}"),
        ],
        submit="登记冲销",
        back=back,
        danger=True,
        crumbs=(crumb(row["unit"], "supporter", found.supporter_id),),
    )
