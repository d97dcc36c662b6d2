"""The servers and the supervisor: started, killed, started again, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from config.local import leftovers, postgres
from config.local.ports import any_port, port_for
from config.local.processes import spawn

ROOT = Path(__file__).resolve().parent.parent.parent
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def eventually(ready: object, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def test_a_taken_port_is_named_and_another_one_found(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert port_for("the web", number) != number
    assert f"port {number} is taken: the web takes" in capsys.readouterr().out


def test_a_child_that_does_not_listen_is_ended_with_its_own_children(tmp_path: Path) -> None:
    script = (
        "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"child = subprocess.Popen({SLEEP!r}); print(child.pid, flush=True); child.wait()"
    )
    log = tmp_path / "log"
    child = spawn("deaf", [sys.executable, "-c", script], log=log, patience=0.5)
    assert eventually(lambda: log.read_text().strip())
    grandchild = int(log.read_text())
    child.stop()
    assert not child.alive()
    assert eventually(lambda: not psutil.pid_exists(grandchild) or _is_zombie(grandchild))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children of a killed parent")
def test_children_of_a_killed_parent_end_too(tmp_path: Path) -> None:
    script = (
        "import time; from pathlib import Path; from config.local.processes import spawn; "
        f"child = spawn('x', {SLEEP!r}, log=Path({str(tmp_path / 'log')!r})); "
        "print(child.process.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert psutil.pid_exists(child)
    parent.kill()
    parent.wait()
    assert eventually(lambda: not psutil.pid_exists(child) or _is_zombie(child))


def test_what_a_killed_supervisor_left_is_ended_and_strangers_are_not(tmp_path: Path) -> None:
    left = subprocess.Popen(SLEEP, start_new_session=True)
    record = tmp_path / "children.json"
    time.sleep(0.3)
    child = spawn("left", SLEEP, log=tmp_path / "log")
    try:
        leftovers.record(record, [child])
        text = record.read_text().replace(str(child.process.pid), str(left.pid))
        stranger = tmp_path / "stranger.json"
        stranger.write_text(text)  # the same number, but born at another time
        leftovers.end(stranger)
        assert left.poll() is None
        leftovers.end(record)
        assert child.process.wait(5) is not None
        assert not record.exists()
    finally:
        left.kill()
        left.wait()
        child.stop()


def test_two_supervisors_do_not_share_a_checkout(tmp_path: Path) -> None:
    held = leftovers.only_one(tmp_path)
    with held, pytest.raises(leftovers.AlreadyRunning), leftovers.only_one(tmp_path):
        pass
    with leftovers.only_one(tmp_path):
        pass


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    # As root this is a folder PostgreSQL's user cannot reach, as a checkout in /root would be;
    # the servers of the test run itself lie in one that it can.
    place = tmp_path / "with a space" / "postgres"
    place.mkdir(parents=True)
    yield place
    postgres.remove(place)


def query(server: postgres.Postgres, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(server.url("portal"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def test_postgres_keeps_its_data_through_a_kill(folder: Path) -> None:
    first = postgres.start(folder, database="portal")
    query(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.killpg(first.child.process.pid, signal.SIGKILL)
    assert eventually(lambda: not first.child.alive())
    second = postgres.start(folder, database="portal")
    try:
        assert query(second, "SELECT answer FROM kept") == [(42,)]
    finally:
        first.child.stop()
        second.child.stop()


def test_postgres_has_what_the_portal_needs(folder: Path) -> None:
    server = postgres.start(folder, database="portal", fast=True)
    try:
        query(server, "CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm")
        assert query(server, "SHOW server_encoding") == [("UTF8",)]
        # A Chinese name has trigrams, or searching by part of a name finds nobody.
        assert query(server, "SELECT cardinality(show_trgm('张三丰')) > 0") == [(True,)]
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(f"postgres://postgres:wrong@127.0.0.1:{server.port}/portal")
    finally:
        server.child.stop()


def test_a_record_whose_number_went_to_a_stranger_does_not_stop_postgres(folder: Path) -> None:
    server = postgres.start(folder, database="portal", fast=True)
    data = Path(str(query(server, "SHOW data_directory")[0][0]))
    server.child.stop()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n5432\n\n127.0.0.1\n\nready\n")
    again = postgres.start(folder, database="portal", fast=True)
    again.child.stop()


def descendants_of(marker: str) -> list[int]:
    found = []
    for process in psutil.process_iter(["pid", "environ"]):
        if (process.info["environ"] or {}).get("PORTAL_STATE_DIR") == marker:
            found.append(process.info["pid"])
    return found


def test_the_portal_starts_with_one_command_and_leaves_nothing_running(tmp_path: Path) -> None:
    state = str(tmp_path)
    port = any_port()
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "PORTAL_STATE_DIR": state,
        "PORT": str(port),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    log = tmp_path / "out"
    with log.open("wb") as out:
        portal = subprocess.Popen(
            [sys.executable, "-m", "config.local.demo", "--bare"], cwd=ROOT, env=env, stdout=out
        )
    try:
        assert eventually(lambda: "Stop: Ctrl-C" in log.read_text(), 120), log.read_text()
        assert f"http://127.0.0.1:{port}/bureau/" in log.read_text()
        assert len(descendants_of(state)) > 5
        portal.send_signal(signal.SIGINT)
        assert portal.wait(60) == 0, log.read_text()
    finally:
        portal.kill()
        portal.wait()
        postgres.remove(tmp_path / "run" / "postgres")
    assert eventually(lambda: not descendants_of(state)), descendants_of(state)
    assert not (tmp_path / "children.json").exists()


def _is_zombie(number: int) -> bool:
    try:
        return psutil.Process(number).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
