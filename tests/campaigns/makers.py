"""A campaign with its people, made by the services as colleagues make it, and a jury that says what
it is told to. All invented."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from honors.campaigns import judged
from honors.campaigns.models import Campaign, Candidate, Nomination, Objection
from honors.campaigns.services import checking, judging, objections, proposing
from honors.campaigns.services.campaigns import enter_campaign, move_campaign, set_parts
from honors.campaigns.services.nominating import enter_nomination, move_nomination
from honors.campaigns.services.screening import complete_candidate, cover_texts, screen
from honors.campaigns.services.writing import Nominator, Said
from honors.campaigns.written_rows import OfficeRow, read_fields
from honors.juries.models import Assignment, Panel
from honors.juries.services.assigning import begin
from honors.juries.services.closing import close
from honors.juries.services.reviewing import submit_ballot
from honors.juries.services.seating import appoint
from honors.roll.models import Title
from honors.votes.models import Poll
from honors.votes.services.opening import release
from honors.votes.services.settling import close as close_poll
from honors.votes.services.settling import sign
from support_services.enquiry import codes
from support_services.enquiry.models import Enquiry
from tests.registry.makers import id_number
from tests.subsidies.factories import person, user, village
from tests.votes.makers import Ballots, phone
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.registry.models import Person
from veterans.registry.selectors import id_index

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
LAST = date(2026, 11, 20)
AFTER = LAST + timedelta(days=1)
FORM = "主要事迹 段落 10-300 必填 评审\n服役年限 数字\n备注 一行"
STORY = "张建国退役以后回到第1村，带着乡亲们修路种树，二十年没有停过。"
COVERED = "退役以后回到某村，带着乡亲们修路种树，二十年没有停过。"
CRITERIA = (
    {"label": "事迹", "hint": "", "weight": Decimal(60)},
    {"label": "影响", "hint": "", "weight": Decimal(40)},
)


def fields_of(**other: Any) -> dict[str, Any]:
    return {
        "title": Title.objects.get(name="最美退役军人").pk,
        "name": "2026 年度最美退役军人评选（虚构）",
        "year": 2026,
        "told": "评选身边的最美退役军人。",
        "kind": "person",
        "quota": 1,
        "sources": ["unit", "troops", "station", "people", "self"],
        "opens_on": TODAY,
        "closes_on": LAST,
        "check_by": date(2026, 11, 30),
        "review_by": date(2026, 12, 5),
        "decide_by": date(2026, 12, 20),
        "excludes_winners": True,
        "per_entry": 3,
        "least_ballots": 1,
        "combination": "mean",
        "tie_rule": "shared",
        "is_anonymous": True,
        "is_levelled": False,
        "vote_share": 0,
        "votes_a_day": 1,
        "publicity_days": 5,
        "reward": Decimal("2000.00"),
        "recommends_to": "市退役军人事务局",
        "tells_shortlist": False,
        "votes_live": False,
        "shows_others": False,
        **other,
    }


def known(name: str, **other: Any) -> Person:
    """Somebody of the register who is found by his number."""
    made = person(village(1, 1), name=name, **other)
    Person.objects.filter(pk=made.pk).update(id_index=id_index(str(made.id_number)))
    return made


class Clock:
    """What time it is, for as long as the test runs."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.at = AT
        patch.setattr("django.utils.timezone.now", lambda: self.at)

    def days(self, number: int) -> None:
        """So many days after the first."""
        self.at = AT + timedelta(days=number)


def proved(who: Person) -> str:
    """The pass of somebody who has just given his code back."""
    given = codes.new_pass()
    Enquiry.objects.create(
        ticket_digest=secrets.token_bytes(32), asked_at=AT, state="proved", person=who,
        code_digest=codes.no_code(), looked_at=AT, pass_digest=codes.pass_digest(given),
        proved_at=AT,
    )  # fmt: skip
    return given


