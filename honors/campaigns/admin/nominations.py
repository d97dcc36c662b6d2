"""One nomination at the bureau: written down for whoever nominates, returned, taken back."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from honors.campaigns.admin.campaigns import ask, crumbs
from honors.campaigns.forms.nominating import (
    NominationForm,
    NominatorForm,
    ReturnForm,
    WhyForm,
    nominator_of,
    said_before,
)
from honors.campaigns.models import Nomination
from honors.campaigns.selectors.campaigns import campaign_visible_to
from honors.campaigns.selectors.candidates import nomination_visible_to
from honors.campaigns.services import looking
from honors.campaigns.services import nominating as services
from honors.campaigns.showing import nomination_row, nominee_facts, told_rows
from honors.campaigns.states import (
    ENTER,
    NOMINATION_MOVES,
    TAKING,
    WRITABLE,
    NominationState,
    Source,
)
from support_services.units.selectors import choosable_units
from veterans.accounts.bureau_pages import actor, address, button, page
from veterans.accounts.deeds import Data, doer, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.regions.selectors import region_by_code
from veterans.registry.handed_out import handed_out
from veterans.registry.selectors import people_with_numbers

_FOLLOWS = {
    "hand_in": "提交以后不能再改，由另一人初审；缺什么会退回补正。",
    "return": "退回补正，马上通知推荐人缺什么、补到哪一天。",
    "withdraw": "撤回以后不能恢复；这个人没有别的推荐的，就退出评选。",
}


def new(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """A nomination that came on paper."""
    user = actor(request)
    campaign = campaign_visible_to(user, campaign_id)
    back = address("campaign", campaign.pk)
    if campaign.state not in TAKING:
        return turned_back(request, services.TOO_LATE, back)
    form = NominatorForm(
        request.POST or None,
        request.FILES or None,
        campaign=campaign,
        parts=list(campaign.fields.all()),
        units=choosable_units(),
        nominators=choosable_units(),
    )

    def deed(data: Data) -> tuple[str, str]:
        made = services.enter_nomination(
            campaign_id=campaign.pk,
            nominator=nominator_of(data, _person(user, data), _place(data)),
            said=form.said(),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已存为草稿；核对无误以后提交。", address("nomination", made.pk)

    return filled_in(request, form, deed) or ask(
        request,
        form,
        "录入推荐",
        campaign,
        intro="照推荐表录入。单位有答复链接的可以自己网上填，群众可以凭验证码在网上推荐。",
        submit="保存草稿",
    )


def _person(user: User, data: Data) -> int | None:
    if data["source"] not in (Source.PEOPLE, Source.SELF):
        return None
    number = data.get("by_number", "")
    if data["source"] == Source.SELF and not number:
        number = data.get("number", "")
    checked = idcard.check(number, today=timezone.localdate())
    found = people_with_numbers(user, [checked]).get(checked)
    if found is None:
        raise Refused("没有推荐人的档案；没有档案的，请镇街、村居站推荐。")
    return int(found.pk)


def _place(data: Data) -> int | None:
    region = region_by_code(data["by_place"]) if data.get("by_place") else None
    return region.pk if region is not None else None


def nomination(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """Everything of one nomination."""
    user = actor(request)
    found = nomination_visible_to(user, nomination_id)
    parts = list(found.campaign.fields.all())
    return page(
        request,
        "bureau/nomination.html",
        title=f"推荐：{found.name}",
        crumbs=crumbs(found.campaign),
        row=nomination_row(found),
        facts=nominee_facts(found),
        told=told_rows(found, parts),
        hands=_hands(found),
        missing=_missing(found),
        ended_why=found.ended_why,
        papers=[address("nomination_paper", one.pk) for one in found.papers.all()],
        moved=_moved(found),
        candidate_url=address("candidate", found.candidate_id) if found.candidate_id else "",
        actions=_actions(found, user),
    )


def _hands(found: Nomination) -> str:
    if found.by_link:
        return "单位自己网上填报"
    return f"{found.entered_by} 录入" if found.entered_by else "推荐人自己网上填报"


def _moved(found: Nomination) -> list[dict[str, str]]:
    """Where it came from and where it went."""
    shown = []
    if found.moved_from_id is not None:
        shown.append({"label": "转自", "url": address("nomination", found.moved_from_id)})
    later = Nomination.objects.filter(moved_from=found).values_list("pk", flat=True).first()
    if later is not None:
        shown.append({"label": "转到", "url": address("nomination", later)})
    return shown


def _missing(found: Nomination) -> str:
    until = f"，{found.complete_by:%Y-%m-%d} 以前" if found.complete_by else ""
    return f"{found.missing}{until}" if found.missing else ""


def _actions(found: Nomination, user: User) -> list[dict[str, str]]:
    shown = []
    if found.campaign.state not in TAKING:
        return []
    if found.state in WRITABLE and user.may(ENTER):
        shown.append(button("修改", "plain", "nomination_edit", found.pk))
    if found.state != NominationState.WITHDRAWN and user.may(ENTER):
        shown.append(button("转到另一个评选", "plain", "nomination_move", found.pk))
    if found.state == NominationState.DRAFT and found.entered_by_id == user.pk:
        shown.append(button("删除草稿", "danger", "nomination_delete", found.pk))
    for verb, move in NOMINATION_MOVES.items():
        if found.state not in move.starts or not user.may(move.duty or ENTER):
            continue
        kind = {"hand_in": "primary", "withdraw": "danger"}.get(verb, "plain")
        shown.append(button(move.label, kind, "nomination_step", found.pk, verb))
    return shown


def edit(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """Other words, while it is a draft or returned."""
    user = actor(request)
    found = nomination_visible_to(user, nomination_id)
    back = address("nomination", found.pk)
    if found.state not in WRITABLE:
        return turned_back(request, "这份推荐已经提交，要改的先退回补正。", back)
    parts = list(found.campaign.fields.all())
    form = NominationForm(
        request.POST or None,
        request.FILES or None,
        campaign=found.campaign,
        parts=parts,
        units=choosable_units(),
        initial=said_before(found, parts),
    )

    def deed(data: Data) -> tuple[str, str]:
        services.change_nomination(
            nomination_id=found.pk,
            said=form.said(),
            by=user,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        return "已保存。", back

    return filled_in(request, form, deed) or ask(
        request,
        form,
        f"修改推荐：{found.name}",
        found.campaign,
        intro="身份证号、电话不再显示，留空就不变。",
        submit="保存",
        back=back,
    )


def step(request: HttpRequest, nomination_id: int, verb: str) -> HttpResponse:
    """Hand in, return, take back: asked first, then done."""
    if verb not in NOMINATION_MOVES:
        raise Http404
    move = NOMINATION_MOVES[verb]
    user = doer(request, move.duty or ENTER, move.label)
    found = nomination_visible_to(user, nomination_id)
    back = address("nomination", found.pk)
    kinds: dict[str, type[forms.Form]] = {"return": ReturnForm, "withdraw": WhyForm}
    form = kinds.get(verb, forms.Form)(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        given: dict[str, Any] = {"by": user, "at": timezone.now(), "today": timezone.localdate()}
        services.move_nomination(nomination_id=found.pk, verb=verb, **data, **given)
        return f"对{found.name}的推荐：已{move.label}。", back

    if answer := filled_in(request, form, deed):
        return answer
    if found.state not in move.starts:
        return turned_back(request, f"这份推荐已经办过，不能再{move.label}。", back)
    return ask(
        request,
        form,
        f"{move.label}：{found.name}",
        found.campaign,
        intro=_FOLLOWS[verb],
        about=[("推荐", nomination_row(found)["by"])],
        submit=f"确认{move.label}",
        danger=verb == "withdraw",
        back=back,
    )


def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Evidence beside a nomination; that it was looked at is on record."""
    return handed_out(looking.open_paper(paper_id=paper_id, by=actor(request), at=timezone.now()))
