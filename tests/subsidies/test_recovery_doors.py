"""Recoveries at the doors: the list, the claim, every button, the papers, the station."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from support_services.subsidies import area_recoveries, selectors
from support_services.subsidies.models import (
    Entitlement,
    RecoveryClaim,
    RecoveryPlan,
    RecoveryRepayment,
    RecoveryWriteOff,
)
from support_services.subsidies.recovery_states import RepaidBy
from support_services.subsidies.services import recovery
from tests.people import EAST_ONE, WEST_ONE
from tests.screen_text import latin_words, text_of
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.factories import user
from tests.subsidies.recoveries import claim_of, died, plan, repay, write_off
from tests.subsidies.station_area import AT, Area, make_area
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db

D = Decimal
LIST = "/bureau/recovery/"
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
TODAY = date(2026, 11, 20)
REPAYMENT = {
    "amount": "300",
    "paid_on": "2026-11-06",
    "method": "transfer",
    "receipt_no": "票77",
    "payer": "张小明",
}


@pytest.fixture
def area() -> Area:
    return make_area()


@pytest.fixture
def owing(area: Area) -> Entitlement:
    """张建国 drew 1,000 a month to October and should have had 500 since August: 1,500 back, of
    which October's batch could take 0 (it was the one that paid), November's 500."""
    right = area.draws(EAST_ONE, "张建国")
    area.lab.rate("6000", date(2026, 1, 1), grade=2)
    area.run(OCTOBER)
    area.lab.determine(right, date(2026, 8, 1), grade=2)
    area.run(NOVEMBER)
    assert claim_of(right).balance == D("1000.00")
    return right


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands where the story is."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def page_of(right: Entitlement) -> str:
    return f"{LIST}{claim_of(right).pk}/"


def go_through(client: Client, address: str, **given: str) -> str:
    """Fill in, look, confirm; what the last page says."""
    client.get(address)
    checked = client.post(address, given)
    assert "确认以后" in said(checked)
    return said(client.post(address, {**given, "confirmed": "1"}, follow=True))


def test_the_claim_tells_who_and_why_and_what_is_left(area: Area, owing: Entitlement) -> None:
    page = told(enter(area.lab.approver), page_of(owing))
    assert "2026年8月至2026年10月多发 1,500.00 元" in page
    assert "多发合计 1,500.00" in page
    assert "待追缴 1,000.00" in page
    assert "没有另外约定，以后每批应发的先全额抵扣，直到还清。" in page
    button = f"{page_of(owing)}do/repayment/"
    assert button not in enter(area.lab.approver).get(page_of(owing)).text
    assert button in enter(area.lab.preparer).get(page_of(owing)).text


def test_a_death_is_given_as_the_reason(area: Area) -> None:
    right = area.draws(EAST_ONE, "张建国")
    area.run(NOVEMBER)
    died(area.lab, right, date(2026, 8, 20))
    # What follows the death pays all of it back: a claim that opened and closed with one batch.
    area.run(NOVEMBER)
    page = told(enter(area.lab.preparer), page_of(right))
    assert "2026-08-20 去世，发到2026年8月为止" in page
    assert "已结清" in page
    assert "从去世续发中" in page


def test_a_repayment_from_the_counter_to_the_last_fen(area: Area, owing: Entitlement) -> None:
    preparer, reviewer = enter(area.lab.preparer), enter(area.lab.reviewer)
    done = go_through(preparer, f"{page_of(owing)}do/repayment/", **REPAYMENT)
    assert "由另一人确认后入账" in done
    assert "等另一人确认" in told(preparer, page_of(owing))
    assert claim_of(owing).balance == D("1000.00")
    made = RecoveryRepayment.objects.get()
    assert (made.amount, made.receipt_no, made.payer) == (D("300"), "票77", "张小明")
    assert "1 笔退款：确认" in told(reviewer, "/bureau/")
    assert "1 笔退款：确认" not in told(preparer, "/bureau/")
    confirm = f"{LIST}repayment/{made.pk}/confirm/"
    assert enter(area.lab.preparer).get(confirm).status_code == 403
    assert "票据 票77" in go_through(reviewer, confirm)
    assert claim_of(owing).balance == D("700.00")
    assert "已经办过" in said(reviewer.post(confirm, {"confirmed": "1"}))
    done = go_through(
        preparer,
        f"{page_of(owing)}do/repayment/",
        **{**REPAYMENT, "amount": "700.00", "receipt_no": "票78"},
    )
    last = RecoveryRepayment.objects.latest("pk")
    go_through(reviewer, f"{LIST}repayment/{last.pk}/confirm/")
    assert claim_of(owing).state == "settled"
    assert "已结清" in told(preparer, page_of(owing))
    assert "do/repayment/" not in preparer.get(page_of(owing)).text


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"amount": "1000.01"}, "还欠 1,000.00 元"),
        ({"amount": "-5"}, "要大于零"),
        ({"amount": "1.005"}, "最多两位小数"),
        ({"paid_on": "2026-11-21"}, "不能晚于今天"),
        ({"paid_on": "2026-01-05"}, "早于立案"),
        ({"receipt_no": ""}, "请填写这一项"),
    ],
)
def test_what_cannot_be_a_repayment_is_told_in_words(
    area: Area, owing: Entitlement, given: dict[str, str], why: str
) -> None:
    answer = enter(area.lab.preparer).post(f"{page_of(owing)}do/repayment/", {**REPAYMENT, **given})
    assert why in said(answer)
    assert not RecoveryRepayment.objects.exists()


def test_the_same_receipt_counts_once_and_what_waits_counts_too(
    area: Area, owing: Entitlement
) -> None:
    claim = claim_of(owing)
    one = repay(area.lab, claim, "600", receipt="票1", confirm=False)
    with pytest.raises(Refused, match="已经录入过"):
        repay(area.lab, claim, "1", receipt="票1", confirm=False)
    with pytest.raises(Refused, match="待确认 600"):
        repay(area.lab, claim, "400.01", confirm=False)
    recovery.reject_repayment(repayment_id=one.pk, reason="没有到账", by=area.lab.reviewer, at=AT)
    assert repay(area.lab, claim, "600", receipt="票1").amount == D("600")
    assert claim_of(owing).balance == D("400.00")


def test_a_plan_is_agreed_seen_and_turned_down(area: Area, owing: Entitlement) -> None:
    preparer, approver = enter(area.lab.preparer), enter(area.lab.approver)
    given = {
        "cap": "200",
        "tail_in_full": "yes",
        "from_month": "2026-11",
        "agreed_on": "2026-11-19",
        "document_no": "协议7号",
        "note": "分期",
    }
    address = f"{page_of(owing)}do/plan/"
    assert "全额抵扣，不受上限限制" in said(preparer.post(address, given))
    go_through(preparer, address, **given)
    assert "已有一份约定待确认" in said(preparer.post(address, given))
    made = RecoveryPlan.objects.get()
    assert "1 份抵扣约定：确认" in told(approver, "/bureau/")
    go_through(approver, f"{LIST}plan/{made.pk}/confirm/")
    assert "每批最多抵扣 200.00 元" in told(preparer, page_of(owing))
    go_through(preparer, address, **{**given, "cap": ""})
    other = RecoveryPlan.objects.latest("pk")
    go_through(approver, f"{LIST}plan/{other.pk}/reject/", reason="没有签字")
    page = told(preparer, page_of(owing))
    assert "未通过：没有签字" in page
    assert "每批最多抵扣 200.00 元" in page


def test_a_write_off_is_proposed_refused_and_decided(area: Area, owing: Entitlement) -> None:
    preparer, approver = enter(area.lab.preparer), enter(area.lab.approver)
    address = f"{page_of(owing)}do/write_off/"
    assert "1000.00" in preparer.get(address).text
    given = {"amount": "1000.00", "document_no": "局决3号", "reason": "无力退还"}
    go_through(preparer, address, **given)
    first = RecoveryWriteOff.objects.get()
    assert "1 份核销：决定" in told(approver, "/bureau/")
    confirm = f"{LIST}write_off/{first.pk}/confirm/"
    # The reviewer confirms repayments, and does not give money away.
    assert enter(area.lab.reviewer).get(confirm).status_code == 403
    go_through(approver, f"{LIST}write_off/{first.pk}/reject/", reason="再催一次")
    assert claim_of(owing).balance == D("1000.00")
    go_through(preparer, address, **given)
    second = RecoveryWriteOff.objects.latest("pk")
    assert "已核销" in go_through(approver, f"{LIST}write_off/{second.pk}/confirm/")
    assert claim_of(owing).state == "written_off"


def test_a_proposal_that_became_too_large_is_refused(area: Area, owing: Entitlement) -> None:
    made = write_off(area.lab, claim_of(owing), decide=False)
    repay(area.lab, claim_of(owing), "0.01")
    with pytest.raises(Refused, match=r"现在只欠 999\.99 元"):
        recovery.decide_write_off(write_off_id=made.pk, by=area.lab.approver, at=AT)
    assert claim_of(owing).balance == D("999.99")


class TestWhoMay:
    """Entering is one person's duty, confirming another's, giving up the approver's."""

    ENTERS = (Role.PREPARER,)
    CONFIRMS = (Role.REVIEWER, Role.APPROVER)

    @pytest.mark.parametrize("role", list(Role))
    def test_by_role(self, area: Area, owing: Entitlement, role: Role) -> None:
        home = {
            Role.TOWN_WORKER: owing.person.region.parent,
            Role.VILLAGE_WORKER: owing.person.region,
        }
        who, claim = user(role, region=home.get(role)), claim_of(owing)
        waiting = repay(area.lab, claim, "1", confirm=False)
        asked = plan(area.lab, claim, "5", confirm=False)

        def may(deed: Any) -> bool:
            try:
                with transaction.atomic():
                    deed()
            except (PermissionRefused, NotFound):
                return False
            return True

        assert may(
            lambda: recovery.enter_repayment(
                claim_id=claim.pk,
                amount=D(1),
                paid_on=TODAY,
                method=RepaidBy.CASH,
                receipt_no="新票",
                by=who,
                at=AT,
                today=TODAY,
            )
        ) is (role in self.ENTERS)
        assert may(lambda: recovery.confirm_plan(plan_id=asked.pk, by=who, at=AT)) is (
            role in self.CONFIRMS
        )
        assert may(lambda: recovery.confirm_repayment(repayment_id=waiting.pk, by=who, at=AT)) is (
            role in self.CONFIRMS
        )

    def test_nobody_decides_what_he_entered(self, area: Area, owing: Entitlement) -> None:
        claim = claim_of(owing)
        made = repay(area.lab, claim, "5", confirm=False)
        # Somebody whose post has changed since.
        area.lab.preparer.role = Role.APPROVER
        area.lab.preparer.save()
        with pytest.raises(Refused, match="由另一人确认"):
            recovery.confirm_repayment(repayment_id=made.pk, by=area.lab.preparer, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            RecoveryRepayment.objects.filter(pk=made.pk).update(
                state="confirmed", decided_by=area.lab.preparer, decided_at=AT
            )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE subsidies_recoveryclaim SET balance = 0, state = 'settled', closed_at = now()",
        "DELETE FROM subsidies_recoveryclaim",
        "UPDATE subsidies_recoveryentry SET amount = 1",
        "DELETE FROM subsidies_recoveryentry",
        "UPDATE subsidies_recoveryrepayment SET amount = amount + 1",
        "UPDATE subsidies_recoveryrepayment SET state = 'pending', decided_by_id = NULL,"
        " decided_at = NULL",
        "DELETE FROM subsidies_recoveryrepayment",
        "INSERT INTO subsidies_recoveryclaim (entitlement_id, state, opened_at, claimed, balance)"
        " SELECT entitlement_id, 'open', now(), 0, 0 FROM subsidies_recoveryclaim",
        "INSERT INTO subsidies_recoveryentry (entitlement_id, claim_id, kind, batch_id, month,"
        " amount, from_tail, at) SELECT entitlement_id, claim_id, 'offset', batch_id, month,"
        " -1000, false, at FROM subsidies_recoveryentry WHERE kind = 'claim'",
    ],
)
def test_the_database_refuses_it_whatever_the_code_does(
    area: Area, owing: Entitlement, change: str
) -> None:
    repay(area.lab, claim_of(owing), "5")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_list_is_narrowed_summed_and_taken_away(area: Area, owing: Entitlement) -> None:
    far = area.draws(WEST_ONE, "赵玉兰")
    area.run(date(2026, 12, 1))
    area.lab.determine(far, date(2026, 12, 1), grade=2)
    area.run(date(2026, 12, 1))
    auditor = enter(user(Role.AUDITOR))
    names = ("张建国", "赵玉兰")
    west = area.places[WEST_ONE].parent
    assert west is not None
    for query, seen in {
        "": {"张建国", "赵玉兰"},
        "?state=open": {"张建国", "赵玉兰"},
        "?state=settled": set(),
        "?q=zjg": {"张建国"},
        "?q=玉兰": {"赵玉兰"},
        f"?town={west.path}": {"赵玉兰"},
        "?state=nonsense": {"张建国", "赵玉兰"},
    }.items():
        page = told(auditor, LIST + query)
        assert {name for name in names if name in page} == seen, query
    assert "按身份证号查人，请到“人员”" in told(auditor, f"{LIST}?q=370303195001019136")
    assert "2 个追缴案还没有结清" in told(auditor, "/bureau/")
    response = auditor.get(f"{LIST}file/?q=zjg")
    content = b"".join(response.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if row[0] == "案号")
    body = [dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :]]
    assert [row["姓名"] for row in body] == ["张建国", ""]
    assert body[0]["身份证号"][3:14] == "***********"
    claim = claim_of(owing)
    for row in body:
        assert row["多发（元）"] == float(claim.claimed)
        assert row["待追缴（元）"] == float(claim.balance)
        assert row["多发（元）"] == (
            row["抵扣（元）"] + row["退款（元）"] + row["核销（元）"] + row["待追缴（元）"]
        )
    assert AuditEntry.objects.filter(action="recovery.exported").count() == 1