class Jury:
    """Jurors and the public, who give what they are told to, by the services of both."""

    def __init__(self, office: "Office") -> None:
        self.office = office
        self.people: list[User] = []

    @property
    def panel(self) -> Panel:
        return Panel.objects.get(of=judged.about_of(self.office.campaign))

    def seat(self) -> list[User]:
        """Three jurors, among whom the entries are shared out."""
        at = self.office.at
        self.people = [user(Role.JUROR) for _ in range(3)]
        appoint(
            panel_id=self.panel.pk, user_ids=[one.pk for one in self.people],
            by=self.office.preparer, at=at,
        )  # fmt: skip
        begin(panel_id=self.panel.pk, by=self.office.preparer, at=at)
        return self.people

    def give(self, given: Mapping[Candidate, str]) -> None:
        """Everybody scores what he is told to, and another closes the panel once its days are
        over."""
        if not self.people:
            self.seat()
        points = {judged.ref_of(one.pk): Decimal(text) for one, text in given.items()}
        panel = self.panel
        for task in Assignment.objects.filter(entry__panel=panel):
            submit_ballot(
                assignment_id=task.pk,
                points=dict.fromkeys(
                    panel.criteria.values_list("pk", flat=True), points[task.entry.ref]
                ),
                comment="可以",
                by=task.seat.user,
                at=self.office.at + timedelta(minutes=1),
            )
        self.office.today = self.office.campaign.review_by + timedelta(days=1)
        close(panel_id=panel.pk, by=self.office.reviewer, at=self.office.at)

    def vote(self, *numbers: int) -> None:
        """A vote for each of these options, by as many telephones; then it is closed and signed."""
        at, office = self.office.at, self.office
        ballots = Ballots.__new__(Ballots)
        with override_settings(PORTAL_SMS="console"):
            ballots.poll = release(
                poll_id=Poll.objects.get(of=judged.about_of(office.campaign)).pk,
                by=office.reviewer,
                at=at,
            )
            for n, number in enumerate(numbers):
                ballots.vote(phone(n), number, at=at, address=f"10.0.{n}.1")
        office.today = office.campaign.review_by + timedelta(days=1)
        close_poll(poll_id=ballots.poll.pk, by=office.preparer, at=office.at, today=office.today)
        for by in (office.preparer, office.reviewer):
            sign(poll_id=ballots.poll.pk, by=by, at=office.at)


