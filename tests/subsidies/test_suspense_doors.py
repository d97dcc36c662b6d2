"""The suspense list at the two doors: ticked, asked, decided, looked for."""

import pytest

from support_services.subsidies.models import Batch, SuspenseRequest
from tests.screen_text import latin_words
from tests.subsidies import factories as make
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.test_suspense import agree, failed_batch, payments, put
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db

USERS = ("preparer", "reviewer", "approver")


@pytest.fixture
def batch() -> Batch:
    return failed_batch()


def test_from_the_batch_to_the_list_and_to_the_treasury(batch: Batch) -> None:
    preparer, reviewer, approver = (
        enter(one) for one in (batch.prepared_by, batch.reviewed_by, batch.approved_by)
    )
    undelivered = f"/bureau/batches/{batch.pk}/undelivered/"
    assert "全部提请挂账" in told(preparer, undelivered)
    assert "全部提请挂账" not in told(reviewer, undelivered)
    assert "还有 2 笔没有付成，也没有挂账" in told(
        preparer, f"/bureau/batches/{batch.pk}/do/close/"
    )

    step = "/bureau/suspense/do/put/"
    asking = told(preparer, f"{step}?batch={batch.pk}")
    assert "共 2 笔" in asking
    assert "300.50" in asking
    first, second, third = payments(batch)
    form = {"payment": [first.pk, second.pk], "cause": "unreachable", "reason": "三次上门未见"}
    assert "请选择原因" in said(preparer.post(step, {**form, "cause": "", "confirmed": 1}))
    assert not SuspenseRequest.objects.exists()
    done = said(preparer.post(step, {**form, "confirmed": 1}, follow=True))
    assert "已提请挂账 2 笔" in done
    refused = said(preparer.post(step, {**form, "confirmed": 1}, follow=True))
    assert "已经提请过" in refused

    assert "2 笔挂账：决定" in told(reviewer, "/bureau/")
    page = told(reviewer, "/bureau/suspense/?stand=pending")
    assert "三次上门未见" in page
    asked = list(SuspenseRequest.objects.values_list("pk", flat=True))
    confirm = "/bureau/suspense/do/confirm/"
    assert preparer.get(confirm, {"request": asked}).status_code == 403
    assert "同意下列事项" in said(reviewer.get(confirm, {"request": asked}))
    done = said(reviewer.post(confirm, {"request": asked, "confirmed": 1}, follow=True))
    assert "已同意 2 笔" in done
    again = said(reviewer.post(confirm, {"request": asked, "confirmed": 1}, follow=True))
    assert "已经办过" in again

    listed = told(reviewer, "/bureau/suspense/")
    for words in ("送盘 1 次", "联系不上", "按来源批次", batch.number):
        assert words in listed
    assert "2 笔挂账待发" in told(preparer, "/bureau/")
    assert "有挂账" in told(preparer, undelivered)
    assert "挂账" in told(reviewer, f"/bureau/people/{first.payee_id}/")
    one = told(reviewer, f"/bureau/suspense/{first.pk}/")
    for words in ("三次上门未见", "送银行的经过", "挂账明细"):
        assert words in one
    for address in ("", "print/", f"{first.pk}/"):
        page = reviewer.get(f"/bureau/suspense/{address}").text
        assert latin_words(page, *USERS) == []
    assert reviewer.get("/bureau/suspense/file/").status_code == 200

    back = "/bureau/suspense/do/treasury/"
    paper = {"document_no": "缴1号", "returned_on": "2026-11-05", "reason": "满两年"}
    done = said(preparer.post(back, {"payment": first.pk, **paper, "confirmed": 1}, follow=True))
    assert "由审批岗位决定" in done
    request = SuspenseRequest.objects.get(kind="treasury")
    refused = reviewer.post(confirm, {"request": request.pk, "confirmed": 1}, follow=True)
    assert "审批" in said(refused)
    first.refresh_from_db()
    assert first.state == "suspense"
    approver.post(confirm, {"request": request.pk, "confirmed": 1})
    first.refresh_from_db()
    assert first.state == "treasury"
    assert "已上缴" in told(reviewer, "/bureau/suspense/?stand=treasury")
    assert third.state == "paid"


def test_nothing_ticked_and_what_is_not_there(batch: Batch) -> None:
    preparer = enter(batch.prepared_by)
    answer = preparer.get("/bureau/suspense/do/treasury/", follow=True)
    assert "请先勾选" in said(answer)
    assert preparer.get("/bureau/suspense/do/put/?payment=999999").status_code == 404
    assert preparer.get("/bureau/suspense/do/put/?payment=x").status_code == 404
    assert preparer.get(f"/bureau/suspense/{payments(batch)[2].pk}/").status_code == 404


def test_the_station_looks_for_its_own(batch: Batch) -> None:
    agree(put(batch, 0), batch.reviewed_by)
    payment = payments(batch)[0]
    own = enter(make.user(Role.VILLAGE_WORKER, region=payment.region))
    stranger = enter(make.user(Role.VILLAGE_WORKER, region=payments(batch)[1].region))
    assert payment.payee.name in told(own, "/station/follow-up/?kind=suspense")
    assert "没有挂账的款项" in told(stranger, "/station/follow-up/?kind=suspense")
    address = f"/station/follow-up/suspense/{payment.pk}/"
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"result": "away"}).status_code == 404
    page = told(own, address)
    assert "更正账户" in page
    assert "请选择查找结果" in said(own.post(address, {"visited_on": "2026-11-05"}))
    done = own.post(
        address, {"result": "away", "visited_on": "2026-11-05", "note": "年底回来"}, follow=True
    )
    assert "已登记" in said(done)
    assert "人在外地，留了话" in told(enter(batch.reviewed_by), f"/bureau/suspense/{payment.pk}/")
