"""The three programs of the portal: how each is called, and whether the web is well."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path

WORKERS = 2
_CELERY = (sys.executable, "-m", "celery", "--app", "config")


def web(port: int, *, reload: bool = False) -> list[str | Path]:
    """Listens on this machine only; ``reload`` takes over changed code, in one process."""
    command: list[str | Path] = [sys.executable, "-m", "gunicorn", "config.wsgi"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"]
    command += ["--workers", "1" if reload else "2", "--no-control-socket"]
    return [*command, "--graceful-timeout", "5", *(["--reload"] if reload else [])]


def worker() -> list[str | Path]:
    command: list[str | Path] = [*_CELERY, "worker", "--concurrency", str(WORKERS)]
    command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    return [*command, "--hostname", "portal@localhost"]


def beat(notes: Path) -> list[str | Path]:
    """The clock; ``notes`` is the file in which it keeps when it last rang."""
    return [*_CELERY, "beat", "--loglevel", "INFO", "--pidfile=", "--schedule", notes]


def is_healthy(port: int) -> bool:
    """Whether the web there says that database, queue and migrations are as they should be."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
