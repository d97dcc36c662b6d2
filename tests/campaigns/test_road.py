"""A campaign from its draft to the certificate, step by step: who may, what is refused, what the
database refuses by itself."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from honors.campaigns.models import Award, Campaign, Candidate, CheckAnswer, Field, Objection
from honors.campaigns.selectors.candidates import eligibility_of, marks_of, words_of
from honors.campaigns.services import awarding, checking, judging, proposing, rewarding, screening
from honors.campaigns.services import campaigns as services
from honors.campaigns.states import (
    CAMPAIGN_MOVES,
    CANDIDATE_MOVES,
    NOMINATION_MOVES,
    CampaignState,
)
from honors.juries.models import Entry, EntryMark, Panel, Section
from honors.roll.models import Edition
from honors.roll.services.editions import move_edition
from honors.votes.models import Option
from support_services.subsidies.models import GrantDue
from support_services.subsidies.services.grants import approve_grant
from tests.campaigns.makers import (
    AFTER,
    AT,
    COVERED,
    LAST,
    TODAY,
    Office,
    fields_of,
    known,
)
from tests.registry.makers import id_number
from tests.roll.makers import edition
from tests.subsidies.factories import user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.registry.criteria.tree import parse

pytestmark = pytest.mark.django_db


def refused(words: str, deed: Callable[[], Any]) -> None:
    with pytest.raises(Refused, match=words), transaction.atomic():
        deed()


def by_hand(sql: str, *values: Any) -> None:
    """Past every service: what the database says to it."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_whole_road_to_the_certificate() -> None:
    office = Office(quota=1, vote_share=30).open()
    one, other = office.cleared("张建国"), office.cleared("李秀英")
    third = office.nominated("王志强")
    office.screen(third, "refuse", why="服役不满五年")
    office.reviewing()
    # Nothing goes over but covered texts.
    assert set(Section.objects.values_list("text", flat=True)) == {COVERED}
    assert Section.objects.count() == 2
    # The jury could read the ballot too.
    assert set(Option.objects.values_list("label", flat=True)) == {"退役返乡，带头修路。"}
    settle = lambda: judging.settle_places(  # noqa: E731
        campaign_id=office.campaign.pk, by=office.reviewer, at=office.at
    )
    refused("评审还没有结束", settle)
    office.jury.seat()
    office.jury.vote(1, 1, 1, 1, 1, 2, 2)
    office.today = AFTER
    office.jury.give({one: "80.00", other: "85.00"})
    settle()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.place, one.score, other.place, other.score) == (
        1, Decimal("86.00"), 2, Decimal("71.50"),
    )  # fmt: skip
    assert one.place_why == (
        "评委 80.00 分占 70%，群众投票 100.00 分占 30%，合计 86.00 分，排第 1。"
    )
    # What is frozen can be reckoned again from what jury and vote keep.
    again = {row.candidate: (row.place, row.score, row.why) for row in
             judging.reckoned(office.campaign).placed}  # fmt: skip
    assert again == {row.pk: (row.place, row.score, row.place_why) for row in (one, other)}
    refused("跳过了，请写明原因", lambda: office.propose(other))
    office.propose(one)
    refused("由另一人", lambda: office.show(by=_also(office.preparer, Role.REVIEWER)))
    office.show()
    assert office.campaign.last_on == date(2026, 12, 11)
    refused("才满", office.decide)
    objection = office.object(one)
    office.wait_out()
    refused("1 件异议", office.decide)
    refused("另一人答复", lambda: _direct(objection, office))
    office.reply(objection)
    office.decide()
    award = Award.objects.get()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, other.state, award.candidate_id) == ("winner", "not_chosen", one.pk)
    assert award.certificate_no == f"2026-{office.campaign.title_id:02}-{office.campaign.pk:04}-01"
    by_hand("UPDATE campaigns_candidate SET state = 'not_chosen' WHERE id = %s", one.pk)
    by_hand("UPDATE campaigns_award SET certificate_no = 'x' WHERE id = %s", award.pk)
    # The honour by the roll's own two people, with the consent he gave.
    awarding.put_on_roll(
        award_id=award.pk, citation="带头修路（虚构）。", story="", by=office.preparer,
        at=office.at, today=office.today,
    )  # fmt: skip
    made = Edition.objects.get(honour__award=award)
    assert (made.consent, made.document_no, made.year) == ("self", "虚构〔2026〕9号", 2026)
    for verb, by in (("review", office.reviewer), ("publish", office.approver)):
        move_edition(edition_id=made.pk, verb=verb, by=by, at=office.at, today=office.today)
    refused("已经录入", lambda: awarding.put_on_roll(
        award_id=award.pk, citation="x", story="", by=office.preparer, at=office.at,
        today=office.today,
    ))  # fmt: skip
    office.move("end")
    by_hand("UPDATE campaigns_campaign SET state = 'decided' WHERE id = %s", office.campaign.pk)


