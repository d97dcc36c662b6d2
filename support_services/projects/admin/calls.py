"""One call: what was called for, what came in, and its steps."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.projects.admin.lists import TITLE
from support_services.projects.forms import CallForm, ExtendForm, WhyForm
from support_services.projects.models import Call
from support_services.projects.selectors import calls as reading
from support_services.projects.selectors import review
from support_services.projects.services import calls as services
from support_services.projects.services import choosing
from support_services.projects.services.calls import FIELDS
from support_services.projects.showing import (
    application_row,
    call_facts,
    call_row,
    call_steps,
    criteria_rows,
    task_row,
)
from support_services.projects.states import CALL_MOVES, JUDGED, PROPOSE, CallState
from support_services.projects.written_rows import criteria_text
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User

_FOLLOWS: dict[str, str] = {
    "open": "征集公告马上公开，单位可以提交申报。内容、经费和评分指标从此不能再改。",
    "close": "不再接收新的申报；已经退回补正的，在补正期限以前还可以交。",
    "begin_review": "材料齐全的申报进入评审，接着分派评委。申报不能再撤回。",
    "end_review": "评分从此不能再改，名次和得分定下来；接着由经办按名次拟定立项。",
    "send_back": "退回经办重新拟定，原来拟的金额和原因留着。",
    "decide": "按拟定的名单立项，结果马上公开，不能再改。",
    "end": "本轮结束，留作历史。",
    "drop": "这份草稿不再使用，留作历史。",
}
_PRIMARY = ("open", "begin_review", "end_review", "decide")


def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call with its applications, its reviewers and what can be done."""
    user = actor(request)
    found = reading.call_visible_to(user, call_id)
    rows = reading.applications_of(user, found)
    tasks: dict[int, list[dict[str, Any]]] = {}
    for task in review.tasks_of(found):
        tasks.setdefault(task.application_id, []).append(task_row(task))
    return page(
        request,
        "bureau/project_call.html",
        title=found.title,
        crumbs=(crumb(TITLE, "project_calls"),),
        row=call_row(found),
        steps=call_steps(found),
        facts=call_facts(found),
        criteria=criteria_rows(found.criteria.order_by("number")),
        applications=[
            {
                **application_row(one),
                "url": address("project", one.pk),
                "tasks": tasks.get(one.pk, []),
                "done": sum(task["state_label"] == "已评" for task in tasks.get(one.pk, [])),
                "wanted": sum(task["state_label"] != "回避" for task in tasks.get(one.pk, [])),
            }
            for one in rows
        ],
        asked=sum((one.asked for one in rows if one.number), start=0),
        under_review=found.state == CallState.REVIEWING,
        actions=_actions(found, user),
        compare_url=address("project_compare", found.pk)
        if CallState(found.state) in JUDGED
        else "",
        running_url=address("projects_running", call=str(found.pk)) if found.decided_by_id else "",
    )


def _actions(found: Call, user: User) -> list[dict[str, str]]:
    """The buttons this person has for a call as it stands."""
    shown = []
    own = found.entered_by_id == user.pk
    enters = user.may("projects.enter")
    if found.state == CallState.DRAFT and enters and own:
        shown.append(button("修改", "plain", "project_call_edit", found.pk))
    if found.state in (CallState.DRAFT, CallState.OPEN) and enters:
        shown.append(button("录入申报", "plain", "project_new", found.pk))
    if found.state == CallState.OPEN and user.may("projects.check"):
        shown.append(button("延长截止日期", "plain", "project_call_extend", found.pk))
    if found.state == CallState.REVIEWING and enters:
        shown.append(button("分派评委", "primary", "project_share", found.pk))
    if found.state in PROPOSE.starts and enters:
        shown.append(button(PROPOSE.label, "primary", "project_choose", found.pk))
    for verb, move in CALL_MOVES.items():
        if found.state not in move.starts or not user.may(move.duty):
            continue
        if (verb == "open" and own) or (verb == "drop" and not own):
            continue
        if verb == "decide" and found.prepared_by_id == user.pk:
            continue
        kind = "primary" if verb in _PRIMARY else "danger" if verb == "drop" else "plain"
        shown.append(button(move.label, kind, "project_call_step", found.pk, verb))
    return shown


def new(request: HttpRequest) -> HttpResponse:
    """A call as a draft, with its criteria."""
    today = timezone.localdate()
    form = CallForm(request.POST or None, initial={"year": today.year})

    def deed(data: Data) -> tuple[str, str]:
        criteria = data.pop("criteria")
        by, at = actor(request), timezone.now()
        with transaction.atomic():
            made = services.enter_call(fields=data, by=by, at=at)
            services.set_criteria(call_id=made.pk, criteria=criteria, by=by, at=at)
        return "已存为草稿，请另一人核对后开始征集。", address("project_call", made.pk)

    return filled_in(request, form, deed) or _form_page(
        request, form, "新的征集", (crumb(TITLE, "project_calls"),), address("project_calls")
    )


