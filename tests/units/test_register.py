"""The register at the bureau: entered once, changed with a history, closed, brought in."""

import io
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.subsidies.demo.numbers import station_phone, unit_mobile
from support_services.units import taking_part
from support_services.units.demo import enter_units
from support_services.units.models import Link, LinkCode, Unit
from support_services.units.reference import departments
from support_services.units.selectors import changes_of
from support_services.units.services import links, register, unit_lists
from support_services.units.services.register import Contact
from support_services.units.taking_part import Part, add_takes_part
from tests.people import EAST, a_county, colleague
from tests.screen_text import latin_words, text_of
from tests.units.fakes import FakeItems
from tests.units.makers import AT, CONTACT, MOBILE, made, preparer, second, unit, url_of
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.foundation.uscc import code_check_sign

pytestmark = pytest.mark.django_db


def at_the_desk(who: User | None = None) -> Client:
    client = Client()
    client.force_login(who or preparer(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def code_of(first17: str) -> str:
    """A code with a right check sign; made up."""
    return first17 + code_check_sign(first17)


def test_one_unit_stands_once_and_the_refusal_names_it() -> None:
    code = code_of("91370303MA3F1Q8N0")
    first = unit("示例银行", code=code)
    for fields, words in (
        ({"name": "示例银行"}, f"“示例银行”（第 {first.pk} 号）"),
        ({"name": "另一家", "code": code.lower()}, f"“示例银行”（第 {first.pk} 号）"),
        ({"name": "另一家", "code": code[:-1] + "0"}, "校验码"),
        ({"name": "某街道", "kind": "place", "code": code_of("11370303MB2850001")}, "请留空"),
        ({"name": ""}, "请填写名称"),
        ({"name": "某厂", "phone": "13800001234"}, "联系人一栏"),
        ({"name": "某厂", "kind": "nobody"}, "类别"),
        ({"name": "某厂", "region": "123"}, "所在地"),
    ):
        with pytest.raises(Refused, match=words.replace("（", ".").replace("）", ".")):
            unit(**{"name": "x", **fields})
    register.close_unit(unit_id=first.pk, why="撤并", by=preparer(), at=AT)
    second = unit("示例银行", code=code)
    with pytest.raises(Refused, match=f"第 {second.pk} 号"):
        register.reopen_unit(unit_id=first.pk, by=preparer(), at=AT)


@pytest.mark.parametrize("name", ["12345部队", "第3旅", "代号长城", "第八十集团军"])
def test_troops_stand_under_an_agreed_name_only(name: str) -> None:
    with pytest.raises(Refused, match="只写商定的代称"):
        unit(name, kind="troops")
    assert unit("驻地部队甲", kind="troops").pk


def test_a_contact_is_sealed_covered_and_opened_for_a_reason() -> None:
    one = unit(contact=Contact(CONTACT, "138 0000 1234"))
    client = at_the_desk()
    page = client.get(f"/bureau/units/{one.pk}/").text
    assert "曾*藩 138****1234" in page
    for url in (f"/bureau/units/{one.pk}/", f"/bureau/units/{one.pk}/contact/", "/bureau/units/"):
        assert MOBILE not in client.get(url).text
    see = f"/bureau/units/{one.pk}/contact/see/"
    assert MOBILE not in client.post(see, {"why": ""}).text
    seen = client.post(see, {"why": "约时间上门"})
    assert MOBILE in seen.text
    assert "no-store" in seen["Cache-Control"]
    entry = AuditEntry.objects.get(action="units.contact_read")
    assert entry.detail["why"] == "约时间上门"
    with pytest.raises(Refused, match="手机号，11 位"):
        register.change_contact(
            unit_id=one.pk, contact=Contact("", "0533-2000300"), by=preparer(), at=AT
        )
    assert CONTACT not in client.get("/bureau/units/export/").content.decode("latin1")


def test_what_was_changed_is_told_and_other_roles_change_nothing() -> None:
    one = unit(contact=Contact(CONTACT, MOBILE))
    fields = {"kind": "enterprise", "name": "示例银行", "phone": "0533-2000300", "region": ""}
    register.change_unit(unit_id=one.pk, fields=fields, by=preparer(), at=AT)
    # One act is told from another by its transaction; here all of them are one, so by their time.
    later, last = AT + timedelta(minutes=1), AT + timedelta(minutes=2)
    register.change_contact(unit_id=one.pk, contact=Contact("左宗棠", ""), by=preparer(), at=later)
    register.close_unit(unit_id=one.pk, why="机构撤并", by=preparer(), at=last)
    told = changes_of(Unit.objects.get(pk=one.pk))
    assert [one.why for one in told] == ["机构撤并", "更换联系人", "修改单位资料"]
    (phone,) = told[2].values
    assert (phone.field, phone.before, phone.after) == ("办公电话", "", "0533-2000300")
    assert MOBILE not in repr(told)
    with pytest.raises(Refused, match="已经停用"):
        register.change_unit(unit_id=one.pk, fields=fields, by=preparer(), at=AT)
    other = colleague("second", Role.REVIEWER)
    for deed in (
        lambda: register.reopen_unit(unit_id=one.pk, by=other, at=AT),
        lambda: register.close_unit(unit_id=one.pk, why="x", by=other, at=AT),
        lambda: register.open_contact(unit_id=one.pk, why="x", by=other, at=AT),
        lambda: unit_lists.enter_list([], by=other, at=AT),
    ):
        with pytest.raises(PermissionRefused):
            deed()


def test_a_list_is_looked_at_and_entered_whole_or_not_at_all() -> None:
    a_county()
    unit("示例银行")
    lines = (
        "名称,类别,所在地,联系人手机",
        "示例银行,,,",
        "示例中学,学校、医院等事业单位,东街道,13800001235",
        "某局,,,",
    )
    client = at_the_desk()

    def bring(*more: str) -> Any:
        file = io.BytesIO("\n".join((*lines, *more)).encode())
        file.name = "名单.csv"
        return client.post("/bureau/units/import/", {"file": file})

    bad = bring("某局,,,", "驻地部队甲,驻地部队,南极,")
    page = client.get(bad["Location"]).text
    for words in ("和第 4 行是同一个单位", "没有“南极”这个地方", "整份没有登记"):
        assert words in page
    refused = client.post(bad["Location"], follow=True)
    assert "第 5 行" in refused.text
    assert Unit.objects.count() == 1
    good = bring()
    page = client.get(good["Location"]).text
    assert "登记这 2 个单位" in page
    assert latin_words(text_of(page)) == ["csv"]
    client.post(good["Location"])
    school = Unit.objects.get(name="示例中学")
    assert (school.kind, str(school.region.code if school.region else "")) == ("institution", EAST)
    assert school.contact_phone == "13800001235"
    assert Unit.objects.get(name="某局").kind == "department"
    assert client.get("/bureau/units/import/blank/").status_code == 200


def test_the_departments_are_loaded_once_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    short = [one.short_name for one in departments()]
    assert len(set(short)) == len(short) == 18
    by = preparer().username
    for entered in (18, 0):
        call_command("load_units", by=by)
        assert json.loads(capsys.readouterr().out) == {"entered": entered, "known": 18 - entered}
    assert set(Unit.objects.values_list("short_name", flat=True)) == set(short)


def test_the_demo_has_units_that_reach_nobody() -> None:
    a_county()
    for _ in range(2):
        enter_units(by=preparer(), at=AT, mobile=unit_mobile, landline=station_phone)
    kinds = Counter(Unit.objects.values_list("kind", flat=True))
    assert (kinds["department"], kinds["place"], kinds["troops"]) == (18, 2, 3)
    assert Unit.objects.count() == 31
    others = Unit.objects.exclude(kind__in=("department", "place", "troops"))
    assert all("示例" in one.name for one in others)
    phones = [one.contact_phone for one in Unit.objects.all() if one.contact_phone]
    assert len(phones) > 15
    assert all(one.startswith("1540000") for one in phones)


def test_the_way_of_a_link_at_the_bureau(items: FakeItems, monkeypatch: Any) -> None:
    monkeypatch.setattr(taking_part, "_SOURCES", [])
    one = unit(contact=Contact(CONTACT, MOBILE))
    about = items.give("12", unit_id=one.pk)
    add_takes_part(lambda user, of, today: [Part("示例事项", "第 12 件", "牵头", about=about)])
    client = at_the_desk()
    assert f"/bureau/units/{one.pk}/link/?about=fake:12" in client.get(
        f"/bureau/units/{one.pk}/"
    ).text.replace("%3A", ":")
    new = f"/bureau/units/{one.pk}/link/?about={about}"
    assert "15" in client.get(new).text
    typed = {"about": about, "days": "5", "purpose": "请答复", "sent_once": "c" * 32}
    slip = client.post(new, typed)
    assert slip.status_code == 200
    assert "no-store" in slip["Cache-Control"]
    link = Link.objects.get()
    (secret,) = {part.split("/")[0] for part in slip.text.split("http://testserver/dafu/")[1:]}
    assert Client().get(f"/dafu/{secret}/").status_code == 200
    assert "示例事项" not in slip.text.split("<main")[1].split("请答复")[0].split("h2")[1]
    # Pressed twice: no second link, and the secret is nowhere any more.
    assert client.post(new, typed)["Location"] == f"/bureau/units/links/{link.pk}/"
    assert Link.objects.count() == 1
    # Who made the link has no button for its code, is told why, and gets nowhere by the address.
    code_url = f"/bureau/units/links/{link.pk}/code/"
    mine = client.get(f"/bureau/units/links/{link.pk}/").text
    assert code_url not in mine
    assert "验证码由另一位同事读出" in mine
    for turned in (client.get(code_url), client.post(code_url, {"sent_once": "e" * 32})):
        assert turned["Location"] == f"/bureau/units/links/{link.pk}/"
    assert not LinkCode.objects.exists()
    other = at_the_desk(second())
    assert code_url in other.get(f"/bureau/units/links/{link.pk}/").text
    assert "按单位登记的电话打回去" in text_of(other.get(code_url).text)
    read = other.post(code_url, {"sent_once": "d" * 32})
    code = text_of(read.text).split("的人：")[1].split()[0]
    assert Client().post(f"/dafu/{secret}/", {"code": code}).status_code == 302
    page = client.get(f"/bureau/units/links/{link.pk}/").text
    for words in ("电话读出验证码", "验证码对了", "打开链接"):
        assert words in page
    assert secret not in page
    for text in (slip.text, page, client.get("/bureau/units/links/").text):
        assert set(latin_words(text_of(text))) <= set(latin_words(f"http testserver dafu {secret}"))
    client.post(f"/bureau/units/links/{link.pk}/revoke/", {"why": "发错了"})
    assert "打不开" in Client().get(f"/dafu/{secret}/").text


def test_lists_ask_as_much_for_one_as_for_many(items: FakeItems) -> None:
    client = at_the_desk()
    made(items, at=timezone.now(), today=timezone.localdate())
    _another(items, 9)[0].acts.update(deed="wrong")
    urls = ("/bureau/units/", "/bureau/units/links/", "/bureau/units/links/?state=soon", "/bureau/")

    def asked() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url).status_code == 200
            counts.append(len(seen))
        return counts

    asked()
    one = asked()
    for number in range(5):
        link, _ = _another(items, number)
        link.acts.update(deed="wrong")
    assert asked() == one
    page = client.get("/bureau/units/?kind=enterprise&q=第 3").text
    assert "第 3 银行" in page
    assert "第 4 银行" not in page


def _another(items: FakeItems, number: int) -> tuple[Link, str]:
    more = unit(f"第 {number} 银行")
    fresh = links.make_link(
        unit_id=more.pk,
        about=items.give(str(100 + number), unit_id=more.pk),
        days=2,
        url_of=url_of,
        by=preparer(),
        at=timezone.now(),
        today=timezone.localdate(),
    )
    return fresh.link, fresh.secret
