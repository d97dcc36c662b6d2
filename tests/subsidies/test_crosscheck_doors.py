"""Cross-checks at the doors: bring a list in, decide at the bureau, look at the station."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support_services.subsidies.models import (
    CrossCheckHit,
    CrossCheckList,
    CrossCheckVisit,
    Entitlement,
    Hold,
)
from support_services.subsidies.states import CheckKind
from tests.people import EAST_ONE, EAST_TWO, WEST_ONE
from tests.screen_text import latin_words, text_of
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.checks import AT, DIED, apply, findable, list_of, names, the_hit
from tests.subsidies.station_area import Area, make_area
from veterans.accounts.models import User
from veterans.foundation import waiting_uploads

pytestmark = pytest.mark.django_db

LIST, NEW = "/bureau/crosschecks/", "/bureau/crosschecks/new/"
FOLLOW_UP = "/station/follow-up/?kind=check"


@pytest.fixture
def area() -> Area:
    return make_area()


@pytest.fixture
def old_zhang(area: Area) -> Entitlement:
    right = area.draws(EAST_ONE, "张建国")
    findable(right)
    return right


def bring(client: Client, content: bytes, kind: str = "death") -> Any:
    file = SimpleUploadedFile("名单.csv", content)
    given = {"kind": kind, "source": "区民政局", "document_no": "号", "file": file}
    return client.post(NEW, given, follow=True)


def page_of(right: Entitlement) -> str:
    return f"{LIST}{the_hit(right).pk}/"


def visit_page(right: Entitlement) -> str:
    return f"/station/follow-up/checks/{the_hit(right).pk}/"


def test_from_the_upload_to_the_decision(area: Area, old_zhang: Entitlement) -> None:
    preparer, reviewer = enter(area.lab.preparer), enter(area.lab.reviewer)
    shown = bring(preparer, names(old_zhang))
    seen = said(shown)
    assert "张建国" in seen
    assert "将暂缓并请站点核实 1" in seen
    assert not Hold.objects.exists()
    assert waiting_uploads.waiting().count() == 1
    done = preparer.post(shown.redirect_chain[-1][0], follow=True)
    assert "命中 1 人" in said(done)
    assert Hold.objects.filter(released_at__isnull=True).count() == 1
    # The list names strangers too: it does not outlive its use.
    assert not waiting_uploads.waiting().exists()
    assert "1 条比对结果待核实" in told(reviewer, "/bureau/")
    mine, hers = told(preparer, page_of(old_zhang)), told(reviewer, page_of(old_zhang))
    assert "等另一人下结论" in mine
    assert "等另一人下结论" not in hers
    refute = f"{page_of(old_zhang)}do/refute/"
    checked = reviewer.post(refute, {"evidence": "见到本人"})
    assert "确认以后" in said(checked)
    assert the_hit(old_zhang).state == "open"
    reviewer.post(refute, {"evidence": "见到本人", "confirmed": "1"})
    assert the_hit(old_zhang).state == "refuted"
    assert not Hold.objects.filter(released_at__isnull=True).exists()
    assert "见到本人" in told(reviewer, page_of(old_zhang))
    assert "比对结果待核实" not in told(reviewer, "/bureau/")


def test_true_is_confirmed_by_the_day_on_the_papers(area: Area, old_zhang: Entitlement) -> None:
    apply(names(old_zhang), by=area.lab.preparer)
    reviewer = enter(area.lab.reviewer)
    confirm = f"{page_of(old_zhang)}do/confirm/"
    assert DIED.isoformat() in reviewer.get(confirm).text
    given = {"confirmed_on": "2026-10-19", "evidence": "死亡医学证明"}
    assert "最后发放月" in said(reviewer.post(confirm, given))
    old_zhang.person.refresh_from_db()
    assert old_zhang.person.died_on is None
    reviewer.post(confirm, {**given, "confirmed": "1"})
    old_zhang.person.refresh_from_db()
    assert str(old_zhang.person.died_on) == "2026-10-19"


def test_whoever_uploaded_is_refused_past_the_page_as_well(
    area: Area, old_zhang: Entitlement
) -> None:
    apply(names(old_zhang), by=area.lab.preparer)
    answer = enter(area.lab.preparer).post(
        f"{page_of(old_zhang)}do/refute/", {"evidence": "x", "confirmed": "1"}
    )
    assert "须由另一人作出" in said(answer)
    answer = enter(area.lab.approver).post(
        f"{page_of(old_zhang)}do/refute/", {"evidence": "x", "confirmed": "1"}
    )
    assert answer.status_code == 403
    assert the_hit(old_zhang).state == "open"


def test_a_bad_list_is_told_by_line_and_nothing_is_kept(area: Area, old_zhang: Entitlement) -> None:
    bad = list_of((old_zhang.person.id_number, "2026-02-30", ""), ("1", DIED, ""))
    seen = said(bring(enter(area.lab.preparer), bad))
    assert "第 2 行：" in seen
    assert "第 3 行：" in seen
    assert not waiting_uploads.waiting().exists()


def test_an_upload_is_for_one_person_and_one_day(area: Area, old_zhang: Entitlement) -> None:
    preview = bring(enter(area.lab.preparer), names(old_zhang)).redirect_chain[-1][0]
    assert enter(area.lab.reviewer).get(preview).status_code == 403
    stored = waiting_uploads.waiting().get()
    assert waiting_uploads.forget(at=stored.stored_at + timedelta(hours=23)) == 0
    assert waiting_uploads.forget(at=stored.stored_at + timedelta(hours=25)) == 1
    answer = enter(area.lab.preparer).post(preview, follow=True)
    assert "已过期" in said(answer)
    assert not CrossCheckList.objects.exists()


def test_the_list_is_narrowed_by_kind_and_state(area: Area, old_zhang: Entitlement) -> None:
    other = area.draws(EAST_TWO, "王志强")
    findable(other)
    apply(names(old_zhang), by=area.lab.preparer)
    apply(names(other), by=area.lab.preparer, kind=CheckKind.SENTENCE)
    auditor = enter(area.lab.approver)
    for query, seen in {
        "": {"张建国", "王志强"},
        "?kind=death": {"张建国"},
        "?kind=sentence": {"王志强"},
        "?state=open": {"张建国", "王志强"},
        "?state=refuted": set(),
        "?kind=nonsense": {"张建国", "王志强"},
    }.items():
        page = told(auditor, LIST + query)
        assert {name for name in ("张建国", "王志强") if name in page} == seen, query


@pytest.mark.parametrize(
    ("worker", "sees"), [("own", True), ("town", True), ("neighbour", False), ("stranger", False)]
)
def test_a_station_sees_the_hits_of_its_own_area(
    area: Area, old_zhang: Entitlement, worker: str, sees: bool
) -> None:
    far = area.draws(WEST_ONE, "赵玉兰")
    findable(far)
    apply(names(old_zhang), by=area.lab.preparer)
    who: User = getattr(area, worker)
    client = enter(who)
    assert ("张建国" in told(client, FOLLOW_UP)) is sees
    assert ("请上门核实" in told(client, "/station/")) is sees
    assert client.get(visit_page(old_zhang)).status_code == (200 if sees else 404)
    given = {"finding": "seen", "visited_on": "2026-11-01", "note": ""}
    answer = client.post(visit_page(old_zhang), given)
    assert answer.status_code == (302 if sees else 404)
    assert CrossCheckVisit.objects.exists() is sees
    assert Hold.objects.filter(released_at__isnull=True).count() == 1


def test_a_long_list_at_the_station_asks_no_more_questions_of_the_database(area: Area) -> None:
    town, asked = enter(area.town), []
    for count in (1, 6):
        rights = [area.draws(EAST_ONE, "张建国") for _ in range(count)]
        findable(*rights)
        for right in rights:
            apply(names(right), by=area.lab.preparer)
        with CaptureQueriesContext(connection) as queries:
            town.get(FOLLOW_UP)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_the_station_found_is_read_at_the_bureau(area: Area, old_zhang: Entitlement) -> None:
    apply(names(old_zhang), by=area.lab.preparer)
    own = enter(area.own)
    given = {"finding": "family_confirms", "visited_on": "2026-11-01", "note": "儿子说十月走的"}
    assert "已登记 张建国" in said(own.post(visit_page(old_zhang), given, follow=True))
    seen = told(enter(area.lab.reviewer), page_of(old_zhang))
    assert "家属证实已去世" in seen
    assert "儿子说十月走的" in seen
    assert "已登记 1 次" in told(enter(area.lab.reviewer), LIST)
    CrossCheckHit.objects.update(
        state="refuted", decided_by=area.lab.reviewer, decided_at=AT, evidence="x"
    )
    own.post(visit_page(old_zhang), given)
    assert CrossCheckVisit.objects.count() == 1
    assert "张建国" not in told(own, FOLLOW_UP)


def test_the_bureau_is_not_let_in_at_the_station_nor_the_station_at_the_bureau(
    area: Area, old_zhang: Entitlement
) -> None:
    apply(names(old_zhang), by=area.lab.preparer)
    assert enter(area.lab.preparer).get(visit_page(old_zhang)).status_code == 403
    for page in (LIST, NEW, page_of(old_zhang)):
        assert enter(area.own).get(page).status_code in (302, 403)


def test_the_pages_speak_chinese(area: Area, old_zhang: Entitlement) -> None:
    preview = bring(enter(area.lab.preparer), names(old_zhang))
    apply(names(old_zhang), by=area.lab.preparer)
    reviewer, own = enter(area.lab.reviewer), enter(area.own)
    pages = [preview, reviewer.get(LIST), reviewer.get(page_of(old_zhang))]
    pages += [own.get(FOLLOW_UP), own.get(visit_page(old_zhang))]
    for page in pages:
        # The names of accounts are this test's own.
        text = re.sub(r"(preparer|reviewer|approver)-\d+|csv", "", text_of(page.text))
        assert latin_words(text, "own") == [], page.request["PATH_INFO"]


def run(*words: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    status = 0
    try:
        call_command("import_crosscheck", *words, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        status = int(end.code or 0)
    return status, json.loads(out.getvalue())


def test_the_command_tells_counts_and_applies_once(
    area: Area, old_zhang: Entitlement, tmp_path: Path
) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(names(old_zhang))
    words = [str(path), "--kind", "死亡", "--source", "区民政局"]
    words += ["--by", area.lab.preparer.username]
    status, answer = run(*words, "--dry-run")
    assert (status, answer["hits"], answer["applied"]) == (0, 1, False)
    assert not CrossCheckList.objects.exists()
    status, answer = run(*words, "--document-no", "民函1号")
    assert (status, answer["hits"], answer["holds"], answer["applied"]) == (0, 1, 1, True)
    assert CrossCheckList.objects.get().document_no == "民函1号"
    status, answer = run(*words)
    assert (status, answer["repeated"], answer["applied"], answer["hits"]) == (0, True, False, 0)
    path.write_bytes(list_of(("1", DIED, "")))
    status, answer = run(*words)
    assert (status, answer["lines"][0]["line"], answer["applied"]) == (1, 2, False)
