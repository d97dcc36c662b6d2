"""The life of a case through three levels; who sees it; whose hand each step takes."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, transaction

from support_services.casework.layers import open_cases
from support_services.casework.models import Case, CaseEntry, CaseExtension, CasePause
from support_services.casework.selectors import (
    cases_visible_to,
    story_of,
    verbs_for,
)
from support_services.casework.services import looking, sweeping
from support_services.casework.services.clock_rules import enter_rule
from support_services.casework.services.opening import Proxy
from support_services.casework.states import MOVES, OVER, CaseState, Who
from support_services.notices.models import Notice
from support_services.notices.services import planning, rule_book
from support_services.notices.states import Audience, Channel
from support_services.stations.today import Urgency, due_at
from tests.casework.hands import MONDAY, Hands, noon, the_hands
from tests.people import EAST, EAST_ONE, EAST_TWO
from tests.pictures import png
from tests.registry.makers import id_number
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.timeline import timeline_of
from veterans.workdays.rules import DayKind
from veterans.workdays.services import set_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands() -> Hands:
    return the_hands()


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def sees(user: User, case: Case) -> bool:
    return cases_visible_to(user).filter(pk=case.pk).exists()


def test_a_life_through_three_levels(hands: Hands) -> None:
    case = hands.opened()
    assert (case.number, case.state) == ("S2026-00001", "registered")
    # 15 days end in the National Day holiday, 60 on a Friday; the station has been handed nothing.
    assert (case.inform_by, case.object_by) == (date(2026, 10, 8), None)
    assert case.finish_by == date(2026, 11, 20)
    case.refresh_from_db()
    assert case.due_by == case.inform_by
    # Told, then up to the town, which has five working days; the person's clock goes on.
    hands.do("inform", case, hands.own, day(1))
    hands.do("hand_over", case, hands.own, day(2), to=hands.places[EAST].code)
    assert case.object_by == date(2026, 10, 8)  # the 25th is Mid-Autumn; 24, 28, 29, 30 and 8
    assert case.due_by == case.object_by
    with pytest.raises(Refused, match="由承办的单位办理"):
        hands.do("begin", case, hands.own, day(2))
    with pytest.raises(Refused, match="请先接收"):
        hands.do("begin", case, hands.town, day(2))
    # Not the town's: back to the village, on to the town again, and there it is accepted.
    hands.do("object", case, hands.town, day(3), text="应由村里先核实")
    assert (case.owner, case.offered_from) == (hands.places[EAST_ONE], None)
    hands.do("hand_over", case, hands.own, day(3), to=hands.places[EAST].code)
    hands.do("accept", case, hands.town, day(3))
    hands.do("hand_over", case, hands.town, day(4), to="370399000000")
    hands.do("accept", case, hands.clerk, day(4))
    hands.do("begin", case, hands.clerk, day(4))
    assert case.finish_by == date(2026, 11, 20)
    # A stated reason stops the clock: ten days later it is ten days later.
    with pytest.raises(Refused, match="选择暂停的原因"):
        hands.do("pause", case, hands.clerk, day(5), reason="word")
    hands.do("pause", case, hands.clerk, day(5), reason="appraisal")
    assert (case.state, case.finish_by, case.due_by) == ("paused", None, None)
    hands.do("resume", case, hands.clerk, day(15))
    assert case.finish_by == date(2026, 11, 30)
    # Longer only by another person, and only once the person has been told.
    with pytest.raises(Refused, match="最多还能延长 30 日"):
        hands.do("ask_extension", case, hands.clerk, day(20), days=31)
    hands.do("ask_extension", case, hands.second, day(20), days=20)
    with pytest.raises(Refused, match="须由另一人"):
        hands.do("grant_extension", case, hands.second, day(20))
    with pytest.raises(PermissionRefused):
        hands.do("grant_extension", case, hands.clerk, day(20))
    hands.do("grant_extension", case, hands.chief, day(21))
    assert case.finish_by == date(2026, 11, 30)
    hands.do("tell_extension", case, hands.clerk, day(22))
    assert case.finish_by == date(2026, 12, 21)  # the 20th is a Sunday
    # Done, says the bureau; the person does not, and it comes back and is counted.
    hands.do("answer", case, hands.clerk, day(30))
    assert (case.state, case.due_by) == ("answered", None)
    with pytest.raises(Refused, match="早于答复"):
        hands.do("satisfied", case, hands.own, day(29))
    hands.do("unsatisfied", case, hands.own, day(33), text="证还没有拿到")
    assert (case.state, case.came_back, case.answered_on) == ("came_back", 1, None)
    assert case.finish_by == date(2026, 12, 23)
    hands.do("answer", case, hands.clerk, day(40))
    hands.do("satisfied", case, hands.town, day(41))
    assert (case.state, case.outcome, case.closed_on) == ("closed", "satisfied", day(41))
    with pytest.raises(Refused, match="已办结"):
        hands.do("answer", case, hands.clerk, day(41))
    story = [one.entry.verb for one in story_of(hands.own, case)]
    assert story == [
        *("open", "inform", "hand_over", "object", "hand_over", "accept", "hand_over", "accept"),
        *("begin", "pause", "resume", "ask_extension", "grant_extension", "tell_extension"),
        *("answer", "unsatisfied", "answer", "satisfied"),
    ]
    assert not any(one.entry.was_late for one in story_of(hands.own, case))
    told = AuditEntry.objects.filter(action__startswith="case.")
    assert {one.action.removeprefix("case.") for one in told} == set(story)
    assert "办了" not in str([one.detail for one in told])


def test_who_sees_what_and_what_is_only_there_for_some(hands: Hands) -> None:
    case = hands.opened()
    at_the_bureau = (hands.clerk, hands.second, hands.chief, hands.auditor)
    assert all(sees(one, case) for one in (hands.own, hands.town, *at_the_bureau))
    assert not any(sees(one, case) for one in (hands.neighbour, hands.stranger))
    # Down from the bureau to the neighbour, the neighbour sees it too; the stranger never.
    hands.do("take", case, hands.clerk, MONDAY)
    hands.do("hand_over", case, hands.clerk, MONDAY, to=EAST_TWO)
    assert sees(hands.neighbour, case)
    assert not sees(hands.stranger, case)
    with pytest.raises(NotFound):
        hands.do("accept", case, hands.stranger, MONDAY)
    # What is confidential is for the bureau alone, and restricted cases are for few.
    hands.do("urge", case, hands.chief, MONDAY, text="请一周内办好")
    hands.do("note", case, hands.clerk, MONDAY, text="家属情绪激动")
    assert [one.entry.text for one in story_of(hands.neighbour, case)][-1] == "请一周内办好"
    assert [one.entry.text for one in story_of(hands.clerk, case)][-1] == "家属情绪激动"
    hands.do("restrict", case, hands.second, MONDAY)
    assert [
        sees(one, case)
        for one in (hands.neighbour, hands.clerk, hands.second, hands.own, hands.town, hands.chief)
    ] == [True, True, True, False, False, False]
    titles = [
        [one.what for one in timeline_of(user, hands.person)[0] if "优待证" in one.what]
        for user in (hands.clerk, hands.chief)
    ]
    assert titles == [["诉求：优待证一直没有办下来"], []]
    # A complaint is restricted from the beginning: the station complained of does not see it.
    complaint = hands.opened(hands.clerk, kind="complaint", subject="站里态度不好")
    assert not sees(hands.own, complaint)
    # Nothing that was said stands in the open, nor in the log.
    opened = looking.open_up(case_id=complaint.pk, by=hands.clerk, at=noon(MONDAY))
    assert opened.content.startswith("去年十月")
    with pytest.raises(NotFound):
        looking.open_up(case_id=complaint.pk, by=hands.own, at=noon(MONDAY))
    look = AuditEntry.objects.get(action="case.viewed")
    assert (look.subject, look.subject_id) == ("person", str(hands.person.pk))


def test_people_who_are_not_registered_who_are_many_or_speak_for_others(hands: Hands) -> None:
    with pytest.raises(Refused, match="推选"):
        hands.opened(of=hands.caller(), people_count=6)
    with pytest.raises(Refused, match="最多 5 名"):
        hands.opened(of=hands.caller(), people_count=9, representatives=list("甲乙丙丁戊己"))
    many = hands.opened(of=hands.caller(), people_count=9, representatives=["赵一", "钱二"])
    opened = looking.open_up(case_id=many.pk, by=hands.own, at=noon(MONDAY))
    assert opened.representatives == ["赵一", "钱二"]
    phone = looking.see_phone(case_id=many.pk, reason="call", by=hands.own, at=noon(MONDAY))
    assert phone == "13911112222"
    with pytest.raises(Refused, match="委托"):
        hands.opened(proxy=Proxy("曾纪泽", "儿子"))
    spoken = hands.opened(proxy=Proxy("曾纪泽", "儿子", consent=png()))
    shown = looking.open_consent(case_id=spoken.pk, by=hands.own, at=noon(MONDAY))
    assert (shown.name, b"".join(shown.content)) == (f"委托书-{spoken.number}.png", png())
    with pytest.raises(Refused, match="不要写身份证号"):
        hands.opened(subject=f"找{id_number(1)}")
    with pytest.raises(NotFound):
        hands.opened(hands.neighbour)
    with pytest.raises(Refused, match="不在您的服务区域"):
        hands.opened(hands.neighbour, of=hands.caller())
    # What another office sent, the bureau may say is not its own, for five working days.
    sent = hands.opened(hands.clerk, kind="hotline", channel="hotline", today=date(2026, 9, 28))
    assert sent.object_by == date(2026, 10, 10)  # 29, 30, 8, 9 and the Saturday that is worked
    hands.do("decline", sent, hands.clerk, date(2026, 9, 29), text="属医保局，已告知")
    assert (sent.state, sent.due_by) == ("declined", None)


def test_what_happens_by_itself(hands: Hands, settings: LazySettings) -> None:
    answered, offered, waiting = hands.opened(), hands.opened(), hands.opened()
    hands.do("answer", answered, hands.own, MONDAY)
    hands.do("hand_over", offered, hands.own, MONDAY, to=hands.places[EAST].code)
    assert offered.object_by == date(2026, 9, 29)
    with pytest.raises(Refused, match="期限已过"):
        hands.do("object", offered, hands.town, date(2026, 9, 30))
    # The calendar is put right: the days of open cases follow in the night.
    set_day(
        day=date(2026, 10, 8),
        kind=DayKind.HOLIDAY,
        name="国庆节",
        source="通知（测试）",
        confidence="unconfirmed",
        by=hands.clerk,
        at=noon(MONDAY),
    )
    night = date(2026, 10, 7)
    done = sweeping.sweep(at=noon(night), today=night)
    assert (done["accepted"], done["closed"]) == (1, 1)
    for case in (answered, offered, waiting):
        case.refresh_from_db()
    assert (answered.state, answered.outcome) == ("closed", "unsaid")
    assert offered.offered_from is None
    assert waiting.inform_by == date(2026, 10, 9)
    assert sweeping.sweep(at=noon(night), today=night) == {"settled": 0, "accepted": 0, "closed": 0}
    assert [e.verb for e in answered.entries.all()] == ["open", "answer", "lapse"]
    # What presses stands on the station's own page, the late before what came back.
    back = hands.opened()
    hands.do("answer", back, hands.own, MONDAY)
    hands.do("unsatisfied", back, hands.own, MONDAY)
    due = due_at(hands.own, today=date(2026, 10, 12))
    assert [one.urgency for one in due] == [Urgency.LATE, Urgency.BACK]
    assert "已超期 3 天" in due[0].note
    assert due_at(hands.neighbour, today=date(2026, 10, 12)) == []
    # Answered and still not content: one at the bureau ends it, as what it is.
    with pytest.raises(PermissionRefused):
        hands.do("conclude", back, hands.own, MONDAY)
    hands.do("conclude", back, hands.chief, MONDAY, text="三十日内可向市局申请复查")
    assert (back.state, back.outcome) == ("closed", "unsatisfied")
    # A target of the bureau's own, where a setting says so.
    assert waiting.target_by is None
    settings.PORTAL_CASE_CONTACT_WORKDAYS = 1
    assert hands.opened().target_by == date(2026, 9, 22)


def test_the_rule_a_case_was_registered_under_stays_its_own(hands: Hands) -> None:
    old = hands.opened()
    terms = {
        "kind": "request",
        "valid_from": day(1),
        "inform_days": 3,
        "inform_unit": "workday",
        "object_days": 2,
        "finish_days": 10,
        "finish_unit": "workday",
        "extension_days": 0,
        "is_restricted": False,
        "source": "本局制度（测试）",
        "confidence": "unconfirmed",
        "by": hands.clerk,
        "at": noon(MONDAY),
        "today": MONDAY,
    }
    with pytest.raises(Refused, match="最早从明天"):
        enter_rule(**{**terms, "valid_from": MONDAY})
    enter_rule(**terms)
    new = hands.opened(today=day(1))
    # The 25th is a holiday (Mid-Autumn), as are the first days of October.
    assert (new.inform_by, new.finish_by) == (date(2026, 9, 28), date(2026, 10, 13))
    hands.do("inform", old, hands.own, day(1))
    assert old.finish_by == date(2026, 11, 20)
    with pytest.raises(Refused, match="已经用完"):
        hands.do("ask_extension", new, hands.own, day(1), days=1)


def test_what_was_written_stays(hands: Hands) -> None:
    case = hands.opened()
    for change in (
        lambda: CaseEntry.objects.update(text="改了"),
        lambda: CaseEntry.objects.all().delete(),
        lambda: Case.objects.update(content="改了"),
        lambda: Case.objects.update(received_on=day(1)),
        lambda: Case.objects.all().delete(),
        lambda: case.rule.delete(),
        lambda: Case.objects.update(people_count=6),
        lambda: Case.objects.update(state="closed"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert not CasePause.objects.exists()
    assert not CaseExtension.objects.exists()


def test_every_state_can_be_reached_and_left(hands: Hands) -> None:
    reached = {one.target for one in MOVES.values()} - {None}
    assert reached | {CaseState.REGISTERED} == set(CaseState)
    left = {state for one in MOVES.values() if one.target for state in one.starts}
    assert set(CaseState) - left == set(OVER)
    case = hands.opened()
    offered = set(verbs_for(hands.own, case)) | set(verbs_for(hands.clerk, case))
    assert {"inform", "answer", "hand_over", "take", "note"} <= offered
    by_machine = {verb for verb, one in MOVES.items() if one.who is Who.MACHINE}
    assert not offered & by_machine


def test_a_station_is_told_before_a_clock_runs_out_and_those_above_when_it_has(
    hands: Hands,
) -> None:
    mine, done = hands.opened(kind="petition"), hands.opened(kind="petition")
    hands.opened(kind="petition", by=hands.clerk)  # at the bureau: on its own desk
    rule = rule_book.enter(
        code="case-inform", title="告知期限", occasion_key="case_inform", offsets=(-5, 0),
        working_days=False, audience=Audience.VILLAGE, channels=[Channel.INBOX],
        template="{地方}有 {人数} 件诉求最迟{日期}要告知", on_rest_days=True, town_after=1,
        bureau_after=3, active_from=MONDAY, note="", by=hands.clerk, at=noon(MONDAY),
    )  # fmt: skip
    rule_book.enforce(rule_id=rule.pk, by=hands.second, at=noon(MONDAY))
    by_then = mine.inform_by
    assert by_then is not None

    def told(days: int) -> list[tuple[str, str]]:
        day = by_then + timedelta(days=days)
        planning.plan(today=day, at=noon(day))
        rows = Notice.objects.order_by("pk").values_list("audience", "words")
        return [(audience, words["人数"]) for audience, words in rows]

    assert told(-6) == []
    assert told(-5) == [("village", "2")]
    assert told(-5) == [("village", "2")]
    assert open_cases(hands.town, by_then)[hands.own.region_id or 0] == ("2件", "info")
    late = by_then + timedelta(days=1)
    assert open_cases(hands.clerk, late)[hands.own.region_id or 0] == ("超2件", "bad")
    hands.do("inform", done, hands.own, by_then)
    assert told(0) == [("village", "2"), ("village", "1")]
    assert told(1) == [("village", "2"), ("village", "1"), ("town", "1")]
    hands.do("inform", mine, hands.own, by_then + timedelta(days=1))
    assert len(told(3)) == 3
