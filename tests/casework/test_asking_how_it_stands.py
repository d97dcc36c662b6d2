"""办到哪一步: plain words for whoever has the receipt, and one and the same page for all others."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from support_services.casework import published
from support_services.casework.models import Case, CasePause, ErrandKind, Incoming
from support_services.casework.services import incoming as services
from support_services.casework.services.errands import start_errand
from support_services.casework.states import CaseState
from tests.casework.hands import Hands, the_hands
from tests.casework.test_incoming import PHONE, arrived
from tests.registry.makers import id_number
from tests.screen_text import latin_words, text_of
from veterans.foundation import pace
from veterans.foundation.crypto import unseal

pytestmark = pytest.mark.django_db
ASK = "/jindu/"
TAIL = PHONE[-4:]


@pytest.fixture
def hands() -> Hands:
    return the_hands()


@pytest.fixture(autouse=True)
def counted_apart(settings: Any) -> None:
    """What other tests asked is not counted here."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    apart = f"{options['global_keyprefix']}{uuid.uuid4().hex}:"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {**options, "global_keyprefix": apart}


def asked(number: str, tail: str, **more: Any) -> Any:
    return Client().post(ASK, {"number": number, "tail": tail}, **more)


def answer(number: str, tail: str = TAIL) -> str:
    response = asked(number, tail)
    assert response.status_code == 200
    return " ".join(text_of(response.text).split())


def accepted(hands: Hands, one: Incoming, by: Any = None, kind: str = "request") -> Case:
    return services.accept(
        incoming_id=one.pk,
        person=hands.person,
        kind=kind,
        subject="优待证没有办下来",
        by=by or hands.town,
        at=timezone.now(),
        today=timezone.localdate(),
    )


def test_from_received_to_done(hands: Hands) -> None:
    day = timezone.localdate()
    one = arrived(phone="13911112222")
    page = answer(one.number, "2222")
    assert "收到了，还没有人接" in page
    assert "以前给您回话" in page
    case = accepted(hands, one)
    for number in (one.number, case.number):
        assert "有人接了，正在看" in answer(number, "2222")
    # The slip of a registered person names the identity number; the register knows a telephone.
    for tail in (id_number(1)[-4:], id_number(1)[-4:].lower(), TAIL):
        assert "有人接了" in answer(case.number, tail)
    for verb, word in (
        ("inform", "已受理"),
        ("begin", "正在办"),
        ("answer", "已答复，请给我们打电话"),
        ("unsatisfied", "正在重新办"),
        ("answer", "已答复"),
        ("satisfied", "已办结"),
    ):
        hands.do(verb, case, hands.town, day)
        page = answer(one.number, "2222")
        assert word in page, verb
    for secret in ("曾国藩", "13911112222", "优待证", "town", "东街道 "):
        assert secret not in page
    assert latin_words(page) == []


def test_every_state_has_its_words_and_papers_are_asked_for(hands: Hands) -> None:
    assert set(published.CASE_WORDS) == set(CaseState)
    one = arrived()
    case = accepted(hands, one)
    day = timezone.localdate()
    hands.do("inform", case, hands.town, day)
    for reason, word in (
        ("papers", "等您补材料"),
        ("away", "联系不上您"),
        ("court", "正在等别的单位回话"),
    ):
        hands.do("pause", case, hands.town, day, reason=reason)
        assert CasePause.objects.filter(case=case, last_on=None).count() == 1
        assert word in answer(one.number)
        hands.do("resume", case, hands.town, day)


