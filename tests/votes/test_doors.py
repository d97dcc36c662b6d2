"""Votes before residents and at the bureau's desk, by buttons."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from honors.votes.models import Attempt, Exclusion, Poll, Vote, VoteMessage
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user
from tests.votes.makers import Ballots, code_in
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db
BASE = "/bureau/votes/"
PHONE = "13800001234"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The clock of the doors: a test moves it on by so much."""
    real, moved = timezone.now, {"by": timedelta()}
    monkeypatch.setattr(timezone, "now", lambda: real() + moved["by"])
    return moved


def running(**other: Any) -> Ballots:
    today = timezone.localdate()
    return Ballots(**{"opens_on": today, "closes_on": today + timedelta(days=3), **other})


def test_a_resident_votes_without_a_cookie_or_a_script() -> None:
    held = running()
    client = Client()
    assert "正在投票" in told(client, "/toupiao/")
    url = f"/toupiao/{held.poll.pk}/"
    page = told(client, url)
    assert "1 号 候选人1（虚构）" in page
    assert " 0 票" not in page  # numbers are not live
    assert "最美退役军人投票（虚构）" in told(client, "/sousuo/?q=投票")
    assert "最美退役军人投票" not in told(client, "/sousuo/?q=补助")
    option = held.option(2)
    token = "c" * 32
    sent = {"form": token, "option": f"{option.pk}", "phone": PHONE}
    for wrong, words in (
        ({"option": ""}, "请先选一个"),
        ({"option": "999999"}, "请先选一个"),
        ({"phone": "12345"}, "1 开头的 11 位"),
        ({"phone": ""}, "请写您的手机号"),
    ):
        answer = client.post(url, {**sent, **wrong})
        assert words in said(answer)
        # What was chosen is chosen still.
        if "option" not in wrong:
            assert f'value="{option.pk}" checked' in answer.text
    assert not Attempt.objects.exists()
    answer = client.post(url, {**sent, "phone": " 138-0000 1234 "})
    assert "填验证码，投票才算数" in said(answer)
    assert PHONE not in answer.text
    ticket = answer.context["ticket"]
    code = code_in(VoteMessage.objects.get().text)
    wrong = client.post("/toupiao/yanzheng/", {"ticket": ticket, "code": "000000"})
    assert "验证码不对" in said(wrong)
    nobody = client.post("/toupiao/yanzheng/", {"ticket": "x", "code": "000000"})
    assert said(nobody) == said(wrong)
    done = client.post("/toupiao/yanzheng/", {"ticket": ticket, "code": code}, follow=True)
    assert "投票成功" in said(done)
    assert Vote.objects.get().option == option
    # The same telephone again: asked for alike, and told to whoever holds it.
    again = client.post(url, {**sent, "form": "d" * 32})
    assert said(again) == said(answer)
    code = code_in(VoteMessage.objects.latest("pk").text)
    ticket = again.context["ticket"]
    told_ = client.post("/toupiao/yanzheng/", {"ticket": ticket, "code": code}, follow=True)
    assert "今天已经投过" in said(told_)
    assert Vote.objects.count() == 1
    assert not client.cookies
    for one in (client.get(url), answer, done):
        assert one.headers["Cache-Control"] == "no-store"
        assert "noindex" in one.headers["X-Robots-Tag"]
        assert "<script" not in one.text
    # From another site nothing is taken; what is not open is not there.
    away = client.post(url, sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert away.status_code == 403
    hidden = running(opened=False)
    assert client.get(f"/toupiao/{hidden.poll.pk}/").status_code == 404
    assert client.get("/toupiao/yanzheng/").status_code == 302
    live = running(live=True)
    assert "0 票" in told(client, f"/toupiao/{live.poll.pk}/")


def test_too_often_is_said_and_nothing_is_lost(settings: Any) -> None:
    settings.PORTAL_VOTE_ASKS_PER_NETWORK = 2
    held = running()
    url, option = f"/toupiao/{held.poll.pk}/", held.option(1)
    answers = [
        Client(REMOTE_ADDR=f"10.99.3.{n}").post(
            url, {"form": f"{n:032x}", "option": f"{option.pk}", "phone": f"1390000{n:04d}"}
        )
        for n in range(4)
    ]
    assert [one.status_code for one in answers] == [200, 200, 429, 429]
    assert "请过一会儿再来" in answers[3].text
    assert f'value="{option.pk}" checked' in answers[3].text
    assert Attempt.objects.count() == 2
    settings.PORTAL_SMS = "off"
    off = Client(REMOTE_ADDR="10.98.3.1").post(
        url, {"form": "f" * 32, "option": f"{option.pk}", "phone": PHONE}
    )
    assert "发不了验证码" in said(off)


def test_the_end_of_a_poll_by_buttons(clock: Any) -> None:
    held = running(opened=False)
    here = f"{BASE}{held.poll.pk}/"
    preparer, signer = enter(held.preparer), enter(held.signer)
    assert "等另一人开放" in told(signer, "/bureau/")
    assert "等另一人开放" not in told(preparer, "/bureau/")
    assert preparer.get(f"{here}do/release/").status_code == 403
    assert "候选人1（虚构）" in told(signer, f"{here}do/release/")
    press(signer, f"{here}do/release/")
    held.poll.refresh_from_db()
    now = timezone.now()
    for n in range(24):
        address = "10.1.1.1" if n < 14 else f"10.2.{n}.1"
        held.vote(
            f"13{n:03d}{n:06d}", 1 if n < 14 else 2, at=now, address=address,
        )  # fmt: skip
    # Who has how many is told when it is over.
    assert "一共 24 票" in told(preparer, here)
    assert "候选人1（虚构） 14" not in told(preparer, here)
    assert preparer.get(f"{here}report/").status_code == 302
    assert "过后才能结束" in said(press(preparer, f"{here}do/close/"))
    clock["by"] = timedelta(days=5)
    preparer, signer = enter(held.preparer), enter(held.signer)
    press(preparer, f"{here}do/close/")
    assert "投票已经结束" in told(Client(), f"/toupiao/{held.poll.pk}/")
    report = told(preparer, f"{here}report/")
    assert "来自同一网络" in report
    assert "1 号 14 票" in report
    link = next(
        one["ask_url"]
        for one in preparer.get(f"{here}report/").context["odd"]
        if one["kind"] == "network"
    )
    press(preparer, link, why="同一网络集中投票")
    rule = Exclusion.objects.get()
    assert "待另一人确认" in told(preparer, f"{here}report/")
    assert preparer.get(f"{BASE}rules/{rule.pk}/confirm/").status_code == 403
    assert "还有剔除规则没有确认" in said(press(preparer, f"{here}sign/"))
    press(signer, f"{BASE}rules/{rule.pk}/confirm/")
    press(preparer, f"{here}sign/")
    assert "还差一人签认" in told(signer, f"{here}report/")
    press(preparer, f"{here}unsign/")
    press(preparer, f"{here}sign/")
    press(signer, f"{here}sign/")
    assert Poll.objects.get().state == "signed"
    assert "按票重算一致" in told(preparer, here)
    book = preparer.get(f"{here}report/xlsx/")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert any(row[:3] == ["得票", "1 号 候选人1（虚构）", 0] for row in cells.to_python())


def test_every_move_is_for_its_role_and_many_cost_as_one(clock: Any) -> None:
    held, waits = running(), running(opened=False)
    held.vote(PHONE, at=timezone.now())
    readers = (Role.PREPARER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR)
    every = (*readers, Role.SYSADMIN, Role.SECADMIN, Role.JUROR)
    one = f"{BASE}{held.poll.pk}/"
    table: dict[str, tuple[Role, ...]] = {
        BASE: readers,
        one: readers,
        f"{BASE}{waits.poll.pk}/do/release/": (Role.REVIEWER, Role.APPROVER),
        f"{one}do/close/": (Role.PREPARER,),
        f"{one}do/drop/": (Role.PREPARER,),
    }
    clients = {role: enter(user(role)) for role in every}
    for url, allowed in table.items():
        for role, client in clients.items():
            expected = 200 if role in allowed else 403
            assert client.get(url).status_code == expected, (url, role)
    clock["by"] = timedelta(days=5)
    held.poll.refresh_from_db()
    preparer = enter(held.preparer)
    press(preparer, f"{one}do/close/")
    for url, allowed in {
        f"{one}report/": readers,
        f"{one}report/xlsx/": readers,
        f"{one}sign/": readers[:3],
    }.items():
        for role in every:
            client = enter(user(role))
            expected = 200 if role in allowed else 302 if role in readers else 403
            assert client.get(url).status_code == expected, (url, role)
            if expected != 200:
                assert client.post(url).status_code in (302, 403, 200)
    assert Poll.objects.get(pk=held.poll.pk).first_by is None

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert preparer.get(url).status_code == 200
        return len(queries)

    urls = [BASE, one, f"{one}report/", f"/toupiao/{held.poll.pk}/", "/toupiao/"]
    before = [cost(url) for url in urls]
    clock["by"] = timedelta()
    for _ in range(4):
        more = running(count=9)
        for n in range(3):
            more.vote(f"1370000000{n}", at=timezone.now())
    clock["by"] = timedelta(days=5)
    assert [cost(url) for url in urls] == before
    assert max(before) < 30
