"""A year of an item: from what the troops ask to the circular, by services and by links; what goes
wrong on the way; two sides in the same moment."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from support_services.double_list.answers import Items
from support_services.double_list.models import (
    Circular,
    CircularLine,
    Item,
    SupervisionNote,
    SupervisionRule,
)
from support_services.double_list.services import (
    agreeing,
    assigning,
    circulars,
    entering,
    publishing,
    supervising,
    supervision_rules,
    timing,
    working,
)
from support_services.double_list.states import Side
from support_services.notices.models import Notice
from tests.double_list.makers import AT, DEADLINE, TODAY, Office, noon, unit
from tests.subsidies.test_grant_races import at_once
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry


def on(day: date) -> dict[str, Any]:
    return {"at": noon(day), "today": day}


def answered(item: Item, of: Any, verb: str, day: date, **data: Any) -> str:
    return Items().answer(
        key=str(item.pk), unit=of, verb=verb, data=data, files=(), link_id=7, **on(day)
    )


@pytest.mark.django_db
def test_a_year_from_the_request_to_the_circular() -> None:
    office = Office.of()
    clerk, second, chief = office.clerk, office.second, office.chief
    item = office.enter(deadline=None, quality="")
    assert item.code == "军2026-001"
    key: dict[str, Any] = {"item_id": item.pk}
    day = TODAY
    entering.sort(**key, by=clerk, **on(day))
    # One side by its link, the other as the office was told.
    answered(item, office.troops, "agree_asker", day, text="")
    item.refresh_from_db()
    assert (item.state, item.asker_agreed_how, item.asker_agreed_by) == ("sorted", "link", None)
    agreeing.agree(**key, side=Side.ANSWERER, voice=office.told("paper"), **on(day))
    agreeing.decide(
        **key, meeting="第一次联席会议", decided_on=day, document_no="", by=chief, **on(day)
    )
    with pytest.raises(Refused, match="晚于今天"):
        assigning.assign(**key, deadline=day, quality="落实", by=second, **on(day))
    given = assigning.assign(**key, deadline=DEADLINE, quality="落实", by=second, **on(day))
    # Five working days from a Monday, itself not counted.
    assert given.object_by == date(2026, 3, 9)
    with pytest.raises(Refused, match="期限"):
        answered(item, office.school, "object", date(2026, 3, 10), text="不归我们")
    answered(item, office.school, "object", date(2026, 3, 9), text="不归我们")
    assigning.hand_on(
        **key, to=office.roads.pk, why="归交通局", deadline=None, by=second, **on(date(2026, 3, 10))
    )
    assert Items().shows(str(item.pk), office.school, day) is None
    answered(item, office.roads, "plan", date(2026, 3, 12), measures="分两步走", start_on=None,
             funds_planned=Decimal("120000"))  # fmt: skip
    answered(item, office.town, "help_report", date(2026, 3, 13), text="腾了场地")
    item.refresh_from_db()
    assert (item.lead, item.said_on) == (office.roads, date(2026, 3, 12))

    # Nobody says anything: once yellow, then red by silence, and one note whatever the nights.
    silent = date(2026, 3, 12) + timedelta(days=39)
    for night in (silent - timedelta(days=1), silent, silent, silent + timedelta(days=1)):
        supervising.sweep(at=noon(night), today=night)
    (note,) = SupervisionNote.objects.all()
    assert (note.code, note.why, note.unit) == ("双督〔2026〕1 号", "silent", office.roads)
    assert Notice.objects.filter(subject_kind="dlist_item").count() == 2
    answered(item, office.roads, "report", silent + timedelta(days=2), progress=60, text="过半",
             difficulty="材料涨价", funds_spent=Decimal("50000.00"))  # fmt: skip

    # More time, asked by the unit, granted by another; then a standstill of ten days.
    answered(item, office.roads, "ask_extension", DEADLINE - timedelta(days=5),
             to_on=DEADLINE + timedelta(days=20), why="材料晚到")  # fmt: skip
    timing.grant_extension(**key, by=second, **on(DEADLINE - timedelta(days=3)))
    timing.pause(**key, why="等雨停", by=second, **on(DEADLINE))
    supervising.sweep(at=noon(DEADLINE + timedelta(days=9)), today=DEADLINE + timedelta(days=9))
    back = DEADLINE + timedelta(days=10)
    timing.resume(**key, by=second, **on(back))
    item.refresh_from_db()
    assert item.deadline == DEADLINE + timedelta(days=30)
    moved = [(one.from_on, one.to_on, one.cause) for one in item.dates.all()]
    assert moved == [
        (None, DEADLINE, "set"),
        (DEADLINE, DEADLINE + timedelta(days=20), "extension"),
        (DEADLINE + timedelta(days=20), DEADLINE + timedelta(days=30), "resumed"),
    ]

    # Overdue on the first day after, once; a second red item of the unit proposes a circular.
    late = item.deadline + timedelta(days=1)
    answered(item, office.roads, "report", item.deadline, progress=80, text="快了",
             difficulty="", funds_spent=None)  # fmt: skip
    for night in (item.deadline, late, late):
        supervising.sweep(at=noon(night), today=night)
    assert [one.why for one in SupervisionNote.objects.order_by("pk")] == ["silent", "overdue"]
    assert not Circular.objects.exists()
    month = item.deadline + timedelta(days=30)
    supervising.sweep(at=noon(month), today=month)
    supervising.sweep(at=noon(month), today=month)
    (draft,) = Circular.objects.all()
    assert (draft.unit, draft.proposed_why) == (office.roads, "红灯 1 项，最长超期 30 天")

    # Claimed, sent back, claimed again, not content, claimed at last.
    day = month + timedelta(days=1)
    with pytest.raises(Refused, match="佐证"):
        answered(item, office.roads, "claim", day, result="修好了", evidence="", funds_spent=None)
    working.claim(**key, voice=office.told(), result="修好了", evidence="照片在双拥办", **on(day))
    clerk.role = "reviewer"
    clerk.save()
    with pytest.raises(Refused, match="另一人核验"):
        working.verify(**key, text="看过", by=clerk, **on(day))
    clerk.role = "preparer"
    clerk.save()
    working.send_back(**key, why="排水没接上", by=second, **on(day))
    answered(item, office.roads, "claim", day, result="修好了", evidence="现场", funds_spent=None)
    working.verify(**key, text="看过现场", by=second, **on(day))
    with pytest.raises(Refused, match="不满意"):
        answered(item, office.troops, "confirm", day, satisfaction=2, text="")
    answered(item, office.troops, "unsatisfied", day, text="路面不平")
    item.refresh_from_db()
    assert (item.state, item.came_back, item.claimed_on) == ("in_hand", 2, None)
    answered(item, office.roads, "claim", day, result="重铺了", evidence="现场", funds_spent=None)
    working.verify(**key, text="又看过", by=second, **on(day))
    answered(item, office.troops, "confirm", day, satisfaction=4, text="可以")
    working.close(**key, by=second, **on(day))
    item.refresh_from_db()
    assert (item.state, item.satisfaction, item.closed_on) == ("closed", 4, day)
    with pytest.raises(Refused, match="没有要通报"):
        circulars.issue_circular(circular_id=draft.pk, by=second, **on(day))

    # The month's circular is frozen: what changes later does not change it.
    other = office.enter(title="另一件事", today=day)
    made = circulars.draft_circular(month=day, words="本月情况", by=clerk, **on(day))
    with pytest.raises(Refused, match="已有一份"):
        circulars.draft_circular(month=day, by=clerk, **on(day))
    circulars.issue_circular(circular_id=made.pk, by=second, **on(day))
    line = CircularLine.objects.get()
    assert (line.code, line.state, line.unit_name, line.last_words) == (
        item.code,
        "closed",
        office.roads.name,
        "重铺了（佐证：现场）",
    )
    with pytest.raises(Refused, match="已签发"):
        circulars.word_circular(circular_id=made.pk, words="改一改", by=clerk, at=AT)
    assert [one.verb for one in item.steps.all()] == [
        *("enter", "sort", "agree_asker", "agree_answerer", "decide", "assign", "object"),
        *("hand_on", "plan", "help_report", "supervise", "report", "ask_extension"),
        *("grant_extension", "pause", "resume", "report", "supervise", "claim", "send_back"),
        *("claim", "verify", "unsatisfied", "claim", "verify", "confirm", "close"),
    ]
    owners = [(one.from_unit, one.to_unit) for one in item.owners.all()]
    assert owners == [(None, office.school), (office.school, office.roads)]
    by_link = AuditEntry.objects.filter(action="dlist.unsatisfied").latest("pk")
    assert (by_link.actor_id, by_link.detail) == (None, {"link": 7})
    assert other.number == 2


@pytest.mark.django_db
def test_other_words_are_agreed_to_anew_and_then_stand() -> None:
    office = Office.of()
    item = office.walked("sorted")
    when = on(TODAY)
    agreeing.agree(item_id=item.pk, side=Side.ASKER, voice=office.told(), **when)
    entering.change_item(
        item_id=item.pk, fields=office.fields(leader_name="赵示例"), by=office.clerk, **when
    )
    item.refresh_from_db()
    assert item.asker_agreed_at is not None
    assert item.leader_name == "赵示例"
    entering.change_item(
        item_id=item.pk, fields=office.fields(content="二十名"), by=office.clerk, **when
    )
    item.refresh_from_db()
    assert item.asker_agreed_at is None
    for side in (Side.ASKER, Side.ANSWERER):
        agreeing.agree(item_id=item.pk, side=side, voice=office.told(), **when)
    with pytest.raises(Refused, match="双方确认以后"):
        entering.change_item(item_id=item.pk, fields=office.fields(), by=office.clerk, **when)
    agreeing.differ(item_id=item.pk, side=Side.ANSWERER, voice=office.told(), text="办不到", **when)
    item.refresh_from_db()
    assert (item.state, item.asker_agreed_at, item.answerer_agreed_at) == ("collected", None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"title": ""}, "请填写事项"),
        ({"content": "联系 13812345678"}, "个人手机号"),
        ({"content": "给31605部队修路"}, "番号"),
        ({"person_phone": "13812345678"}, "只填座机"),
        ({"requester": "roads"}, "要选驻地部队"),
        ({"lead": "troops2"}, "不能选驻地部队"),
        ({"helpers": ["school"]}, "协办单位不能"),
        ({"of_class": 0}, "请选择类别"),
        ({"funds_planned": Decimal(-1)}, "负数"),
    ],
)
def test_what_is_wrong_is_told_and_takes_no_number(other: dict[str, Any], why: str) -> None:
    office = Office.of()
    named = {"roads": office.roads.pk, "school": office.school.pk}
    named["troops2"] = unit("驻地部队乙（虚构）", "troops").pk
    given = {
        name: [named[one] for one in value]
        if isinstance(value, list)
        else named.get(value, value)
        if isinstance(value, str)
        else value
        for name, value in other.items()
    }
    with pytest.raises(Refused, match=why):
        office.enter(**given)
    assert office.enter().number == 1


@pytest.mark.django_db
def test_two_made_one_and_one_carried_into_the_next_year() -> None:
    office = Office.of()
    keep, gone = office.enter(), office.enter(title="同样的事")
    entering.merge(item_id=gone.pk, into_id=keep.pk, why="", by=office.clerk, **on(TODAY))
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into, gone.code) == ("merged", keep, "军2026-002")
    with pytest.raises(Refused):
        entering.merge(item_id=keep.pk, into_id=gone.pk, why="", by=office.clerk, **on(TODAY))
    old = office.walked("paused")
    later = TODAY + timedelta(days=300)
    new = timing.carry(
        item_id=old.pk, deadline=later + timedelta(days=90), why="跨年", by=office.second,
        **on(later),
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.state, old.before_pause, new.carried_from) == ("carried", "", old)
    assert (new.code, new.state, new.decided_on) == ("军2027-001", "assigned", TODAY)
    assert list(new.helpers.all()) == [office.town]
    assert not old.pauses.filter(last_on=None).exists()


@pytest.mark.django_db
def test_residents_see_it_after_a_second_person_has_looked() -> None:
    office = Office.of()
    early = office.walked("sorted")
    with pytest.raises(Refused, match="审定以后"):
        publishing.ask_public(item_id=early.pk, public_title="入学", by=office.clerk, **on(TODAY))
    item = office.walked("in_hand")
    given: dict[str, Any] = {"item_id": item.pk, **on(TODAY)}
    with pytest.raises(Refused, match="番号"):
        publishing.ask_public(**given, public_title="31605部队子女入学", by=office.clerk)
    publishing.ask_public(**given, public_title="军人子女入学", by=office.clerk)
    office.clerk.role = "reviewer"
    office.clerk.save()
    with pytest.raises(Refused, match="另一人审查"):
        publishing.check_secrecy(**given, verb="open_public", by=office.clerk)
    publishing.check_secrecy(**given, verb="open_public", by=office.second)
    publishing.close_public(**given, why="写得太细", by=office.second)
    item.refresh_from_db()
    assert (item.publicity, item.public_title) == ("none", "")


@pytest.mark.django_db
def test_numbers_of_supervision_take_two_people_and_a_day_to_come() -> None:
    office = Office.of()
    SupervisionRule.objects.all()
    given: dict[str, Any] = {
        "figures": {"monthly_days": 10, "object_days": 3},
        "source": "局务会",
        "confidence": "verified",
        "by": office.clerk,
        **on(TODAY),
    }
    with pytest.raises(Refused, match="从明天起"):
        supervision_rules.enter_rule(valid_from=TODAY, **given)
    made = supervision_rules.enter_rule(valid_from=TODAY + timedelta(days=1), **given)
    with pytest.raises(Refused, match="待启用"):
        supervision_rules.enter_rule(valid_from=TODAY + timedelta(days=9), **given)
    supervision_rules.enforce_rule(rule_id=made.pk, by=office.second, **on(TODAY))
    with pytest.raises(Refused, match="已启用"):
        supervision_rules.withdraw_rule(rule_id=made.pk, by=office.clerk, at=AT)
    # Today still by the old one, tomorrow by the new.
    assert office.walked("assigned").object_by == date(2026, 3, 9)
    tomorrow = TODAY + timedelta(days=1)
    assert office.walked("assigned", today=tomorrow).object_by == date(2026, 3, 6)


def _at_once(*deeds: Callable[[], Any]) -> tuple[int, list[str]]:
    return at_once(*deeds)


@pytest.mark.django_db(transaction=True)
def test_two_sides_confirm_in_the_same_moment_and_two_hands_issue_one_number() -> None:
    office = Office.of()
    item = office.walked("sorted")
    done, refused = _at_once(
        lambda: answered(item, office.troops, "agree_asker", TODAY, text=""),
        lambda: answered(item, office.school, "agree_answerer", TODAY, text=""),
        lambda: answered(item, office.school, "agree_answerer", TODAY, text=""),
    )
    assert (done, len(refused)) == (2, 1)
    item.refresh_from_db()
    assert item.state == "agreed"
    assert item.steps.filter(verb__startswith="agree_").count() == 2
    # Numbers of a list, and a night that runs twice.
    done, refused = _at_once(*(lambda: office.enter() for _ in range(3)))
    numbers = sorted(Item.objects.values_list("number", flat=True))
    assert (done, refused, numbers) == (3, [], [1, 2, 3, 4])
    late = office.walked("assigned")
    night = DEADLINE + timedelta(days=1)
    _at_once(*(lambda: supervising.sweep(at=noon(night), today=night) for _ in range(3)))
    assert SupervisionNote.objects.filter(item=late).count() == 1
