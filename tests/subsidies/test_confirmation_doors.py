"""The yearly confirmation at the doors: three of the bureau, three of the stations, a list."""

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.subsidies.confirmation_states import DueState, Found
from support_services.subsidies.models import (
    Confirmation,
    ConfirmationDue,
    ConfirmationFinding,
    ConfirmationForfeit,
    ConfirmationRound,
    Entitlement,
    Hold,
)
from tests.people import EAST, EAST_ONE, EAST_TWO, WEST_ONE
from tests.screen_text import latin_words, text_of
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.checks import findable
from tests.subsidies.confirmations import Year, held, noon
from tests.subsidies.station_area import Area, make_area
from tests.subsidies.test_station_export import xlsx_rows
from veterans.accounts.models import User
from veterans.foundation import waiting_uploads
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db

LIST, STATION = "/bureau/confirmations/", "/station/confirmation/"


@pytest.fixture
def area() -> Area:
    return make_area()


@pytest.fixture
def old_zhang(area: Area) -> Entitlement:
    right = area.draws(EAST_ONE, "张建国")
    findable(right)
    return right


def open_now(area: Area, **more: Any) -> Year:
    """A window that is open today: the doors have the real clock."""
    today = timezone.localdate()
    given = {
        "year": today.year,
        "first_day": today - timedelta(days=20),
        "last_day": today + timedelta(days=20),
        **more,
    }
    return Year.of(area.lab, today=today, **given)


def over_now(area: Area) -> Year:
    """A window whose grace was over yesterday; whoever is not confirmed is held."""
    today = timezone.localdate()
    year = Year.of(
        area.lab,
        today=today - timedelta(days=60),
        year=(today - timedelta(days=31)).year,
        first_day=today - timedelta(days=90),
        last_day=today - timedelta(days=31),
    )
    year.sweep(today)
    return year


def filled(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "year": str(today.year),
        "schemes": ["disability_pension"],
        "first_day": str(today),
        "last_day": str(today + timedelta(days=40)),
        "grace_days": "15",
        "reminder_days": "30、15、3",
        "late_days": "30",
        "source": "试验局通知",
        "document_no": "试验〔2026〕3号",
        "confidence": "unconfirmed",
        **more,
    }


# --- The bureau's day -----------------------------------------------------------------------


def test_from_the_draft_to_the_decision_by_three_people(area: Area, old_zhang: Entitlement) -> None:
    preparer, reviewer = enter(area.lab.preparer), enter(area.lab.reviewer)
    bad = said(preparer.post(f"{LIST}new/", filled(reminder_days="三十", schemes=[])))
    assert "请写几个整数" in bad
    assert "至少选择一个项目" in bad
    checked = said(preparer.post(f"{LIST}new/", filled()))
    assert "确认以后" in checked
    assert "残疾军人残疾抚恤金" in checked
    assert not ConfirmationRound.objects.exists()
    preparer.post(f"{LIST}new/", filled(confirmed="1"))
    made = ConfirmationRound.objects.get()
    here = f"{LIST}{made.pk}/"
    assert "do/open/" not in preparer.get(here).text
    assert f"{made.year}年度确认：启用" in told(reviewer, "/bureau/")
    assert "约 1 人" in said(reviewer.post(f"{here}do/open/", {}))
    assert not ConfirmationDue.objects.exists()
    assert "1 人列入" in said(reviewer.post(f"{here}do/open/", {"confirmed": "1"}, follow=True))
    due = ConfirmationDue.objects.get()
    page = f"{LIST}people/{due.pk}/"
    desk = told(enter(area.lab.approver), "/bureau/")
    assert "已确认 0 人（0%），还有 1 人" in desk
    # The approver reads, and confirms nobody.
    assert enter(area.lab.approver).post(f"{page}do/confirm/", {}).status_code == 403
    today = str(timezone.localdate())
    given = {"way": "video", "confirmed_on": today, "note": ""}
    assert "确认以后" in said(preparer.post(f"{page}do/confirm/", given))
    preparer.post(f"{page}do/confirm/", {**given, "confirmed": "1"})
    assert ConfirmationDue.objects.get().state == DueState.CONFIRMED
    assert "视频" in told(reviewer, page)
    assert "视频" in told(reviewer, f"/bureau/people/{old_zhang.person_id}/")
    again = said(reviewer.post(f"{page}do/confirm/", {**given, "confirmed": "1"}))
    assert "确认过此人" in again
    reviewer.post(f"{page}do/take_back/", {"reason": "认错了人", "confirmed": "1"})
    assert ConfirmationDue.objects.get().state == DueState.DUE
    assert "认错了人" in told(reviewer, page)
    cancel = {"note": "日期写错", "confirmed": "1"}
    assert preparer.post(f"{here}do/cancel/", cancel).status_code == 403
    reviewer.post(f"{here}do/cancel/", cancel)
    assert "日期写错" in told(preparer, here)
    copied = preparer.get(f"{LIST}new/?from={made.pk}").text
    assert f'value="{made.year + 1}"' in copied
    assert preparer.get(f"{LIST}new/?from=999999").status_code == 404


