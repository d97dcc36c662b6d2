"""What is over its time goes, lot by lot, once somebody has said so; what is kept stays."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessLog
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import override_settings

from support_services.subsidies.models import BankFile, Posting
from tests.subsidies.factories import approved_batch, person, user
from veterans.accounts.models import StaffSession
from veterans.accounts.roles import Role
from veterans.foundation import retention, sealed_files, tasks, waiting_uploads
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry, SealedFile, SealedPiece
from veterans.foundation.retention import Kept, Rule
from veterans.registry.models import Paper, Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 4, tzinfo=UTC)


def session(days_ago: float, key: str) -> None:
    StaffSession.objects.create(session_key=key, expire_date=AT - timedelta(days=days_ago))


def signed_in(days_ago: int) -> None:
    AccessLog.objects.create(username="wang.fang", user_agent="", http_accept="", path_info="/")
    AccessLog.objects.filter(pk=AccessLog.objects.latest("pk").pk).update(
        attempt_time=AT - timedelta(days=days_ago)
    )


def stored(days_ago: int) -> SealedFile:
    return sealed_files.store(
        name="a.pdf",
        content_type="application/pdf",
        parts=[b"x" * 10],
        at=AT - timedelta(days=days_ago),
    )


def applied(*codes: str) -> dict[str, int]:
    return retention.apply(codes, at=AT)


def rule(**more: Any) -> Rule:
    return Rule(
        **{
            "code": "test",
            "title": "试验",
            "keep": timedelta(days=1),
            "least": timedelta(0),
            "source": "试验",
            "confidence": Confidence.UNCONFIRMED,
            "model": StaffSession,
            "due": lambda before: StaffSession.objects.filter(expire_date__lt=before),
            "since": "expire_date",
            **more,
        }
    )


@pytest.fixture
def own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "RULES", dict(retention.RULES))
    monkeypatch.setattr(retention, "KEPT", dict(retention.KEPT))


class TestWhatGoes:
    def test_sessions_that_ended_the_day_before(self) -> None:
        session(0.5, "young")
        session(-1, "running")
        session(2, "old")
        assert applied("sessions") == {"sessions": 1}
        assert sorted(StaffSession.objects.values_list("pk", flat=True)) == ["running", "young"]

    def test_sign_ins_after_three_years(self) -> None:
        for days in (10, 1000, 1096):
            signed_in(days)
        assert applied("sign_ins") == {"sign_ins": 1}
        assert AccessLog.objects.count() == 2

    def test_a_stored_file_that_nothing_speaks_of(self) -> None:
        batch = approved_batch()
        bank = stored(90)
        worker = user(Role.PREPARER)
        paper = Paper.objects.create(
            person=person(), stored=stored(90), kind="other", added_by=worker, added_at=AT
        )
        young, waiting = stored(5), stored(90)
        SealedFile.objects.filter(pk=waiting.pk).update(content_type="application/x-waiting-list")
        assert applied("unlinked_files") == {"unlinked_files": 1}
        assert not SealedFile.objects.filter(pk=bank.pk).exists()
        assert not SealedPiece.objects.filter(file=bank.pk).exists()
        assert {paper.stored_id, young.pk, waiting.pk} <= set(
            SealedFile.objects.values_list("pk", flat=True)
        )
        assert batch.payments.count() == 3

    def test_an_upload_nobody_confirmed(self) -> None:
        waiting_uploads.keep(
            purpose="list", content=b"x", filename="a.csv", user_id=1, at=AT - timedelta(days=2)
        )
        assert applied("uploads") == {"uploads": 1}
        assert not SealedFile.objects.exists()


class TestHow:
    def test_each_lot_has_an_entry_and_twice_does_it_once(self, own_register: None) -> None:
        for number in range(5):
            session(3, f"s{number}")
        retention.register(rule(lot=2))
        assert applied("test") == {"test": 5}
        entries = AuditEntry.objects.filter(action="retention.applied").order_by("serial")
        assert [entry.detail["rows"] for entry in entries] == [2, 2, 1]
        assert applied("test") == {"test": 0}
        assert entries.count() == 3

    @pytest.mark.django_db(transaction=True)
    def test_killed_in_the_middle_it_goes_on_where_it_was(self, own_register: None) -> None:
        for number in range(5):
            session(3, f"s{number}")
        lots = iter([retention.delete, retention.delete])

        def torn(rows: Any) -> None:
            step = next(lots, None)
            rows.delete()
            if step is None:
                raise KeyboardInterrupt

        retention.register(rule(lot=2, remove=torn))
        with pytest.raises(KeyboardInterrupt):
            applied("test")
        assert StaffSession.objects.count() == 1
        assert AuditEntry.objects.filter(action="retention.applied").count() == 2
        retention.RULES["test"] = rule(lot=2)
        assert applied("test") == {"test": 1}

    def test_without_the_setting_nothing_goes_by_itself(self) -> None:
        session(400, "old")
        tasks.apply_retention()
        assert StaffSession.objects.count() == 1
        with override_settings(PORTAL_RETENTION={"sessions": None}):
            tasks.apply_retention()
        assert StaffSession.objects.count() == 0

    def test_the_setting_may_say_how_long(self) -> None:
        signed_in(200)
        signed_in(190)
        with override_settings(PORTAL_RETENTION={"sign_ins": 195}):
            assert retention.apply_switched_on(at=AT) == {"sign_ins": 1}
        with (
            override_settings(PORTAL_RETENTION={"sign_ins": 90}),
            pytest.raises(Refused, match="最短保存 184 天，不能写 90 天"),
        ):
            retention.apply_switched_on(at=AT)
        with (
            override_settings(PORTAL_RETENTION={"people": None}),
            pytest.raises(Refused, match="没有“people”这一类"),
        ):
            retention.apply_switched_on(at=AT)


class TestCommand:
    def run(self, *arguments: str) -> dict[str, Any]:
        out = StringIO()
        call_command("retention", *arguments, stdout=out, stderr=StringIO())
        return json.loads(out.getvalue())

    def test_it_only_counts_unless_told_otherwise(self) -> None:
        session(2000, "old")
        for arguments in ((), ("--dry-run",)):
            told = self.run(*arguments)
            [row] = [one for one in told["due"] if one["kind"] == "sessions"]
            assert (row["rows"], row["keep_days"], row["nightly"]) == (1, 1, False)
            assert row["confidence"] == "未经证实"
            assert row["oldest"].startswith("2021-06")
        assert StaffSession.objects.count() == 1
        assert any("去世多年" in one["title"] for one in told["kept"])

    def test_it_lets_go_what_it_is_told_to(self) -> None:
        session(2000, "old")
        assert self.run("--apply", "sign_ins")["removed"] == {"sign_ins": 0}
        assert StaffSession.objects.count() == 1
        assert self.run("--apply")["removed"]["sessions"] == 1

    def test_a_kind_that_is_none_is_refused(self) -> None:
        with pytest.raises(CommandError, match=r"可写：.*sessions"):
            self.run("--apply", "people")


class TestWhatStays:
    def test_a_file_in_force_the_ledger_and_the_log_can_have_no_rule(
        self, own_register: None
    ) -> None:
        for model in (Person, Paper, Posting, BankFile, AuditEntry):
            with pytest.raises(ValueError, match="kept for good"):
                retention.register(rule(model=model))
        with pytest.raises(ValueError, match="kept for good"):
            retention.keep(Kept("会话", frozenset({StaffSession}), "试验", Confidence.UNCONFIRMED))
        with pytest.raises(ValueError, match="two retention rules"):
            retention.register(rule(code="sessions"))

    def test_somebody_who_died_long_ago_keeps_his_file(self) -> None:
        somebody = person(died_on=datetime(1990, 1, 1, tzinfo=UTC).date())
        applied(*retention.RULES)
        assert Person.objects.filter(pk=somebody.pk).exists()

    def test_no_rule_names_a_table_that_only_grows(self) -> None:
        """Every table that the database itself guards against deletion."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgtype & 8 > 0 AND tgtype & 2 > 0"
            )
            guarded = {row[0] for row in cursor.fetchall()}
        assert {"foundation_auditentry", "subsidies_posting", "oversight_alert"} <= guarded
        assert not guarded & {one.model._meta.db_table for one in retention.RULES.values()}

    def test_a_rule_that_slipped_in_all_the_same_is_refused_by_the_database(
        self, own_register: None
    ) -> None:
        session(3, "old")
        applied("sessions")
        retention.KEPT.clear()
        everything = AuditEntry.objects.all()
        retention.register(rule(model=AuditEntry, due=lambda before: everything, since="at"))
        with pytest.raises(DatabaseError, match="append-only"):
            applied("test")
        assert everything.count() == 1
