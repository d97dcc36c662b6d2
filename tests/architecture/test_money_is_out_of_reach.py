"""Nobody changes money or state past a service: no table in the admin, no right to delete."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory

from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, Role


@pytest.mark.parametrize(
    "model", list(apps.get_app_config("subsidies").get_models()), ids=lambda model: model.__name__
)
def test_no_table_of_the_subsidies_is_in_the_admin(model: type) -> None:
    assert model not in admin.site._registry


@pytest.mark.parametrize("role", list(Role))
def test_nobody_deletes_anything_in_the_admin(role: Role) -> None:
    request = RequestFactory().get("/")
    request.user = User(username="x", role=role, pk=1)
    deletable = [
        model.__name__
        for model, shown in admin.site._registry.items()
        if shown.has_delete_permission(request)
    ]
    assert deletable == []


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.SYSADMIN, {"accounts.manage"}),
        (Role.SECADMIN, {"accounts.secure", "sign_ins.read"}),
    ],
)
def test_no_administrator_holds_a_duty_with_people_or_money(role: Role, own: set[str]) -> None:
    held = {duty for duty, roles in DUTIES.items() if role in roles}
    assert held == {"desk.see", "accounts.see", "emergency.end"} | own


def test_the_auditor_only_reads() -> None:
    held = {duty for duty, roles in DUTIES.items() if Role.AUDITOR in roles}
    reads = {"people.read", "ledger.read", "audit.read", "books.read", "exports.see"}
    reads |= {"cases.read", "catalogue.read", "errands.read", "finder.read", "network.read"}
    reads |= {"notices.read", "providers.read", "units.read", "honours.read", "supporters.read"}
    reads |= {"steering.read", "projects.read", "dlist.read", "juries.read", "votes.read"}
    reads |= {"plaques.read", "letters.read", "campaigns.read", "memorials.read"}
    assert held == {"desk.see", "accounts.see", "sign_ins.read"} | reads