def test_whoever_entered_may_not_open_past_the_page(area: Area) -> None:
    preparer = enter(area.lab.preparer)
    preparer.post(f"{LIST}new/", filled(confirmed="1"))
    made = ConfirmationRound.objects.get()
    ConfirmationRound.objects.filter(pk=made.pk)
    answer = preparer.post(f"{LIST}{made.pk}/do/open/", {"confirmed": "1"})
    assert answer.status_code == 403
    assert preparer.get(f"{LIST}{made.pk}/do/nothing/").status_code == 404


def test_held_forfeited_and_told_on_the_pages(area: Area, old_zhang: Entitlement) -> None:
    year = over_now(area)
    due = year.due(old_zhang)
    preparer, approver = enter(area.lab.preparer), enter(area.lab.approver)
    page = f"{LIST}people/{due.pk}/"
    month = timezone.localdate().strftime("%Y-%m")
    given = {
        "first_month": month,
        "last_month": month,
        "reason": "多次通知，本人拒绝",
        "document_no": "试验〔2026〕5号",
    }
    preparer.post(f"{page}do/forfeit/", {**given, "confirmed": "1"})
    asked = ConfirmationForfeit.objects.get()
    assert "张建国：是否不补发" in told(approver, "/bureau/")
    assert "是否不补发" not in told(preparer, "/bureau/")
    assert "待决定" in told(preparer, f"{LIST}{year.round.pk}/")
    decide = f"{LIST}forfeits/{asked.pk}/do/"
    assert preparer.post(f"{decide}confirm/", {"confirmed": "1"}).status_code == 403
    approver.post(f"{decide}confirm/", {"confirmed": "1"})
    assert "不补发" in told(preparer, page)
    right_page = told(preparer, f"/bureau/entitlements/{old_zhang.pk}/")
    assert "宽限期满没有确认" in right_page
    assert "解除暂缓" not in right_page
    approver.post(f"{decide}revoke/", {"note": "住院", "confirmed": "1"})
    asked.refresh_from_db()
    assert asked.state == "revoked"


def test_the_batch_tells_how_many_it_holds(area: Area, old_zhang: Entitlement) -> None:
    area.draws(EAST_TWO, "王志强")
    over_now(area)
    batch = area.run(approve=False)
    seen = told(enter(area.lab.reviewer), f"/bureau/batches/{batch.pk}/")
    assert "2 人因没有做年度确认暂缓" in seen
    follow_up = told(enter(area.own), "/station/follow-up/?kind=list")
    assert "没有做年度确认" in follow_up
    assert "在“年度确认”里登记" in follow_up


def test_the_list_is_narrowed_and_taken_away_covered(area: Area, old_zhang: Entitlement) -> None:
    area.draws(EAST_TWO, "王志强")
    far = area.draws(WEST_ONE, "赵玉兰")
    # All of them are of grade one.
    year = open_now(area, home_visit_grade=4)
    year.confirm(far, timezone.localdate())
    year.report(old_zhang, Found.NOT_FOUND, area.own, timezone.localdate())
    auditor = enter(area.lab.approver)
    here = f"{LIST}{year.round.pk}/people/"
    everybody = {"张建国", "王志强", "赵玉兰"}
    places = {code: area.places[code].path for code in (EAST, EAST_TWO)}
    for query, seen in {
        "": everybody,
        "?state=waiting": {"张建国", "王志强"},
        "?state=confirmed": {"赵玉兰"},
        "?state=reported": {"张建国"},
        "?state=held": set(),
        f"?town={places[EAST]}": {"张建国", "王志强"},
        f"?town={places[EAST]}&village={places[EAST_TWO]}": {"王志强"},
        "?who=old": set(),
        "?who=home": everybody,
        "?text=建": {"张建国"},
        "?state=nonsense": everybody,
    }.items():
        page = told(auditor, here + query)
        assert {name for name in everybody if name in page} == seen, query
    taken = auditor.get(f"{here}file/?state=waiting")
    cells = [str(cell) for row in xlsx_rows(taken.content) for cell in row]
    assert "张建国" in cells
    assert "找不到人" in cells
    assert not any(re.search(r"\d{17}", cell) for cell in cells)
    assert AuditEntry.objects.filter(action="confirmation.exported").count() == 1
    assert "没有可以导出" in said(auditor.get(f"{here}file/?state=held", follow=True))