def _also(user_: User, role: Role) -> User:
    """The same person in another chair, past whom the rule of two people has to hold."""
    User.objects.filter(pk=user_.pk).update(role=role)
    return User.objects.get(pk=user_.pk)


def _direct(objection: Objection, office: Office) -> None:
    chair = _also(office.preparer, Role.REVIEWER)
    try:
        office.reply(objection, by=chair)
    finally:
        _also(office.preparer, Role.PREPARER)


def test_the_reward_is_a_grant_like_any_other() -> None:
    office = Office().open()
    man = known("张建国")
    one = office.cleared("张建国", number=str(man.id_number))
    assert one.person == man
    stranger = office.cleared("李秀英")
    office.campaign.refresh_from_db()
    office.ranked({one: "90.00", stranger: "80.00"})
    office.propose(one, why="")
    office.show()
    office.wait_out().decide()
    award = Award.objects.get()
    pay = lambda: rewarding.enter_reward(  # noqa: E731
        award_id=award.pk, month=date(2026, 12, 1), by=office.preparer, at=office.at,
        today=office.today,
    )  # fmt: skip
    paid = pay()
    assert paid.grant is not None
    assert (paid.grant.amount, paid.grant.state) == (Decimal("2000.00"), "draft")
    refused("已经录入核发", pay)
    refused("由另一人|没有这项权限", lambda: approve_grant(
        grant_id=paid.grant_id, by=office.preparer, at=office.at, today=office.today
    ))  # fmt: skip
    approve_grant(grant_id=paid.grant_id, by=office.approver, at=office.at, today=office.today)
    assert [due.amount for due in GrantDue.objects.all()] == [Decimal("2000.00")]
    sent = awarding.recommend(
        award_id=award.pk, to_body="市局", for_title="市级最美退役军人", document_no="",
        sent_on=office.today, by=office.preparer, at=office.at, today=office.today,
    )  # fmt: skip
    settled = awarding.settle_recommendation(
        award_id=award.pk, outcome="conferred", note="市级", by=office.preparer, at=office.at
    )
    assert (sent.pk, settled.outcome) == (settled.pk, "conferred")


def test_every_move_belongs_to_one_duty_and_stands_where_it_begins() -> None:
    office = Office().open()
    made = office.draft()
    one = office.nominated("李秀英")
    roles = {role: user(role) for role in Role if role not in _STATIONS}
    town = village(1, 1).parent
    roles[Role.TOWN_WORKER] = user(Role.TOWN_WORKER, region=town)
    roles[Role.VILLAGE_WORKER] = user(Role.VILLAGE_WORKER, region=village(1, 1))
    deeds: list[tuple[str, Callable[[User], Any]]] = []
    here = {"open", "close", "end", "drop", "cancel"}
    for verb, move in CAMPAIGN_MOVES.items():
        deeds.append((move.duty, lambda by, verb=verb: _campaign_deed(office, verb, by, here)))
    deeds += [
        (move.duty, lambda by, verb=verb: screening.screen(
            candidate_id=one.pk, verb=verb, why="x", by=by, at=AT, today=TODAY))
        for verb, move in CANDIDATE_MOVES.items()
    ]  # fmt: skip
    deeds += [
        (move.duty or "campaigns.enter", lambda by, verb=verb: office.step(made, verb, by, why="x"))
        for verb, move in NOMINATION_MOVES.items()
        if verb != "hand_in"
    ]
    for duty, deed in deeds:
        for role, holder in roles.items():
            if holder.may(duty) or (duty == "campaigns.enter" and role in _STATIONS):
                continue
            with pytest.raises((PermissionRefused, Refused)), transaction.atomic():
                deed(holder)
    # Every move from a state in which it does not begin.
    for verb, move in CAMPAIGN_MOVES.items():
        if CampaignState.OPEN in move.starts:
            continue
        holder = next(one for one in roles.values() if one.may(move.duty))
        refused("不能|草稿", lambda: _campaign_deed(office, verb, holder, here))  # noqa: B023
    office.campaign.refresh_from_db()
    assert office.campaign.state == "open"


