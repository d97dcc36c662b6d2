"""Residents who ask for their own: one who is known, and one of every kind who gets no code."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from support_services.enquiry import services
from support_services.enquiry.models import Enquiry
from support_services.enquiry.services import sending
from tests.enquiry.telephone import Telephone
from tests.people import EAST_ONE
from tests.registry.makers import id_number
from veterans.registry.models import Person
from veterans.registry.selectors import id_index, phone_index

TODAY = date(2026, 11, 26)
# Late in the evening: a code goes out whenever somebody asks.
AT = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
NAME, MOBILE = "曾国藩", "13800001234"
# What each kind of enquiry is for: name and number.
KINDS: dict[str, tuple[str, str]] = {
    "known": (NAME, id_number(1)),
    "stranger": (NAME, id_number(700)),
    "wrong name": ("曾国荃", id_number(1)),
    "dead": ("左宗棠", id_number(2)),
    "no phone": ("李鸿章", id_number(3)),
    "landline": ("张之洞", id_number(4)),
}


def people() -> dict[str, Person]:
    """Those of ``KINDS`` who are in the register, beside the one of ``the_hands``."""
    home = Person.objects.get(name=NAME).region
    made = {}
    for kind, phone, died in (
        ("dead", "13800000002", TODAY - timedelta(days=30)),
        ("no phone", None, None),
        ("landline", "05332000300", None),
    ):
        name, number = KINDS[kind]
        made[kind] = Person.objects.create(
            name=name,
            name_pinyin="",
            name_initials="",
            id_number=number,
            id_index=id_index(number),
            sex="male",
            born_on=date(1950, 1, 1),
            died_on=died,
            phone=phone,
            phone_index=phone_index(phone) if phone else None,
            region=home,
        )
    assert home.code == EAST_ONE
    return made


def asked(kind: str = "known", *, at: datetime = AT, **more: Any) -> services.Asked:
    name, number = KINDS[kind]
    given: dict[str, Any] = {
        "name": name,
        "number": number,
        "form": uuid.uuid4().hex,
        "address": "203.0.113.5",
        "today": timezone.localdate(at),
        **more,
    }
    return services.ask(at=at, **given)


def row(one: services.Asked) -> Enquiry:
    return Enquiry.objects.get(pk=one.key)


def coded(telephone: Telephone, kind: str = "known", *, at: datetime = AT) -> services.Asked:
    """Asked, and looked at by the worker."""
    one = asked(kind, at=at)
    sending.carry(enquiry_id=one.key, sender=telephone, at=at)
    return one


def proved(one: services.Asked, code: str, *, at: datetime = AT) -> str:
    return services.prove(ticket=one.ticket, code=code, address="203.0.113.5", at=at)


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def looking(telephone: Telephone) -> Client:
    """A browser in which the person looks at his own."""
    client = Client()
    page = client.post("/wode/", {"form": uuid.uuid4().hex, "name": NAME, "number": id_number(1)})
    ticket = re.search(r'name="ticket" value="([0-9a-f]{64})"', page.text)
    assert ticket is not None
    one = Enquiry.objects.latest("pk")
    sending.carry(enquiry_id=one.pk, sender=telephone, at=timezone.now())
    answer = client.post("/wode/yanzheng/", {"ticket": ticket[1], "code": telephone.code})
    assert (answer.status_code, answer["Location"]) == (302, "/wode/kan/")
    return client
