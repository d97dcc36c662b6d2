"""Three invented campaigns for the demo, through the same services as people use: one that ended
with winners, one that is made public, one that takes nominations.

Nominees are people of the demo's register, who are invented too; what varies is drawn from a fixed
seed. Days are reckoned back from today.
"""

import random
from datetime import date, timedelta
from typing import Any

from honors.campaigns import judged
from honors.campaigns.models import Award, Campaign, Candidate
from honors.campaigns.services import checking, judging, objections, proposing, screening
from honors.campaigns.services.awarding import put_on_roll, recommend
from honors.campaigns.services.campaigns import (
    enter_campaign,
    move_campaign,
    set_conditions,
    set_parts,
)
from honors.campaigns.services.nominating import enter_nomination, move_nomination
from honors.campaigns.services.rewarding import enter_reward
from honors.campaigns.services.writing import Nominator, Said
from honors.campaigns.states import Source
from honors.campaigns.written_rows import OfficeRow, read_fields
from honors.juries.demo import judge
from honors.juries.selectors.results import panel_of
from honors.roll.models import Edition, Title
from honors.roll.services.editions import move_edition
from honors.votes.demo import vote
from honors.votes.selectors import poll_of
from support_services.notices.channels import sms
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import SEED
from veterans.registry.criteria.tree import parse
from veterans.registry.models import Person

FORM = "主要事迹 段落 20-1500 必填 评审\n社会评价 段落 0-500 评审\n服役年限 数字"
OFFICES = (
    OfficeRow("区公安分局", "有无违法犯罪记录"),
    OfficeRow("区法院", "是否失信被执行人"),
    OfficeRow("区税务局", "有无欠税、偷逃税"),
)
CRITERIA = (
    {"label": "事迹", "weight": 50, "hint": "真实、具体、感人"},
    {"label": "影响", "weight": 30, "hint": "身边人怎么看"},
    {"label": "坚持", "weight": 20, "hint": "做了多少年"},
)
_STORIES = (
    "（演示）{name}退役以后回到{place}，从修一条路做起，带着乡亲们把荒坡改成了果园。",
    "（演示）{name}在{place}开了间家电维修铺，老兵来修一律不收钱，行动不便的上门去修。",
    "（演示）{name}义务接送{place}的高考学生十二年，刮风下雨没有误过一次。",
    "（演示）{name}组织{place}的退役军人成立应急队，两次洪水转移一百多位老人。",
)
_BRIEFS = (
    "退役返乡，带头修路种果树。",
    "为老兵免费修家电。",
    "义务接送高考学生十二年。",
    "组织应急队转移老人。",
)


def campaigns(population: Any, hands: Any) -> None:
    """Ended, made public, open; nothing where there are campaigns already or nobody to nominate."""
    titles = {one.name: one for one in Title.objects.filter(retired_at__isnull=True)}
    people = list(
        Person.objects.filter(died_on__isnull=True, merged_into__isnull=True)
        .select_related("region__parent")
        .order_by("pk")[:60]
    )
    wanted = ("最美退役军人", "好军嫂", "最美拥军模范")
    if Campaign.objects.exists() or len(people) < 12 or not set(wanted) <= set(titles):
        return
    drawn = random.Random(f"{SEED}:campaigns")
    drawn.shuffle(people)
    today: date = population.today
    _Story(hands, today - timedelta(days=120), titles[wanted[0]], people[:4]).ended(today)
    _Story(hands, today - timedelta(days=60), titles[wanted[1]], people[4:8]).shown(today)
    _Story(hands, today - timedelta(days=5), titles[wanted[2]], people[8:12]).opened()


