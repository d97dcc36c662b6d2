"""What a supporter holds, at the bureau: badges, pacts with their duties, jobs, teams. Each is
entered, and put in other words for as long as nobody has looked at it."""

from typing import Any

import segno
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from support_services.supporters import showing
from support_services.supporters.admin.frames import TITLE, asked, tabs
from support_services.supporters.admin.register import actions_of, holder_crumbs
from support_services.supporters.forms import BadgeForm, DutyForm, JobForm, PactForm, TeamForm
from support_services.supporters.models import Supporter
from support_services.supporters.selectors import activities as doing
from support_services.supporters.selectors import register as selectors
from support_services.supporters.services import register as services
from support_services.supporters.services import volunteers
from support_services.supporters.states import Stage, Subject
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, crumb, page, paged
from veterans.accounts.deeds import Data, filled_in, turned_back

_BADGE = ("kind", "name", "address", "phone", "hours", "services", "document_no", "given_on")
_PACT = ("kind", "partner_id", "title", "document_no", "signed_on", "valid_from", "valid_to")
_JOB = ("fair_id", "title", "count", "meant_for", "words", "pay_from", "pay_to", "phone", "until")


def _entered(
    request: HttpRequest,
    found: Supporter,
    form: Any,
    service: Any,
    *,
    title: str,
    intro: str,
    said: str,
    dated: bool = False,
    onward: str = "",
    key: int | None = None,
) -> HttpResponse:
    """Something of a supporter, by one service: new, or the draft ``key`` in other words."""
    user = actor(request)
    back = address("supporter", found.pk)

    def deed(data: Data) -> tuple[str, str]:
        more: dict[str, Any] = {"today": timezone.localdate()} if dated else {}
        if key is not None:
            more["key"] = key
        made = service(supporter_id=found.pk, **data, **more, by=user, at=timezone.now())
        return said, address(onward, made.pk) if onward else back

    return filled_in(request, form, deed) or asked(
        request,
        form,
        title=title,
        intro=intro,
        about=[("单位", found.unit.name)],
        submit="保存",
        back=back,
        crumbs=holder_crumbs(found),
    )


def _rewritten(
    request: HttpRequest, subject: Subject, key: int, names: tuple[str, ...], **told: Any
) -> tuple[Any, dict[str, Any]] | HttpResponse:
    """A draft and what stands in it; or the way back, where another has looked at it."""
    found = selectors.row_visible_to(actor(request), subject, key)
    if found.stage != Stage.DRAFT:
        why = f"已经是“{found.stage_label}”，不能再改。"
        return turned_back(request, why, address("supporter", found.supporter_id))
    return found, {**{name: getattr(found, name) for name in names}, **told}


REWRITING = "审核以前可以改。改的人算录入人，由另一人审核。"


def badge_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """A badge to be given by another."""
    found = selectors.supporter_visible_to(actor(request), supporter_id)
    unit = found.unit
    known = {
        "region": unit.region.code if unit.region else "",
        "address": unit.address,
        "phone": unit.phone,
        "given_on": timezone.localdate(),
    }
    return _entered(
        request,
        found,
        BadgeForm(request.POST or None, initial=known),
        services.enter_badge,
        title="申报荣誉标识",
        intro="一处一个：一家单位有几个驿站的，分别申报。授予时自动编号，居民扫码能验证。",
        said="已申报，由另一人授予。",
    )


def badge_edit(request: HttpRequest, badge_id: int) -> HttpResponse:
    """A badge that nobody has given yet, in other words."""
    draft = _rewritten(request, Subject.BADGE, badge_id, (*_BADGE, "valid_to"))
    if isinstance(draft, HttpResponse):
        return draft
    found, known = draft
    return _entered(
        request,
        found.supporter,
        BadgeForm(request.POST or None, initial={**known, "region": found.region.code}),
        services.enter_badge,
        title=f"修改标识：{found.name}",
        intro=REWRITING,
        said="已改，由另一人授予。",
        key=found.pk,
    )


