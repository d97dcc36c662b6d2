"""What winners get: the honour on the roll, the reward, the certificate; the best to the level
above."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from honors.campaigns.admin.campaigns import ask, crumbs
from honors.campaigns.certificate import certificate_of, pdf_of
from honors.campaigns.forms.awarding import (
    ElsewhereForm,
    FileForm,
    OutcomeForm,
    RecommendForm,
    RewardForm,
    RollForm,
)
from honors.campaigns.models import Award
from honors.campaigns.selectors.campaigns import campaign_visible_to
from honors.campaigns.selectors.publicity import award_visible_to, winners_of
from honors.campaigns.services import awarding, rewarding
from honors.campaigns.services.writing import PEOPLE_KINDS
from honors.campaigns.showing import award_row, on_the_roll
from honors.campaigns.states import ENTER, HONOURED, Outcome
from veterans.accounts.bureau_pages import actor, address, button, page
from veterans.accounts.deeds import Data, filled_in, turned_back
from veterans.accounts.models import User
from veterans.foundation.masking import mask_id_number
from veterans.foundation.paper import PDF_TYPE


def awards(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Every winner with what is done and what is left to do."""
    user = actor(request)
    found = campaign_visible_to(user, campaign_id)
    if found.state not in HONOURED:
        return turned_back(request, "决定表彰以后才有。", address("campaign", found.pk))
    rows = winners_of(found)
    published = on_the_roll(rows)
    return page(
        request,
        "bureau/campaign_awards.html",
        title=f"表彰：{found.name}",
        crumbs=crumbs(found),
        document_no=found.document_no,
        decided_on=found.decided_on,
        reward=found.reward,
        reward_total=rewarding.reward_total(rows),
        recommends_to=found.recommends_to,
        rows=[
            {
                **award_row(one, published),
                "honour_url": address("honour", one.honour_id) if one.honour_id else "",
                "grant_url": address("grant", one.grant_id) if one.grant_id else "",
                "certificate_url": address("award_certificate", one.pk),
                "actions": _actions(one, user),
            }
            for one in rows
        ],
        public_url=reverse("campaigns:campaign", args=[found.pk]),
        print_url=address("campaign_print", found.pk),
    )


def _actions(one: Award, user: User) -> list[dict[str, str]]:
    if not user.may(ENTER):
        return []
    shown = []
    campaign = one.candidate.campaign
    if one.honour_id is None or not awarding.is_under_way(one):
        shown.append(button("录入荣誉名录", "plain", "award_roll", one.pk))
    if campaign.reward and (deed := _rewards_by(one, user)) is not None:
        shown.append(button(*deed, one.pk))
    recommended = getattr(one, "recommendation", None)
    if recommended is None and campaign.recommends_to:
        shown.append(button("择优上报", "plain", "award_recommend", one.pk))
    if recommended is not None and recommended.outcome == Outcome.WAITING:
        shown.append(button("登记结果", "plain", "award_outcome", one.pk))
    return shown


def _rewards_by(one: Award, user: User) -> tuple[str, str, str] | None:
    """What is to be done for the reward: entered, or first a file made, or for a unit written down
    how it was given."""
    candidate = one.candidate
    if candidate.campaign.kind not in PEOPLE_KINDS:
        label = "改奖励办理" if one.rewarded_how else "登记奖励办理"
        return label, "plain", "award_elsewhere"
    if candidate.person_id is None:
        return ("登记档案", "plain", "award_file") if user.may("people.edit") else None
    return None if rewarding.is_alive(one) else ("发奖励", "plain", "award_reward")


