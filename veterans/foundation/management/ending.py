"""How the commands for backups end: in order when told to stop, and in the same words."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from veterans.foundation.restoring import Finding


@contextmanager
def ends_in_order() -> Iterator[None]:
    """Being told to stop (SIGTERM) runs what cleans up, as Ctrl-C does."""

    def stop(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def told(findings: list[Finding]) -> dict[str, Any]:
    """What the checks found, as a command prints it."""
    failed = [finding.check for finding in findings if finding.faults]
    return {
        "ok": not failed,
        "failed": failed,
        "checks": [asdict(finding) for finding in findings],
    }
