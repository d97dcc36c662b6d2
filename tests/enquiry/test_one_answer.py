"""A stranger, a dead man, a wrong name, a wrong code: one answer, in words, status, size, questions
to the database, seals opened, and time."""

import random
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import fmean
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.enquiry import services
from support_services.enquiry.models import Enquiry
from support_services.enquiry.services import sending
from support_services.enquiry.services.proving import WrongCode
from support_services.enquiry.states import TRIES
from tests.casework.hands import the_hands
from tests.enquiry.residents import KINDS, asked, coded, people, proved, wrong
from tests.enquiry.telephone import Telephone
from tests.registry.makers import many_numbers
from tests.screen_text import latin_words, text_of
from veterans.foundation import pace
from veterans.foundation.crypto import unseal
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register() -> dict[str, Person]:
    the_hands()
    return people()


@pytest.fixture(autouse=True)
def counted_apart(settings: Any) -> None:
    """What other tests asked is not counted here."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    apart = f"{options['global_keyprefix']}{uuid.uuid4().hex}:"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {**options, "global_keyprefix": apart}


class Watched:
    """What a request showed, asked and opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = 0
        monkeypatch.setattr("veterans.foundation.fields.unseal", self._unseal)

    def _unseal(self, sealed: bytes) -> bytes:
        self.opened += 1
        return unseal(sealed)

    def __call__(self, send: Callable[[], Any]) -> tuple[Any, ...]:
        self.opened = 0
        with CaptureQueriesContext(connection) as found:
            response = send()
        headers = sorted(
            (name, value) for name, value in response.headers.items() if name != "X-Request-Id"
        )
        # The ticket of an enquiry is chance, and as long for everybody.
        page = re.sub(rb'(name="ticket" value=")[0-9a-f]{64}"', rb"\1", response.content)
        # Values, and the names of savepoints, are each time others.
        asked_of = [re.sub(r"'[^']*'|\bs\d+_x\d+\b|\b\d+\b", "?", one["sql"]) for one in found]
        return (
            response.status_code,
            page,
            str(headers),
            tuple(response.cookies),
            tuple(asked_of),
            self.opened,
        )


def first_step(kind: str) -> Any:
    name, number = KINDS[kind]
    return Client().post("/wode/", {"form": uuid.uuid4().hex, "name": name, "number": number})


def second_step(ticket: str, code: str) -> Any:
    return Client().post("/wode/yanzheng/", {"ticket": ticket, "code": code})


def test_the_first_step_is_one_page_and_looks_nobody_up(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch)
    seen = {watched(lambda kind=kind: first_step(kind)) for kind in KINDS}  # type: ignore[misc]
    assert len(seen) == 1
    status, page, headers, cookies, questions, opened = seen.pop()
    assert (status, cookies, opened) == (200, (), 0)
    assert "no-store" in headers
    assert "noindex" in headers
    assert not any("registry_person" in one for one in questions)
    told = text_of(page.decode())
    assert "如果姓名和身份证号与档案一致" in told
    assert latin_words(told) == []
    for name, number in KINDS.values():
        assert name not in told
        assert number not in told


def test_every_wrong_code_is_one_page_to_the_byte(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.now()
    tickets: dict[str, tuple[str, str]] = {}
    for kind in KINDS:
        if kind != "known":
            tickets[kind] = (coded(telephone, kind, at=at).ticket, "123456")
    tickets["nobody has looked yet"] = (asked(at=at).ticket, "123456")
    with override_settings(PORTAL_ENQUIRY_CODES_A_DAY=9):
        one = coded(telephone, at=at)
        tickets["another code"] = (one.ticket, wrong(telephone.code))
        one = coded(telephone, at=at)
        tickets["of another enquiry"] = (one.ticket, wrong(telephone.code))
        one = coded(telephone, at=at)
        proved(one, telephone.code, at=at)
        tickets["used"] = (one.ticket, telephone.code)
        one = coded(telephone, at=at)
        services.leave(proved(one, telephone.code, at=at), at=at)
        tickets["used and left"] = (one.ticket, telephone.code)
        one = coded(telephone, at=at)
        for _ in range(TRIES):
            with pytest.raises(WrongCode):
                proved(one, wrong(telephone.code), at=at)
        tickets["too many tries"] = (one.ticket, telephone.code)
        one = coded(telephone, at=at)
        Enquiry.objects.filter(pk=one.key).update(asked_at=at - timedelta(minutes=10))
        tickets["too late"] = (one.ticket, telephone.code)
    tickets["often"] = (coded(telephone, at=at).ticket, "123456")
    tickets["no such enquiry"] = ("0" * 64, "123456")
    tickets["no ticket"] = ("", "123456")
    tickets["nonsense"] = ("' OR 1=1 --\x00🙂", "123456")
    watched = Watched(monkeypatch)
    seen: dict[tuple[Any, ...], list[str]] = {}
    for kind, (ticket, code) in tickets.items():
        found = watched(lambda: second_step(ticket, code))  # noqa: B023
        seen.setdefault(found, []).append(kind)
    for part in range(6):
        assert len({one[part] for one in seen}) == 1, (part, list(seen.values()))
    assert len(seen) == 1
    ((status, page, headers, cookies, questions, opened),) = seen
    assert (status, cookies, opened) == (200, (), 0)
    assert "no-store" in headers
    assert "noindex" in headers
    assert len([one for one in questions if "enquiry_enquiry" in one]) == 2
    assert "验证码不对，或者过了时间、已经用过了" in text_of(page.decode())
    assert Enquiry.objects.filter(state="proved").count() == 1


def test_the_form_of_a_code_is_told_whoever_it_is_and_costs_no_try(telephone: Telephone) -> None:
    one = coded(telephone, at=timezone.now())
    for typed in ("", "12345", "1234567", "abcdef", "12 34 5x"):
        assert "6 位数字" in text_of(second_step(one.ticket, typed).text)
    assert Enquiry.objects.get(pk=one.key).tries == 0
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in telephone.code)
    assert second_step(one.ticket, f" {full_width} ").status_code == 302