_STATIONS = (Role.TOWN_WORKER, Role.VILLAGE_WORKER)


def _campaign_deed(office: Office, verb: str, by: User, here: set[str]) -> None:
    given: dict[str, Any] = {"campaign_id": office.campaign.pk, "by": by, "at": AT}
    if verb in here:
        services.move_campaign(verb=verb, today=TODAY, why="停办（虚构）", **given)
    elif verb == "begin_review":
        judging.begin_review(today=TODAY, **given)
    elif verb == "rank":
        judging.settle_places(**given)
    elif verb in ("send_back", "take_down"):
        proposing.send_back(verb=verb, why="重拟", **given)
    elif verb == "show":
        proposing.show(today=TODAY, **given)
    else:
        proposing.decide(document_no="x", decided_on=TODAY, today=TODAY, **given)


@pytest.mark.parametrize("shown", [True, False])
def test_jurors_see_others_scores_as_the_call_says(shown: bool) -> None:
    office = Office(shows_others=shown).open()
    office.cleared("张建国")
    office.reviewing()
    assert Panel.objects.get().shows_others is shown


def test_what_was_opened_stands_and_is_copied_to_next_year() -> None:
    office = Office()
    both = _also(office.preparer, Role.REVIEWER)
    refused("录入人不能自己", lambda: office.move("open", by=both))
    _also(office.preparer, Role.PREPARER)
    tree = parse({"kind": "age", "from": 40})
    services.set_conditions(
        campaign_id=office.campaign.pk, tree=tree, known=None, by=office.preparer, at=AT
    )
    refused("另一个页面", lambda: services.set_conditions(
        campaign_id=office.campaign.pk, tree=None, known=None, by=office.preparer, at=AT,
    ))  # fmt: skip
    by_hand("UPDATE campaigns_jurycriterion SET weight = 101 WHERE campaign_id = %s",
            office.campaign.pk)  # fmt: skip
    office.open()
    key = office.campaign.pk
    refused("已经开始", lambda: services.change_campaign(
        campaign_id=key, fields=fields_of(quota=9), by=office.preparer, at=AT))  # fmt: skip
    later = (("quota", 9), ("told", "x"), ("publicity_days", 1), ("reward", 1))
    for column, value in (*later, ("shows_others", True), ("votes_live", True)):
        by_hand(f"UPDATE campaigns_campaign SET {column} = %s WHERE id = %s", value, key)
    by_hand("UPDATE campaigns_campaign SET conditions = NULL WHERE id = %s", key)
    by_hand("UPDATE campaigns_field SET most = 9999 WHERE campaign_id = %s", key)
    by_hand("DELETE FROM campaigns_department WHERE campaign_id = %s", key)
    by_hand("DELETE FROM campaigns_campaign WHERE id = %s", key)
    refused("要晚于", lambda: services.extend_campaign(
        campaign_id=key, closes_on=LAST, why="x", by=office.reviewer, at=AT, today=TODAY,
    ))  # fmt: skip
    services.extend_campaign(
        campaign_id=key, closes_on=LAST + timedelta(days=3), why="报的少", by=office.reviewer,
        at=AT, today=TODAY,
    )  # fmt: skip
    refused("还没有过截止日期", lambda: office.move("close"))
    copy = services.copy_campaign(campaign_id=key, by=office.preparer, at=AT)
    assert (copy.state, copy.year, copy.opens_on) == ("draft", 2027, date(2027, 11, 5))
    assert copy.name == "2027 年度最美退役军人评选（虚构）"
    assert copy.conditions == office.campaign.conditions == {"kind": "age", "from": 40}
    assert [str(one) for one in copy.fields.all()] == ["主要事迹", "服役年限", "备注"]
    assert copy.criteria.count() == 2
    assert copy.departments.count() == 1
    for words, other in (
        ("先后", {"check_by": TODAY - timedelta(days=1)}),
        ("自荐", {"kind": "group"}),
        ("一种推荐方式", {"sources": []}),
        ("评委人数", {"least_ballots": 4}),
        ("30", {"vote_share": 31}),
        ("荣誉称号", {"title": 999999}),
    ):
        refused(words, lambda: services.enter_campaign(
            fields=fields_of(**other), by=office.preparer, at=AT))  # fmt: skip  # noqa: B023


