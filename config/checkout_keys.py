"""Random keys of one checkout, for development and the demo only.

They lie in ``.portal/keys.json``, readable by their owner, and never leave the machine: every
checkout has its own, so nothing sealed in a demo can be opened with a key from the source.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import tempfile
from pathlib import Path

from config.environment import INDEX_KEY_BYTES, KEY_BYTES, Secrets, secrets_from


def checkout_secrets(folder: Path) -> Secrets:
    """The keys kept in ``folder``, made on first use; two first users get the same ones."""
    path = folder / "keys.json"
    if not path.exists():
        _make(path)
    return secrets_from(json.loads(path.read_text(encoding="utf-8")))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PORTAL_SEAL_KEYS": f"1:{secrets.token_hex(KEY_BYTES)}",
        "PORTAL_INDEX_KEY": secrets.token_hex(INDEX_KEY_BYTES),
    }
    # A complete file appears under its name in one step, and only where there is none yet:
    # web, worker and beat may all be first, and must not seal with different keys.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".keys-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(values, stream, indent=1)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
