"""What the person at the keyboard reads while things start and stop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """One line, at once, even into a pipe."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what begins, and how long it took; a step that fails is not reported as done."""
    say(f"  … {text}")
    started = time.monotonic()
    yield
    say(f"    done in {time.monotonic() - started:.1f} s")
