"""Parts of the money beside the standard, at the bureau's door and at the station's."""

from datetime import date
from decimal import Decimal

import pytest

from support_services.subsidies.models import PayComponent, RateTable, Supplement
from support_services.subsidies.services import rates
from tests.subsidies.at_the_bureau import NOVEMBER, OCTOBER, Bureau, enter, said, told
from tests.subsidies.ledger_lab import AT
from tests.subsidies.station_area import make_area
from tests.subsidies.test_components import care, determined

pytestmark = pytest.mark.django_db

CARE_FORM = {
    "wage": "8500.50",
    "effective_from": "2026-10",
    "document_no": "试验〔2026〕18号",
    "confidence": "verified",
    "share_one_two": "50",
    "share_three_four": "40",
    "share_illness": "30",
    "share_mental": "25",
}


@pytest.fixture
def bureau() -> Bureau:
    return Bureau.of(1)


def test_from_the_wage_to_the_payment(bureau: Bureau) -> None:
    """Entered as a draft, brought into force by another, determined for one, paid, explained."""
    bureau.batch(approve=True)
    page = said(bureau.preparer.post("/bureau/rates/care/", CARE_FORM, follow=True))
    assert "已生成 14 行护理费标准，等待另一人启用" in page
    assert "8,500.50 元 × 50%" in page
    table = RateTable.objects.get(state="draft")
    rates.enforce_table(table=table, by=bureau.lab.reviewer, at=AT)
    again = said(bureau.preparer.post("/bureau/rates/care/", CARE_FORM, follow=True))
    assert "没有重复录入" in again

    (right,) = bureau.rights
    address = f"/bureau/entitlements/{right.pk}/do/supplement/"
    assert "核定增发" in told(bureau.preparer, f"/bureau/entitlements/{right.pk}/")
    form = {
        "component": "care",
        "first_month": "2026-10",
        "approved_on": "2026-11-02",
        "document_no": "试验〔2026〕19号",
        "note": "分散供养",
    }
    checked = said(bureau.preparer.post(address, form))
    assert "4,250.25" in checked, "October has been calculated, so it moves"
    assert not Supplement.objects.exists()
    done = said(bureau.preparer.post(address, {**form, "confirmed": "1"}, follow=True))
    assert "护理费自2026年10月起发放" in done
    assert "分散供养" in done

    batch = bureau.batch(NOVEMBER)
    lines = told(bureau.reviewer, f"/bureau/batches/{batch.pk}/lines/")
    assert "护理费" in lines
    line = f"/bureau/lines/{right.pk}/2026-11/care/1/"
    explained = told(bureau.reviewer, line)
    assert "计算基数 8,500.50 元 × 50% = 4,250.25 元" in explained
    assert "试验〔2026〕19号" in explained

    ending = f"/bureau/entitlements/{right.pk}/do/supplement_end/"
    form = {"component": "care", "last_month": "2026-10"}
    assert "-4,250.25" in said(bureau.preparer.post(ending, form)).replace("−", "-")
    done = said(bureau.preparer.post(ending, {**form, "confirmed": "1"}, follow=True))
    assert "护理费发至2026年10月" in done
    assert Supplement.objects.get().last_month == OCTOBER
    assert "停止增发" not in told(bureau.preparer, f"/bureau/entitlements/{right.pk}/")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"wage": "八千"}, "请填数字"),
        ({"wage": "0"}, "应大于零"),
        ({"wage": "8500.505"}, "最多两位小数"),
        ({"wage": "9999999"}, "不能超过 100000 元"),
        ({"share_mental": "250"}, "不能超过 100%"),
        ({"effective_from": "去年"}, "不是年月"),
        ({"document_no": ""}, "请填写这一项"),
        ({"confidence": ""}, "请填写这一项"),
    ],
)
def test_a_wage_that_makes_no_sense(bureau: Bureau, change: dict[str, str], says: str) -> None:
    page = said(bureau.preparer.post("/bureau/rates/care/", {**CARE_FORM, **change}))
    assert says in page
    assert not RateTable.objects.filter(state="draft").exists()


