"""One campaign: what was called for, who was nominated, and its steps."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from honors.campaigns import judged
from honors.campaigns.admin.lists import TITLE
from honors.campaigns.forms.configuring import CampaignForm, DecideForm, ExtendForm
from honors.campaigns.forms.nominating import WhyForm
from honors.campaigns.models import Campaign
from honors.campaigns.selectors import campaigns as reading
from honors.campaigns.selectors.candidates import candidates_of, nominations_visible_to
from honors.campaigns.selectors.publicity import objections_visible_to
from honors.campaigns.services import campaigns as services
from honors.campaigns.services import judging, proposing
from honors.campaigns.services.campaigns import FIELDS
from honors.campaigns.showing import (
    campaign_facts,
    campaign_row,
    campaign_rules,
    campaign_steps,
    candidate_row,
    nomination_row,
    objection_row,
)
from honors.campaigns.states import (
    CAMPAIGN_MOVES,
    CHECK,
    ENTER,
    HONOURED,
    PROPOSE,
    SCREEN,
    TAKING,
    CampaignState,
    NominationState,
)
from honors.campaigns.written_rows import FieldRow, fields_text, offices_text
from honors.roll.selectors import choosable_titles
from support_services.projects.written_rows import criteria_text
from veterans.accounts.bureau_pages import actor, address, button, crumb, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User

_FOLLOWS: dict[str, str] = {
    "open": "评选公告马上公开，可以推荐。公告、条件、推荐表、评分指标从此不能再改。",
    "close": "不再接收新的推荐；已退回补正的，在补正期限以前还可以交。接着初审、联审。",
    "begin_review": "联审通过的人选交评委：评委只看匿名稿，看不到姓名、单位、村居。人选从此不变。",
    "rank": "评委得分和群众投票按占比合成，名次从此不能再改；接着由经办拟定名单。",
    "send_back": "退回经办重新拟定。",
    "show": "名单马上公开（姓名遮盖），从明天起算公示的工作日；期间可以提异议。"
    "起草时勾了“告诉推荐人入围”的，马上通知推荐人。",
    "take_down": "网上马上看不到名单；重新拟定以后，要重新公示满。",
    "decide": "名单上的人选获得表彰，发给证书编号，结果公开，不能再改。"
    "马上通知推荐人结果。接着录入荣誉名录、发奖励、择优上报。",
    "end": "本次评选结束，留作历史。",
    "drop": "这份草稿不再使用，留作历史。",
    "cancel": "停办以后不能恢复，原因留着；马上通知推荐人。",
}
_PRIMARY = ("open", "close", "begin_review", "rank", "show", "decide")
_DANGER = ("drop", "cancel", "take_down")


def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign with its candidates, and what can be done."""
    user = actor(request)
    found = reading.campaign_visible_to(user, campaign_id)
    loose = nominations_visible_to(user).filter(campaign=found, candidate__isnull=True)
    return page(
        request,
        "bureau/campaign.html",
        title=found.name,
        crumbs=(crumb(TITLE, "campaigns"),),
        row=campaign_row(found),
        steps=campaign_steps(found),
        facts=campaign_facts(found),
        rules=campaign_rules(found),
        parts=list(found.fields.values("label", "kind", "least", "most", "is_needed", "is_judged")),
        criteria=[str(one) for one in found.criteria.all()],
        offices=[str(one) for one in found.departments.all()],
        candidates=[
            {**candidate_row(one), "url": address("candidate", one.pk)}
            for one in candidates_of(user, found)
        ],
        ranked=found.ranked_by_id is not None,
        drafts=[
            {**nomination_row(one), "url": address("nomination", one.pk)}
            for one in loose.exclude(state=NominationState.WITHDRAWN.value)
        ],
        objections=[
            {**objection_row(one), "url": address("campaign_objection", one.pk)}
            for one in objections_visible_to(user).filter(campaign=found)
        ],
        conditions_url=address("campaign_conditions", found.pk),
        checks_url=address("campaign_checks", found.pk) if found.opened_by_id else "",
        awards_url=address("campaign_awards", found.pk) if found.state in HONOURED else "",
        judging=judged.urls(user, found) if found.begun_by_id else [],
        print_url=address("campaign_print", found.pk),
        export_url=address("campaign_export", found.pk),
        public_url=_public_url(found),
        actions=_actions(found, user),
    )


def _public_url(found: Campaign) -> str:
    shown = {CampaignState.OPEN, CampaignState.PUBLICITY, *HONOURED}
    return reverse("campaigns:campaign", args=[found.pk]) if found.state in shown else ""