def _asked(
    request: HttpRequest,
    award: Award,
    form: forms.Form,
    deed: Any,
    *,
    title: str,
    intro: str,
    submit: str,
    about: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    campaign = award.candidate.campaign
    known = [("获奖", f"{award.candidate.name}（{award.certificate_no}）"), *(about or [])]
    return filled_in(request, form, deed) or ask(
        request,
        form,
        title,
        campaign,
        intro=intro,
        about=known,
        submit=submit,
        back=address("campaign_awards", campaign.pk),
    )


def _given(user: User, award: Award) -> dict[str, Any]:
    return {"award_id": award.pk, "by": user, "at": timezone.now()}


def _back(award: Award) -> str:
    return address("campaign_awards", award.candidate.campaign_id)


def roll(request: HttpRequest, award_id: int) -> HttpResponse:
    """The honour as a draft of the roll."""
    user = actor(request)
    award = award_visible_to(user, award_id)
    candidate = award.candidate
    judged = candidate.campaign.fields.filter(is_judged=True).values_list("pk", flat=True)
    story = "\n".join(candidate.told.get(str(key), "") for key in judged)
    form = RollForm(request.POST or None, initial={"citation": candidate.brief, "story": story})

    def deed(data: Data) -> tuple[str, str]:
        awarding.put_on_roll(today=timezone.localdate(), **data, **_given(user, award))
        return "已录入荣誉名录，由另一人审核、公布。", _back(award)

    return _asked(
        request,
        award,
        form,
        deed,
        title="录入荣誉名录",
        intro="称号、年度、文号、日期、同意书都带过去；在荣誉名录里由另一人对照同意书审核、公布。",
        submit="录入",
    )


def reward(request: HttpRequest, award_id: int) -> HttpResponse:
    """The reward as a grant."""
    user = actor(request)
    award = award_visible_to(user, award_id)
    form = RewardForm(request.POST or None, initial={"month": f"{timezone.localdate():%Y-%m}"})

    def deed(data: Data) -> tuple[str, str]:
        rewarding.enter_reward(today=timezone.localdate(), **data, **_given(user, award))
        return "奖励已录入核发，由另一人审批；和别的钱一样走发放批次。", _back(award)

    amount = award.candidate.campaign.reward
    return _asked(
        request,
        award,
        form,
        deed,
        title="发奖励",
        intro="录入一笔核发，由另一人审批，随发放批次打到核验过的账户。",
        submit="录入核发",
        about=[("金额", f"{amount:,.2f} 元" if amount else "没有设奖励")],
    )


def file(request: HttpRequest, award_id: int) -> HttpResponse:
    """A file for a winner who has none, by hand and from the paper."""
    user = actor(request)
    award = award_visible_to(user, award_id)
    candidate = award.candidate
    if candidate.person_id is not None:
        return turned_back(request, "已经有档案，直接“发奖励”。", _back(award))
    form = FileForm(request.POST or None, initial={"name": candidate.name})

    def deed(data: Data) -> tuple[str, str]:
        rewarding.file_winner(today=timezone.localdate(), **data, **_given(user, award))
        return "档案已关联，可以发奖励；收款账户在人员档案里登记、核验。", _back(award)

    alike = rewarding.namesakes(candidate, candidate.name)
    return _asked(
        request,
        award,
        form,
        deed,
        title="登记档案",
        intro="奖励要打到本人核验过的账户，所以要有档案。只登记姓名、身份证号、村居、电话，不认定类别，"
        "不产生任何待遇；档案建好以后不能删除。这个身份证号已有档案的，直接用那一份，不会重复建。",
        submit="登记档案",
        about=[
            ("身份证号", mask_id_number(str(candidate.number)) if candidate.number else "没有"),
            ("来自", str(candidate.region or "没有登记")),
            (
                "同村居同名的档案",
                "、".join(f"{one.name}（{one.born_on:%Y} 年生）" for one in alike) or "没有",
            ),
        ],
    )


def elsewhere(request: HttpRequest, award_id: int) -> HttpResponse:
    """How a unit was rewarded, outside the ledger."""
    user = actor(request)
    award = award_visible_to(user, award_id)
    form = ElsewhereForm(request.POST or None, initial={"how": award.rewarded_how})

    def deed(data: Data) -> tuple[str, str]:
        rewarding.reward_elsewhere(how=data["how"], **_given(user, award))
        return "奖励办理情况已登记。", _back(award)

    amount = award.candidate.campaign.reward
    return _asked(
        request,
        award,
        form,
        deed,
        title="登记奖励办理",
        intro="单位、集体的奖励不走个人核发，本系统不付款；由财务另行办理，这里只记怎样办的、凭证号。",
        submit="登记",
        about=[("奖励", f"{amount:,.2f} 元" if amount else "没有设奖励")],
    )


def recommend(request: HttpRequest, award_id: int) -> HttpResponse:
    """To the level above."""
    user = actor(request)
    award = award_visible_to(user, award_id)
    initial = {
        "to_body": award.candidate.campaign.recommends_to,
        "sent_on": timezone.localdate(),
    }
    form = RecommendForm(request.POST or None, initial=initial)

    def deed(data: Data) -> tuple[str, str]:
        awarding.recommend(today=timezone.localdate(), **data, **_given(user, award))
        return "已登记上报，结果出来以后再登记。", _back(award)

    return _asked(
        request, award, form, deed, title="择优上报",
        intro="登记以后不能再改；上级评出来以后，再登记结果。",
        submit="登记上报",
    )  # fmt: skip


def outcome(request: HttpRequest, award_id: int) -> HttpResponse:
    """What the level above decided."""
    user = actor(request)
    award = award_visible_to(user, award_id)
    form = OutcomeForm(request.POST or None)

    def deed(data: Data) -> tuple[str, str]:
        awarding.settle_recommendation(**data, **_given(user, award))
        return "结果已登记。", _back(award)

    return _asked(
        request, award, form, deed, title="登记上报结果",
        intro="登记以后不能再改；上级表彰了的，另在荣誉名录里录入上级的荣誉。", submit="登记",
    )  # fmt: skip


def certificate(request: HttpRequest, award_id: int) -> HttpResponse:
    """The certificate for a frame."""
    user = actor(request)
    award = award_visible_to(user, award_id)
    return page(
        request,
        "bureau/award_certificate.html",
        title=f"证书：{award.candidate.name}",
        crumbs=crumbs(award.candidate.campaign),
        paper=certificate_of(award, settings.PORTAL_BUREAU_NAME, _proof(request, award)),
        pdf_url=address("award_pdf", award.pk),
    )


def certificate_pdf(request: HttpRequest, award_id: int) -> HttpResponse:
    """The same as a PDF, always the same bytes."""
    award = award_visible_to(actor(request), award_id)
    paper = certificate_of(award, settings.PORTAL_BUREAU_NAME, _proof(request, award))
    response = HttpResponse(pdf_of(paper), content_type=PDF_TYPE)
    name = content_disposition_header(True, f"证书-{award.certificate_no}.pdf")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


def _proof(request: HttpRequest, award: Award) -> str:
    path = reverse("campaigns:certificate")
    return request.build_absolute_uri(f"{path}?bianhao={award.certificate_no}")
