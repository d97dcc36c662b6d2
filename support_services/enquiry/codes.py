"""Tokens and codes: made from chance, kept as keyed digests only.

Six digits are a million possibilities, so a plain digest would give the code away to whoever has a
dump; these are HMACs under a key that is in no database. A code's digest is bound to its enquiry:
the same six digits are nothing beside another one.
"""

import secrets

from veterans.foundation.crypto import INDEX_BYTES, blind_index

CODE_LENGTH = 6


def new_code() -> str:
    """Six digits, each code as likely as any other."""
    return f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"


def no_code() -> bytes:
    """What stands where no code was made: looks like a digest and belongs to no code."""
    return secrets.token_bytes(INDEX_BYTES)


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
