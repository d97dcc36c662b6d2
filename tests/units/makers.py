"""Units and links for tests, made by the services; everything is invented."""

import re
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.test import Client

from support_services.units.models import Link, Unit
from support_services.units.services import links, opening, register
from support_services.units.services.register import Contact
from tests.people import colleague
from tests.subsidies.factories import user
from tests.units.fakes import FakeItems
from veterans.accounts.models import User
from veterans.accounts.roles import Role

AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MOBILE, CONTACT = "13800001234", "曾国藩"
ADDRESS = "203.0.113.7"
_serial = count(1)


def preparer() -> User:
    return User.objects.filter(username="unit_clerk").first() or colleague(
        "unit_clerk", Role.PREPARER, display_name="王丽"
    )


def second() -> User:
    """A colleague who did not make the link."""
    return User.objects.filter(username="unit_second").first() or colleague(
        "unit_second", Role.REVIEWER, display_name="李强"
    )


def unit(name: str = "示例银行", *, contact: Contact | None = None, **fields: Any) -> Unit:
    given = {"kind": "enterprise", "name": name, "region": "", **fields}
    return register.enter_unit(fields=given, contact=contact, by=preparer(), at=AT)


def row(kind: str = "department", *, by: User | None = None, **fields: Any) -> Unit:
    """An open unit as the database takes it, of the county where nothing else is said."""
    given = {"name": f"示例单位{next(_serial)}", "entered_at": AT, **fields}
    return Unit.objects.create(kind=kind, entered_by=by or user(Role.PREPARER), **given)


def given_item(items: FakeItems, key: str = "12", **fields: Any) -> tuple[Unit, str]:
    """A unit and an item of it."""
    one = unit(contact=Contact(CONTACT, MOBILE), **fields)
    return one, items.give(key, unit_id=one.pk)


def made(
    items: FakeItems, *, at: datetime = AT, today: date = TODAY, **more: Any
) -> tuple[Link, str]:
    """A link and its secret."""
    one, about = given_item(items)
    fresh = links.make_link(
        unit_id=one.pk,
        about=about,
        days=5,
        url_of=url_of,
        by=preparer(),
        at=at,
        today=today,
        **more,
    )
    return fresh.link, fresh.secret


def url_of(secret: str) -> str:
    return f"https://portal.example/dafu/{secret}/"


def passed(link: Link, secret: str, *, at: datetime = AT) -> str:
    """The code read out on the telephone by another than made the link, and given back."""
    code = links.read_out_code(link_id=link.pk, by=second(), at=at)
    return opening.prove(token=secret, code=code, address=ADDRESS, at=at)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def browser(link: Link, secret: str, *, at: datetime) -> Client:
    """A browser in which the code was given back."""
    client = Client()
    code = links.read_out_code(link_id=link.pk, by=second(), at=at)
    answer = client.post(f"/dafu/{secret}/", {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, f"/dafu/{secret}/")
    return client


def form_token(page: str) -> str:
    found = re.search(r'name="biaodan" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


def deeds(link: Link) -> list[str]:
    return list(link.acts.order_by("pk").values_list("deed", flat=True))
