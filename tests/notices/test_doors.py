"""The doors: what the bureau sees and does, what a station reads, and what a stranger does not."""

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.notices.models import Notice, ReminderRule
from support_services.notices.selectors.inbox import due_at
from support_services.notices.services import planning, rule_book, telling
from support_services.notices.states import Audience, Channel
from tests.notices.post_office import Office
from tests.people import EAST, EAST_ONE, EAST_TWO, WEST_ONE, colleague
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def body(client: Client, url: str, status: int = 200) -> str:
    found = client.get(url)
    assert found.status_code == status, (url, found.status_code)
    return unescape(found.content.decode())


def test_a_rule_is_taken_up_from_a_proposal_looked_at_enforced_and_stopped() -> None:
    office = Office()
    today = timezone.localdate()
    for n in range(3):
        office.certificate(office.person(EAST_ONE, name=f"钱三{n}"), today + timedelta(days=60))
    office.certificate(office.person(WEST_ONE, name="孙四", phone=None), today + timedelta(days=70))
    clerk, second = as_(office.preparer), as_(office.reviewer)
    page = body(clerk, "/bureau/reminders/")
    assert "还没有启用的规则" in page
    assert "系统建议的规则" in page
    form = body(clerk, "/bureau/reminders/new/?proposal=certificate-ends")
    assert "-60，-15" in form
    sent = {
        "title": "证件到期换证",
        "occasion_key": "certificate_ends",
        "offsets": "-60，-15",
        "audience": "person",
        "channel": "sms,letter",
        "template": "{姓名}您好：您的{证件}将在{日期}到期。{电话}",
        "active_from": f"{today:%Y-%m-%d}",
    }
    url = "/bureau/reminders/new/?proposal=certificate-ends"
    refused = unescape(clerk.post(url, sent).content.decode())
    assert "“{电话}”不是这条提醒可以填的词" in refused
    assert not ReminderRule.objects.exists()
    sent["template"] = "{姓名}您好：您的{证件}将在{日期}到期。"
    assert second.post(url, sent).status_code == 403
    done = clerk.post(url, sent)
    rule = ReminderRule.objects.get()
    assert done["Location"] == f"/bureau/reminders/{rule.pk}/"
    # The dry run says what the planner then writes; nobody hears before the second hand.
    assert "今天会写入 <strong>3</strong> 条" in body(
        second, f"/bureau/reminders/{rule.pk}/"
    ).replace('<span class="figure">3</span>', "3")
    step = f"/bureau/reminders/{rule.pk}/do/enforce/"
    assert clerk.post(step).status_code == 403
    assert "今天就会写入 3 条通知" in body(second, step)
    assert Notice.objects.count() == 0
    second.post(step)
    second.post(step)  # twice
    assert AuditEntry.objects.filter(action="notices.rule_enforce").count() == 1
    assert planning.plan(today=today, at=timezone.now()) == {"certificate-ends": 3}
    # The days ahead, with names on demand; that they were looked at is on record.
    ahead = body(second, "/bureau/reminders/preview/")
    day = today + timedelta(days=10)
    people = f"/bureau/reminders/{rule.pk}/days/{day:%Y-%m-%d}/"
    assert people in ahead
    assert "书面通知" in ahead
    assert "孙四" in body(second, people)
    assert AuditEntry.objects.filter(action="notices.people_shown").count() == 1
    body(second, f"/bureau/reminders/{rule.pk}/days/2026-13-40/", 404)
    # The outbox by state and town; what it says is told with the name covered.
    box = body(second, "/bureau/notices/")
    assert box.count("钱三") >= 3
    assert "没有符合条件" in body(second, "/bureau/notices/?stand=cancelled")
    assert "没有符合条件" in body(second, "/bureau/notices/?town=370399002")
    one = Notice.objects.order_by("pk").first()
    assert one is not None
    told = body(second, f"/bureau/notices/{one.pk}/")
    assert "钱*0您好" in told
    assert "13800000001" not in told
    cancel = f"/bureau/notices/{one.pk}/do/cancel/"
    assert "同一件事以后也不会再提醒" in body(second, cancel)
    second.post(cancel)
    one.refresh_from_db()
    assert one.state == "cancelled"
    assert planning.plan(today=today, at=timezone.now()) == {}
    # Stopped: what waited is not said.
    clerk.post(f"/bureau/reminders/{rule.pk}/do/stop/")
    assert set(Notice.objects.values_list("state", flat=True)) == {"cancelled"}
    assert "已停用" in body(clerk, "/bureau/reminders/")


