"""A form is sent once, however often it arrives."""

from datetime import timedelta

import pytest

from tests.people import NOW, colleague
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.models import SentForm, User
from veterans.accounts.once import ALREADY, forget, new_token, once
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def register(code: str) -> tuple[str, str]:
    """Something that may be done any number of times, were it not for the token."""
    made = audit.record(
        actor=None, action="regions.loaded", subject="region", subject_id=code, at=NOW
    )
    return "已登记。", f"/station/{made.serial}/"


def test_two_that_come_at_once_do_it_once_and_both_are_led_there() -> None:
    by, token = colleague("own"), new_token()
    sent = [lambda: once(by=by, token=token, deed=lambda: register("370399009009"), at=NOW)] * 2
    said = sorted(at_once(*sent))
    assert [words for words, _ in said] == ["已登记。", ALREADY]
    assert len({onward for _, onward in said}) == 1
    assert AuditEntry.objects.filter(subject_id="370399009009").count() == 1


def test_what_was_refused_may_be_sent_again_and_tokens_are_each_ones_own() -> None:
    by, other, token = colleague("own"), colleague("neighbour"), new_token()

    def refused() -> tuple[str, str]:
        register("370399009008")
        raise Refused("请补充。")

    with pytest.raises(Refused):
        once(by=by, token=token, deed=refused, at=NOW)
    assert not SentForm.objects.exists()
    for who, code in ((by, "370399009008"), (other, "370399009007")):
        assert once(by=who, token=token, deed=lambda c=code: register(c), at=NOW)[0] == "已登记。"
    # Something that is no token is no reason to refuse: then the services see to it alone.
    for bad in ("", "x", token.upper() + "'"):
        assert once(by=by, token=bad, deed=lambda: ("好", "/"), at=NOW) == ("好", "/")
    assert SentForm.objects.count() == 2
    assert forget(at=NOW + timedelta(days=29)) == 0
    assert forget(at=NOW + timedelta(days=31)) == 2
    assert User.objects.filter(pk=by.pk).exists()
