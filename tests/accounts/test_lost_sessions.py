"""A page was made, and then its session could not be saved: people are told whose doing it was."""

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client

from tests.people import colleague
from tests.subsidies.at_the_bureau import enter
from veterans.accounts.models import StaffSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Client:
    return enter(colleague("clerk"))


def fails_to_save(monkeypatch: pytest.MonkeyPatch, error: DatabaseError) -> None:
    def save(*args: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(StaffSession, "save", save)


def test_a_database_that_went_away_is_not_the_clerks_mistake(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_to_save(monkeypatch, OperationalError("server closed the connection unexpectedly"))
    answer = clerk.get("/bureau/")
    assert answer.status_code == 500
    assert "不是您的操作有误" in answer.text


def test_a_session_that_somebody_has_ended_meanwhile_is_no_fault_of_the_portal(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_to_save(monkeypatch, DatabaseError("Forced update did not affect any rows."))
    assert clerk.get("/bureau/").status_code == 400
