"""Who opens more files than his work explains is told to the auditor: once, with the figures."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.people import colleague
from tests.screen_text import text_of
from tests.subsidies.factories import person
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.oversight import rules, services, tasks
from veterans.oversight.models import Alert
from veterans.oversight.states import AlertKind
from veterans.registry.services import note_viewed
from veterans.registry.services.finding import ask

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)  # a Thursday
BACKEND = "django.contrib.auth.backends.ModelBackend"
FINDING = "年度确认逐户核对，已向本人了解。"


def at(hour: int, minute: int = 0, *, day: date = TODAY) -> datetime:
    """An hour of the bureau's clock, which is eight hours ahead of UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def looks(
    by: User, people: Iterable[int | str], when: datetime, action: str = "person.viewed"
) -> None:
    """Entries as the log has them, written at once; numbers stand for people."""
    last = AuditEntry.objects.order_by("-serial").first()
    serial = last.serial if last else 0
    rows = []
    for number, subject in enumerate(people, start=serial + 1):
        rows.append(
            AuditEntry(
                serial=number,
                at=when,
                actor_id=by.pk,
                actor_name=by.username,
                action=action,
                subject="person",
                subject_id=str(subject),
                previous_hash=number.to_bytes(32, "big"),
                entry_hash=(number + 1).to_bytes(32, "big"),
            )
        )
    AuditEntry.objects.bulk_create(rows)


def look(today: date = TODAY) -> int:
    return services.look(today=today, at=at(17, day=today))


def kinds() -> list[str]:
    return sorted(Alert.objects.values_list("kind", flat=True))


@pytest.fixture
def clerk() -> User:
    return colleague("wang.fang", display_name="王芳")


@pytest.fixture
def auditor() -> User:
    return colleague("zhao.min", Role.AUDITOR)


class TestHowMany:
    def test_an_ordinary_day_is_not_told(self, clerk: User) -> None:
        looks(clerk, range(29), at(10))
        assert look() == 0
        assert not AuditEntry.objects.filter(subject="alert").exists()

    def test_more_than_the_setting_allows(self, clerk: User) -> None:
        for back in range(1, 20):
            looks(clerk, range(100), at(10, day=TODAY - timedelta(back)))
        looks(clerk, range(200), at(10))
        look()
        assert kinds() == []
        looks(clerk, [1, 1, 200], at(11))
        look()
        [alert] = Alert.objects.all()
        assert (alert.kind, alert.actor, alert.day) == ("many", clerk, TODAY)
        assert alert.figures == {"people": 201, "limit": 200}

    def test_the_setting_can_be_changed_and_switched_off(self, clerk: User) -> None:
        looks(clerk, range(20), at(10))
        with override_settings(PORTAL_LOOKUPS_A_DAY=0):
            assert look() == 0
        with override_settings(PORTAL_LOOKUPS_A_DAY=19):
            assert look() == 1

    def test_numbers_that_belong_to_nobody_count_one_by_one(self, clerk: User) -> None:
        looks(clerk, [""] * 12, at(10), "person.looked_up")
        with override_settings(PORTAL_LOOKUPS_A_DAY=11):
            look()
        assert Alert.objects.get().figures["people"] == 12

    def test_people_taken_along_in_files_are_counted_together(
        self, clerk: User, auditor: User
    ) -> None:
        with transaction.atomic():
            for rows, when in ((600, at(9)), (400, at(10)), (900, at(9, day=TODAY - timedelta(1)))):
                audit.record(
                    actor=clerk,
                    action="people_export.made",
                    subject="people_export",
                    subject_id=1,
                    detail={"rows": rows},
                    at=when,
                )
        assert look() == 0
        with override_settings(PORTAL_EXPORTED_A_DAY=0):
            assert look() == 0
        with override_settings(PORTAL_EXPORTED_A_DAY=999):
            assert look() == 1
            assert look() == 0
        [alert] = Alert.objects.all()
        assert (alert.kind, alert.actor, alert.day) == ("taken", clerk, TODAY)
        assert alert.figures == {"people": 1000, "limit": 999}
        client = Client()
        client.force_login(auditor, backend=BACKEND)
        page = client.get("/bureau/oversight/alert/").content.decode()
        assert "导出了 1000 人次，超过 999 人次" in text_of(page)

    def test_what_else_is_in_the_log_is_no_look(self, clerk: User) -> None:
        looks(clerk, range(300), at(10), "person.registered")
        assert look() == 0

    def test_reading_a_covered_number_is_a_look(self, clerk: User) -> None:
        looks(clerk, range(201), at(10), "file.unmasked")
        look()
        assert "many" in kinds()