def test_of_one_person_there_is_one_candidate_and_both_nominators_stay() -> None:
    office = Office().open()
    number = id_number(77, born=date(1970, 1, 1))
    one = office.nominated("张建国", number=number)
    again = office.nominated("张建国", number=number, consent="")
    assert (again.pk, one.nominations.count()) == (one.pk, 2)
    # Nobody knew the number: the clerk joins them.
    loose = office.nominated("张建国", number="")
    refused("第 1 号", lambda: office.complete(loose, number=number))
    screening.join_candidates(
        candidate_id=loose.pk, into_serial=one.serial, by=office.reviewer, at=AT
    )
    loose.refresh_from_db()
    assert (loose.state, loose.joined_into_id, one.nominations.count()) == ("joined", one.pk, 3)
    stranger = office.nominated("李秀英")
    refused("不是同一个人", lambda: screening.join_candidates(
        candidate_id=stranger.pk, into_serial=one.serial, by=office.reviewer, at=AT))  # fmt: skip
    # With the last nomination of somebody he is out of it.
    office.step(stranger.nominations.get(), "withdraw", why="本人不愿参评")
    stranger.refresh_from_db()
    assert stranger.state == "withdrawn"
    mine = one.nominations.first()
    assert mine is not None
    by_hand("UPDATE campaigns_nomination SET name = 'x' WHERE id = %s", mine.pk)
    by_hand("DELETE FROM campaigns_nomination WHERE id = %s", mine.pk)


def test_bad_nominations_are_told_what_is_missing() -> None:
    office = Office().open()
    first = office.campaign.fields.order_by("number")[0]
    for words, other in (
        ("至少 10 字，现在 2 字，还差 8 字", {"told": office.told("太短")}),
        ("最多 300 字，现在 301 字", {"told": office.told("长" * 301)}),
        ("请填写主要事迹", {"told": {first.pk: ""}}),
        ("请填数字", {"told": {**office.told(), _second(office): "十六年"}}),
        ("来自哪里", {"region": ""}),
    ):
        made = office.draft(**other)
        refused(words, lambda: office.step(made, "hand_in"))  # noqa: B023
    for words, other in (
        ("身份证号", {"told": office.told(f"他的身份证是{id_number(5)}，请核对。")}),
        ("所在部队同意", {"is_serving": True}),
        ("身份证", {"number": "123"}),
        ("同意日期", {"consent_on": AFTER}),
        ("番号|部队", {"told": office.told("在83125部队服役十六年，立过功。")}),
    ):
        refused(words, lambda: office.draft(**other))  # noqa: B023
    made = office.draft()
    office.step(made, "hand_in")
    refused("补正到哪一天", lambda: office.step(made, "return", why="缺同意书"))
    office.step(made, "return", why="缺同意书", complete_by=AFTER)
    office.today = AFTER
    office.step(made, "hand_in")
    late = office.draft("李秀英")
    refused("截止", lambda: office.step(late, "hand_in"))
    by_hand("UPDATE campaigns_nomination SET state = 'handed_in', handed_on = %s,"
            " candidate_id = %s WHERE id = %s", AFTER, made.candidate_id, late.pk)  # fmt: skip


