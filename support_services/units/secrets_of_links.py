"""Secrets of links, codes and passes, and the keyed digests that are all that is kept of them.

A code's digest is bound to its link: the same six digits are nothing beside another one.
"""

import secrets

from veterans.foundation.crypto import blind_index

SECRET_BYTES = 32


def new_secret() -> str:
    """256 bits from chance, in 43 signs that an address can hold."""
    return secrets.token_urlsafe(SECRET_BYTES)


def link_digest(token: str) -> bytes:
    return blind_index(token or "-", purpose="unit link")


def code_digest(link: bytes | memoryview, code: str) -> bytes:
    """``link``: the digest of the link's secret, as it is kept."""
    return blind_index(f"{bytes(link).hex()}\x00{code}", purpose="unit link code")


def denial_digest(token: str) -> bytes:
    return blind_index(token or "-", purpose="unit reply denial")


def pass_digest(token: str) -> bytes:
    return blind_index(token or "-", purpose="unit link pass")
