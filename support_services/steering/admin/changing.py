"""A task added, put otherwise, ended; each with its reason."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.steering.admin.lists import TITLE
from support_services.steering.forms import TaskForm, WhyForm
from support_services.steering.models import Task
from support_services.steering.selectors import tasks as selectors
from support_services.steering.services import changing, following
from support_services.steering.states import Part
from support_services.units.selectors import named_units
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back


def add(request: HttpRequest, programme_id: int) -> HttpResponse:
    """One more task of a document."""
    user = actor(request)
    found = selectors.programme_visible_to(user, programme_id)
    back = address("steering", document=str(found.pk))
    form = TaskForm(request.POST or None, units=named_units())

    def deed(data: Data) -> tuple[str, str]:
        made = changing.add_task(
            programme_id=found.pk,
            written=_written(data),
            why=data["why"],
            by=user,
            at=timezone.now(),
        )
        return f"已新增第 {made.number} 项任务。", address("steering_task", made.pk)

    if found.closed_at is not None:
        return turned_back(request, following.CLOSED, back)
    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="新增任务",
        crumbs=(crumb(TITLE, "steering"),),
        form=form,
        intro="序号接着最后一项往下排。已经起草的报告不变，重新取数以后才带上它。",
        about=[("文件", found.title)],
        submit_label="新增任务",
        cancel_url=back,
    )


def edit(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task put otherwise."""
    user = actor(request)
    found = selectors.task_visible_to(user, task_id)
    back = address("steering_task", found.pk)
    own = {str(one.unit): one.unit_id for one in found.responsible.all()}
    form = TaskForm(
        request.POST or None,
        units={**named_units(), **own},
        initial={
            "title": found.title,
            "demand": found.demand,
            "lead": _names(found, Part.LEAD),
            "responsible": _names(found, Part.RESPONSIBLE),
            "remark": found.remark,
            "seen": len(selectors.changes_of(found)),
        },
    )

    def deed(data: Data) -> tuple[str, str]:
        changing.change_task(
            task_id=found.pk,
            seen=data["seen"],
            written=_written(data),
            why=data["why"],
            by=user,
            at=timezone.now(),
        )
        return "任务已修改，改了什么记在“修改记录”里。", back

    if refused := _shut(found):
        return turned_back(request, refused, back)
    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="修改任务",
        crumbs=(crumb(TITLE, "steering"), crumb(str(found), "steering_task", found.pk)),
        form=form,
        intro="改前改后都会留在“修改记录”里；已经起草和签发的报告不变。",
        about=[("文件", found.programme.title), ("序号", str(found.number))],
        submit_label="保存修改",
        cancel_url=back,
    )


def end(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task carried on no more, asked first."""
    user = actor(request)
    found = selectors.task_visible_to(user, task_id)
    back = address("steering_task", found.pk)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        changing.end_task(task_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return "任务已停办。", back

    if refused := _shut(found):
        return turned_back(request, refused, back)
    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="停办任务",
        crumbs=(crumb(TITLE, "steering"), crumb(str(found), "steering_task", found.pk)),
        form=form,
        intro="停办以后不能再登记目标和进展，也不能恢复；已有的都留着，今年的报告仍带上它。",
        about=[("任务", str(found)), ("要求", found.demand)],
        danger=True,
        submit_label="确认停办",
        cancel_url=back,
    )


def _shut(found: Task) -> str:
    """Why nothing of it is changed any more; "" where it may be."""
    if found.programme.closed_at is not None:
        return following.CLOSED
    return following.ENDED if found.ended_at is not None else ""


def _names(found: Task, part: Part) -> str:
    return "、".join(str(one.unit) for one in found.responsible.all() if one.part == part)


def _written(data: Data) -> changing.Written:
    return changing.Written(
        title=data["title"],
        demand=data["demand"],
        lead=data["lead"],
        responsible=data["responsible"],
        remark=data["remark"],
    )
