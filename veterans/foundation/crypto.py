"""Sealing of personal fields and blind indexes, with the national algorithms.

SM4-GCM (GB/T 32907) seals, HMAC-SM3 (GB/T 32905) makes the index by which an exact identity
number is found without opening every row. Both come from ``cryptography``; this is not a certified
cryptographic module and must not be called one.

A sealed value is ``key id (1 byte) | nonce (12) | cipher text | tag (16)``. The key id is
authenticated, so that a value cannot be passed off as sealed with another key. The index key is
never a sealing key: who holds one of them cannot use it as the other.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
INDEX_BYTES = 32
OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES


class SealError(Exception):
    """A sealed value cannot be opened. Never shows what it held."""


class UnknownKey(SealError):
    """The value names a key that this installation does not have."""


class Tampered(SealError):
    """The value is not what was sealed: cut short, altered, or sealed with another key."""


@lru_cache(maxsize=32)
def _sm4(key: bytes) -> algorithms.SM4:
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"an SM4 key has {KEY_BYTES} bytes, not {len(key)}")
    return algorithms.SM4(key)


def _key(key_id: int) -> algorithms.SM4:
    keys: dict[int, bytes] = settings.PORTAL_SEAL_KEYS
    try:
        key = keys[key_id]
    except KeyError:
        have = ", ".join(str(number) for number in sorted(keys)) or "none"
        raise UnknownKey(
            f"no sealing key with id {key_id} in PORTAL_SEAL_KEYS (ids there: {have}); "
            "old keys must be kept as long as values sealed with them exist"
        ) from None
    return _sm4(key)


def seal(plain: bytes) -> bytes:
    """Seal with the current key (``PORTAL_SEAL_KEY_ID``). Twice the same gives two values."""
    key_id: int = settings.PORTAL_SEAL_KEY_ID
    if not 0 <= key_id <= 255:
        raise ImproperlyConfigured("PORTAL_SEAL_KEY_ID is one byte: 0 to 255")
    head = bytes((key_id,))
    nonce = os.urandom(NONCE_BYTES)
    encryptor = Cipher(_key(key_id), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head)
    body = encryptor.update(plain) + encryptor.finalize()
    return head + nonce + body + encryptor.tag


def unseal(sealed: bytes | memoryview) -> bytes:
    """Open a sealed value; raises ``UnknownKey`` or ``Tampered``, never a guess."""
    raw = bytes(sealed)
    if len(raw) < OVERHEAD:
        raise Tampered(f"a sealed value has at least {OVERHEAD} bytes, this one {len(raw)}")
    nonce, tag = raw[1 : 1 + NONCE_BYTES], raw[-TAG_BYTES:]
    decryptor = Cipher(_key(raw[0]), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(raw[:1])
    try:
        return decryptor.update(raw[1 + NONCE_BYTES : -TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise Tampered(f"the value does not open with key {raw[0]}: altered or wrong key") from None


def key_id_of(sealed: bytes | memoryview) -> int:
    """Which key sealed it; for finding what a key change still has to seal anew."""
    return bytes(sealed[:1])[0]


@lru_cache(maxsize=64)
def _index_mac(key: bytes, purpose: str) -> hmac.HMAC:
    """A primed HMAC whose key belongs to one purpose only: equal values under two purposes
    give unrelated indexes, so that columns cannot be joined by whoever copies the table."""
    if len(key) < KEY_BYTES:
        raise ImproperlyConfigured(f"PORTAL_INDEX_KEY has at least {KEY_BYTES} bytes")
    derive = hmac.HMAC(key, hashes.SM3())
    derive.update(b"blind-index\x00" + purpose.encode())
    return hmac.HMAC(derive.finalize(), hashes.SM3())


def blind_index(value: str, *, purpose: str) -> bytes:
    """32 bytes by which an exact value is found; the caller gives the normalised form.

    Refuses an empty value (all empties would find each other) and an empty purpose.
    """
    if not value or not purpose:
        raise ValueError("a blind index needs a value and a purpose")
    mac = _index_mac(settings.PORTAL_INDEX_KEY, purpose).copy()
    mac.update(value.encode())
    return mac.finalize()


def sm3(data: bytes) -> bytes:
    """SM3 digest, 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()
