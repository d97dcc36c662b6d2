"""A backup is worth what a restore of it shows: made, brought back and checked on real servers."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import override_settings

from support_services.subsidies.models import Posting
from tests.people import PASSWORD, colleague
from tests.subsidies.ledger_lab import Lab
from tests.support.worker import ROOT, database_url
from veterans.accounts.models import User
from veterans.foundation import audit, backups, postgres_programs, restoring
from veterans.foundation.backup_file import key_id
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
KEY = secrets.token_bytes(32)
CHECKED = 5
JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _with_a_key() -> Iterator[None]:
    with override_settings(PORTAL_BACKUP_KEY=KEY):
        yield


@pytest.fixture
def bureau() -> Lab:
    """Three payees, a paid month, and somebody who has been looked at."""
    lab = Lab.of()
    lab.rate("12000", date(2026, 1, 1))
    for _ in range(3):
        lab.entitle(JUNE)
    lab.run(JUNE)
    return lab


@pytest.fixture
def other_database() -> Iterator[str]:
    """The address of a database that is not there yet, gone after the test."""
    name = f"test_restored_{secrets.token_hex(4)}"
    yield database_url().rpartition("/")[0] + "/" + name
    on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def on_server(statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(database_url())) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def run(*arguments: Any) -> dict[str, Any]:
    out, status = StringIO(), 0
    try:
        call_command(*map(str, arguments), stdout=out, stderr=StringIO())
    except SystemExit as end:
        status = int(end.code or 0)
    return {**json.loads(out.getvalue()), "status": status}


def faults(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {one["check"]: one["faults"] for one in answer["checks"] if one["faults"]}


def tampered(sql: str) -> None:
    """What somebody does who may switch the triggers off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)


def test_there_and_back(bureau: Lab, tmp_path: Path, other_database: str) -> None:
    names = sorted(Person.objects.values_list("name", flat=True))
    head = AuditEntry.objects.latest("serial")
    made = run("backup", tmp_path / "b")
    assert made["audit_head"] == f"{head.serial}:{bytes(head.entry_hash).hex()}"
    assert (made["backup_key"], made["sealing_keys"]) == (key_id(KEY), [1])
    raw = (tmp_path / "b").read_bytes()
    assert not any(name.encode() in raw for name in names)

    answer = run("restore", tmp_path / "b", "--into", other_database, "--create")
    assert (answer["status"], faults(answer)) == (0, {})
    assert len(answer["checks"]) == CHECKED
    with restoring._connected_to(psycopg2.extensions.parse_dsn(other_database)):
        assert sorted(Person.objects.values_list("name", flat=True)) == names
        last = AuditEntry.objects.latest("serial")
        assert (last.action, last.serial) == ("backup.restored", head.serial + 1)
        assert audit.verify() == []
        # The guards came back as well.
        with pytest.raises(Exception, match="append-only"):
            Posting.objects.all().delete()
    # The bureau's own database has only been read.
    assert AuditEntry.objects.latest("serial").action == "backup.made"


def test_a_trial_restore_leaves_no_database(bureau: Lab, tmp_path: Path) -> None:
    answer = run("backup", tmp_path / "b", "--verify")
    assert (answer["ok"], answer["status"]) == (True, 0)
    assert run("verify_backup", tmp_path / "b")["ok"]
    assert AuditEntry.objects.latest("serial").action == "backup.verified"
    assert on_server("SELECT datname FROM pg_database WHERE datname LIKE 'portal_verify%'") == []


