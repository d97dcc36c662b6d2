"""Whether one part of the portal is well, asked from inside its container.

    python -m config.probe web|worker|beat

Ends with 0 when it is and 1 when it is not. ``docker-compose.yml`` asks regularly.
"""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BEAT_FOLDER = Path("/tmp")
BEAT_SECONDS = 600  # beat writes its notes every three minutes
WEB = "http://127.0.0.1:8000/healthz"


def web() -> bool:
    """``/healthz`` says yes. Asked under a name that the portal answers to."""
    host = os.environ.get("PORTAL_ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(WEB, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=8) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def worker() -> bool:
    """The worker of this machine answers through the queue."""
    from config.celery import app

    name = f"celery@{socket.gethostname()}"
    return bool(app.control.inspect(destination=[name], timeout=8).ping())


def beat() -> bool:
    """The clock has written its notes lately."""
    notes = [path.stat().st_mtime for path in BEAT_FOLDER.glob("beat-schedule*")]
    return bool(notes) and time.time() - max(notes) < BEAT_SECONDS


def main(names: list[str]) -> int:
    probes = {"web": web, "worker": worker, "beat": beat}
    if len(names) != 1 or names[0] not in probes:
        print(f"usage: python -m config.probe {'|'.join(probes)}", file=sys.stderr)
        return 2
    return 0 if probes[names[0]]() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
