"""A backup: one dump of the whole database, sealed, with what a restore is held against.

Everything noted (rows of each table, head of the audit log, migrations, keys that sealed the
data) is read in the same snapshot as the dump, so that both speak of one moment, however busy the
bureau is. See ``backup_file`` for the file and ``restoring`` for the way back.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from veterans.foundation import audit, backup_file, key_rotation
from veterans.foundation.crypto import blind_index
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.foundation.postgres_programs import dumping, program

_TOLD_EVERY = 256 << 20


@dataclass(frozen=True)
class State:
    """What a database holds at one moment, as far as a restore is held against it."""

    migrations: list[str]
    audit_head: str
    sealing_keys: list[int]
    index_key: str
    rows: dict[str, int]


def backup_key() -> bytes:
    """The key over backups; refuses to go on without one."""
    key: bytes | None = settings.PORTAL_BACKUP_KEY
    if key is None:
        raise Refused(
            "没有设置备份密钥。请用 openssl rand -hex 32 生成一把，写入 PORTAL_BACKUP_KEY，"
            "并与备份分开保管：没有它，备份打不开。"
        )
    return key


def state() -> State:
    """Read the state of the database that ``django.db.connection`` names."""
    last = AuditEntry.objects.order_by("-serial").first()
    head = audit.Head(last.serial, bytes(last.entry_hash).hex()) if last else audit.NO_HEAD
    sealed = key_rotation.counts().values()
    return State(
        migrations=sorted(
            ".".join(key) for key in MigrationRecorder(connection).applied_migrations()
        ),
        audit_head=str(head),
        sealing_keys=sorted({key for keys in sealed for key in keys}),
        index_key=index_key_id(),
        rows=row_counts(),
    )


def index_key_id() -> str:
    """By which the key of the search index is named without being told: 8 hex digits."""
    return blind_index("id", purpose="backup")[:4].hex()


def make(
    *, path: Path, at: datetime, progress: Callable[[str], None] = lambda text: None
) -> dict[str, Any]:
    """Write a backup to ``path``; what is in it, and which keys bring it back.

    Refuses a name that is taken, a missing backup key, and a machine without a fitting ``pg_dump``.
    Bureau and workers may go on meanwhile. That it was made is in the log, after its end.
    """
    key = backup_key()
    size = 0
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT current_setting('server_version_num')::int, pg_export_snapshot()")
        version, snapshot = cursor.fetchone()
        command: list[str | Path] = [
            program("pg_dump", major=version // 10_000),
            *("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"),
        ]
        found = asdict(state())
        rows: Mapping[str, int] = found.pop("rows")
        header = {
            "at": at.isoformat(),
            "portal": settings.PORTAL_VERSION,
            "server": f"{version // 10_000}.{version % 10_000}",
            **found,
        }
        with (
            backup_file.writing(path, header=header, notes={"rows": rows}, key=key) as write,
            dumping(command, server_of(connection)) as parts,
        ):
            for part in parts:
                write(part)
                if size // _TOLD_EVERY != (size := size + len(part)) // _TOLD_EVERY:
                    progress(f"已写 {size >> 20} MiB")
    detail = {
        "backup_key": backup_file.key_id(key),
        **{name: found[name] for name in ("sealing_keys", "index_key", "audit_head")},
        "tables": len(rows),
        "rows": sum(rows.values()),
        # Not bytes: so many of them would look like a telephone number to the log.
        "mebibytes": -(-path.stat().st_size // (1 << 20)),
    }
    with transaction.atomic():
        audit.record(actor=None, action="backup.made", subject="backup", detail=detail, at=at)
    return {"path": str(path), **detail}


def server_of(wrapper: Any) -> dict[str, Any]:
    """How that connection reaches its database, as libpq takes it."""
    params = wrapper.get_connection_params()
    return {key: value for key, value in params.items() if isinstance(value, str | int)}


def row_counts() -> dict[str, int]:
    """How many rows each table has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        )
        told = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            told[table] = cursor.fetchone()[0]
    return told