# -- time -----------------------------------------------------------------------------------------

SAMPLES, SHUFFLES = 100, 200
# What a difference must be shown to exceed. A look-up with a seal to open takes longer than that on
# a machine that has anything to do; less is lost in the line before a web server.
MARGIN = 0.002
# How often a machine on which others work is asked again before nothing is said of it.
ROUNDS = 2


@pytest.fixture
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """That the page is the same to the byte is shown above. Drawing it takes most of the time and
    all the noise, and its words need not be; nor is a worker rung."""
    drawn = lambda *args, status=200, **told: HttpResponse(status=status)  # noqa: E731
    monkeypatch.setattr("support_services.enquiry.public.views._shown", drawn)
    monkeypatch.setattr("support_services.enquiry.tasks.carry.delay", lambda key: None)


@dataclass
class Times:
    """Seconds of each answer by the clock on the wall, and by that of this thread's processor: the
    first sees everything and much else, the second our own work alone, on a busy machine too."""

    wall: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    def take(self, send: Callable[[], Any]) -> None:
        own, wall = time.thread_time(), time.perf_counter()
        send()
        self.wall.append(time.perf_counter() - wall)
        self.own.append(time.thread_time() - own)


def timed(
    send: Callable[[str], Any], kinds: list[str], so_far: tuple[Times, Times] | None = None
) -> tuple[Times, Times]:
    """Answers for the known and for the others, in turn and in shuffled order, so that what the
    machine does meanwhile falls on both alike."""
    known, rest = so_far or (Times(), Times())
    order, others = random.Random(39), [kind for kind in kinds if kind != "known"]
    for number in range(SAMPLES):
        turn = ["known", others[number % len(others)]]
        order.shuffle(turn)
        for kind in turn:
            (known if kind == "known" else rest).take(lambda: send(kind))  # noqa: B023
    return known, rest