class TestAgainstHisOwnDays:
    def test_four_times_as_many_as_usual(self, clerk: User) -> None:
        for back in (1, 2, 3):
            looks(clerk, range(10), at(10, day=TODAY - timedelta(back)))
        looks(clerk, range(30), at(10))
        look()
        assert kinds() == []
        looks(clerk, [31], at(11))
        look()
        [alert] = Alert.objects.all()
        assert (alert.kind, alert.figures) == ("unusual", {"people": 31, "usual": "10.0"})

    def test_days_on_which_he_looked_at_nobody_do_not_count(self, clerk: User) -> None:
        looks(clerk, range(12), at(10, day=TODAY - timedelta(29)))
        looks(clerk, range(36), at(10))
        assert look() == 0

    def test_what_is_more_than_thirty_days_ago_is_forgotten(self, clerk: User) -> None:
        looks(clerk, range(100), at(10, day=TODAY - timedelta(31)))
        looks(clerk, range(30), at(10))
        look()
        assert kinds() == ["unusual"]

    def test_a_colleagues_habit_is_not_his(self, clerk: User) -> None:
        busy = colleague("li.na")
        looks(busy, range(100), at(10, day=TODAY - timedelta(2)))
        looks(busy, range(100), at(10))
        looks(clerk, range(30), at(10))
        look()
        assert [one.actor for one in Alert.objects.all()] == [clerk]


class TestOutOfHours:
    @pytest.mark.parametrize(
        ("day", "hour", "told"),
        [
            (TODAY, 7, True),
            (TODAY, 8, False),
            (TODAY, 18, False),
            (TODAY, 20, True),
            (date(2026, 11, 28), 10, True),  # a Saturday
            (date(2026, 10, 10), 10, False),  # a Saturday that is worked
            (date(2026, 10, 1), 10, True),  # the national holiday
        ],
    )
    def test_evenings_weekends_and_holidays(
        self, clerk: User, day: date, hour: int, told: bool
    ) -> None:
        looks(clerk, [1, 1, 2], at(hour, day=day))
        look(day)
        assert kinds() == (["off_hours"] if told else [])
        assert all(one.figures == {"people": 2} for one in Alert.objects.all())

    def test_what_happened_just_before_midnight_is_seen_after_it(self, clerk: User) -> None:
        looks(clerk, [1], at(23, 59, day=TODAY - timedelta(1)))
        look()
        assert Alert.objects.get().day == TODAY - timedelta(1)


class TestManyAtOne:
    def test_six_colleagues_at_one_person(self, clerk: User) -> None:
        someone, other = person(), person()
        staff = [clerk, *(colleague(f"staff.{number}") for number in range(5))]
        for one in staff[:5]:
            looks(one, [someone.pk, someone.pk, other.pk], at(10))
        assert look() == 0
        looks(staff[5], [someone.pk], at(11))
        look()
        [alert] = Alert.objects.all()
        assert (alert.kind, alert.person_id, alert.figures) == ("crowd", someone.pk, {"lookers": 6})

    def test_it_can_be_switched_off(self, clerk: User) -> None:
        looks(clerk, [person().pk], at(10))
        with override_settings(PORTAL_LOOKERS_A_DAY=0):
            assert look() == 0
        with override_settings(PORTAL_LOOKERS_A_DAY=1):
            assert look() == 1