def test_the_rounds_page_costs_the_same_for_few_and_many(area: Area) -> None:
    asked = []
    reader = enter(area.lab.approver)
    for count in (1, 6):
        for _ in range(count):
            area.draws(EAST_ONE, "张建国")
        year = open_now(area)
        costs = []
        for page in (f"{LIST}{year.round.pk}/", f"{LIST}{year.round.pk}/people/", "/bureau/"):
            with CaptureQueriesContext(connection) as queries:
                reader.get(page)
            costs.append(len(queries))
        asked.append(costs)
        year.cancel(timezone.localdate())
    assert asked[0] == asked[1]


# --- A list of data matches ------------------------------------------------------------------


def bring(client: Any, year: Year, text: str, source: str = "区医保局") -> Any:
    file = SimpleUploadedFile("名单.csv", text.encode())
    url = f"{LIST}{year.round.pk}/list/"
    return client.post(url, {"source": source, "file": file}, follow=True)


def test_a_list_is_previewed_and_applied_whole(area: Area, old_zhang: Entitlement) -> None:
    doubted = area.draws(EAST_TWO, "王志强")
    done = area.draws(EAST_TWO, "李秀英")
    stranger = area.relative(EAST_TWO, "外人")
    findable(doubted, done)
    year = over_now(area)
    today = timezone.localdate()
    year.confirm(done, today)
    year.report(doubted, Found.DIED, area.neighbour, today)
    preparer = enter(area.lab.preparer)
    rights = (old_zhang, doubted, done)
    numbers = [right.person.id_number for right in rights] + [stranger.id_number]
    shown = bring(preparer, year, "\n".join(["id_number", *numbers]))
    seen = said(shown)
    assert "确认这 1 人" in seen
    assert "站点报告过没有见到本人，不确认 1" in seen
    assert "不在本轮，只计数，不留身份证号 1" in seen
    assert held(old_zhang)
    preview = shown.redirect_chain[-1][0]
    assert enter(area.lab.reviewer).get(preview).status_code == 403
    answer = said(preparer.post(preview, follow=True))
    assert "4 行中确认 1 人，1 项暂缓已解除" in answer
    assert not held(old_zhang)
    assert held(doubted)
    assert not waiting_uploads.waiting().exists()
    assert "已过期" in said(preparer.post(preview, follow=True))
    entry = AuditEntry.objects.get(action="confirmation.imported")
    assert entry.detail["unknown"] == 1
    # The same again changes nothing.
    assert "没有人会因此确认" in said(bring(preparer, year, "\n".join(["id_number", *numbers])))


@pytest.mark.parametrize(
    ("lines", "said_of_it"),
    [
        (["number"], "id_number"),
        (["id_number"], "没有内容"),
        (["id_number", "1"], "第 2 行"),
        (["id_number,date", "{id},2026-02-30"], "第 2 行"),
        (["id_number,date", "{id},2001-01-01"], "不能用来确认"),
        (["id_number,date", "{id},2999-01-01"], "晚于今天"),
        (["id_number", "{id}", "{id}"], "同一个人"),
    ],
)
def test_a_bad_list_is_told_by_line_and_nothing_is_kept(
    area: Area, old_zhang: Entitlement, lines: list[str], said_of_it: str
) -> None:
    year = open_now(area)
    text = "\n".join(lines).replace("{id}", old_zhang.person.id_number)
    assert said_of_it in said(bring(enter(area.lab.preparer), year, text))
    assert not Confirmation.objects.exists()
    assert not waiting_uploads.waiting().exists()


# --- The station -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("worker", "sees"), [("own", True), ("town", True), ("neighbour", False), ("stranger", False)]
)
def test_a_station_sees_and_confirms_its_own_area(
    area: Area, old_zhang: Entitlement, worker: str, sees: bool
) -> None:
    year = open_now(area)
    due = year.due(old_zhang)
    who: User = getattr(area, worker)
    client = enter(who)
    assert ("张建国" in told(client, STATION)) is sees
    assert ("张建国" in told(client, f"{STATION}print/")) is sees
    assert ("还有 1 人没有确认" in told(client, "/station/")) is sees
    page = f"{STATION}{due.pk}/"
    assert client.get(page).status_code == (200 if sees else 404)
    for given in (
        {"do": "found", "found": "died", "found_on": str(timezone.localdate()), "note": ""},
        {"do": "confirm", "way": "in_person"},
        {"do": "take_back", "reason": "点错了"},
    ):
        assert client.post(page, given).status_code == (302 if sees else 404)
    assert ConfirmationFinding.objects.exists() is sees
    assert Confirmation.objects.exists() is sees