def _second(office: Office) -> int:
    return int(office.campaign.fields.order_by("number")[1].pk)


def test_eligibility_says_why_and_the_clerk_decides_on_record() -> None:
    office = Office()
    services.set_conditions(
        campaign_id=office.campaign.pk, tree=parse({"kind": "age", "from": 60}), known=None,
        by=office.preparer, at=AT,
    )  # fmt: skip
    office.open()
    young = known("张建国", born_on=date(1990, 1, 1))
    one = office.nominated("张建国", number=str(young.id_number))
    found = eligibility_of(one, TODAY)
    assert (found.holds, [(row.text, row.holds) for row in found.grounds]) == (
        False, [("年龄：60周岁以上", False)],
    )  # fmt: skip
    refused("请由另一人初审", lambda: office.screen(one, by=office.preparer))
    refused("有条件不符合", lambda: office.screen(one))
    office.screen(one, why="年龄条件按放宽的规定（虚构）")
    one.refresh_from_db()
    assert one.judged[0][3] is False
    assert one.state == "eligible"
    office.screen(one, "reopen", why="看错了")
    one.refresh_from_db()
    assert (one.state, one.judged) == ("waiting", None)
    nobody = office.nominated("李秀英")
    assert eligibility_of(nobody, TODAY).holds is None
    refused("写明凭什么", lambda: office.screen(nobody))
    without = office.nominated("王志强", consent="", consent_on=None)
    refused("同意参评", lambda: office.screen(without, why="x"))
    nameless = office.nominated("赵刚", number="")
    refused("身份证号", lambda: office.screen(nameless, why="x"))
    # Whoever has won this title before is out, whatever anybody writes.
    winner = known("孙成")
    edition(by=(office.preparer, office.reviewer, office.approver), person=winner, name="孙成")
    before = office.nominated("孙成", number=str(winner.id_number))
    refused("2025 年度已获得", lambda: office.screen(before, why="x"))


def test_one_veto_stops_and_a_correction_lets_go() -> None:
    office = Office(offices=("区公安分局", "区法院")).open()
    one, other = office.nominated("张建国"), office.nominated("李秀英")
    for candidate in (one, other):
        office.complete(candidate)
        office.screen(candidate)
    police, court = office.campaign.departments.order_by("number")
    given: dict[str, Any] = {
        "answered_on": TODAY, "by": office.preparer, "at": AT, "today": TODAY,
    }  # fmt: skip
    take = checking.take_in
    take(department_id=police.pk, said={one.pk: checking.Said(True)}, **given)
    one.refresh_from_db()
    assert one.state == "eligible"
    by_hand("UPDATE campaigns_candidate SET state = 'cleared' WHERE id = %s", one.pk)
    refused("请填写情况", lambda: take(
        department_id=court.pk, said={one.pk: checking.Said(False)}, **given))  # fmt: skip
    no = checking.Said(False, "失信被执行人（虚构）")
    assert (
        take(department_id=court.pk, said={one.pk: no, other.pk: checking.Said(True)}, **given) == 2
    )
    one.refresh_from_db()
    assert one.state == "vetoed"
    # Told again it is no new answer; corrected it is.
    assert take(department_id=court.pk, said={one.pk: no}, **given) == 0
    take(department_id=court.pk, said={one.pk: checking.Said(True)}, **given)
    one.refresh_from_db()
    assert (one.state, CheckAnswer.objects.filter(candidate=one).count()) == ("cleared", 3)
    by_hand("UPDATE campaigns_checkanswer SET is_clear = true WHERE candidate_id = %s", one.pk)
    office.today = AFTER
    office.move("close")
    office.cover(one)
    begin = lambda: judging.begin_review(  # noqa: E731
        campaign_id=office.campaign.pk, by=office.preparer, at=office.at, today=office.today
    )
    refused("1 个人选的联审没有答全", begin)
    take(department_id=police.pk, said={other.pk: no}, **{**given, "today": AFTER})
    begin()
    assert list(Entry.objects.values_list("ref", flat=True)) == [f"candidate:{one.pk}"]
    text = str([*Section.objects.values_list("heading", "text"), *EntryMark.objects.values()])
    for secret in ("张建国", "建国", "失信", "第1村", "李秀英"):
        assert secret not in text


