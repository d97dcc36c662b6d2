"""Every page of the admin asks duties, deletes nothing, and changes state by POST only."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from tests.people import colleague
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.admin_base import ButtonsMixin, DutyAdmin, LedgerAdmin, ReadOnlyAdmin

OURS = [
    (model, model_admin)
    for model, model_admin in admin.site._registry.items()
    if isinstance(model_admin, DutyAdmin)
]


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_every_registered_page_is_built_on_duties():
    others = [model.__name__ for model in admin.site._registry if model not in dict(OURS)]
    assert others == []


@pytest.mark.parametrize(("model", "page"), OURS, ids=lambda value: getattr(value, "__name__", ""))
def test_duties_are_known_and_nothing_is_deleted(model, page):
    named = {page.view_duty, page.add_duty, page.change_duty} - {""}
    assert named <= set(DUTIES)
    assert {button.duty for button in getattr(page, "buttons", ())} <= set(DUTIES)
    for role in Role:
        request = request_of(type("Anyone", (), {"may": lambda self, duty: True, "role": role})())
        assert not page.has_delete_permission(request)
        assert not page.get_actions(request)


def test_an_empty_duty_is_held_by_nobody(db):
    page = DutyAdmin(OURS[0][0], admin.site)
    request = request_of(colleague("boss", Role.SYSADMIN))
    assert not page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_module_permission(request)


def test_whoever_may_change_may_look(db):
    class Page(DutyAdmin):
        change_duty = "accounts.manage"

    page = Page(OURS[0][0], admin.site)
    assert page.has_view_permission(request_of(colleague("boss", Role.SYSADMIN)))


def test_read_only_stays_read_only_whatever_duties_say(db):
    class Page(ReadOnlyAdmin):
        view_duty = add_duty = change_duty = "accounts.manage"

    page = Page(OURS[0][0], admin.site)
    request = request_of(colleague("boss", Role.SYSADMIN))
    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)


def test_a_ledger_page_has_buttons_and_no_form():
    assert issubclass(LedgerAdmin, ButtonsMixin)
    assert issubclass(LedgerAdmin, ReadOnlyAdmin)


def test_names_of_buttons_are_unique():
    for _, page in OURS:
        names = [button.name for button in getattr(page, "buttons", ())]
        assert len(names) == len(set(names))
