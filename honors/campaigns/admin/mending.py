"""What was entered wrongly is put right: moved to the right campaign, deleted, parted again. Asked
first, with what follows."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from honors.campaigns.admin.campaigns import ask
from honors.campaigns.forms.nominating import MoveForm, WhyForm
from honors.campaigns.selectors.campaigns import campaigns_visible_to
from honors.campaigns.selectors.candidates import candidate_visible_to, nomination_visible_to
from honors.campaigns.services import mending
from honors.campaigns.showing import nomination_row
from honors.campaigns.states import TAKING, CandidateState, NominationState
from veterans.accounts.bureau_pages import actor, address
from veterans.accounts.deeds import Data, filled_in, turned_back


def move(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """A nomination that belongs to another campaign or title."""
    user = actor(request)
    found = nomination_visible_to(user, nomination_id)
    back = address("nomination", found.pk)
    others = campaigns_visible_to(user).filter(
        state__in=[one.value for one in TAKING], sources__contains=[found.source]
    )
    choices = [(one.pk, one.name) for one in others.exclude(pk=found.campaign_id)]
    form = MoveForm(request.POST or None, campaigns=choices)

    def deed(data: Data) -> tuple[str, str]:
        made = mending.move_nomination_to(
            nomination_id=found.pk,
            **data,
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        told = f"已转到“{made.campaign.name}”，存为草稿：请核对推荐表，再提交。"
        return told, address("nomination", made.pk)

    if answer := filled_in(request, form, deed):
        return answer
    if found.state == NominationState.WITHDRAWN or found.campaign.state not in TAKING:
        return turned_back(request, "已经撤回，或者评审已经开始，不能再转。", back)
    if not choices:
        return turned_back(request, "没有别的评选在收这种推荐，不能转。", back)
    return ask(
        request,
        form,
        f"转到另一个评选：{found.name}",
        found.campaign,
        intro="在那个评选里存为草稿，同名的项目抄过去，佐证一起过去；这里的撤回，不能恢复，"
        "这个人没有别的推荐的就退出这次评选。",
        about=[("推荐", nomination_row(found)["by"]), ("现在的评选", found.campaign.name)],
        submit="确认转过去",
        danger=True,
        back=back,
    )


def delete(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """A draft of one's own goes away."""
    user = actor(request)
    found = nomination_visible_to(user, nomination_id)
    campaign, back = found.campaign, address("nomination", found.pk)
    form = forms.Form(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        mending.delete_draft(nomination_id=found.pk, by=user, at=timezone.now())
        return "草稿已删除。", address("campaign", campaign.pk)

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != NominationState.DRAFT:
        return turned_back(request, "提交过的推荐不能删除，只能撤回。", back)
    return ask(
        request,
        form,
        f"删除草稿：{found.name}",
        campaign,
        intro="没有提交过的草稿，删除以后找不回来；有佐证、同意书的不能删除，只能撤回。",
        about=[("推荐", nomination_row(found)["by"])],
        submit="确认删除",
        danger=True,
        back=back,
    )


def part(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Two who were joined by mistake."""
    user = actor(request)
    found = candidate_visible_to(user, candidate_id)
    back = address("candidate", found.pk)
    form = WhyForm(request.POST or None)
    into: Any = found.joined_into

    def deed(data: Data) -> tuple[str, str]:
        mending.part_candidates(candidate_id=found.pk, why=data["why"], by=user, at=timezone.now())
        return f"已和 {into.serial} 号分开，各自初审。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state != CandidateState.JOINED or into is None:
        return turned_back(request, "这个人选没有并入别人。", back)
    return ask(
        request,
        form,
        f"分开合错的人选：{found.name}",
        found.campaign,
        intro="原来的推荐回到这个人选，合并时带给对方的身份证号、同意书也从对方去掉；都回到待初审。"
        "对方已经初审的，先“重新初审”。",
        about=[("这个人选", f"{found.serial} 号 {found.name}"),
               ("并入了", f"{into.serial} 号 {into.name}")],
        submit="确认分开",
        back=back,
    )  # fmt: skip
