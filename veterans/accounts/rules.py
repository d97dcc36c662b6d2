"""One-time codes of the second factor (RFC 6238): six digits, a new one every half minute.

A code is good for one step before and after its own, for clocks that differ, and never again once
a step as late has been accepted.
"""

import hmac

import pyotp

STEP_SECONDS = 30
DRIFT = 1  # steps a telephone's clock may be off


def digits_of(typed: str) -> str:
    """What was typed without the blanks and dashes that people put into long numbers."""
    return "".join(char for char in typed if char not in " -－—　")


def step_of(timestamp: float) -> int:
    """The half minute that a moment (seconds since 1970) falls into."""
    return int(timestamp // STEP_SECONDS)


def code_at(secret: str, step: int) -> str:
    """The code that an authenticator with this secret (base 32) shows in that step."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).generate_otp(step)


def accepted_step(*, secret: str, code: str, now: int, last: int) -> int | None:
    """The step that ``code`` belongs to; None for a wrong code and for one of a step not after
    ``last``, the latest that was accepted before."""
    if not (code.isascii() and code.isdigit()):
        return None
    for step in range(max(now - DRIFT, last + 1), now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), code):
            return step
    return None


def groups_of(text: str, size: int = 4) -> list[str]:
    """Cut into groups that can be typed or read out one after the other."""
    return [text[start : start + size] for start in range(0, len(text), size)]