def edit(request: HttpRequest, call_id: int) -> HttpResponse:
    """Other words in a draft, and other criteria."""
    user = actor(request)
    found = reading.call_visible_to(user, call_id)
    back = address("project_call", found.pk)
    if found.state != CallState.DRAFT:
        return turned_back(request, "征集已经开始，内容和评分指标都不能再改。", back)
    known = {name: getattr(found, name) for name in FIELDS}
    rows = found.criteria.order_by("number").values_list("label", "weight", "hint")
    form = CallForm(request.POST or None, initial={**known, "criteria": criteria_text(rows)})

    def deed(data: Data) -> tuple[str, str]:
        criteria = data.pop("criteria")
        given: dict[str, Any] = {"call_id": found.pk, "by": user, "at": timezone.now()}
        with transaction.atomic():
            services.change_call(fields=data, **given)
            services.set_criteria(criteria=criteria, **given)
        return "草稿已保存。", back

    return filled_in(request, form, deed) or _form_page(
        request, form, f"修改：{found.title}", _crumbs(found), back
    )


def extend(request: HttpRequest, call_id: int) -> HttpResponse:
    """A later last day, with a reason."""
    user = actor(request)
    found = reading.call_visible_to(user, call_id)
    back = address("project_call", found.pk)
    form = ExtendForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.extend_call(
            call_id=found.pk, **data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return f"截止日期延长到 {data['closes_on']:%Y-%m-%d}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != CallState.OPEN:
        return turned_back(request, "只有征集中的才能延长截止日期。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title="延长截止日期",
        crumbs=_crumbs(found),
        form=form,
        intro="延长以后不能改回，原因会公开。",
        about=[("现在的截止日期", f"{found.closes_on:%Y-%m-%d}")],
        submit_label="确认延长",
        cancel_url=back,
    )


def step(request: HttpRequest, call_id: int, verb: str) -> HttpResponse:
    """A step of a call: asked first, then done."""
    if verb not in CALL_MOVES:
        raise Http404
    move = CALL_MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = reading.call_visible_to(user, call_id)
    back = address("project_call", found.pk)
    form: forms.Form = (WhyForm if move.why else forms.Form)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        given: dict[str, Any] = {"call_id": found.pk, "by": user, "at": timezone.now()}
        if verb == "decide":
            choosing.decide_choice(**given)
        elif verb == "send_back":
            choosing.send_choice_back(why=data["why"], **given)
        else:
            services.move_call(verb=verb, today=timezone.localdate(), **given)
        return f"“{found.title}”：已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这次征集已经办过，不能再{move.label}。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{found.title}",
        crumbs=_crumbs(found),
        form=form,
        intro=_FOLLOWS[verb],
        about=_about(found, verb),
        danger=verb == "drop",
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )


def _about(found: Call, verb: str) -> list[tuple[str, str]]:
    """What has to be seen before the step."""
    if verb in ("decide", "send_back"):
        rows = found.applications.filter(proposed__gt=0).order_by("place", "number")
        listed = [
            f"第 {one.place} {one.title} {one.proposed:,.2f} 元"
            + (f"（{one.choice_why}）" if one.choice_why else "")
            for one in rows
        ]
        skipped = found.applications.filter(proposed=0).exclude(choice_why="")
        passed = [f"第 {one.place} {one.title}：{one.choice_why}" for one in skipped]
        total = sum((one.proposed or 0 for one in rows), start=0)
        about = [
            ("拟立项", f"{len(listed)} 个，合计 {total:,.2f} 元，总经费 {found.budget:,.2f} 元"),
            ("名单", "；".join(listed)),
            ("跳过的", "；".join(passed)),
        ]
        return [(label, value) for label, value in about if value]
    shown = ("提交时间", "总经费", "每个项目最多", "谁可以申报", "评审")
    about = [one for one in call_facts(found) if one[0] in shown]
    if verb == "open":
        criteria = found.criteria.order_by("number")
        about.append(("评分指标", "、".join(str(one) for one in criteria)))
    return about


def _crumbs(found: Call) -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "project_calls"), crumb(found.title, "project_call", found.pk))


def _form_page(
    request: HttpRequest,
    form: CallForm,
    title: str,
    crumbs: tuple[dict[str, str], ...],
    cancel_url: str,
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=crumbs,
        form=form,
        intro="存为草稿以后由另一人开始征集；开始以后，内容和评分指标都不能再改。",
        about=[],
        submit_label="保存草稿",
        cancel_url=cancel_url,
    )
