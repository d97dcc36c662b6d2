"""What somebody sees of his own, and what he does not; what he says is wrong; who is told of it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.casework import subjects
from support_services.casework.models import Case, Incoming
from support_services.catalogue.models import Edition, Item
from support_services.enquiry import published
from support_services.enquiry.models import Enquiry
from support_services.finder.models import Gap
from support_services.notices.channels import demo_phone
from support_services.subsidies.models import Hold, Suspension
from support_services.subsidies.services import bank
from tests.casework.hands import Hands, the_hands
from tests.enquiry.residents import AT, NAME, coded, looking, people, proved, wrong
from tests.enquiry.telephone import Telephone
from tests.registry.makers import id_number
from tests.screen_text import latin_words, text_of
from tests.subsidies import the_bank
from tests.subsidies.factories import account, entitlement
from tests.subsidies.ledger_lab import Lab
from veterans.foundation.errors import Refused
from veterans.registry.models import AccountState, Person
from veterans.registry.timeline import timeline_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture
def hands() -> Hands:
    found = the_hands()
    people()
    return found


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(text_of(response.text).split())


class TestTheDoor:
    def test_the_cookie_is_for_this_page_alone_and_goes_with_leaving(
        self, hands: Hands, telephone: Telephone, settings: Any
    ) -> None:
        settings.SESSION_COOKIE_SECURE = True
        client = looking(telephone)
        (cookie,) = client.cookies.values()
        assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/wode/", "Strict", 900)
        assert cookie["httponly"]
        assert cookie["secure"]
        kept = bytes(Enquiry.objects.get().pass_digest or b"")
        assert cookie.value.encode() not in kept
        page = client.get("/wode/kan/")
        assert "曾*藩，您的情况" in words(page)
        assert page["Cache-Control"] == "no-store"
        assert "noindex" in page["X-Robots-Tag"]
        again = Client()
        again.cookies = client.cookies.copy()
        left = client.post("/wode/likai/")
        assert left.cookies["portal_own"]["max-age"] == 0
        # Also for whoever kept a copy of the cookie.
        for one in (client, again, Client()):
            gone = one.get("/wode/kan/")
            assert gone.status_code == 302
            assert gone["Location"].startswith("/wode/")

    def test_after_a_quarter_of_an_hour_one_asks_again(
        self, hands: Hands, telephone: Telephone
    ) -> None:
        client = looking(telephone)
        Enquiry.objects.update(proved_at=timezone.now() - timedelta(minutes=15))
        back = client.get("/wode/kan/", follow=True)
        assert "能看的时间到了" in words(back)
        # What was written meanwhile is not thrown away.
        client = looking(telephone)
        Enquiry.objects.update(proved_at=timezone.now() - timedelta(minutes=15))
        late = client.post("/wode/budui/", {"shi": "right:1", "content": "少发了三个月<b>"})
        assert "少发了三个月<b>" in words(late)
        assert not Incoming.objects.exists()

    def test_whoever_dies_or_is_merged_meanwhile_is_looked_at_no_more(
        self, hands: Hands, telephone: Telephone
    ) -> None:
        client = looking(telephone)
        Person.objects.filter(name=NAME).update(died_on=TODAY)
        assert client.get("/wode/kan/").status_code == 302

    def test_from_another_site_nothing_is_taken(self, hands: Hands, telephone: Telephone) -> None:
        for address in ("/wode/", "/wode/yanzheng/", "/wode/budui/", "/wode/likai/"):
            refused = Client().post(address, headers={"Sec-Fetch-Site": "cross-site"})
            assert refused.status_code == 403

    def test_without_a_gateway_everybody_reads_where_to_ask(self, hands: Hands) -> None:
        for response in (
            Client().get("/wode/"),
            Client().post("/wode/", {"name": NAME, "number": id_number(1)}),
        ):
            assert "还没有开通凭验证码查询" in words(response)
            assert "办到哪一步" in words(response)
        assert not Enquiry.objects.exists()

    def test_the_telephone_of_the_demo_is_in_the_demo_alone(
        self, hands: Hands, telephone: Telephone, settings: Any
    ) -> None:
        assert Client().get("/wode/yanshi/").status_code == 404
        settings.PORTAL_DEMO, settings.PORTAL_SMS = True, "console"
        sender = demo_phone.or_gateway()
        sender.send(key="1", phone="13800001234", text="查询验证码 123456")
        page = words(Client().get("/wode/yanshi/"))
        assert "查询验证码 123456" in page
        assert "138****1234" in page
        settings.PRODUCTION = True
        assert Client().get("/wode/yanshi/").status_code == 404
        assert demo_phone.or_gateway() is telephone
        assert demo_phone.shown() == []


class TestWhatIsShown:
    @pytest.fixture
    def paid(self, hands: Hands) -> Lab:
        """The person of the first village draws, was paid in October, and got November back."""
        lab = Lab.of()
        lab.rate("12000", date(2026, 1, 1))
        right = entitlement(hands.person, start=date(2026, 9, 1))
        lab.determine(right, date(2026, 9, 1))
        account(hands.person, number="6217000000001234", account_name=NAME)
        exported_and(lab, date(2026, 10, 1), "")
        exported_and(lab, date(2026, 11, 1), the_bank.OTHER_FAILURE)
        return lab

    def test_rights_payments_and_why(self, hands: Hands, telephone: Telephone, paid: Lab) -> None:
        client = looking(telephone)
        page = words(client.get("/wode/kan/"))
        assert "残疾抚恤金" in page
        assert "在发" in page
        assert "尾号 1234" in page
        assert "已到账" in page
        assert "没有打进去" in page
        assert "钱没有丢" in page
        assert "补发" in page or "以前没有入过账" in page
        assert "年标准 12,000.00 元" in page
        paper = words(client.get("/wode/kan/?dayin=1"))
        assert "年标准 12,000.00 元" in paper
        assert "这里不对" not in paper
        for hidden in (NAME, id_number(1), "13800001234", "6217000000001234", "00001234"):
            assert hidden not in page
            assert hidden not in paper
        assert latin_words(page) == []

    def test_a_held_right_says_why_in_words_for_the_person(
        self, hands: Hands, telephone: Telephone, paid: Lab
    ) -> None:
        right = paid.scheme.entitlement_set.get()
        hold = Hold.objects.create(
            entitlement=right, reason="疑似服刑，公安比对", placed_by=hands.clerk, placed_at=AT
        )
        page = words(looking(telephone).get("/wode/kan/"))
        assert "先停着" in page
        assert "有情况要核实" in page
        assert "服刑" not in page
        hold.delete()
        Suspension.objects.create(
            entitlement=right, first_month=date(2026, 11, 1), reason="服刑", document_no="试1号"
        )
        (told,) = published.own(hands.person.pk, today=TODAY).rights
        assert (told.state, told.words) == ("暂停", "按规定暂停发放。")
        account(hands.person, state=AccountState.REJECTED)
        own = published.own(hands.person.pk, today=TODAY)
        assert "银行说您登记的卡不能用" in own.to_do[0]

    def test_the_number_of_questions_does_not_grow(self, hands: Hands, paid: Lab) -> None:
        def questions() -> int:
            with CaptureQueriesContext(connection) as found:
                published.own(hands.person.pk, today=TODAY)
            return len(found)

        hands.opened()
        before = questions()
        for _ in range(3):
            hands.opened()
        for month in (date(2026, 12, 1), date(2027, 1, 1)):
            exported_and(paid, month, "")
        assert questions() == before

    def test_own_matters_and_nothing_that_is_restricted(
        self, hands: Hands, telephone: Telephone
    ) -> None:
        case = hands.opened(today=timezone.localdate())
        hidden = hands.opened(today=timezone.localdate())
        hands.do("restrict", hidden, hands.clerk, timezone.localdate())
        complaint = hands.opened(by=hands.clerk, kind="complaint", today=timezone.localdate())
        Gap.objects.create(
            item=Item.objects.get(code="201"),
            edition=Edition.objects.get(item__code="201"),
            person=hands.person,
            kind="entitled",
            found_on=TODAY,
        )
        Edition.objects.filter(item__code="201").update(seeks=True)
        page = words(looking(telephone).get("/wode/kan/"))
        assert case.number in page
        assert "有人接了，正在看" in page
        assert hidden.number not in page
        assert complaint.number not in page
        assert case.subject not in page
        assert "最近谁查过" in page
        assert "凭验证码看了" in page


def exported_and(lab: Lab, month: date, code: str) -> None:
    """A month run, sent, and answered by the bank."""
    batch = lab.run(month)
    file = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=lab.preparer, at=AT)
    answer = the_bank.answers(file, code or the_bank.PAID)
    bank.receive(content=answer, filename="r", by=lab.preparer, at=AT)


class TestWhatIsWrong:
    def test_it_comes_in_under_his_own_name_and_gives_a_receipt(
        self, hands: Hands, telephone: Telephone
    ) -> None:
        case = hands.opened(today=timezone.localdate())
        client = looking(telephone)
        form = client.get(f"/wode/budui/?shi=case:{case.pk}")
        assert case.number in words(form)
        token = re.search(r'name="form" value="([0-9a-f]{32})"', form.text)
        assert token is not None
        given = {
            "form": token[1],
            "shi": f"case:{case.pk}",
            "kind": "request",
            "content": "说好十月答复，到现在没有消息。",
        }
        empty = client.post("/wode/budui/", {**given, "content": ""})
        assert "请写一写哪里不对" in words(empty)
        sent = [client.post("/wode/budui/", given) for _ in range(2)]
        assert sent[0]["Location"] == sent[1]["Location"]
        one = Incoming.objects.get()
        assert (one.name, one.phone) == (NAME, "13800001234")
        assert one.region == hands.person.region
        assert (one.about, one.content) == (f"case:{case.pk}", given["content"])
        # Whoever reads it is told what it is about; nobody may name it who has shown nothing.
        told = subjects.find(one.about)
        assert told is not None
        assert (told.what, told.title) == ("以前的诉求", case.number)
        assert subjects.for_everybody(one.about, timezone.localdate()) is None
        assert one.number in words(client.get(sent[0]["Location"]))

    def test_the_edition_is_changed_in_the_middle_and_nothing_is_lost_or_sent(
        self, hands: Hands, telephone: Telephone
    ) -> None:
        case = hands.opened(today=timezone.localdate())
        client = looking(telephone)
        asked = Enquiry.objects.count()
        big = {"banben": "zhangbei"}
        wrong = {"shi": f"case:{case.pk}", "content": "写到一半", "kind": "complaint"}
        page = client.post("/wode/budui/", {**wrong, **big})
        assert "写到一半" in page.text
        assert page.cookies["portal_elder"].value == "1"
        assert not Incoming.objects.exists()
        page = client.post("/wode/", {"name": "张建", "number": "3703", **big})
        assert 'value="张建"' in page.text
        page = client.post("/wode/yanzheng/", {"ticket": "0" * 64, "code": "12", **big})
        assert 'value="12"' in page.text
        assert "验证码不对" not in page.text
        assert Enquiry.objects.count() == asked

    def test_only_about_what_is_his(self, hands: Hands, telephone: Telephone) -> None:
        other = Person.objects.get(name="李鸿章")
        strangers = hands.opened(of=other, today=timezone.localdate())
        client = looking(telephone)
        for key in (f"case:{strangers.pk}", "case:99999", "payment:1", "right:x", "", "🙂:1"):
            assert client.get("/wode/budui/", {"shi": key})["Location"] == "/wode/kan/"
            posted = client.post("/wode/budui/", {"shi": key, "content": "不对", "kind": "request"})
            assert posted["Location"] == "/wode/kan/"
        assert not Incoming.objects.exists()

    def test_a_number_in_it_is_refused_and_what_was_written_stays(
        self, hands: Hands, telephone: Telephone
    ) -> None:
        case = hands.opened(today=timezone.localdate())
        given = {"shi": f"case:{case.pk}", "kind": "request", "content": f"我的 {id_number(1)}"}
        page = words(looking(telephone).post("/wode/budui/", given))
        assert "请不要写身份证号" in page
        assert not Incoming.objects.exists()


def test_attempts_stand_in_the_file_for_whoever_may_read_it(
    hands: Hands, telephone: Telephone
) -> None:
    coded(telephone, "wrong name")
    one = coded(telephone)
    for _ in range(3):
        with pytest.raises(Refused):
            proved(one, wrong(telephone.code))
    proved(one, telephone.code)
    coded(telephone, "no phone")

    def told(user: Any, person: Person = hands.person) -> list[tuple[str, str, str]]:
        rows, _ = timeline_of(user, person)
        return [(r.what, r.note, r.tone) for r in rows if r.what.startswith("网上查询")]

    mine = [
        ("网上查询：本人凭验证码看了", "验证码填错 3 次", "warn"),
        ("网上查询：没有发验证码，姓名不符", "", "warn"),
    ]
    for reader in (hands.own, hands.town, hands.clerk, hands.auditor):
        assert sorted(told(reader)) == sorted(mine), reader.username
    for other in (hands.neighbour, hands.stranger):
        assert told(other) == []
    assert told(hands.own, Person.objects.get(name="李鸿章")) == [
        ("网上查询：没有发验证码，没有登记手机号", "", "idle")
    ]
    # The person reads days, and not why.
    looks = published.own(hands.person.pk, today=TODAY).looks
    assert [one.words for one in looks] == ["凭验证码看了", "有人查，没有看到"]
    assert Case.objects.count() == 0
