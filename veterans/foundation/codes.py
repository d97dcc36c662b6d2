"""One-time codes that somebody gets by telephone: made from chance, kept as keyed digests only.

Six digits are a million possibilities, so a plain digest would give the code away to whoever has a
dump. Whoever keeps one makes its digest by ``blind_index``, under a key that is in no database,
bound to the row it is for and under a purpose of its own.
"""

import secrets
from datetime import datetime, timedelta

from veterans.foundation.crypto import INDEX_BYTES
from veterans.foundation.halfwidth import squeezed

CODE_LENGTH = 6


def new_code() -> str:
    """Six digits, each code as likely as any other."""
    return f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"


def no_code() -> bytes:
    """What stands where no code was made: looks like a digest and belongs to no code."""
    return secrets.token_bytes(INDEX_BYTES)


def typed_code(text: str) -> str:
    """The six digits, however they are typed; "" for anything else."""
    digits = squeezed(text)
    is_code = len(digits) == CODE_LENGTH and digits.isascii() and digits.isdigit()
    return digits if is_code else ""


def is_fresh(made_at: datetime, *, at: datetime, minutes: int) -> bool:
    """Whether a code that was asked for then may still be given back."""
    return at < made_at + timedelta(minutes=minutes)


def may_still_go(made_at: datetime, *, at: datetime, minutes: int) -> bool:
    """Whether its message may still be sent: half of the time is left to whoever gets it."""
    return at < made_at + timedelta(minutes=minutes) / 2
