"""Fifty people press the same button in the same moment: one effect, forty-nine clear answers."""

import re
import threading

import pytest
from django.db import connections
from django.test import Client

from support_services.subsidies.models import BankFile, Batch, Payment
from tests.subsidies.at_the_bureau import OCTOBER, Bureau, enter, text_of
from tests.subsidies.the_bank import TEXT
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 50


def fifty(role: Role) -> list[Client]:
    names = [f"fifty-{role.value}-{n}" for n in range(HANDS)]
    # They do not sign in by password, so nobody waits for fifty of them to be hashed.
    User.objects.bulk_create(User(username=name, password="!", role=role) for name in names)
    return [enter(user) for user in User.objects.filter(username__in=names)]


def all_press(clients: list[Client], address: str, **data: str) -> list[str]:
    """Everybody has read the question; then all say yes at once. What each is told."""
    tokens = [
        re.search(r'name="token" value="([^"]*)"', client.get(address).text) for client in clients
    ]
    told: list[str] = []
    barrier = threading.Barrier(len(clients))

    def press(client: Client, token: str) -> None:
        try:
            barrier.wait(30)
            page = client.post(address, {"token": token, **data}, follow=True)
            told.append(f"{page.status_code} " + " ".join(text_of(page.text).split()))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=press, args=(client, token[1] if token else ""))
        for client, token in zip(clients, tokens, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return told


def once(told: list[str], success: str) -> None:
    """One was told that it is done; the others what the batch now is. Nobody saw a fault."""
    assert len(told) == HANDS
    assert all(page.startswith("200 ") for page in told), [p[:80] for p in told]
    assert sum(success in page for page in told) == 1
    others = [page for page in told if success not in page]
    assert all("现在是" in page or "已经" in page for page in others), others[0]


def test_a_batch_that_fifty_sign_is_signed_once() -> None:
    bureau = Bureau.of()
    batch = bureau.batch()
    once(all_press(fifty(Role.REVIEWER), f"/bureau/batches/{batch.pk}/do/review/"), "已转审批岗位")
    once(
        all_press(fifty(Role.APPROVER), f"/bureau/batches/{batch.pk}/do/approve/"),
        "审批通过，付款已生成",
    )
    assert Payment.objects.filter(batch=batch).count() == len(bureau.rights)
    assert AuditEntry.objects.filter(action="subsidies.approve").count() == 1
    assert Batch.objects.get(pk=batch.pk).state == "approved"


def test_a_file_that_fifty_export_goes_out_once() -> None:
    bureau = Bureau.of()
    batch = bureau.batch(OCTOBER, approve=True)
    told = all_press(fifty(Role.PREPARER), f"/bureau/batches/{batch.pk}/do/export/", layout=TEXT)
    assert len(told) == HANDS
    assert all(page.startswith("200 ") for page in told), [p[:80] for p in told]
    made = BankFile.objects.get(batch=batch)
    assert made.line_count == len(bureau.rights)
    assert AuditEntry.objects.filter(action="subsidies.export").count() == 1