def test_two_taps_confirm_and_release(area: Area, old_zhang: Entitlement) -> None:
    year = over_now(area)
    own = enter(area.own)
    assert "已暂缓发放" in told(own, "/station/")
    listed = own.get(f"{STATION}?kind=held")
    link = re.search(rf'href="({STATION}\d+/)"', listed.text)
    assert link is not None
    button = re.search(r'name="way" value="(\w+)"', own.get(link[1]).text)
    assert button is not None
    answer = said(own.post(link[1], {"do": "confirm", "way": button[1]}, follow=True))
    assert "已确认 张建国（本人到站）。暂缓已解除" in answer
    assert not held(old_zhang)
    assert year.state(old_zhang) == DueState.CONFIRMED
    # Twice by a nervous finger: nothing more, and told so.
    again = said(own.post(link[1], {"do": "confirm", "way": "home"}, follow=True))
    assert "确认过此人" in again
    assert Confirmation.objects.count() == 1
    payee = told(own, f"/station/payees/{old_zhang.person_id}/")
    assert "本人到站" in payee
    # Taken back past the grace, he is held again at once.
    own.post(link[1], {"do": "take_back", "reason": "点错了人"})
    assert held(old_zhang)


def test_bad_input_at_the_station_is_told_and_changes_nothing(
    area: Area, old_zhang: Entitlement
) -> None:
    year = open_now(area)
    page = f"{STATION}{year.due(old_zhang).pk}/"
    own, today = enter(area.own), timezone.localdate()
    video = {"do": "confirm", "way": "video", "confirmed_on": str(today), "note": ""}
    for given, seen in (
        ({"do": "confirm", "way": "data"}, "请选择确认的方式"),
        ({"do": "confirm", "way": ""}, "请选择确认的方式"),
        ({"do": "nonsense"}, "没有这个操作"),
        ({}, "没有这个操作"),
        ({**video, "confirmed_on": "明天"}, "请写成年-月-日"),
        ({**video, "confirmed_on": str(today + timedelta(days=1))}, "不能晚于今天"),
        ({**video, "confirmed_on": "2001-01-01"}, "不能用更早的日期"),
        ({**video, "way": "other"}, "请填写说明"),
        ({**video, "way": "data"}, "选择"),
        ({**video, "note": "13800138000"}, "请去掉后再提交"),
        ({"do": "found", "found": "", "found_on": str(today)}, "请选择看到的情况"),
        ({"do": "take_back", "reason": ""}, "没有可以撤销的确认"),
        ({"do": "take_back", "reason": "x"}, "没有可以撤销的确认"),
    ):
        assert seen in said(own.post(page, given, follow=True)), given
    assert not Confirmation.objects.exists()
    assert not ConfirmationFinding.objects.exists()
    assert own.get(f"{STATION}?kind=nonsense").status_code == 404
    assert own.get(f"{STATION}?village=370399002001").status_code == 404


def test_family_says_dead_is_a_task_for_the_bureau_and_the_existing_road(
    area: Area, old_zhang: Entitlement
) -> None:
    year = open_now(area)
    due, today = year.due(old_zhang), timezone.localdate()
    given = {"do": "found", "found": "died", "found_on": str(today), "note": "儿子说的"}
    enter(area.own).post(f"{STATION}{due.pk}/", given)
    preparer = enter(area.lab.preparer)
    assert "1 条年度确认的站点报告待处理" in told(preparer, "/bureau/")
    page = told(preparer, f"{LIST}people/{due.pk}/")
    assert "儿子说的" in page
    assert "登记去世" in page
    preparer.post(
        f"/bureau/people/{old_zhang.person_id}/do/death/",
        {"died_on": str(today), "confirmed": "1"},
    )
    old_zhang.person.refresh_from_db()
    assert old_zhang.person.died_on == today
    # No bell needed: he is nobody's task any more, and leaves with the next sweep.
    assert "站点报告待处理" not in told(preparer, "/bureau/")
    assert "张建国" not in told(enter(area.own), STATION)
    year.sweep(today)
    assert year.state(old_zhang) == DueState.LEFT


