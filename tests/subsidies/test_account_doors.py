"""An account corrected at the two doors: evidence, a second person, the way back."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import EAST_ONE, colleague
from tests.pictures import jpeg, pdf, png
from tests.screen_text import latin_words
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.station_area import Area, make_month
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry
from veterans.registry.models import AccountEvidence, AccountProposal, BankAccount, Person

pytestmark = pytest.mark.django_db

NUMBER = "6217000000009901"
# Colleagues without a display name are shown by their user name.
USERS = ("preparer", "reviewer", "own")


@pytest.fixture
def area() -> Area:
    return make_month()


@pytest.fixture
def payee(area: Area) -> Person:
    return Person.objects.get(name="张建国")


@pytest.fixture
def preparer(area: Area) -> Client:
    return enter(area.lab.preparer)


@pytest.fixture
def reviewer(area: Area) -> Client:
    return enter(area.lab.reviewer)


def photo(content: bytes | None = None, name: str = "card.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or png(), content_type="text/html")


def filled(**more: Any) -> dict[str, Any]:
    return {
        "bank_name": "示例银行",
        "number": NUMBER,
        "reason": "银行退回，本人换了新卡",
        "photo": photo(),
        **more,
    }


def current(person: Person) -> BankAccount:
    return BankAccount.objects.get(person=person, is_current=True)


# --- the bureau ------------------------------------------------------------------------------


def test_corrected_with_a_photo_and_verified_beside_it(
    payee: Person, preparer: Client, reviewer: Client
) -> None:
    page = told(preparer, f"/bureau/people/{payee.pk}/")
    assert "登记银行账户" in page
    before = current(payee)
    address = f"/bureau/people/{payee.pk}/account/"
    assert "必须附照片" in told(preparer, address)
    refused = said(preparer.post(address, filled(photo="")))
    assert "更换账户，须有佐证" in refused
    done = said(preparer.post(address, filled(), follow=True))
    assert "请由另一人核验" in done
    made = current(payee)
    assert made != before

    # Whoever entered it sees that another must verify, and may take it back.
    assert f"/bank-accounts/{made.pk}/withdraw/" in preparer.get(f"/bureau/people/{payee.pk}/").text
    assert "您登记的，请另一人核验" in told(preparer, "/bureau/bank-accounts/")

    page = reviewer.get(f"/bureau/bank-accounts/{made.pk}/verify/")
    piece = AccountEvidence.objects.get()
    assert f'<img src="/bureau/bank-accounts/evidence/{piece.pk}/"' in page.text
    assert NUMBER not in page.text
    assert "更换" in said(page)
    wrong = said(
        reviewer.post(f"/bureau/bank-accounts/{made.pk}/verify/", {"verify": 1, "number": "62" * 8})
    )
    assert "与登记的账号不一致" in wrong
    done = said(
        reviewer.post(
            f"/bureau/bank-accounts/{made.pk}/verify/", {"verify": 1, "number": NUMBER}, follow=True
        )
    )
    assert "已核验，可以发放" in done
    made.refresh_from_db()
    assert made.state == "verified"
    history = told(reviewer, f"/bureau/people/{payee.pk}/accounts/")
    for words in ("银行退回，本人换了新卡", "当前使用", "照片"):
        assert words in history
    assert latin_words(reviewer.get(f"/bureau/people/{payee.pk}/accounts/").text, *USERS) == []


def test_sent_back_by_the_second_person(payee: Person, preparer: Client, reviewer: Client) -> None:
    before = current(payee)
    preparer.post(f"/bureau/people/{payee.pk}/account/", filled())
    made = current(payee)
    address = f"/bureau/bank-accounts/{made.pk}/verify/"
    assert "请填写这一项" in said(reviewer.post(address, {"refuse": 1, "reason": ""}))
    done = said(reviewer.post(address, {"refuse": 1, "reason": "户名不是本人"}, follow=True))
    assert "已退回" in done
    assert current(payee) == before
    assert "户名不是本人" in told(preparer, f"/bureau/people/{payee.pk}/")
    assert "不用再核验" in told(reviewer, address)


def test_taken_back_after_a_question(payee: Person, preparer: Client) -> None:
    before = current(payee)
    preparer.post(f"/bureau/people/{payee.pk}/account/", filled())
    address = f"/bureau/bank-accounts/{current(payee).pk}/withdraw/"
    assert "原来使用的账户恢复使用" in said(preparer.get(address))
    assert current(payee) != before
    assert "已撤回" in said(preparer.post(address, follow=True))
    assert current(payee) == before
    assert "已经办过" in said(preparer.post(address, follow=True))


def test_a_written_reason_in_the_place_of_a_photo(payee: Person, preparer: Client) -> None:
    address = f"/bureau/people/{payee.pk}/account/"
    words = {"photo": "", "statement": "存折遗失，村里证明"}
    assert "都要填写" in said(preparer.post(address, filled(**words)))
    preparer.post(address, filled(**words, document_no="东一村证〔2026〕1号"))
    assert AccountEvidence.objects.get().kind == "statement"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html><script>alert(1)</script></html>", "不是照片"),
        (jpeg()[:-4], "不完整"),
        (pdf(b"/OpenAction 1 0 R"), "脚本"),
        (png(50, 50), "看不清账号"),
    ],
)
def test_what_is_no_photo_is_refused_whole(
    payee: Person, preparer: Client, content: bytes, told: str
) -> None:
    before = current(payee)
    # The name and the type that the browser claims do not matter.
    upload = SimpleUploadedFile("card.jpg", content, content_type="image/jpeg")
    answer = said(preparer.post(f"/bureau/people/{payee.pk}/account/", filled(photo=upload)))
    assert told in answer
    assert "文件要重新选择一次" in answer
    assert current(payee) == before
    assert not AccountEvidence.objects.exists()


def test_evidence_is_handed_out_as_a_file_and_on_record(
    area: Area, payee: Person, preparer: Client, reviewer: Client
) -> None:
    preparer.post(f"/bureau/people/{payee.pk}/account/", filled())
    piece = AccountEvidence.objects.get()
    address = f"/bureau/bank-accounts/evidence/{piece.pk}/"
    answer = reviewer.get(address)
    assert answer.status_code == 200
    assert answer.content == png()
    headers = answer.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.actor_id) == ("account_evidence.viewed", area.lab.reviewer.pk)
    for stranger, status in (
        (colleague("sysadmin", Role.SYSADMIN), 403),
        (area.own, 403),
    ):
        assert enter(stranger).get(address).status_code == status
    assert Client().get(address).status_code == 302


# --- the station -----------------------------------------------------------------------------


def test_from_the_door_to_the_new_account(area: Area, payee: Person, reviewer: Client) -> None:
    worker = enter(area.own)
    before = current(payee)
    assert f"/station/payees/{payee.pk}/account/" in worker.get(f"/station/payees/{payee.pk}/").text
    address = f"/station/payees/{payee.pk}/account/"
    form = worker.get(address).text
    assert 'accept="image/jpeg,image/png,application/pdf"' in form
    assert "拍一张" in said(worker.post(address, filled(photo="")))
    done = said(worker.post(address, filled(), follow=True))
    assert "已报送" in done
    assert "1 份等区局核验" in done
    assert current(payee) == before
    assert "等区局核验" in told(worker, "/station/accounts/")

    desk = told(reviewer, "/bureau/")
    assert "1 个服务站报来的账户更正" in desk
    sent = AccountProposal.objects.get()
    assert "服务站报来一个新账户" in told(reviewer, f"/bureau/people/{payee.pk}/")
    listed = reviewer.get("/bureau/bank-accounts/?kind=station").text
    link = re.search(r"/bureau/bank-accounts/sent-in/\d+/", listed)
    assert link
    page = reviewer.get(link[0])
    assert "<img src=" in page.text
    assert NUMBER not in page.text
    done = said(reviewer.post(link[0], {"verify": 1, "number": NUMBER}, follow=True))
    assert "以后发到这个账户" in done
    assert str(current(payee).number) == NUMBER
    assert "已采用" in told(worker, "/station/accounts/")
    piece = sent.evidence.get()
    assert worker.get(f"/station/accounts/evidence/{piece.pk}/").content == png()


def test_sent_in_by_a_son_who_says_so(area: Area, payee: Person, reviewer: Client) -> None:
    worker = enter(area.own)
    address = f"/station/payees/{payee.pk}/account/"
    son = {"speaker_name": "张建军", "speaker_relation": "儿子"}
    assert "三项都要填" in said(worker.post(address, filled(**son)))
    assert not AccountProposal.objects.exists()
    worker.post(address, filled(**son, speaker_consent="当面问过本人"))
    sent = AccountProposal.objects.get()
    assert sent.speaks == "儿子 张建军；当面问过本人"
    assert "儿子 张建军；当面问过本人" in told(worker, "/station/accounts/")
    assert "儿子 张建军；当面问过本人" in told(
        reviewer, f"/bureau/bank-accounts/sent-in/{sent.pk}/"
    )


def test_back_to_the_worker_and_sent_in_anew(area: Area, payee: Person, reviewer: Client) -> None:
    worker = enter(area.own)
    address = f"/station/payees/{payee.pk}/account/"
    worker.post(address, filled())
    link = f"/bureau/bank-accounts/sent-in/{AccountProposal.objects.get().pk}/"
    reviewer.post(link, {"refuse": 1, "reason": "照片反光，看不清末四位"})
    assert "账户更正被退回" in told(worker, "/station/")
    assert "照片反光，看不清末四位" in told(worker, "/station/accounts/")
    worker.post(address, filled(number="6217000000009902"))
    assert "账户更正被退回" not in told(worker, "/station/")
    waiting = AccountProposal.objects.get(state="pending")
    assert "已有一份账户更正" in said(worker.post(address, filled()))
    withdraw = f"/station/accounts/{waiting.pk}/withdraw/"
    assert "撤回" in said(worker.get(withdraw))
    assert "已撤回" in said(worker.post(withdraw, follow=True))
    assert latin_words(worker.get("/station/accounts/").text, *USERS) == []


def test_another_area_does_not_exist(area: Area, payee: Person) -> None:
    enter(area.own).post(f"/station/payees/{payee.pk}/account/", filled())
    sent = AccountProposal.objects.get()
    piece = sent.evidence.get()
    for who in (area.neighbour, area.stranger):
        client = enter(who)
        for address in (
            f"/station/payees/{payee.pk}/account/",
            f"/station/accounts/{sent.pk}/withdraw/",
            f"/station/accounts/evidence/{piece.pk}/",
        ):
            assert client.get(address).status_code == 404, address
        assert client.post(f"/station/accounts/{sent.pk}/withdraw/").status_code == 404
        assert payee.name not in told(client, "/station/accounts/")
    # The town sees what its village sent in, and leaves it to the village to take back.
    town = enter(area.town)
    assert payee.name in told(town, "/station/accounts/")
    answer = said(town.post(f"/station/accounts/{sent.pk}/withdraw/", follow=True))
    assert "只能撤回自己报送的" in answer
    assert colleague("late", Role.VILLAGE_WORKER, EAST_ONE).may("accounts.propose")
