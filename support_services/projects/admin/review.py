"""The review: my tasks, ballots, who stands aside, who reviews what."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.projects.admin.lists import TITLE, tabs
from support_services.projects.forms import MoreForm, ScoreForm, ShareForm, TieForm, WhyForm
from support_services.projects.models import Application
from support_services.projects.selectors import calls as reading
from support_services.projects.selectors import review
from support_services.projects.services import review as services
from support_services.projects.showing import application_row, book_of, milestone_rows
from support_services.projects.states import CallState
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, crumb, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.foundation.errors import NotFound

OVER = "评审已经结束，不能再改。"


def mine(request: HttpRequest) -> HttpResponse:
    """What I have to review, and what I have declared."""
    user = actor(request)
    tasks = review.my_tasks(user)
    return page(
        request,
        "bureau/project_reviews.html",
        title="我的评审",
        crumbs=(crumb(TITLE, "project_calls"),),
        tabs=tabs(user, "project_reviews"),
        tasks=[
            {
                **application_row(one.application),
                "call": one.application.call.title,
                "is_done": one.is_done,  # type: ignore[attr-defined]
                "score_url": address("project_score", one.application_id),
                "url": address("project", one.application_id),
            }
            for one in tasks
        ],
        ties=[
            {"unit": one.unit.name, "why": one.why, "end_url": address("project_tie_end", one.pk)}
            for one in review.ties_of(user)
        ],
        declare_url=address("project_tie_new"),
    )


def score(request: HttpRequest, application_id: int) -> HttpResponse:
    """The book, and beside it the ballot. What is given after the first is a correction."""
    user = actor(request)
    found = reading.application_visible_to(user, application_id)
    task = review.my_task(user, found)
    if task is None:
        raise NotFound("没有找到这个评审任务。")
    back, onward = address("project", found.pk), address("project_reviews")
    if found.call.state != CallState.REVIEWING or task.recused_at is not None:
        return turned_back(request, OVER if task.recused_at is None else "您已回避。", back)
    criteria = list(found.call.criteria.order_by("number"))
    before = review.own_ballot(task)
    initial: dict[str, Any] = {}
    if before is not None:
        initial = {"is_abstention": before.is_abstention, "comment": before.comment}
        initial |= {f"points_{one.criterion_id}": one.points for one in before.scores.all()}
    form = ScoreForm(request.POST or None, criteria=criteria, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        services.submit_ballot(
            assignment_id=task.pk,
            points=form.points(),
            comment=data["comment"],
            by=user,
            at=timezone.now(),
        )
        return f"“{found.title}”：评分已提交。", onward

    return filled_in(request, form, deed) or page(
        request,
        "bureau/project_score.html",
        title=f"评分：{found.title}",
        crumbs=(crumb(TITLE, "project_calls"), crumb("我的评审", "project_reviews")),
        form=form,
        corrects=before is not None,
        row=application_row(found),
        book=book_of(found),
        lines=list(found.lines.order_by("number").values("item", "amount")),
        milestones=milestone_rows(found, today=timezone.localdate()),
        recuse_url=address("project_recuse", task.pk),
        cancel_url=onward,
    )


def recuse(request: HttpRequest, task_id: int) -> HttpResponse:
    """Somebody stands aside, with a reason."""
    user = actor(request)
    task = review.task_visible_to(user, task_id)
    own = task.reviewer_id == user.pk
    if not own and not user.may("projects.enter") and not user.may("projects.check"):
        raise NotFound("没有找到这个评审任务。")
    back = address("project", task.application_id)
    form = WhyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.recuse(assignment_id=task.pk, why=data["why"], by=user, at=timezone.now())
        return "已登记回避。", address("project_reviews") if own else back

    if answer := filled_in(request, form, deed):
        return answer
    if task.recused_at is not None or task.application.call.state != CallState.REVIEWING:
        return turned_back(request, "已经登记过回避，或者评审已经结束。", back)
    return _question(
        request,
        task.application,
        form,
        "登记回避",
        "回避以后不能再评这个项目，已经打的分不算；不能恢复。",
        [("项目", task.application.title), ("评委", str(task.reviewer))],
        "确认回避",
        back,
    )


def declare(request: HttpRequest) -> HttpResponse:
    """What I have to do with a unit."""
    user = actor(request)
    form = TieForm(request.POST or None, units=choosable_units())
    back = address("project_reviews")

    def deed(data: Data) -> tuple[str, str]:
        count = services.declare_tie(**data, by=user, at=timezone.now())
        return f"已登记；{count} 个评审任务自动回避。" if count else "已登记。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="申明利害关系",
        crumbs=(crumb(TITLE, "project_calls"), crumb("我的评审", "project_reviews")),
        form=form,
        intro="您或近亲属与某个单位有关系的，在这里申明。以后不会分到它的项目，正在评的自动回避。",
        about=[],
        submit_label="登记",
        cancel_url=back,
    )


def end(request: HttpRequest, tie_id: int) -> HttpResponse:
    """What I declared holds no longer."""
    user = actor(request)
    tie = review.ties_of(user).filter(pk=tie_id).first()
    if tie is None:
        raise NotFound("没有找到这条申明。")
    back = address("project_reviews")
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.end_tie(tie_id=tie.pk, by=user, at=timezone.now())
        return "已解除。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="解除申明",
        crumbs=(crumb(TITLE, "project_calls"), crumb("我的评审", "project_reviews")),
        form=form,
        intro="以后可以分到这个单位的项目；已经回避的不恢复。",
        about=[("单位", tie.unit.name), ("什么关系", tie.why)],
        submit_label="确认解除",
        cancel_url=back,
    )


def share(request: HttpRequest, call_id: int) -> HttpResponse:
    """Reviewers for everything, evenly."""
    user = actor(request)
    call = reading.call_visible_to(user, call_id)
    back = address("project_call", call.pk)
    people = review.reviewers()
    form = ShareForm(
        request.POST or None,
        people=[(one.pk, f"{one}（{one.get_role_display()}）") for one in people],
        initial={"each": call.least_reviewers},
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.share_out_reviews(call_id=call.pk, **data, by=user, at=timezone.now())
        lacking = f"；回避以后还缺 {made.missing} 人次，请再加评委" if made.missing else ""
        return f"新分派 {made.made} 个评审任务{lacking}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if call.state != CallState.REVIEWING:
        return turned_back(request, "评审中才能分派评委。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title="分派评委",
        crumbs=(crumb(TITLE, "project_calls"), crumb(call.title, "project_call", call.pk)),
        form=form,
        intro="按任务多少平均分派；申明过利害关系的自动回避。已经分派的不动，只补缺的。"
        "最公平的是每位评委都评全部项目：人数和“每个项目几位评委”一样。",
        about=[("征集", call.title)],
        submit_label="分派",
        cancel_url=back,
    )


def add(request: HttpRequest, application_id: int) -> HttpResponse:
    """One more reviewer for one application."""
    user = actor(request)
    found = reading.application_visible_to(user, application_id)
    back = address("project", found.pk)
    on = set(found.assignments.values_list("reviewer", flat=True))
    people = [one for one in review.reviewers() if one.pk not in on]
    form = MoreForm(request.POST or None, people=[(one.pk, str(one)) for one in people])

    def deed(data: Data) -> tuple[str, str]:
        services.assign_reviewer(application_id=found.pk, **data, by=user, at=timezone.now())
        return "已加派评委。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.call.state != CallState.REVIEWING:
        return turned_back(request, "评审中才能分派评委。", back)
    return _question(
        request,
        found,
        form,
        "加派评委",
        "给这个项目再加一位评委。",
        [("项目", found.title), ("单位", found.unit.name)],
        "加派",
        back,
    )


def _question(
    request: HttpRequest,
    found: Application,
    form: forms.Form,
    title: str,
    intro: str,
    about: list[tuple[str, str]],
    submit_label: str,
    back: str,
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=(crumb(TITLE, "project_calls"), crumb(found.title, "project", found.pk)),
        form=form,
        intro=intro,
        about=about,
        submit_label=submit_label,
        cancel_url=back,
    )
