"""Tokens and codes of enquiries, and the keyed digests that are all that is kept of them.

A code's digest is bound to its enquiry: the same six digits are nothing beside another one.
"""

import secrets

from veterans.foundation.codes import new_code, no_code
from veterans.foundation.crypto import INDEX_BYTES, blind_index

__all__ = [
    "code_digest",
    "new_code",
    "new_pass",
    "new_ticket",
    "no_code",
    "pass_digest",
    "ticket",
    "ticket_digest",
]


def ticket(form: str, name: str, number: str) -> str:
    """The token of an enquiry, 64 hexadecimal digits: the same form with the same words is the
    same enquiry, and nobody without our key knows it before it is shown."""
    words = "\x00".join((form, name, number))
    return blind_index(words, purpose="enquiry ticket").hex()


def new_ticket() -> str:
    return secrets.token_hex(INDEX_BYTES)


def ticket_digest(token: str) -> bytes:
    return blind_index(token or "-", purpose="enquiry ticket kept")


def code_digest(ticket: bytes, code: str) -> bytes:
    """``ticket``: the digest of the enquiry's token, as it is kept."""
    return blind_index(f"{ticket.hex()}\x00{code}", purpose="enquiry code")


def new_pass() -> str:
    return secrets.token_urlsafe(32)


def pass_digest(token: str) -> bytes:
    return blind_index(token or "-", purpose="enquiry pass")
