"""The whole portal for one run: its own PostgreSQL and Redis, web, worker and beat.

Never the servers that the environment names: what is stopped and emptied here is thrown away.
``disturbed`` is set while something that was killed is not yet well again.
"""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.local import postgres, programs
from config.local import redis as queue
from config.local.ports import any_port
from config.local.processes import Child, spawn

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "portal"
# No machine dies here, so nothing has to reach the disk; but what was committed has to be in the
# log when the server is stopped at once, so synchronous_commit stays as it is in production.
OPTIONS = ("fsync=off", "synchronous_commit=on", "shared_buffers=64MB")


class Portal:
    """Starts everything; kills a part when asked; ``mend`` brings back what is dead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = any_port()
        self.disturbed = threading.Event()
        self.children: dict[str, Child] = {}
        self.database = postgres.start(
            folder / "postgres", database=DATABASE, port=any_port(), options=OPTIONS
        )
        self.redis = queue.start(folder / "redis", fast=True)
        self.env = {
            "PORTAL_ENV": "test",
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "DATABASE_URL": self.database.url(DATABASE),
            "REDIS_URL": self.redis.url(),
            "PORTAL_QUEUE_PREFIX": "chaos:",
            "PORTAL_LOG_LEVEL": "INFO",
            "PORTAL_STATE_DIR": str(folder),
            "PYTHONUNBUFFERED": "1",
        }

    def open(self) -> None:
        """Start web, worker and beat, and wait until all three are at work."""
        for name in ("web", "worker", "beat"):
            self._spawn(name)
        self.mend()
        self.wait_for_worker()

    def _spawn(self, name: str) -> None:
        command: Sequence[str | Path] = {
            "web": lambda: programs.web(self.port),
            "worker": programs.worker,
            "beat": lambda: programs.beat(self.folder / "beat-schedule"),
        }[name]()
        log = self.folder / "logs" / f"{name}.log"
        if log.exists():
            with log.with_suffix(".old.log").open("ab") as old:
                old.write(log.read_bytes())
            log.unlink()
        env = {**os.environ, **self.env}
        self.children[name] = spawn(name, command, log=log, env=env, cwd=ROOT, patience=5)

    def kill(self, name: str) -> None:
        """``kill -9`` of a program and everything it has started."""
        self.disturbed.set()
        process = self.children[name].process
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def stop_database_at_once(self) -> None:
        """What ``pg_ctl stop -m immediate`` does: every session cut off, nothing written down."""
        self.disturbed.set()
        os.kill(self.database.child.process.pid, signal.SIGQUIT)
        self.database.child.process.wait(30)

    def mend(self) -> None:
        """Start again what is dead, and wait until the web says that all is well."""
        if self.database.child.process.poll() is not None:
            self.database = postgres.start(
                self.folder / "postgres",
                database=DATABASE,
                port=self.database.port,
                options=OPTIONS,
            )
        for name, child in self.children.items():
            if not child.alive():
                child.stop()
                self._spawn(name)
        self._until(lambda: programs.is_healthy(self.port), "web")
        self.disturbed.clear()

    def wait_for_worker(self) -> None:
        def ready() -> bool:
            return " ready." in self.log_of("worker")

        self._until(ready, "worker")

    def log_of(self, name: str) -> str:
        log = self.children[name].log
        assert log is not None
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    def _until(self, ready: Callable[[], bool], name: str) -> None:
        deadline = time.monotonic() + 90
        while not ready():
            if not self.children[name].alive() or time.monotonic() > deadline:
                words = self.children[name].last_words()
                raise RuntimeError(f"{name} does not come up again:\n{words}")
            time.sleep(0.05)

    def close(self) -> None:
        for child in reversed(self.children.values()):
            child.stop()
        self.redis.child.stop()
        self.database.child.stop()


@contextmanager
def own_portal(keep: Path | None = None) -> Iterator[Portal]:
    """A portal in a folder of its own, both gone afterwards; ``keep`` takes its logs."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="portal-chaos-"))
        folder.chmod(0o711)  # PostgreSQL may have to run as another user
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(postgres.remove, folder / "postgres")
        portal = Portal(folder)
        if keep is not None:
            stack.callback(lambda: shutil.copytree(folder / "logs", keep, dirs_exist_ok=True))
        stack.callback(portal.close)
        yield portal