class TestOnce:
    def test_the_hour_after_tells_nothing_new(self, clerk: User) -> None:
        looks(clerk, range(201), at(20))
        assert look() == 3
        looks(clerk, range(300), at(21))
        assert look() == 0
        assert kinds() == ["many", "off_hours", "unusual"]
        assert AuditEntry.objects.filter(action="alert.raised").count() == 1

    def test_a_large_log_takes_as_many_statements_as_a_small_one(self, clerk: User) -> None:
        def statements() -> int:
            with CaptureQueriesContext(connection) as counted:
                look()
            return len(counted)

        looks(clerk, range(201), at(20))
        with transaction.atomic():
            few = statements()
            transaction.set_rollback(True)
        for number in range(8):
            busy = colleague(f"busy.{number}")
            looks(busy, range(250), at(21))
            looks(busy, range(250), at(21, day=TODAY - timedelta(1)))
        assert statements() - few <= 1  # yesterday's busy ones are asked for as well

    def test_the_clock_calls_it(self, clerk: User) -> None:
        ask(text="13800001111", by=clerk, at=at(10))
        note_viewed(person=person(), by=clerk, at=at(10))
        assert tasks.look() == 0


class TestLookingInto:
    @pytest.fixture
    def alert(self, clerk: User) -> Alert:
        looks(clerk, [1], at(22))
        look()
        return Alert.objects.get()

    def test_what_was_found_is_kept_with_who_and_when(self, alert: Alert, auditor: User) -> None:
        services.look_into(alert_id=alert.pk, finding=f" {FINDING} ", by=auditor, at=at(23))
        alert.refresh_from_db()
        assert (alert.finding, alert.looked_into_by, alert.looked_into_at) == (
            FINDING,
            auditor,
            at(23),
        )
        last = AuditEntry.objects.latest("serial")
        assert (last.action, last.subject_id) == ("alert.looked_into", str(alert.pk))
        with pytest.raises(Refused, match="已经登记过"):
            services.look_into(alert_id=alert.pk, finding=FINDING, by=auditor, at=at(23))

    @pytest.mark.parametrize(
        ("finding", "word"),
        [
            ("", "写明"),
            ("没事。", "写明"),
            ("x" * 501, "写明"),
            ("电话 13800138000 已问过本人", "不要写"),
        ],
    )
    def test_some_words_are_needed(
        self, alert: Alert, auditor: User, finding: str, word: str
    ) -> None:
        with pytest.raises(Refused, match=word):
            services.look_into(alert_id=alert.pk, finding=finding, by=auditor, at=at(23))

    def test_nobody_else_may(self, alert: Alert, clerk: User, auditor: User) -> None:
        with pytest.raises(PermissionRefused):
            services.look_into(alert_id=alert.pk, finding=FINDING, by=clerk, at=at(23))
        with pytest.raises(NotFound):
            services.look_into(alert_id=0, finding=FINDING, by=auditor, at=at(23))

    def test_an_auditors_own_looks_are_another_auditors(self, auditor: User) -> None:
        looks(auditor, [1], at(22))
        look()
        alert = Alert.objects.get()
        with pytest.raises(Refused, match="另一名审计"):
            services.look_into(alert_id=alert.pk, finding=FINDING, by=auditor, at=at(23))
        with pytest.raises(DatabaseError, match="alert_not_by_oneself"), transaction.atomic():
            Alert.objects.update(finding=FINDING, looked_into_by=auditor, looked_into_at=at(23))
        other = colleague("sun.li", Role.AUDITOR)
        services.look_into(alert_id=alert.pk, finding=FINDING, by=other, at=at(23))

    def test_the_database_keeps_what_was_raised_and_found(
        self, alert: Alert, auditor: User
    ) -> None:
        def refuses(change: Any, word: str = "append-only") -> None:
            with pytest.raises(DatabaseError, match=word), transaction.atomic():
                change()

        everything = Alert.objects.all()
        refuses(everything.delete)
        refuses(lambda: everything.update(figures={"people": 2}))
        refuses(lambda: everything.update(finding="好。"), "alert_looked_into_whole")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            refuses(lambda: cursor.execute("TRUNCATE oversight_alert"))
        services.look_into(alert_id=alert.pk, finding=FINDING, by=auditor, at=at(23))
        refuses(lambda: everything.update(finding="改成别的话"))


