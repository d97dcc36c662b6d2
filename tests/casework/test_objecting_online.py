"""公示异议 sent online: waits for the bureau, holds nothing by itself, and is not passed unseen."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from support_services.casework import published
from support_services.casework.models import Case, Incoming
from support_services.casework.services import arriving
from support_services.casework.services import incoming as services
from support_services.subsidies.models import (
    Hold,
    Payment,
    PublicityEntry,
    PublicityNotice,
    PublicityObjection,
)
from support_services.subsidies.services import batches, publicity
from support_services.subsidies.services import publicity_objections as objections
from tests.casework.test_case_doors import enter, sent, told
from tests.casework.test_what_residents_send import counted_apart, hidden, token_in, words
from tests.people import EAST, EAST_ONE, WEST, a_county, colleague
from tests.registry.makers import id_number
from tests.screen_text import latin_words
from tests.subsidies.factories import person
from tests.subsidies.publicity import OCTOBER, Hall, made_public, noon
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Region

__all__ = ["counted_apart"]
pytestmark = pytest.mark.django_db
TEXT = "他家去年在城里买了房，儿子开公司。"
FRIDAY, SATURDAY = date(2026, 9, 11), date(2026, 9, 12)
MONDAY, TUESDAY = date(2026, 9, 14), date(2026, 9, 15)


@pytest.fixture
def hall() -> Hall:
    """A roster that is made public until Friday, with one line."""
    a_county()
    hall = Hall.of()
    hall.granted(date(2026, 9, 3), owner=person(Region.objects.get(code=EAST_ONE)))
    notice = hall.published(date(2026, 9, 7))
    assert notice.last_on == FRIDAY
    return hall


def letter(**more: Any) -> arriving.Letter:
    given = {"kind": "objection", "place": "", "name": "", "phone": "", "content": TEXT}
    return arriving.Letter(**{**given, "about": f"publicity:{line().pk}", **more})


def line() -> PublicityEntry:
    return PublicityEntry.objects.get()


def objected(day: date = FRIDAY, *, form: str = "a" * 32, **more: Any) -> Incoming:
    receipt = arriving.send(
        letter=letter(**more), form=form, address="203.0.113.77", at=noon(day), today=day
    )
    return Incoming.objects.get(receipt=receipt)


def taken(hall: Hall, one: Incoming, day: date) -> PublicityObjection:
    by = hall.lab.reviewer
    return services.object_by(incoming_id=one.pk, by=by, at=noon(day), today=day)


def test_sent_on_the_last_day_and_read_the_day_after_it_is_in_time(hall: Hall) -> None:
    one = objected(name="周大年", phone="13800005678")
    assert (one.region.code, one.take_by) == (EAST_ONE, MONDAY)
    assert not Hold.objects.exists()
    made = taken(hall, one, SATURDAY)
    assert (made.raised_on, objections.is_late(made)) == (FRIDAY, False)
    assert (made.objector, made.contact, made.text) == ("周大年", "13800005678", TEXT)
    assert Hold.objects.get().objection == made
    one.refresh_from_db()
    assert (one.state, one.objection, one.case) == ("accepted", made, None)
    given: dict[str, Any] = {"objection_id": made.pk, "decision": "查过", "at": noon(MONDAY)}
    with pytest.raises(Refused, match="由另一人办理"):
        objections.dismiss(by=hall.lab.reviewer, **given)
    asked = published.progress(one.number, "5678")
    assert asked is not None
    assert asked.words == "已登记为异议，正在核查"
    objections.dismiss(by=hall.lab.approver, **given)
    asked = published.progress(one.number, "5678")
    assert asked is not None
    assert asked.words == "核查完了，请给我们打电话"
    # The log names nobody and says nothing.
    for entry in AuditEntry.objects.filter(subject="incoming"):
        assert set(entry.detail) <= {"kind", "objection"}


def test_no_batch_is_approved_over_one_that_nobody_has_read_until_his_time_is_over(
    hall: Hall,
) -> None:
    objected()
    batch = hall.calculated(OCTOBER, SATURDAY)
    assert batch.posted_total > 0
    batches.review(batch_id=batch.pk, by=hall.lab.reviewer, at=noon(SATURDAY))
    for day in (SATURDAY, MONDAY):
        with pytest.raises(Refused, match=r"1 件网上异议没有看.*2026-09-14以后不再等"):
            batches.approve(batch_id=batch.pk, by=hall.lab.approver, at=noon(day))
    page = told(enter(hall.lab.preparer), f"/bureau/batches/{batch.pk}/")
    assert "有网上异议没有看" in page
    assert "看网上来件" in page
    assert "看网上来件" not in told(enter(hall.lab.approver), f"/bureau/batches/{batch.pk}/")
    batches.approve(batch_id=batch.pk, by=hall.lab.approver, at=noon(TUESDAY))
    assert Payment.objects.count() == 1


def test_taken_over_it_holds_and_refused_it_lets_the_batch_go(hall: Hall) -> None:
    first, second = objected(), objected(form="b" * 32, content="不住在村里。")
    batch = hall.calculated(OCTOBER, SATURDAY)
    batches.review(batch_id=batch.pk, by=hall.lab.reviewer, at=noon(SATURDAY))
    taken(hall, first, SATURDAY)
    services.refuse(
        incoming_id=second.pk, reason="empty", text="没有留电话，问不清楚",
        by=hall.lab.preparer, at=noon(SATURDAY),
    )  # fmt: skip
    with pytest.raises(Refused, match="有人员信息变动"):
        batches.approve(batch_id=batch.pk, by=hall.lab.approver, at=noon(SATURDAY))
    batches.send_back(batch_id=batch.pk, by=hall.lab.approver, at=noon(SATURDAY), reason="有异议")
    assert hall.again(batch, SATURDAY).posted_total == 0


def test_an_objection_against_somebody_else_stops_nobody(hall: Hall) -> None:
    other = hall.granted(date(2026, 9, 3))
    notice = hall.published(date(2026, 9, 8))
    about = f"publicity:{PublicityEntry.objects.get(entitlement=other).pk}"
    arriving.send(
        letter=arriving.Letter("objection", "", "", "", TEXT, about=about),
        form="c" * 32, address="203.0.113.78", at=noon(FRIDAY), today=FRIDAY,
    )  # fmt: skip
    assert notice.last_on == MONDAY
    assert hall.approved(OCTOBER, SATURDAY).state == "approved"


def test_the_notice_may_be_withdrawn_meanwhile_and_the_reason_is_said(hall: Hall) -> None:
    one = objected(date(2026, 9, 10))
    notice = PublicityNotice.objects.get()
    publicity.withdraw(
        notice_id=notice.pk, reason="名单有误", by=hall.lab.reviewer, at=noon(FRIDAY), today=FRIDAY
    )
    with pytest.raises(Refused, match="不在发布的公示里"):
        taken(hall, one, FRIDAY)
    one.refresh_from_db()
    assert one.state == "waiting"
    services.refuse(
        incoming_id=one.pk, reason="gone", text="公示已撤回", by=hall.lab.preparer, at=noon(FRIDAY)
    )
    with pytest.raises(Refused, match="已经不在网上"):
        objected(FRIDAY, form="d" * 32)


@pytest.mark.parametrize(
    ("day", "more", "why"),
    [
        (SATURDAY, {}, "已经不在网上"),
        (date(2026, 9, 6), {}, "已经不在网上"),
        (FRIDAY, {"about": "publicity:999999"}, "已经不在网上"),
        (FRIDAY, {"about": "publicity:1:2"}, "已经不在网上"),
        (FRIDAY, {"about": "nothing:1"}, "已经不在网上"),
        (FRIDAY, {"about": ""}, "哪一类"),
        (FRIDAY, {"kind": "complaint", "place": EAST_ONE}, "哪一类"),
        (FRIDAY, {"content": f"他的身份证 {id_number(3)}"}, "不要写身份证号"),
        (FRIDAY, {"name": id_number(3)}, "不要写身份证号"),
        (FRIDAY, {"content": " "}, "什么事"),
        (FRIDAY, {"phone": "12"}, "电话"),
    ],
)
def test_what_cannot_be_sent(hall: Hall, day: date, more: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        objected(day, **more)
    assert not Incoming.objects.exists()


def test_only_who_objects_may_be_nameless_and_what_was_sent_stays(hall: Hall) -> None:
    one = objected()
    assert (one.name, one.phone) == (None, None)
    given = {name: getattr(one, name) for name in ("region_id", "sent_at", "sent_on", "take_by")}
    for number, more in enumerate(({"kind": "request"}, {"kind": "objection", "about": ""})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incoming.objects.create(
                number=f"W{number}", form=f"{number:032d}", receipt=f"{number:032d}", content="x",
                **given, **more,
            )  # fmt: skip
    for change in ("about = 'publicity:2'", "kind = 'request'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE casework_incoming SET {change}")
    taken(hall, one, SATURDAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_incoming SET objection_id = NULL")


def test_the_bureau_reads_it_and_no_station(hall: Hall) -> None:
    one = objected()
    town, own, stranger = (
        colleague("town", Role.TOWN_WORKER, EAST),
        colleague("own", Role.VILLAGE_WORKER, EAST_ONE),
        colleague("stranger", Role.TOWN_WORKER, WEST),
    )
    for somebody in (town, own, stranger, hall.lab.approver):
        with pytest.raises((NotFound, PermissionRefused)):
            services.object_by(incoming_id=one.pk, by=somebody, at=noon(FRIDAY), today=FRIDAY)
    for somebody in (town, stranger):
        door = enter(somebody)
        assert one.number not in told(door, "/station/cases/incoming/?show=all")
        assert door.get(f"/station/cases/incoming/{one.pk}/").status_code == 404
    with pytest.raises(Refused, match="登记为异议"):
        services.accept(
            incoming_id=one.pk, person=None, kind="request", subject="异议",
            by=hall.lab.preparer, at=noon(FRIDAY), today=FRIDAY,
        )  # fmt: skip
    assert not Case.objects.exists()


def test_from_the_roster_to_the_hold_by_the_doors(client: Client) -> None:
    home = a_county()[EAST_ONE]
    made = made_public(home)
    notice, entry = made["notice"], made["line"]
    assert "在网上写" in words(client.get(f"/gongshi/{notice.pk}/").text)
    url = f"/gongshi/{notice.pk}/yiyi/"
    form = client.get(url)
    assert form["Cache-Control"] == "no-store"
    assert "noindex" in form["X-Robots-Tag"]
    # The number on the paper, the covered name, and nothing else of anybody.
    whole = str(entry.entitlement.person.name)
    assert f"1 号：{entry.public_person}" in words(form.text)
    assert whole not in form.text
    assert latin_words(form.text) == []
    given = {"form": token_in(form.text), "line": str(entry.pk), "content": TEXT}
    for change, why in (
        ({"line": ""}, "请选是名单上的哪一位"),
        ({"line": "999999"}, "名单上没有这一位"),
        ({"content": ""}, "请写一写是什么情况"),
        ({"content": f"身份证 {id_number(3)}"}, "不要写身份证号"),
        ({"homepage": "x"}, "没有收下"),
    ):
        assert why in words(client.post(url, {**given, **change}).text)
    check = client.post(url, given)
    assert "没有写，结果要您打电话来问" in words(check.text)
    send = {**hidden(check.text), "line": str(entry.pk), "content": TEXT, "send": "1"}
    answers = [client.post(url, send) for _ in range(2)]  # the same click twice
    assert answers[0]["Location"] == answers[1]["Location"]
    one = Incoming.objects.get()
    receipt = words(client.get(answers[0]["Location"]).text)
    assert one.number in receipt
    assert "您没有留电话，网上查不到" in receipt
    assert TEXT not in receipt
    for answer in (form, check, *answers):
        assert not answer.cookies
    assert client.get("/gongshi/999999/yiyi/").status_code == 404

    clerk = made["objection"].registered_by
    door = enter(clerk)
    assert "1 件网上发来的异议还没有人看" in told(door, f"/bureau/publicity/{notice.pk}/")
    page = told(door, f"/bureau/cases/incoming/{one.pk}/")
    for word in ("不愿具名", TEXT, "没有留", notice.number, "登记为异议", "不接收"):
        assert word in page
    assert "接收，登记成诉求" not in page
    assert "公示已撤回" in told(door, f"/bureau/cases/incoming/{one.pk}/refuse/")
    asked = told(door, f"/bureau/cases/incoming/{one.pk}/object/")
    assert f"{timezone.localdate():%Y-%m-%d}" in asked
    done = sent(door, f"/bureau/cases/incoming/{one.pk}/object/")
    assert "已登记为公示异议" in done
    assert "看这条异议" in done
    assert "不用再办" in sent(door, f"/bureau/cases/incoming/{one.pk}/object/")
    assert PublicityObjection.objects.filter(text__isnull=False).count() == 2
    assert Hold.objects.filter(objection=PublicityObjection.objects.latest("pk")).count() == 1
    assert "网上发来的异议" not in told(door, f"/bureau/publicity/{notice.pk}/")
