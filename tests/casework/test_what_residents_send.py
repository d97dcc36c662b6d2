"""A resident brings something without signing in: three steps, one receipt, nothing lost, nothing
twice, and no more than people send."""

import re
import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from support_services.casework.models import ClockRule, Incoming
from tests.people import EAST, EAST_ONE, a_county
from tests.registry.makers import id_number
from tests.screen_text import latin_words, text_of
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
SEND, ASK = "/fanying/", "/jindu/"
TEXT = "去年十月交的优待证材料，到现在没有消息。"
WRITTEN = {
    "kind": "request",
    "where": "东一",
    "name": "钱不留",
    "phone": "139 1111 2222",
    "content": TEXT,
}


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    a_county()


@pytest.fixture(autouse=True)
def counted_apart(settings: Any) -> None:
    """What other tests asked is not counted here."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    apart = f"{options['global_keyprefix']}{uuid.uuid4().hex}:"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {**options, "global_keyprefix": apart}


def token_in(html: str) -> str:
    return re.findall(r'name="form" value="([0-9a-f]{32})"', html)[0]


def begun(client: Client) -> str:
    """The token of a fresh form."""
    return token_in(client.get(SEND).text)


def words(html: str) -> str:
    return " ".join(text_of(html).split())


def hidden(html: str) -> dict[str, str]:
    """Everything a page would send on."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def test_from_the_first_page_to_the_receipt(client: Client) -> None:
    page = client.get("/").text
    assert f'href="{SEND}"' in page
    assert f'href="{ASK}"' in page
    form = client.get(SEND)
    assert "noindex" not in form.text
    assert form["Cache-Control"] == "no-store"
    check = client.post(SEND, {**WRITTEN, "form": token_in(form.text)})
    told = words(check.text)
    for word in ("看一遍", "东街道东一村", "钱不留", "13911112222", TEXT, "有一件事，想请你们解决"):
        assert word in told
    assert not Incoming.objects.exists()
    answer = client.post(SEND, {**hidden(check.text), "send": "1"})
    assert answer.status_code == 302
    address = answer["Location"]
    assert re.fullmatch(r"/fanying/huizhi/[0-9a-f]{32}/", address)
    receipt = client.get(address)
    told = words(receipt.text)
    row = Incoming.objects.get()
    assert row.number == f"W{timezone.localdate().year}-00001"
    assert row.number in told
    rule = ClockRule.objects.get(kind="request")
    assert rule.inform_days == 15
    assert re.search(r"最晚 \d{4}年\d+月\d+日 ?以前", told)
    for secret in ("钱不留", "13911112222", TEXT, "2222"):
        assert secret not in receipt.text
    assert (row.name, row.phone, row.content) == ("钱不留", "13911112222", TEXT)
    assert row.region.code == EAST_ONE
    # Not one cookie, no script, nothing kept, nothing indexed; Chinese throughout.
    for response in (form, check, answer, receipt):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"
    for response in (check, receipt):
        assert "noindex" in response["X-Robots-Tag"]
        assert "<script" not in response.text
    assert set(latin_words(form.text)) <= {"W"}
    assert latin_words(check.text) == []
    # What the log says of it names nobody.
    entry = AuditEntry.objects.get(action="incoming.sent")
    assert entry.actor_id is None
    assert entry.detail == {"kind": "request"}