def pact_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """A pact as it was signed."""
    return _entered(
        request,
        selectors.supporter_visible_to(actor(request), supporter_id),
        PactForm(request.POST or None, units=choosable_units()),
        services.enter_pact,
        title="登记协议",
        intro="照签好的协议填，接着加义务，由另一人确认生效。",
        said="协议已登记，请加义务。",
        onward="supporter_duty_new",
    )


def pact_edit(request: HttpRequest, pact_id: int) -> HttpResponse:
    """A pact that nobody has confirmed yet, in other words."""
    draft = _rewritten(request, Subject.PACT, pact_id, _PACT)
    if isinstance(draft, HttpResponse):
        return draft
    found, known = draft
    return _entered(
        request,
        found.supporter,
        PactForm(request.POST or None, units=choosable_units(), initial=known),
        services.enter_pact,
        title=f"修改协议：{found.title}",
        intro=REWRITING,
        said="已改，由另一人确认生效。",
        key=found.pk,
    )


def duty_new(request: HttpRequest, pact_id: int) -> HttpResponse:
    """One more duty into a pact that nobody has confirmed, and those that are there."""
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
        crumbs=holder_crumbs(pact.supporter),
    )


def duty_out(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Asks, then takes a duty out of a pact that nobody has confirmed."""
    user = actor(request)
    duty = selectors.duty_visible_to(user, duty_id)
    pact = duty.pact
    back = address("supporter", pact.supporter_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def deed(data: Data) -> tuple[str, str]:
        services.drop_duty(duty_id=duty.pk, by=user, at=timezone.now())
        return "已去掉这项义务。", back

    if answer := filled_in(request, form, deed):
        return answer
    if pact.stage != Stage.DRAFT:
        return turned_back(request, "协议已经确认，义务不能再改。", back)
    return asked(
        request,
        form,
        title="去掉一项义务",
        intro="写错了的去掉，再照协议加一项。",
        about=[("协议", pact.title), ("义务", duty.words), ("多久", duty.get_rhythm_display())],
        submit="确认去掉",
        back=back,
        danger=True,
        crumbs=holder_crumbs(pact.supporter),
    )


def job_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """Posts, to be made public by another."""
    found = selectors.supporter_visible_to(actor(request), supporter_id)
    unit = found.unit
    known = {"region": unit.region.code if unit.region else "", "phone": unit.phone}
    return _entered(
        request,
        found,
        JobForm(request.POST or None, initial=known, fairs=doing.choosable_fairs()),
        services.enter_job,
        title="登记岗位",
        intro="由另一人公布，居民在“拥军岗位”里看到；过了“招到哪天”自己消失。",
        said="岗位已登记，由另一人公布。",
        dated=True,
    )


def job_edit(request: HttpRequest, job_id: int) -> HttpResponse:
    """Posts that nobody has made public yet, in other words."""
    draft = _rewritten(request, Subject.JOB, job_id, _JOB)
    if isinstance(draft, HttpResponse):
        return draft
    found, known = draft
    return _entered(
        request,
        found.supporter,
        JobForm(
            request.POST or None,
            initial={**known, "region": found.region.code},
            fairs=doing.choosable_fairs(also=found.fair_id),
        ),
        services.enter_job,
        title=f"修改岗位：{found.title}",
        intro=REWRITING,
        said="已改，由另一人公布。",
        dated=True,
        key=found.pk,
    )


def team_new(request: HttpRequest, supporter_id: int) -> HttpResponse:
    """A team of volunteers."""
    found = selectors.supporter_visible_to(actor(request), supporter_id)
    region = found.unit.region.code if found.unit.region else ""
    return _entered(
        request,
        found,
        TeamForm(request.POST or None, initial={"region": region}),
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
        crumbs=(crumb(TITLE, "supporters"), *holder_crumbs(found.supporter)),
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
        upload_url=address("support_list_upload", "jobs") if user.may("supporters.enter") else "",
    )
