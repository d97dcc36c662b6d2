"""An answer by a link that was not the unit's own is taken back as far as nobody has built on it;
two sides that answer in the same moment."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from support_services.double_list.models import Item, ItemStep
from support_services.double_list.selectors.board import last_words
from support_services.double_list.services import agreeing, assigning, disowning, timing, working
from support_services.double_list.services.writing import Voice
from support_services.double_list.states import DISOWNS, MOVES, Side
from support_services.units.models import Link, ReplyCheck
from support_services.units.services import checking, links, opening, replying
from tests.double_list.makers import AT, DEADLINE, TODAY, Office, noon
from tests.screen_text import text_of
from tests.subsidies.at_the_bureau import enter, told
from tests.units.makers import ADDRESS, url_of
from veterans.foundation.errors import Refused

LINK = 77
LATER = TODAY + timedelta(days=3)


def by_link(office: Office, item: Item, verb: str, **given: Any) -> str:
    """An answer by a link, and then that it was none; what was done."""
    side = MOVES[verb].side
    unit = {Side.ASKER: office.troops, Side.ANSWERER: office.school, Side.HELPER: office.town}[side]
    at = noon(LATER)
    key: dict[str, Any] = {"item_id": item.pk, "at": at, "today": LATER}
    services: dict[str, Callable[..., Any]] = {
        "agree_asker": lambda **all_: agreeing.agree(side=Side.ASKER, **all_),
        "accept": assigning.accept,
        "object": assigning.object_to,
        "plan": working.plan,
        "report": working.report,
        "help_report": working.help_report,
        "claim": working.claim,
        "confirm": working.confirm,
        "differ_asker": lambda **all_: agreeing.differ(side=Side.ASKER, **all_),
        "ask_extension": timing.ask_extension,
    }
    services[verb](**key, voice=Voice(unit_id=unit.pk, link_id=LINK), **given)
    return disowned(item, unit.pk, verb)


def disowned(item: Item, unit_id: int, verb: str) -> str:
    return disowning.disown(
        item_id=item.pk, unit_id=unit_id, verb=verb, link_id=LINK, answered_at=noon(LATER),
        road="link", by=None, at=noon(LATER) + timedelta(hours=1), today=LATER,
    )  # fmt: skip


@pytest.mark.django_db
def test_each_answer_is_taken_back_to_where_it_stood_and_stays_in_the_story() -> None:
    office = Office.of()
    # verb, where it starts, what is given, where it goes back to, what is said.
    cases: list[tuple[str, str, dict[str, Any], str, str]] = [
        ("agree_asker", "sorted", {}, "sorted", "确认取消了"),
        ("accept", "assigned", {}, "assigned", "接办取消了"),
        ("object", "assigned", {"text": "不归我"}, "assigned", "退回取消了"),
        ("plan", "assigned", {"measures": "假方案"}, "assigned", "重新报方案"),
        ("plan", "in_hand", {"measures": "假方案"}, "in_hand", "以前的方案"),
        ("report", "in_hand", {"progress": 90, "text": "假进展"}, "in_hand", "进展不算"),
        ("help_report", "in_hand", {"text": "假协办"}, "in_hand", "协办进展不算"),
        ("claim", "in_hand", {"result": "假结果", "evidence": "无"}, "in_hand", "退回办理"),
        ("confirm", "verified", {"satisfaction": 5}, "verified", "重新评价"),
        # What nobody can take back by itself is said to be the office's.
        ("differ_asker", "agreed", {"text": "不同意"}, "collected", "由双拥办决定"),
        (
            "ask_extension",
            "in_hand",
            {"to_on": DEADLINE + timedelta(9), "why": "假原因"},
            "in_hand",
            "由双拥办决定",
        ),
    ]
    for verb, start, given, end, words in cases:
        item = office.walked(start)
        said = by_link(office, item, verb, **given)
        item.refresh_from_db()
        assert (verb, item.state) == (verb, end)
        assert words in said, verb
        step = item.steps.get(verb=verb, link_id=LINK)
        assert step.disowned.verb == DISOWNS[MOVES[verb].side]
        # A second time it changes nothing and says the same.
        steps = item.steps.count()
        unit_id = step.unit_id
        assert disowned(item, unit_id, verb) == said
        assert item.steps.count() == steps
    shown = {one.pk: one for one in Item.objects.all()}
    reported = next(one for one in shown.values() if one.steps.filter(text="假进展").exists())
    assert (reported.progress, reported.said_on) == (0, TODAY)
    assert last_words([reported.pk]) == {reported.pk: "分两步"}
    planned = next(
        one
        for one in shown.values()
        if one.steps.filter(text="假方案").exists() and one.state == "in_hand"
    )
    assert planned.measures == "分两步"
    page = told(enter(office.second), f"/bureau/double-list/{reported.pk}/")
    assert "单位说这不是它答的" in page
    assert "否认一份答复" in page


@pytest.mark.django_db
def test_what_was_built_upon_is_left_to_the_office() -> None:
    office = Office.of()
    item = office.walked("in_hand")
    voice = Voice(unit_id=office.school.pk, link_id=LINK)
    key: dict[str, Any] = {"item_id": item.pk, "at": noon(LATER), "today": LATER}
    working.claim(**key, voice=voice, result="全部落实", evidence="存双拥办")
    working.verify(**key, text="看过", by=office.second)
    working.confirm(**key, voice=office.told(), satisfaction=5)
    working.close(**key, by=office.second)
    said = disowned(item, office.school.pk, "claim")
    assert "已销号" in said
    assert "由双拥办决定" in said
    item.refresh_from_db()
    assert item.state == "closed"
    # Whose it is no more says nothing for the new owner; the database would not take the step.
    other = office.walked("in_hand")
    key["item_id"] = other.pk
    working.report(**key, voice=voice, progress=50, text="过半")
    assigning.hand_on(**key, to=office.roads.pk, why="转办", by=office.second)
    assert disowned(other, office.school.pk, "report") == disowning.NOT_OURS_NOW
    assert disowned(other, office.roads.pk, "object") == disowning.NOT_OURS_NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemStep.objects.create(
            item=item, verb="disown_answerer", side="answerer", unit=office.school, how="link",
            link_id=LINK, at=AT, on=TODAY, state=item.state,
        )  # fmt: skip


@pytest.mark.django_db
def test_from_the_link_to_the_denial_and_the_verdict() -> None:
    office = Office.of()
    item = office.walked("sorted")
    made = links.make_link(
        unit_id=office.troops.pk, about=f"dlist:{item.pk}", days=5, url_of=url_of,
        by=office.clerk, at=AT, today=TODAY,
    )  # fmt: skip
    with pytest.raises(Refused, match="另一位同事"):
        links.read_out_code(link_id=made.link.pk, by=office.clerk, at=AT)
    code = links.read_out_code(link_id=made.link.pk, by=office.second, at=AT)
    given = opening.prove(token=made.secret, code=code, address=ADDRESS, at=AT)
    asked: dict[str, Any] = {"token": made.secret, "given": given, "form": "a" * 32, "at": AT}
    replying.write(**asked, verb="agree_asker", typed={"text": [""]}, today=TODAY)
    reply = replying.send(**asked, address=ADDRESS, today=TODAY)
    item.refresh_from_db()
    assert (item.asker_agreed_how, ReplyCheck.objects.get().why) == ("link", "unreached")
    checking.settle(
        reply_id=reply.pk, theirs=False, how="打办公电话，对方没有交过", by=office.second, at=AT,
        today=TODAY,
    )  # fmt: skip
    item.refresh_from_db()
    assert (item.state, item.asker_agreed_at) == ("sorted", None)
    step = item.steps.get(verb="disown_asker")
    assert (step.how, step.by) == ("phone", office.second)
    assert Link.objects.get().revoked_why == checking.FORGED_WHY
    page = text_of(enter(office.second).get(f"/bureau/units/replies/{reply.pk}/").text)
    assert "等它重新确认" in page


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """What came of several in the same moment, each by a connection of its own."""
    came = [""] * len(deeds)
    start = threading.Barrier(len(deeds))

    def do(place: int) -> None:
        start.wait()
        try:
            deeds[place]()
            came[place] = "done"
        except Refused as refusal:
            came[place] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(deeds))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return came


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_in_the_same_moment() -> None:
    office = Office.of()
    item = office.walked("sorted")
    key: dict[str, Any] = {"item_id": item.pk, "at": AT, "today": TODAY}
    asker = Voice(unit_id=office.troops.pk, link_id=1)
    answerer = Voice(unit_id=office.school.pk, link_id=2)
    # Both sides confirm at once: neither overwrites the other, and it goes on once.
    came = at_once(
        lambda: agreeing.agree(**key, side=Side.ASKER, voice=asker),
        lambda: agreeing.agree(**key, side=Side.ANSWERER, voice=answerer),
    )
    assert came == ["done", "done"]
    item.refresh_from_db()
    assert (item.state, item.asker_agreed_how, item.answerer_agreed_how) == (
        "agreed",
        "link",
        "link",
    )
    # One confirms while the other differs: whichever is first, nobody has half agreed after it.
    second = office.walked("sorted")
    key["item_id"] = second.pk
    at_once(
        lambda: agreeing.agree(**key, side=Side.ASKER, voice=asker),
        lambda: agreeing.differ(**key, side=Side.ANSWERER, voice=answerer, text="不同意"),
    )
    second.refresh_from_db()
    assert (second.state, second.asker_agreed_at) == ("collected", None)
    # The unit claims by its link while the office writes down that it did: one claim.
    third = office.walked("in_hand")
    key["item_id"] = third.pk
    said: dict[str, Any] = {"result": "全部落实", "evidence": "存双拥办"}
    came = at_once(
        lambda: working.claim(**key, voice=answerer, **said),
        lambda: working.claim(**key, voice=office.told(), **said),
    )
    assert sorted(one[:4] for one in came) == ["done", "这个事项"]
    assert third.steps.filter(verb="claim").count() == 1
    # The asker confirms while the lead's claim is disowned: whichever is first, the other sees it.
    fourth = office.walked("in_hand")
    key |= {"item_id": fourth.pk, "at": noon(LATER), "today": LATER}
    lead = Voice(unit_id=office.school.pk, link_id=LINK)
    working.claim(**key, voice=lead, **said)
    working.verify(**key, text="看过", by=office.second)
    came = at_once(
        lambda: working.confirm(**key, voice=asker, satisfaction=5),
        lambda: disowned(fourth, office.school.pk, "claim"),
    )
    fourth.refresh_from_db()
    told_so = fourth.steps.get(verb="disown_answerer").text
    if came[0] == "done":
        assert (fourth.state, "由双拥办决定" in told_so) == ("confirmed", True)
    else:
        assert (fourth.state, "退回办理" in told_so) == ("in_hand", True)
        assert "不能提出单位评价" in came[0]
