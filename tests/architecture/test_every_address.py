"""Every address has an owner: what each role gets there, asked for with things that do not exist.

A new address fails here until it has a row. 404 where a role may ask but the thing is not there;
403 where it may not ask; 302 to the sign-in page or, in the stock admin, back to the desk.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.people import EAST_ONE, a_county, colleague
from veterans.accounts.roles import STATION, Role

# What each role gets of what is there, ``test_addresses`` asks of every address.
ROLES = (Role.PREPARER, Role.AUDITOR, Role.VILLAGE_WORKER)
TABLE = Path(__file__).with_name("every_address.txt")
BACKEND = "django.contrib.auth.backends.ModelBackend"
# What stands for a part of an address; the first that fits.
EXAMPLES = (
    (r"<int:[^>]+>|<path:[^>]+>", "999999"),
    (r"<str:month>", "2026-09"),
    (r"<slug:component>", "standard"),
    (r"<slug:verb>", "review"),
    (r"<str:code>|<[^>]+>", EAST_ONE),
    (r"\(\?P<app_label>[^)]*\)", "registry"),
    (r"\(\?P<url>.*", "no-such-page/"),
)


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        else:
            yield here


def example(pattern: str) -> str:
    url = "/" + re.sub(r"[\^$]|\\Z", "", pattern)
    for part, value in (EXAMPLES[5], EXAMPLES[6], *EXAMPLES[:5]):
        url = re.sub(part, value, url)
    return url


def rows() -> dict[str, list[int]]:
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            url, *codes = line.split()
            found[url] = [int(code) for code in codes]
    return found


@pytest.mark.django_db
def test_every_address_has_an_owner_and_answers_as_written() -> None:
    a_county()
    people = [colleague(role.value, role, EAST_ONE if role in STATION else "") for role in ROLES]
    answers: dict[str, list[int]] = {}
    urls = list(dict.fromkeys(example(pattern) for pattern in addresses(get_resolver())))
    for person in (None, *people):
        client = Client()
        if person is not None:
            client.force_login(person, backend=BACKEND)
        for url in urls:
            answers.setdefault(url, []).append(client.get(url).status_code)
    assert answers == rows()
