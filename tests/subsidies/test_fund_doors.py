"""Funds at the bureau's door: who may, what is asked first, what is said, what a batch shows."""

import io
from decimal import Decimal

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from support_services.subsidies.fund_states import ChangeOf, Control
from support_services.subsidies.models import (
    ApprovalRule,
    BankFile,
    BudgetLine,
    BudgetOverride,
    FundShare,
)
from support_services.subsidies.services import bank, batches
from support_services.subsidies.states import BatchState
from tests.subsidies import the_bank
from tests.subsidies.at_the_bureau import Bureau, enter, press, said, told
from tests.subsidies.factories import AT, hands, user, village
from tests.subsidies.funds import SCHEME, Treasury, reviewed
from tests.subsidies.test_split_export import TOWNS, three_towns
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Client:
    return enter(hands()[0])


@pytest.fixture
def second() -> Client:
    return enter(user(Role.REVIEWER))


def test_a_rule_is_entered_by_one_and_enforced_by_another(clerk: Client, second: Client) -> None:
    assert "没有启用审批权限" in told(clerk, "/bureau/funds/")
    assert "还没有启用的审批权限" in told(clerk, "/bureau/funds/approval/")
    page = clerk.post(
        "/bureau/funds/approval/new/",
        {
            "first_on": "2026-11-01",
            "second_above": "500000",
            "minutes_above": "1000000",
            "document_no": "局发〔2026〕3号",
        },
        follow=True,
    )
    assert "由另一人启用以后才生效" in said(page)
    rule = ApprovalRule.objects.get()
    address = f"/bureau/funds/rule/{rule.pk}/enforce/"
    assert clerk.get(address).status_code == 403
    assert "1 份审批权限：启用" in told(second, "/bureau/")
    question = told(second, address)
    assert (
        "超过 500,000.00 元，1,000,000.00 元及以下：两名审批人先后签批"
        in question.replace(" ：", "：")
        or "两名审批人先后签批" in question
    )
    assert "已经复核的批次不变" in question
    assert "已启用" in said(second.post(address, follow=True))
    assert "不能再启用" in said(second.get(address, follow=True))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"first_on": "明天", "document_no": "1"}, "请写成年-月-日"),
        ({"first_on": "2026-11-01", "document_no": ""}, "请填写这一项"),
        (
            {"first_on": "2026-11-01", "document_no": "1", "second_above": "五十万"},
            "请填写金额",
        ),
        ({"first_on": "2026-11-01", "document_no": "1", "second_above": "-1"}, "不能小于零"),
    ],
)
def test_bad_rules_are_told_on_the_form(clerk: Client, data: dict[str, str], words: str) -> None:
    assert words in said(clerk.post("/bureau/funds/approval/new/", data))
    assert not ApprovalRule.objects.exists()


def test_shares_must_be_a_hundred(clerk: Client, second: Client) -> None:
    data = {"what": SCHEME, "first_month": "2026-01", "document_no": "财〔2026〕1号"}
    short = clerk.post("/bureau/funds/shares/new/", {**data, "central": "60", "county": "30"})
    assert "相加应为 100%，现在是 90%" in said(short)
    assert not FundShare.objects.exists()
    page = clerk.post(
        "/bureau/funds/shares/new/", {**data, "central": "60", "county": "40"}, follow=True
    )
    assert "由另一人启用以后才用于拆分" in said(page)
    share = FundShare.objects.get()
    second.post(f"/bureau/funds/share/{share.pk}/enforce/")
    assert "60.00%" in told(clerk, "/bureau/funds/shares/")


def test_a_line_from_issue_to_cut(clerk: Client, second: Client) -> None:
    data = {
        "name": "优抚补助（中央）",
        "year": "2026",
        "source": "central",
        "schemes": [SCHEME],
        "amount": "100000",
        "control": "refuse",
        "warn_percent": "80",
        "dated_on": "2026-01-05",
        "document_no": "财〔2026〕1号",
    }
    page = clerk.post("/bureau/funds/lines/new/", data, follow=True)
    assert "待启用" in said(page)
    line = BudgetLine.objects.get()
    assert "已有指标" in said(clerk.post("/bureau/funds/lines/new/", {**data, "name": "另一个"}))
    issue = line.changes.get()
    assert "1 份预算指标变动：启用" in told(second, "/bureau/")
    second.post(f"/bureau/funds/change/{issue.pk}/enforce/")
    assert "100,000.00" in told(clerk, "/bureau/funds/?year=2026")
    change = {
        "kind": "cut",
        "amount": "",
        "control": "refuse",
        "warn_percent": "80",
        "dated_on": "2026-06-01",
        "document_no": "财〔2026〕8号",
    }
    address = f"/bureau/funds/lines/{line.pk}/change/"
    assert "请填写金额，要大于零" in said(clerk.post(address, change))
    clerk.post(address, {**change, "amount": "40000"})
    cut = line.changes.get(kind="cut")
    assert second.get(f"/bureau/funds/change/{cut.pk}/withdraw/").status_code == 403
    second.post(f"/bureau/funds/change/{cut.pk}/enforce/")
    line.refresh_from_db()
    assert line.amount == Decimal(60000)
    assert "调减" in told(clerk, f"/bureau/funds/lines/{line.pk}/")


