"""Tickets, codes and digests of votes. Everything kept of a telephone or a network is bound to its
poll, so that nobody can tell from two polls who took part in both."""

import secrets

from veterans.foundation.crypto import INDEX_BYTES, blind_index


def ticket(form: str, option: int, phone: str) -> str:
    """64 hexadecimal digits: the same form with the same choice and telephone is the same
    attempt."""
    return blind_index(f"{form}\x00{option}\x00{phone}", purpose="vote ticket").hex()


def new_ticket() -> str:
    return secrets.token_hex(INDEX_BYTES)


def ticket_digest(token: str) -> bytes:
    return blind_index(token or "-", purpose="vote ticket kept")


def code_digest(ticket: bytes, code: str) -> bytes:
    """``ticket``: the digest of the attempt's ticket, as it is kept."""
    return blind_index(f"{ticket.hex()}\x00{code}", purpose="vote code")


def digest(what: str, value: str, salt: str) -> bytes:
    """``what``: ``phone``, ``network`` or ``series``; ``salt``: of the poll."""
    return blind_index(f"{salt}\x00{value}", purpose=f"vote {what}")
