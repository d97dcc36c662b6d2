"""The short form of ``make chaos``: a month or two, every kind of fault at least once."""

import os
import re
import subprocess
import sys

from tests.chaos.faults import Fault
from tests.support.worker import ROOT

FAULTS = 10


def test_a_month_is_paid_to_the_fen_while_everything_falls_over() -> None:
    # In a process of its own: it stops servers, and must know only those that it has started.
    theirs = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/not-this", "REDIS_URL": "redis://:1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--faults", str(FAULTS), "--people", "30"],
        cwd=ROOT,
        env={**os.environ, **theirs},
        capture_output=True,
        text=True,
        timeout=240,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    for fault in Fault:
        assert re.search(rf"^  {re.escape(fault.value)} +[1-9]", said, re.M), said
    assert "nothing lost, nothing doubled, nothing stuck" in said