def test_strangers_get_nothing(clerk: Client) -> None:
    line = Treasury().line("5")
    home = village()
    places = {Role.SYSADMIN: None, Role.TOWN_WORKER: home.parent, Role.VILLAGE_WORKER: home}
    for role, place in places.items():
        stranger = enter(user(role, region=place))
        for page in ("", "use/", "shares/", "approval/", f"lines/{line.pk}/", "2026/file/"):
            assert stranger.get(f"/bureau/funds/{page}").status_code == 403
    auditor = enter(user(Role.AUDITOR))
    assert "试验指标" in told(auditor, "/bureau/funds/?year=2026")
    assert auditor.get("/bureau/funds/lines/new/").status_code == 403
    for gone in ("lines/99999/", "rule/99999/enforce/", "nothing/1/enforce/", "rule/1/burn/"):
        assert enter(user(Role.REVIEWER)).get(f"/bureau/funds/{gone}").status_code == 404


def test_the_batch_says_who_still_has_to_sign_and_why() -> None:
    bureau = Bureau.of(2)
    Treasury().rule("1", "2")
    batch = bureau.batch()
    address = f"/bureau/batches/{batch.pk}/"
    question = told(bureau.reviewer, f"{address}do/review/")
    assert "两名审批人先后签批，并填写党组会议纪要文号和日期" in question
    press(bureau.reviewer, f"{address}do/review/")
    assert "已签 0/2 。还须两名审批人先后签批" in told(bureau.approver, address).replace(
        "2。", "2 。"
    )
    sign = f"{address}do/approve/"
    assert "党组会议纪要文号" in told(bureau.approver, sign)
    # Without the minutes the form says what is missing, and nothing is signed.
    assert "请填写这一项" in said(press(bureau.approver, sign))
    minutes = {"minutes_no": "区退役党纪〔2026〕7号", "minutes_on": "2026-11-03"}
    first = said(press(bureau.approver, sign, **minutes))
    assert "已签批（1/2），等待另一名审批人签批" in first
    assert "您已签批（已签 1/2），等待另一名审批人签批" in first
    assert "撤回签批" in first
    assert "批次" in told(bureau.approver, "/bureau/")
    # A second click on the page that is still open does nothing.
    batch.refresh_from_db()
    other = enter(user(Role.APPROVER))
    assert "已签 1/2" in told(other, "/bureau/")
    second = told(other, sign)
    assert "您是第二位，签后即审批通过" in second
    assert "区退役党纪〔2026〕7号" in second
    done = said(press(other, sign))
    assert "审批通过，付款已生成" in done
    assert "已签 2/2" in done


