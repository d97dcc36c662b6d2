"""The two servers, or the ones that the environment names: ``DATABASE_URL``, ``REDIS_URL`` win."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.local import postgres, redis
from config.local.console import say, step
from config.local.processes import Child

DATABASE = "portal"


@contextmanager
def servers(folder: Path, *, fast: bool = False) -> Iterator[tuple[dict[str, str], list[Child]]]:
    """Addresses of a PostgreSQL and a Redis, and the children started for them.

    Data lie in ``folder`` and stay there. ``fast`` is for tests: quick, and lost in a power cut.
    """
    urls: dict[str, str] = {}
    children: list[Child] = []
    with ExitStack() as stack:
        if url := os.environ.get("DATABASE_URL"):
            say("  · PostgreSQL: the one named by DATABASE_URL")
            urls["DATABASE_URL"] = url
        else:
            with step("starting PostgreSQL"):
                database = postgres.start(folder / "postgres", database=DATABASE, fast=fast)
            stack.callback(database.child.stop)
            children.append(database.child)
            urls["DATABASE_URL"] = database.url(DATABASE)
        if url := os.environ.get("REDIS_URL"):
            say("  · Redis: the one named by REDIS_URL")
            urls["REDIS_URL"] = url
        else:
            with step("starting Redis"):
                queue = redis.start(folder / "redis", fast=fast)
            stack.callback(queue.child.stop)
            children.append(queue.child)
            urls["REDIS_URL"] = queue.url()
        yield urls, children
