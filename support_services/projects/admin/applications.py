"""One application, or the project that became of it: written, handed in, checked."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from support_services.projects.admin.lists import TITLE
from support_services.projects.forms import (
    ApplicationForm,
    BookForm,
    ReturnForm,
    WhyForm,
    book_of,
)
from support_services.projects.models import Application
from support_services.projects.selectors import calls as reading
from support_services.projects.selectors import carrying, review
from support_services.projects.services import applications as services
from support_services.projects.services.applications import BOOK
from support_services.projects.showing import (
    application_row,
    ballot_rows,
    contact_of,
    milestone_rows,
    running_row,
    spending_rows,
    task_row,
)
from support_services.projects.showing import book_of as book_shown
from support_services.projects.states import (
    APPLICATION_MOVES,
    GRANTED,
    WRITABLE,
    ApplicationState,
    CallState,
)
from support_services.projects.written_rows import budget_text, promises_text
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User

_FOLLOWS: dict[str, str] = {
    "hand_in": "提交以后不能再改，由另一人核对材料；缺什么会退回补正。",
    "check": "材料齐全，征集截止以后参加评审。",
    "return": "退回补正，写清缺什么、补到哪一天。",
    "withdraw": "撤回以后不参加评审，不能恢复；内容留着。",
    "stop": "项目终止，不再登记进展和支出；已登记的留着。不能恢复。",
}
_SETTLED = "这份申报已经提交，不能再改；要改的请核对人退回补正。"


def project(request: HttpRequest, application_id: int) -> HttpResponse:
    """Everything of one application."""
    user = actor(request)
    today = timezone.localdate()
    found = reading.application_visible_to(user, application_id)
    call = found.call
    sees = review.may_see_ballots(user, found, call)
    criteria = list(call.criteria.order_by("number"))
    given = review.ballots_of(call, [found.pk]).get(found.pk, []) if sees else []
    mine = review.my_task(user, found)
    runs = found.state == ApplicationState.CHOSEN
    granted = found.state in GRANTED
    enters, checks = user.may("projects.enter"), user.may("projects.check")
    reviewing = call.state == CallState.REVIEWING and found.state == ApplicationState.CHECKED
    tasks = [one for one in review.tasks_of(call) if one.application_id == found.pk]
    milestones = milestone_rows(found, today=today)
    for one in milestones:
        done, later = runs and enters, runs and checks and not one["is_done"]
        one["done_url"] = address("milestone_done", one["id"]) if done else ""
        one["put_off_url"] = address("milestone_put_off", one["id"]) if later else ""
        one["papers"] = [address("project_paper", key) for key in one["papers"]]
    spendings = spending_rows(found.spendings.select_related("entered_by").order_by("pk"))
    for one in spendings:
        may = runs and enters and not one["taken_back"] and not one["is_reversal"]
        one["reverse_url"] = address("spending_reverse", one["id"]) if may else ""
    return page(
        request,
        "bureau/project.html",
        title=found.title,
        crumbs=_crumbs(found),
        row=application_row(found),
        facts=_facts(found),
        book=book_shown(found),
        lines=list(found.lines.order_by("number").values("item", "amount")),
        milestones=milestones,
        criteria=[one.label for one in criteria],
        sees=sees,
        ballots=ballot_rows(given, criteria),
        place_why=found.place_why,
        tasks=[
            {
                **task_row(one),
                "recuse_url": address("project_recuse", one.pk)
                if reviewing
                and one.recused_at is None
                and (one.reviewer_id == user.pk or enters or checks)
                else "",
            }
            for one in tasks
        ],
        score_url=address("project_score", found.pk)
        if reviewing and mine is not None and mine.recused_at is None
        else "",
        add_reviewer_url=address("project_reviewer_add", found.pk) if reviewing and enters else "",
        granted=granted,
        standing=running_row(carrying.standing_of([found], today=today)[0]) if granted else None,
        spendings=spendings,
        spend_url=address("project_spend", found.pk) if runs and enters else "",
        result=_result(carrying.result_of(found)) if granted else None,
        result_url=address("project_result", found.pk) if runs and enters else "",
        publish_url=_publish_url(found, user) if runs else "",
        public_url=reverse("projects:project", args=[found.pk]) if granted else "",
        actions=_actions(found, user),
    )


def _facts(found: Application) -> list[tuple[str, str]]:
    handed = f"{found.handed_on:%Y-%m-%d}" if found.handed_on else ""
    entered = "单位自己网上填报" if found.by_link else f"{found.entered_by} 录入"
    checked = f"{found.checked_by} 核对" if found.checked_by else ""
    until = f"，{found.complete_by:%Y-%m-%d} 以前" if found.complete_by else ""
    facts = [
        ("征集", found.call.title),
        ("单位", found.unit.name),
        ("联系人", contact_of(found)),
        ("提交", handed),
        ("经手", "；".join(one for one in (entered, checked) if one)),
        ("要补正", f"{found.missing}{until}" if found.missing else ""),
        ("拟定、立项的原因", found.choice_why),
        (
            "撤回、终止",
            f"{found.ended_by or '单位自己'}：{found.ended_why}" if found.ended_at else "",
        ),
    ]
    return [(label, value) for label, value in facts if value]


def _result(result: Any) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "grade": result.get_grade_display(),
        "points": result.points,
        "summary": result.summary,
        "note": result.note,
        "state": result.get_state_display(),
        "is_public": result.published_by_id is not None,
        "by": str(result.entered_by),
        "published_by": str(result.published_by) if result.published_by else "",
        "published_at": result.published_at,
    }


def _publish_url(found: Application, user: User) -> str:
    result = carrying.result_of(found)
    may = result is not None and user.may("projects.check") and result.entered_by_id != user.pk
    return address("project_publish", found.pk) if may else ""


def _actions(found: Application, user: User) -> list[dict[str, str]]:
    shown = []
    if found.state in WRITABLE and user.may("projects.enter"):
        shown.append(button("修改", "plain", "project_edit", found.pk))
    over = found.call.state not in (CallState.DRAFT, CallState.OPEN, CallState.CLOSED)
    for verb, move in APPLICATION_MOVES.items():
        if found.state not in move.starts or not user.may(move.duty):
            continue
        if verb in ("check", "return") and found.entered_by_id == user.pk:
            continue
        if verb == "withdraw" and over:
            continue
        kind = "danger" if verb in ("withdraw", "stop") else "plain"
        kind = "primary" if verb in ("hand_in", "check") else kind
        shown.append(button(move.label, kind, "project_step", found.pk, verb))
    return shown


def new(request: HttpRequest, call_id: int) -> HttpResponse:
    """A book at the bureau on behalf of a unit."""
    user = actor(request)
    call = reading.call_visible_to(user, call_id)
    back = address("project_call", call.pk)
    if call.state not in (CallState.DRAFT, CallState.OPEN):
        return turned_back(request, "这次征集已经截止，不能再录入申报。", back)
    form = ApplicationForm(request.POST or None, units=reading.units_for(call))

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_application(
            call_id=call.pk, unit_id=data["unit"], book=book_of(data), by=user, at=timezone.now()
        )
        return "已存为草稿；核对无误以后提交。", address("project", made.pk)

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title="录入申报",
        crumbs=(crumb(TITLE, "project_calls"), crumb(call.title, "project_call", call.pk)),
        form=form,
        intro="照单位的项目书录入。列表里没有的单位，先在参与单位里登记。",
        about=[("征集", call.title)],
        submit_label="保存草稿",
        cancel_url=back,
    )


def edit(request: HttpRequest, application_id: int) -> HttpResponse:
    """Another book, while it is a draft or returned."""
    user = actor(request)
    found = reading.application_visible_to(user, application_id)
    back = address("project", found.pk)
    if found.state not in WRITABLE:
        return turned_back(request, _SETTLED, back)
    form = BookForm(request.POST or None, initial=written(found))

    def deed(data: Data) -> tuple[str, str]:
        services.change_application(
            application_id=found.pk, book=book_of(data), by=user, at=timezone.now()
        )
        return "已保存。", back

    return filled_in(request, form, deed) or page(
        request,
        "bureau/fact_form.html",
        title=f"修改：{found.title}",
        crumbs=(*_crumbs(found), crumb(found.title, "project", found.pk)),
        form=form,
        intro="提交以前、退回补正以后可以改。",
        about=[("单位", found.unit.name), ("要补正", found.missing)][: 2 if found.missing else 1],
        submit_label="保存",
        cancel_url=back,
    )


def written(found: Application) -> dict[str, Any]:
    """A book as its form shows it."""
    lines = found.lines.order_by("number").values_list("item", "amount")
    rows = found.milestones.order_by("number")
    promises = rows.values_list("what", "due_on", "measure", "promised", "unit")
    return {
        **{name: getattr(found, name) for name in ("title", "team", "brief", *BOOK)},
        "contact_name": found.contact_name or "",
        "contact_phone": found.contact_phone or "",
        "lines": budget_text(lines),
        "promises": promises_text(promises),
    }


def step(request: HttpRequest, application_id: int, verb: str) -> HttpResponse:
    """A step of an application: asked first, then done."""
    if verb not in APPLICATION_MOVES:
        raise Http404
    move = APPLICATION_MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = reading.application_visible_to(user, application_id)
    back = address("project", found.pk)
    kind: type[forms.Form] = WhyForm if move.why else forms.Form
    form = (ReturnForm if verb == "return" else kind)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.move_application(
            application_id=found.pk,
            verb=verb,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"“{found.title}”：已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这个项目已经办过，不能再{move.label}。", back)
    return page(
        request,
        "bureau/fact_form.html",
        title=f"{move.label}：{found.title}",
        crumbs=(*_crumbs(found), crumb(found.title, "project", found.pk)),
        form=form,
        intro=_FOLLOWS[verb],
        about=[("单位", found.unit.name), ("申请金额", f"{found.asked:,.2f} 元")],
        danger=verb in ("withdraw", "stop"),
        submit_label=f"确认{move.label}",
        cancel_url=back,
    )


def _crumbs(found: Application) -> tuple[dict[str, str], ...]:
    call = found.call
    return (crumb(TITLE, "project_calls"), crumb(call.title, "project_call", call.pk))
