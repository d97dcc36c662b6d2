"""The roll at its doors: the bureau's buttons, the residents' pages, the one box, programs. What
was withdrawn is nowhere, at once."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from honors.roll.models import Edition, Revocation
from honors.roll.states import EditionState
from support_services.lookup.published import answers
from tests.pictures import png
from tests.roll.makers import TODAY, edition, hands, title
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import person, user, village
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db
ELDER = {"cookie": "portal_elder=1"}


def text_of(client: Client, address: str, **more: Any) -> str:
    return client.get(address, **more).content.decode()


# --- the bureau -----------------------------------------------------------------------------------


def test_a_day_at_the_bureau_by_buttons() -> None:
    by = hands()
    preparer, reviewer, approver = (enter(one) for one in by)
    man = person(village(1, 1), name="张建国")
    written = {
        "title": title().pk,
        "year": "2025",
        "kind": "person",
        "name": "张建国",
        "region": village(1, 1).code,
        "citation": "带头修路（虚构）。",
        "consent": "self",
        "consent_on": "2025-07-01",
        "consent_file": SimpleUploadedFile("a.png", png(), content_type="image/png"),
    }
    asked = f"/bureau/honours/new/{man.pk}/"
    assert f'href="{asked}"' in text_of(preparer, f"/bureau/people/{man.pk}/")
    assert 'value="张建国"' in text_of(preparer, asked)
    wrong = preparer.post(asked, {**written, "name": "李四"})
    assert "文件要重新选择一次" in said(wrong)
    written["consent_file"] = SimpleUploadedFile("a.png", png(), content_type="image/png")
    preparer.post(asked, written)
    made = Edition.objects.get()
    assert made.person == man
    page, deeds = f"/bureau/honours/{made.honour_id}/", f"/bureau/honours/editions/{made.pk}"
    assert "等人审核" in told(reviewer, "/bureau/")
    # The form of the draft: what stands there, and the file may be let go of.
    preparer.post(f"{deeds}/edit/", {**written, "consent_file": "", "unlink": "on"})
    made.refresh_from_db()
    assert made.person is None
    assert made.consent_file is not None
    paper = reviewer.get(f"{deeds}/consent/")
    assert (paper.content, paper.headers["Content-Type"]) == (png(), "image/png")
    press(reviewer, f"{deeds}/do/review/")
    press(approver, f"{deeds}/do/publish/")
    assert "居民现在能看到" in told(approver, page)
    assert "带头修路" in told(preparer, f"{page}page/")
    assert "2025 年度 最美退役军人" in told(preparer, "/bureau/honours/print/")
    press(preparer, f"{page}next/")
    corrected = Edition.objects.get(number=2)
    assert "更正的一份还没公布" in told(preparer, "/bureau/honours/")
    assert corrected.consent == "self"
    press(
        preparer,
        f"{page}revoke/",
        document_no="试验〔撤〕1号",
        decided_on=f"{timezone.localdate()}",
        why="试验",
    )
    asked_for = Revocation.objects.get()
    assert "撤销荣誉：张建国" in told(approver, "/bureau/")
    assert "确认撤销" not in told(preparer, page)
    press(approver, f"/bureau/honours/revocations/{asked_for.pk}/confirm/")
    assert "居民只看到这项荣誉已撤销" in told(approver, page)


def test_the_list_is_narrowed_and_taken_along_and_asks_as_much_for_thirty() -> None:
    by = hands()
    edition(by=by)
    edition(by=by, name="示例药房", kind="organisation", consent="not_a_person", consent_on=None,
            title=title("最美拥军模范"), year=2024, region=village(2, 1))  # fmt: skip
    edition(by=by, name="草稿人", state=EditionState.DRAFT)
    auditor = enter(user(Role.AUDITOR))
    for query, found in (
        (f"title={title('最美拥军模范').pk}", "示例药房"),
        ("year=2024", "示例药房"),
        ("town=370303002", "示例药房"),
        ("state=unfinished", "草稿人"),
        ("state=draft&q=草稿", "草稿人"),
    ):
        text = told(auditor, f"/bureau/honours/?{query}")
        assert found in text, query
        assert "共 1 项" in text, query
    content = auditor.get("/bureau/honours/export/?year=2024").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    cells = [cell for row in sheet.to_python() for cell in row]
    assert "示例药房" in cells
    assert "张建国" not in cells
    assert "没有登记" in told(auditor, "/bureau/honours/titles/")

    def queries(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    pages = ["/bureau/honours/", "/bureau/honours/print/", "/bureau/honours/titles/"]
    public = ["/rongyu/", "/rongyu/?q=张", "/sousuo/?q=最美退役军人", "/api/v1/honours"]
    visitor = Client()
    few = [queries(auditor, one) for one in pages] + [queries(visitor, one) for one in public]
    for number in range(30):
        edition(by=by, name=f"张某{number}", person=person(village(1, 1), name=f"张某{number}"))
    many = [queries(auditor, one) for one in pages] + [queries(visitor, one) for one in public]
    assert many == few


# --- residents ------------------------------------------------------------------------------------


def test_residents_read_the_roll_and_one_story(client: Client) -> None:
    by = hands()
    made = edition(by=by, story="第一段。\n第二段。")
    edition(by=by, name="李秀英", year=2024, region=village(2, 1), title=title("好军嫂"))
    edition(by=by, name="看不到", state=EditionState.REVIEWED)
    page = f"/rongyu/{made.honour_id}/"
    for query, found, missing in (
        ("", "张建国", "看不到"),
        ("?nian=2024", "李秀英", "张建国"),
        (f"?chenghao={title().pk}", "张建国", "李秀英"),
        ("?zhen=370303002000", "李秀英", "张建国"),
        ("?q=修路", "张建国", "看不到"),
        ("?q=zjg", "张建国", "李秀英"),
        ("?q=第二段", "张建国", "李秀英"),
        ("?nian=x&chenghao=999&zhen=1&page=99", "李秀英", "看不到"),
    ):
        answer = client.get(f"/rongyu/{query}")
        text = answer.content.decode()
        assert found in text, query
        assert missing not in text, query
        # Of one that may be withdrawn this minute nobody keeps a page, and no engine an index.
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noarchive" in answer.headers["X-Robots-Tag"]
        assert not answer.cookies
    guess = text_of(client, "/rongyu/?q=张建果")
    assert "您要找的是不是" in guess
    assert page in guess
    assert "没有找到“火星人”" in text_of(client, "/rongyu/?q=火星人")
    for edition_of in ({}, {"headers": ELDER}):
        answer = client.get(page, **edition_of)
        assert "<p>第二段。</p>" in answer.content.decode()
        assert "第1镇 第1村" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_withdrawn_is_nowhere_from_the_next_look_on(client: Client) -> None:
    by = hands()
    made = edition(by=by, story="只此一家的故事。")
    page, api = f"/rongyu/{made.honour_id}/", f"/api/v1/honours/{made.honour_id}"
    everywhere = [
        page, "/rongyu/", "/rongyu/?q=张建国", "/sousuo/?q=张建国", "/sousuo/?q=光荣榜",
        api, "/api/v1/honours", "/api/v1/honours?q=张建国",
    ]  # fmt: skip
    etags = {}
    for address in everywhere:
        answer = client.get(address)
        assert "张建国" in answer.content.decode(), address
        etags[address] = answer.headers.get("ETag", "")
    again = client.get(api, headers={"If-None-Match": etags[api]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")
    unknown = client.get("/rongyu/99999/")
    assert client.get(f"/rongyu/{10**30}/").status_code == 404
    press(enter(by[0]), f"/bureau/honours/editions/{made.pk}/do/withdraw/", why="本人撤回同意")
    for address in everywhere:
        answer = client.get(address, headers={"If-None-Match": etags[address] or "x"})
        text = answer.content.decode()
        assert answer.status_code == (404 if address in (page, api) else 200), address
        assert "只此一家" not in text
        assert "修路" not in text
        if "张建国" not in address:
            assert "张建国" not in text, address
    gone = client.get(page)
    # Nothing tells what was withdrawn from what never was.
    told_of = unknown.content.replace(b"99999", str(made.honour_id).encode())
    assert gone.content == told_of
    assert gone.headers["Cache-Control"] == "no-store"


def test_of_what_is_revoked_residents_read_the_note_alone(client: Client) -> None:
    by = hands()
    made = edition(by=by, state=EditionState.REVOKED)
    Revocation.objects.create(
        honour=made.honour, document_no="试验〔撤〕1号", decided_on=TODAY, why="不公开的原因",
        state="confirmed", asked_by=by[0], asked_at=made.entered_at, settled_by=by[1],
        settled_at=made.entered_at, is_told=True,
    )  # fmt: skip
    answer = client.get(f"/rongyu/{made.honour_id}/")
    text = answer.content.decode()
    assert "2025 年度最美退役军人）已于 2026年11月5日撤销" in text
    for secret in ("张建国", "修路", "不公开的原因", "第1村"):
        assert secret not in text
    assert client.get(f"/api/v1/honours/{made.honour_id}").status_code == 404
    assert "张建国" not in text_of(client, "/rongyu/")


# --- the one box ----------------------------------------------------------------------------------


def found(typed: str) -> tuple[list[str], bool]:
    every = answers(typed, today=TODAY)
    lines = [line.title for group in every.further for line in group.lines]
    return lines, every.is_guess


def test_the_box_finds_honours_by_name_and_by_the_words_people_use() -> None:
    assert found("光荣榜")[0] == []
    by = hands()
    edition(by=by)
    edition(by=by, name="李军", title=title("好军嫂"))
    edition(by=by, name="看不到", state=EditionState.DRAFT)
    for typed, names in (
        ("张建国", ["张建国"]),
        ("张建国的事迹在哪里", ["张建国"]),
        ("zhangjianguo", ["张建国"]),
        ("李军", ["李军"]),
        ("建国", ["张建国"]),
        ("最美退役军人", ["张建国"]),
        ("最美老兵有哪些", ["张建国"]),
        ("军嫂模范", []),
        ("模范军嫂", ["李军"]),
        ("光荣榜", ["张建国", "李军"]),
        ("荣誉名录", ["张建国", "李军"]),
        # What means something else.
        ("李军医院看病", []),
        ("退役军人", []),
        ("看病", []),
        ("看不到", []),
        ("张", []),
    ):
        lines, is_guess = found(typed)
        assert sorted(lines) == sorted(names), typed
        assert not is_guess or not names, typed
    # Errors are forgiven where nothing else was found, and never mixed with what was.
    assert found("张建果") == (["张建国"], True)
    assert found("光容榜")[1] is True
    every = answers("最美退役军人", today=TODAY)
    assert every.further[0].all_url == f"/rongyu/?chenghao={title().pk}"


def test_a_page_of_the_box_with_an_honour_on_it_is_kept_by_nobody(client: Client) -> None:
    edition()
    assert client.get("/sousuo/?q=张建国").headers["Cache-Control"] == "no-store"
    assert client.get("/sousuo/?q=看病").headers["Cache-Control"] == "public, max-age=300"


# --- programs -------------------------------------------------------------------------------------


def test_programs_read_what_residents_read(client: Client) -> None:
    by = hands()
    made = edition(by=by, story="第一段。\n第二段。")
    edition(by=by, name="示例药房", kind="organisation", consent="not_a_person", consent_on=None,
            title=title("最美拥军模范"), year=2024, region=village(2, 1),
            citation="送药上门。")  # fmt: skip
    edition(by=by, name="看不到", state=EditionState.REVIEWED)
    one = client.get(f"/api/v1/honours/{made.honour_id}").json()
    assert one["story"] == "第一段。\n第二段。"
    assert (one["town"], one["village"], one["conferred_on"]) == ("第1镇", "第1村", "2025-08-01")
    assert set(one) == {
        *("id", "title_id", "title", "level", "level_label", "body", "year", "conferred_on"),
        *("document_no", "kind", "kind_label", "name", "town", "village", "region_code"),
        *("citation", "story"),
    }
    for query, names in (
        ("", ["张建国", "示例药房"]),
        ("year=2024", ["示例药房"]),
        (f"title={made.title_id}", ["张建国"]),
        ("kind=organisation", ["示例药房"]),
        ("place=370303002000", ["示例药房"]),
        ("q=修路", ["张建国"]),
        ("size=1&page=2", ["示例药房"]),
    ):
        page = client.get(f"/api/v1/honours?{query}").json()
        assert [row["name"] for row in page["results"]] == names, query
    assert client.get("/api/v1/honours?place=370399999999").status_code == 404
    assert client.get("/api/v1/honours?nian=2024").status_code == 400
    titles = client.get("/api/v1/honours/titles?level=county").json()
    counts = {row["name"]: row["honours"] for row in titles["results"]}
    assert counts == {"最美退役军人": 1, "最美拥军模范": 1, "十佳兵妈妈": 0, "好军嫂": 0}
    assert "荣誉名录" in text_of(client, "/api/")
    assert date.fromisoformat(one["conferred_on"]) == made.conferred_on
