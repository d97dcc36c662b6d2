"""Whoever gets hold of a dump of the database learns nobody's number from it, before and after the
sealing key is changed."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from support_services.casework.models import Case, CaseEntry, Incoming
from support_services.double_list.models import Item
from support_services.enquiry import services as enquiry
from support_services.enquiry.models import CodeMessage
from support_services.enquiry.services import sending
from support_services.notices.models import Notice
from support_services.projects.models import Application
from support_services.subsidies.models import (
    FileLine,
    PublicityObjection,
    RecheckMark,
)
from support_services.subsidies.services.ledger_audit import audit_ledger
from support_services.supporters.models import Volunteer
from support_services.units.models import Unit
from veterans.accounts.models import User
from veterans.foundation import audit, key_rotation
from veterans.foundation.crypto import UnknownKey, seal
from veterans.foundation.models import AuditEntry, SealedFile, SealedPiece
from veterans.registry.models import (
    AccountProposal,
    BankAccount,
    Certificate,
    Household,
    LifeEvent,
    Person,
    Relative,
    Residence,
)
from veterans.registry.services import accept_event, propose_event, update_contact

OLD, NEW = "000102030405060708090a0b0c0d0e0f", "8f" * 16
BOTH = {1: bytes.fromhex(OLD), 2: bytes.fromhex(NEW)}
ONLY_NEW = {2: bytes.fromhex(NEW)}


def tables() -> list[str]:
    return connection.introspection.table_names()


def dump() -> Iterator[tuple[str, str]]:
    """Every table as text, binary columns as the hexadecimal digits of a dump."""
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                yield table, row


def plain_text(row: str) -> str:
    """A row, and whatever can be read in its binary columns."""
    binary = [bytes.fromhex(found) for found in re.findall(r"\\\\?x((?:[0-9a-f]{2}){8,})", row)]
    return row + " ".join(one.decode("gb18030", errors="replace") for one in binary)


def secrets() -> set[str]:
    people = Person.objects.values_list("id_number", "phone")
    accounts = BankAccount.objects.values_list("number")
    asked = AccountProposal.objects.values_list("number")
    homes = Household.objects.values_list("address")
    around = Relative.objects.values_list("phone")
    lived = Residence.objects.values_list("address")
    papers = Certificate.objects.values_list("number")
    cases = Case.objects.values_list("content", "caller_name", "caller_phone", "proxy_name")
    stories = CaseEntry.objects.values_list("text")
    letters = Incoming.objects.values_list("content", "phone")
    units = Unit.objects.values_list("contact_phone")
    officials = Item.objects.values_list("person_phone")
    applicants = Application.objects.values_list("contact_phone")
    volunteers = Volunteer.objects.values_list("phone")
    lists = (people, accounts, asked, homes, around, lived, papers, cases, stories, letters, units)
    lists += (officials, applicants, volunteers)
    found = {value for rows in lists for row in rows for value in row}
    told = [json.loads(event.entered) for event in LifeEvent.objects.all()]
    found |= {one[name] for one in told for name in ("address", "certificate") if name in one}
    return found - {None, ""}


def leaks(hidden: set[str]) -> set[str]:
    """The tables in which any of these can be read."""
    numbers = {one for one in hidden if one.isascii()}
    lengths = {len(one) for one in numbers}
    found = set()
    for table, row in dump():
        text = plain_text(row)
        # A number may hide within a longer one.
        runs = re.findall(r"\d{10,}[\dXx]", text)
        if any(
            run[start : start + length] in numbers
            for run in runs
            for length in lengths
            for start in range(len(run) - length + 1)
        ) or any(one in text for one in hidden - numbers):
            found.add(table)
    return found


def test_nobodys_number_stands_in_it_and_the_key_is_changed_under_a_bureau_at_work(
    demo: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In one test: each of its own would cost a load."""
    _nobodys_number_stands_in_it()
    _the_key_is_changed(monkeypatch, capsys)


def _nobodys_number_stands_in_it() -> None:
    before = secrets()
    # A telephone is changed; an event brings a certificate, another one an address.
    clerk, second = (User.objects.get(username=name) for name in ("jingban", "fuhe"))
    at, today = timezone.now(), timezone.localdate()
    person = Person.objects.filter(phone__isnull=False, died_on=None).latest("pk")
    update_contact(person=person, phone="13987650123", by=clerk, at=at)
    common: dict[str, Any] = {"person": person, "by": clerk, "at": at, "today": today}
    for kind, entered in (
        ("disability", {"grade": "6", "rate_class": "duty", "certificate": "鲁军残876543"}),
        ("moved_out", {"to_place": "济南市历下区文化东路88号"}),
    ):
        event = propose_event(
            kind=kind, happened_on=today, entered=entered, document_no="演示1号", **common
        )
        accept_event(event_id=event.pk, by=second, at=at, today=today)
    # Somebody asks for his own: one enquiry nobody has looked at, one whose message waits.
    with override_settings(PORTAL_SMS="http"):
        for form in ("a" * 32, "b" * 32):
            asked = enquiry.ask(
                name=person.name,
                number=str(person.id_number),
                form=form,
                address="203.0.113.9",
                at=at,
                today=today,
            )
    assert sending.look(enquiry_id=asked.key, at=at) == "coded"
    hidden = before | secrets()
    hidden.add(str(CodeMessage.objects.get().text))
    # What was said to somebody is said to nobody else.
    texts = Notice.objects.filter(phone__isnull=False).values_list("text", flat=True)
    assert texts
    hidden |= {str(text) for text in texts}
    assert {"13987650123", "鲁军残876543", "济南市历下区文化东路88号"} <= hidden
    assert len(hidden) > 500
    assert leaks(hidden) == set()
    with transaction.atomic():
        _it_would_have_been_seen(hidden)
        transaction.set_rollback(True)