def test_what_was_refused_and_what_a_station_carries_through(hands: Hands) -> None:
    one = arrived()
    services.refuse(
        incoming_id=one.pk, reason="empty", text="打不通", by=hands.clerk, at=timezone.now()
    )
    page = answer(one.number)
    assert "没有另外受理，请给我们打电话" in page
    assert "打不通" not in page
    errand = start_errand(
        person=hands.person,
        kind="card",
        by=hands.own,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    assert "正在代您办" in answer(errand.number)
    ErrandKind.objects.filter(code="card").update(is_sensitive=True)
    assert "没有查到" in answer(errand.number)


def test_whoever_complained_may_ask_and_what_was_restricted_by_hand_is_not_told(
    hands: Hands,
) -> None:
    one = arrived(kind="complaint")
    assert "收到了，还没有人接" in answer(one.number)
    case = accepted(hands, one, by=hands.clerk, kind="request")
    assert case.is_sensitive
    assert "有人接了" in answer(one.number)
    other = hands.opened(today=timezone.localdate())
    assert "有人接了" in answer(other.number)
    hands.do("restrict", other, hands.clerk, timezone.localdate())
    assert "没有查到" in answer(other.number)


def test_every_wrong_answer_is_the_same_page_to_the_byte(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What exists, what does not, the wrong four, what is restricted, what is no number at all:
    same status, same bytes, same headers, same questions to the database, as many seals opened."""
    waiting, refused, taken = arrived(), arrived(), arrived()
    services.refuse(
        incoming_id=refused.pk, reason="spam", text="广告", by=hands.clerk, at=timezone.now()
    )
    case = accepted(hands, taken)
    hidden = hands.opened(today=timezone.localdate())
    hands.do("restrict", hidden, hands.clerk, timezone.localdate())
    caller = hands.opened(of=hands.caller(), today=timezone.localdate())
    errand = start_errand(
        person=hands.person,
        kind="combat",
        by=hands.own,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    wrong = [
        *((one.number, "9999") for one in (waiting, refused, taken, case, caller, errand)),
        *((one.number, TAIL) for one in (hidden, errand)),
        *(
            (waiting.number, tail)
            for tail in ("", "1", "12345", PHONE, "０００１", "****", "曾国藩")
        ),
        *((number, TAIL) for number in ("W2026-99999", "W1999-00001", "S", "", "W2026-1", "🙂")),
        ("W2026-00001' OR 1=1", TAIL),
        ("W2026-00001\x00", "0000"),
        ("<b>W</b>", "<b>1</b>"),
        ("W" * 5000, "1" * 5000),
    ]
    opened = 0

    def counted(sealed: bytes) -> bytes:
        nonlocal opened
        opened += 1
        return unseal(sealed)

    monkeypatch.setattr("veterans.foundation.fields.unseal", counted)
    monkeypatch.setattr("support_services.casework.published.unseal", counted)
    seen, questions, seals = set(), set(), set()
    for number, tail in wrong:
        opened = 0
        with CaptureQueriesContext(connection) as found:
            response = asked(number, tail)
        headers = {
            name: value for name, value in response.headers.items() if name != "X-Request-Id"
        }
        seen.add((response.status_code, response.content, str(sorted(headers.items()))))
        seals.add(opened)
        questions.add(tuple(re.sub(r"'[^']*'|\b\d+\b", "?", one["sql"]) for one in found))
    assert len(seen) == 1
    status, content, headers_told = seen.pop()
    assert status == 200
    assert "没有查到" in text_of(content.decode())
    assert "no-store" in headers_told
    assert "noindex" in headers_told
    assert seals == {published._OPENED}
    assert len({len(one) for one in questions}) == 1
    # The case of what was taken is asked for by its key, the others by their number.
    assert len(questions) <= 2


@tries(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.text(max_size=30), tail=st.text(max_size=8))
def test_property_nothing_typed_comes_back(hands: Hands, number: str, tail: str) -> None:
    none = asked("W1999-00001", "0000").content
    assert asked(number, tail).content == none


def test_however_the_number_is_typed_it_is_meant(hands: Hands) -> None:
    one = arrived()
    for typed in (one.number.lower(), f" {one.number} ", one.number.replace("W", "Ｗ")):
        assert "还没有人接" in answer(typed, f" {TAIL} ")


def test_the_page_is_kept_by_nobody_and_says_nothing_of_what_was_typed(hands: Hands) -> None:
    one = arrived()
    form = Client().get(ASK)
    assert form.status_code == 200
    assert not form.cookies
    assert form["Cache-Control"] == "no-store"
    right = asked(one.number, TAIL)
    assert "noindex" in right["X-Robots-Tag"]
    assert right["Cache-Control"] == "no-store"
    assert not right.cookies
    for response in (right, asked(one.number, "9999")):
        assert one.number not in response.text
    # Nothing by address: what is in one is not looked at.
    assert "没有查到" not in text_of(Client().get(f"{ASK}?number={one.number}&tail={TAIL}").text)


class TestHowOften:
    @override_settings(PORTAL_ASKINGS_PER_ADDRESS=2, PORTAL_BUREAU_PHONE="0533-2999999")
    def test_from_one_address(self, hands: Hands) -> None:
        here = {"REMOTE_ADDR": "203.0.113.20"}
        assert [asked(f"W2026-0000{n}", "1", **here).status_code for n in range(3)] == [
            200,
            200,
            429,
        ]
        refused = asked("W2026-00001", "1", **here)
        assert "0533-2999999" in refused.text
        assert "先不能查" in text_of(refused.text)
        assert asked("W2026-00001", "1", REMOTE_ADDR="203.0.113.21").status_code == 200

    @override_settings(PORTAL_ASKINGS_PER_NUMBER=2)
    def test_for_one_number_whether_it_is_there_or_not(self, hands: Hands) -> None:
        one = arrived()
        for number, tail in ((one.number, TAIL), ("W2026-77777", "0000")):
            codes = []
            for last in range(3):
                codes.append(asked(number, tail, REMOTE_ADDR=f"198.51.100.{last}").status_code)
            assert codes == [200, 200, 429]

    def test_in_all_and_nobody_guesses_where_it_cannot_be_counted(
        self, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = arrived()
        with override_settings(PORTAL_ASKINGS_PER_HOUR=0):
            assert asked(one.number, TAIL).status_code == 429
        away = "redis://127.0.0.1:1/0"
        pace._redis.cache_clear()
        monkeypatch.setattr("django.conf.settings.REDIS_URL", away)
        try:
            refused = asked(one.number, TAIL)
            assert refused.status_code == 429
            assert "还没有人接" not in text_of(refused.text)
            # To bring something, one still can.
            assert arrived(timezone.localdate() - timedelta(days=1)).pk
        finally:
            pace._redis.cache_clear()