def test_reminders_grow_with_the_days(area: Area, old_zhang: Entitlement) -> None:
    today = timezone.localdate()
    own = enter(area.own)
    for left, tone in ((40, "info"), (30, "warn"), (15, "warn"), (3, "bad"), (0, "bad")):
        year = open_now(area, last_day=today + timedelta(days=left))
        page = own.get("/station/").text
        assert f"state-{tone}" in page, left
        assert ("今天截止" if not left else f"还有 {left} 天截止") in page
        year.cancel(today)
    assert "没有确认" not in told(own, "/station/")


def test_the_bureau_is_not_let_in_at_the_station_nor_the_station_at_the_bureau(
    area: Area, old_zhang: Entitlement
) -> None:
    year = open_now(area)
    due = year.due(old_zhang)
    for page in (STATION, f"{STATION}print/", f"{STATION}{due.pk}/"):
        assert enter(area.lab.preparer).get(page).status_code == 403
    for page in (LIST, f"{LIST}{year.round.pk}/", f"{LIST}people/{due.pk}/"):
        assert enter(area.own).get(page).status_code in (302, 403)


def test_the_pages_speak_chinese(area: Area, old_zhang: Entitlement) -> None:
    year = over_now(area)
    due = year.due(old_zhang)
    year.report(old_zhang, Found.MOVED, area.own, timezone.localdate())
    reviewer, own = enter(area.lab.reviewer), enter(area.own)
    here = f"{LIST}{year.round.pk}/"
    pages = [
        reviewer.get(page) for page in (LIST, here, f"{here}people/", f"{LIST}people/{due.pk}/")
    ]
    pages += [enter(area.lab.preparer).get(f"{LIST}new/")]
    pages += [own.get(page) for page in (STATION, f"{STATION}print/", f"{STATION}{due.pk}/")]
    for page in pages:
        text = re.sub(r"(preparer|reviewer|approver)-\d+", "", text_of(page.text))
        assert latin_words(text, "own") == [], page.request["PATH_INFO"]


# --- The command line ------------------------------------------------------------------------


def run(*words: str) -> tuple[int, dict[str, Any]]:
    out, status = io.StringIO(), 0
    try:
        call_command("confirmation", *words, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        status = int(end.code or 0)
    except CommandError:
        status = 1
    return status, json.loads(out.getvalue() or "{}")


def test_the_command_line_goes_the_same_way(
    area: Area, old_zhang: Entitlement, tmp_path: Path
) -> None:
    today = timezone.localdate()
    preparer, reviewer = area.lab.preparer.username, area.lab.reviewer.username
    terms = ["--year", str(today.year), "--scheme", "disability_pension", "--grace", "0"]
    terms += ["--from", str(today - timedelta(days=5)), "--to", str(today), "--source", "试验"]
    status, made = run("enter", *terms, "--by", preparer)
    assert (status, made["state"]) == (0, "draft")
    key = str(made["round"])
    assert run("open", key, "--by", preparer)[0] == 1
    _, opened = run("open", key, "--by", reviewer)
    assert opened["people"] == 1
    number = old_zhang.person.id_number
    status, done = run("confirm", "--id-number", number, "--way", "video", "--by", preparer)
    assert (status, done["released"]) == (0, 0)
    assert run("confirm", "--id-number", number, "--by", preparer)[0] == 1
    _, back = run("take-back", "--id-number", number, "--reason", "点错", "--by", preparer)
    assert back["state"] == "due"
    path = tmp_path / "名单.csv"
    path.write_text(f"id_number\n{number}\n", encoding="utf-8")
    words = ["import", key, str(path), "--source", "区医保局", "--by", preparer]
    _, tried = run(*words, "--dry-run")
    assert (tried["confirmed"], tried["applied"]) == (1, False)
    _, applied = run(*words)
    assert (applied["confirmed"], applied["applied"]) == (1, True)
    path.write_text("id_number\n1\n", encoding="utf-8")
    status, refused = run(*words)
    assert (status, refused["lines"][0]["line"]) == (1, 2)
    _, listed = run("list", "--by", reviewer)
    assert listed["rounds"][0]["confirmed"] == 1
    _, people = run("people", key, "--state", "confirmed", "--by", reviewer)
    assert people["people"][0]["way"] == "data"
    assert run("sweep")[1]["rounds"][0]["held"] == 0
    _, copied = run("copy", key, "--by", preparer)
    assert copied["year"] == today.year + 1
    _, withdrawn = run("withdraw", str(copied["round"]), "--note", "以后再说", "--by", preparer)
    assert withdrawn["state"] == "withdrawn"
    _, cancelled = run("cancel", key, "--note", "试验完毕", "--by", reviewer)
    assert cancelled["state"] == "cancelled"
    assert not Hold.objects.filter(released_at__isnull=True).exists()
    assert noon(date(2026, 1, 1)).tzinfo is not None
