"""Pages of activities, teams and volunteers, written once for both staff doors: the door gives its
frame, its addresses and its area."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from support_services.supporters import showing
from support_services.supporters.forms import (
    ActivityForm,
    AttendanceForm,
    DayForm,
    KindForm,
    PeopleForm,
    ReportForm,
    RollForm,
    VolunteerForm,
    WhyForm,
)
from support_services.supporters.selectors import activities as selectors
from support_services.supporters.selectors import register
from support_services.supporters.services import activities as services
from support_services.supporters.services import volunteers
from support_services.supporters.services.roll import put_roll
from support_services.supporters.states import (
    ACTIVITY_MOVES,
    KIND_LABELS,
    OPEN_TO_ATTEND,
    REPORT,
    ActivityKind,
    ActivityState,
    PartyRole,
)
from support_services.units.states import UnitKind
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.regions.selectors import place_choices

TITLE = "拥军活动"


@dataclass(frozen=True)
class Frame:
    """One of the two doors. ``url(name, …)``: an address of it; ``ask(request, form, …)``: a page
    with a form (title, intro, about, submit, back, danger); ``show(request, name, title,
    context)``: a page of its own."""

    url: Callable[..., str]
    ask: Callable[..., HttpResponse]
    show: Callable[..., HttpResponse]


def _user(request: HttpRequest) -> Any:
    return request.user


def new(request: HttpRequest, frame: Frame) -> HttpResponse:
    """First the kind, then what that kind is planned with."""
    user = _user(request)
    back = frame.url("activities")
    kind = request.GET.get("kind", "")
    if kind not in KIND_LABELS:
        return frame.ask(
            request,
            KindForm(),
            title="新增活动",
            intro="先选种类：不同种类要填的数字不同。",
            about=[],
            submit="下一步",
            back=back,
            method="get",
        )
    form = _plan_form(request, user, ActivityKind(kind), {"on": timezone.localdate()})

    def deed(data: Data) -> tuple[str, str]:
        made = services.plan_activity(
            **form.told(), by=user, at=timezone.now(), today=timezone.localdate()
        )
        asked = made.state == ActivityState.REQUESTED
        said = "预约已提交，等区局确认。" if asked else "活动已登记。"
        return said, frame.url("activity", made.pk)

    return filled_in(request, form, deed) or frame.ask(
        request,
        form,
        title=f"新增活动：{KIND_LABELS[ActivityKind(kind)]}",
        intro="办过的活动也可以补登。参加名单和结果以后在活动页上登记。"
        + ("请讲师的，先由区局确认。" if user.is_station else ""),
        about=[],
        submit="保存",
        back=back,
    )


def _plan_form(
    request: HttpRequest, user: Any, kind: ActivityKind, known: dict[str, Any]
) -> ActivityForm:
    return ActivityForm(
        request.POST or None,
        initial=known,
        kind=kind,
        units=selectors.choosable_parties(user),
        lecturers=[
            (one.supporter.unit_id, f"{one.supporter.unit.name}（{one.services or one.name}）")
            for one in register.lecturers(today=timezone.localdate())
        ],
        duties=[] if user.is_station else register.choosable_duties(),
        places=place_choices(user),
    )


def edit(request: HttpRequest, frame: Frame, activity_id: int) -> HttpResponse:
    """Another plan, until it is held."""
    user = _user(request)
    found = selectors.activity_visible_to(user, activity_id)
    back = frame.url("activity", found.pk)
    if found.state not in (ActivityState.REQUESTED, ActivityState.PLANNED):
        return turned_back(request, "这场活动已经举办或取消，不能再改计划。", back)
    parties = selectors.parties_of(found)
    by_role = {role: [one.unit_id for one in parties if one.role == role] for role in PartyRole}
    figures = selectors.figures_of(found)
    names = ("title", "on", "starts_at", "ends_at", "venue", "about", "phone", "is_open")
    known = {name: getattr(found, name) for name in names} | {
        "region": found.region.code,
        "duty": found.duty_id,
        "organisers": by_role[PartyRole.ORGANISER],
        "partners": by_role[PartyRole.PARTNER],
        "lecturer": next(iter(by_role[PartyRole.LECTURER]), None),
        **{f"planned_{code}": one.planned for code, one in figures.items()},
    }
    form = _plan_form(request, user, ActivityKind(found.kind), known)
    there = [(one.unit_id, str(one.unit)) for one in parties if one.role != PartyRole.LECTURER]
    for name in ("organisers", "partners"):
        field: Any = form.fields[name]
        field.choices = [*field.choices, *(one for one in there if one not in field.choices)]

    def deed(data: Data) -> tuple[str, str]:
        services.change_activity(
            activity_id=found.pk,
            **form.told(),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "计划已改。", back

    return filled_in(request, form, deed) or frame.ask(
        request,
        form,
        title=f"修改计划：{found.title}",
        intro="种类不能改；种类错了的取消，另登记一场。",
        about=[("种类", found.get_kind_display())],
        submit="保存",
        back=back,
    )


def activity(request: HttpRequest, frame: Frame, activity_id: int) -> HttpResponse:
    """One activity: plan, who takes part, figures, what follows."""
    user = _user(request)
    found = selectors.activity_visible_to(user, activity_id)
    may = selectors.may_report(user, found)
    open_to_attend = may and found.state in OPEN_TO_ATTEND
    people = selectors.attendances_of(found)
    row = showing.activity_row(found)
    context = {
        **{name: row[name] for name in ("kind", "state_label", "state_tone")},
        "facts": showing.activity_facts(found),
        "hands": showing.activity_hands(found),
        "parties": [showing.party_line(one) for one in selectors.parties_of(found)],
        "figures": showing.figure_lines(found, selectors.figures_of(found)),
        "people": [
            {
                "name": one.volunteer.name,
                "team": one.volunteer.team.name,
                "hours": showing.number(one.hours),
                "out_url": frame.url("attendance_out", found.pk, one.pk) if open_to_attend else "",
            }
            for one in people
        ],
        "hours": showing.number(sum((one.hours for one in people), Decimal(0))),
        "gifts": [showing.contribution_row(one) for one in selectors.gifts_at(found)],
        "attend_url": frame.url("attend", found.pk) if open_to_attend else "",
        "roll_url": frame.url("roll", found.pk) if open_to_attend else "",
        "people_url": frame.url("activity_people", found.pk) if open_to_attend else "",
        **_fair(found),
        "actions": _actions(frame, user, found, may),
    }
    return frame.show(request, "activity", found.title, context)


def _fair(found: Any) -> dict[str, Any]:
    """Of a job fair: the posts that are offered there."""
    if found.kind != ActivityKind.JOB_FAIR:
        return {"is_fair": False, "jobs": []}
    today = timezone.localdate()
    jobs = selectors.jobs_at(found)
    filled = register.filled_of(jobs)
    rows = [showing.job_row(one, filled.get(one.pk, 0), today) for one in jobs]
    return {"is_fair": True, "jobs": rows, "posts": sum(one.count for one in jobs)}


def _actions(frame: Frame, user: Any, found: Any, may: bool) -> list[dict[str, str]]:
    shown = []
    if may and found.state in (ActivityState.REQUESTED, ActivityState.PLANNED):
        shown.append(
            {"label": "改计划", "kind": "plain", "url": frame.url("activity_edit", found.pk)}
        )
    for verb, step in ACTIVITY_MOVES.items():
        if found.state not in step.starts or not user.may(step.duty):
            continue
        if verb == "confirm" and found.entered_by_id == user.pk:
            continue
        # What is to come is neither held nor reported.
        if verb in ("hold", "report") and found.on > timezone.localdate():
            continue
        kind = "danger" if verb == "cancel" else "plain"
        kind = "primary" if verb in ("confirm", "report") else kind
        url = frame.url("activity_do", found.pk, verb)
        shown.append({"label": step.label, "kind": kind, "url": url})
    return shown


def do(request: HttpRequest, frame: Frame, activity_id: int, verb: str) -> HttpResponse:
    """One step, asked first, then done."""
    if verb not in ACTIVITY_MOVES:
        raise Http404
    step = ACTIVITY_MOVES[verb]
    user = _user(request)
    if not user.is_station:
        doer(request, step.duty, step.label)
    found = selectors.activity_visible_to(user, activity_id)
    back = frame.url("activity", found.pk)
    kind = ActivityKind(found.kind)
    form: forms.Form
    if verb == "report":
        told = {code: one.reported for code, one in selectors.figures_of(found).items()}
        # What was reported before goes first; else what the portal itself has counted.
        counted = selectors.tallied(found)
        known = {**counted, **{code: much for code, much in told.items() if much is not None}}
        form = ReportForm(request.POST or None, kind=kind, initial={**known, "told": found.told})
    else:
        form = (WhyForm if step.why else forms.Form)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        told = data.pop("told", "")
        why = data.pop("why", "")
        services.move_activity(
            activity_id=found.pk,
            verb=verb,
            why=why,
            told=told,
            reported=data if verb == "report" else None,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"“{found.title}”：已{step.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in step.starts:
        return turned_back(request, f"这场活动现在不能{step.label}。", back)
    return frame.ask(
        request,
        form,
        title=f"{step.label}：{found.title}",
        intro=step.follows,
        about=[
            ("日期", f"{found.on:%Y-%m-%d}"),
            *(
                (f"计划{line['label']}", f"{line['planned']} {line['unit']}")
                for line in showing.figure_lines(found, selectors.figures_of(found))
                if verb == "report" and line["planned"] is not None
            ),
        ],
        submit=f"确认{step.label}",
        back=back,
        danger=verb == "cancel",
    )


def attend(request: HttpRequest, frame: Frame, activity_id: int) -> HttpResponse:
    """Volunteers onto the list, with their hours."""
    user = _user(request)
    found = selectors.activity_visible_to(user, activity_id)
    back = frame.url("activity", found.pk)
    form = AttendanceForm(
        request.POST or None, volunteers=selectors.choosable_volunteers(user, found)
    )

    def deed(data: Data) -> tuple[str, str]:
        for one in data["volunteers"]:
            services.put_attendance(
                activity_id=found.pk,
                volunteer_id=one,
                hours=data["hours"],
                by=user,
                at=timezone.now(),
            )
        return f"已记 {len(data['volunteers'])} 名志愿者。", back

    return filled_in(request, form, deed) or frame.ask(
        request,
        form,
        title=f"记志愿者：{found.title}",
        intro="列出的是您能看到的志愿服务队里、还没有记的人。新人先加进队里。",
        about=[("日期", f"{found.on:%Y-%m-%d}")],
        submit="记下",
        back=back,
    )


def roll(request: HttpRequest, frame: Frame, activity_id: int) -> HttpResponse:
    """Many volunteers at once: whole teams, and a pasted list."""
    user = _user(request)
    found = selectors.activity_visible_to(user, activity_id)
    back = frame.url("activity", found.pk)
    teams = [(one.pk, one.name) for one in selectors.teams_visible_to(user)]
    form = RollForm(request.POST or None, teams=teams)

    def deed(data: Data) -> tuple[str, str]:
        taken = put_roll(activity_id=found.pk, **data, by=user, at=timezone.now())
        joined = f"，其中 {taken.joined} 人新加进队里" if taken.joined else ""
        return f"已记 {taken.people} 名志愿者{joined}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in OPEN_TO_ATTEND:
        return turned_back(request, "参加名单现在不能改。", back)
    return frame.ask(
        request,
        form,
        title=f"成批记志愿者：{found.title}",
        intro="有一行不对，就一行都不记，名单留在页面上，改好再记。已经记过的人按新的时长。",
        about=[("日期", f"{found.on:%Y-%m-%d}")],
        submit="记下",
        back=back,
    )


def attendance_out(
    request: HttpRequest, frame: Frame, activity_id: int, attendance_id: int
) -> HttpResponse:
    """Asks, then takes one off the list."""
    user = _user(request)
    found = selectors.activity_visible_to(user, activity_id)
    back = frame.url("activity", found.pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    row = next((one for one in selectors.attendances_of(found) if one.pk == attendance_id), None)

    def deed(data: Data) -> tuple[str, str]:
        services.take_attendance_out(
            activity_id=found.pk, attendance_id=attendance_id, by=user, at=timezone.now()
        )
        return "已从名单里去掉。", back

    if answer := filled_in(request, form, deed):
        return answer
    if row is None:
        raise Http404
    return frame.ask(
        request,
        form,
        title="从名单里去掉",
        intro="去掉以后不算时长；去错了可以再记。",
        about=[("志愿者", row.volunteer.name), ("时长", showing.number(row.hours, "小时"))],
        submit="确认去掉",
        back=back,
        danger=True,
    )


def people(request: HttpRequest, frame: Frame, activity_id: int) -> HttpResponse:
    """How many each unit sent; of troops nobody is asked."""
    user = _user(request)
    found = selectors.activity_visible_to(user, activity_id)
    back = frame.url("activity", found.pk)
    parties = [one for one in selectors.parties_of(found) if one.unit.kind != UnitKind.TROOPS]
    form = PeopleForm(
        request.POST or None,
        parties=[(one.pk, str(one.unit)) for one in parties],
        initial={f"party_{one.pk}": one.people for one in parties},
    )

    def deed(data: Data) -> tuple[str, str]:
        services.set_people(activity_id=found.pk, people=form.told(), by=user, at=timezone.now())
        return "参加人数已登记。", back

    return filled_in(request, form, deed) or frame.ask(
        request,
        form,
        title=f"各单位参加人数：{found.title}",
        intro="部队的人数不在这里登记。不清楚的不填。",
        about=[],
        submit="保存",
        back=back,
    )


# --- teams ----------------------------------------------------------------------------------------


def teams(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Teams of the area, with members and hours of this year and of all."""
    user = _user(request)
    rows = list(selectors.teams_visible_to(user))
    year = timezone.localdate().year
    of_year, of_all = (selectors.hours_of_teams(rows, year=one) for one in (year, 0))
    context = {
        "year": year,
        "rows": [
            {
                "name": one.name,
                "unit": str(one.supporter.unit),
                "place": showing.place_of(one.region),
                "note": one.note,
                "members": of_all[one.pk][0],
                "year_hours": showing.number(of_year[one.pk][1]),
                "hours": showing.number(of_all[one.pk][1]),
                "url": frame.url("team", one.pk),
            }
            for one in rows
        ],
    }
    return frame.show(request, "teams", "志愿服务队", context)


