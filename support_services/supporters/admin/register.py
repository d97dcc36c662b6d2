"""The register at the bureau: the list, and one supporter with everything."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from support_services.supporters import showing
from support_services.supporters.admin.frames import TITLE, asked, tabs, workbook
from support_services.supporters.forms import (
    SUPPORTER_FILTER,
    Filter,
    OfferForm,
    SupporterForm,
    stages,
)
from support_services.supporters.models import Pact, Supporter
from support_services.supporters.selectors import activities as doing
from support_services.supporters.selectors import contributions as giving
from support_services.supporters.selectors import register as selectors
from support_services.supporters.services import register as services
from support_services.supporters.states import (
    CONTRIBUTION_LABELS,
    FIELD_LABELS,
    MOVES,
    Stage,
    Subject,
)
from veterans.accounts.bureau_pages import actor, address, button, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in
from veterans.accounts.models import User
from veterans.regions.selectors import towns_visible_to

MOST_SHOWN = 20
# Where a draft is put in other words; of a supporter there is a page for it at any time.
REWRITTEN: dict[Subject, str] = {
    Subject.BADGE: "supporter_badge_edit",
    Subject.PACT: "supporter_pact_edit",
    Subject.JOB: "supporter_job_edit",
    Subject.CONTRIBUTION: "support_gift_edit",
}
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
        lists_url=address("support_lists") if user.may("supporters.enter") else "",
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
        crumbs=holder_crumbs(found),
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
                **_pact(one, duties.get(one.pk, []), today, entering),
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


def _pact(one: Pact, duties: list[Any], today: date, entering: bool) -> dict[str, Any]:
    """A pact; while nobody has confirmed it, each duty may be taken out."""
    row = showing.pact_row(one, duties, today)
    may = entering and one.stage == Stage.DRAFT
    for line in row["duties"]:
        line["out_url"] = address("supporter_duty_out", line["id"]) if may else ""
    return row


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
    if subject in REWRITTEN and row.stage == Stage.DRAFT and user.may("supporters.enter"):
        own = subject is not Subject.CONTRIBUTION or not (row.origin or row.reverses_id)
        if own:
            shown.append(button("修改", "plain", REWRITTEN[subject], row.pk))
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


def holder_crumbs(found: Supporter) -> tuple[dict[str, str], ...]:
    """The way back to one supporter."""
    return (crumb(found.unit.name, "supporter", found.pk),)
