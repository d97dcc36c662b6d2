"""Juries at the bureau's desk, by buttons: who sees what, who may what; and no name anywhere."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from honors.juries.models import Assignment, Ballot, JurorTie, Panel, Recusal
from honors.juries.services.assigning import begin
from tests.architecture.test_every_address import addresses, example
from tests.juries.makers import NAMES, Jury, entry
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import person, user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db
BASE = "/bureau/juries/"


JUROR_PAGES = "/bureau/jury/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The clock of the doors: a test moves it on by so much."""
    real, moved = timezone.now, {"by": timedelta()}
    monkeypatch.setattr(timezone, "now", lambda: real() + moved["by"])
    return moved


def running(**other: Any) -> Jury:
    """A panel that may be scored in now, for an hour."""
    now = timezone.now()
    times = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)}
    return Jury(**{**times, **other})


def test_a_review_by_buttons(clock: Any) -> None:
    jury = running(entries=3, jurors=4, levelled=True, shows_others=True)
    here = f"{BASE}{jury.panel.pk}/"
    preparer, closer = enter(jury.preparer), enter(jury.closer)
    assert "等聘请评委、分派" in told(preparer, "/bureau/")
    assert "号缺 3 位" in told(preparer, here)
    refused = press(preparer, f"{here}do/begin/")
    assert "评委不够" in said(refused)
    press(preparer, f"{here}appoint/", user_ids=[str(one.pk) for one in jury.jurors])
    assert "评委不够" not in told(preparer, here)
    press(preparer, f"{here}do/begin/")
    assert "现在重新算过，与当时的分派一致" in told(preparer, here)
    # A juror: his desk, his tasks, a ballot that is half filled in, one that is whole.
    first = jury.jurors[0]
    client = enter(first)
    task = Assignment.objects.filter(seat__user=first).order_by("entry__number").first()
    assert task is not None
    page = f"{JUROR_PAGES}{task.pk}/"
    assert "份材料等您评分" in told(client, "/bureau/")
    assert f"{task.entry.number} 号" in told(client, JUROR_PAGES)
    keys = [f"points_{one.pk}" for one in jury.panel.criteria.order_by("number")]
    half = client.post(page, {keys[0]: "80", "comment": "写到一半"})
    assert "请填写这一项" in said(half)
    assert "写到一半" in half.text
    assert "不能大于 100" in said(client.post(page, dict.fromkeys(keys, "101")))
    assert "请写明原因" in said(client.post(page, {"is_abstention": "on"}))
    press(client, page, **dict.fromkeys(keys, "88.5"), comment="事迹扎实")
    assert Ballot.objects.filter(assignment=task).count() == 1
    assert "更正" in told(client, JUROR_PAGES)
    # The office sees that he has scored, and not what.
    for who in (preparer, closer, enter(user(Role.AUDITOR))):
        for url in (here, f"{BASE}entries/{task.entry_id}/"):
            assert "88.50" not in who.get(url).text
            assert "事迹扎实" not in who.get(url).text
        assert who.get(f"{here}sheet/").status_code == 302
    # Others see it once their own is in; a stranger's task is not there.
    other = Assignment.objects.filter(entry=task.entry).exclude(pk=task.pk).first()
    assert other is not None
    assert client.get(f"{JUROR_PAGES}{other.pk}/").status_code == 404
    second = enter(other.seat.user)
    assert "88.50" not in second.get(f"{JUROR_PAGES}{other.pk}/").text
    press(second, f"{JUROR_PAGES}{other.pk}/", **dict.fromkeys(keys, "70"))
    seen = told(second, f"{JUROR_PAGES}{other.pk}/")
    assert "另一位评委" in seen
    assert "88.50" in seen
    assert str(first) not in seen
    # Declared ties: one thing at a time; found on the office's page.
    declared = f"{JUROR_PAGES}ties/new/"
    assert "请填其中一项" in said(client.post(declared, {"why": "同事"}))
    place = village()
    press(client, declared, village=place.code, why="老家")
    assert place.name in told(client, JUROR_PAGES)
    assert place.name in told(preparer, f"{BASE}jurors/{first.pk}/")
    # He stands aside from one, and leaves; nobody is left to take over, which is said.
    third = Assignment.objects.filter(seat__user=first).order_by("-entry__number").first()
    assert third is not None
    press(client, f"{JUROR_PAGES}{third.pk}/aside/", why="看出来是谁")
    assert Recusal.objects.get().source == "juror"
    left = press(preparer, f"{BASE}seats/{task.seat_id}/leave/", why="出差")
    assert "没评的由别人接手" in said(left)
    assert client.get(page).status_code == 404
    for one in Assignment.objects.filter(seat__left_at=None, ballots=None):
        if not one.entry.recusals.filter(seat=one.seat).exists():
            press(enter(one.seat.user), f"{JUROR_PAGES}{one.pk}/", **dict.fromkeys(keys, "75"))
    assert "才能结束评审" in said(press(closer, f"{here}do/close/"))
    clock["by"] = timedelta(hours=2)
    preparer, closer = enter(jury.preparer), enter(jury.closer)
    assert "已截止，等结束评审" in told(closer, "/bureau/")
    assert preparer.get(f"{here}do/close/").status_code == 403
    press(closer, f"{here}do/close/")
    assert Panel.objects.get().state == "closed"
    assert "按评分重算一致" in told(closer, here)
    sheet = told(closer, f"{here}sheet/")
    for words in ("88.50", "事迹扎实", "拉平评委宽严以后", "看出来是谁"):
        assert words in sheet, words
    book = closer.get(f"{here}sheet/xlsx/")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
    assert any("拉平评委宽严以后" in str(cell) for row in cells.to_python() for cell in row)
    file = closer.get(f"{here}sheet/pdf/")
    assert file.headers["Content-Disposition"] == f'attachment; filename="jury-{jury.panel.pk}.pdf"'
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(file.content)).pages)
    assert "评审会表" in text
    assert "得分最高，排第 1" in text.replace("\n", "")