def test_the_notice_has_the_sum_in_words_and_is_on_record(area: Area, owing: Entitlement) -> None:
    preparer = enter(area.lab.preparer)
    page = told(preparer, f"{page_of(owing)}notice/")
    assert "尚需退还 1,000.00 元" in page
    assert "人民币壹仟元整" in page
    assert "2026年8月至2026年10月多发 1,500.00 元" in page
    assert "已从发放中抵扣 500.00 元" in page
    assert str(owing.person.id_number) not in page
    assert AuditEntry.objects.get(action="recovery.notice").subject_id == str(claim_of(owing).pk)
    repay(area.lab, claim_of(owing), "1000.00")
    answer = preparer.get(f"{page_of(owing)}notice/", follow=True)
    assert "没有要告知的欠款" in said(answer)


def test_links_lead_to_it_from_person_right_exceptions_and_books(
    area: Area, owing: Entitlement
) -> None:
    preparer, address = enter(area.lab.preparer), page_of(owing)
    batch = area.run(NOVEMBER)
    area.lab.determine(owing, date(2026, 6, 1), grade=2)
    december = area.run(NOVEMBER, approve=False)
    for page in (
        f"/bureau/people/{owing.person_id}/",
        f"/bureau/entitlements/{owing.pk}/",
        f"/bureau/batches/{december.pk}/exceptions/",
    ):
        assert f'href="{address}"' in preparer.get(page).text, page
    assert f'href="{LIST}"' in preparer.get("/bureau/reconciliation/?month=2026-11").text
    assert batch.pk != december.pk
    repay(area.lab, claim_of(owing), claim_of(owing).balance)
    assert "以前有过追缴，已经结案" in told(preparer, f"/bureau/people/{owing.person_id}/")


