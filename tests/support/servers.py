"""Servers for one test run: thrown away afterwards, unless the environment names others.

Started by the process that was asked for the tests, before Django reads its settings; the
parallel processes it starts inherit the addresses.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
import redis
from django.conf import settings

from config.local import postgres
from config.local.servers import servers

_open = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    if settings.configured:
        raise pytest.UsageError(
            "DJANGO_SETTINGS_MODULE is set in this shell, so Django has read its settings before "
            "the tests have servers. Unset it."
        )
    os.environ["PORTAL_ENV"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        # One Redis for all, but nobody works off another one's queue.
        os.environ["PORTAL_QUEUE_PREFIX"] += f"{worker['workerid']}:"
        django.setup()
        return
    os.environ["PORTAL_QUEUE_PREFIX"] = f"test-{secrets.token_hex(4)}:"
    if config.option.collectonly or config.option.help or config.option.version:
        return
    stack = config.stash[_open] = ExitStack()
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    folder.chmod(0o711)  # PostgreSQL may have to run as another user
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    stack.callback(postgres.remove, folder / "postgres")
    try:
        urls, _ = stack.enter_context(servers(folder, fast=True))
    except postgres.ServerFailed as error:
        stack.close()
        raise pytest.UsageError(str(error)) from error
    os.environ.update(urls)
    stack.callback(forget_queues)
    django.setup()
    # A parallel process that found this name would read the settings before it has its own queue.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_open, None):
        stack.close()


def forget_queues() -> None:
    """Empty this process's queues, and leave everything else in that Redis alone."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        for key in client.scan_iter(f"{os.environ['PORTAL_QUEUE_PREFIX']}*"):
            client.delete(key)
