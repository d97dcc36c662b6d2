"""The file of a backup: a header that anybody may read, and a sealed stream that none may change.

``magic | length | header (JSON) | piece | piece | ...``, each piece a length and SM4-GCM over up to
a mebibyte. A file has a key of its own, derived from the backup key and a salt, so the number of a
piece can be its nonce; the last one is marked in the nonce, and the digest of the header is
authenticated with every piece. So a file that was cut short, added to, put in another order or
mixed with another one does not open. Written and read in bounded memory.

A file appears under its name whole or not at all. Until then it is a ``.…part`` beside it, sealed
too, which only a kill without warning leaves behind.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from veterans.foundation.crypto import KEY_BYTES, TAG_BYTES, sm3
from veterans.foundation.errors import Refused

FORMAT = 1
PIECE_BYTES = 1 << 20
_MAGIC = b"VAPBACKUP\n"
_MOST_HEADER = 1 << 20
_SALT_BYTES = 32
_OTHER = "不能用它恢复，请换另一份备份。"


def key_id(key: bytes) -> str:
    """By which a backup key is named without being told: 8 hex digits."""
    return _derived(key, b"backup key id")[:4].hex()


@dataclass(frozen=True)
class BackupFile:
    """A file found whole: its header, what was noted when it was made, and its bytes."""

    path: Path
    header: Mapping[str, Any]
    notes: Mapping[str, Any]
    key: bytes

    def contents(self) -> Iterator[bytes]:
        """What was written, piece by piece; refuses a file that was changed since it was found."""
        pieces = _pieces(self.path, self.key)
        next(pieces)
        return pieces


@contextmanager
def writing(
    path: Path, *, header: Mapping[str, Any], notes: Mapping[str, Any], key: bytes
) -> Iterator[Callable[[bytes], None]]:
    """Gives a function that takes the bytes; the file is there once the block has ended well.

    ``notes`` are sealed, the header is not. Refuses a name that is taken.
    """
    if path.exists():
        raise Refused(f"{path} 已经存在。备份不覆盖旧文件，请另起一个文件名。")
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise Refused(f"不能在 {path.parent} 写文件：{error.strerror}。请换一个目录。") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            seal = _Sealing(stream, header, key)
            seal.piece(json.dumps(notes).encode())
            yield seal.write
            seal.finish()
            os.fsync(stream.fileno())
        os.rename(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def find(path: Path, *, key: bytes) -> BackupFile:
    """Read the whole file once; refuses it, saying why, unless every piece is as it was written."""
    header, _, _ = _head(path)
    if header["key"] != key_id(key):
        raise Refused(
            f"这份备份是用编号 {header['key']} 的备份密钥加密的，现在设置的是 {key_id(key)}。"
            "请把当时的密钥写入 PORTAL_BACKUP_KEY 再试。"
        )
    pieces = _pieces(path, key)
    notes = json.loads(next(pieces))
    for _ in pieces:
        pass
    return BackupFile(path, header, notes, key)


class _Sealing:
    def __init__(self, stream: BinaryIO, header: Mapping[str, Any], key: bytes) -> None:
        salt = os.urandom(_SALT_BYTES)
        told = {"format": FORMAT, **header, "key": key_id(key), "salt": salt.hex()}
        raw = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        head = _MAGIC + len(raw).to_bytes(4, "big") + raw
        stream.write(head)
        self._stream, self._bound, self._number = stream, sm3(head), 0
        self._cipher = _file_cipher(key, salt)
        self._buffer = bytearray()

    def write(self, part: bytes) -> None:
        self._buffer += part
        # Something always stays for the last piece.
        while len(self._buffer) > PIECE_BYTES:
            self.piece(bytes(self._buffer[:PIECE_BYTES]))
            del self._buffer[:PIECE_BYTES]

    def finish(self) -> None:
        self.piece(bytes(self._buffer), last=True)
        self._stream.flush()

    def piece(self, plain: bytes, *, last: bool = False) -> None:
        sealing = Cipher(self._cipher, modes.GCM(_nonce(self._number, last))).encryptor()
        sealing.authenticate_additional_data(self._bound)
        body = sealing.update(plain) + sealing.finalize() + sealing.tag
        self._stream.write(len(body).to_bytes(4, "big") + body)
        self._number += 1


def _head(path: Path) -> tuple[dict[str, Any], bytes, int]:
    """The header, the digest that binds it to every piece, and where the pieces begin."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_MAGIC) + 4)
            length = int.from_bytes(start[len(_MAGIC) :], "big")
            raw = stream.read(min(length, _MOST_HEADER))
    except OSError as error:
        raise Refused(f"读不到 {path}：{error.strerror}。") from error
    try:
        header = json.loads(raw) if start.startswith(_MAGIC) else None
    except ValueError:
        header = None
    if not isinstance(header, dict) or not {"format", "key", "salt"} <= set(header):
        raise Refused(f"{path} 不是本系统的备份文件，或文件开头已损坏。{_OTHER}")
    if header["format"] != FORMAT:
        raise Refused(f"这份备份的格式是第 {header['format']} 版，请用同版本的程序恢复。")
    return header, sm3(start + raw), len(start) + len(raw)


def _pieces(path: Path, key: bytes) -> Iterator[bytes]:
    header, bound, start = _head(path)
    try:
        cipher = _file_cipher(key, bytes.fromhex(header["salt"]))
    except (ValueError, TypeError):
        raise Refused(f"备份文件开头已损坏。{_OTHER}") from None
    with path.open("rb") as stream:
        stream.seek(start)
        number, length = 0, stream.read(4)
        while length or not number:
            size = int.from_bytes(length, "big")
            body = stream.read(min(size, PIECE_BYTES + TAG_BYTES))
            if len(body) < TAG_BYTES or len(body) != size:
                raise Refused(f"备份文件不完整：到第 {number + 1} 段就断了。{_OTHER}")
            # The nonce says which piece is the last one; here the end of the file claims to.
            length = stream.read(4)
            try:
                yield _opened(cipher, body, bound, _nonce(number, not length))
            except InvalidTag:
                raise Refused(
                    f"备份文件第 {number + 1} 段打不开：文件被截短、接长、改动过，"
                    f"或各段的次序被调换过。{_OTHER}"
                ) from None
            number += 1


def _opened(cipher: algorithms.SM4, body: bytes, bound: bytes, nonce: bytes) -> bytes:
    opening = Cipher(cipher, modes.GCM(nonce, body[-TAG_BYTES:])).decryptor()
    opening.authenticate_additional_data(bound)
    return opening.update(body[:-TAG_BYTES]) + opening.finalize()


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes((last,))


def _file_cipher(key: bytes, salt: bytes) -> algorithms.SM4:
    return algorithms.SM4(_derived(key, b"backup file\x00" + salt)[:KEY_BYTES])


def _derived(key: bytes, purpose: bytes) -> bytes:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(purpose)
    return mac.finalize()