def test_a_signature_is_taken_back_by_its_signer() -> None:
    bureau = Bureau.of(1)
    Treasury().rule("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    address = f"/bureau/batches/{batch.pk}/"
    press(bureau.approver, f"{address}do/approve/")
    stale = bureau.approver.get(f"{address}do/unsign/")
    assert stale.status_code == 200
    assert "签批已撤回" in said(press(bureau.approver, f"{address}do/unsign/"))
    batch.refresh_from_db()
    assert batch.signed == 0


def test_a_page_that_was_open_before_the_first_signature_asks_again() -> None:
    bureau = Bureau.of(1)
    Treasury().rule("1")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    address = f"/bureau/batches/{batch.pk}/do/approve/"
    other = enter(user(Role.APPROVER))
    token = f"reviewed-{batch.run}-0"
    press(bureau.approver, address)
    page = said(other.post(address, {"token": token}, follow=True))
    assert "核算过或签批过" in page
    batch.refresh_from_db()
    assert batch.state == BatchState.REVIEWED


def test_the_budget_warns_at_review_and_refuses_at_approval() -> None:
    bureau, treasury = Bureau.of(1), Treasury()
    treasury.share(central="60", county="40")
    treasury.line("5000")
    batch = bureau.batch()
    address = f"/bureau/batches/{batch.pk}/"
    warning = "剩余 5,000.00 元，本批 5,813.50 元，超支 813.50 元：审批时须填写批准超支的文号"
    assert warning in told(bureau.reviewer, f"{address}do/review/")
    assert "超支" in told(bureau.reviewer, address)
    press(bureau.reviewer, f"{address}do/review/")
    sign = f"{address}do/approve/"
    question = told(bureau.approver, sign)
    assert warning in question
    assert "批准超支的文号" in question
    assert "请先追加指标" in said(press(bureau.approver, sign))
    done = said(press(bureau.approver, sign, overdraft_document="局办〔2026〕9号"))
    assert "审批通过" in done
    assert "局办〔2026〕9号" in done
    override = BudgetOverride.objects.get()
    assert "局办〔2026〕9号" in told(bureau.preparer, f"/bureau/funds/lines/{override.line_id}/")
    assert "已超支" in told(bureau.approver, "/bureau/")


def test_a_batch_without_shares_says_so() -> None:
    bureau = Bureau.of(1)
    batch = bureau.batch()
    address = f"/bureau/batches/{batch.pk}/"
    assert "没有启用资金来源比例，不拆分来源" in told(bureau.reviewer, address)
    question = told(bureau.reviewer, f"{address}do/review/")
    assert "没有启用的审批权限，由一名审批人签批" in question
    assert "不核对预算指标" in question


def test_fund_use_on_screen_and_as_a_workbook() -> None:
    bureau = Bureau.of(1)
    Treasury().share(central="60", county="40")
    batch = reviewed(bureau.batch(), bureau.lab.reviewer)
    batches.approve(batch_id=batch.pk, by=bureau.lab.approver, at=AT)
    reader = enter(user(Role.AUDITOR))
    page = told(reader, "/bureau/funds/use/?year=2026&by=all")
    assert "2026年10月 残疾抚恤" in page
    assert "5,813.50" in page
    response = reader.get("/bureau/funds/use/2026/file/")
    content = io.BytesIO(b"".join(response.streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    total = next(row for row in rows if row[0] == "合计")
    assert total[2:8] == [9689.17, 5813.5, 0, 0, 3875.67, 0]
    assert reader.get("/bureau/funds/use/2020/file/").status_code == 404
    assert "没有已审批的批次" in told(reader, "/bureau/funds/use/?year=2020")
    assert reader.get("/bureau/funds/use/?year=x&by=y").status_code == 200


def test_lines_as_a_workbook_and_their_documents_in_all_states() -> None:
    treasury = Treasury()
    line = treasury.line("1000", control=Control.WARN)
    treasury.change(line, ChangeOf.ADD, "5", enforce=False)
    reader = enter(user(Role.AUDITOR))
    assert reader.get("/bureau/funds/2026/file/").status_code == 200
    assert reader.get("/bureau/funds/2020/file/").status_code == 404
    page = told(reader, "/bureau/funds/?year=2026")
    assert "等另一人启用" in page


class TestSplitAtTheDoor:
    def test_some_towns_today_and_the_rest_tomorrow(self) -> None:
        batch = three_towns()
        clerk = enter(batch.prepared_by)  # type: ignore[arg-type]
        address = f"/bureau/batches/{batch.pk}/"
        assert "分开导出" in told(clerk, address)
        step = f"{address}do/export_part/"
        page = told(clerk, step)
        assert "第1镇 2 笔，30.03 元" in page
        assert "示例工行 3 笔" in told(clerk, f"{step}?by=bank")
        data = {"by": "town", "layout": the_bank.TEXT}
        assert "请至少选择一个部分" in said(press(clerk, step, **data))
        done = said(press(clerk, step, **data, parts=TOWNS[0]))
        assert "第1镇" in done
        assert "还有 2 个镇街共 3 笔、120.12 元没有导出" in done
        assert "导出其余部分" in done
        # The same part once more makes nothing: the page no longer offers it.
        page = press(clerk, step, **data, parts=TOWNS[0])
        assert BankFile.objects.count() == 1
        assert "第1镇 2 笔" not in said(page)
        both = clerk.post(
            step,
            {**data, "parts": list(TOWNS[1:]), "token": "exported-0-0"},
            follow=True,
        )
        assert "2 个文件，共 3 笔，120.12 元" in said(both)
        assert "3 个镇街都已导出" in told(clerk, address)

    def test_a_part_is_reissued_from_its_file(self) -> None:
        batch = three_towns()
        clerk = enter(batch.prepared_by)  # type: ignore[arg-type]
        files = bank.export_parts(
            batch_id=batch.pk, layout=the_bank.TEXT, split="town", by=batch.prepared_by, at=AT
        )
        for file in files[:2]:
            bank.receive(
                content=the_bank.answers(file, the_bank.OTHER_FAILURE),
                filename="r",
                by=batch.prepared_by,
                at=AT,
            )
        page = clerk.get(f"/bureau/files/{files[1].pk}/")
        step = f"/bureau/batches/{batch.pk}/do/reissue/?part={TOWNS[1]}"
        assert step in page.text
        assert "第2镇" in said(page)
        shown = clerk.get(step).text
        assert shown.count("checked") == 2  # the part, and the layout of before
        done = press(clerk, step, by="town", layout="same", parts=TOWNS[1])
        assert "重新发放的文件已生成" in said(done)
        assert BankFile.objects.filter(is_reissue=True).count() == 1

    def test_only_who_exchanges_with_the_bank(self) -> None:
        batch = three_towns()
        for role in (Role.REVIEWER, Role.APPROVER, Role.AUDITOR):
            client = enter(user(role))
            step = f"/bureau/batches/{batch.pk}/do/export_part/"
            assert client.get(step).status_code == 403
