"""The lock files: complete, with hashes, and telling nothing of where they were made."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "requirements"
LOCKS = ("base", "dev", "redis-server")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.M)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, str]:
    text = (FOLDER / f"{lock}.txt").read_text(encoding="utf-8")
    return {normal(name): version for name, version in _PIN.findall(text)}


def wanted(lock: str) -> set[str]:
    names: set[str] = set()
    for line in (FOLDER / f"{lock}.in").read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            names |= wanted(line.removeprefix("-r ").removesuffix(".in"))
        elif match := re.match(r"[A-Za-z0-9._-]+", line):
            names.add(normal(match[0]))
    return names


@pytest.mark.parametrize("lock", LOCKS)
def test_every_wish_is_locked_with_a_hash_and_no_host_is_named(lock: str) -> None:
    text = (FOLDER / f"{lock}.txt").read_text(encoding="utf-8")
    assert wanted(lock) <= set(pins(lock))
    for entry in re.split(r"\n(?=[A-Za-z0-9])", text):
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_production_runs_what_was_tested() -> None:
    tested = pins("dev")
    assert {name: tested.get(name) for name in pins("base")} == pins("base")


def test_psycopg_3_stays_out() -> None:
    # Django would silently prefer it, and the COPY calls would break.
    assert not {"psycopg", "psycopg-binary", "psycopg-c"} & set(pins("dev"))
