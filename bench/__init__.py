import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_servers() -> Iterator[None]:
    """Throw-away PostgreSQL and Redis, named in the environment before Django reads it."""
    from config.local import postgres
    from config.local.servers import servers

    os.environ["PORTAL_ENV"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o711)  # PostgreSQL may have to run as another user
    try:
        with servers(folder, fast=True) as (urls, _):
            os.environ.update(urls)
            yield
    finally:
        postgres.remove(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
