"""Campaigns at a station: what takes nominations, the station's own, and what became of each."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from honors.campaigns.forms.nominating import NominationForm, WhyForm, said_before
from honors.campaigns.selectors.campaigns import open_campaign, open_campaigns
from honors.campaigns.selectors.candidates import nomination_visible_to, nominations_visible_to
from honors.campaigns.services import mending, nominating
from honors.campaigns.services.writing import Nominator
from honors.campaigns.showing import (
    campaign_facts,
    campaign_row,
    nomination_row,
    nominee_facts,
    told_rows,
)
from honors.campaigns.states import (
    NOMINATE,
    NOMINATION_MOVES,
    TAKING,
    WRITABLE,
    NominationState,
    Source,
)
from support_services.stations.rules import spoken_name
from veterans.accounts.bureau_pages import paged
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.doors import for_station

_FOLLOWS = {
    "hand_in": "提交以后不能再改；缺什么，区局会退回补正。",
    "withdraw": "撤回以后不能恢复。",
}


def _url(name: str, *args: Any) -> str:
    return reverse(f"station_campaigns:{name}", args=args)


def _page(*, sends: bool = False) -> Callable[[Any], Any]:
    methods = require_http_methods(["GET", "HEAD", "POST"]) if sends else require_safe

    def decorate(view: Callable[..., HttpResponse]) -> Any:
        return wraps(view)(methods(never_cache(for_station(NOMINATE)(view))))

    return decorate


@_page()
def campaigns(request: HttpRequest) -> HttpResponse:
    """What takes nominations of stations, and the station's own."""
    user: Any = request.user
    today = timezone.localdate()
    shown = paged(
        request,
        nominations_visible_to(user).order_by("-pk"),
        lambda one: {**nomination_row(one), "url": _url("nomination", one.pk)},
        per_page=30,
    )
    context = {
        "area_name": spoken_name(user.region.name),
        "open": [
            {
                **campaign_row(one),
                "facts": campaign_facts(one),
                "new_url": _url("nomination_new", one.pk),
            }
            for one in open_campaigns(today, source=Source.STATION)
        ],
        "page_obj": shown,
    }
    return render(request, "station/campaigns.html", context)


def _ask(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    intro: str,
    submit: str,
    back: str,
    about: Sequence[tuple[str, str]] = (),
    danger: bool = False,
) -> HttpResponse:
    return render(
        request,
        "station/campaign_form.html",
        {
            "title": title,
            "intro": intro,
            "about": about,
            "form": form,
            "submit": submit,
            "back_url": back,
            "danger": danger,
        },
    )


@_page(sends=True)
def new(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """A nomination of the station's own, as a draft."""
    user: Any = request.user
    campaign = open_campaign(campaign_id, timezone.localdate(), Source.STATION)
    form = NominationForm(
        request.POST or None,
        request.FILES or None,
        campaign=campaign,
        parts=list(campaign.fields.all()),
    )

    def deed(data: Data) -> tuple[str, str]:
        made = nominating.enter_nomination(
            campaign_id=campaign.pk,
            nominator=Nominator(Source.STATION.value, region_id=user.region_id),
            said=form.said(),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已存为草稿；看一遍再提交。", _url("nomination", made.pk)

    return filled_in(request, form, deed) or _ask(
        request,
        form,
        title="推荐一位",
        intro="先存草稿，看一遍再提交。要本人书面同意；现役军人要所在部队同意。",
        submit="保存草稿",
        back=_url("list"),
        about=[("评选", campaign.name)],
    )


@_page()
def nomination(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """One of the station's own."""
    user: Any = request.user
    found = nomination_visible_to(user, nomination_id)
    taking = found.campaign.state in TAKING
    actions = []
    if taking and found.state in WRITABLE:
        actions.append({"label": "修改", "url": _url("nomination_edit", found.pk), "kind": ""})
    for verb in ("hand_in", "withdraw"):
        move = NOMINATION_MOVES[verb]
        if taking and found.state in move.starts:
            kind = "primary" if verb == "hand_in" else "danger"
            url = _url("nomination_do", found.pk, verb)
            actions.append({"label": move.label, "url": url, "kind": kind})
    if taking and found.state == NominationState.DRAFT and found.entered_by_id == user.pk:
        url = _url("nomination_do", found.pk, "delete")
        actions.append({"label": "删除草稿", "url": url, "kind": ""})
    context = {
        "title": f"推荐：{found.name}",
        "row": nomination_row(found),
        "facts": nominee_facts(found),
        "told": told_rows(found, found.campaign.fields.all()),
        "papers": found.papers.count(),
        "actions": actions,
        "back_url": _url("list"),
    }
    return render(request, "station/nomination.html", context)


@_page(sends=True)
def edit(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """Other words, while it is a draft or returned."""
    user: Any = request.user
    found = nomination_visible_to(user, nomination_id)
    back = _url("nomination", found.pk)
    if found.state not in WRITABLE:
        return turned_back(request, "这份推荐已经提交，要改的请区局退回补正。", back)
    parts = list(found.campaign.fields.all())
    form = NominationForm(
        request.POST or None,
        request.FILES or None,
        campaign=found.campaign,
        parts=parts,
        initial=said_before(found, parts),
    )

    def deed(data: Data) -> tuple[str, str]:
        nominating.change_nomination(
            nomination_id=found.pk,
            said=form.said(),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已保存。", back

    return filled_in(request, form, deed) or _ask(
        request,
        form,
        title=f"修改推荐：{found.name}",
        intro="身份证号、电话不再显示，留空就不变。",
        submit="保存",
        back=back,
        about=[("要补正", found.missing)] if found.missing else [],
    )


@_page(sends=True)
def do(request: HttpRequest, nomination_id: int, verb: str) -> HttpResponse:
    """Hand in, take back, delete a draft: asked first, then done."""
    if verb == "delete":
        return _delete(request, nomination_id)
    if verb not in _FOLLOWS:
        raise Http404
    user: Any = request.user
    found = nomination_visible_to(user, nomination_id)
    move = NOMINATION_MOVES[verb]
    back = _url("nomination", found.pk)
    form = (WhyForm if move.why else forms.Form)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        nominating.move_nomination(
            nomination_id=found.pk,
            verb=verb,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return f"对{found.name}的推荐：已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这份推荐已经办过，不能再{move.label}。", back)
    return _ask(
        request,
        form,
        title=f"{move.label}：{found.name}",
        intro=_FOLLOWS[verb],
        submit=f"确认{move.label}",
        back=back,
        danger=verb == "withdraw",
        about=[("评选", found.campaign.name)],
    )


def _delete(request: HttpRequest, nomination_id: int) -> HttpResponse:
    user: Any = request.user
    found = nomination_visible_to(user, nomination_id)
    back = _url("nomination", found.pk)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        mending.delete_draft(nomination_id=found.pk, by=user, at=timezone.now())
        return "草稿已删除。", _url("list")

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != NominationState.DRAFT:
        return turned_back(request, "提交过的推荐不能删除，只能撤回。", back)
    return _ask(
        request,
        form,
        title=f"删除草稿：{found.name}",
        intro="没有提交过的草稿，删除以后找不回来；有佐证、同意书的不能删除，只能撤回。",
        submit="确认删除",
        back=back,
        danger=True,
        about=[("评选", found.campaign.name)],
    )