def crawl(client: Client, start: str, *, most: int = 200) -> dict[str, bytes]:
    """Every page that can be reached from there by links behind the bureau's door."""
    found: dict[str, bytes] = {}
    todo = [start]
    while todo and len(found) < most:
        url = todo.pop()
        response = client.get(url, follow=True)
        found[url] = response.content
        if "html" not in response.headers["Content-Type"]:
            continue
        for link in re.findall(r'href="(/bureau/[^"#]*)', response.text):
            link = link.replace("&amp;", "&")
            if link not in found and link not in todo and "logout" not in link:
                todo.append(link)
    return found


def test_nobody_is_named_to_a_juror_nor_in_the_tables(clock: Any) -> None:
    people = [person(name=name) for name in NAMES]
    places = [one.region.code for one in people]
    jury = running(
        entries=[
            entry(one.pk, f"person:{one.pk}", f"village:{code}", text="他（某某）修了一条路。")
            for one, code in zip(people, places, strict=True)
        ],
        jurors=4,
        barred_by=["person"],
        shows_others=True,
    )
    jury.seated()
    begin(panel_id=jury.panel.pk, by=jury.preparer, at=timezone.now())
    for task in Assignment.objects.all():
        jury.vote(task, 80 + task.entry.number, at=timezone.now())
    client = enter(jury.jurors[0])
    pages = crawl(client, "/bureau/")
    pages |= {url: client.get(url).content for url in ("/bureau/jury/", "/bureau/jury/ties/new/")}
    for task in Assignment.objects.filter(seat__user=jury.jurors[0]):
        for url in (f"{JUROR_PAGES}{task.pk}/", f"{JUROR_PAGES}{task.pk}/aside/"):
            pages[url] = client.get(url).content
    assert len(pages) > 10
    marks = [f"nomination:{one.pk}" for one in people] + [f"person:{one.pk}" for one in people]
    other_jurors = [str(one) for one in jury.jurors[1:]]
    for url, content in pages.items():
        for words in (*NAMES, *marks, *other_jurors):
            assert words.encode() not in content, (url, words)
    # Nothing of the tables either, the audit log of the panel included.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'juries\\_%%'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        assert len(tables) == 13
        for table in [*tables, "foundation_auditentry"]:
            where = " WHERE action LIKE 'juries.%%'" if table == "foundation_auditentry" else ""
            cursor.execute(f"SELECT t::text FROM {table} t{where}")
            dump = "\n".join(row[0] for row in cursor.fetchall())
            for words in (*NAMES, *(f"person:{one.pk}" for one in people)):
                assert words not in dump, (table, words)
    # Nor of what is taken home from the meeting.
    clock["by"] = timedelta(hours=2)
    closer = enter(jury.closer)
    press(closer, f"{BASE}{jury.panel.pk}/do/close/")
    for kind in ("", "xlsx/", "pdf/"):
        response = closer.get(f"{BASE}{jury.panel.pk}/sheet/{kind}")
        assert response.status_code == 200
        told_ = response.content
        if kind == "xlsx/":
            book = CalamineWorkbook.from_filelike(io.BytesIO(told_)).get_sheet_by_index(0)
            told_ = str(book.to_python()).encode()
        if kind == "pdf/":
            told_ = "".join(
                one.extract_text() for one in PdfReader(io.BytesIO(told_)).pages
            ).encode()
        name = response.headers.get("Content-Disposition", "")
        assert not any(words.encode() in told_ or words in name for words in NAMES)


