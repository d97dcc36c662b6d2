"""The register at the bureau: the list, one supporter with everything, what is entered of it."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from support_services.supporters import showing
from support_services.supporters.admin.frames import TITLE, asked, tabs, workbook
from support_services.supporters.forms import (
    SUPPORTER_FILTER,
    BadgeForm,
    DutyForm,
    Filter,
    JobForm,
    OfferForm,
    PactForm,
    SupporterForm,
    TeamForm,
    stages,
)
from support_services.supporters.models import Supporter
from support_services.supporters.selectors import activities as doing
from support_services.supporters.selectors import contributions as giving
from support_services.supporters.selectors import register as selectors
from support_services.supporters.services import register as services
from support_services.supporters.services import volunteers
from support_services.supporters.states import (
    CONTRIBUTION_LABELS,
    FIELD_LABELS,
    MOVES,
    Stage,
    Subject,
)
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User
from veterans.regions.selectors import towns_visible_to

MOST_SHOWN = 20
_HANDS = ("entered_by", "decided_by", "ended_by")


def _filter(request: HttpRequest, user: User) -> Filter:
    return Filter(
        request.GET,
        names=SUPPORTER_FILTER,
        towns=towns_visible_to(user).values_list("path", "name"),
        kinds=FIELD_LABELS,
        states=stages(Subject.SUPPORTER),
    )


def supporters(request: HttpRequest) -> HttpResponse:
    """The register, narrowed."""
    user = actor(request)
    today = timezone.localdate()
    form = _filter(request, user)
    form.fields["kind"].label = "支持领域"
    narrowed = form.asked()
    shown = paged(request, selectors.supporters(user, narrowed), lambda row: {"row": row})
    badges = selectors.badges_of([one["row"] for one in shown.object_list], today=today)
    shown.object_list = [
        {
            **showing.supporter_row(one["row"], badges.get(one["row"].pk, [])),
            "url": address("supporter", one["row"].pk),
        }
        for one in shown.object_list
    ]
    return page(
        request,
        "bureau/supporters.html",
        title=TITLE,
        tabs=tabs("supporters"),
        filter_form=form,
        filtered=bool(narrowed.query()),
        page_obj=shown,
        new_url=address("supporter_new") if user.may("supporters.enter") else "",
        export_url=address("supporters_export", **narrowed.query()),
    )


def export(request: HttpRequest) -> HttpResponse:
    """The register as it is narrowed, as a workbook."""
    user = actor(request)
    today = timezone.localdate()
    rows = list(selectors.supporters(user, _filter(request, user).asked()))
    badges = selectors.badges_of(rows, today=today)
    lines = [showing.supporter_row(one, badges.get(one.pk, [])) for one in rows]
    names = ("name", "kind", "place", "fields", "tier", "phone", "badges", "state_label")
    return workbook(
        TITLE,
        "supporters",
        [f"{today:%Y-%m-%d} 导出，共 {len(rows)} 家"],
        ("单位", "类别", "所在地", "支持领域", "层级", "电话", "有效标识", "状态"),
        [[line[name] for name in names] for line in lines],
    )


def new(request: HttpRequest) -> HttpResponse:
    """A unit asks to be a supporter."""
    user = actor(request)
    form = SupporterForm(
        request.POST or None,
        units=selectors.unregistered_units(),
        initial={"since": timezone.localdate()},
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.propose_supporter(**form.told(), by=user, at=timezone.now())
        return "已申报，由另一人接纳。", address("supporter", made.pk)

    return filled_in(request, form, deed) or asked(
        request,
        form,
        title="申报拥军力量",
        intro="企业、社会组织、事业单位和个人。企业和社会组织要有统一社会信用代码才能接纳。",
        about=[],
        submit="申报",
        back=address("supporters"),
    )


def edit(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """What it offers, in other words."""
    user = actor(request)
    found = selectors.supporter_visible_to(user, supporter_id)
    known = {name: getattr(found, name) for name in ("offer", "tier", "since")}
    form = OfferForm(request.POST or None, initial={**known, "fields_of": found.fields})
    back = address("supporter", found.pk)

    def deed(data: Data) -> tuple[str, str]:
        services.change_supporter(supporter_id=found.pk, **form.told(), by=user, at=timezone.now())
        return "已保存。", back

    return filled_in(request, form, deed) or asked(
        request,
        form,
        title="修改支持内容",
        intro="名称、代码、地址、电话在“参与单位”里改。",
        about=[("单位", found.unit.name)],
        submit="保存",
        back=back,
        crumbs=_crumbs(found),
    )


def supporter(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """One supporter with everything: offers, badges, pacts, jobs, teams, what was done and given,
    and what it comes to."""
    user = actor(request)
    today = timezone.localdate()
    found = selectors.supporter_visible_to(user, supporter_id)
    pacts = list(found.pacts.select_related("partner", *_HANDS))
    duties = selectors.duties_of(pacts, today=today)
    jobs = list(found.jobs.select_related("supporter__unit", "region__parent"))
    filled = selectors.filled_of(jobs)
    gifts = giving.contributions_visible_to(user).filter(supporter=found)
    counted = gifts.filter(stage=Stage.IN_FORCE.value)
    teams = list(found.teams.select_related("region__parent"))
    hours = doing.hours_of_teams(teams)
    entering = user.may("supporters.enter") and found.stage == Stage.IN_FORCE
    return page(
        request,
        "bureau/supporter.html",
        title=found.unit.name,
        crumbs=(crumb(TITLE, "supporters"),),
        row=showing.supporter_row(found, []),
        facts=showing.supporter_facts(found),
        hands=showing.hands_of(found),
        actions=_own_actions(found, user),
        badges=[
            {
                **showing.badge_row(one, today),
                "actions": actions_of(Subject.BADGE, one, user),
                "plaque_url": address("supporter_badge", one.pk) if one.is_valid_on(today) else "",
            }
            for one in selectors.badges_held(found)
        ],
        pacts=[
            {
                **showing.pact_row(one, duties.get(one.pk, []), today),
                "actions": actions_of(Subject.PACT, one, user),
                "duty_url": address("supporter_duty_new", one.pk)
                if entering and one.stage == Stage.DRAFT
                else "",
            }
            for one in pacts
        ],
        jobs=[
            {
                **showing.job_row(one, filled.get(one.pk, 0), today),
                "actions": actions_of(Subject.JOB, one, user),
            }
            for one in jobs
        ],
        teams=[
            {
                "name": one.name,
                "members": hours[one.pk][0],
                "hours": showing.number(hours[one.pk][1]),
                "url": address("support_team", one.pk),
            }
            for one in teams
        ],
        activities=[
            {**showing.activity_row(one), "url": address("support_activity", one.pk)}
            for one in doing.of_supporter(found).select_related("region__parent")[:MOST_SHOWN]
        ],
        gifts=gift_lines(list(gifts.order_by("-given_on", "-pk")[:MOST_SHOWN]), user),
        totals=[
            {"label": label, "total": one}
            for label, one in _by_kind(giving.totals_by(counted, "kind")).items()
        ],
        total=giving.total(counted),
        gifts_url=address("support_gifts", q=found.unit.name),
        new=_new_buttons(found.pk) if entering else {},
    )


def _by_kind(found: dict[Any, Any]) -> dict[str, Any]:
    labels = CONTRIBUTION_LABELS.items()
    return {label: found[kind.value] for kind, label in labels if kind.value in found}


def _new_buttons(supporter_id: int) -> dict[str, str]:
    return {
        what: address(f"supporter_{what}_new", supporter_id)
        for what in ("badge", "pact", "job", "team", "gift")
    }


def gift_lines(rows: list[Any], user: User) -> list[dict[str, Any]]:
    """Contributions with what may be done to them."""
    gone = giving.reversed_ids(rows)
    lines = []
    for one in rows:
        actions = actions_of(Subject.CONTRIBUTION, one, user)
        takes_back = (
            user.may("supporters.enter")
            and one.stage == Stage.IN_FORCE
            and one.reverses_id is None
            and one.pk not in gone
        )
        if takes_back:
            actions.append(button("冲销", "plain", "support_gift_reverse", one.pk))
        lines.append(
            {
                **showing.contribution_row(one, gone),
                "supporter_url": address("supporter", one.supporter_id),
                "actions": actions,
            }
        )
    return lines


def actions_of(subject: Subject, row: Any, user: User) -> list[dict[str, str]]:
    """The steps this person has for a row as it stands."""
    shown = []
    for verb, step in MOVES[subject].items():
        if Stage(row.stage) not in step.starts or not user.may(step.duty):
            continue
        if step.second and row.entered_by_id == user.pk:
            continue
        kind = "primary" if verb == "accept" else "plain"
        shown.append(button(step.label, kind, "supporter_step", subject.value, row.pk, verb))
    return shown


def _own_actions(found: Supporter, user: User) -> list[dict[str, str]]:
    shown = []
    if user.may("supporters.enter"):
        shown.append(button("修改", "plain", "supporter_edit", found.pk))
    return [*shown, *actions_of(Subject.SUPPORTER, found, user)]


def _crumbs(found: Supporter) -> tuple[dict[str, str], ...]:
    return (crumb(found.unit.name, "supporter", found.pk),)


def _entered(
    request: HttpRequest,
    supporter_id: int,
    form: Any,
    service: Any,
    *,
    title: str,
    intro: str,
    said: str,
    dated: bool = False,
    onward: str = "",
) -> HttpResponse:
    """Something new of a supporter, by one service."""
    user = actor(request)
    found = selectors.supporter_visible_to(user, supporter_id)
    back = address("supporter", found.pk)
    if found.stage != Stage.IN_FORCE:
        return turned_back(request, services.NOT_ACCEPTED, back)

    def deed(data: Data) -> tuple[str, str]:
        when = {"today": timezone.localdate()} if dated else {}
        made = service(supporter_id=found.pk, **data, **when, by=user, at=timezone.now())
        return said, address(onward, made.pk) if onward else back

    return filled_in(request, form, deed) or asked(
        request,
        form,
        title=title,
        intro=intro,
        about=[("单位", found.unit.name)],
        submit="保存",
        back=back,
        crumbs=_crumbs(found),
    )


def badge_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """A badge to be given by another."""
    unit = selectors.supporter_visible_to(actor(request), supporter_id).unit
    known = {
        "region": unit.region.code if unit.region else "",
        "address": unit.address,
        "phone": unit.phone,
        "given_on": timezone.localdate(),
    }
    return _entered(
        request,
        supporter_id,
        BadgeForm(request.POST or None, initial=known),
        services.enter_badge,
        title="申报荣誉标识",
        intro="一处一个：一家单位有几个驿站的，分别申报。授予时自动编号，居民扫码能验证。",
        said="已申报，由另一人授予。",
    )


def pact_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """A pact as it was signed."""
    return _entered(
        request,
        supporter_id,
        PactForm(request.POST or None, units=choosable_units()),
        services.enter_pact,
        title="登记协议",
        intro="照签好的协议填，接着加义务，由另一人确认生效。",
        said="协议已登记，请加义务。",
        onward="supporter_duty_new",
    )


def duty_new(request: HttpRequest, pact_id: int) -> HttpResponse:
    """One more duty into a pact that nobody has confirmed."""
    user = actor(request)
    pact = selectors.row_visible_to(user, Subject.PACT, pact_id)
    back = address("supporter", pact.supporter_id)
    form = DutyForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.add_duty(pact_id=pact.pk, **data, by=user, at=timezone.now())
        return "已加一项义务。加完了就返回，由另一人确认。", address("supporter_duty_new", pact.pk)

    if answer := filled_in(request, form, deed):
        return answer
    if pact.stage != Stage.DRAFT:
        return turned_back(request, "协议已经确认，义务不能再改。", back)
    return asked(
        request,
        form,
        title="加一项义务",
        intro="登记活动、支持时选它，就算履行一次；欠了的在工作台提醒。",
        about=[
            ("协议", pact.title),
            *((f"义务 {place}", one.words) for place, one in enumerate(pact.duties.all(), 1)),
        ],
        submit="加上，再加一项",
        back=back,
        crumbs=_crumbs(pact.supporter),
    )


def job_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """Posts, to be made public by another."""
    unit = selectors.supporter_visible_to(actor(request), supporter_id).unit
    known = {"region": unit.region.code if unit.region else "", "phone": unit.phone}
    return _entered(
        request,
        supporter_id,
        JobForm(request.POST or None, initial=known),
        services.enter_job,
        title="登记岗位",
        intro="由另一人公布，居民在“拥军岗位”里看到；过了“招到哪天”自己消失。",
        said="岗位已登记，由另一人公布。",
        dated=True,
    )


def team_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """A team of volunteers."""
    unit = selectors.supporter_visible_to(actor(request), supporter_id).unit
    return _entered(
        request,
        supporter_id,
        TeamForm(request.POST or None, initial={"region": unit.region.code if unit.region else ""}),
        volunteers.form_team,
        title="登记志愿服务队",
        intro="志愿者由队伍所在地的服务站或区局加进来；时长从活动名单里算。",
        said="志愿服务队已登记。",
        onward="support_team",
    )


def plaque(request: HttpRequest, badge_id: int) -> HttpResponse:
    """The badge for paper: its number, and a code that leads to the page which proves it."""
    user = actor(request)
    today = timezone.localdate()
    found = selectors.row_visible_to(user, Subject.BADGE, badge_id)
    back = address("supporter", found.supporter_id)
    if not found.is_valid_on(today):
        return turned_back(request, "标识没有授予，或者已经失效，不能打印。", back)
    public = request.build_absolute_uri(reverse("supporters:badge", args=[found.number]))
    return page(
        request,
        "bureau/supporter_badge.html",
        title=f"荣誉标识：{found.name}",
        crumbs=(crumb(TITLE, "supporters"), *_crumbs(found.supporter)),
        name=found.name,
        unit=found.supporter.unit.name,
        number=found.number,
        services=found.services,
        # Drawn here, from our own address.
        picture=mark_safe(segno.make(public, micro=False).svg_inline(scale=5)),
        valid_to=found.valid_to,
        given_on=found.given_on,
    )


def jobs(request: HttpRequest) -> HttpResponse:
    """Every job, the newest first, with how many are taken."""
    user = actor(request)
    today = timezone.localdate()
    shown = paged(request, selectors.jobs_visible_to(user, today=today), lambda row: {"row": row})
    filled = selectors.filled_of(one["row"] for one in shown.object_list)
    shown.object_list = [
        {
            **showing.job_row(one["row"], filled.get(one["row"].pk, 0), today),
            "supporter_url": address("supporter", one["row"].supporter_id),
            "actions": actions_of(Subject.JOB, one["row"], user),
        }
        for one in shown.object_list
    ]
    return page(
        request,
        "bureau/support_jobs.html",
        title="拥军岗位",
        crumbs=(crumb(TITLE, "supporters"),),
        tabs=tabs("support_jobs"),
        page_obj=shown,
        public_url=reverse("supporters:jobs"),
    )
