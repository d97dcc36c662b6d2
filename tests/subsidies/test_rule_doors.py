"""Rules at the bureau's door and from the command line: proposed, seen, in force by two people."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.subsidies.models import (
    Batch,
    Entitlement,
    RuleChange,
    StartRule,
)
from support_services.subsidies.rule_kinds import KINDS, RuleKind
from support_services.subsidies.services import rule_changes
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.factories import user
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.recoveries import claim_of
from tests.subsidies.rule_lab import enforced, proposed
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db

RULES = "/bureau/rates/rules/"
CHANGES = f"{RULES}changes/"
DISABILITY = "disability_pension"
THROUGH = date(2026, 10, 1)
GIVEN = {
    "scheme": DISABILITY,
    "value": "next_month",
    "first": "2025-03-01",
    "last": "",
    "document_no": "局发〔2026〕9号",
    "source": "市局答复",
    "confidence": "reported",
    "note": "更正",
}


@pytest.fixture
def lab() -> Lab:
    made = Lab.of(DISABILITY)
    made.rate("12000", date(2024, 8, 1))
    return made


@pytest.fixture
def right(lab: Lab) -> Entitlement:
    """Approved and paid since March 2025, by the rule that held."""
    made = lab.entitle(date(2025, 3, 1))
    lab.run(THROUGH)
    return made


@pytest.fixture
def clerk(lab: Lab) -> Client:
    return enter(lab.preparer)


@pytest.fixture
def reviewer(lab: Lab) -> Client:
    return enter(lab.reviewer)


def test_from_the_rule_to_the_second_person(
    lab: Lab, right: Entitlement, clerk: Client, reviewer: Client
) -> None:
    seen = told(clerk, RULES)
    for words in ("变更起发月规则", "抵扣一般上限", "没有上限，全额抵扣", "立功受奖增发比例"):
        assert words in seen
    assert "变更起发月规则" not in told(reviewer, RULES)
    form = f"{CHANGES}new/start/?scheme={DISABILITY}"
    assert "军人抚恤优待条例（2024年）第二十七条" in told(clerk, form)
    answer = clerk.post(form, GIVEN, follow=True)
    change = RuleChange.objects.get()
    assert answer.redirect_chain == [(f"{CHANGES}{change.pk}/", 302)]
    seen = said(answer)
    for words in ("等另一人启用", "1,000.00", right.person.name, "自2025-03-01起", "更正"):
        assert words in seen
    assert "改为只在2024-10-01至2025-02-28有效" in seen
    # Nothing has changed yet, and he cannot go on alone.
    assert StartRule.objects.filter(scheme=lab.scheme, is_live=True).count() == 2
    assert clerk.get(f"{CHANGES}{change.pk}/do/enforce/").status_code == 403
    assert "规则变更“起发月·残疾军人残疾抚恤金”：启用" in told(reviewer, "/bureau/")
    assert "1 份规则变更等待启用" in told(clerk, "/bureau/")
    assert "等待启用的变更" in told(reviewer, RULES)

    step = f"{CHANGES}{change.pk}/do/enforce/"
    seen = told(reviewer, step)
    assert "1 人的金额有变化：已核算月份补发 0.00 元，冲减 1,000.00 元" in seen
    assert RuleChange.objects.get().state == "proposed"
    assert "变更已启用" in said(reviewer.post(step, follow=True))
    # The same click again changes nothing and says so.
    assert "已启用" in said(reviewer.post(step, follow=True))
    assert "不能再启用" in said(reviewer.get(step, follow=True))
    assert AuditEntry.objects.filter(action="rule.enforced").count() == 1
    seen = told(clerk, RULES)
    assert "局发〔2026〕9号" in seen
    assert "等待启用的变更" not in seen
    batch = lab.run(THROUGH)
    # The laboratory's clock stands still; the door's does not.
    Batch.objects.filter(pk=batch.pk).update(calculated_at=timezone.now())
    seen = told(clerk, f"/bureau/batches/{batch.pk}/")
    assert "首次按新规则核算" in seen
    assert "起发月：残疾军人残疾抚恤金，批准次月起发放" in seen
    seen = told(clerk, f"{CHANGES}{change.pk}/")
    assert "启用时随之改动或重新核对 1 项" in seen
    assert batch.posted_total == Decimal("-1000.00")
    assert "局发〔2026〕9号" in told(clerk, f"/bureau/lines/{right.pk}/2026-09/standard/1/")


def test_given_back_with_a_reason_and_taken_back(
    lab: Lab, right: Entitlement, clerk: Client, reviewer: Client
) -> None:
    clerk.post(f"{CHANGES}new/start/", GIVEN)
    first = RuleChange.objects.get()
    step = f"{CHANGES}{first.pk}/do/refuse/"
    assert "请填写这一项" in said(reviewer.post(step, {"reason": ""}))
    reviewer.post(step, {"reason": "文号不符"})
    seen = told(clerk, f"{CHANGES}{first.pk}/")
    assert "文号不符" in seen
    assert "改好后重新提出" in seen
    again = clerk.get(f"{CHANGES}new/start/?like={first.pk}").text
    assert 'value="2025-03-01"' in again
    assert 'value="市局答复"' in again
    clerk.post(f"{CHANGES}new/start/", GIVEN)
    second = RuleChange.objects.latest("pk")
    # Whoever is second may not take back, whoever proposed may not give back.
    assert reviewer.get(f"{CHANGES}{second.pk}/do/withdraw/").status_code == 403
    assert "记录保留可查" in told(clerk, f"{CHANGES}{second.pk}/do/withdraw/")
    assert "已撤回" in said(clerk.post(f"{CHANGES}{second.pk}/do/withdraw/", follow=True))
    seen = told(reviewer, f"{CHANGES}?state=refused")
    assert "已退回" in seen
    assert "已撤回" in told(reviewer, f"{CHANGES}?kind=start&state=withdrawn")
    assert "没有符合条件的变更" in told(reviewer, f"{CHANGES}?kind=cap")


def test_what_is_wrong_is_said_and_nothing_is_written(lab: Lab, clerk: Client) -> None:
    form = f"{CHANGES}new/start/"
    assert "请填写这一项" in said(clerk.post(form, {}))
    assert "请填写日期" in said(clerk.post(form, {**GIVEN, "first": "昨天"}))
    assert "不能早于起始日期" in said(clerk.post(form, {**GIVEN, "last": "2024-01-01"}))
    tail = {**GIVEN, "value": "months", "number": "很久"}
    assert "请填写数字" in said(clerk.post(f"{CHANGES}new/tail/", tail))
    assert "整数" in said(clerk.post(f"{CHANGES}new/tail/", {**tail, "number": "1.5"}))
    cap = {**GIVEN, "value": "percent", "first": "2026-13"}
    assert "不是年月" in said(clerk.post(f"{CHANGES}new/cap/", cap))
    assert clerk.get(f"{CHANGES}new/everything/").status_code == 404
    assert not RuleChange.objects.exists()
    clerk.post(form, GIVEN)
    assert "等待启用" in said(clerk.post(form, GIVEN))
    assert RuleChange.objects.count() == 1


@pytest.mark.parametrize("kind", list(RuleKind))
def test_every_kind_has_a_form(lab: Lab, clerk: Client, kind: RuleKind) -> None:
    seen = told(clerk, f"{CHANGES}new/{kind.value}/")
    assert f"变更规则：{KINDS[kind].label}" in seen
    assert ("终止：" in seen) is bool(KINDS[kind].none)


def test_the_other_kinds_through_the_form(lab: Lab, clerk: Client, reviewer: Client) -> None:
    month = {**GIVEN, "first": "2026-12"}
    for kind, more in (
        ("cap", {"value": "percent", "number": "20"}),
        ("rounding", {"value": "whole_yuan"}),
        (
            "stacking",
            {
                "value": "forbid",
                "other": "combat_test_allowance",
                "kept": "combat_test_allowance",
            },
        ),
    ):
        clerk.post(f"{CHANGES}new/{kind}/", {**month, **more})
    for change in RuleChange.objects.order_by("pk"):
        seen = told(reviewer, f"{CHANGES}{change.pk}/")
        assert "启用后的影响" in seen
        assert "启用这份规则变更" in told(reviewer, f"{CHANGES}{change.pk}/do/enforce/")
        reviewer.post(f"{CHANGES}{change.pk}/do/enforce/")
    assert set(RuleChange.objects.values_list("state", flat=True)) == {"in_force"}
    seen = told(clerk, RULES)
    assert "没有约定的，每批最多抵扣当批应发月份款的 20%" in seen
    assert "每月见分进元" in seen
    seen = told(clerk, "/bureau/stacking/rules/")
    assert "不能同时享受，只发参战参试" in seen
    assert "提出变更" in seen


@pytest.mark.parametrize(
    ("value", "number", "words"),
    [
        ("percent", "12.5", "每批最多抵扣当批应发月份款的 12.5%"),
        ("yuan", "300", "每批最多抵扣 300.00 元"),
    ],
)
def test_a_claim_says_by_which_general_cap_it_goes(
    lab: Lab, right: Entitlement, reviewer: Client, value: str, number: str, words: str
) -> None:
    lab.rate("6000", date(2024, 8, 1))
    lab.run(THROUGH)
    claim = claim_of(right)
    page = f"/bureau/recovery/{claim.pk}/"
    assert "先全额抵扣" in told(reviewer, page)
    enforced(lab, RuleKind.CAP, value=value, number=number, first=date(2026, 11, 1))
    assert f"没有另外约定，按一般上限办理：{words}" in told(reviewer, page)
    lab.run(date(2026, 11, 1))
    assert "没有约定，一般上限" in told(reviewer, page)
    visitor = village_worker(right)
    assert "没有约定：每批最多扣" in told(visitor, f"/station/payees/{right.person_id}/")


def village_worker(right: Entitlement) -> Client:
    """Whose village the person lives in."""
    return enter(user(Role.VILLAGE_WORKER, region=right.person.region))


def test_whom_it_touches_to_take_away(
    lab: Lab, right: Entitlement, clerk: Client, reviewer: Client
) -> None:
    clerk.post(f"{CHANGES}new/start/", GIVEN)
    change = RuleChange.objects.get()
    answer = reviewer.get(f"{CHANGES}{change.pk}/people/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        cells = book.read("xl/sharedStrings.xml").decode()
    assert right.person.name in cells
    assert right.person.id_number not in cells
    assert AuditEntry.objects.get(action="rule.exported").detail == {"rows": 1}
    rule_changes.enforce(change_id=change.pk, by=lab.reviewer, at=AT)
    empty = said(reviewer.get(f"{CHANGES}{change.pk}/people/", follow=True))
    assert "已经办结" in empty


def test_lists_take_the_same_number_of_queries(lab: Lab, reviewer: Client) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert reviewer.get(url).status_code == 200
        return len(found)

    proposed(lab, RuleKind.ROUNDING, DISABILITY, value="each_month", first=date(2026, 1, 1))
    reviewer.get(CHANGES)
    few = [queries(url) for url in (CHANGES, RULES, "/bureau/")]
    for scheme in ("bereaved_pension", DISABILITY, "ill_returned_allowance"):
        proposed(lab, RuleKind.START, scheme, value="next_month", first=date(2026, 1, 1))
    assert [queries(url) for url in (CHANGES, RULES, "/bureau/")] == few


# --- the command ----------------------------------------------------------------------------------


def command(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("rules", *words, stdout=out, verbosity=0)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_the_same_from_the_command_line(lab: Lab, right: Entitlement) -> None:
    one, two = lab.preparer.username, lab.reviewer.username
    made = command(
        "propose", "start", "--scheme", DISABILITY, "--value", "next_month",
        "--from", "2025-03-01", "--document-no", "局发〔2026〕9号", "--source", "市局答复",
        "--confidence", "reported", "--by", one,
    )  # fmt: skip
    assert (made["state"], made["from"], made["to"]) == ("proposed", "2025-03-01", None)
    number = str(made["change"])
    seen = command("preview", number, "--by", two)
    assert seen["overpaid"] == "1000.00"
    assert seen["by_scheme"] == [
        {
            "scheme": "残疾抚恤",
            "rights": 1,
            "months": 1,
            "arrears": "0.00",
            "overpaid": "1000.00",
            "coming": "0.00",
        }
    ]
    with pytest.raises(CommandError, match="没有这项权限"):
        command("enforce", number, "--by", one)
    assert command("enforce", number, "--by", two)["rights"] == 1
    with pytest.raises(CommandError, match="已启用"):
        command("refuse", number, "--reason", "晚了", "--by", two)
    listed = command("list", "--kind", "start", "--by", two)
    assert [row["value"] for row in listed["rules"] if row["schemes"] == [DISABILITY]] == [
        "next_month",
        "approval_month",
        "next_month",
    ]
    assert [row["state"] for row in listed["changes"]] == ["in_force"]
    capped = command(
        "propose", "cap", "--value", "yuan", "--number", "300", "--from", "2026-12",
        "--document-no", "号", "--source", "局务会", "--confidence", "verified", "--by", one,
    )  # fmt: skip
    assert command("preview", str(capped["change"]), "--by", one)["balance"] == "0.00"
    assert command("withdraw", str(capped["change"]), "--by", one)["state"] == "withdrawn"
    with pytest.raises(CommandError, match="没有找到"):
        command("show", "999999", "--by", two)
    with pytest.raises(CommandError, match="不是年月"):
        command(
            "propose", "cap", "--value", "yuan", "--number", "300", "--from", "明年",
            "--document-no", "号", "--source", "局务会", "--confidence", "verified", "--by", one,
        )  # fmt: skip
