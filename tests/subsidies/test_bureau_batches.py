"""Batches at the bureau's door: opened, calculated, reviewed, approved, sent back, voided."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from support_services.subsidies import tasks
from support_services.subsidies.models import Batch, BatchChunk
from support_services.subsidies.rules import EndReason
from support_services.subsidies.services import batches, calculation, entitlements
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.subsidies.states import BATCH_MOVES, BatchState
from tests.subsidies.at_the_bureau import (
    NOVEMBER,
    OCTOBER,
    Bureau,
    enter,
    press,
    said,
    told,
)
from tests.subsidies.factories import AT, user
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db
LIST, OPEN = "/bureau/batches/", "/bureau/batches/open/"
PENSION = "disability_pension"


@pytest.fixture
def bureau() -> Bureau:
    return Bureau.of()


def at(batch: Batch, more: str = "") -> str:
    return f"{LIST}{batch.pk}/{more}"


def step(batch: Batch, verb: str) -> str:
    return at(batch, f"do/{verb}/")


# -- opening ------------------------------------------------------------------------------------


def test_a_year_typed_wrong_is_refused_and_nothing_is_opened() -> None:
    bureau = Bureau.of(1)
    form = {"schemes": ["disability_pension"], "through": "2062-11"}
    assert "最多提前 3 个月发放" in said(bureau.preparer.post("/bureau/batches/open/", form))
    assert not Batch.objects.exists()


def test_opening_proposes_the_next_unpaid_month_and_what_is_usually_paid(bureau: Bureau) -> None:
    bureau.batch(OCTOBER, approve=True)
    page = bureau.preparer.get(OPEN)
    assert 'value="2026-11"' in page.text
    assert page.text.count("checked") == 1
    assert "之前不会付出任何款项" in said(page)


def test_opening_makes_a_batch_and_leads_to_it(bureau: Bureau) -> None:
    client = bureau.preparer
    page = client.post(OPEN, {"schemes": [PENSION], "through": "2026年10月"}, follow=True)
    batch = Batch.objects.get()
    assert (batch.through, batch.prepared_by) == (OCTOBER, bureau.lab.preparer)
    assert page.redirect_chain[-1][0] == at(batch)
    assert f"批次 {batch.number} 已建立" in said(page)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"schemes": [], "through": "2026-10"}, "请至少选择一个补助项目"),
        ({"schemes": [PENSION], "through": ""}, "请填写这一项"),
        ({"schemes": [PENSION], "through": "2026-13"}, "不是年月"),
        ({"schemes": ["nothing"], "through": "2026-10"}, "nothing 不在可用的选项中"),
    ],
)
def test_opening_says_in_place_what_is_wrong(
    bureau: Bureau, data: dict[str, Any], words: str
) -> None:
    page = bureau.preparer.post(OPEN, data)
    assert words in said(page)
    assert Batch.objects.count() == 0


def test_a_month_before_what_is_paid_is_refused_in_place(bureau: Bureau) -> None:
    bureau.batch(NOVEMBER, approve=True)
    page = bureau.preparer.post(OPEN, {"schemes": [PENSION], "through": "2026-10"})
    assert "已核算至2026年11月" in said(page)
    assert 'value="2026-10"' in page.text, "what was typed is still there"


def test_a_scheme_in_work_is_named_and_cannot_be_chosen(bureau: Bureau) -> None:
    held = bureau.batch()
    page = bureau.preparer.get(OPEN)
    assert f"在批次 {held.number} 中，待复核" in said(page)
    assert f'value="{PENSION}"' not in page.text
    again = bureau.preparer.post(OPEN, {"schemes": [PENSION], "through": "2026-11"})
    assert "选项" in said(again)
    assert Batch.objects.count() == 1


# -- the list -----------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_month_scheme_and_state(bureau: Bureau) -> None:
    old, new = bureau.batch(OCTOBER, approve=True), bureau.batch(NOVEMBER)
    client = bureau.reviewer

    def shown(**query: str) -> set[str]:
        text = client.get(LIST, query).text
        return {b.number for b in (old, new) if f">{b.number}<" in text}

    assert shown() == {old.number, new.number}
    assert shown(month="2026-10") == {old.number}
    assert shown(state="calculated") == {new.number}
    assert shown(scheme=PENSION) == {old.number, new.number}
    assert shown(scheme="bereaved_pension") == set()
    assert shown(month="nonsense", state="nonsense") == {old.number, new.number}


# -- one batch ----------------------------------------------------------------------------------


def test_the_page_tells_where_it_stands_and_whose_turn_it_is(bureau: Bureau) -> None:
    batch = bureau.batch()
    assert "等待“复核”岗位复核" in told(bureau.preparer, at(batch))
    page = told(bureau.reviewer, at(batch))
    assert "复核通过退回经办" in page
    assert "29,067.51" in page
    assert "等待“复核”岗位复核" in told(bureau.approver, at(batch))
    auditor = enter(user(Role.AUDITOR)).get(at(batch))
    assert "/do/" not in auditor.text


def test_each_hand_sees_only_its_own_buttons(bureau: Bureau) -> None:
    batch = bureau.batch()

    def buttons(client: Client) -> set[str]:
        text = client.get(at(batch)).text
        return {verb for verb in BATCH_MOVES if f"/do/{verb}/" in text}

    assert buttons(bureau.preparer) == {"calculate", "void"}
    assert buttons(bureau.reviewer) == {"review", "send_back"}
    assert buttons(bureau.approver) == {"send_back", "void"}
    batches.review(batch_id=batch.pk, by=bureau.lab.reviewer, at=AT)
    assert buttons(bureau.preparer) == {"void"}
    assert buttons(bureau.reviewer) == {"send_back"}
    assert buttons(bureau.approver) == {"approve", "send_back", "void"}
    batches.approve(batch_id=batch.pk, by=bureau.lab.approver, at=AT)
    assert buttons(bureau.preparer) == {"export", "export_part"}
    assert buttons(bureau.approver) == {"void"}


def test_a_month_by_three_people(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks.calculate, "delay", rung.append)
    client = bureau.preparer
    client.post(OPEN, {"schemes": [PENSION], "through": "2026-10"})
    batch = Batch.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        page = press(client, step(batch, "calculate"))
    assert rung == [batch.pk] * tasks.CALCULATORS
    assert "已交付核算" in said(page)
    assert "排队中" in said(page)
    calculation.calculate(batch_id=batch.pk, at=AT)
    assert "已转审批岗位" in said(press(bureau.reviewer, step(batch, "review")))
    assert "审批通过，付款已生成" in said(press(bureau.approver, step(batch, "approve")))
    batch.refresh_from_db()
    hands = (batch.prepared_by, batch.reviewed_by, batch.approved_by)
    assert hands == (bureau.lab.preparer, bureau.lab.reviewer, bureau.lab.approver)
    page = told(client, at(batch))
    for what in ("新建批次", "开始核算", "核算完成", "复核通过", "审批通过"):
        assert what in page


def test_a_question_changes_nothing(bureau: Bureau) -> None:
    batch = bureau.batch()
    page = bureau.reviewer.get(step(batch, "review"))
    assert f"复核通过批次 {batch.number}？" in said(page)
    assert "您不能再审批这一批" in said(page)
    batch.refresh_from_db()
    assert batch.state == BatchState.CALCULATED


def test_the_same_click_twice_is_told_so(bureau: Bureau) -> None:
    batch = bureau.batch()
    client = bureau.reviewer
    page = client.get(step(batch, "review"))
    token = page.context["token"]
    first = client.post(step(batch, "review"), {"token": token})
    second = client.post(step(batch, "review"), {"token": token}, follow=True)
    assert first.status_code == 302
    assert "现在是“待审批”，不能复核通过" in said(second)
    # Coming back to the question later is told the same.
    assert "现在是“待审批”" in said(client.get(step(batch, "review"), follow=True))
    batch.refresh_from_db()
    assert batch.state == BatchState.REVIEWED


def test_what_was_calculated_anew_meanwhile_is_looked_at_again(bureau: Bureau) -> None:
    batch = bureau.batch()
    seen = bureau.reviewer.get(step(batch, "review")).context["token"]
    calculation.request_calculation(batch_id=batch.pk, by=bureau.lab.preparer, at=AT)
    calculation.calculate(batch_id=batch.pk, at=AT)
    page = bureau.reviewer.post(step(batch, "review"), {"token": seen}, follow=True)
    assert "确认期间又核算过" in said(page)
    batch.refresh_from_db()
    assert batch.state == BatchState.CALCULATED


@pytest.mark.parametrize("verb", ["send_back", "void"])
def test_a_reason_is_asked_for_and_kept(bureau: Bureau, verb: str) -> None:
    batch = bureau.batch()
    client = bureau.approver
    without = press(client, step(batch, verb), reason="  ")
    assert "请填写这一项" in said(without)
    batch.refresh_from_db()
    assert batch.state == BatchState.CALCULATED
    done = press(client, step(batch, verb), reason="王某的暂缓请先核实")
    assert "王某的暂缓请先核实" in said(done)
    batch.refresh_from_db()
    assert batch.state == (BatchState.DRAFT if verb == "send_back" else BatchState.VOIDED)


def test_sent_back_it_waits_on_the_preparers_desk_with_the_reason(bureau: Bureau) -> None:
    batch = bureau.batch()
    press(bureau.reviewer, step(batch, "send_back"), reason="请核对暂缓")
    assert "被退回：请核对暂缓" in told(bureau.preparer, "/bureau/")


@pytest.mark.parametrize("verb", sorted(set(BATCH_MOVES) - {"finish", "settle", "receive"}))
def test_whoever_lacks_the_duty_is_refused_and_changes_nothing(bureau: Bureau, verb: str) -> None:
    batch = bureau.batch()
    duty = BATCH_MOVES[verb][2]
    for role in (Role.PREPARER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR):
        somebody = user(role)
        if somebody.may(duty):
            continue
        client = enter(somebody)
        assert client.get(step(batch, verb)).status_code == 403
        assert client.post(step(batch, verb), {"reason": "x"}).status_code == 403
    batch.refresh_from_db()
    assert batch.state == BatchState.CALCULATED


@pytest.mark.parametrize("verb", ["finish", "settle", "receive", "nothing"])
def test_moves_of_the_machine_have_no_button(bureau: Bureau, verb: str) -> None:
    assert bureau.preparer.post(step(bureau.batch(), verb)).status_code == 404


def test_a_step_out_of_turn_says_what_may_be_done(bureau: Bureau) -> None:
    batch = bureau.batch()
    page = bureau.preparer.post(step(batch, "export"), {"layout": "sample-xlsx"}, follow=True)
    assert "现在是“待复核”" in said(page)


def test_no_such_batch(bureau: Bureau) -> None:
    for more in ("", "lines/", "do/review/", "exceptions/"):
        assert bureau.reviewer.get(f"{LIST}999999999/{more}").status_code == 404
    assert bureau.reviewer.get(f"{LIST}99999999999999999999/").status_code == 404


# -- changed since ------------------------------------------------------------------------------


def test_a_change_after_the_calculation_is_announced_and_cured(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.calculate, "delay", lambda batch_id: None)
    batch = bureau.batch()
    notice = "核算以后，名单上有人的信息变了"
    assert notice not in told(bureau.reviewer, at(batch))
    entitlements.place_hold(
        entitlement_id=bureau.rights[0].pk, reason="待核实", by=bureau.lab.preparer, at=AT
    )
    assert notice in told(bureau.reviewer, at(batch))
    refused = press(bureau.reviewer, step(batch, "review"))
    assert "请退回经办重新核算" in said(refused)
    page = bureau.preparer.get(at(batch))
    assert step(batch, "calculate") in page.text
    press(bureau.preparer, step(batch, "calculate"))
    calculation.calculate(batch_id=batch.pk, at=AT)
    page = told(bureau.reviewer, at(batch))
    assert notice not in page
    assert "暂缓发放" in page
    press(bureau.reviewer, step(batch, "review"))
    press(bureau.approver, step(batch, "approve"))
    batch.refresh_from_db()
    assert (batch.state, batch.person_count) == (BatchState.APPROVED, 2)
    assert {p.entitlement_id for p in batch.payments.all()} == {r.pk for r in bureau.rights[1:]}
    assert audit_ledger(snapshot=False) == []


def test_a_death_after_the_calculation_takes_the_person_off_the_list(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.calculate, "delay", lambda batch_id: None)
    batch = bureau.batch(NOVEMBER)
    gone = bureau.rights[1]
    entitlements.record_death_and_end(
        person=gone.person,
        died_on=date(2026, 10, 20),
        by=bureau.lab.preparer,
        at=AT,
        today=AT.date(),
    )
    assert "金额可能已不准确" in said(press(bureau.reviewer, step(batch, "review")))
    press(bureau.preparer, step(batch, "calculate"))
    calculation.calculate(batch_id=batch.pk, at=AT)
    page = told(bureau.reviewer, at(batch))
    assert "已去世，未指定遗属领取人" in page
    press(bureau.reviewer, step(batch, "review"))
    press(bureau.approver, step(batch, "approve"))
    assert not batch.payments.filter(entitlement=gone).exists()
    assert batch.payments.count() == 2
    assert audit_ledger(snapshot=False) == []


# -- progress -----------------------------------------------------------------------------------


def test_progress_asks_again_until_the_work_is_done(bureau: Bureau) -> None:
    lab = bureau.lab
    batch = batches.open_batch(scheme_codes=[PENSION], through=OCTOBER, by=lab.preparer, at=AT)
    calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=AT)
    page = bureau.preparer.get(at(batch))
    assert f'hx-get="{at(batch, "progress/")}"' in page.text
    BatchChunk.objects.filter(batch=batch).update(is_pending=False, lines=7)
    running = bureau.reviewer.get(at(batch, "progress/"))
    assert 'hx-trigger="every 2s"' in running.text
    assert "排队中 已入账 7 行，完成 1 / 1 段" in said(running)
    assert "HX-Refresh" not in running.headers
    calculation.finish(batch_id=batch.pk, at=AT)
    done = bureau.reviewer.get(at(batch, "progress/"))
    assert done.headers["HX-Refresh"] == "true"
    assert "hx-get" not in done.text


def test_a_stumble_is_told_with_its_number_and_tried_again(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = bureau.lab
    batch = batches.open_batch(scheme_codes=[PENSION], through=OCTOBER, by=lab.preparer, at=AT)
    calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=AT)

    def stumble(**_: Any) -> int:
        raise RuntimeError("disk on fire")

    with monkeypatch.context() as patch:
        patch.setattr(calculation, "calculate", stumble)
        with pytest.raises(RuntimeError):
            tasks.calculate(batch.pk)
    page = bureau.preparer.get(at(batch))
    assert "核算中断过，系统会自动再试" in said(page)
    assert "出错编号" in said(page)
    assert "disk" not in page.text
    assert "hx-get" in page.text, "it goes on asking"
    assert f"批次 {batch.number} 核算出错" in told(bureau.preparer, "/bureau/")
    tasks.calculate(batch.pk)
    assert "待复核" in told(bureau.preparer, at(batch))


# -- compared with the month before --------------------------------------------------------------


def test_the_bridge_from_the_month_before_adds_up(bureau: Bureau) -> None:
    lab = bureau.lab
    bureau.batch(OCTOBER, approve=True)
    lab.entitle(NOVEMBER)
    entitlements.place_hold(
        entitlement_id=bureau.rights[0].pk, reason="待核实", by=lab.preparer, at=AT
    )
    batch = bureau.batch(NOVEMBER)
    changes = bureau.reviewer.get(at(batch)).context["changes"]
    moved = sum(row["amount"] for row in changes["rows"])
    assert changes["before"] + moved == changes["after"] == batch.posted_total
    assert [(row["kind"], row["reason"]) for row in changes["rows"]] == [
        ("新增", "新批准"),
        ("停发", "暂缓发放"),
    ]
    page = told(bureau.reviewer, at(batch, "changes/?kind=stopped"))
    assert bureau.rights[0].person.name in page
    assert "暂缓发放" in page


def test_each_scheme_is_compared_with_its_own_month_before(bureau: Bureau) -> None:
    """One scheme paid apart for a month does not count twice in the next one."""
    lab = bureau.lab
    other = type(lab)(type(lab.scheme).objects.get(code="bereaved_pension"), *_hands(lab))
    other.rate("33860", OCTOBER, grade=0, rate_class="martyr")
    other.entitle(OCTOBER, grade=0, rate_class="martyr")

    def run(codes: list[str], month: Any) -> Batch:
        batch = batches.open_batch(scheme_codes=codes, through=month, by=lab.preparer, at=AT)
        calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=AT)
        calculation.calculate(batch_id=batch.pk, at=AT)
        batches.review(batch_id=batch.pk, by=lab.reviewer, at=AT)
        batches.approve(batch_id=batch.pk, by=lab.approver, at=AT)
        return batch

    both = [PENSION, "bereaved_pension"]
    run(both, OCTOBER)
    run([PENSION], NOVEMBER)
    december = (NOVEMBER + timedelta(days=31)).replace(day=1)
    batch = run(["bereaved_pension"], NOVEMBER) and run(both, december)
    changes = bureau.reviewer.get(at(batch)).context["changes"]
    assert [row for row in changes["rows"] if row["kind"] != "尾差"] == []
    assert len(changes["previous"]) == 2


def _hands(lab: Any) -> tuple[Any, Any, Any]:
    return lab.preparer, lab.reviewer, lab.approver


def test_whose_money_was_only_taken_back_is_not_called_stopped() -> None:
    september = date(2026, 9, 1)
    bureau = Bureau.of(2, start=september)
    right = bureau.rights[0]
    bureau.batch(OCTOBER, approve=True)
    entitlements.end(
        entitlement_id=right.pk,
        reason=EndReason.INELIGIBLE,
        ended_on=september,
        by=bureau.lab.preparer,
        at=AT,
        today=AT.date(),
    )
    bureau.batch(NOVEMBER, approve=True)
    batch = bureau.batch(date(2026, 12, 1))
    changes = bureau.reviewer.get(at(batch)).context["changes"]
    assert ("增加", "上月冲减，本月没有", 1) in [
        (row["kind"], row["reason"], row["count"]) for row in changes["rows"]
    ]