def test_every_move_is_for_its_role_and_a_juror_has_his_desk_alone() -> None:
    jury = running(entries=2, jurors=3).seated()
    begin(panel_id=jury.panel.pk, by=jury.preparer, at=timezone.now())
    forming = running(entries=1)
    task = Assignment.objects.filter(seat__user=jury.jurors[0]).first()
    assert task is not None
    tie = JurorTie.objects.create(
        user=jury.jurors[0], kind="village", mark="village:1", label="x", why="x",
        declared_by=jury.jurors[0], declared_at=timezone.now(),
    )  # fmt: skip
    readers = (Role.PREPARER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR)
    every = (*readers, Role.SYSADMIN, Role.SECADMIN, Role.JUROR)
    people: dict[Role, User] = {role: user(role) for role in every}
    people[Role.JUROR] = jury.jurors[0]
    clients = {role: enter(one) for role, one in people.items()}
    one, seat = f"{BASE}{jury.panel.pk}/", task.seat_id
    table: dict[str, tuple[Role, ...]] = {
        BASE: readers,
        f"{BASE}jurors/": readers,
        f"{BASE}jurors/{jury.jurors[1].pk}/": readers,
        f"{BASE}jurors/{jury.jurors[1].pk}/ties/new/": (Role.PREPARER,),
        f"{BASE}ties/{tie.pk}/end/": (Role.PREPARER,),
        one: readers,
        f"{one}appoint/": (Role.PREPARER,),
        f"{one}extend/": (Role.PREPARER,),
        f"{BASE}{forming.panel.pk}/do/begin/": (Role.PREPARER,),
        f"{one}do/close/": (Role.REVIEWER, Role.APPROVER),
        f"{one}do/drop/": (Role.PREPARER,),
        f"{BASE}entries/{task.entry_id}/": readers,
        f"{BASE}entries/{task.entry_id}/recuse/": (Role.PREPARER,),
        f"{BASE}seats/{seat}/leave/": (Role.PREPARER,),
        JUROR_PAGES: (Role.JUROR,),
        f"{JUROR_PAGES}ties/new/": (Role.JUROR,),
        f"{JUROR_PAGES}ties/{tie.pk}/end/": (Role.JUROR,),
        f"{JUROR_PAGES}{task.pk}/": (Role.JUROR,),
        f"{JUROR_PAGES}{task.pk}/aside/": (Role.JUROR,),
    }
    before = Panel.objects.get(pk=jury.panel.pk).state
    for url, allowed in table.items():
        for role, client in clients.items():
            expected = 200 if role in allowed else 403
            assert client.get(url).status_code == expected, (url, role)
            if role not in allowed:
                assert client.post(url, {"why": "x"}).status_code == 403, (url, role)
        assert Client().get(url).status_code == 302
    assert Panel.objects.get(pk=jury.panel.pk).state == before
    # Whatever else there is behind the door, a juror may not.
    juror = clients[Role.JUROR]
    for url in ("people/", "honours/", "cases/", "picture/", "projects/", "units/", "inbox/"):
        assert juror.get(f"/bureau/{url}").status_code in (403, 404), url
    assert juror.get("/station/").status_code == 403
    assert not jury.jurors[0].may("people.read")
    assert jury.jurors[0].area_path is None


def test_every_other_address_behind_the_door_is_shut_to_a_juror() -> None:
    client = enter(user(Role.JUROR))
    own = {"/bureau/", "/bureau/me/", "/bureau/stay/", "/bureau/logout/", "/bureau/login/"}
    own |= {"/bureau/password_change/", "/bureau/password_change/done/", "/bureau/jsi18n/"}
    # Places are open to everybody at a desk; a juror has no area, so the list is empty for him.
    own |= {"/bureau/second-factor/", "/bureau/regions/region/"}
    open_ = []
    for pattern in dict.fromkeys(addresses(get_resolver())):
        url = example(pattern)
        if not url.startswith("/bureau/") or url in own or url.startswith("/bureau/jury/"):
            continue
        status = client.get(url).status_code
        # The stock admin leads back to the desk from what it does not find.
        if status not in (403, 404) and "999999" not in url:
            open_.append((url, status))
    assert open_ == []


def test_many_cost_as_many_queries_as_one() -> None:
    def costs(jury: Jury) -> list[int]:
        task = Assignment.objects.filter(seat__user=jury.jurors[0]).first()
        assert task is not None
        found = []
        pairs = [
            (enter(jury.preparer), BASE),
            (enter(jury.preparer), f"{BASE}{jury.panel.pk}/"),
            (enter(jury.preparer), f"{BASE}jurors/"),
            (enter(jury.jurors[0]), JUROR_PAGES),
            (enter(jury.jurors[0]), f"{JUROR_PAGES}{task.pk}/"),
            (enter(jury.preparer), "/bureau/"),
        ]
        for client, url in pairs:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    few = running(entries=2, jurors=3).seated()
    begin(panel_id=few.panel.pk, by=few.preparer, at=timezone.now())
    before = costs(few)
    many = running(entries=20, jurors=12).seated()
    begin(panel_id=many.panel.pk, by=many.preparer, at=timezone.now())
    assert costs(many) == before
    assert max(before[:5]) < 30
