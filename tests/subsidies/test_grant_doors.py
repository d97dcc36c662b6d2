"""Grants at the bureau's door: figures, the entry with its sum, the decision, the line."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Grant, GrantDue, GrantFigure, Posting
from tests.screen_text import latin_words, text_of
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.factories import user
from tests.subsidies.grants import NOVEMBER, Office, household_of, payee
from veterans.accounts.roles import Role
from veterans.registry.models import Person
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db

LIST, FIGURES = "/bureau/grants/", "/bureau/grants/figures/"
D = Decimal


@pytest.fixture
def office() -> Office:
    office = Office.of("festival_grant")
    office.figure(Code.FESTIVAL, "500", date(2026, 1, 1), "spring")
    return office


def new(who: Person, kind: GrantKind) -> str:
    return f"/bureau/people/{who.pk}/grants/new/?kind={kind.value}"


def findable(*people: Person) -> None:
    for one in people:
        Person.objects.filter(pk=one.pk).update(id_index=id_index(one.id_number))


def confirm(client: Client, address: str, given: dict[str, Any]) -> Any:
    """The sum was looked at; yes."""
    return client.post(address, {**given, "confirmed": "1"}, follow=True)


def test_a_figure_is_entered_by_one_and_brought_into_force_by_another(office: Office) -> None:
    preparer, reviewer = enter(office.lab.preparer), enter(office.lab.reviewer)
    given = {
        "what": "festival_amount:army_day", "value": "600", "first_on": "2026-01-01",
        "document_no": "试验1号", "source": "本局会议纪要", "confidence": "verified",
    }  # fmt: skip
    assert "由另一人启用以后才用于核算" in said(preparer.post(f"{FIGURES}new/", given, follow=True))
    figure = GrantFigure.objects.get(variant="army_day")
    step = f"{FIGURES}{figure.pk}/do/enforce/"
    assert preparer.get(step).status_code == 403
    assert "600.00 元/人" in told(reviewer, step)
    assert figure.state == "draft"
    assert "已启用" in said(reviewer.post(step, follow=True))
    figure.refresh_from_db()
    assert (figure.state, figure.enforced_by) == ("in_force", office.lab.reviewer)
    again = preparer.post(f"{FIGURES}new/", given)
    assert "不用重复录入" in said(again)


def test_the_sum_is_seen_before_it_is_saved_and_decided_by_another(office: Office) -> None:
    preparer, reviewer = enter(office.lab.preparer), enter(office.lab.reviewer)
    veteran = payee(name="张建国")
    page = told(preparer, f"/bureau/people/{veteran.pk}/grants/new/")
    assert "春节、八一慰问金" in page
    assert "一次性抚恤金" not in page  # he lives
    address = new(veteran, GrantKind.FESTIVAL)
    given = {"year": "2026", "festival": "spring", "month": "2026-11", "document_no": "试验1号"}
    seen = said(preparer.post(address, given))
    assert "录入 500.00 元？" in seen
    assert "同时符合几种身份的也只发一份" in seen
    assert not Grant.objects.exists()
    assert "等待另一人审批" in said(confirm(preparer, address, given))
    grant = Grant.objects.get()
    assert "已经录入或核发过" in said(preparer.post(address, given))
    assert preparer.post(f"{LIST}{grant.pk}/do/approve/").status_code == 403
    assert "1 项年度、一次性核发：审批" in told(reviewer, "/bureau/")
    assert "一次性核发：审批" not in told(preparer, "/bureau/")
    step = f"{LIST}{grant.pk}/do/approve/"
    assert "确认批准" in told(reviewer, step)
    assert not GrantDue.objects.exists()
    assert "已批准" in said(reviewer.post(step, follow=True))
    assert GrantDue.objects.get().amount == D("500.00")
    assert "现在是“已批准”" in said(reviewer.post(step, follow=True))


def test_what_a_household_has_left_is_seen_before_anything_is_typed(office: Office) -> None:
    office.figure(Code.HARDSHIP_CAP, "5000", date(2020, 1, 1), "ordinary")
    office.figure(Code.HARDSHIP_CAP, "10000", date(2020, 1, 1), "special")
    veteran = payee()
    preparer = enter(office.lab.preparer)
    address = new(veteran, GrantKind.HARDSHIP)
    assert "没有登记，只按本人计算" in told(preparer, address)
    household_of(veteran)
    year = timezone.localdate().year
    office.enter(veteran, GrantKind.HARDSHIP, year=year, asked=D("3000"), reason="困难")
    seen = told(preparer, address)
    assert f"{year} 年剩余（普通） 2,000.00 元" in seen
    assert f"{year} 年剩余（特殊困难） 7,000.00 元" in seen
    given = {"year": str(year), "asked_for": "4000", "reason": "困难", "month": f"{year}-11"}
    assert "最多还可核发 2,000.00 元" in said(preparer.post(address, given))
    lifted = {**given, "is_special": "on", "document_no": "试验2号"}
    assert "录入 4,000.00 元？" in said(preparer.post(address, lifted))


def test_a_family_shares_it_out_to_the_fen(office: Office) -> None:
    office.figure(Code.NATIONAL_INCOME, "51821", date(2025, 1, 1))
    office.figure(Code.LOWEST_PAY, "5000", date(2020, 1, 1))
    soldier = payee(died_on=date(2026, 5, 20), born_on=date(1990, 1, 1))
    widow, mother = payee(name="刘桂兰"), payee(name="王秀英")
    findable(widow, mother)
    preparer = enter(office.lab.preparer)
    assert "一次性抚恤金" in told(preparer, f"/bureau/people/{soldier.pk}/grants/new/")
    address = new(soldier, GrantKind.DEATH)
    given = {
        "cause": "illness", "monthly_pay": "9000", "month": "2026-11",
        "payee_1": widow.id_number, "amount_1": "400000",
        "payee_2": mother.id_number, "amount_2": "63641",
    }  # fmt: skip
    assert "现在还差 1.00 元" in said(preparer.post(address, given))
    given["amount_2"] = "63642"
    seen = said(preparer.post(address, given))
    assert "录入 463,642.00 元？" in seen
    assert "刘桂兰" in seen
    assert widow.id_number not in seen
    confirm(preparer, address, given)
    assert sorted(Grant.objects.get().shares.values_list("amount", flat=True)) == [
        D("63642.00"),
        D("400000.00"),
    ]


def test_refuse_withdraw_stop_and_cancel_ask_first_and_keep_the_reason(office: Office) -> None:
    office.figure(Code.CONSCRIPT_FIXED, "20000", date(2026, 1, 1))
    preparer, reviewer = enter(office.lab.preparer), enter(office.lab.reviewer)
    refused, withdrawn = (
        office.enter(payee(), GrantKind.FESTIVAL, year=2026, festival="spring") for _ in range(2)
    )
    stopped, cancelled = (
        office.granted(
            payee(), GrantKind.CONSCRIPT, year=2026, service_year=1,
            months=[NOVEMBER, date(2027, 1, 1)],
        )
        for _ in range(2)
    )  # fmt: skip
    for client, grant, verb, data, label in (
        (reviewer, refused, "refuse", {"reason": "不符合条件"}, "不予核发"),
        (preparer, withdrawn, "withdraw", {}, "已撤回"),
        (reviewer, stopped, "stop", {"reason": "转改军士", "from_month": "2027-01"}, "已停发余款"),
        (reviewer, cancelled, "cancel", {"reason": "被除名"}, "已取消"),
    ):
        address = f"{LIST}{grant.pk}/do/{verb}/"
        before = grant.state
        assert "确认以后：" in told(client, address)
        grant.refresh_from_db()
        assert grant.state == before
        if data:
            assert "请填写这一项" in said(client.post(address, {"reason": " "}))
        page = said(client.post(address, data, follow=True))
        assert label in page
        assert data.get("reason", "") in page
    assert list(GrantDue.objects.filter(withdrawn_at=None).values_list("month", "amount")) == [
        (NOVEMBER, D("10000.00"))
    ]


def test_a_list_is_narrowed_exported_and_approved_at_once(office: Office) -> None:
    zhang, wang = payee(name="张建国"), payee(name="王志强")
    for one in (zhang, wang):
        office.enter(one, GrantKind.FESTIVAL, year=2026, festival="spring")
    reviewer = enter(office.lab.reviewer)
    assert "共 2 项，合计 1,000.00 元" in told(reviewer, LIST)
    narrow = told(reviewer, f"{LIST}?who=张建")
    assert "王志强" not in narrow
    assert "王志强" in told(reviewer, f"{LIST}?kind=festival&year=2026&state=draft")
    assert "没有符合条件的核发" in told(reviewer, f"{LIST}?kind=hardship")
    assert reviewer.get(f"{LIST}export/?who=张建").content[:2] == b"PK"
    step = f"{LIST}approve/?kind=festival"
    question = reviewer.get(step)
    assert "批准以下 2 项，合计 1,000.00 元？" in said(question)
    found = re.search(r'name="token" value="([^"]*)"', question.text)
    assert found is not None
    late = office.enter(payee(), GrantKind.FESTIVAL, year=2026, festival="spring")
    assert "名单有变动" in said(reviewer.post(step, {"token": found[1]}, follow=True))
    assert not GrantDue.objects.exists()
    late.refresh_from_db()
    question = reviewer.get(step)
    found = re.search(r'name="token" value="([^"]*)"', question.text)
    assert found is not None
    assert "已批准 3 项" in said(reviewer.post(step, {"token": found[1]}, follow=True))
    assert GrantDue.objects.count() == 3


def test_the_line_tells_every_step_and_the_station_reads_it_too(office: Office) -> None:
    veteran = payee(name="张建国")
    office.granted(veteran, GrantKind.FESTIVAL, year=2026, festival="spring")
    batch = office.lab.run(NOVEMBER)
    line = Posting.objects.get(batch=batch)
    address = f"/bureau/lines/{line.entitlement_id}/2026-11/grant/1/"
    seen = told(enter(office.lab.reviewer), address)
    assert "慰问金（春节） 每人每节一份" in seen
    assert "2026年春节（已批准）" in seen
    assert "500.00" in seen
    right = told(enter(office.lab.preparer), f"/bureau/entitlements/{line.entitlement_id}/")
    assert "按次核发" in right
    assert "重新核定" not in right
    assert "暂缓发放" in right
    person = told(enter(office.lab.preparer), f"/bureau/people/{veteran.pk}/")
    assert "按次核发" in person
    worker = enter(user(Role.VILLAGE_WORKER, region=veteran.region))
    payment = batch.payments.get()
    assert "每人每节一份" in told(worker, f"/station/payments/{payment.pk}/")
    here = told(worker, f"/station/payees/{veteran.pk}/")
    assert "春节、八一慰问金" in here
    assert "按次核发" in here


def test_the_pages_speak_chinese(office: Office) -> None:
    office.figure(Code.FESTIVAL, "600", date(2026, 8, 1), "army_day", enforce=False)
    veteran = payee()
    grant = office.enter(veteran, GrantKind.FESTIVAL, year=2026, festival="spring")
    reviewer, preparer = enter(office.lab.reviewer), enter(office.lab.preparer)
    pages = [reviewer.get(LIST), reviewer.get(FIGURES), reviewer.get(f"{LIST}{grant.pk}/")]
    pages += [reviewer.get(f"{LIST}{grant.pk}/do/approve/"), preparer.get(f"{FIGURES}new/")]
    pages += [preparer.get(new(veteran, kind)) for kind in GrantKind]
    for page in pages:
        assert page.status_code == 200
        text = re.sub(r"(preparer|reviewer|approver)-\d+", "", text_of(page.text))
        assert latin_words(text) == [], page.request["PATH_INFO"]