def test_a_text_that_says_who_is_meant_does_not_go_to_the_jury() -> None:
    office = Office().open()
    one = office.nominated("张建国", work="示例果业公司")
    assert {"张建国", "建国", "第1村", "示例果业公司"} <= set(words_of(one))
    assert any(mark.startswith("village:") for mark in marks_of(one))
    for text, word in (
        ("张 建 国同志带着乡亲们修路。", "张建国"),
        ("建国带着乡亲们修路种树。", "建国"),
        ("他在第1村带着乡亲们修路。", "第1村"),
        ("他在示例果业公司带头捐款修路。", "示例果业公司"),
    ):
        refused(f"“{word}", lambda: office.cover(one, text))  # noqa: B023
    assert screening.covered_text(one, "张建国（建国）在第1村修路") == "某（某）在某修路"
    office.complete(one)
    office.screen(one)
    office.answer(one)
    office.today = AFTER
    office.move("close")
    begin = lambda: judging.begin_review(  # noqa: E731
        campaign_id=office.campaign.pk, by=office.preparer, at=office.at, today=office.today
    )
    refused("第 1 号还没有匿名稿", begin)
    # Also where it came past the service.
    key = str(office.campaign.fields.order_by("number")[0].pk)
    Candidate.objects.filter(pk=one.pk).update(covered={key: "张建国修路。"})
    refused("第 1 号的主要事迹里还有“张建国", begin)
    office.cover(one)
    begin()
    by_hand("UPDATE campaigns_candidate SET covered = '{}' WHERE id = %s", one.pk)


def test_the_gate_of_the_publicity_is_in_the_database() -> None:
    office = Office()
    one = office.shown()
    key = office.campaign.pk
    decide = (
        "UPDATE campaigns_campaign SET state = 'decided', decided_by_id = %s, decided_at = %s,"
        " decided_on = %s, document_no = 'x' WHERE id = %s"
    )
    last = office.campaign.last_on
    assert last is not None
    after = office.at + timedelta(days=30)
    early = (office.approver.pk, office.at, office.today, key)
    by_hand(decide, *early)
    by_hand("UPDATE campaigns_campaign SET last_on = %s WHERE id = %s", office.today, key)
    objection = office.object(one)
    late = (office.approver.pk, after, last + timedelta(days=1), key)
    by_hand(decide, *late)
    by_hand(decide, office.preparer.pk, *late[1:])
    by_hand("UPDATE campaigns_candidate SET state = 'winner' WHERE id = %s", one.pk)
    by_hand("DELETE FROM campaigns_objection WHERE id = %s", objection.pk)
    # What somebody objects stands, open or answered.
    by_hand("UPDATE campaigns_objection SET text = text || '1'::bytea WHERE id = %s", objection.pk)
    refused("先核查、答复", lambda: proposing.send_back(
        campaign_id=key, verb="take_down", why="x", by=office.reviewer, at=office.at))  # fmt: skip
    office.reply(objection, is_upheld=True)
    one.refresh_from_db()
    assert (one.state, one.is_proposed) == ("overturned", False)
    by_hand("UPDATE campaigns_objection SET state = 'open' WHERE id = %s", objection.pk)
    by_hand("UPDATE campaigns_objection SET text = text || '1'::bytea WHERE id = %s", objection.pk)
    office.wait_out()
    refused("都不在了", office.decide)
    assert not Award.objects.exists()
    proposing.send_back(
        campaign_id=key, verb="take_down", why="异议成立", by=office.reviewer, at=office.at
    )
    assert Campaign.objects.get(pk=key).last_on is None
    by_hand("INSERT INTO campaigns_objection (campaign_id, candidate_id, raised_on, text, receipt,"
            " registered_at, state, found, told) VALUES (%s, %s, %s, 'x', 'x', %s, 'open', '', '')",
            key, one.pk, office.today, office.at)  # fmt: skip
    assert Field.objects.filter(campaign=key).exists()
