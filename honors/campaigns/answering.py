"""Campaigns as units see and answer them by a link: a unit nominates, an office of the joint check
says yes or no. Neither sees anybody's number, nor what others said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse

from honors.campaigns.forms.nominating import NominationForm, WhyForm, said_before, said_of
from honors.campaigns.forms.screening import CheckLinkForm
from honors.campaigns.models import Campaign, Department, Nomination
from honors.campaigns.selectors.campaigns import campaigns_visible_to, is_open
from honors.campaigns.selectors.candidates import answers_of, nominations_of_unit
from honors.campaigns.services import arriving, checking, mending
from honors.campaigns.showing import campaign_facts, number_of, told_of
from honors.campaigns.states import (
    CAMPAIGN_LABELS,
    NOMINATION_LABELS,
    READ,
    TAKING,
    CampaignState,
    NominationState,
    Source,
)
from support_services.units.answering import Answer, Past, Shown, about_of
from support_services.units.selectors import choosable_units
from support_services.units.states import UnitKind
from support_services.units.taking_part import Part
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_name

if TYPE_CHECKING:
    from support_services.units.models import Unit
    from veterans.accounts.models import User
    from veterans.foundation.sealed_files import SealedFile

KIND, CHECK_KIND = "campaign", "campaign_check"
HINT = "提交以后不能再改；缺什么，区局会退回补正。要本人书面同意，现役军人要所在部队同意。"


def _key(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0


def _source(unit: "Unit") -> Source:
    return Source.TROOPS if unit.kind == UnitKind.TROOPS else Source.UNIT


class Campaigns:
    """A campaign, answered with nominations."""

    kind = KIND
    label = "评选推荐"

    def shows(self, key: str, unit: "Unit", today: date) -> Shown | None:
        """The call, what the unit has nominated and what became of each."""
        campaign = (
            Campaign.objects.select_related("title")
            .prefetch_related("fields")
            .filter(pk=_key(key))
            .first()
        )
        mine = nominations_of_unit(unit, campaign) if campaign is not None else []
        if campaign is None or campaign.state in (CampaignState.DRAFT, CampaignState.DROPPED):
            return None
        if not mine and _source(unit).value not in campaign.sources:
            return None
        answers = _answers(campaign, mine, today)
        return Shown(
            title=campaign.name,
            facts=tuple(campaign_facts(campaign)),
            history=tuple(_past(one, unit) for one in mine if one.handed_on),
            answers=answers,
            over=""
            if answers
            else f"这次评选{CAMPAIGN_LABELS[CampaignState(campaign.state)][0]}。",
        )

    def answer(
        self,
        *,
        key: str,
        unit: "Unit",
        verb: str,
        data: Mapping[str, Any],
        files: "Sequence[SealedFile]",
        link_id: int,
        at: datetime,
        today: date,
    ) -> str:
        """Nominates, hands in anew, or takes back."""
        deed, _, number = verb.partition("_")
        given: dict[str, Any] = {
            "campaign_id": int(key), "unit": unit, "link_id": link_id, "at": at,
        }  # fmt: skip
        if deed == "withdraw":
            arriving.withdraw_by_link(nomination_id=_letters(number), why=data["why"], **given)
            return "推荐已撤回。截止以前还可以另推荐。"
        parts = Campaign.objects.get(pk=int(key)).fields.all()
        made = arriving.nominate_by_link(
            said=said_of(dict(data), parts),
            returned=_letters(number) if deed == "again" else None,
            papers=files,
            today=today,
            **given,
        )
        return (
            f"已经收到对{made.name}的推荐，推荐编号 {number_of(made)}。"
            "是不是符合条件，初审以后在这里看得到。"
        )

    def disown(
        self,
        *,
        key: str,
        unit: "Unit",
        verb: str,
        link_id: int,
        answered_at: datetime,
        road: str,
        by: "User | None",
        at: datetime,
        today: date,
    ) -> str:
        """The nomination goes; what was taken back by mistake is entered anew by the office."""
        if verb.startswith("withdraw"):
            return "撤回不能自动恢复；要推荐的请重新填，过了截止日期的由经办录入。"
        return mending.disown_nomination(
            campaign_id=_key(key),
            unit_id=unit.pk,
            link_id=link_id,
            answered_at=answered_at,
            road=road,
            by=by,
            at=at,
            today=today,
        )

    def url(self, user: "User", key: str) -> str:
        if user.is_station or not user.may(READ):
            return ""
        return reverse("admin:campaign", args=[int(key)])


def _past(one: Nomination, unit: "Unit") -> Past:
    assert one.handed_on is not None
    what = f"推荐：{mask_name(one.name)}（编号 {number_of(one)}）"
    return Past(one.handed_on, what, told_of(one), unit.name)


# A verb is a slug without digits, and says which nomination it is about.
_DIGITS = "abcdefghij"


def _in_letters(number: int) -> str:
    return "".join(_DIGITS[int(sign)] for sign in str(number))


def _letters(text: str) -> int:
    return int("".join(str(_DIGITS.index(sign)) for sign in text))


def _answers(campaign: Campaign, mine: list[Nomination], today: date) -> tuple[Answer, ...]:
    given: list[Answer] = []
    if campaign.state not in TAKING:
        return ()
    make = partial(
        NominationForm,
        campaign=campaign,
        parts=list(campaign.fields.all()),
        units=choosable_units(),
        by_link=True,
    )
    if is_open(campaign, today):
        given.append(Answer("nominate", "推荐一位", make, HINT, takes_files=True))
    for one in mine:
        name, number = mask_name(one.name), _in_letters(one.pk)
        in_time = one.complete_by is not None and today <= one.complete_by
        if one.state == NominationState.RETURNED and (in_time or is_open(campaign, today)):
            before = said_before(one, campaign.fields.all())
            label = f"补正对{name}的推荐"
            given.append(
                Answer(f"again_{number}", label, make, HINT, takes_files=True, initial=before)
            )
        if one.state in (NominationState.HANDED_IN, NominationState.RETURNED):
            given.append(
                Answer(
                    f"withdraw_{number}",
                    f"撤回对{name}的推荐",
                    WhyForm,
                    "撤回以后不能恢复。",
                    danger=True,
                )
            )
    return tuple(given)


class CampaignChecks:
    """The joint check of one office, answered person by person. Numbers of people go by the list
    on paper alone: whoever has the link might read them."""

    kind = CHECK_KIND
    label = "评选联审"

    def shows(self, key: str, unit: "Unit", today: date) -> Shown | None:
        department = (
            Department.objects.select_related("campaign").filter(pk=_key(key), unit=unit).first()
        )
        if department is None:
            return None
        campaign = department.campaign
        asked = checking.asked_of(campaign)
        mine = {
            candidate: one
            for (candidate, office), one in answers_of(asked).items()
            if office == department.pk
        }
        open_now = campaign.state in TAKING and bool(asked)
        form: Any = forms.Form
        if open_now:
            listed = [(one.pk, f"{one.serial} 号 {mask_name(one.name)}") for one in asked]
            form = partial(CheckLinkForm, asked=listed)
        hint = "对照发给你们的名单填；不同意的写明情况，只给初审的人看。没查完的先不填。"
        return Shown(
            title=f"{campaign.name}：联合审查",
            facts=(
                ("请查", department.asks),
                ("人选", f"{len(asked)} 个，已答复 {len(mine)} 个"),
                ("请在哪天以前", f"{campaign.check_by:%Y-%m-%d}"),
            ),
            history=tuple(
                Past(one.answered_on, f"{_serial(asked, key)} 号：已答复", "", department.name)
                for key, one in mine.items()
            ),
            answers=(Answer("check", "填审查结果", form, hint),) if open_now else (),
            over="" if open_now else "现在没有要审查的人选。",
        )

    def answer(
        self,
        *,
        key: str,
        unit: "Unit",
        verb: str,
        data: Mapping[str, Any],
        files: "Sequence[SealedFile]",
        link_id: int,
        at: datetime,
        today: date,
    ) -> str:
        department = Department.objects.filter(pk=int(key), unit=unit).first()
        if department is None:
            raise Refused(checking.OVER)
        said = {
            int(name.removeprefix("result_")): checking.Said(
                value == "clear", "" if value == "clear" else data[name.replace("result", "why")]
            )
            for name, value in data.items()
            if name.startswith("result_") and value
        }
        made = checking.answer_by_link(
            department=department, said=said, link_id=link_id, at=at, today=today
        )
        return f"收到 {made} 个人选的审查结果。"

    def disown(
        self,
        *,
        key: str,
        unit: "Unit",
        verb: str,
        link_id: int,
        answered_at: datetime,
        road: str,
        by: "User | None",
        at: datetime,
        today: date,
    ) -> str:
        """Whom that answer cleared is not cleared until the office has answered itself."""
        return checking.disown(
            department_id=_key(key),
            link_id=link_id,
            answered_at=answered_at,
            road=road,
            by=by,
            at=at,
            today=today,
        )

    def url(self, user: "User", key: str) -> str:
        department = Department.objects.filter(pk=_key(key)).first()
        if department is None or user.is_station or not user.may(READ):
            return ""
        return reverse("admin:campaign_checks", args=[department.campaign_id])


def _serial(asked: Sequence[Any], key: int) -> int:
    return next((one.serial for one in asked if one.pk == key), 0)


def takes_part(user: "User", unit: "Unit", today: date) -> list[Part]:
    """What a unit nominated, the campaigns open to it, and those it checks for. Three queries."""
    visible = campaigns_visible_to(user)
    rows = Nomination.objects.select_related("campaign").filter(
        by_unit=unit, campaign__in=visible.values("pk")
    )
    nominated = list(rows.order_by("-pk")[:20])
    parts = [
        _part(
            one.campaign,
            f"推荐 {one.name}",
            NOMINATION_LABELS[NominationState(one.state)],
            reverse("admin:nomination", args=[one.pk]),
            about_of(KIND, one.campaign_id),
        )
        for one in nominated
    ]
    known = {one.campaign_id for one in nominated}
    for campaign in visible.filter(
        state=CampaignState.OPEN.value, sources__contains=[_source(unit).value]
    ).exclude(pk__in=known):
        url = reverse("admin:campaign", args=[campaign.pk])
        parts.append(
            _part(campaign, "可以推荐", ("推荐中", "ok"), url, about_of(KIND, campaign.pk))
        )
    checks = Department.objects.select_related("campaign").filter(
        unit=unit,
        campaign__in=visible.filter(state__in=[one.value for one in TAKING]).values("pk"),
    )
    for one in checks:
        url = reverse("admin:campaign_checks", args=[one.campaign_id])
        label = CAMPAIGN_LABELS[CampaignState(one.campaign.state)]
        parts.append(_part(one.campaign, "联审", label, url, about_of(CHECK_KIND, one.pk)))
    return parts


def _part(campaign: Campaign, role: str, label: tuple[str, str], url: str, about: str) -> Part:
    return Part(
        what="评选表彰",
        title=campaign.name,
        role=role,
        state_label=label[0],
        state_tone=label[1],
        url=url,
        on=campaign.opens_on,
        about=about,
    )