def team(request: HttpRequest, frame: Frame, team_id: int) -> HttpResponse:
    """One team and its people."""
    user = _user(request)
    found = selectors.team_visible_to(user, team_id)
    may = user.may(REPORT)
    context = {
        "unit": str(found.supporter.unit),
        "place": showing.place_of(found.region),
        "note": found.note,
        "formed_on": found.formed_on,
        "members": [
            {
                "name": one.name,
                "is_veteran": one.person_id is not None,
                "hours": showing.number(one.hours) or "0",
                "times": one.times,
                "joined_on": one.joined_on,
                "left_on": one.left_on,
                "leave_url": frame.url("volunteer_leave", one.pk)
                if may and one.left_on is None
                else "",
            }
            for one in selectors.volunteers_of(found)
        ],
        "join_url": frame.url("volunteer_join", found.pk) if may else "",
    }
    return frame.show(request, "team", found.name, context)


def join(request: HttpRequest, frame: Frame, team_id: int) -> HttpResponse:
    """A volunteer into the team."""
    user = _user(request)
    found = selectors.team_visible_to(user, team_id)
    back = frame.url("team", found.pk)
    form = VolunteerForm(request.POST or None, initial={"joined_on": timezone.localdate()})

    def deed(data: Data) -> tuple[str, str]:
        made = volunteers.join_team(team_id=found.pk, **data, by=user, at=timezone.now())
        return f"{made.name}已加入{found.name}。", back

    return filled_in(request, form, deed) or frame.ask(
        request,
        form,
        title=f"加一名志愿者：{found.name}",
        intro="只要姓名；手机加密保存，离队时清空。不收身份证号。",
        about=[],
        submit="加入",
        back=back,
    )


def leave(request: HttpRequest, frame: Frame, volunteer_id: int) -> HttpResponse:
    """A volunteer leaves."""
    user = _user(request)
    found = selectors.volunteer_visible_to(user, volunteer_id)
    back = frame.url("team", found.team_id)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})

    def deed(data: Data) -> tuple[str, str]:
        volunteers.leave_team(volunteer_id=found.pk, **data, by=user, at=timezone.now())
        return f"{found.name}已离队。", back

    return filled_in(request, form, deed) or frame.ask(
        request,
        form,
        title=f"离队：{found.name}",
        intro="手机号马上清空，服务时长留着。再来的重新加入。",
        about=[("志愿服务队", found.team.name)],
        submit="确认离队",
        back=back,
        danger=True,
    )
