"""The audit log's page: auditors read, nobody else, and nobody changes."""

import pytest
from django.db import transaction

from tests.people import EAST, NOW, a_county, colleague
from veterans.accounts.roles import Role
from veterans.foundation import audit
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db
LIST = "/bureau/foundation/auditentry/"


@pytest.fixture
def entry():
    with transaction.atomic():
        return audit.record(
            actor=colleague("doer"),
            action="account.created",
            subject="user",
            subject_id=42,
            detail={"sum": "12.00"},
            at=NOW,
        )


def enter(client, role, region=""):
    user = colleague(f"the-{role}", role, region)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_but_auditors(client, entry, role):
    a_county()
    enter(client, role, {"town_worker": EAST, "village_worker": EAST[:9] + "001"}.get(role, ""))
    for address in (LIST, f"{LIST}{entry.pk}/change/", f"{LIST}add/"):
        assert client.get(address).status_code == 403


def test_auditor_reads(client, entry):
    enter(client, Role.AUDITOR)
    page = client.get(LIST)
    assert page.status_code == 200
    assert "建立账号" in page.text
    one = client.get(f"{LIST}{entry.pk}/change/")
    assert bytes(entry.entry_hash).hex() in one.text
    assert "12.00" in one.text
    assert "账号" in one.text


@pytest.mark.parametrize(
    ("query", "found"),
    [("doer", 1), ("42", 1), ("nobody", 0), ("4", 0), ("do", 0)],
)
def test_search(client, entry, query, found):
    enter(client, Role.AUDITOR)
    page = client.get(LIST, {"q": query})
    assert page.status_code == 200
    assert page.context["cl"].result_count == found


@pytest.mark.parametrize("filters", [{"action": "account.created"}, {"subject": "user"}])
def test_filters(client, entry, filters):
    enter(client, Role.AUDITOR)
    assert client.get(LIST, filters).context["cl"].result_count == 1
    wrong = {"action": "account.renamed"} if "action" in filters else {"subject": "region"}
    assert client.get(LIST, wrong).context["cl"].result_count == 0


def test_auditor_changes_nothing(client, entry):
    enter(client, Role.AUDITOR)
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}add/", {"action": "x"}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk]})
    assert AuditEntry.objects.filter(pk=entry.pk, action="account.created").exists()
