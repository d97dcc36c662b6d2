"""A task followed: its figures, targets and notes; a document followed no more."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.steering.admin.lists import TITLE
from support_services.steering.forms import FiguresForm, NoteForm, TargetForm, WhyForm
from support_services.steering.models import Task
from support_services.steering.selectors import tasks as selectors
from support_services.steering.services import following
from support_services.steering.services.programmes import close_programme
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.figures import GROUPS, figures_for
from veterans.accounts.models import User


def _choices(user: User) -> list[tuple[str, str]]:
    return [
        (one.code, f"{GROUPS[one.group]}：{one.label}（{one.unit}）") for one in figures_for(user)
    ]


def figures(request: HttpRequest, task_id: int) -> HttpResponse:
    """Which figures show how far a task is."""
    user = actor(request)
    found = selectors.task_visible_to(user, task_id)
    form = FiguresForm(
        request.POST or None, figures=_choices(user), initial={"codes": found.figures}
    )

    def deed(data: Data) -> tuple[str, str]:
        following.set_figures(task_id=found.pk, codes=data["codes"], by=user, at=timezone.now())
        return "指标已保存。", address("steering_task", found.pk)

    return _asked(
        request, form, found, "选指标", "保存", "选出能看出这项任务进度的指标，可以不选。", deed
    )


def target(request: HttpRequest, task_id: int) -> HttpResponse:
    """What is promised for a year."""
    user = actor(request)
    found = selectors.task_visible_to(user, task_id)
    own = [one for one in _choices(user) if one[0] in found.figures]
    rest = [one for one in _choices(user) if one[0] not in found.figures]
    form = TargetForm(
        request.POST or None,
        figures=[*own, *rest],
        initial={"year": timezone.localdate().year},
    )

    def deed(data: Data) -> tuple[str, str]:
        following.promise(task_id=found.pk, by=user, at=timezone.now(), **data)
        return f"{data['year']} 年的目标已登记。", address("steering_task", found.pk)

    intro = "目标和当天的数并排显示，年底写进报告；报告签发以后不能再改。"
    return _asked(request, form, found, "定年度目标", "登记目标", intro, deed)


def remove(request: HttpRequest, target_id: int) -> HttpResponse:
    """A target taken away again, asked first."""
    user = actor(request)
    found = selectors.target_visible_to(user, target_id)
    back = address("steering_task", found.task_id)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        following.unpromise(target_id=found.pk, by=user, at=timezone.now())
        return "目标已去掉。", back

    if answer := filled_in(request, form, deed):
        return answer
    if selectors.is_reported(found.task.programme_id, found.year):
        return turned_back(request, following.REPORTED, back)
    return page(
        request,
        "bureau/fact_form.html",
        title="去掉目标",
        crumbs=(crumb(TITLE, "steering"), crumb(str(found.task), "steering_task", found.task_id)),
        form=form,
        intro="去掉以后不再统计，也不进年度报告；要的话可以重新定。",
        about=[("任务", str(found.task)), ("目标", str(found))],
        danger=True,
        submit_label="确认去掉",
        cancel_url=back,
    )


def note(request: HttpRequest, task_id: int) -> HttpResponse:
    """What was done for a task, with photos or scans."""
    user = actor(request)
    found = selectors.task_visible_to(user, task_id)
    form = NoteForm(
        request.POST or None,
        request.FILES or None,
        units=choosable_units(),
        initial={"on": timezone.localdate()},
    )

    def deed(data: Data) -> tuple[str, str]:
        following.note_progress(
            task_id=found.pk,
            on=data["on"],
            text=data["text"],
            unit_id=data["unit"],
            files=data["papers"],
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "进展已登记。", address("steering_task", found.pk)

    intro = "进展登记以后不能改，写错了再登记一条说明。"
    return _asked(request, form, found, "登记进展", "登记进展", intro, deed)


def close(request: HttpRequest, programme_id: int) -> HttpResponse:
    """A document is followed no more."""
    user = actor(request)
    found = selectors.programme_visible_to(user, programme_id)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        close_programme(programme_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return "已停止跟踪。", address("steering")

    if answer := filled_in(request, form, deed):
        return answer
    if found.closed_at is not None:
        return turned_back(request, "这份文件已经停止跟踪。", address("steering"))
    return page(
        request,
        "bureau/fact_form.html",
        title="停止跟踪",
        crumbs=(crumb(TITLE, "steering"),),
        form=form,
        intro="停止以后不能再登记目标和进展，已有的都留着，随时能看；不能恢复。",
        about=[("文件", found.title)],
        danger=True,
        submit_label="确认停止",
        cancel_url=address("steering"),
    )


def _asked(
    request: HttpRequest,
    form: forms.Form,
    found: Task,
    title: str,
    submit: str,
    intro: str,
    deed: Callable[[Data], tuple[str, str]],
) -> HttpResponse:
    back = address("steering_task", found.pk)
    if found.programme.closed_at is not None:
        return turned_back(request, following.CLOSED, back)
    if found.ended_at is not None:
        return turned_back(request, following.ENDED, back)
    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=(crumb(TITLE, "steering"), crumb(str(found), "steering_task", found.pk)),
        form=form,
        intro=intro,
        about=[("任务", str(found)), ("要求", found.demand)],
        submit_label=submit,
        cancel_url=back,
    )