def undisturbed(times: list[float]) -> float:
    """The mean of the quickest tenth: what an answer costs when nothing comes in between."""
    return fmean(sorted(times)[: len(times) // 10])


def differs(one: list[float], other: list[float]) -> bool:
    """A permutation test at one in a hundred that one takes longer by more than the margin."""
    for longer, shorter in ((one, other), (other, one)):
        moved = [seconds - MARGIN for seconds in longer]
        observed = undisturbed(moved) - undisturbed(shorter)
        if observed <= 0:
            continue
        pool, chance, as_large = moved + shorter, random.Random(39), 0
        for _ in range(SHUFFLES):
            chance.shuffle(pool)
            drawn = undisturbed(pool[: len(moved)]) - undisturbed(pool[len(moved) :])
            as_large += drawn >= observed
        if as_large < SHUFFLES / 100:
            return True
    return False


def tells(times: tuple[Times, Times]) -> bool:
    """Whether either clock tells who is known."""
    known, rest = times
    return differs(known.wall, rest.wall) or differs(known.own, rest.own)


def work(seconds: float) -> None:
    """As long as a look-up keeps the processor busy."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def slower(ask: Callable[..., Any], by: Callable[[float], None]) -> Callable[..., Any]:
    """As asked, with five milliseconds more where the number is the known one's."""

    def planted(**given: Any) -> Any:
        if given["number"] == KINDS["known"][1]:
            by(0.005)
        return ask(**given)

    return planted


@pytest.mark.usefixtures("nothing_drawn")
class TestTime:
    def test_of_the_first_step_tells_nothing(self, telephone: Telephone) -> None:
        assert not tells(timed(first_step, list(KINDS)))

    def test_a_planted_look_up_of_five_milliseconds_is_found(
        self, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The test above can fail: what it looks for is put there. Those of a wrong name have the
        number of the known one, so that he is compared with a stranger."""
        monkeypatch.setattr(services, "ask", slower(services.ask, work))
        assert tells(timed(first_step, ["known", "stranger"]))

    def test_a_planted_wait_of_five_milliseconds_is_found(
        self, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """For a lock, or for another process, which only the clock on the wall sees."""
        monkeypatch.setattr(services, "ask", slower(services.ask, time.sleep))
        times = None
        for _ in range(ROUNDS):
            times = timed(first_step, ["known", "stranger"], times)
            if tells(times):
                return
        pytest.skip("others work on this machine: five milliseconds of waiting cannot be seen")

    def test_of_the_second_step_tells_nothing(
        self, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = timezone.now()
        tickets = {kind: coded(telephone, kind, at=at).ticket for kind in KINDS}
        tickets["no such enquiry"] = "0" * 64
        code = wrong(telephone.code)

        def send(kind: str) -> Any:
            return second_step(tickets[kind], code)

        assert not tells(timed(send, list(tickets)))
        prove = services.prove

        def planted(**given: Any) -> Any:
            if given["ticket"] == tickets["known"]:
                work(0.005)
            return prove(**given)

        monkeypatch.setattr(services, "prove", planted)
        assert tells(timed(send, list(tickets)))


# -- how much -------------------------------------------------------------------------------------


class TestTenThousandNumbers:
    """Asked at the service, so that ten thousand take seconds. The known one is among them."""

    @pytest.fixture
    def numbers(self) -> list[str]:
        known = KINDS["known"][1]
        return [known, *(one for one in many_numbers(10_000) if one != known)][:10_000]

    def refused(self, numbers: list[str], address: Callable[[int], str]) -> int:
        count = 0
        for number, one in enumerate(numbers):
            try:
                asked(number=one, address=address(number))
            except pace.TooOften:
                count += 1
        return count

    def work(self, telephone: Telephone) -> None:
        from tests.enquiry.residents import AT

        for key in sending.owed(AT, is_open=True):
            sending.carry(enquiry_id=key, sender=telephone, at=AT)

    @override_settings(PORTAL_ENQUIRIES_PER_ADDRESS=20, PORTAL_ENQUIRIES_PER_HOUR=300)
    def test_from_one_address(self, telephone: Telephone, numbers: list[str]) -> None:
        assert self.refused(numbers, lambda n: "198.51.100.1") == 10_000 - 20
        assert Enquiry.objects.count() == 20
        self.work(telephone)
        assert len(telephone.texts) == 1

    @override_settings(PORTAL_ENQUIRIES_PER_ADDRESS=20, PORTAL_ENQUIRIES_PER_HOUR=300)
    def test_from_as_many_addresses(self, telephone: Telephone, numbers: list[str]) -> None:
        assert self.refused(numbers, lambda n: f"198.51.{n // 250}.{n % 250}") == 10_000 - 300
        assert Enquiry.objects.count() == 300

    @override_settings(PORTAL_ENQUIRIES_PER_NUMBER=5)
    def test_for_one_number_from_anywhere_anybodys_or_not(self, telephone: Telephone) -> None:
        for kind in ("known", "stranger"):
            number = KINDS[kind][1]
            assert self.refused([number] * 50, lambda n: f"198.51.100.{n}") == 45
        assert Enquiry.objects.count() == 10
        self.work(telephone)
        assert len(telephone.texts) == 3

    @override_settings(PORTAL_ENQUIRY_TRIES_PER_ADDRESS=4)
    def test_codes_are_tried_so_often_and_then_one_waits(self, telephone: Telephone) -> None:
        one = coded(telephone, at=timezone.now())
        for ticket in (one.ticket, "0" * 64, "1" * 64, "2" * 64):
            assert second_step(ticket, wrong(telephone.code)).status_code == 200
        late = second_step(one.ticket, telephone.code)
        assert late.status_code == 429
        assert "先不能查" in text_of(late.text)


def test_nobody_guesses_where_it_cannot_be_counted(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = coded(telephone, at=timezone.now())
    pace._redis.cache_clear()
    monkeypatch.setattr("django.conf.settings.REDIS_URL", "redis://127.0.0.1:1/0")
    try:
        for response in (first_step("known"), second_step(one.ticket, telephone.code)):
            assert response.status_code == 429
            assert "先不能查" in text_of(response.text)
    finally:
        pace._redis.cache_clear()
    assert Enquiry.objects.count() == 1
