"""The file of a backup: nothing of it can be changed, cut, moved or added unseen."""

import os
import secrets
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veterans.foundation import backup_file
from veterans.foundation.errors import Refused

KEY, OTHER_KEY = secrets.token_bytes(32), secrets.token_bytes(32)
SMALL = 64


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_file, "PIECE_BYTES", SMALL)


def written(path: Path, content: bytes, key: bytes = KEY) -> Path:
    with backup_file.writing(
        path, header={"at": "2026-11-26"}, notes={"rows": {"person": 3}}, key=key
    ) as write:
        for start in range(0, len(content), 50):
            write(content[start : start + 50])
    return path


def read(path: Path, key: bytes = KEY) -> bytes:
    return b"".join(backup_file.find(path, key=key).contents())


def cut_in_pieces(raw: bytes) -> tuple[bytes, list[bytes]]:
    at = 14 + int.from_bytes(raw[10:14], "big")
    head, found = raw[:at], []
    while at < len(raw):
        end = at + 4 + int.from_bytes(raw[at : at + 4], "big")
        found.append(raw[at:end])
        at = end
    return head, found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=5 * SMALL))
def test_what_goes_in_comes_out(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / secrets.token_hex(8), content)
    found = backup_file.find(path, key=KEY)
    assert b"".join(found.contents()) == content
    assert found.notes == {"rows": {"person": 3}}
    assert found.header["at"] == "2026-11-26"


def test_only_the_header_can_be_read_and_only_by_the_owner(tmp_path: Path) -> None:
    path = written(tmp_path / "a", b"zhang san " * 20)
    raw = path.read_bytes()
    assert b"2026-11-26" in raw
    assert b"zhang san" not in raw
    assert b"person" not in raw
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["a"]


def test_twice_the_same_is_sealed_differently(tmp_path: Path) -> None:
    one, two = written(tmp_path / "a", b"x" * 200), written(tmp_path / "b", b"x" * 200)
    assert cut_in_pieces(one.read_bytes())[1][1] != cut_in_pieces(two.read_bytes())[1][1]


def test_another_key_is_named_and_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a", b"x" * 200)
    with pytest.raises(Refused, match=backup_file.key_id(KEY)) as refused:
        read(path, OTHER_KEY)
    assert backup_file.key_id(OTHER_KEY) in str(refused.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(st.data())
def test_no_bit_of_it_can_be_changed(tmp_path: Path, data: st.DataObject) -> None:
    path = written(tmp_path / secrets.token_hex(8), b"the whole truth " * 12)
    raw = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(raw)
    with pytest.raises(Refused):
        read(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(st.data())
def test_it_cannot_be_cut_anywhere(tmp_path: Path, data: st.DataObject) -> None:
    path = written(tmp_path / secrets.token_hex(8), b"the whole truth " * 12)
    raw = path.read_bytes()
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])
    with pytest.raises(Refused):
        read(path)


REARRANGED: dict[str, Callable[[list[bytes], list[bytes]], list[bytes]]] = {
    "two pieces swapped": lambda own, other: [own[0], own[2], own[1], *own[3:]],
    "a piece left out": lambda own, other: [own[0], *own[2:]],
    "a piece twice": lambda own, other: [own[0], own[1], *own[1:]],
    "the last piece left out": lambda own, other: own[:-1],
    "only the notes": lambda own, other: own[:1],
    "nothing at all": lambda own, other: [],
    "a piece added": lambda own, other: [*own, own[-1]],
    "bytes added": lambda own, other: [*own, b"\x00"],
    "another file's piece": lambda own, other: [own[0], other[1], *own[2:]],
    "another file's end": lambda own, other: [*own[:-1], other[-1]],
    "another file's pieces": lambda own, other: other,
}


@pytest.mark.parametrize("how", REARRANGED)
def test_pieces_stay_where_they_were_written(tmp_path: Path, how: str) -> None:
    path = written(tmp_path / "a", b"0123456789" * 20)
    other = written(tmp_path / "b", b"abcdefghij" * 20)
    head, own = cut_in_pieces(path.read_bytes())
    assert len(own) == 5
    path.write_bytes(head + b"".join(REARRANGED[how](own, cut_in_pieces(other.read_bytes())[1])))
    with pytest.raises(Refused, match=r"备份文件(第 \d+ 段打不开|不完整).*请换另一份备份"):
        read(path)


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"PGDMP plain dump")
    with pytest.raises(Refused, match="不是本系统的备份文件"):
        read(path)
    with pytest.raises(Refused, match="读不到"):
        read(tmp_path / "missing")


def test_a_name_that_is_taken_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "a", b"first")
    with pytest.raises(Refused, match="不覆盖"):
        written(path, b"second")
    assert read(path) == b"first"


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> None:
        with backup_file.writing(tmp_path / "a", header={}, notes={}, key=KEY) as write:
            write(b"x" * 1000)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert os.listdir(tmp_path) == []


def test_memory_does_not_grow_with_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty mebibytes go in and out, and a few are held at once."""
    monkeypatch.setattr(backup_file, "PIECE_BYTES", 1 << 20)
    part = os.urandom(1 << 20)
    tracemalloc.start()
    with backup_file.writing(tmp_path / "b", header={}, notes={}, key=KEY) as write:
        for _ in range(40):
            write(part)
    size = sum(len(one) for one in backup_file.find(tmp_path / "b", key=KEY).contents())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 40 << 20
    assert peak < 10 << 20
