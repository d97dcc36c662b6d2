"""Every night's walk of the log is kept, and tonight's is held against the end of the last one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.people import NOW, colleague
from tests.screen_text import text_of
from veterans.accounts.roles import Role
from veterans.foundation import audit, chain_checks, tasks
from veterans.foundation.models import AuditEntry, ChainCheck

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def write(count: int) -> None:
    for _ in range(count):
        with transaction.atomic():
            audit.record(actor=None, action="test.done", at=NOW)


def as_superuser(sql: str) -> None:
    """What somebody does who may switch the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def the_desk() -> str:
    client = Client()
    client.force_login(colleague("zhao.min", Role.AUDITOR), BACKEND)
    return text_of(client.get("/bureau/").content.decode())


def test_a_whole_chain_is_kept_with_its_end() -> None:
    write(3)
    walk = chain_checks.check(at=NOW)
    assert (walk.entry_count, walk.problem_count, walk.problems) == (3, 0, [])
    last = AuditEntry.objects.latest("serial")
    assert walk.head == f"3:{bytes(last.entry_hash).hex()}"


def test_an_end_cut_off_overnight_is_found_the_next_night_and_every_night() -> None:
    write(5)
    chain_checks.check(at=NOW)
    as_superuser("DELETE FROM foundation_auditentry WHERE serial > 3")
    assert audit.report().count == 0, "the chain alone does not show it"
    for night in (1, 2):
        walk = chain_checks.check(at=NOW + timedelta(days=night))
        assert walk.problems == ["第 5 条：与此前留存的链尾不符：末尾记录被删除，或整条链被重写"]
        write(1)


def test_a_chain_written_anew_to_the_same_length_is_found() -> None:
    write(2)
    chain_checks.check(at=NOW)
    as_superuser("DELETE FROM foundation_auditentry")
    with transaction.atomic():
        audit.record(actor=None, action="test.other", at=NOW)
    write(3)
    assert chain_checks.check(at=NOW).problem_count == 1


def test_the_walks_are_kept() -> None:
    chain_checks.check(at=NOW)
    for statement in (
        "UPDATE foundation_chaincheck SET problem_count = 0",
        "DELETE FROM foundation_chaincheck",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize(("hours", "overdue"), [(26, False), (48, False), (50, True)])
def test_two_nights_without_a_walk_are_too_many(hours: int, overdue: bool) -> None:
    chain_checks.check(at=NOW)
    assert chain_checks.standing(at=NOW + timedelta(hours=hours)).overdue is overdue


def test_a_new_portal_has_two_nights_as_well() -> None:
    assert not chain_checks.standing(at=NOW).overdue
    write(1)
    assert not chain_checks.standing(at=NOW + timedelta(hours=48)).overdue
    assert chain_checks.standing(at=NOW + timedelta(hours=50)).overdue


def test_the_auditor_sees_on_his_desk_that_all_is_well() -> None:
    with transaction.atomic():
        audit.record(actor=None, action="test.done", at=timezone.now())
    assert tasks.verify_audit() == 0
    desk = the_desk()
    assert "1 条，没有问题" in desk
    assert "被改动" not in desk
    assert "两夜" not in desk


def test_the_auditor_sees_on_his_desk_what_was_found() -> None:
    write(3)
    as_superuser("UPDATE foundation_auditentry SET actor_name = '别人' WHERE serial = 2")
    assert tasks.verify_audit() == 1
    assert "审计记录有 1 处被改动或缺失" in the_desk()
    client = Client()
    client.force_login(colleague("sun.li", Role.AUDITOR), BACKEND)
    walk = ChainCheck.objects.get()
    shown = text_of(client.get(f"/bureau/foundation/chaincheck/{walk.pk}/change/").content.decode())
    assert "第 2 条：内容与摘要不符：本条被改动" in shown


def test_the_auditor_sees_that_nobody_walks_any_more() -> None:
    write(1)
    assert "连续两夜没有核验" in the_desk()


def test_nobody_else_is_alarmed() -> None:
    write(1)
    client = Client()
    client.force_login(colleague("wang.fang"), BACKEND)
    assert "两夜" not in client.get("/bureau/").content.decode()
    assert client.get("/bureau/foundation/chaincheck/").status_code == 403