class _Story:
    """One campaign; ``first``: the day on which nominating begins."""

    def __init__(self, hands: Any, first: date, title: Title, people: list[Person]) -> None:
        self.hands, self.first, self.title, self.people = hands, first, title, people
        self.year = first.year
        self.votes = sms.is_on()
        day = self._day(-1)
        self.campaign = enter_campaign(
            fields={
                "title": title.pk,
                "name": f"{self.year} 年度{title.name}评选（演示）",
                "year": self.year,
                "told": f"（演示）评选身边的{title.name}。\n单位、镇街、群众都可以推荐。",
                "kind": "person",
                "quota": 2,
                "sources": [one.value for one in Source],
                "opens_on": self._day(0),
                "closes_on": self._day(20),
                "check_by": self._day(30),
                "review_by": self._day(45),
                "decide_by": self._day(75),
                "excludes_winners": True,
                "per_entry": 3,
                "least_ballots": 2,
                "combination": "mean",
                "tie_rule": "criteria",
                "is_anonymous": True,
                "is_levelled": False,
                "vote_share": 20 if self.votes else 0,
                "votes_a_day": 1,
                "publicity_days": 5,
                "reward": 2000,
                "recommends_to": "市退役军人事务局",
                "tells_shortlist": True,
                "votes_live": False,
                "shows_others": False,
            },
            by=hands.preparer,
            at=moment(day, 9),
        )
        key = self.campaign.pk
        set_parts(
            campaign_id=key,
            fields=read_fields(FORM),
            criteria=CRITERIA,
            departments=OFFICES,
            by=hands.preparer,
            at=moment(day, 9),
        )
        set_conditions(
            campaign_id=key,
            tree=parse({"kind": "age", "from": 18}),
            known=None,
            by=hands.preparer,
            at=moment(day, 9),
        )
        self._move("open", hands.reviewer, 0)

    def _day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def _when(self, number: int, hour: int = 9) -> dict[str, Any]:
        return {"at": moment(self._day(number), hour), "today": self._day(number)}

    def _move(self, verb: str, by: Any, number: int) -> None:
        move_campaign(campaign_id=self.campaign.pk, verb=verb, by=by, **self._when(number))

    def opened(self) -> "_Story":
        """Nominations have come in; the last of them is a draft."""
        for at, person in enumerate(self.people):
            self._nominate(at, person, hand_in=at < len(self.people) - 1)
        return self

    def _nominate(self, at: int, person: Person, *, hand_in: bool = True) -> None:
        keys = list(self.campaign.fields.order_by("number").values_list("pk", flat=True))
        place = person.region.name
        story = _STORIES[at % len(_STORIES)].format(name=person.name, place=place)
        given: dict[str, Any] = {"by": self.hands.preparer, **self._when(1 + at % 3)}
        made = enter_nomination(
            campaign_id=self.campaign.pk,
            nominator=Nominator(Source.STATION.value, region_id=person.region.parent_id),
            said=Said(
                name=person.name,
                number=str(person.id_number),
                region=person.region.code,
                consent="self",
                consent_on=self._day(0),
                consent_note="演示同意书",
                told={keys[0]: story, keys[1]: "（演示）街坊都说他好。", keys[2]: "12"},
            ),
            **given,
        )
        if hand_in:
            move_nomination(nomination_id=made.pk, verb="hand_in", **given)

    def _screened(self) -> list[Candidate]:
        """Everybody passes but the last, whom an office has stopped."""
        for at, person in enumerate(self.people):
            self._nominate(at, person)
        self._move("close", self.hands.preparer, 21)
        found = list(Candidate.objects.filter(campaign=self.campaign).order_by("serial"))
        judged_fields = list(self.campaign.fields.filter(is_judged=True))
        for at, one in enumerate(found):
            given: dict[str, Any] = {"candidate_id": one.pk, "by": self.hands.reviewer}
            screening.complete_candidate(
                number="",
                brief=_BRIEFS[at % len(_BRIEFS)],
                consent=one.consent,
                consent_on=one.consent_on,
                consent_note=one.consent_note,
                is_serving=False,
                **given,
                **self._when(22),
            )
            why = "证明材料齐全（演示）"
            screening.screen(verb="pass", why=why, **given, **self._when(22))
            texts = {
                field.pk: screening.covered_text(one, one.told.get(str(field.pk), ""))
                for field in judged_fields
            }
            screening.cover_texts(
                candidate_id=one.pk, texts=texts, by=self.hands.preparer, at=self._when(22)["at"]
            )
        for office in self.campaign.departments.all():
            said = {one.pk: checking.Said(True) for one in found}
            if office.number == len(OFFICES):
                said[found[-1].pk] = checking.Said(False, "有欠税未缴（演示）")
            checking.take_in(
                department_id=office.pk,
                said=said,
                answered_on=self._day(25),
                by=self.hands.preparer,
                **self._when(26),
            )
        return found

    def _proposed(self) -> list[Candidate]:
        found = self._screened()
        key, hands = self.campaign.pk, self.hands
        judging.begin_review(campaign_id=key, by=hands.preparer, **self._when(27))
        about = judged.about_of(self.campaign)
        panel = panel_of(about)
        assert panel is not None
        worth = {judged.ref_of(one.pk): 92 - 4 * at for at, one in enumerate(found)}
        judge(panel, hands, at=panel.opens_at, today=self._day(27), worth=worth)
        if self.votes:
            poll = poll_of(about)
            assert poll is not None
            vote(poll, hands, until=poll.closes_on, votes=80, signed=True)
        judging.settle_places(campaign_id=key, by=hands.reviewer, at=self._when(47)["at"])
        rows = Candidate.objects.filter(campaign=key, state="cleared").order_by("place", "serial")
        chosen = [one.pk for one in rows if one.place is not None and one.place <= 2][:2]
        proposing.propose(
            campaign_id=key,
            chosen=dict.fromkeys(chosen, ""),
            passed_over={one.pk: "名额已满（演示）" for one in rows if one.pk not in chosen},
            by=hands.preparer,
            at=self._when(48)["at"],
        )
        return [one for one in rows if one.pk in chosen]

    def shown(self, today: date) -> None:
        """Made public yesterday; an objection waits to be answered."""
        chosen = self._proposed()
        number = (today - self.first).days - 1
        given: dict[str, Any] = {"campaign_id": self.campaign.pk}
        proposing.show(by=self.hands.reviewer, **given, **self._when(number))
        objections.register(
            serial=chosen[0].serial,
            raised_on=self._day(number),
            objector="",
            phone="",
            text="（演示）有人打电话说，事迹里的年份记错了。",
            by=self.hands.preparer,
            **given,
            **self._when(number, 15),
        )

    def ended(self, today: date) -> None:
        """Winners with certificates, on the roll, one rewarded, one recommended."""
        self._proposed()
        key, hands = self.campaign.pk, self.hands
        proposing.show(campaign_id=key, by=hands.reviewer, **self._when(49))
        self.campaign.refresh_from_db()
        assert self.campaign.last_on is not None
        number = (self.campaign.last_on - self.first).days + 2
        proposing.decide(
            campaign_id=key,
            document_no=f"演示〔{self.year}〕90号",
            decided_on=self._day(number),
            by=hands.approver,
            **self._when(number),
        )
        for at, award in enumerate(Award.objects.filter(candidate__campaign=key)):
            given: dict[str, Any] = {"award_id": award.pk, "by": hands.preparer}
            put_on_roll(
                citation=f"（演示）{award.candidate.brief}",
                story="",
                **given,
                **self._when(number + 1),
            )
            made = Edition.objects.get(honour__award=award)
            for verb, by in (("review", hands.reviewer), ("publish", hands.approver)):
                move_edition(edition_id=made.pk, verb=verb, by=by, **self._when(number + 2))
            if at == 0:
                month = self._day(number + 3).replace(day=1)
                enter_reward(month=month, **given, **self._when(number + 3))
                recommend(
                    to_body="市退役军人事务局",
                    for_title=f"市级{self.title.name}",
                    document_no="",
                    sent_on=self._day(number + 3),
                    **given,
                    **self._when(number + 3),
                )