def test_whoever_works_meanwhile_is_in_all_of_it_or_in_none(
    bureau: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what is noted and the dump a colleague signs in: both must speak of before."""
    real = backups.dumping

    def late(*arguments: Any) -> Any:
        with closing(psycopg2.connect(database_url())) as other, other, other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_session VALUES ('late', 'x', now());"
                "UPDATE registry_person SET died_on = '2026-01-01'"
            )
        return real(*arguments)

    monkeypatch.setattr(backups, "dumping", late)
    assert run("backup", tmp_path / "b", "--verify")["ok"]


def test_a_changed_entry_of_the_log_is_found(bureau: Lab, tmp_path: Path) -> None:
    tampered("UPDATE foundation_auditentry SET actor_name = '别人' WHERE serial = 2")
    answer = run("backup", tmp_path / "b", "--verify")
    assert answer["status"] == 1
    assert faults(answer) == {
        "审计记录首尾相连，末尾与备份时相同": ["第 2 条：内容与摘要不符：本条被改动"]
    }


def test_a_changed_ledger_is_found(bureau: Lab, tmp_path: Path) -> None:
    tampered("UPDATE subsidies_posting SET amount = amount + 1")
    answer = run("backup", tmp_path / "b", "--verify")
    assert answer["failed"] == ["账目：重算每一笔应发，并逐项核对"]


def test_a_backup_of_an_older_program_is_not_read_as_if_it_were_of_this_one(
    bureau: Lab, tmp_path: Path, other_database: str
) -> None:
    last = ("oversight", "0002_exported_people")
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*last)
    try:
        run("backup", tmp_path / "b")
    finally:
        recorder.record_applied(*last)
    answer = run("restore", tmp_path / "b", "--into", other_database, "--create")
    told = faults(answer)
    assert told.pop("数据库结构与本程序一致") == [
        "还没有执行，请运行 migrate：oversight.0002_exported_people"
    ]
    assert len(told) == CHECKED - 2
    assert all("没有检查" in one for fault in told.values() for one in fault)


def test_a_missing_sealing_key_is_named(bureau: Lab, tmp_path: Path) -> None:
    run("backup", tmp_path / "b")
    with override_settings(
        PORTAL_SEAL_KEYS={2: secrets.token_bytes(16)},
        PORTAL_SEAL_KEY_ID=2,
        PORTAL_INDEX_KEY=secrets.token_bytes(32),
    ):
        told = faults(run("verify_backup", tmp_path / "b"))["加密的内容用现有密钥打得开"]
    assert told[0].startswith("PORTAL_INDEX_KEY 不是备份时的那把")
    assert "registry_person.id_number：密钥 1 没有列在 PORTAL_SEAL_KEYS 里，或不是那一把" in told


def test_a_database_that_holds_something_is_left_alone(bureau: Lab, tmp_path: Path) -> None:
    run("backup", tmp_path / "b")
    with pytest.raises(CommandError, match=r"已经有内容.*没有改动"):
        run("restore", tmp_path / "b", "--into", database_url())
    with pytest.raises(CommandError, match="已经存在，不会覆盖"):
        run("restore", tmp_path / "b", "--into", database_url(), "--create")
    assert Person.objects.count() == 3


def test_addresses_that_lead_nowhere_are_explained(bureau: Lab, tmp_path: Path) -> None:
    run("backup", tmp_path / "b")
    for into, word in (
        ("postgres://h/x?no=such", "--into 应写成"),
        ("postgres://postgres@127.0.0.1:1", "没有写数据库名"),
        ("postgres://postgres@127.0.0.1:1/x", "连不上"),
        (database_url().rpartition("/")[0] + "/no_such_base", "没有名为 no_such_base 的数据库"),
    ):
        with pytest.raises(CommandError, match=word):
            run("restore", tmp_path / "b", "--into", into)


def test_a_damaged_file_leaves_the_target_empty(
    bureau: Lab, tmp_path: Path, other_database: str
) -> None:
    run("backup", tmp_path / "b")
    raw = bytearray((tmp_path / "b").read_bytes())
    raw[-1] ^= 1
    (tmp_path / "b").write_bytes(raw)
    name = other_database.rpartition("/")[2]
    on_server(f'CREATE DATABASE "{name}"')
    with pytest.raises(CommandError, match=r"第 \d+ 段打不开"):
        run("restore", tmp_path / "b", "--into", other_database)
    with closing(psycopg2.connect(other_database)) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchone() == (0,)


def test_a_file_that_changes_under_the_restore_leaves_no_database(
    bureau: Lab, tmp_path: Path, other_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damaged between the reading and the writing: what has been written is rolled back."""
    run("backup", tmp_path / "b")
    real = restoring.feed

    def broken(command: Any, server: Any, parts: Iterator[bytes]) -> None:
        def torn() -> Iterator[bytes]:
            yield next(parts)
            raise Refused("备份文件不完整")

        real(command, server, torn())

    monkeypatch.setattr(restoring, "feed", broken)
    with pytest.raises(CommandError, match="不完整"):
        run("restore", tmp_path / "b", "--into", other_database, "--create")
    name = other_database.rpartition("/")[2]
    assert on_server(f"SELECT 1 FROM pg_database WHERE datname = '{name}'") == []


def test_without_a_key_nothing_is_written(tmp_path: Path) -> None:
    with override_settings(PORTAL_BACKUP_KEY=None), pytest.raises(CommandError, match="备份密钥"):
        run("backup", tmp_path / "b")
    assert os.listdir(tmp_path) == []


def test_a_machine_without_the_programs_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_programs, "_candidates", lambda name: [])
    with pytest.raises(CommandError, match=r"没有找到 \d+ 版或更新的 pg_dump.*postgresql-client"):
        run("backup", tmp_path / "b")


