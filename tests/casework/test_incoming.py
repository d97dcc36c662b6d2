"""What residents sent, at both doors: a morning at the town's station and at the bureau."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.casework.models import Case, ClockRule, Incoming
from support_services.casework.services import arriving
from support_services.casework.services import incoming as services
from support_services.stations.today import Urgency, due_at
from tests.casework.hands import MONDAY, Hands, noon, the_hands
from tests.casework.test_case_doors import enter, sent, told
from tests.people import EAST, EAST_ONE, EAST_TWO, WEST_ONE
from tests.registry.makers import id_number
from tests.screen_text import latin_words, text_of
from veterans.accounts.models import User
from veterans.foundation import retention
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
STATION, BUREAU = "/station/cases/incoming/", "/bureau/cases/incoming/"
CONTENT = "去年十月交的材料，到现在没有消息。"
PHONE = "13800001234"


@pytest.fixture
def hands() -> Hands:
    return the_hands()


def arrived(day: date | None = None, **more: Any) -> Incoming:
    """The person of ``Hands`` has written, from the first eastern village, on that day."""
    given = {
        **{"kind": "request", "place": EAST_ONE, "name": "曾国藩", "phone": PHONE},
        "content": CONTENT,
        **more,
    }
    form = f"{Incoming.objects.count() + 1:032x}"
    day = day or timezone.localdate()
    receipt = arriving.send(
        letter=arriving.Letter(**given), form=form, address="203.0.113.9", at=noon(day), today=day
    )
    return Incoming.objects.get(receipt=receipt)


def test_the_towns_morning(hands: Hands) -> None:
    """It lies on the first page, is read, is recognised as somebody's, and is a case whose clock
    has been running since it was sent."""
    day = timezone.localdate() - timedelta(days=5)
    one = arrived(day)
    town = enter(hands.town)
    assert "网上来件一个工作日没有人接" in told(town, "/station/")
    assert "网上来件 1" in told(town, "/station/cases/")
    listed = told(town, STATION)
    assert "诉求：曾国藩" in listed
    assert "已超期" in listed
    url = f"{STATION}{one.pk}/"
    page = told(town, url)
    assert CONTENT in page
    assert "138****1234" in page
    assert PHONE not in page
    assert set(latin_words(page)) <= {"town", "W"}
    assert "不接收" not in page
    assert PHONE in sent(town, f"{url}phone/", reason="call")
    form = town.get(f"{url}accept/").text
    asked = text_of(form)
    assert "370" in asked
    assert id_number(1) not in asked
    assert PHONE not in asked
    key = re.findall(r'name="who" id="who-\d+" value="(\d+)"', form)
    assert key == [str(hands.person.pk)]
    token = re.findall(r'name="sent_once" value="([^"]+)"', form)[0]
    filled = {"sent_once": token, "kind": "request", "subject": "优待证没有办下来", "who": key[0]}
    for change, why in (
        ({"who": ""}, "请选是哪一位"),
        ({"subject": ""}, "请填写这一项"),
        ({"subject": f"电话 {PHONE}"}, "请不要写身份证号、电话和账号"),
    ):
        refused = sent(town, f"{url}accept/", **{**filled, **change})
        assert why in refused
        assert CONTENT in refused
    assert not Case.objects.exists()
    for _ in range(2):  # the same click twice
        assert "受理编号" in sent(town, f"{url}accept/", **filled)
    case = Case.objects.get()
    assert (case.channel, case.received_on, case.person) == ("online", day, hands.person)
    assert case.owner.code == EAST
    assert case.content == CONTENT
    one.refresh_from_db()
    assert (one.state, one.case, one.decided_by) == ("accepted", case, hands.town)
    assert "没有网上来件" in told(town, STATION)
    assert case.number in told(town, f"{STATION}?show=all")
    assert "刚才" not in told(town, url)
    assert one.number in told(town, f"/station/cases/{case.pk}/")
    # The telephone that was left is the one to call, at the case too.
    assert PHONE in sent(town, f"/station/cases/{case.pk}/phone/", reason="call")
    # Taken: who comes too late is led back, and hears who was quicker.
    late = enter(hands.clerk)
    assert "已经由town（镇街站工作人员）接收了" in sent(late, f"{BUREAU}{one.pk}/accept/", **filled)
    # The village to which it is handed hears of it as of any other case.
    hand_over = {"to": hands.places[EAST_ONE].code, "text": "请村里查"}
    sent(town, f"/station/cases/{case.pk}/do/hand_over/", **hand_over)
    assert "优待证没有办下来" in told(enter(hands.own), "/station/")
    log = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    for secret in ("曾国藩", PHONE, CONTENT):
        assert secret not in log


def test_the_neighbour_town_the_village_and_whoever_only_reads(hands: Hands) -> None:
    one = arrived()
    url = f"{STATION}{one.pk}/"
    other = enter(hands.stranger)
    for page in ("", "accept/", "phone/"):
        assert other.get(f"{url}{page}").status_code == 404
        assert other.post(f"{url}{page}", {"reason": "call"}).status_code in (404, 405)
    assert "没有网上来件" in told(other, f"{STATION}?show=all")
    assert "网上来件等人接收" not in told(other, "/station/")
    # A village works for one village; what is sent in passes the town.
    for user in (hands.own, hands.neighbour):
        assert {enter(user).get(f"{url}{page}").status_code for page in ("", "accept/")} == {403}
        assert not due_of(user)
        assert "网上来件" not in told(enter(user), "/station/cases/")
    # Like a restricted case: at the bureau only for whose duty it is.
    for user in (hands.chief, hands.auditor):
        assert enter(user).get(BUREAU).status_code == 403
        assert enter(user).get(f"{BUREAU}{one.pk}/").status_code == 403
        assert one.number not in told(enter(user), "/bureau/")
    for user in (hands.clerk, hands.second):
        assert CONTENT in told(enter(user), f"{BUREAU}{one.pk}/")
        assert one.number in told(enter(user), "/bureau/")
    # By its number it opens for whom it is there, and for nobody else.
    found = told(enter(hands.town), f"/station/cases/?number={one.number}", follow=True)
    assert CONTENT in found
    nothing = enter(hands.stranger).get(f"/station/cases/?number={one.number}", follow=True)
    assert "没有查到这个编号" in text_of(nothing.text)
    assert Client().get(url).status_code == 302


def due_of(user: User, day: date | None = None) -> list[Any]:
    dues = due_at(user, today=day or timezone.localdate())
    return [one for one in dues if one.title.startswith("网上来件")]


def test_a_complaint_is_read_by_no_station(hands: Hands) -> None:
    one = arrived(kind="complaint")
    town, clerk = enter(hands.town), enter(hands.clerk)
    assert town.get(f"{STATION}{one.pk}/").status_code == 404
    assert town.get(f"{STATION}{one.pk}/accept/").status_code == 404
    assert "没有网上来件" in told(town, f"{STATION}?show=all")
    assert not due_of(hands.town)
    assert one.number in told(clerk, "/bureau/")
    filled = {"kind": "request", "subject": "反映办事拖拉", "who": "none"}
    assert "受理编号" in sent(clerk, f"{BUREAU}{one.pk}/accept/", **filled)
    case = Case.objects.get()
    # Whatever kind it turned out to be, it stays where only those see it whose duty it is.
    assert case.is_sensitive
    assert case.person is None
    assert (case.caller_name, case.caller_phone) == ("曾国藩", PHONE)
    assert case.region.code == EAST_ONE
    for user, door in ((hands.town, "/station/cases/"), (hands.chief, "/bureau/cases/")):
        assert enter(user).get(f"{door}{case.pk}/").status_code == 404


def test_for_somebody_else_it_takes_his_word(hands: Hands) -> None:
    one = arrived(name="曾纪泽", meant_name="曾国藩", meant_relation="父亲", phone="13911112222")
    town = enter(hands.town)
    url = f"{STATION}{one.pk}/"
    assert "曾国藩（父亲）" in told(town, url)
    page = town.get(f"{url}accept/").text
    assert f'value="{hands.person.pk}"' in page
    filled = {"kind": "request", "subject": "优待证", "who": str(hands.person.pk)}
    assert "请填写这一项" in sent(town, f"{url}accept/", **filled)
    assert not Case.objects.exists()
    sent(town, f"{url}accept/", **filled, consent_no="电话里问过本人，同意")
    case = Case.objects.get()
    assert (case.person, case.proxy_name, case.proxy_relation) == (hands.person, "曾纪泽", "父亲")
    assert "13911112222" in sent(town, f"/station/cases/{case.pk}/phone/", reason="call")


def test_somebody_else_is_looked_for_and_nothing_typed_is_lost(hands: Hands) -> None:
    one = arrived(name="没有此人", phone="13911112222")
    url = f"{STATION}{one.pk}/accept/"
    town = enter(hands.town)
    assert "没有查到相像的人" in told(town, url)
    page = town.post(
        url, {"search": "1", "q": "曾国", "subject": "问优待证", "kind": "consultation"}
    )
    assert f'id="who-{hands.person.pk}"' in page.text
    assert 'value="问优待证"' in page.text
    assert re.search(r'value="consultation"\s+selected', page.text)
    # Nobody of another area is offered, and a key that was made up leads nowhere.
    stranger = enter(hands.stranger)
    two = arrived(place=WEST_ONE)
    page = stranger.get(f"{STATION}{two.pk}/accept/").text
    assert f'id="who-{hands.person.pk}"' not in page
    made_up = {"kind": "request", "subject": "某事", "who": str(hands.person.pk)}
    assert stranger.post(f"{STATION}{two.pk}/accept/", made_up).status_code == 404
    assert not Case.objects.exists()


def test_refused_at_the_bureau_alone_and_for_a_listed_reason(hands: Hands) -> None:
    one, same, case = arrived(), arrived(), hands.opened()
    clerk = enter(hands.clerk)
    url = f"{BUREAU}{one.pk}/refuse/"
    assert enter(hands.town).get(f"{STATION}{one.pk}/refuse/").status_code == 404
    for data, why in (
        ({"reason": "", "text": "重复"}, "请填写这一项"),
        ({"reason": "rude", "text": "重复"}, "请从列表中选择"),
        ({"reason": "duplicate", "text": ""}, "请填写这一项"),
        ({"reason": "duplicate", "text": "同一件"}, "请填写另一件的编号"),
        ({"reason": "duplicate", "text": "同一件", "same_as": "S1999-00001"}, "没有查到另一件"),
        ({"reason": "duplicate", "text": "同一件", "same_as": one.number}, "请填写另一件的编号"),
    ):
        assert why in sent(clerk, url, **data)
    with pytest.raises(PermissionRefused):
        services.refuse(
            incoming_id=one.pk, reason="spam", text="广告", by=hands.town, at=noon(MONDAY)
        )
    page = sent(clerk, url, reason="duplicate", text="同一件，已电话告知", same_as=case.number)
    assert "同一件，已电话告知" in page
    assert case.number in page
    one.refresh_from_db()
    assert (one.state, one.reason, one.same_as) == ("refused", "duplicate", case.number)
    assert "没有接收" in told(enter(hands.town), f"{STATION}{one.pk}/")
    # Once said it stands, and nothing more can be done with it.
    for verb in ("refuse/", "accept/"):
        assert "已经由clerk（经办）处理了" in told(clerk, f"{BUREAU}{one.pk}/{verb}", follow=True)
    with pytest.raises(services.TakenAlready, match="clerk"):
        services.refuse(
            incoming_id=one.pk, reason="spam", text="广告", by=hands.second, at=noon(MONDAY)
        )
    services.refuse(
        incoming_id=same.pk, reason="duplicate", same_as=one.number, text="又一份",
        by=hands.second, at=noon(MONDAY),
    )  # fmt: skip
    entry = AuditEntry.objects.filter(action="incoming.refused").earliest("serial")
    assert entry.detail == {"reason": "duplicate"}


def test_only_advertising_goes_and_only_after_its_time(hands: Hands) -> None:
    spam, empty, kept = arrived(), arrived(), arrived()
    for one, reason in ((spam, "spam"), (empty, "empty")):
        services.refuse(
            incoming_id=one.pk, reason=reason, text="打不通", by=hands.clerk, at=noon(MONDAY)
        )
    assert retention.RULES["incoming_spam"].due(noon(MONDAY)).count() == 0
    due = retention.RULES["incoming_spam"].due(noon(MONDAY + timedelta(days=1)))
    assert list(due) == [spam]
    due.delete()
    assert set(Incoming.objects.all()) == {empty, kept}
    with pytest.raises(DatabaseError, match="append-only"):
        empty.delete()


def test_late_after_one_working_day(hands: Hands) -> None:
    """Sent on a Friday evening, it may lie until the end of Monday."""
    friday = date(2026, 11, 20)
    one = arrived(friday)
    assert one.take_by == date(2026, 11, 23)
    assert [due.urgency for due in due_of(hands.town, friday)] == [Urgency.TODAY]
    assert [due.urgency for due in due_of(hands.town, date(2026, 11, 23))] == [Urgency.TODAY]
    assert [due.urgency for due in due_of(hands.town, date(2026, 11, 24))] == [Urgency.LATE]


def test_the_clock_has_run_since_it_was_sent(hands: Hands) -> None:
    one = arrived(date(2026, 9, 1))
    case = services.accept(
        incoming_id=one.pk, person=hands.person, kind="petition", subject="某事",
        by=hands.clerk, at=noon(MONDAY), today=MONDAY,
    )  # fmt: skip
    assert case.inform_by == date(2026, 9, 16)
    assert case.inform_by < MONDAY
    assert case.owner.level == "county"
    # Another kind may have no clock yet; then nothing has happened.
    two = arrived(MONDAY)
    rule = ClockRule.objects.filter(kind="dispute")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        rule.delete()
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(Refused, match="没有录入办理时限"):
        services.accept(
            incoming_id=two.pk, person=None, kind="dispute", subject="某事",
            by=hands.clerk, at=noon(MONDAY), today=MONDAY,
        )  # fmt: skip
    two.refresh_from_db()
    assert two.state == "waiting"


def test_services_refuse_who_may_not(hands: Hands) -> None:
    one = arrived()
    for user, refusal in (
        (hands.own, PermissionRefused),
        (hands.stranger, NotFound),
        (hands.auditor, PermissionRefused),
    ):
        with pytest.raises(refusal):
            services.accept(
                incoming_id=one.pk, person=None, kind="request", subject="某事",
                by=user, at=noon(MONDAY), today=MONDAY,
            )  # fmt: skip
    for user in (hands.own, hands.stranger, hands.auditor):
        with pytest.raises(NotFound):
            services.open_up(incoming_id=one.pk, by=user, at=noon(MONDAY))
        with pytest.raises(NotFound):
            services.see_phone(incoming_id=one.pk, reason="call", by=user, at=noon(MONDAY))


def test_a_hundred_cost_no_more_queries_than_two(hands: Hands) -> None:
    doors = [
        (enter(hands.town), f"{STATION}?show=open"),
        (enter(hands.town), f"{STATION}?show=all"),
        (enter(hands.clerk), f"{BUREAU}?show=all"),
        (enter(hands.clerk), "/bureau/"),
        (enter(hands.town), "/station/"),
    ]

    def queries() -> list[int]:
        counts = []
        for client, url in doors:
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            counts.append(len(found))
        return counts

    for place in (EAST_ONE, EAST):
        arrived(place=place)
    few = queries()
    for number in range(50):
        arrived(place=EAST_TWO if number % 2 else EAST_ONE, content=f"第{number}件")
    assert queries() == few


def test_both_doors_say_when_nothing_is_there(hands: Hands) -> None:
    for client, door in ((enter(hands.town), STATION), (enter(hands.clerk), BUREAU)):
        for show in ("open", "all"):
            page = told(client, f"{door}?show={show}")
            assert "没有网上来件" in page
            assert "一个工作日内接收" in page
        assert client.get(f"{door}?show=odd").status_code == 404