def test_letters_are_printed_marked_and_handed_over_from_the_list() -> None:
    office = Office()
    today = timezone.localdate()
    for n in range(2):
        person = office.person(EAST_ONE, name=f"李无机{n}", phone=None)
        office.certificate(person, today + timedelta(days=30))
    office.rule(active_from=today)
    planning.plan(today=today, at=timezone.now())
    clerk = as_(office.preparer)
    assert "李无机0" in body(clerk, "/bureau/letters/")
    assert "没有等待送达的通知" in body(clerk, "/bureau/letters/?stand=printed")
    paper = body(clerk, "/bureau/letters/print/?stand=waiting")
    assert "李无机1您好：残疾军人证将在" in paper
    book = clerk.get("/bureau/letters/file/?stand=waiting")
    assert book["Content-Disposition"].startswith("attachment")
    ids = list(Notice.objects.order_by("pk").values_list("pk", flat=True))
    asked = clerk.post("/bureau/letters/mark/print/", {"notice": ids})
    assert "把 2 份书面通知标记已打印？" in unescape(asked.content.decode())
    assert Notice.objects.filter(state="printed").count() == 0
    clerk.post("/bureau/letters/mark/print/", {"notice": ids, "confirmed": "1"})
    clerk.post("/bureau/letters/mark/hand_over/", {"notice": ids[:1], "confirmed": "1"})
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == [
        "handed",
        "printed",
    ]
    assert as_(office.reviewer).post("/bureau/letters/mark/print/").status_code == 403
    empty = clerk.get("/bureau/letters/file/?stand=waiting", follow=True)
    assert "清单是空的" in unescape(empty.content.decode())


