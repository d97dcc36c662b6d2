"""Consent taken back in one process: in the same second every door of every other one is shut,
although each keeps residents' pages for itself for a minute."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.roll.makers import edition, hands
from tests.subsidies.at_the_bureau import enter, press, told
from tests.support.worker import database_url

ROOT = Path(__file__).resolve().parent.parent.parent
NAME, DEED = "张建国", "带头修路"
Ask = Callable[..., list[Any]]


@pytest.fixture
def ask(transactional_db: None) -> Iterator[Ask]:
    """``ask(address, words, elder=False, etag="")``: what the other process was given."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.roll.another_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
        },
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sent, got = process.stdin, process.stdout
        while got.readline().strip() != "ready":
            assert process.poll() is None

        def asked(address: str, words: str, *, elder: bool = False, etag: str = "") -> list[Any]:
            sent.write(json.dumps([address, elder, etag, words]) + "\n")
            sent.flush()
            for line in got:
                if line.startswith("["):
                    found: list[Any] = json.loads(line)
                    return found
            raise AssertionError("the other process is gone")

        yield asked
        sent.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_withdrawn_here_is_withdrawn_in_every_other_process(ask: Ask) -> None:
    by = hands()
    made = edition(by=by, story="（虚构）只此一家的故事。")
    page, api = f"/rongyu/{made.honour_id}/", f"/api/v1/honours/{made.honour_id}"
    assert made.region.parent is not None
    town = made.region.parent.code
    # (address, words by which he is known there, whether nothing at all is there afterwards)
    doors = [
        (page, NAME, True),
        (f"{page}rongyu.pdf", NAME, True),
        ("/rongyu/", NAME, False),
        (f"/rongyu/?nian=2025&zhen={town}", NAME, False),
        (f"/rongyu/?q={NAME}", DEED, False),
        ("/rongyu/?q=zhangjianguo", NAME, False),
        (f"/sousuo/?q={NAME}", page, False),
        ("/sousuo/?q=光荣榜", NAME, False),
        (api, NAME, True),
        ("/api/v1/honours", NAME, False),
        (f"/api/v1/honours?q={NAME}", DEED, False),
        ("/api/v1/honours/titles", "最美退役军人", False),
    ]
    # The neighbour does keep pages: one without honours is there from the second look on.
    ask("/", "x")
    assert ask("/", "x")[4] == 1
    etags = {}
    for address, words, _ in doors:
        for elder in (False, True):
            for _again in range(2):
                status, found, cache, etag, kept = ask(address, words, elder=elder)
                assert (status, found) == (200, True), address
                assert cache in ("no-store", "no-cache"), address
                # Nothing with an honour on it is kept, however often it is asked for.
                assert kept == 1, address
        etags[address] = etag
    assert ask(api, NAME, etag=etags[api])[0] == 304
    clerk = enter(by[0])
    lists = ("/bureau/honours/print/", "/bureau/honours/export/")
    assert NAME in told(clerk, lists[0])
    assert "no-store" in clerk.get(lists[0]).headers["Cache-Control"]
    press(clerk, f"/bureau/honours/editions/{made.pk}/do/withdraw/", why="本人撤回同意")
    begun = time.monotonic()
    first = ask(page, NAME)
    took = time.monotonic() - begun
    assert (first[0], first[1]) == (404, False)
    assert took < 5  # one answer of a busy machine; there is nothing to wait for
    for address, words, is_gone in doors:
        if address.endswith("titles"):
            continue
        for elder in (False, True):
            for etag in ("", etags[address] or "x"):
                status, found, *_ = ask(address, words, elder=elder, etag=etag)
                assert (status, found) == (404 if is_gone else 200, False), (address, elder, etag)
    assert NAME not in told(clerk, lists[0])
    exported = clerk.get(lists[1]).content
    assert exported != b""
    assert Client().get("/sitemap.xml").status_code == 404
