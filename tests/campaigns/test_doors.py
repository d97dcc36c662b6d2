"""Campaigns at their doors: the bureau's buttons, a station, a unit's link, residents. Names are
covered where they should be, and another office's no is told to nobody."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from honors.campaigns.answering import CHECK_KIND, KIND, CampaignChecks, Campaigns, takes_part
from honors.campaigns.models import (
    Award,
    Campaign,
    Candidate,
    CheckAnswer,
    Nomination,
    Objection,
)
from honors.campaigns.selectors.campaigns import campaign_rows
from honors.roll.models import Edition
from support_services.units import answering
from support_services.units.models import Unit
from tests.campaigns.makers import (
    AFTER,
    AT,
    COVERED,
    FORM,
    LAST,
    STORY,
    TODAY,
    Clock,
    Office,
    known,
    proved,
)
from tests.pictures import png
from tests.registry.makers import id_number
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.foundation.table_files import form_bytes

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def filled(office: Office, name: str = "张建国", **other: Any) -> dict[str, Any]:
    """A nomination as a form takes it."""
    keys = list(office.campaign.fields.order_by("number").values_list("pk", flat=True))
    return {
        "name": name,
        "number": id_number(31),
        "region": village(1, 1).code,
        "consent": "self",
        "consent_on": f"{TODAY}",
        f"field_{keys[0]}": STORY,
        f"field_{keys[1]}": "16",
        **other,
    }


def sheet_of(heads: list[str], row: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.xlsx", form_bytes(heads, [], rows=[row]))


def test_a_campaign_by_buttons(clock: Clock) -> None:
    hands = Office(offices=())
    by = (hands.preparer, hands.reviewer, hands.approver)
    preparer, reviewer, approver = (enter(one) for one in by)
    written = {
        "title": hands.campaign.title_id, "name": "2026 年度好人评选（虚构）", "year": "2026",
        "told": "评选好人。", "kind": "person", "quota": "1", "sources": ["station", "unit"],
        "opens_on": f"{TODAY}", "closes_on": f"{LAST}", "check_by": "2026-11-30",
        "review_by": "2026-12-05", "decide_by": "2026-12-20", "fields_rows": FORM,
        "criteria": "事迹 100", "departments": "区公安分局 有无记录", "per_entry": "3",
        "least_ballots": "1", "combination": "mean", "tie_rule": "shared",
        "is_anonymous": "on", "vote_share": "0", "votes_a_day": "1", "publicity_days": "5",
        "reward": "2,000",
    }  # fmt: skip
    wrong = preparer.post("/bureau/campaigns/new/", {**written, "criteria": "事迹 90"})
    assert "权重合计要正好 100" in said(wrong)
    wrong = preparer.post("/bureau/campaigns/new/", {**written, "fields_rows": "事迹 表格"})
    assert "推荐表第 1 行看不懂" in said(wrong)
    preparer.post("/bureau/campaigns/new/", written)
    made = Campaign.objects.get(name="2026 年度好人评选（虚构）")
    hands.campaign = made
    here = f"/bureau/campaigns/{made.pk}/"
    preparer.post(f"{here}conditions/add/?kind=age", {"first": "18", "last": ""})
    assert "年龄" in told(preparer, f"{here}conditions/")
    assert "等开始推荐" in told(reviewer, "/bureau/")
    assert "开始推荐" not in re.findall(r'actions-row my-0">(.*?)</div>',
                                    text_of(preparer, here))[0]  # fmt: skip
    press(reviewer, f"{here}do/open/")
    paper = {
        **filled(hands), "source": "station", "by_place": village(2, 1).code,
        "consent_file": SimpleUploadedFile("a.png", png(), content_type="image/png"),
        "papers": SimpleUploadedFile("b.png", png(), content_type="image/png"),
    }  # fmt: skip
    preparer.post(f"{here}nominate/", paper)
    nomination = Nomination.objects.get()
    assert f"{len(STORY)} 字" in told(preparer, f"/bureau/campaigns/nominations/{nomination.pk}/")
    press(preparer, f"/bureau/campaigns/nominations/{nomination.pk}/do/hand_in/")
    candidate = Candidate.objects.get()
    person = f"/bureau/campaigns/candidates/{candidate.pk}/"
    assert "等资格初审" in told(reviewer, "/bureau/")
    assert reviewer.get(f"{person}consent/").content == png()
    page = text_of(reviewer, person)
    assert id_number(31) not in page
    assert "13800000000" not in page
    press(reviewer, f"{person}complete/", brief="张建国带头修路。", consent="self",
          consent_on=f"{TODAY}")  # fmt: skip
    press(reviewer, f"{person}complete/", brief="带头修路。", consent="self",
          consent_on=f"{TODAY}")  # fmt: skip
    press(reviewer, f"{person}do/pass/", why="核对过身份证（虚构）")
    cover = f"{person}cover/"
    box = re.search(r'name="(field_\d+)"', text_of(reviewer, cover))
    assert box is not None
    assert "某退役以后回到某，带着" in text_of(reviewer, cover)
    assert "还有“张建国" in said(reviewer.post(cover, {box[1]: STORY}))
    reviewer.post(cover, {box[1]: COVERED})
    office = made.departments.get()
    sheet = reviewer.get(f"/bureau/campaigns/departments/{office.pk}/list/").content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert cells[1][:3] == ["1", "张建国", id_number(31)]
    assert AuditEntry.objects.filter(action="campaigns.check_list_taken").count() == 1
    heads = [str(one) for one in cells[0]]
    for row, words in (
        (["9", "张建国", "", "", "", "无影响", ""], "没有编号 9"),
        (["1", "李四", "", "", "", "无影响", ""], "姓名不是这个"),
        (["1", "张建国", "", "", "", "不同意", ""], "写明情况"),
        (["1", "张建国", "", "", "", "行", ""], "结果填"),
    ):
        answer = f"/bureau/campaigns/departments/{office.pk}/answers/"
        file = sheet_of(heads, row)
        assert words in said(preparer.post(answer, {"file": file, "answered_on": f"{TODAY}"}))
    file = sheet_of(heads, ["1", "张建国", "", "", "", "无影响", ""])
    preparer.post(answer, {"file": file, "answered_on": f"{TODAY}"}, follow=True)
    assert "联审通过" in told(preparer, person)
    clock.days(16)
    preparer, reviewer, approver = (enter(one) for one in by)
    press(preparer, f"{here}do/close/")
    press(preparer, f"{here}do/begin_review/")
    hands.today = TODAY + timedelta(days=16)
    hands.jury.give({candidate: "88.5"})
    clock.days((hands.today - TODAY).days)
    preparer, reviewer, approver = (enter(one) for one in by)
    press(reviewer, f"{here}do/rank/")
    assert "评委 88.50 分，排第 1" in told(preparer, here)
    press(preparer, f"{here}propose/", **{f"chosen_{candidate.pk}": "on"})
    assert "开始公示" in told(reviewer, here)
    press(reviewer, f"{here}do/show/")
    made.refresh_from_db()
    assert made.last_on is not None
    early = press(approver, f"{here}do/decide/", document_no="虚构1号", decided_on="2026-12-06")
    assert "才满" in said(early)
    clock.days((made.last_on - TODAY).days + 1)
    preparer, reviewer, approver = (enter(one) for one in by)
    press(approver, f"{here}do/decide/", document_no="虚构1号",
          decided_on=f"{made.last_on + timedelta(days=1)}")  # fmt: skip
    award = Award.objects.get()
    step = f"/bureau/campaigns/awards/{award.pk}/"
    press(preparer, f"{step}roll/", citation="带头修路（虚构）。", story="第一段。")
    assert "没有公布" in told(preparer, f"{here}awards/")
    edition = Edition.objects.get()
    for verb, one in (("review", reviewer), ("publish", approver)):
        press(one, f"/bureau/honours/editions/{edition.pk}/do/{verb}/")
    assert "已公布" in told(preparer, f"{here}awards/")
    sheet_page = told(preparer, f"{step}certificate/")
    assert f"编号 {award.certificate_no}" in sheet_page
    assert "张建国同志" in sheet_page
    pdf = preparer.get(f"{step}certificate.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.content == preparer.get(f"{step}certificate.pdf").content
    assert "决定授予" in told(preparer, f"{here}print/")
    assert "好人评选" in text_of(preparer, "/bureau/campaigns/")
    assert "最美退役军人" in told(preparer, "/bureau/campaigns/statistics/")
    assert preparer.get(f"{here}export/").status_code == 200
    proof = f"/pingxuan/zhengshu/?bianhao={award.certificate_no}"
    assert "是真的" in told(Client(), proof)
    press(preparer, f"/bureau/honours/editions/{edition.pk}/do/withdraw/", why="撤回同意")
    gone = told(Client(), proof)
    assert "没有查到" in gone
    assert "张建国" not in gone
    assert "没有公布" in told(Client(), f"/pingxuan/{made.pk}/")


def test_residents_read_the_list_covered_and_object_with_evidence(clock: Clock) -> None:
    office = Office()
    one = office.shown()
    here = f"/pingxuan/{office.campaign.pk}/"
    clock.days(32)
    page = told(Client(), here)
    assert "张*国" in page
    assert "还有 5 个工作日" in page
    for secret in ("张建国", STORY[:8], "13800000000", "88.50"):
        assert secret not in text_of(Client(), here)
    answer = Client().get(here)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    send = f"{here}yijian/"
    token = re.search(r'name="form" value="([0-9a-f]{32})"', text_of(Client(), send))
    assert token is not None
    words = {"form": token[1], "serial": f"{one.serial}", "text": "修路的不是他（虚构）。"}
    for wrong, found in (
        ({**words, "serial": "99"}, "请从名单里选一位"),
        ({**words, "text": f"他的号码是{id_number(3)}。"}, "请不要写身份证号"),
        ({**words, "website": "x"}, "不用填的"),
        ({**words, "file_1": SimpleUploadedFile("a.jpg", b"not a picture")}, "不是照片"),
    ):
        assert found in said(Client().post(send, wrong)), found
    assert not Objection.objects.exists()
    proof = {"file_1": SimpleUploadedFile("a.png", png(), content_type="image/png")}
    sent = Client().post(send, {**words, **proof})
    assert sent.status_code == 302
    assert Client().post(send, words).headers["Location"] == sent.headers["Location"]
    made = Objection.objects.get()
    assert (made.registered_by_id, made.papers.count()) == (None, 1)
    foreign = Client().post(send, words, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    receipt = sent.headers["Location"]
    assert "答复以后才决定" in told(Client(), receipt)
    reviewer = enter(office.reviewer)
    at = f"/bureau/campaigns/objections/{made.pk}/"
    assert "修路的不是他" in told(reviewer, at)
    assert AuditEntry.objects.filter(action="campaigns.objection_seen").exists()
    assert "修路的不是他" not in told(enter(user(Role.AUDITOR)), at)
    press(reviewer, f"{at}answer/", outcome="no", found="走访过。", told="核查过，事迹属实。")
    assert "事迹属实" in told(Client(), receipt)
    assert "走访过" not in text_of(Client(), receipt)
    assert Client().get(f"/pingxuan/huizhi/{'0' * 32}/").status_code == 404
    clock.days(40)
    # The page is taken down when its days are over.
    assert "张*国" not in text_of(Client(), here)
    assert Client().get(f"{here}yijian/").status_code == 404


def test_a_station_nominates_for_itself_and_sees_nobody_elses(clock: Clock) -> None:
    office = Office().open()
    other = office.draft("李秀英")
    worker = user(Role.VILLAGE_WORKER, region=village(1, 1))
    mine, stranger = enter(worker), enter(user(Role.VILLAGE_WORKER, region=village(3, 1)))
    assert office.campaign.name in told(mine, "/station/campaigns/")
    new = f"/station/campaigns/{office.campaign.pk}/nominate/"
    mine.post(new, filled(office))
    made = Nomination.objects.get(by_region=village(1, 1))
    page = f"/station/campaigns/nominations/{made.pk}/"
    assert "还没有提交" in told(mine, page)
    press(mine, f"{page}hand_in/")
    assert "正在看是不是符合条件" in told(mine, page)
    assert stranger.get(page).status_code == 404
    assert mine.get(f"/station/campaigns/nominations/{other.pk}/").status_code == 404
    candidate = Candidate.objects.get()
    office.complete(candidate)
    office.screen(candidate)
    office.answer(candidate, clear=False, why="失信被执行人（虚构）")
    text = told(mine, page)
    assert "没有通过审查" in text
    assert "失信" not in text
    assert "张建国" not in text_of(stranger, "/station/campaigns/")
    auditor = told(enter(user(Role.AUDITOR)), f"/bureau/campaigns/candidates/{candidate.pk}/")
    assert "失信" not in auditor


def test_units_nominate_and_offices_answer_by_their_links(clock: Clock) -> None:
    office = Office(offices=("区法院（虚构）",))
    firm = Unit.objects.create(
        kind="enterprise", name="示例果业公司（虚构）", entered_by=office.preparer, entered_at=AT
    )
    court = Unit.objects.create(
        kind="department", name="区法院（虚构）x", entered_by=office.preparer, entered_at=AT
    )
    department = office.campaign.departments.get()
    department.unit = court
    department.save()
    about = f"{KIND}:{office.campaign.pk}"
    assert answering.shows(about, firm, TODAY) is None
    office.open()
    shown = answering.shows(about, firm, TODAY)
    assert shown is not None
    form = shown.answers[0].form(filled(office, work="示例果业公司"))
    assert form.is_valid(), form.errors
    assert "number" not in form.fields
    given: dict[str, Any] = {
        "key": f"{office.campaign.pk}", "unit": firm, "files": (), "link_id": 5, "at": AT,
        "today": TODAY,
    }  # fmt: skip
    Campaigns().answer(verb="nominate", data=form.cleaned_data, **given)
    made = Nomination.objects.get()
    assert (made.by_link, made.source, made.state) == (True, "unit", "handed_in")
    candidate = Candidate.objects.get()
    office.step(made, "return", why="缺同意书", complete_by=AFTER)
    shown = answering.shows(about, firm, AFTER)
    assert shown is not None
    assert "张建国" not in str(shown.history) + str(shown.facts)
    (again, back) = shown.answers
    assert "缺：缺同意书" in shown.history[0].note
    Campaigns().answer(verb=again.verb, data=form.cleaned_data, **{**given, "today": AFTER})
    office.complete(candidate, number=id_number(31))
    office.screen(candidate)
    check = f"{CHECK_KIND}:{department.pk}"
    assert answering.shows(check, firm, TODAY) is None
    asked = answering.shows(check, court, TODAY)
    assert asked is not None
    for secret in ("张建国", id_number(31)):
        assert secret not in str(asked) + str(asked.answers[0].form().as_p())
    empty = asked.answers[0].form({})
    assert not empty.is_valid()
    answered = asked.answers[0].form(
        {f"result_{candidate.pk}": "no", f"why_{candidate.pk}": "失信（虚构）"}
    )
    assert answered.is_valid(), answered.errors
    CampaignChecks().answer(
        key=f"{department.pk}", unit=court, verb="check", data=answered.cleaned_data, files=(),
        link_id=7, at=AT, today=TODAY,
    )  # fmt: skip
    answer = CheckAnswer.objects.get()
    assert (answer.link, answer.entered_by_id, answer.why) == (7, None, "失信（虚构）")
    shown = answering.shows(about, firm, TODAY)
    assert shown is not None
    assert "失信" not in str(shown)
    assert {one.role for one in takes_part(office.preparer, firm, TODAY)} == {"推荐 张建国"}
    assert {one.role for one in takes_part(office.preparer, court, TODAY)} == {"可以推荐", "联审"}
    with pytest.raises(Refused):
        Campaigns().answer(verb=back.verb, data={"why": ""}, **given)
    Campaigns().answer(verb=back.verb, data={"why": "不报了"}, **given)


def test_residents_nominate_once_they_have_proved_who_they_are(clock: Clock) -> None:
    office = Office().open()
    key = office.campaign.pk
    neighbour = known("李秀英")
    visitor, own = Client(), Client()
    own.cookies.load({"portal_own": proved(neighbour)})
    address = f"/wode/tuijian/{key}/"
    assert "先证明是您本人" in told(visitor, address)
    assert f"推荐：{office.campaign.name}" in told(own, "/wode/kan/")
    assert "我来推荐一位" in told(visitor, f"/pingxuan/{key}/")
    page = text_of(own, address)
    token = re.search(r'name="form" value="([0-9a-f]{32})"', page)
    assert token is not None
    words = {**filled(office), "form": token[1]}
    late = visitor.post(address, words)
    assert STORY[:8] in late.content.decode()
    short = own.post(address, {**words, f"field_{_first(office)}": "短"})
    assert "还差" in said(short)
    assert own.post(address, words).status_code == 302
    own.post(address, words)
    made = Nomination.objects.get()
    assert (made.by_person, made.source, made.number) == (neighbour, "people", None)
    mine = told(own, "/wode/tuijian/")
    assert "张*国" in mine
    assert "正在看是不是符合条件" in mine
    self_page = text_of(own, f"{address}?ziji=1")
    token = re.search(r'name="form" value="([0-9a-f]{32})"', self_page)
    assert token is not None
    mine_too = {
        "form": token[1], "ziji": "1", "consent": "self", "consent_on": f"{TODAY}",
        f"field_{_first(office)}": "二十年照看村里的老兵，送药修灯。",
        f"field_{_first(office) + 1}": "3",
    }  # fmt: skip
    assert own.post(address, mine_too).status_code == 302
    candidate = Candidate.objects.get(person=neighbour)
    assert (candidate.name, candidate.number) == ("李秀英", str(neighbour.id_number))
    assert f"推荐编号 2026-{key:04}-{made.pk:05}" in mine
    assert "不能恢复" in told(own, f"/wode/tuijian/{made.pk}/chehui/")
    assert Nomination.objects.get(pk=made.pk).state == "handed_in"
    own.post(f"/wode/tuijian/{made.pk}/chehui/")
    made.refresh_from_db()
    assert made.state == "withdrawn"
    stranger = Client()
    stranger.cookies.load({"portal_own": proved(known("王志强"))})
    stranger.post(f"/wode/tuijian/{Nomination.objects.get(source='self').pk}/chehui/")
    assert Nomination.objects.get(source="self").state == "handed_in"


def _first(office: Office) -> int:
    return int(office.campaign.fields.order_by("number")[0].pk)


def test_lists_ask_as_much_for_many_as_for_few(clock: Clock) -> None:
    office = Office().open()
    reader, visitor = enter(office.preparer), Client()
    worker = enter(user(Role.VILLAGE_WORKER, region=village(2, 1)))
    first = office.nominated("张建国")
    office.complete(first)
    office.screen(first)
    here = f"/bureau/campaigns/{office.campaign.pk}/"
    pages = [
        (reader, "/bureau/campaigns/"), (reader, here), (reader, f"{here}checks/"),
        (reader, "/bureau/campaigns/statistics/"), (worker, "/station/campaigns/"),
        (visitor, "/pingxuan/"),
    ]  # fmt: skip

    def queries() -> list[int]:
        counts = []
        for client, address in pages:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200, address
            counts.append(len(asked))
        return counts

    queries()
    few = queries()
    for number in range(12):
        made = office.nominated(f"张某{number}")
        office.complete(made)
        office.screen(made)
    assert queries() == few
    assert campaign_rows(office.preparer).ordered, "grouped, and still the newest first"
    assert date(2026, 11, 5) == TODAY
