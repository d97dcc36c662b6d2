"""The audit log: chained, without gaps under load, and every tampering found and named."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.people import NOW, colleague
from veterans.foundation import audit, request_number, tasks
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry


def write(count: int, **more) -> None:
    for number in range(count):
        with transaction.atomic():
            audit.record(
                actor=None, action="test.done", detail={"n": number}, **{"at": NOW, **more}
            )


def as_superuser(sql: str, params=()) -> None:
    """What somebody does who may switch the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE foundation_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute("ALTER TABLE foundation_auditentry ENABLE TRIGGER USER")


@pytest.mark.django_db
class TestChain:
    def test_an_entry_says_who_what_and_when(self):
        user = colleague("li.ming")
        with request_number.numbered("ACDEFGHJ"), transaction.atomic():
            entry = audit.record(
                actor=user,
                action="batch.approved",
                subject="batch",
                subject_id=42,
                detail={"总额": Decimal("1234.50"), "months": [date(2026, 11, 1)], "ok": True},
                at=NOW,
            )
        entry.refresh_from_db()
        assert (entry.serial, entry.actor_id, entry.actor_name) == (1, user.pk, "li.ming")
        assert (entry.subject, entry.subject_id, entry.at) == ("batch", "42", NOW)
        assert entry.detail == {"总额": "1234.50", "months": ["2026-11-01"], "ok": True}
        assert entry.request == "ACDEFGHJ"
        assert audit.verify() == []

    def test_chain_begins_at_a_known_place_and_links_on(self):
        write(3)
        first, second, third = AuditEntry.objects.order_by("serial")
        assert bytes(first.previous_hash) == audit.GENESIS
        assert bytes(second.previous_hash) == bytes(first.entry_hash)
        assert bytes(third.previous_hash) == bytes(second.entry_hash)

    def test_an_empty_log_is_whole(self):
        assert audit.report() == audit.Report(0, audit.Head(0, audit.GENESIS.hex()), 0, [])

    def test_a_deed_rolled_back_leaves_no_entry_and_no_gap(self):
        def deed():
            with transaction.atomic():
                audit.record(actor=None, action="test.failed", at=NOW)
                raise RuntimeError

        write(1)
        with pytest.raises(RuntimeError):
            deed()
        write(1)
        assert list(AuditEntry.objects.order_by("serial").values_list("serial", flat=True)) == [
            1,
            2,
        ]

    def test_times_of_any_zone_verify(self):
        write(1, at=datetime.fromisoformat("2026-11-02T09:30:00.000001+08:00"))
        assert audit.verify() == []

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE foundation_auditentry SET action = 'x' WHERE serial = 1",
            "DELETE FROM foundation_auditentry WHERE serial = 1",
            "TRUNCATE foundation_auditentry",
        ],
    )
    def test_the_database_refuses_change(self, sql):
        write(2)
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
        assert AuditEntry.objects.count() == 2