def test_repaid_and_written_off_stand_in_the_month_they_came(
    area: Area, owing: Entitlement
) -> None:
    repay(area.lab, claim_of(owing), "300.00")
    write_off(area.lab, claim_of(owing), "200.00")
    november = selectors.reconciliation_of(area.lab.preparer, NOVEMBER)
    assert (november.repaid, november.written_off) == (D("300.00"), D("200.00"))
    assert november.owed_back == D("500.00")
    assert november.balances
    october = selectors.reconciliation_of(area.lab.preparer, OCTOBER)
    assert (october.repaid, october.owed_back) == (0, 0)
    page = told(enter(area.lab.preparer), "/bureau/reconciliation/?month=2026-11")
    assert "本月另有退款 300.00 元、核销 200.00 元" in page


@pytest.mark.parametrize(
    ("worker", "sees"), [("own", True), ("town", True), ("neighbour", False), ("stranger", False)]
)
def test_a_station_sees_what_is_taken_back_from_its_own(
    area: Area, owing: Entitlement, worker: str, sees: bool
) -> None:
    who = getattr(area, worker)
    plan(area.lab, claim_of(owing), "80.00")
    answer = enter(who).get(f"/station/payees/{owing.person_id}/")
    assert answer.status_code == (200 if sees else 404)
    found = area_recoveries.recoveries_told(who, owing.person_id, today=TODAY)
    assert bool(found) is sees
    assert selectors.claims_visible_to(who).exists() is sees
    if sees:
        page = said(answer)
        assert "还欠 1,000.00 元" in page
        assert "每批最多扣 80.00 元" in page
    # A worker without an area sees nobody.
    who.region = None
    assert not area_recoveries.recoveries_told(who, owing.person_id, today=TODAY)
    assert not selectors.claims_visible_to(who).exists()