def _actions(found: Campaign, user: User) -> list[dict[str, str]]:
    """The buttons this person has for a campaign as it stands."""
    shown = []
    own = found.entered_by_id == user.pk
    enters = user.may(ENTER)
    if found.state == CampaignState.DRAFT and enters and own:
        shown.append(button("修改", "plain", "campaign_edit", found.pk))
    if found.state in TAKING and enters:
        shown.append(button("录入推荐", "plain", "nomination_new", found.pk))
    if found.state == CampaignState.OPEN and user.may(CHECK):
        shown.append(button("延长推荐", "plain", "campaign_extend", found.pk))
    if found.state in PROPOSE.starts and user.may(PROPOSE.duty):
        shown.append(button(PROPOSE.label, "primary", "campaign_propose", found.pk))
    if found.state == CampaignState.PUBLICITY and user.may(SCREEN):
        shown.append(button("登记异议", "plain", "objection_new", found.pk))
    for verb, move in CAMPAIGN_MOVES.items():
        if found.state not in move.starts or not user.may(move.duty):
            continue
        if (verb == "open" and own) or (verb == "drop" and not own):
            continue
        if verb in ("show", "decide") and found.proposed_by_id == user.pk:
            continue
        kind = "primary" if verb in _PRIMARY else "danger" if verb in _DANGER else "plain"
        shown.append(button(move.label, kind, "campaign_step", found.pk, verb))
    if found.state != CampaignState.DRAFT and enters:
        shown.append(button("照此起草明年的", "plain", "campaign_copy", found.pk))
    return shown


def new(request: HttpRequest) -> HttpResponse:
    """A draft with form, criteria and offices."""
    today = timezone.localdate()
    form = CampaignForm(
        request.POST or None, titles=choosable_titles(), initial={"year": today.year}
    )

    def deed(data: Data) -> tuple[str, str]:
        given: dict[str, Any] = {"by": actor(request), "at": timezone.now()}
        with transaction.atomic():
            parts = _parts(data)
            made = services.enter_campaign(fields=data, **given)
            services.set_parts(campaign_id=made.pk, **parts, **given)
        return "已存为草稿。有条件的接着写条件，再请另一人开始推荐。", address("campaign", made.pk)

    return filled_in(request, form, deed) or _form_page(
        request, form, "新的评选", (crumb(TITLE, "campaigns"),), address("campaigns")
    )


def _parts(data: Data) -> dict[str, Any]:
    """Taken out of the fields of the campaign itself."""
    return {
        "fields": data.pop("fields_rows"),
        "criteria": data.pop("criteria"),
        "departments": data.pop("departments"),
    }


