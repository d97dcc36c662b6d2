"""Child processes that never outlive their parent.

Each child leads a process group of its own, so that a Ctrl-C at the keyboard reaches only the
supervisor, which then stops the children in order: a database must not go before its users.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A running program, its log, and the signal that asks it to finish what it does and leave."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None
    polite: signal.Signals = signal.SIGTERM
    patience: float = 20.0

    def alive(self) -> bool:
        """Whether it still runs. Leaves a dead one unburied: its number stays its own till stop."""
        if self.process.returncode is not None:
            return False
        look = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, look) is None

    def last_words(self, lines: int = 25) -> str:
        """The end of its log, indented, for when it died."""
        if self.log is None or not self.log.exists():
            return ""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(f"      {line}" for line in text.splitlines()[-lines:])

    def stop(self) -> None:
        """Ask, wait, then insist: on the whole group, so that no grandchild stays behind."""
        if self.process.returncode is not None:
            return
        if self.alive():
            os.kill(self.process.pid, self.polite)
            deadline = time.monotonic() + self.patience
            while self.alive() and time.monotonic() < deadline:
                time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: pwd.struct_passwd | None = None,
    stdin: bytes | None = None,
    polite: signal.Signals = signal.SIGTERM,
    patience: float = 20.0,
) -> Child:
    """Start a program, its output going to ``log`` or else to the console; as ``user`` if given.

    On Linux the kernel ends it politely when this process dies, even by ``kill -9``. Call from the
    main thread: the kernel takes the death of the calling thread for the death of the parent.
    """
    with ExitStack() as stack:
        output = None
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            output = stack.enter_context(log.open("ab"))
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_tied_to_parent(polite),
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    if stdin is not None:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(stdin)
    return Child(name, process, log, polite, patience)


def run(
    command: Sequence[str | Path], *, user: pwd.struct_passwd | None = None, cwd: Path | None = None
) -> None:
    """Run to the end; on failure ``subprocess.CalledProcessError`` carries its output."""
    subprocess.run(
        [str(part) for part in command],
        check=True,
        preexec_fn=_tied_to_parent(signal.SIGTERM),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def wait_until(ready: Callable[[], bool], child: Child, *, seconds: float) -> bool:
    """Wait until ``ready()``; false when the child died or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and child.alive():
        if ready():
            return True
        time.sleep(0.05)
    return child.alive() and ready()


def _tied_to_parent(number: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return tie