@pytest.mark.django_db
class TestTampering:
    """By a superuser, triggers off. Each is found, and the message names the serial."""

    def found(self):
        return [(problem.serial, problem.what) for problem in audit.verify()]

    @pytest.mark.parametrize(
        "column",
        ["action = 'x'", "actor_name = 'x'", "actor_id = 9", "subject_id = '9'", "subject = 's'",
         "detail = '{\"n\": 9}'", "at = at + interval '1 microsecond'", "request = 'R'"],
    )  # fmt: skip
    def test_any_column_changed(self, column):
        write(5)
        as_superuser(f"UPDATE foundation_auditentry SET {column} WHERE serial = 3")
        assert self.found() == [(3, "内容与摘要不符：本条被改动")]

    def test_entry_changed_and_its_digest_made_to_fit(self):
        write(5)
        entry = AuditEntry.objects.get(serial=3)
        entry.action = "forged"
        as_superuser(
            "UPDATE foundation_auditentry SET action = 'forged', entry_hash = %s WHERE serial = 3",
            [audit.entry_digest(entry)],
        )
        [(serial, what)] = self.found()
        assert serial == 4
        assert "不衔接" in what

    def test_entry_taken_out(self):
        write(5)
        as_superuser("DELETE FROM foundation_auditentry WHERE serial = 3")
        assert [serial for serial, _ in self.found()] == [4, 4]
        assert "不连续" in self.found()[0][1]

    def test_first_entry_taken_out(self):
        write(3)
        as_superuser("DELETE FROM foundation_auditentry WHERE serial = 1")
        assert [serial for serial, _ in self.found()] == [2, 2]

    def test_entry_put_in_between(self):
        write(2)
        as_superuser("UPDATE foundation_auditentry SET serial = 3 WHERE serial = 2")
        as_superuser(
            "INSERT INTO foundation_auditentry (serial, at, actor_name, action, subject,"
            " subject_id, detail, request, previous_hash, entry_hash)"
            " SELECT 2, at, actor_name, action, subject, subject_id, detail, request, entry_hash,"
            " decode(repeat('ab', 32), 'hex') FROM foundation_auditentry WHERE serial = 3"
        )
        assert {serial for serial, _ in self.found()} == {2, 3}

    def test_end_cut_off_is_found_with_a_head_noted_before(self):
        write(5)
        head = audit.report().head
        assert audit.verify(expected_head=head) == []
        write(1)
        assert audit.verify(expected_head=head) == []
        as_superuser("DELETE FROM foundation_auditentry WHERE serial >= 5")
        assert audit.verify() == []  # a chain that ends early is whole in itself
        [problem] = audit.verify(expected_head=head)
        assert (problem.serial, problem.what[:6]) == (5, "与此前留存的")

    def test_whole_chain_written_anew_is_found_with_a_head_noted_before(self):
        write(2)
        head = audit.report().head
        as_superuser("TRUNCATE foundation_auditentry")
        write(3, at=NOW + timedelta(hours=1))
        assert audit.verify() == []
        assert [problem.serial for problem in audit.verify(expected_head=head)] == [2]

    def test_count_goes_on_where_the_list_is_cut(self):
        write(12)
        as_superuser("UPDATE foundation_auditentry SET action = 'x'")
        report = audit.report(limit=3)
        assert (report.count, len(report.problems), report.entries) == (12, 3, 12)


@pytest.mark.django_db
def test_verification_reads_in_pieces(monkeypatch):
    monkeypatch.setattr(audit, "_CHUNK", 4)
    write(10)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert audit.report().entries == 10
    assert len(queries) == 3
    assert all("LIMIT 4" in query["sql"] for query in queries)


@pytest.mark.django_db
class TestCommandAndTask:
    def run(self, *args):
        out = StringIO()
        try:
            call_command("verify_audit", *args, stdout=out, stderr=StringIO())
            status = 0
        except SystemExit as end:
            status = end.code
        return status, json.loads(out.getvalue())

    def test_whole(self):
        write(3)
        status, answer = self.run()
        assert status == 0
        assert (answer["ok"], answer["entries"], answer["problems"]) == (True, 3, [])
        assert self.run("--head", answer["head"])[0] == 0

    def test_broken(self):
        write(3)
        as_superuser("UPDATE foundation_auditentry SET action = 'x' WHERE serial = 2")
        status, answer = self.run()
        assert status == 1
        assert answer["ok"] is False
        assert answer["problems"] == [{"serial": 2, "what": "内容与摘要不符：本条被改动"}]

    @pytest.mark.parametrize("head", ["5", "x:y", "5:abc", ":"])
    def test_a_head_that_is_none(self, head):
        with pytest.raises(CommandError, match="序号:摘要"):
            call_command("verify_audit", "--head", head)
        with pytest.raises(Refused):
            audit.parse_head(head)

    def test_task(self):
        write(2)
        assert tasks.verify_audit() == 0
        as_superuser("UPDATE foundation_auditentry SET action = 'x' WHERE serial = 2")
        assert tasks.verify_audit() == 1


