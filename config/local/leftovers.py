"""What a supervisor that was killed may have left running, and who may start a new one.

On Linux the kernel ends the children of a killed supervisor; elsewhere nothing does. Either way
the next one must not start beside them on the same data.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from config.local.console import say
from config.local.processes import Child


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this checkout."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the checkout while inside. The kernel lets go of it however this process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                "The portal of this checkout is already running, in another terminal. "
                "Stop it there (Ctrl-C) first."
            ) from None
        yield


def record(path: Path, children: Iterable[Child]) -> None:
    """Note who was started, by number and time of birth: numbers alone are given again."""
    rows = []
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):
            born = psutil.Process(child.process.pid).create_time()
            rows.append(
                {
                    "name": child.name,
                    "pid": child.process.pid,
                    "born": born,
                    "polite": int(child.polite),
                    "patience": child.patience,
                }
            )
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    draft.replace(path)


def end(path: Path) -> None:
    """End whom the record still finds alive, last started first, then forget it."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    for row in reversed(rows):
        try:
            process = psutil.Process(row["pid"])
            if abs(process.create_time() - row["born"]) > 0.1:
                continue
            say(f"    {row['name']} of an earlier run is still up: stopping it")
            process.send_signal(row["polite"])
            process.wait(row["patience"])
        except psutil.NoSuchProcess:
            pass
        except psutil.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(row["pid"], signal.SIGKILL)
    path.unlink()
