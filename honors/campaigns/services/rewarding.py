"""The reward of a winner: a grant where he has a file; a file for whoever has none, made by a
person from the paper; and of a unit how it was rewarded, since the ledger pays people."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from honors.campaigns.models import Award, Candidate
from honors.campaigns.services.awarding import locked_award
from honors.campaigns.services.nominating import person_of
from honors.campaigns.services.recording import of_candidate
from honors.campaigns.services.writing import PEOPLE_KINDS
from honors.campaigns.states import ENTER
from honors.roll.states import HonoureeKind
from support_services.projects.texts import line
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.services.grant_reckoning import Asked
from support_services.subsidies.services.grants import enter_grant
from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.models import Person
from veterans.registry.rules import clean_name
from veterans.registry.services.people import register_person

NO_REWARD = "这次评选没有设奖励。"
OF_A_UNIT = "单位、集体的奖励不走个人核发，请“登记奖励办理”。"


@transaction.atomic
def enter_reward(*, award_id: int, month: date, by: User, at: datetime, today: date) -> Award:
    """The reward as a grant; another approves it, and a batch pays it. Refuses a campaign without
    a reward, whoever has no file (he has no account either), and a second one while the first is
    alive."""
    require(by, ENTER)
    award = locked_award(by, award_id)
    campaign = award.candidate.campaign
    if campaign.reward is None:
        raise Refused(NO_REWARD)
    if award.grant_id is not None and award.grant is not None and is_alive(award):
        raise Refused("奖励已经录入核发，请在“核发”里办。")
    if campaign.kind not in PEOPLE_KINDS:
        raise Refused(OF_A_UNIT)
    person: Person | None = award.candidate.person
    if person is None:
        raise Refused("获奖的没有本局档案，请先“登记档案”，再发奖励。")
    award.grant = enter_grant(
        asked=Asked(
            GrantKind.AWARD,
            year=campaign.year,
            asked=campaign.reward,
            reason=f"{campaign.year}年度{campaign.title.name}",
        ),
        person=person,
        months=[month],
        document_no=campaign.document_no,
        by=by,
        at=at,
        today=today,
    )
    award.save(update_fields=["grant"])
    of_candidate("reward_entered", award.candidate, by, at, grant=award.grant.pk)
    return award


@transaction.atomic
def file_winner(
    *,
    award_id: int,
    number: str,
    name: str,
    proof: str,
    is_other: bool,
    by: User,
    at: datetime,
    today: date,
) -> Person:
    """A file for a winner who has none (好军嫂, 兵妈妈, 拥军模范): who he is and where he lives, no
    category and no entitlement. Where the register has the number by now, that file is taken.

    ``number``: read from his identity card once more; ``proof``: by what, in words; ``is_other``:
    that namesakes of the same village are others. Refuses a number that is not the nominee's, a
    file of another name, namesakes nobody has looked at, and whoever may not register people.
    """
    require(by, ENTER)
    require(by, "people.edit")
    award = locked_award(by, award_id)
    candidate = award.candidate
    if candidate.campaign.kind not in PEOPLE_KINDS:
        raise Refused(OF_A_UNIT)
    if candidate.campaign.reward is None:
        raise Refused(f"{NO_REWARD}不发钱的不用登记档案。")
    if candidate.person_id is not None:
        raise Refused("已经有档案，直接“发奖励”。")
    clean = idcard.check(number, today=today)
    if candidate.number is None or clean != str(candidate.number):
        raise Refused("身份证号和评选时登记的不一样，请对照身份证再核对。")
    told = line(proof, "凭什么登记", 100)
    if kind_in(told):
        raise Refused("“凭什么登记”里不要写身份证号、电话。")
    called = clean_name(name)
    if candidate.campaign.kind == HonoureeKind.PERSON and called != clean_name(candidate.name):
        raise Refused("姓名和获奖的不一样，请核对。")
    known = person_of(candidate)
    if known is None:
        if namesakes(candidate, called) and not is_other:
            raise Refused("同一个村居有同名的档案，请先看过；确实不是同一个人的，再勾上。")
        if candidate.region is None:
            raise Refused("没有登记来自哪里，不能建档。")
        known = register_person(
            name=called,
            id_number=clean,
            region=candidate.region,
            phone=str(candidate.phone or ""),
            by=by,
            at=at,
            today=today,
        )
        is_new = True
    else:
        is_new = False
        if clean_name(known.name) != called:
            raise Refused("这个身份证号的档案姓名不一样，请先在人员档案里核对。")
        if known.died_on is not None:
            raise Refused("档案里已登记去世，请向审批人报告怎样处理。")
    candidate.person = known
    candidate.save(update_fields=["person"])
    of_candidate("candidate_filed", candidate, by, at, person=known.pk, is_new=is_new, proof=told)
    return known


def namesakes(candidate: Candidate, name: str) -> list[Person]:
    """Files of the same name and village, of people who live."""
    rows = Person.objects.filter(
        name=name, region=candidate.region_id, died_on__isnull=True, merged_into__isnull=True
    )
    return list(rows.order_by("pk")[:10])


@transaction.atomic
def reward_elsewhere(*, award_id: int, how: str, by: User, at: datetime) -> Award:
    """How a unit or group was rewarded, which is no affair of this ledger: by which voucher, whom
    it was handed to. Entered anew, the later words stand; the log keeps that they changed."""
    require(by, ENTER)
    award = locked_award(by, award_id)
    if award.candidate.campaign.reward is None:
        raise Refused(NO_REWARD)
    if award.candidate.campaign.kind in PEOPLE_KINDS:
        raise Refused("个人、家庭的奖励由“发奖励”录入核发。")
    told = line(how, "怎样办的", 200)
    if kind_in(told):
        raise Refused("“怎样办的”里不要写身份证号、账号、电话。")
    award.rewarded_how, award.rewarded_by, award.rewarded_at = told, by, at
    award.save(update_fields=["rewarded_how", "rewarded_by", "rewarded_at"])
    of_candidate("rewarded_elsewhere", award.candidate, by, at)
    return award


def is_alive(award: Award) -> bool:
    """Whether the grant of an award is decided on or waits for it."""
    return award.grant is not None and award.grant.state in ("draft", "approved", "stopped")


def reward_total(awards: list[Award]) -> Decimal:
    """Yuan of all that is alive."""
    grants = [one.grant.amount for one in awards if one.grant is not None and is_alive(one)]
    return sum(grants, Decimal("0.00"))