def test_what_is_sealed_is_sealed_and_what_was_said_never_changes(client: Client) -> None:
    client.post(SEND, {**WRITTEN, "form": begun(client), "send": "1"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM casework_incoming i")
        row = cursor.fetchone()[0]
    for secret in ("钱不留", "13911112222", "优待证"):
        assert secret not in row
        assert secret.encode().hex() not in row
    for change in (
        "UPDATE casework_incoming SET content = name",
        "UPDATE casework_incoming SET sent_on = sent_on - 1",
        "DELETE FROM casework_incoming",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_sent_twice_it_is_one_and_other_words_are_another(client: Client) -> None:
    letter = {**WRITTEN, "form": begun(client), "send": "1"}
    first = client.post(SEND, letter)["Location"]
    # A double click, the back button, a browser that sends once more after an hour.
    assert {client.post(SEND, letter)["Location"] for _ in range(3)} == {first}
    assert Incoming.objects.count() == 1
    # Back to the form and another text: told, nothing lost, and one more press sends it.
    other = client.post(SEND, {**letter, "content": "另外还有一件事。"})
    assert "刚才已经发过一份" in words(other.text)
    assert Incoming.objects.get().number in other.text
    assert "另外还有一件事" in other.text
    second = client.post(SEND, {**hidden(other.text), "send": "1"})["Location"]
    assert second != first
    assert Incoming.objects.count() == 2


@pytest.mark.parametrize("token", ["", "0", "<b>", "A" * 32, "0" * 33])
def test_a_form_without_a_sound_token_is_given_one(client: Client, token: str) -> None:
    check = client.post(SEND, {**WRITTEN, "form": token})
    assert token_in(check.text) != token
    assert client.post(SEND, {**hidden(check.text), "send": "1"}).status_code == 302
    assert Incoming.objects.count() == 1


def test_who_goes_back_to_change_finds_everything_again(client: Client) -> None:
    letter = {**WRITTEN, "form": begun(client), "meant_name": "钱老栓", "meant_relation": "父亲"}
    check = client.post(SEND, letter)
    assert "钱老栓（父亲）" in words(check.text)
    again = client.post(SEND, {**hidden(check.text), "change": "1"}).text
    assert token_in(again) == letter["form"]
    assert "notice" not in re.findall(r"<main.*</main>", again, re.DOTALL)[0]
    for value in ("东一", "钱不留", "139 1111 2222", TEXT, "钱老栓", "父亲", "<details class"):
        assert value in again
    assert re.search(r"<details[^>]* open>", again)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": ""}, "请选一类"),
        ({"kind": "petition"}, "请选一类"),
        ({"where": ""}, "请写您的村、社区，或者在下面选镇、街道"),
        ({"where": "蓬莱"}, "没有找到这个村或社区"),
        ({"where": "试验区"}, "没有找到这个村或社区"),
        ({"where": "", "town": "370399000000"}, "请从列表里选镇、街道"),
        ({"name": " "}, "请写您的姓名"),
        ({"phone": ""}, "请写电话"),
        ({"phone": "12345"}, "联系电话不像电话号码"),
        ({"content": ""}, "请写一写是什么事"),
        ({"content": "问" * 1001}, "最多 1000 个字"),
        ({"content": f"我的身份证{id_number(7)}，请查"}, "请不要写身份证号"),
        ({"content": "卡号６２１７ 0000 1111 2222 333，电话13911112222"}, "请不要写身份证号"),
        ({"name": id_number(7)}, "请不要写身份证号"),
        ({"content": "我在某部 3 师 5 团当过兵"}, "部队番号"),
        ({"meant_name": "钱老栓"}, "他是您的什么人"),
        ({"meant_relation": "父亲"}, "请写他的姓名"),
        ({"homepage": "http://example.test"}, "有一格是不用填的"),
    ],
)
def test_what_is_not_in_order_says_what_to_do_and_loses_nothing(
    client: Client, change: dict[str, str], told: str
) -> None:
    letter = {**WRITTEN, "form": begun(client), **change}
    for more in ({}, {"send": "1"}):
        answer = client.post(SEND, {**letter, **more})
        assert answer.status_code == 200
        page = words(answer.text)
        assert told in page
        assert "写过的都在" in page
        for name, value in letter.items():
            if name in ("where", "phone", "content", "meant_name") and value.strip():
                assert value in answer.text
    assert not Incoming.objects.exists()
    assert not AuditEntry.objects.filter(action="incoming.sent").exists()


def test_a_place_of_which_there_are_several_is_chosen(client: Client) -> None:
    letter = {**WRITTEN, "form": begun(client), "where": "东"}
    page = client.post(SEND, letter).text
    offered = re.findall(r'name="chosen" id="chosen-\d+" value="(\d+)"', page)
    assert {EAST_ONE, EAST} <= set(offered)
    check = client.post(SEND, {**letter, "chosen": EAST_ONE, "chosen_for": "东"})
    assert "东街道东一村" in words(check.text)
    # Chosen for another text it does not count, and the county is no place to live in.
    for chosen, what in ((EAST_ONE, "西一"), ("370399000000", "东")):
        again = client.post(SEND, {**letter, "chosen": chosen, "chosen_for": what})
        assert "请在这几个里选一个" in words(again.text)
    # Within a town there is one only; a village nobody knows goes by its town.
    near = {**letter, "where": "一村", "town": EAST}
    assert "东街道东一村" in words(client.post(SEND, near).text)
    unknown = client.post(SEND, {**letter, "where": "蓬莱", "town": EAST})
    client.post(SEND, {**hidden(unknown.text), "send": "1"})
    assert Incoming.objects.get().region.code == EAST


def test_from_the_page_of_a_station_the_place_stands_there(client: Client) -> None:
    page = client.get(f"/stations/{EAST_ONE}/").text
    assert f'href="{SEND}?cun={EAST_ONE}"' in page
    form = client.get(SEND, {"cun": EAST_ONE}).text
    assert 'value="东一村"' in form
    letter = {**WRITTEN, **hidden(form), "where": "东一村"}
    assert "东街道东一村" in words(client.post(SEND, letter).text)
    for code in ("999", "x", "370399000000"):
        assert client.get(SEND, {"cun": code}).status_code == 200


def test_a_complaint_goes_to_the_bureau_and_without_a_clock_no_day_is_promised(
    client: Client,
) -> None:
    with override_settings(PORTAL_BUREAU_PHONE="0533-2999999"):
        letter = {**WRITTEN, "kind": "complaint", "form": begun(client), "send": "1"}
        page = words(client.post(SEND, letter, follow=True).text)
    assert "服务站看不到" in page
    assert "0533-2999999" in page
    with connection.cursor() as cursor:  # as if the bureau had never entered one
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM casework_clockrule WHERE kind = 'request'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    letter = {**WRITTEN, "form": begun(client), "send": "1"}
    page = words(client.post(SEND, letter, follow=True).text)
    assert "最晚" not in page
    assert "打电话告诉您受理了没有" in page
    assert words(client.get("/fanying/huizhi/none/").text).count("没有这张回执")
    assert client.get("/fanying/huizhi/none/").status_code == 404


def test_the_day_that_is_promised_is_that_of_the_calendar(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent on 2026-09-23, fifteen days end on 2026-10-08: the first day worked after the holiday
    of the seventh. The rule counts days as the law does, and ends on one that is worked."""
    sent = datetime(2026, 9, 23, 10, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: sent)
    letter = {**WRITTEN, "form": begun(client), "send": "1"}
    page = words(client.post(SEND, letter, follow=True).text).replace(" ", "")
    assert "最晚2026年10月8日以前" in page
    row = Incoming.objects.get()
    assert (row.sent_on, row.take_by) == (date(2026, 9, 23), date(2026, 9, 24))


class TestWhereItComesFrom:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 200),
            ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 200),
            ({"Sec-Fetch-Site": "none"}, 200),
            ({"Origin": "http://testserver"}, 200),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
            ({"Origin": "https://elsewhere.test"}, 403),
            ({"Origin": "null"}, 403),
        ],
    )
    def test_another_site_sends_nothing_here(self, headers: Any, status: int) -> None:
        client = Client(enforce_csrf_checks=True)
        letter = {**WRITTEN, "form": begun(client)}
        for url, data in ((SEND, letter), (ASK, {"number": "W2026-00001", "tail": "2222"})):
            answer = client.post(url, data, headers=headers)
            assert answer.status_code == status
            assert not answer.cookies
        if status == 403:
            assert "从别的网站打开的" in text_of(answer.text)


class TestHowMuch:
    def sent(self, client: Client, phone: str, address: str) -> Any:
        letter = {**WRITTEN, "phone": phone, "form": begun(client), "send": "1"}
        return client.post(SEND, letter, REMOTE_ADDR=address)

    @override_settings(PORTAL_SENDINGS_PER_ADDRESS=2, PORTAL_BUREAU_PHONE="0533-2999999")
    def test_from_one_address(self, client: Client) -> None:
        here, there = "203.0.113.1", "203.0.113.2"
        for number in range(2):
            assert self.sent(client, f"1391111300{number}", here).status_code == 302
        refused = self.sent(client, "13911113009", here)
        assert refused.status_code == 429
        page = words(refused.text)
        assert "没有收下" in page
        assert "0533-2999999" in page
        assert TEXT in page
        assert hidden(refused.text)["content"] == TEXT
        assert self.sent(client, "13911113009", there).status_code == 302

    @override_settings(PORTAL_SENDINGS_PER_PHONE=1)
    def test_from_one_telephone_however_it_is_typed(self, client: Client) -> None:
        assert self.sent(client, "13911114000", "203.0.113.3").status_code == 302
        assert self.sent(client, "+86 139-1111-4000", "203.0.113.4").status_code == 429

    def test_in_all(self, client: Client) -> None:
        from veterans.foundation import pace

        with override_settings(PORTAL_SENDINGS_PER_HOUR=0):
            assert self.sent(client, "13911115000", "203.0.113.5").status_code == 429
        assert not Incoming.objects.exists()
        # Nothing that is counted by can be read in the keys.
        for value in ("203.0.113.5", "13911115000", ""):
            assert re.fullmatch(r"[0-9a-f]{32}", pace.stranger(value))
        assert pace.stranger("203.0.113.5") != pace.stranger("203.0.113.6")

    def test_the_same_form_again_is_not_counted(self, client: Client) -> None:
        letter = {**WRITTEN, "phone": "13911116000", "form": begun(client), "send": "1"}
        first = client.post(SEND, letter, REMOTE_ADDR="203.0.113.7")
        with override_settings(PORTAL_SENDINGS_PER_PHONE=1, PORTAL_SENDINGS_PER_ADDRESS=1):
            again = client.post(SEND, letter, REMOTE_ADDR="203.0.113.7")
        assert again["Location"] == first["Location"]
