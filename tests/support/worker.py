"""A real Celery worker in a process of its own, on the database of the test that asks for it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from config.local.processes import Child, spawn
from tests.support.servers import forget_queues

ROOT = Path(__file__).resolve().parent.parent.parent
StartWorker = Callable[..., Child]


def database_url() -> str:
    """The address of the database this test writes to, for programs outside the test."""
    at = connection.settings_dict
    user = quote(at["USER"], safe="") + (
        f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    )
    return f"postgres://{user}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


@pytest.fixture
def start_worker(transactional_db: None, tmp_path: Path) -> Iterator[StartWorker]:
    """``start_worker(concurrency=2, env={})``: a worker that is ready; ended with the test.

    To kill it in mid-work: ``os.killpg(worker.process.pid, signal.SIGKILL)``. The queue is empty
    at the beginning and forgotten at the end.
    """
    forget_queues()
    started: list[Child] = []

    def start(*, concurrency: int = 1, env: dict[str, str] | None = None) -> Child:
        log = tmp_path / f"worker-{len(started)}.log"
        child = spawn(
            "worker",
            [
                *(sys.executable, "-m", "celery", "--app", "config", "worker"),
                *("--concurrency", str(concurrency), "--loglevel", "INFO"),
                *("--hostname", f"test{len(started)}@localhost"),
                *("--without-gossip", "--without-mingle"),
            ],
            log=log,
            env={**os.environ, "DATABASE_URL": database_url(), **(env or {})},
            cwd=ROOT,
            patience=0,  # what it would still do, nobody looks at: its end takes seconds
        )
        started.append(child)
        deadline = time.monotonic() + 60
        while " ready." not in log.read_text(encoding="utf-8", errors="replace"):
            if not child.alive() or time.monotonic() > deadline:
                raise RuntimeError("the worker does not start:\n" + child.last_words())
            time.sleep(0.1)
        return child

    yield start
    for child in started:
        child.stop()
    forget_queues()