def test_a_new_part_of_the_money_and_its_standard(bureau: Bureau) -> None:
    form = {
        "scheme": "disability_pension",
        "name": "粮油补贴",
        "code": "grain",
        "scope": "all",
        "tail": "stops",
        "source": "试验〔2026〕5号",
        "confidence": "verified",
    }
    address = "/bureau/rates/components/new/"
    assert "代码用二至十个" in said(bureau.preparer.post(address, {**form, "code": "粮油"}))
    done = said(bureau.preparer.post(address, form, follow=True))
    assert "已新增“粮油补贴”" in done
    assert "该项目人人享受，去世后不续发" in done
    assert "请换一个" in said(bureau.preparer.post(address, form))
    assert PayComponent.objects.filter(code="grain").count() == 1

    notice = {
        "document_no": "试验〔2026〕6号",
        "effective_from": "2026-10",
        "confidence": "verified",
        "row-TOTAL_FORMS": "1",
        "row-INITIAL_FORMS": "0",
        "row-0-scheme": "disability_pension",
        "row-0-component": "disability_pension:grain",
        "row-0-grade": "",
        "row-0-rate_class": "",
        "row-0-amount": "30",
        "row-0-basis": "month",
    }
    entered = said(bureau.preparer.post("/bureau/rates/new/", notice, follow=True))
    assert "粮油补贴" in entered
    table = RateTable.objects.get(state="draft")
    trial = told(bureau.approver, f"/bureau/rates/{table.pk}/trial/?last=2026-12")
    assert "90.00" in trial, "one person, three months at thirty yuan"
    bureau.reviewer.post(f"/bureau/rates/{table.pk}/enforce/", {"confirmed": "1"})
    assert "粮油补贴" in told(bureau.reviewer, "/bureau/rates/rules/")
    batch = bureau.batch()
    assert bureau.lab.sum_of(bureau.rights[0], batch) > Decimal("9700")


def test_other_rows_for_a_draft_of_care_keep_their_shares(bureau: Bureau) -> None:
    bureau.preparer.post("/bureau/rates/care/", CARE_FORM)
    table = RateTable.objects.get(state="draft")
    page = bureau.preparer.get(f"/bureau/rates/{table.pk}/edit/")
    formset = page.context["rows"]
    data = {
        "document_no": "试验〔2026〕18号（更正）",
        "effective_from": "2026-10",
        "confidence": "verified",
        "row-TOTAL_FORMS": str(len(formset.forms)),
        "row-INITIAL_FORMS": str(formset.initial_form_count()),
    }
    for form in formset.forms:
        data |= {form.add_prefix(key): str(value or "") for key, value in form.initial.items()}
    # One amount is written by hand: it is no share of the wage any more.
    data["row-0-amount"] = "4300.00"
    said(bureau.preparer.post(f"/bureau/rates/{table.pk}/edit/", data, follow=True))
    rows = list(RateTable.objects.get(state="draft").rows.order_by("amount"))
    assert len(rows) == 14
    assert [row.percent for row in rows if row.amount == Decimal("4300.00")] == [None]
    assert sum(row.percent is None for row in rows) == 1


def test_the_station_sees_what_the_money_is_for() -> None:
    area = make_area()
    one = area.draws("370399001001", "张建国")
    care(area.lab, first=date(2026, 1, 1))
    determined(area.lab, one, first=max(one.start_month, date(2026, 1, 1)))
    batch = area.lab.run(NOVEMBER)
    payment = batch.payments.get(entitlement=one)
    page = told(enter(area.own), f"/station/payments/{payment.pk}/")
    assert "护理费" in page
    assert "计算基数 8,000.00 元 × 50% = 4,000.00 元" in page
