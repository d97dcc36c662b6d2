"""Cases at both doors: three steps to register, one question before each move, a slip; what each
page says, and to whom."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.casework.models import Case, ClockRule
from support_services.casework.services.clocks import settle_new
from tests.casework.hands import Hands, the_hands
from tests.people import EAST
from tests.pictures import png
from tests.registry.makers import id_number
from tests.screen_text import latin_words, text_of
from veterans.accounts.models import User
from veterans.foundation.models import AuditEntry
from veterans.workdays.selectors import calendar

pytestmark = pytest.mark.django_db
STATION, BUREAU = "/station/cases/", "/bureau/cases/"
CONTENT = "去年十月交的材料，到现在没有消息。"
FILLED = {
    "kind": "request",
    "channel": "window",
    "subject": "优待证一直没有办下来",
    "content": CONTENT,
    "received_on": "",
    "people_count": "1",
}


@pytest.fixture
def hands() -> Hands:
    return the_hands()


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(client: Client, url: str, **more: Any) -> str:
    response = client.get(url, **more)
    assert response.status_code == 200, url
    return " ".join(text_of(response.text).split())


def sent(client: Client, url: str, **data: Any) -> str:
    return " ".join(text_of(client.post(url, data, follow=True).text).split())


def test_a_village_registers_in_three_steps_and_the_bureau_finishes(hands: Hands) -> None:
    door, bureau = enter(hands.own), enter(hands.clerk)
    assert "没有这样的诉求" in told(door, STATION)
    found = door.post(f"{STATION}find/", {"q": "曾国"})
    fill = re.findall(r'href="(/station/cases/new/\d+/)"', found.text)[0]
    form = door.get(fill)
    token = re.findall(r'name="sent_once" value="([^"]+)"', form.text)[0]
    filled = {**FILLED, "sent_once": token, "proxy_name": "曾纪泽", "proxy_relation": "儿子"}
    check = door.post(fill, filled)
    assert "照这样登记" in text_of(check.text)
    assert 'type="file"' in check.text
    assert not Case.objects.exists()
    assert "请拍一张委托书" in sent(door, fill, **filled, confirmed="1")
    for _ in range(2):  # the same click twice
        letter = SimpleUploadedFile("letter.png", png())
        page = sent(door, fill, **filled, confirmed="1", consent=letter)
        assert "-00001" in page
    case = Case.objects.get()
    own = f"{STATION}{case.pk}/"
    page = told(door, own)
    assert CONTENT in page
    assert "138****1234" in page
    assert "13800001234" not in page
    assert set(latin_words(page)) <= {"own"}
    assert "13800001234" in sent(door, f"{own}phone/", reason="call")
    assert door.get(f"{own}consent/").content == png()
    slip = told(door, f"{own}slip/")
    assert f"身份证号后四位 {id_number(1)[-4:]}" in slip
    assert id_number(1) not in slip
    # GET asks, POST does; a step that cannot be taken leads back with a word.
    before = AuditEntry.objects.exclude(action="case.viewed").count()
    assert "转给" in told(door, f"{own}do/hand_over/")
    assert "期限" in told(door, f"{own}do/inform/")
    assert "现在是" in text_of(door.get(f"{own}do/resume/", follow=True).text)
    assert door.get(f"{own}do/nothing/").status_code == 404
    assert AuditEntry.objects.exclude(action="case.viewed").count() == before
    today = timezone.localdate().isoformat()
    assert "已登记告知" in sent(door, f"{own}do/inform/", how="phone", on=today)
    to = hands.places[EAST].code
    assert "等对方接收" in sent(door, f"{own}do/hand_over/", to=to, text="请镇里核")
    town = enter(hands.town)
    assert "转来的，等接收" in told(town, STATION)
    assert "已接收" in sent(town, f"{own}do/accept/")
    sent(town, f"{own}do/hand_over/", to="370399000000", text="请局里办")
    desk = told(bureau, "/bureau/")
    assert case.number in desk
    theirs = f"{BUREAU}{case.pk}/"
    assert "已接收" in sent(bureau, f"{theirs}do/accept/")
    sent(bureau, f"{theirs}do/note/", text="其实是局里漏报")
    sent(bureau, f"{theirs}do/ask_extension/", days="10", text="等省里制证")
    assert "批准延期" in told(enter(hands.chief), "/bureau/")
    assert "已批准" in sent(enter(hands.chief), f"{theirs}do/grant_extension/")
    sent(bureau, f"{theirs}do/answer/", how="phone", on=today, text="证已办好")
    assert "其实是局里漏报" in told(bureau, theirs)
    assert "其实是局里漏报" not in told(door, own)
    # By the number of the receipt; what is not for him, and what is none, are told alike.
    number = case.number.lower()
    assert "证已办好" in told(door, f"{STATION}?number={number}", follow=True)
    for who, odd in ((enter(hands.stranger), number), (door, "S1999-1")):
        answer = who.get(f"{STATION}?number={odd}", follow=True)
        assert "没有查到这个编号" in text_of(answer.text)
    assert case.subject in told(bureau, f"{BUREAU}?show=word&town=")
    assert case.subject not in told(bureau, f"{BUREAU}?show=word&town={EAST}")
    # The village asks him, and he is content.
    assert "已办结" in sent(door, f"{own}do/satisfied/", how="visit", on=today)
    assert "满意" in told(bureau, f"{BUREAU}?show=over&kind=request")
    page = told(bureau, theirs)
    assert set(latin_words(page)) <= {"own", "town", "clerk", "chief"}
    assert "优待证一直没有办下来" in told(bureau, f"/bureau/people/{hands.person.pk}/")
    assert "优待证一直没有办下来" in told(door, f"/station/payees/{hands.person.pk}/")


def test_the_neighbour_the_stranger_and_what_is_restricted(hands: Hands) -> None:
    case = hands.opened(today=timezone.localdate())
    own = f"{STATION}{case.pk}/"
    pages = ("", "slip/", "phone/", "consent/", "do/inform/")
    for user in (hands.neighbour, hands.stranger):
        assert {enter(user).get(f"{own}{page}").status_code for page in pages} == {404}
        assert enter(user).post(f"{own}do/begin/", {"text": ""}).status_code == 404
        assert case.subject not in told(enter(user), f"{STATION}?show=open")
    assert enter(hands.auditor).get(f"{BUREAU}{case.pk}/phone/").status_code == 403
    hands.do("restrict", case, hands.clerk, timezone.localdate())
    assert enter(hands.own).get(own).status_code == 200
    for user, door in ((hands.town, STATION), (hands.chief, BUREAU), (hands.auditor, BUREAU)):
        assert enter(user).get(f"{door}{case.pk}/").status_code == 404
        assert case.subject not in told(enter(user), f"{door}?show=open")
    assert "限制查看" in told(enter(hands.second), f"{BUREAU}?show=open")
    # Somebody who left a name only; the slip goes by the telephone.
    bureau = enter(hands.clerk)
    filled = {
        **FILLED,
        "caller_name": "钱不留",
        "caller_phone": "13911112222",
        "region": str(hands.places[EAST].pk),
        "kind": "complaint",
        "people_count": "8",
        "confirmed": "1",
    }
    assert "推选一至五名代表" in sent(bureau, f"{BUREAU}new/", **filled)
    page = sent(bureau, f"{BUREAU}new/", **filled, representatives="赵一\n钱二")
    assert "赵一、钱二" in page
    made = Case.objects.latest("pk")
    assert made.is_sensitive
    assert "登记电话后四位 2222" in told(bureau, f"{BUREAU}{made.pk}/slip/")
    assert made.caller_name not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    # The clocks are data: seen by all who read, entered by two roles.
    assert "信访工作条例" in told(bureau, f"{BUREAU}rules/")
    terms = {
        **{"kind": "petition", "valid_from": "2030-01-01", "source": "制度"},
        "confidence": "verified",
        **{"inform_days": "10", "inform_unit": "workday", "object_days": "3", "finish_days": "30"},
        **{"finish_unit": "day", "extension_days": "10"},
    }  # fmt: skip
    assert "2030-01-01" in sent(bureau, f"{BUREAU}rules/new/", **terms)


def test_a_hundred_cases_cost_no_more_queries_than_two(hands: Hands) -> None:
    day = timezone.localdate()
    rule = ClockRule.objects.get(kind="request")
    days = calendar()

    def make(first: int, last: int) -> None:
        rows = [
            Case(
                number=f"S2026-{number:05d}",
                kind="request",
                channel="window",
                person=hands.person,
                subject=f"第{number}件",
                content="内容",
                region=hands.person.region,
                owner=hands.person.region,
                rule=rule,
                received_on=day,
                registered_by=hands.own,
                registered_at=timezone.now(),
            )
            for number in range(first, last)
        ]
        for row in rows:
            settle_new(row, days)
        Case.objects.bulk_create(rows)

    doors = [
        (enter(hands.own), f"{STATION}?show=mine"),
        (enter(hands.town), f"{STATION}?show=open"),
        (enter(hands.clerk), f"{BUREAU}?show=open"),
        (enter(hands.clerk), "/bureau/"),
    ]

    def queries() -> list[int]:
        counts = []
        for client, url in doors:
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                assert client.get(url).status_code == 200
            counts.append(len(found))
        return counts

    make(1, 3)
    few = queries()
    make(3, 103)
    assert queries() == few


def test_days_are_those_of_the_calendar_that_is_shipped(hands: Hands) -> None:
    """Worked by hand: the National Day holiday of 2026 and the Saturday worked for it."""
    case = hands.opened(today=date(2026, 9, 30), kind="petition")
    assert (case.inform_by, case.finish_by) == (date(2026, 10, 15), date(2026, 11, 30))
    hands.do("hand_over", case, hands.own, date(2026, 9, 30), to=hands.places[EAST].code)
    # 1 to 7 October are a holiday; the 8th, 9th, Saturday the 10th, the 12th and the 13th.
    assert case.object_by == date(2026, 10, 13)
