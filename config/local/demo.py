"""``make demo`` and ``make run``: servers, database, web, worker and beat, all ended together.

    python -m config.local.demo            the demo bureau
    python -m config.local.demo --bare     without demo data, reloading changed code
    python -m config.local.demo --reset    throw the data away first

Everything lies in ``.portal/`` of the checkout, or in ``PORTAL_STATE_DIR``. The web listens on
this machine only, on port 8000 or the one in ``PORT``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from config.local import leftovers, postgres, programs
from config.local.console import say, step
from config.local.ports import port_for
from config.local.processes import Child, spawn, wait_until
from config.local.servers import servers
from veterans.accounts.demo_accounts import DEMO_ACCOUNTS

ROOT = Path(__file__).resolve().parent.parent.parent
STATE = Path(os.environ.get("PORTAL_STATE_DIR") or ROOT / ".portal").resolve()
RECORD = STATE / "children.json"
ADDRESSES = STATE / "servers.json"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked to stop, by Ctrl-C or a signal."""


class Failed(RuntimeError):
    """Something did not start or died; the text says what and shows its last words."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.local.demo")
    parser.add_argument("--bare", action="store_true", help="no demo data; reload changed code")
    parser.add_argument("--reset", action="store_true", help="throw the data away first")
    options = parser.parse_args(arguments)
    if os.environ.get("PORTAL_ENV", "development") != "development":
        say("PORTAL_ENV is set: the demo is for development only. See docs/operations.md.")
        return 1
    folder = STATE / ("run" if options.bare else "demo")
    try:
        with leftovers.only_one(STATE), _asked_to_stop():
            leftovers.end(RECORD)
            if options.reset:
                _reset(folder)
            _serve(folder, bare=options.bare)
    except Stop:
        say("Stopped. `make demo` goes on where this left off." if not options.bare else "Stopped.")
        return 0
    except (Failed, postgres.ServerFailed, leftovers.AlreadyRunning) as error:
        say(f"\n{error}")
        return 1
    return 0


def _serve(folder: Path, *, bare: bool) -> None:
    """Start everything in order, then watch until asked to stop or until a part of it dies."""
    say("Starting the portal" if bare else "Starting the demo bureau")
    logs = folder / "logs"
    with ExitStack() as stack, _deaf_at_the_end():
        urls, children = stack.enter_context(servers(folder))
        leftovers.record(RECORD, children)
        stack.callback(RECORD.unlink, missing_ok=True)
        stack.enter_context(_published(urls))
        env = _environment(urls, bare=bare)

        say("  · bringing the database up to date")
        _to_the_end("migrate", [*_manage(), "migrate", "--verbosity", "1"], env)
        if not bare:
            say("  · demo data")
            _to_the_end("load_demo", [*_manage(), "load_demo"], env)

        port = port_for("the web", int(os.environ.get("PORT", "8000")))
        stack.callback(say, "  · stopping the servers")
        with step("starting web, worker and beat"):
            for child in _programs(port, folder, logs, env, bare=bare):
                stack.callback(child.stop)
                children.append(child)
                leftovers.record(RECORD, children)
            web = next(child for child in children if child.name == "web")
            if not wait_until(lambda: programs.is_healthy(port), web, seconds=90):
                raise Failed(f"The web does not answer; its log ({web.log}) ends:\n" + _end(web))
        _welcome(port, logs, bare=bare)
        while True:
            for child in children:
                if not child.alive():
                    raise Failed(f"{child.name} died; its log ({child.log}) ends:\n" + _end(child))
            time.sleep(0.3)


def _end(child: Child) -> str:
    return child.last_words() or "      (nothing)"


def _manage() -> list[str | Path]:
    return [sys.executable, ROOT / "manage.py"]


def _environment(urls: dict[str, str], *, bare: bool) -> dict[str, str]:
    return {
        **os.environ,
        **urls,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORTAL_ENV": "development",
        "PORTAL_STATE_DIR": str(STATE),
        "PORTAL_DEBUG": "1" if bare else "0",
        "PORTAL_DEMO": "0" if bare else "1",
        "PYTHONUNBUFFERED": "1",
    }


def _to_the_end(name: str, command: list[str | Path], env: dict[str, str]) -> None:
    """Run a command with its output on the console; refuse to go on when it fails."""
    child = spawn(name, command, env=env, cwd=ROOT)
    try:
        while child.alive():
            time.sleep(0.05)
        if code := child.process.wait():
            raise Failed(f"`manage.py {name}` failed (exit code {code}); its output is above.")
    finally:
        child.stop()


def _programs(
    port: int, folder: Path, logs: Path, env: dict[str, str], *, bare: bool
) -> Iterator[Child]:
    for name, command in (
        ("web", programs.web(port, reload=bare)),
        ("worker", programs.worker()),
        ("beat", programs.beat(folder / "beat-schedule")),
    ):
        yield spawn(name, command, log=_fresh(logs / f"{name}.log"), env=env, cwd=ROOT)


def _fresh(log: Path) -> Path:
    """Begin the log anew, keeping the one before."""
    if log.exists():
        log.replace(log.with_suffix(".old.log"))
    return log


@contextmanager
def _published(urls: dict[str, str]) -> Iterator[None]:
    """Let ``manage.py`` in another terminal find the servers while they run (config.settings)."""
    ADDRESSES.touch(mode=0o600)
    ADDRESSES.write_text(json.dumps(urls), encoding="utf-8")
    try:
        yield
    finally:
        ADDRESSES.unlink(missing_ok=True)


@contextmanager
def _asked_to_stop() -> Iterator[None]:
    """Turn Ctrl-C, TERM and HUP into ``Stop``."""

    def ask(number: int, frame: FrameType | None) -> None:
        raise Stop

    for number in SIGNALS:
        signal.signal(number, ask)
    yield


@contextmanager
def _deaf_at_the_end() -> Iterator[None]:
    """Leave to a tidying in peace: an impatient second Ctrl-C must not break it half-way."""
    try:
        yield
    finally:
        for number in SIGNALS:
            signal.signal(number, lambda *_: say("  (stopping already)"))
        say("\nStopping")


def _reset(folder: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        raise Failed(
            "The data lie in the database that DATABASE_URL names, which is yours to empty: "
            "drop and create it, then `make demo`."
        )
    with step("throwing the data away"):
        postgres.remove(folder / "postgres")
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(folder)


def _welcome(port: int, logs: Path, *, bare: bool) -> None:
    base = f"http://127.0.0.1:{port}"
    say("")
    say("The portal is running." if bare else "The demo bureau is open. 演示数据均为虚构。")
    say(f"  局 bureau        {base}/bureau/")
    say(f"  站 stations      {base}/station/")
    say(f"  居民 residents    {base}/")
    if not bare:
        say("")
        for account in DEMO_ACCOUNTS:
            say(f"  {account.username:<10}{account.password:<22}{account.purpose}")
    say("")
    with contextlib.suppress(ValueError):
        logs = logs.relative_to(Path.cwd())
    say(f"  Logs: {logs}/    Stop: Ctrl-C")


if __name__ == "__main__":
    sys.exit(main())