@pytest.mark.django_db(transaction=True)
def test_serials_without_gaps_when_many_write_at_once():
    """Eight connections, some of whose transactions fail after the entry was written."""
    errors = []

    def worker(number):
        try:
            for turn in range(15):
                try:
                    with transaction.atomic():
                        audit.record(actor=None, action=f"test.worker{number}", at=NOW)
                        if turn % 5 == number % 5:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    pass
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    serials = list(AuditEntry.objects.order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, 8 * 12 + 1))
    assert audit.verify() == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_never_stands_without_its_deed():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(actor=None, action="test.done", at=NOW)
    assert not AuditEntry.objects.exists()


PERSONAL = [
    "370303194901011234",
    "37030319490101123X",
    "37030319490101123x",
    "370303 19490101 1234",
    "370303490101123",
    "13812345678",
    "+86 138 1234 5678",
    "138-1234-5678",
    "6217000012341234567",
    "6217 0000 1234 1234",
    "6217-0000-1234-1234-567",
]


@pytest.mark.django_db
class TestGuard:
    @pytest.mark.parametrize("text", PERSONAL)
    @pytest.mark.parametrize("wrap", ["{}", "身份证{}张三", "a={},"])
    def test_personal_numbers_are_refused_anywhere(self, text, wrap):
        held = wrap.format(text)
        for detail in ({"k": held}, {held: 1}, {"k": [{"deep": held}]}):
            with pytest.raises(audit.PersonalDataInAudit) as caught:
                audit.record(actor=None, action="a", detail=detail, at=NOW)
            assert text not in str(caught.value)
        for more in ({"subject_id": held}, {"subject": held}):
            with pytest.raises(audit.PersonalDataInAudit):
                audit.record(actor=None, action="a", at=NOW, **more)

    def test_numbers_are_looked_at_too(self):
        with pytest.raises(audit.PersonalDataInAudit):
            audit.record(actor=None, action="a", detail={"n": 13812345678}, at=NOW)

    @pytest.mark.parametrize(
        "value",
        [
            "370303001000",
            "370***********1234",
            "138****5678",
            "6217 **** **** 1234",
            "鲁退役军人发〔2026〕12号",
            "2026-11-01T09:30:00+08:00",
            "1,234,567.89",
            Decimal("13812345678.00"),
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "1b9d6bcd-bbfd-4b2d-9b5d-138123456789",
            31904,
        ],
    )
    def test_what_logs_are_for_passes(self, value):
        with transaction.atomic():
            audit.record(actor=None, action="a", detail={"k": value}, at=NOW)
        assert audit.verify() == []

    @pytest.mark.parametrize("value", [1.5, object(), b"x", {"a": {2.0}}])
    def test_what_json_would_change_is_refused(self, value):
        with pytest.raises(TypeError):
            audit.record(actor=None, action="a", detail={"k": value}, at=NOW)

    def test_naive_times_empty_actions_and_nul_are_refused(self):
        with pytest.raises(ValueError, match="aware"):
            audit.record(actor=None, action="a", at=NOW.replace(tzinfo=None))
        with pytest.raises(ValueError, match="what was done"):
            audit.record(actor=None, action="", at=NOW)
        with pytest.raises(ValueError, match="NUL"):
            audit.record(actor=None, action="a", detail={"k": "a\x00b"}, at=NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs", "Nd"])),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(alphabet="abc键", max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.django_db
@given(detail=st.dictionaries(st.text(alphabet="xyz值", max_size=5), JSON, max_size=4))
def test_whatever_is_written_verifies_after_the_database_gave_it_back(detail):
    with transaction.atomic():
        entry = audit.record(actor=None, action="a", detail=detail, at=datetime.now(UTC))
    stored = AuditEntry.objects.get(serial=entry.serial)
    assert bytes(stored.entry_hash) == audit.entry_digest(stored)