def test_the_nearest_version_that_fits_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for major in (15, 17, 19):
        folder = tmp_path / str(major)
        folder.mkdir()
        told = folder / "pg_dump"
        told.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {major}.2'\n")
        told.chmod(0o755)
    monkeypatch.setattr(
        postgres_programs,
        "_candidates",
        lambda name: [tmp_path / str(major) / name for major in (19, 15, 17)],
    )
    assert postgres_programs.program("pg_dump", major=16) == tmp_path / "17" / "pg_dump"
    with pytest.raises(Refused):
        postgres_programs.program("pg_dump", major=20)


def test_what_the_program_says_is_told_without_personal_data(tmp_path: Path) -> None:
    script = tmp_path / "pg_dump"
    script.write_text("#!/bin/sh\necho 'error: line \"370303194901011234\"' >&2\nexit 3\n")
    script.chmod(0o755)
    with (
        pytest.raises(Refused, match="导出数据库时出错：error: line") as refused,
        postgres_programs.dumping([script], {"dbname": "x"}) as parts,
    ):
        list(parts)
    assert "370303194901011234" not in str(refused.value)


def test_a_program_that_is_ended_does_not_wait_for_what_it_has_started(tmp_path: Path) -> None:
    """A wrapper is killed; its child still writes, and holds the other end of every pipe."""
    script = tmp_path / "pg_dump"
    script.write_text("#!/bin/sh\nyes & wait\n")
    script.chmod(0o755)

    def broken() -> None:
        with postgres_programs.dumping([script], {"dbname": "x"}) as parts:
            next(parts)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()


def test_no_password_stands_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "pg_dump"
    script.write_text('#!/bin/sh\necho "$@"; echo "env=$PGPASSWORD"\n')
    script.chmod(0o755)
    with postgres_programs.dumping([script], {"dbname": "x", "password": "hunter2"}) as parts:
        told = b"".join(parts).decode()
    assert told.splitlines() == ["--dbname=dbname=x --no-password", "env=hunter2"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_killed_in_the_middle_no_half_backup_stands_under_its_name(
    tmp_path: Path, how: signal.Signals
) -> None:
    """A dump that never ends; the process is told to stop, or killed, in the middle of it."""
    major = connection.pg_version // 10_000
    slow = tmp_path / "bin" / "pg_dump"
    slow.parent.mkdir()
    slow.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {major}.0" && exit\n'
        "while head -c 2000000 /dev/zero; do sleep 0.05; done\n"
    )
    slow.chmod(0o755)
    out = tmp_path / "out"
    out.mkdir()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", out / "b"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "PORTAL_BACKUP_KEY": KEY.hex(),
            "PATH": f"{slow.parent}{os.pathsep}{os.environ['PATH']}",
        },
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not any(part.stat().st_size > 3 << 20 for part in out.iterdir()):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(how)
    process.wait(20)
    left = os.listdir(out)
    assert "b" not in left
    if how == signal.SIGTERM:
        assert left == []
    else:
        # Sealed like the rest of it, and only where nothing could run any more.
        [part] = left
        assert (out / part).stat().st_mode & 0o777 == 0o600
        assert bytes(1000) not in (out / part).read_bytes()


def test_accounts_can_sign_in_again(tmp_path: Path, other_database: str) -> None:
    colleague("wang.fang", must_change_password=False)
    run("backup", tmp_path / "b")
    run("restore", tmp_path / "b", "--into", other_database, "--create")
    with restoring._connected_to(psycopg2.extensions.parse_dsn(other_database)):
        assert User.objects.get().check_password(PASSWORD)