def test_a_station_reads_its_own_and_no_neighbours_and_the_floors_above_hear_of_what_is_left() -> (
    None
):
    office = Office()
    own = colleague("cun1", Role.VILLAGE_WORKER, EAST_ONE)
    neighbour = colleague("cun2", Role.VILLAGE_WORKER, EAST_TWO)
    stranger = colleague("cun3", Role.VILLAGE_WORKER, WEST_ONE)
    town = colleague("zhen1", Role.TOWN_WORKER, EAST)
    today = timezone.localdate()
    born = date(today.year - 80, today.month, 1) + timedelta(days=20)
    turns = born.replace(year=today.year)
    for n in range(3):
        office.person(EAST_ONE, born=born, name=f"周八十{n}")
    office.person(EAST_ONE, born=born, name="周已故", died_on=today)
    common: dict[str, Any] = {
        "occasion_key": "age_80",
        "channels": [Channel.INBOX],
        "offsets": ((today - turns).days,),
        "active_from": today,
    }
    office.rule(
        code="age-80",
        title="满 80 周岁走访",
        audience=Audience.VILLAGE,
        template="{地方}有 {人数} 人将在{日期}满 {年龄} 周岁。",
        **common,
    )
    office.rule(
        code="age-80-bureau",
        title="满 80 周岁汇总",
        audience=Audience.BUREAU,
        template="{地方}有 {人数} 人。",
        **common,
    )
    assert planning.plan(today=today, at=timezone.now()) == {"age-80": 1, "age-80-bureau": 1}
    notice = Notice.objects.get(about="age-80")
    client = as_(own)
    home = body(client, "/station/")
    assert '<span class="head-count">' in home
    assert [due.title for due in due_at(own, today)] == ["满 80 周岁走访"]
    with CaptureQueriesContext(connection) as few:
        listed = body(client, "/station/inbox/")
    assert f"东街道 › 东一村有 3 人将在{turns.month}月{turns.day}日满 80 周岁。" in listed
    url = f"/station/inbox/{notice.pk}/"
    page = body(client, url)
    assert "周八十0" in page
    assert "周已故" not in page
    for other in (neighbour, stranger, town):
        body(as_(other), url, 404)
        assert as_(other).post(url).status_code == 404
        assert "还没有通知" in body(as_(other), "/station/inbox/")
    assert as_(office.preparer).get(f"/bureau/inbox/{notice.pk}/").status_code == 404
    client.post(url)
    client.post(url)
    assert AuditEntry.objects.filter(action="notices.read").count() == 1
    assert "没有未读的通知" in body(client, "/station/inbox/?kind=unread")
    assert list(due_at(own, today)) == []
    # The bureau hears as one, whoever of the preparers reads it; another role does not.
    bureau = as_(office.preparer)
    assert "1 条未读通知" in body(bureau, "/bureau/")
    summary = Notice.objects.get(about="age-80-bureau")
    assert "全区有 3 人。" in body(bureau, f"/bureau/inbox/{summary.pk}/")
    assert "周八十2" in body(bureau, f"/bureau/inbox/{summary.pk}/")
    body(as_(office.reviewer), f"/bureau/inbox/{summary.pk}/", 404)
    bureau.post(f"/bureau/inbox/{summary.pk}/")
    assert "条未读通知" not in body(bureau, "/bureau/")
    # What another floor tells, in the transaction of what it tells of; told twice, read once.
    told: dict[str, Any] = {
        "event": "list.back",
        "subject": ("people_list", 7),
        "title": "名单退回",
        "text": "王五的一行请核对。",
        "on": today,
        "at": timezone.now(),
    }
    for _ in range(2):
        with transaction.atomic():
            made = [
                telling.tell(**told, user=own, link="/station/roster/"),
                telling.tell(**told, region=office.places[EAST]),
                telling.tell(**told, role=Role.REVIEWER),
                telling.tell(**told, person=office.person(EAST_TWO, died_on=today)),
            ]
    assert made == [False, False, False, False]
    with pytest.raises(ZeroDivisionError):
        told_and_undone({**told, "event": "list.undone"}, own)
    assert Notice.objects.filter(about__startswith="list.").count() == 3
    assert "王五的一行请核对。" in body(client, "/station/inbox/")
    assert "王五" in body(as_(town), "/station/inbox/")
    assert "王五" not in body(as_(neighbour), "/station/inbox/")
    assert "王五" in body(as_(office.reviewer), "/bureau/inbox/")
    with CaptureQueriesContext(connection) as more:
        body(client, "/station/inbox/")
    assert len(more) == len(few)


def told_and_undone(told: dict[str, Any], user: User) -> None:
    with transaction.atomic():
        telling.tell(**told, user=user)
        raise ZeroDivisionError


def test_what_a_rule_may_not_be() -> None:
    office = Office()
    from veterans.foundation.errors import Refused

    for more, why in (
        ({"channels": [Channel.INBOX]}, "提醒本人的用短信"),
        ({"audience": Audience.VILLAGE}, "站内通知"),
        ({"template": "{姓名}，请拨 13812345678。"}, "手机号"),
        ({"template": "{姓名"}, "花括号"),
        ({"template": "{姓名:>10}"}, "不是这条提醒"),
        ({"offsets": (-500,)}, "最多 120 天"),
        ({"occasion_key": "no_such"}, "没有这个提醒事项"),
        ({"bureau_after": 5}, "看不到"),
    ):
        with pytest.raises(Refused, match=why):
            office.draft(**more)
    rule = office.draft()
    with pytest.raises(Refused, match="已有一份待启用"):
        office.draft()
    with pytest.raises(Refused):
        rule_book.enforce(rule_id=rule.pk, by=office.preparer, at=timezone.now())
    # A new version says nothing a second time, and says it in its own words.
    rule_book.enforce(rule_id=rule.pk, by=office.reviewer, at=timezone.now())
    today = timezone.localdate()
    office.certificate(office.person(EAST_ONE), today + timedelta(days=30))
    assert planning.plan(today=today, at=timezone.now()) == {"certificate-ends": 1}
    office.rule(template="{姓名}，新的说法。")
    rule.refresh_from_db()
    assert rule.state == "replaced"
    assert planning.plan(today=today, at=timezone.now()) == {}