def edit(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Other words in a draft."""
    user = actor(request)
    found = reading.campaign_visible_to(user, campaign_id)
    back = address("campaign", found.pk)
    if found.state != CampaignState.DRAFT:
        return turned_back(request, "评选已经开始，不能再改。", back)
    known = {name: getattr(found, name) for name in FIELDS}
    rows = [
        FieldRow(one.label, one.kind, one.least, one.most, one.is_needed, one.is_judged)  # type: ignore[arg-type]
        for one in found.fields.all()
    ]
    form = CampaignForm(
        request.POST or None,
        titles=choosable_titles(found.title_id),
        initial={
            **known,
            "title": found.title_id,
            "fields_rows": fields_text(rows),
            "criteria": criteria_text(found.criteria.values_list("label", "weight", "hint")),
            "departments": offices_text(found.departments.values_list("name", "asks")),
        },
    )

    def deed(data: Data) -> tuple[str, str]:
        given: dict[str, Any] = {"campaign_id": found.pk, "by": user, "at": timezone.now()}
        with transaction.atomic():
            parts = _parts(data)
            services.change_campaign(fields=data, **given)
            services.set_parts(**parts, **given)
        return "草稿已保存。", back

    return filled_in(request, form, deed) or _form_page(
        request, form, f"修改：{found.name}", crumbs(found), back
    )


def copy(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Next year's draft."""
    user = actor(request)
    found = reading.campaign_visible_to(user, campaign_id)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        made = services.copy_campaign(campaign_id=found.pk, by=user, at=timezone.now())
        return "已照去年的起草，请改好日期、名额、公告。", address("campaign_edit", made.pk)

    return filled_in(request, form, deed) or ask(
        request,
        form,
        "照此起草明年的",
        found,
        intro="公告、条件、推荐表、联审单位、评分指标都抄过来，日期都推后一年；存为草稿再改。",
        submit="起草",
    )


def extend(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """A later last day of nominating."""
    user = actor(request)
    found = reading.campaign_visible_to(user, campaign_id)
    back = address("campaign", found.pk)
    form = ExtendForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        services.extend_campaign(
            campaign_id=found.pk, **data, by=user, at=timezone.now(), today=timezone.localdate()
        )
        return f"推荐延长到 {data['closes_on']:%Y-%m-%d}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != CampaignState.OPEN:
        return turned_back(request, "只有推荐中的才能延长。", back)
    about = [("现在的截止日期", f"{found.closes_on:%Y-%m-%d}")]
    return ask(
        request, form, "延长推荐", found, intro="延长以后不能改回。", about=about, submit="确认延长"
    )


def step(request: HttpRequest, campaign_id: int, verb: str) -> HttpResponse:
    """A step of a campaign: asked first, then done."""
    if verb not in CAMPAIGN_MOVES:
        raise Http404
    move = CAMPAIGN_MOVES[verb]
    user = doer(request, move.duty, move.label)
    found = reading.campaign_visible_to(user, campaign_id)
    back = address("campaign", found.pk)
    kinds: dict[str, type[forms.Form]] = {"decide": DecideForm}
    form = kinds.get(verb, WhyForm if move.why else forms.Form)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        _do(verb, {"campaign_id": found.pk, "by": user, "at": timezone.now()}, data)
        return f"“{found.name}”：已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这次评选已经办过，不能再{move.label}。", back)
    return ask(
        request,
        form,
        move.label,
        found,
        intro=_FOLLOWS[verb],
        about=_about(found, user, verb),
        danger=verb in _DANGER,
        submit=f"确认{move.label}",
    )


def _do(verb: str, given: dict[str, Any], data: Data) -> None:
    today = timezone.localdate()
    match verb:
        case "begin_review":
            judging.begin_review(today=today, **given)
        case "rank":
            judging.settle_places(**given)
        case "send_back" | "take_down":
            proposing.send_back(verb=verb, **data, **given)
        case "show":
            proposing.show(today=today, **given)
        case "decide":
            proposing.decide(today=today, **data, **given)
        case _:
            services.move_campaign(verb=verb, today=today, **data, **given)


def _about(found: Campaign, user: User, verb: str) -> list[tuple[str, str]]:
    """What has to be seen before the step."""
    rows = candidates_of(user, found) if verb in ("show", "decide", "take_down") else []
    listed = [
        f"{one.serial} 号 {one.name}" + (f"（第 {one.place}）" if one.place else "")
        for one in rows
        if one.is_proposed
    ]
    skipped = [
        f"第 {one.place} {one.name}：{one.proposed_why}"
        for one in rows
        if not one.is_proposed and one.proposed_why
    ]
    about = [
        ("推荐时间", f"{found.opens_on:%Y-%m-%d} 至 {found.closes_on:%Y-%m-%d}"),
        ("拟表彰", f"{len(listed)} 名：{'、'.join(listed)}" if listed else ""),
        ("跳过的", "；".join(skipped)),
        ("公示最后一天", f"{found.last_on:%Y-%m-%d}" if found.last_on else ""),
    ]
    if verb == "show":
        about.append(("公示", f"从明天起 {found.publicity_days} 个工作日"))
    if verb == "open":
        about += [one for one in campaign_rules(found) if one[0] in ("评委", "群众投票", "奖励")]
    return [(label, value) for label, value in about if value]


def crumbs(found: Campaign) -> tuple[dict[str, str], ...]:
    return (crumb(TITLE, "campaigns"), crumb(found.name, "campaign", found.pk))


def ask(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    found: Campaign,
    *,
    intro: str,
    submit: str,
    about: list[tuple[str, str]] | None = None,
    danger: bool = False,
    back: str = "",
) -> HttpResponse:
    """A question about one campaign."""
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=crumbs(found),
        form=form,
        intro=intro,
        about=about or [],
        danger=danger,
        submit_label=submit,
        cancel_url=back or address("campaign", found.pk),
    )


def _form_page(
    request: HttpRequest,
    form: CampaignForm,
    title: str,
    above: tuple[dict[str, str], ...],
    cancel_url: str,
) -> HttpResponse:
    return page(
        request,
        "bureau/fact_form.html",
        title=title,
        crumbs=above,
        form=form,
        intro="存为草稿，另一人开始推荐以后什么都不能再改；要按档案核对的条件，保存以后在“评选条件”里加。",
        about=[],
        submit_label="保存草稿",
        cancel_url=cancel_url,
    )
