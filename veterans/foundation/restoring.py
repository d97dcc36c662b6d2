"""Back from a backup: into an empty database, and then everything is looked at.

A file is read to its end before the first row is written, and the rows come in one transaction: a
damaged backup, or a restore that was killed, leaves an empty database.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from psycopg2 import sql
from psycopg2.extensions import make_dsn, parse_dsn

from veterans.foundation import audit, backup_file, backups, key_rotation, restore_checks
from veterans.foundation.backup_file import BackupFile
from veterans.foundation.crypto import SealError, unseal
from veterans.foundation.errors import Refused
from veterans.foundation.postgres_programs import feed, program

_TOLD = 10
_TRIAL = "portal_verify_"
_STRUCTURE = "数据库结构与本程序一致"
_UNKNOWN = (
    "结构不同，没有检查。请用备份时的程序检查；程序较新的，恢复后先运行 migrate，"
    "再运行 verify_audit 和 subsidies audit"
)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Finding:
    """What one check found: its name, and what is wrong in Chinese, the first few of it."""

    check: str
    faults: list[str]


def restore(
    *, path: Path, into: str, create: bool, at: datetime, progress: Progress = lambda text: None
) -> list[Finding]:
    """Bring the backup into the database of that address, and check it.

    Refuses a file that is not whole, and a database that holds anything; with ``create`` one that
    exists. That it was restored is the next entry of the restored log, if this program knows how
    that log is written.
    """
    try:
        server: dict[str, Any] = parse_dsn(into)
    except psycopg2.ProgrammingError:
        raise Refused(
            "--into 应写成 postgres://用户:密码@主机:5432/数据库名，其中的特殊字符用百分号编码。"
        ) from None
    if not server.get("dbname"):
        raise Refused("--into 没有写数据库名：postgres://用户:密码@主机:5432/数据库名。")
    found = backup_file.find(path, key=backups.backup_key())
    if create:
        _create(server)
    try:
        _load(found, server, progress)
    except BaseException:
        if create:
            _drop(server)
        raise
    with _connected_to(server):
        findings = _checked(found, progress)
        if not _structure_differs(findings):
            _record("backup.restored", found, findings, at)
    return findings


def verify(*, path: Path, at: datetime, progress: Progress = lambda text: None) -> list[Finding]:
    """Bring the backup into a database made for it on the same server, check it, and drop it."""
    found = backup_file.find(path, key=backups.backup_key())
    server = {**backups.server_of(connection), "dbname": _TRIAL + secrets.token_hex(4)}
    _create(server)
    try:
        _load(found, server, progress)
        with _connected_to(server):
            findings = _checked(found, progress)
    finally:
        _drop(server)
    _record("backup.verified", found, findings, at)
    return findings


def _load(found: BackupFile, server: dict[str, Any], progress: Progress) -> None:
    with closing(_connect(server)) as target:
        major, made_by = target.server_version // 10_000, int(found.header["server"].split(".")[0])
        with target.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
            )
            if cursor.fetchone()[0]:
                raise Refused(
                    f"数据库 {server['dbname']} 里已经有内容，恢复只能进空库。请换一个数据库名，"
                    "或加 --create 新建一个。原有的库没有改动。"
                )
    if major < made_by:
        raise Refused(
            f"备份来自 PostgreSQL {made_by}，目标服务器是 {major}。请恢复到同版或更新的服务器。"
        )
    made = timezone.localtime(datetime.fromisoformat(found.header["at"]))
    progress(
        f"恢复到 {server['dbname']}：{made:%Y-%m-%d %H:%M} 的备份，程序 {found.header['portal']} 版"
    )
    command: list[str | Path] = [
        program("pg_restore", major=major),
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
    ]
    feed(command, server, found.contents())


def _checked(found: BackupFile, progress: Progress) -> list[Finding]:
    findings: list[Finding] = []
    for check, look in (
        ("各表行数与备份时相同", lambda: _rows_differ(found)),
        (_STRUCTURE, lambda: _migrations_differ(found)),
        ("审计记录首尾相连，末尾与备份时相同", lambda: _chain_breaks(found)),
        ("加密的内容用现有密钥打得开", lambda: _sealed_shut(found)),
        *restore_checks.CHECKS.items(),
    ):
        progress(f"检查：{check}")
        # What comes after it reads the tables as this program knows them.
        faults = [_UNKNOWN] if _structure_differs(findings) else look()
        findings.append(Finding(check, faults))
        for fault in faults[:_TOLD]:
            progress(f"  ✗ {fault}")
    bad = sum(bool(finding.faults) for finding in findings)
    progress(f"{len(findings)} 项检查，{bad} 项不通过。" if bad else "全部检查通过。")
    return findings


def _structure_differs(findings: list[Finding]) -> bool:
    return any(finding.check == _STRUCTURE and finding.faults for finding in findings)


def _rows_differ(found: BackupFile) -> list[str]:
    noted: dict[str, int] = found.notes["rows"]
    here = backups.row_counts()
    return [
        f"表 {table}：备份时 {noted.get(table, '没有')}，现在 {here.get(table, '没有')}"
        for table in sorted(noted.keys() | here.keys())
        if noted.get(table) != here.get(table)
    ]


def _migrations_differ(found: BackupFile) -> list[str]:
    executor = MigrationExecutor(connection)
    here = {".".join(key) for key in executor.loader.applied_migrations}
    noted = set(found.header["migrations"])
    known = {".".join(key) for key in executor.loader.disk_migrations}
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [
        *(f"备份时已执行、恢复后没有：{name}" for name in sorted(noted ^ here)),
        *(
            f"本程序没有这一步，请用备份时的版本 {found.header['portal']}：{name}"
            for name in sorted(here - known)
        ),
        *(f"还没有执行，请运行 migrate：{one.app_label}.{one.name}" for one, _ in missing),
    ]


def _chain_breaks(found: BackupFile) -> list[str]:
    noted = audit.parse_head(found.header["audit_head"])
    told = audit.report(expected_head=noted, limit=_TOLD)
    faults = [f"第 {problem.serial} 条：{problem.what}" for problem in told.problems]
    if told.head != noted and not faults:
        faults.append(f"备份时到第 {noted.serial} 条为止，现在到第 {told.head.serial} 条")
    return faults


def _sealed_shut(found: BackupFile) -> list[str]:
    """One value of each column and key is opened: a key is right for all of them or for none."""
    faults = []
    if found.header["index_key"] != backups.index_key_id():
        faults.append("PORTAL_INDEX_KEY 不是备份时的那把：按身份证号、账号查不到人")
    with connection.cursor() as cursor:
        for column in key_rotation.sealed_columns():
            cursor.execute(
                f"SELECT DISTINCT ON (get_byte({column.name}, 0)) {column.name}"
                f" FROM {column.table} WHERE {column.name} IS NOT NULL"
            )
            for (sealed,) in cursor.fetchall():
                try:
                    unseal(sealed)
                except SealError:
                    number = bytes(sealed)[0]
                    faults.append(
                        f"{column}：密钥 {number} 没有列在 PORTAL_SEAL_KEYS 里，或不是那一把"
                    )
    return faults


def _record(action: str, found: BackupFile, findings: list[Finding], at: datetime) -> None:
    failed = [finding.check for finding in findings if finding.faults]
    detail = {"made_at": found.header["at"], "head": found.header["audit_head"], "failed": failed}
    with transaction.atomic():
        audit.record(actor=None, action=action, subject="backup", detail=detail, at=at)


@contextmanager
def _connected_to(server: dict[str, Any]) -> Iterator[None]:
    """Within the block ``django.db.connection``, and with it every query, is that database."""
    named = {
        "NAME": server["dbname"],
        "USER": server.get("user", ""),
        "PASSWORD": server.get("password", ""),
        "HOST": server.get("host", ""),
        "PORT": str(server.get("port", "")),
    }
    taken = ("dbname", "user", "password", "host", "port", "client_encoding")
    own = connections[DEFAULT_DB_ALIAS]
    other = own.copy()
    other.settings_dict |= {
        **named,
        "OPTIONS": {key: value for key, value in server.items() if key not in taken},
    }
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = own


def _connect(server: dict[str, Any]) -> Any:
    try:
        opened = psycopg2.connect(make_dsn(**server))
    except psycopg2.OperationalError as error:
        if "does not exist" in str(error):
            raise Refused(
                f"没有名为 {server['dbname']} 的数据库。请先建好空库，或加 --create 由本命令新建。"
            ) from None
        raise Refused("连不上目标数据库服务器。请检查 --into 的主机、端口、用户和密码。") from None
    opened.autocommit = True
    return opened


def _create(server: dict[str, Any]) -> None:
    _administer(server, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")


def _drop(server: dict[str, Any]) -> None:
    _administer(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _administer(server: dict[str, Any], statement: str) -> None:
    with closing(_connect({**server, "dbname": "postgres"})) as opened, opened.cursor() as cursor:
        try:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(server["dbname"])))
        except psycopg2.errors.DuplicateDatabase:
            raise Refused(
                f"数据库 {server['dbname']} 已经存在，不会覆盖。请换一个数据库名。"
            ) from None
        except psycopg2.errors.InsufficientPrivilege:
            raise Refused(
                f"数据库账号没有建库的权限。请由数据库管理员执行 ALTER ROLE … CREATEDB，"
                f"或先建好空库 {server['dbname']}。"
            ) from None