def _it_would_have_been_seen(hidden: set[str]) -> None:
    """A number in a text, an address in a file that is not sealed."""
    person = Person.objects.exclude(household=None).select_related("household").first()
    assert person is not None
    assert person.household is not None
    Person.objects.filter(pk=person.pk).update(name=f"甲{person.id_number}")
    stored = SealedFile.objects.create(
        name="清单", content_type="text/plain", byte_count=1, digest="", stored_at=timezone.now()
    )
    address = str(person.household.address).encode("gb18030")
    SealedPiece.objects.create(file=stored, number=0, sealed=b"000 " + address + b" 000")
    # What is put into a name stands in the name's history as well.
    told = {"registry_person", "foundation_change", "foundation_sealedpiece"}
    assert leaks(hidden) == told


def opened() -> dict[str, Any]:
    """All there is to read, with whatever keys there are."""
    return {
        "people": list(Person.objects.order_by("pk").values_list("id_number", "phone")),
        "homes": list(Household.objects.order_by("pk").values_list("address", flat=True)),
        "accounts": list(BankAccount.objects.order_by("pk").values_list("number", flat=True)),
        "asked": list(AccountProposal.objects.order_by("pk").values_list("number", flat=True)),
        "lines": list(FileLine.objects.order_by("pk").values_list("account_number", flat=True)),
        "said": list(PublicityObjection.objects.order_by("pk").values_list("objector", "text")),
        "around": list(Relative.objects.order_by("pk").values_list("phone", flat=True)),
        "cases": list(Case.objects.order_by("pk").values_list("content", "caller_phone")),
        "stories": list(CaseEntry.objects.order_by("pk").values_list("text", flat=True)),
        "events": list(LifeEvent.objects.order_by("pk").values_list("entered", "before")),
        "told": list(
            Notice.objects.order_by("pk").filter(phone__isnull=False).values_list("phone", "text")
        ),
        "files": [b"".join(one.read()) for one in SealedFile.objects.order_by("pk")],
    }


def _the_key_is_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        override_settings(PORTAL_SEAL_KEYS=ONLY_NEW, PORTAL_SEAL_KEY_ID=2),
        pytest.raises(UnknownKey, match="id 1"),
    ):
        key_rotation.rotate(at=timezone.now())
    before, marks = opened(), RecheckMark.objects.count()
    assert all(before.values()), "the demo holds some of everything that is sealed"
    monkeypatch.setattr(
        key_rotation,
        "sealed_columns",
        lambda real=key_rotation.sealed_columns: [
            key_rotation.Column(c.table, c.key, c.name, min(c.lot, 50)) for c in real()
        ],
    )
    with override_settings(PORTAL_SEAL_KEYS=BOTH, PORTAL_SEAL_KEY_ID=2):
        killed_after(monkeypatch, lots=7)
        with pytest.raises(KeyboardInterrupt):
            key_rotation.rotate(at=timezone.now())
        half = left()
        assert half > 0
        # Meanwhile everything can be read, and what is new is sealed with the new key.
        assert opened() == before
        monkeypatch.undo()
        # What never changes cannot be changed under cover of it: the key stays, so it is no change
        # of the key; and what has another length holds another number.
        refuses(seal(b"6222000000000000000"), resealing="off")
        refuses(seal(b"62220"), resealing="on")
        call_command("rotate_keys", "--dry-run")
        assert json.loads(capsys.readouterr().out)["left"] == half
        call_command("rotate_keys")
        told = capsys.readouterr()
        assert json.loads(told.out)["rotated"] == half
        assert json.loads(told.out)["left"] == left() == 0
        assert "当前密钥 2" in told.err
        assert key_rotation.rotate(at=timezone.now()) == 0
        refuses(seal(b"6222000000000000000"), resealing="on")
        # What had no key and what was killed have begun and not ended; nothing to do is silent.
        assert AuditEntry.objects.filter(action="keys.begun").count() == 3
        assert AuditEntry.objects.filter(action="keys.rotated").count() == 1
    with override_settings(PORTAL_SEAL_KEYS=ONLY_NEW, PORTAL_SEAL_KEY_ID=2):
        assert opened() == before
        assert audit_ledger() == []
        assert audit.report(limit=1).count == 0
    # An account sealed anew is the account it was: nobody's money is looked at again for it.
    assert RecheckMark.objects.count() == marks


def killed_after(patch: pytest.MonkeyPatch, lots: int) -> None:
    done = []

    def counted(plain: bytes) -> bytes:
        done.append(1)
        if len(done) > lots * 50 + 25:
            raise KeyboardInterrupt
        return seal(plain)

    patch.setattr(key_rotation, "seal", counted)


def left() -> int:
    return sum(keys.get(1, 0) for keys in key_rotation.counts().values())


def refuses(sealed: bytes, *, resealing: str) -> None:
    line = FileLine.objects.order_by("pk").values_list("pk", flat=True).first()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        overwrite(line, sealed, resealing)


def overwrite(line: int | None, sealed: bytes, resealing: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL portal.resealing = '{resealing}'")
        cursor.execute(
            "UPDATE subsidies_fileline SET account_number = %s WHERE id = %s", [sealed, line]
        )
