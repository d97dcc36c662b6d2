import pytest
from django.test import Client
from django.urls import get_resolver
from tests.architecture.test_every_address import *
from tests.architecture import test_every_address as t

@pytest.mark.django_db
def test_write() -> None:
    t.a_county()
    people = [t.colleague(role.value, role, t.EAST_ONE if role in t.STATION else "") for role in t.ROLES]
    answers = {}
    urls = list(dict.fromkeys(t.example(p) for p in t.addresses(get_resolver())))
    urls = [u for u in urls if u not in t.rows()]
    for person in (None, *people):
        client = Client()
        if person is not None:
            client.force_login(person, backend=t.BACKEND)
        for url in urls:
            answers.setdefault(url, []).append(client.get(url).status_code)
    with t.TABLE.open("a") as f:
        for url, codes in answers.items():
            f.write(url + " " + " ".join(map(str, codes)) + "\n")