def test_a_month_that_pays_more_than_was_left_after_the_find_says_so(area: Area) -> None:
    right = area.draws(EAST_ONE, "张建国")
    area.lab.rate("6000", date(2026, 1, 1), grade=2)
    area.run(date(2026, 9, 1))
    area.lab.determine(right, date(2026, 9, 1), grade=2)
    area.run(date(2026, 9, 1))
    plan(area.lab, claim_of(right), "100.00", from_month=NOVEMBER)
    area.lab.determine(right, date(2026, 7, 1), grade=2)
    batch = area.run(NOVEMBER)
    payment = batch.payments.get()
    assert payment.amount == D("900.00")
    page = told(enter(area.own), f"/station/payments/{payment.pk}/")
    assert "留到以后再扣 900.00 元" in page


def test_a_long_list_asks_no_more_questions_of_the_database(area: Area) -> None:
    chief, asked = enter(area.lab.approver), []
    area.lab.rate("6000", date(2026, 1, 1), grade=2)
    area.run(OCTOBER)
    for count in (1, 5):
        rights = [area.draws(EAST_ONE, "张建国") for _ in range(count)]
        area.run(OCTOBER)
        for right in rights:
            area.lab.determine(right, OCTOBER, grade=2)
        area.run(OCTOBER)
        with CaptureQueriesContext(connection) as queries:
            chief.get(LIST)
        asked.append(len(queries))
    assert RecoveryClaim.objects.count() == 6
    assert asked[0] == asked[1]


def test_the_pages_speak_chinese(area: Area, owing: Entitlement) -> None:
    preparer, reviewer = enter(area.lab.preparer), enter(area.lab.reviewer)
    made = repay(area.lab, claim_of(owing), "5", confirm=False)
    pages = [preparer.get(LIST), preparer.get(page_of(owing))]
    pages += [preparer.get(f"{page_of(owing)}do/{verb}/") for verb in ("plan", "repayment")]
    pages += [preparer.get(f"{page_of(owing)}notice/")]
    pages += [reviewer.get(f"{LIST}repayment/{made.pk}/{verb}/") for verb in ("confirm", "reject")]
    for page in pages:
        text = text_of(page.text)
        for hand in (area.lab.preparer, area.lab.reviewer):
            text = text.replace(hand.username, "")
        assert latin_words(text, "own") == [], page.request["PATH_INFO"]
