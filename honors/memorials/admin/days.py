"""检查期限日 at the bureau: the days before which facilities are inspected, what hangs on each, and
how it is changed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.memorials import rules
from honors.memorials.event_forms import DayForm, WhyForm
from honors.memorials.models import RemembranceDay
from honors.memorials.selectors import days as selectors
from honors.memorials.services import days as services
from honors.memorials.states import ENTER, MOVING_LABELS, What
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in
from veterans.registry.selectors.changes import told as changes_told

TITLE, HOME = "检查期限日", "英烈和纪念设施"


def days(request: HttpRequest) -> HttpResponse:
    """Those that hold with what hangs on them, then those that were ended."""
    user, today = actor(request), timezone.localdate()
    rows = list(selectors.day_rows())
    standing = [one for one in rows if one.ended_at is None]
    hanging = selectors.hanging([selectors.day_of(one) for one in standing], today=today)
    may = user.may(ENTER)
    return page(
        request,
        "bureau/memorial_days.html",
        title=TITLE,
        crumbs=_crumbs()[:1],
        days=[
            {
                "name": row.name,
                "told": _told(row),
                "confidence": row.get_confidence_display(),
                "next_on": found.next.on,
                "since": found.next.since,
                "is_running": found.next.since <= today,
                "facilities": found.facilities,
                "left": [
                    {"name": one.name, "url": address("memorial_sheet", What.FACILITY, one.pk)}
                    for one in found.left
                ],
                "edit_url": address("memorial_day_edit", row.pk) if may else "",
                "end_url": address("memorial_day_end", row.pk) if may else "",
            }
            for row, found in zip(standing, hanging, strict=True)
        ],
        ended=[
            {
                "name": row.name,
                "told": _told(row),
                "who": str(row.ended_by),
                "at": row.ended_at,
                "restore_url": address("memorial_day_end", row.pk) if may else "",
            }
            for row in rows
            if row.ended_at is not None
        ],
        new_url=address("memorial_day_new") if may else "",
        list_url=address("memorial_list", What.FACILITY),
    )


def new(request: HttpRequest) -> HttpResponse:
    """Another day of every year."""
    user, today = doer(request, ENTER, "新增检查期限日"), timezone.localdate()
    form = DayForm(request.POST or None, user=user, initial={"within": rules.BEFORE})

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_day(
            fields=data, why=data["why"], by=user, at=timezone.now(), today=today
        )
        return _said(made), address("memorial_days")

    return filled_in(request, form, deed) or _form(
        request, form, "新增检查期限日", _FOLLOWS, [], "保存"
    )


def edit(request: HttpRequest, day_id: int) -> HttpResponse:
    """Its words, its date, or how long before it; says what hangs on it."""
    user, today = doer(request, ENTER, "修改检查期限日"), timezone.localdate()
    row = selectors.day_row(day_id)
    known = {name: getattr(row, name) for name in services.DAY_FIELDS}
    form = DayForm(request.POST or None, user=user, initial=known)

    def deed(data: Data) -> tuple[str, str]:
        made = services.change_day(
            day_id=day_id, fields=data, why=data["why"], by=user, at=timezone.now(), today=today
        )
        return _said(made), address("memorial_days")

    return filled_in(request, form, deed) or _form(
        request, form, f"修改：{row.name}", _FOLLOWS, _about(row), "保存"
    )


def end(request: HttpRequest, day_id: int) -> HttpResponse:
    """Asks for no inspection any more; or does again."""
    user = doer(request, ENTER, "停用检查期限日")
    row = selectors.day_row(day_id)
    again = row.ended_at is not None
    label = "恢复" if again else "停用"
    form = WhyForm(request.POST or None, user=user)

    def deed(data: Data) -> tuple[str, str]:
        service: Callable[..., RemembranceDay] = services.restore_day if again else services.end_day
        made = service(day_id=day_id, why=data["why"], by=user, at=timezone.now())
        words = _said(made) if again else f"“{row.name}”已停用，不再要求以前检查。"
        return words, address("memorial_days")

    follows = "恢复以后，在册的设施又要在它以前检查。" if again else _END
    return filled_in(request, form, deed) or _form(
        request,
        form,
        f"{label}：{row.name}",
        follows,
        _about(row),
        f"确认{label}",
        danger=not again,
    )


_FOLLOWS = (
    "保存以后马上照新的日子算：在册的设施要在它以前检查，列表、工作台、站里的待办和提醒都跟着变。"
    "已经登记的检查不变，落在新的期限里的照样算。"
)
_END = "停用以后，在册的设施不再要求在它以前检查，提醒也不再发；登记过的检查保留，以后可以恢复。"


def _said(row: RemembranceDay) -> str:
    today = timezone.localdate()
    found = selectors.hanging([selectors.day_of(row)], today=today)[0]
    return (
        f"已保存。{row.name}下一次是 {found.next.on}，在册 {found.facilities} 处设施要在 "
        f"{found.next.since} 至 {found.next.on} 之间检查，还没有检查的 {len(found.left)} 处。"
    )


def _told(row: RemembranceDay) -> str:
    on = MOVING_LABELS[row.moves] if row.moves else f"每年 {row.month} 月 {row.day} 日"
    return f"{on}，以前 {row.within} 天里检查"


def _about(row: RemembranceDay) -> list[tuple[str, str]]:
    """What it is now, what hangs on it, and what it was before."""
    found = selectors.hanging([selectors.day_of(row)], today=timezone.localdate())[0]
    about = [
        (row.name, _told(row)),
        ("下一次", f"{found.next.on}，{found.next.since} 起的检查算数"),
        ("在册设施", f"{found.facilities} 处，还没有检查的 {len(found.left)} 处"),
    ]
    return about + [
        ("改动", f"{one.sentence}{one.why}") for one in changes_told(selectors.day_changes(row.pk))
    ]


def _crumbs() -> tuple[dict[str, str], ...]:
    return (crumb(HOME, "memorials"), crumb(TITLE, "memorial_days"))


def _form(
    request: HttpRequest,
    form: Any,
    title: str,
    intro: str,
    about: list[tuple[str, str]],
    submit: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=_crumbs(),
        form=form,
        intro=intro,
        about=about,
        submit_label=submit,
        danger=danger,
        cancel_url=address("memorial_days"),
    )