class TestAtTheDesk:
    def test_the_auditor_looks_into_it_from_his_desk(self, clerk: User, auditor: User) -> None:
        looks(clerk, [1], at(22))
        look()
        alert = Alert.objects.get()
        client = Client()
        client.force_login(auditor, BACKEND)
        assert "1 条异常查阅待核查" in text_of(client.get("/bureau/").content.decode())
        listed = text_of(client.get("/bureau/oversight/alert/?standing=open").content.decode())
        assert "王芳（经办）" in listed
        assert "办公时间以外查看了 1 人" in listed
        ask = f"/bureau/oversight/alert/{alert.pk}/do/look-into/"
        assert "登记以后不能修改" in client.get(ask).content.decode()
        assert "至少" in client.post(ask, {"finding": "无"}).content.decode()
        assert client.post(ask, {"finding": FINDING}).status_code == 302
        shown = text_of(client.get(f"/bureau/oversight/alert/{alert.pk}/change/").content.decode())
        assert FINDING in shown
        assert "待核查" not in text_of(client.get("/bureau/").content.decode())

    def test_the_entries_of_that_day_are_one_click_away(self, clerk: User, auditor: User) -> None:
        looks(clerk, [7], at(22))
        looks(clerk, [8], at(10, day=TODAY + timedelta(1)))
        look()
        client = Client()
        client.force_login(auditor, BACKEND)
        page = client.get(f"/bureau/oversight/alert/{Alert.objects.get().pk}/change/")
        link = page.content.decode().partition('href="/bureau/foundation/auditentry/?')[2]
        query = unescape(link.partition('"')[0])
        entries = client.get(f"/bureau/foundation/auditentry/?{query}")
        assert entries.status_code == 200
        assert [entry.subject_id for entry in entries.context["cl"].result_list] == ["7"]

    def test_an_alert_about_a_person_names_the_file_only(self, clerk: User, auditor: User) -> None:
        someone = person()
        looks(clerk, [someone.pk], at(10))
        with override_settings(PORTAL_LOOKERS_A_DAY=1):
            look()
        client = Client()
        client.force_login(auditor, BACKEND)
        page = client.get("/bureau/oversight/alert/").content.decode()
        assert f'href="/bureau/people/{someone.pk}/"' in page
        assert someone.name not in page

    def test_nobody_but_the_auditor_sees_them(self, clerk: User) -> None:
        looks(clerk, [1], at(22))
        look()
        client = Client()
        client.force_login(clerk, BACKEND)
        assert client.get("/bureau/oversight/alert/").status_code == 403
        assert "异常查阅" not in client.get("/bureau/").content.decode()


@given(
    st.integers(0, 1000),
    st.integers(0, 20),
    st.decimals(0, 500, places=1),
    st.integers(0, 500),
)
def test_nothing_is_told_without_a_figure_above_its_limit(
    people: int, off_hours: int, usual: Decimal, limit: int
) -> None:
    opens, closes = time(7), time(19)
    told = dict(
        rules.told_of(
            rules.DayOfLooks(1, people, off_hours), usual, rules.Limits(limit, 6, 0, opens, closes)
        )
    )
    assert (AlertKind.MANY in told) == (0 < limit < people)
    assert (AlertKind.UNUSUAL in told) == (people >= 30 and people > 3 * usual)
    assert (AlertKind.OFF_HOURS in told) == (off_hours > 0)
