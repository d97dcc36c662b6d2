"""Visits: who is to be met, who was, who was missed; own station, neighbour and stranger."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from support_services.casework.models import Case
from support_services.notices.models import Notice
from support_services.notices.services import planning, rule_book
from support_services.notices.states import Audience, Channel
from support_services.stations.today import Urgency, due_at
from support_services.visits import selectors, services
from support_services.visits.layers import visited
from support_services.visits.models import KeyPerson, Visit
from support_services.visits.rules import Window, behind, window_before, window_of
from support_services.visits.states import MONTHS, Period
from tests.pictures import png
from tests.subsidies.factories import AT, person, user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Category, Paper, Person, PersonCategory
from veterans.registry.selectors.file import papers_visible_to
from veterans.registry.timeline import timeline_of

TODAY = date(2026, 11, 5)


@pytest.fixture
def own(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 1))


@pytest.fixture
def neighbour(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 2))


@pytest.fixture
def town(db: None) -> User:
    return user(Role.TOWN_WORKER, region=village(1, 1).parent)


@pytest.fixture
def preparer(db: None) -> User:
    return user(Role.PREPARER)


def veteran(place: tuple[int, int] = (1, 1), **more: Any) -> Person:
    made = person(village(*place), **more)
    PersonCategory.objects.create(
        person=made, category=Category.VETERAN, valid_from=date(1980, 1, 1)
    )
    return made


def visit(who: Person, by: User, on: date = TODAY, **more: Any) -> Visit:
    asked = {"way": "home", "met": "self", "reason": "routine", **more}
    return services.record_visit(person=who, visited_on=on, **asked, by=by, at=AT, today=TODAY)


def task(by: User, **more: Any) -> Any:
    asked: dict[str, Any] = {
        "title": "每年走访一遍",
        "reason": "routine",
        "period": "year",
        "first_on": date(2026, 1, 1),
        "last_on": None,
        **more,
    }
    return services.add_task(**asked, by=by, at=AT)


def left(by: User, title: str) -> set[Person]:
    of = next(one for one in selectors.rounds(today=TODAY) if one.task.title == title)
    return set(selectors.left(by, of.task, of.window))


@given(st.sampled_from(sorted(MONTHS)), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_property_windows_cover_every_day_once_and_never_overlap(
    period: Period, today: date
) -> None:
    days: dict[str, Any] = {"first_on": date(2019, 12, 31), "last_on": None}
    here = window_of(period, today, **days)
    assert here is not None
    assert here.first <= today <= here.last
    after = window_of(period, here.last + timedelta(days=1), **days)
    assert after is not None
    assert after.first == here.last + timedelta(days=1)
    before = window_before(period, today, **days)
    assert before is not None
    assert before.last == here.first - timedelta(days=1)
    assert window_of(period, here.first, **days) == here


YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("window", "today", "met", "late"),
    [
        (YEAR, date(2026, 1, 1), 0, 0),
        (YEAR, date(2026, 7, 2), 100, 99),  # 182 of 365 days of 400 people are 199
        (YEAR, date(2026, 7, 2), 200, 0),
        (YEAR, date(2027, 3, 1), 390, 10),
        (YEAR, date(2025, 12, 1), 0, 0),
        # A month may be worked off in its last week.
        (Window(date(2026, 10, 20), date(2026, 11, 20)), date(2026, 11, 19), 0, 0),
    ],
)
def test_a_year_is_not_left_to_its_end(window: Window, today: date, met: int, late: int) -> None:
    assert behind(window, today, total=400, met=met) == late


def test_a_year_of_one_village_and_who_was_missed(
    own: User, neighbour: User, town: User, preparer: User, django_assert_num_queries: Any
) -> None:
    old, young = veteran(born_on=date(1940, 3, 8)), veteran(born_on=date(1981, 1, 1))
    next_door, far = veteran((1, 2)), veteran((2, 1))
    person(village(1, 1), name="没有身份")
    veteran(died_on=date(2026, 2, 1))
    task(preparer)
    task(preparer, title="高龄重点", period="month", key_only=True)
    task(
        preparer, title="重阳慰问", reason="festival", period="once", least_age=80,
        last_on=date(2026, 11, 10), at_home=True,
    )  # fmt: skip
    services.add_key_person(
        person=old, reason="alone", every="month", valid_from=date(2026, 9, 1), by=own, at=AT
    )
    assert left(own, "每年走访一遍") == {old, young}
    assert left(town, "每年走访一遍") == {old, young, next_door}
    assert left(preparer, "每年走访一遍") == {old, young, next_door, far}
    assert left(own, "高龄重点") == left(own, "重阳慰问") == {old}
    told = due_at(own, today=TODAY)
    assert [(due.urgency, due.title, due.count) for due in told] == [
        (Urgency.LATE, "高龄重点：上期漏访", 1),
        (Urgency.TODAY, "重阳慰问", 1),
        # Behind an even pace through the year; a month may be worked off in its last week.
        (Urgency.TODAY, "每年走访一遍", 2),
        (Urgency.SOON, "高龄重点", 1),
    ]
    # A telephone call is a visit, but not where somebody has to go; nobody at home is none.
    visit(old, own, way="phone")
    visit(young, own, met="nobody")
    assert left(own, "高龄重点") == set()
    assert left(own, "重阳慰问") == {old}
    assert left(own, "每年走访一遍") == {young}
    of = next(one for one in selectors.rounds(today=TODAY) if one.task.period == "year")
    assert selectors.in_all(selectors.progress(own, of.task, of.window)) == (2, 1, 1)
    for who in (own, neighbour, town, preparer):
        sums = selectors.in_all(selectors.progress(who, of.task, of.window))
        assert selectors.totals(who, of.task, of.window) == sums
    (row,) = selectors.left(own, of.task, of.window)
    assert (row.last_met, row.tried) == (None, True)
    made = visit(old, own, way="home")
    assert left(own, "重阳慰问") == set()
    services.void_visit(visit_id=made.pk, why="登记错了人", by=own, at=AT)
    assert left(own, "重阳慰问") == {old}
    for more in range(3):
        veteran(name=f"新人{more}")
    with django_assert_num_queries(2):
        selectors.progress(own, of.task, of.window)
    with django_assert_num_queries(1):
        list(selectors.left(own, of.task, of.window))


def test_what_is_written_down_and_what_is_refused(
    own: User, neighbour: User, preparer: User
) -> None:
    man = veteran(name="曾建国")
    made = visit(
        man, own, found="腿疼，想去医院", needs=["medical", "policy"], gift="米面油",
        files=(png(),), photo_consent=True,
    )  # fmt: skip
    assert made.photo_consent
    # Every need is taken up, with a clock of its own.
    assert [(one.kind, one.subject, one.content) for one in made.cases.order_by("pk")] == [
        ("hardship", "走访了解到：看病就医", "腿疼，想去医院"),
        ("consultation", "走访了解到：政策不清楚、待遇没落实", "腿疼，想去医院"),
    ]
    photo = Paper.objects.get()
    assert list(papers_visible_to(own)) == [photo]
    assert not papers_visible_to(neighbour).exists()
    happened, _ = timeline_of(own, man)
    assert ("走访（上门）", "日常走访，米面油，看病就医、政策不清楚、待遇没落实") in {
        (one.what, one.note) for one in happened
    }
    entry = AuditEntry.objects.get(action="visit.recorded")
    assert "腿疼" not in str(entry.detail)
    for refused, says in (
        ({}, "已经登记过了"),
        ({"on": date(2026, 11, 6)}, "不能晚于今天"),
        ({"on": date(2026, 9, 1)}, "60 天以内"),
        ({"way": "fax"}, "请选择方式"),
        ({"way": "phone", "files": (png(),)}, "先征得"),
        ({"way": "phone", "met": "nobody", "gift": "米"}, "没有见到人"),
        ({"way": "phone", "needs": ["medical"]}, "写明是什么事"),
        ({"way": "phone", "needs": ["money"]}, "从列表中选择"),
        ({"way": "video", "met": "nobody"}, "只能是上门或电话"),
        ({"way": "phone", "files": (b"<html>",), "photo_consent": True}, "照片"),
        ({"way": "phone", "found": "他在 32123 部队服役"}, "部队"),
    ):
        on = refused.pop("on", TODAY)
        with pytest.raises(Refused, match=says), transaction.atomic():
            visit(man, own, on=on, **refused)
    assert Visit.objects.count() == 1
    with pytest.raises(NotFound):
        visit(man, neighbour)
    with pytest.raises(PermissionRefused):
        visit(man, user(Role.REVIEWER))
    with pytest.raises(Refused, match="家属的档案"):
        visit(veteran(died_on=TODAY), own)
    with pytest.raises(Refused, match="登记的人或区局"):
        services.void_visit(
            visit_id=made.pk, why="错", by=user(Role.VILLAGE_WORKER, region=village(1, 1)), at=AT
        )
    for change in ({"gift": "十万元"}, {"region": village(1, 2)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.all().delete()
    services.void_visit(visit_id=made.pk, why="登记错了人", by=preparer, at=AT)
    with pytest.raises(Refused, match="已经作废"):
        services.void_visit(visit_id=made.pk, why="再来", by=preparer, at=AT)


def test_tasks_and_key_persons_begin_and_end(own: User, preparer: User) -> None:
    man = veteran()
    for asked, says in (
        ({"period": "once"}, "要填“至”"),
        ({"last_on": date(2025, 1, 1)}, "不能早于"),
        ({"key_only": True}, "按月或按季度"),
        ({"title": " "}, "填写名称"),
        ({"categories": ["XX"]}, "人员类别"),
    ):
        with pytest.raises(Refused, match=says), transaction.atomic():
            task(preparer, **asked)
    with pytest.raises(PermissionRefused):
        task(own)
    made = task(preparer)
    with pytest.raises(Refused), transaction.atomic():
        task(preparer)
    services.end_task(task_id=made.pk, by=preparer, at=AT)
    assert selectors.rounds(today=TODAY) == []
    key = {"person": man, "reason": "ill", "every": "month", "valid_from": TODAY, "at": AT}
    row = services.add_key_person(**key, by=own)
    with pytest.raises(Refused, match="已是重点联系对象"), transaction.atomic():
        services.add_key_person(**key, by=own)
    services.end_key_person(key_id=row.pk, by=own, at=AT, today=TODAY)
    assert not selectors.key_persons_visible_to(own).exists()


def test_the_pages_show_the_own_area_and_no_other(
    own: User, neighbour: User, preparer: User, client: Client
) -> None:
    man, next_door = veteran(name="曾建国"), veteran((1, 2), name="仇志强")
    made = task(preparer)
    written = visit(man, own, found="腿疼")
    client.force_login(own)
    home = client.get("/station/").text
    assert "走访" in home
    round_page = client.get(f"/station/visits/tasks/{made.pk}/").text
    assert "都走访到了" in round_page
    assert "仇志强" not in round_page
    assert "腿疼" in client.get(f"/station/visits/{written.pk}/").text
    assert "走访单" in client.get(f"/station/visits/tasks/{made.pk}/?print=1").text
    assert client.get(f"/station/visits/tasks/{made.pk}/?village=370303001002").status_code == 404
    for path in (f"people/{next_door.pk}/", f"people/{next_door.pk}/new/", "tasks/999999/"):
        assert client.get(f"/station/visits/{path}").status_code == 404
    sent = {
        "visited_on": f"{timezone.localdate()}", "way": "phone", "met": "self", "reason": "illness",
        "sent_once": "0" * 32,
    }  # fmt: skip
    where = f"/station/visits/people/{man.pk}/new/"
    first, second = client.post(where, sent), client.post(where, sent)
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert Visit.objects.count() == 2
    client.force_login(neighbour)
    assert client.get(f"/station/visits/{written.pk}/").status_code == 404
    assert client.post(f"/station/visits/{written.pk}/void/", {"why": "错"}).status_code == 404
    client.force_login(preparer)
    listed = client.get("/bureau/visits/").text
    assert "曾建国" in listed
    assert f'href="/bureau/visits/{written.pk}/"' in listed
    shown = client.get(f"/bureau/visits/tasks/{made.pk}/").text
    assert "第1镇" in shown
    answer = client.post(f"/bureau/visits/tasks/{made.pk}/")
    assert answer.content.startswith(b"PK")
    assert AuditEntry.objects.filter(action="visit.list_taken").exists()


def test_the_bureau_records_a_visit_of_its_own_and_voids_any(
    own: User, preparer: User, client: Client
) -> None:
    man = veteran(name="曾建国")
    written = visit(man, own, found="腿疼，想去医院", needs=["medical", "policy"])
    client.force_login(user(Role.AUDITOR))
    shown = client.get(f"/bureau/visits/{written.pk}/").text
    assert "腿疼" in shown
    assert "作废" not in shown
    assert client.get(f"/bureau/visits/{written.pk}/void/").status_code == 403
    assert "登记走访" not in client.get(f"/bureau/people/{man.pk}/").text
    client.force_login(preparer)
    where = f"/bureau/people/{man.pk}/visits/new/"
    buttons = client.get(f"/bureau/people/{man.pk}/").text
    for address in (where, f"/bureau/cases/new/{man.pk}/", f"/bureau/errands/new/{man.pk}/"):
        assert f'href="{address}"' in buttons
    assert "走访" in client.get(where).text
    sent = {"visited_on": f"{timezone.localdate()}", "way": "home", "met": "self"}
    assert client.post(where, sent).status_code == 200  # No reason given: asked again.
    answer = client.post(where, {**sent, "reason": "festival", "gift": "米面油"})
    made = Visit.objects.get(visited_by=preparer)
    assert answer["Location"] == f"/bureau/visits/{made.pk}/"
    assert "米面油" in client.get(answer["Location"]).text
    client.post(f"/bureau/visits/{written.pk}/void/", {"why": "登记错了人"})
    assert "登记错了人" in client.get(f"/bureau/visits/{written.pk}/").text
    client.post(f"/bureau/people/{man.pk}/key/", {"reason": "ill", "every": "month"})
    key = KeyPerson.objects.get(person=man, valid_to=None)
    ends = f"/bureau/visits/key/{key.pk}/end/"
    assert f'href="{ends}"' in client.get("/bureau/visits/key/").text
    client.post(ends)
    assert f'href="{ends}"' not in client.get("/bureau/visits/key/").text
    Person.objects.filter(pk=man.pk).update(died_on=TODAY)
    assert where not in client.get(f"/bureau/people/{man.pk}/").text


def test_a_visit_does_not_name_a_case_that_one_may_not_see(
    own: User, town: User, client: Client
) -> None:
    written = visit(veteran(), own, found="腿疼", needs=["medical", "policy"])
    open_case, restricted = written.cases.order_by("pk")
    Case.objects.filter(pk=restricted.pk).update(is_sensitive=True)
    client.force_login(town)
    shown = client.get(f"/station/visits/{written.pk}/").text
    assert open_case.number in shown
    assert restricted.number not in shown


def test_stations_are_reminded_of_who_is_left_and_the_picture_shows_how_far_it_is(
    own: User, preparer: User
) -> None:
    met, _, elsewhere = veteran(), veteran(), veteran((1, 2))
    task(preparer)
    task(preparer, title="一次慰问", period="once", last_on=date(2026, 12, 30))
    visit(met, own)
    rule = rule_book.enter(
        code="visits-end", title="走访到期", occasion_key="visits_end", offsets=(-10,),
        working_days=False, audience=Audience.VILLAGE, channels=[Channel.INBOX],
        template="{地方}“{任务}”还有 {人数} 人", on_rest_days=True, town_after=None,
        bureau_after=None, active_from=TODAY, note="", by=preparer, at=AT,
    )  # fmt: skip
    rule_book.enforce(rule_id=rule.pk, by=user(Role.REVIEWER), at=AT)
    for day in (date(2026, 12, 20), date(2026, 12, 21), date(2026, 12, 21)):
        planning.plan(today=day, at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
    told = Notice.objects.order_by("due_on", "region").values_list("due_on", "region", "words")
    last, before = date(2026, 12, 31), date(2026, 12, 30)
    here, there = met.region_id, elsewhere.region_id
    assert [(on, place, words["任务"], words["人数"]) for on, place, words in told] == [
        (before, here, "一次慰问", "1"),
        (before, there, "一次慰问", "1"),
        (last, here, "每年走访一遍", "1"),
        (last, there, "每年走访一遍", "1"),
    ]
    assert visited(preparer, TODAY) == {here: ("50%", "warn"), there: ("0%", "bad")}
    assert visited(own, TODAY) == {here: ("50%", "warn")}