class Office:
    """Colleagues, and a campaign that they carry along the road."""

    def __init__(self, *, offices: Sequence[str] = ("区公安分局",), **fields: Any) -> None:
        self.preparer, self.reviewer = user(Role.PREPARER), user(Role.REVIEWER)
        self.approver = user(Role.APPROVER)
        self.jury = Jury(self)
        self.today = TODAY
        self.born = 0
        self.campaign = enter_campaign(fields=fields_of(**fields), by=self.preparer, at=AT)
        set_parts(
            campaign_id=self.campaign.pk,
            fields=read_fields(FORM),
            criteria=CRITERIA,
            departments=[OfficeRow(one, "有无违法犯罪记录") for one in offices],
            by=self.preparer,
            at=AT,
        )

    @property
    def at(self) -> datetime:
        return AT + (self.today - TODAY)

    def move(self, verb: str, by: User | None = None, **more: Any) -> Campaign:
        holder = {"open": self.reviewer, "cancel": self.approver}
        self.campaign = move_campaign(
            campaign_id=self.campaign.pk, verb=verb, by=by or holder.get(verb, self.preparer),
            at=self.at, today=self.today, **more,
        )  # fmt: skip
        return self.campaign

    def open(self) -> "Office":
        self.move("open")
        return self

    def told(self, story: str = STORY) -> dict[int, str]:
        keys = list(self.campaign.fields.order_by("number").values_list("pk", flat=True))
        return {keys[0]: story, keys[1]: "16", keys[2]: ""}

    def said(self, name: str = "张建国", **other: Any) -> Said:
        self.born += 1
        given: dict[str, Any] = {
            "number": id_number(self.born, born=date(1970, 1, 1)),
            "region": village(1, 1).code,
            "phone": "13800000000",
            "consent": "self",
            "consent_on": TODAY,
            "told": self.told(STORY.replace("张建国", name)),
            **other,
        }
        if not given["consent"]:
            given["consent_on"] = None
        return Said(name=name, **given)

    def draft(self, name: str = "张建国", by: User | None = None, **more: Any) -> Nomination:
        place = Nominator("station", region_id=village(2, 1).pk)
        return enter_nomination(
            campaign_id=self.campaign.pk,
            nominator=more.pop("nominator", place),
            said=self.said(name, **more),
            by=by or self.preparer,
            at=self.at,
            today=self.today,
        )

    def step(self, of: Nomination, verb: str, by: User | None = None, **more: Any) -> Nomination:
        return move_nomination(
            nomination_id=of.pk, verb=verb,
            by=by or (self.reviewer if verb == "return" else self.preparer),
            at=self.at, today=self.today, **more,
        )  # fmt: skip

    def nominated(self, name: str = "张建国", **more: Any) -> Candidate:
        made = self.step(self.draft(name, **more), "hand_in")
        assert made.candidate is not None
        return made.candidate

    def screen(
        self, of: Candidate, verb: str = "pass", by: User | None = None, why: str = ""
    ) -> Candidate:
        return screen(
            candidate_id=of.pk, verb=verb, why=why, by=by or self.reviewer, at=self.at,
            today=self.today,
        )  # fmt: skip

    def complete(self, of: Candidate, **other: Any) -> Candidate:
        of.refresh_from_db()
        names = ("consent", "consent_on", "consent_note", "is_serving")
        given = {name: getattr(of, name) for name in names}
        return complete_candidate(
            candidate_id=of.pk, by=self.reviewer, at=self.at, today=self.today,
            **{"number": "", "brief": "退役返乡，带头修路。", **given, **other},
        )  # fmt: skip

    def cover(self, of: Candidate, text: str = COVERED) -> Candidate:
        first = self.campaign.fields.order_by("number")[0]
        return cover_texts(candidate_id=of.pk, texts={first.pk: text}, by=self.preparer, at=self.at)

    def answer(self, *of: Candidate, clear: bool = True, why: str = "") -> int:
        said = {one.pk: checking.Said(clear, why) for one in of}
        return sum(
            checking.take_in(
                department_id=office.pk, said=said, answered_on=self.today, by=self.preparer,
                at=self.at, today=self.today,
            )
            for office in self.campaign.departments.all()
        )  # fmt: skip

    def cleared(self, name: str = "张建国", **more: Any) -> Candidate:
        made = self.nominated(name, **more)
        self.complete(made)
        self.screen(made)
        self.cover(made)
        self.answer(made)
        made.refresh_from_db()
        return made

    def reviewing(self) -> "Office":
        self.today = AFTER
        self.move("close")
        judging.begin_review(
            campaign_id=self.campaign.pk, by=self.preparer, at=self.at, today=self.today
        )
        return self

    def ranked(self, given: Mapping[Candidate, str]) -> "Office":
        self.reviewing()
        self.jury.give(given)
        self.campaign = judging.settle_places(
            campaign_id=self.campaign.pk, by=self.reviewer, at=self.at
        )
        return self

    def propose(self, *chosen: Candidate, why: str = "", by: User | None = None) -> Campaign:
        cleared = Candidate.objects.filter(campaign=self.campaign, state="cleared")
        keys = {one.pk for one in chosen}
        return proposing.propose(
            campaign_id=self.campaign.pk,
            chosen=dict.fromkeys(keys, ""),
            passed_over={one.pk: why for one in cleared if one.pk not in keys},
            by=by or self.preparer,
            at=self.at,
        )

    def show(self, by: User | None = None) -> Campaign:
        self.campaign = proposing.show(
            campaign_id=self.campaign.pk, by=by or self.reviewer, at=self.at, today=self.today
        )
        return self.campaign

    def shown(self, name: str = "张建国") -> Candidate:
        """One candidate, made public."""
        self.open()
        made = self.cleared(name)
        self.ranked({made: "88.50"})
        self.propose(made)
        self.show()
        made.refresh_from_db()
        return made

    def object(self, of: Candidate, by: User | None = None, **more: Any) -> Objection:
        return objections.register(
            campaign_id=self.campaign.pk, serial=of.serial, raised_on=self.today,
            objector="李四", phone="13900000000", text="修路的不是他（虚构）。",
            by=by or self.preparer, at=self.at, today=self.today, **more,
        )  # fmt: skip

    def reply(self, of: Objection, by: User | None = None, *, is_upheld: bool = False) -> Objection:
        return objections.answer(
            objection_id=of.pk, is_upheld=is_upheld, found="走访了村里，是他带头修的。",
            told="核查过，事迹属实。", by=by or self.reviewer, at=self.at,
        )  # fmt: skip

    def decide(self, by: User | None = None) -> Campaign:
        self.campaign = proposing.decide(
            campaign_id=self.campaign.pk, document_no="虚构〔2026〕9号", decided_on=self.today,
            by=by or self.approver, at=self.at, today=self.today,
        )  # fmt: skip
        return self.campaign

    def wait_out(self) -> "Office":
        """To the day after the publicity."""
        self.campaign.refresh_from_db()
        assert self.campaign.last_on is not None
        self.today = self.campaign.last_on + timedelta(days=1)
        return self
