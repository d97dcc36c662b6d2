"""Whatever is confirmed, taken back, swept, reported dead, ended and cancelled, in any order:
holds are exactly who is unconfirmed past the grace, and the ledger says what the rules say."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from support_services.subsidies.confirmation_states import DUE_WAITING, ROUND_LIVE, DueState
from support_services.subsidies.models import ConfirmationDue, ConfirmationRound, Entitlement
from support_services.subsidies.services import entitlements
from tests.subsidies.confirmations import FIRST, Year, as_it_ought_to_be, noon
from tests.subsidies.ledger_lab import Lab
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)
WHO = st.integers(0, 2)
DEEDS = st.one_of(
    st.tuples(st.just("confirm"), WHO),
    st.tuples(st.just("take_back"), WHO),
    st.tuples(st.just("sweep"), st.just(0)),
    st.tuples(st.just("pass"), st.sampled_from([5, 30, 60])),
    st.tuples(st.just("month"), st.just(0)),
    st.tuples(st.just("join"), st.just(0)),
    st.tuples(st.just("die"), WHO),
    st.tuples(st.just("end"), st.just(0)),
    st.tuples(st.just("cancel"), st.just(0)),
)


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(deeds=st.lists(DEEDS, min_size=6, max_size=14))
def test_holds_are_exactly_who_is_unconfirmed_past_the_grace(
    deeds: list[tuple[str, int]],
) -> None:
    with transaction.atomic():
        lived_through(deeds)
        transaction.set_rollback(True)


def lived_through(deeds: list[tuple[str, int]]) -> None:
    lab = Lab.of()
    lab.rate("12000", START)
    rights = [lab.entitle(START) for _ in range(3)]
    year, today, paid = Year.of(lab, today=FIRST), FIRST, date(2025, 12, 1)
    for deed, number in deeds:
        if deed == "pass":
            today += timedelta(days=number)
        elif deed == "join":
            rights.append(lab.entitle(today.replace(day=1)))
        elif deed == "month":
            if today.replace(day=1) > paid:
                paid = today.replace(day=1)
                year.month(paid)
        else:
            with suppress(Refused, ConfirmationDue.DoesNotExist):
                done(year, deed, rights[number], today)
    year.sweep(today)
    live = ConfirmationRound.objects.get(pk=year.round.pk).state in ROUND_LIVE
    for due in ConfirmationDue.objects.select_related("person"):
        waits = due.state in DUE_WAITING and due.person.died_on is None
        late = live and waits and due.hold_on <= today
        assert due.holds.filter(released_at__isnull=True).exists() == late, due
        if live:
            assert (due.state == DueState.HELD) == late, due
    as_it_ought_to_be()


def done(year: Year, deed: str, right: Entitlement, today: date) -> None:
    if deed == "confirm":
        year.confirm(right, today)
    elif deed == "take_back":
        year.take_back(right, today)
    elif deed == "sweep":
        year.sweep(today)
    elif deed == "die":
        entitlements.record_death_and_end(
            person=right.person, died_on=today, by=year.lab.preparer, at=noon(today), today=today
        )
    elif deed == "end":
        year.end(today)
    else:
        year.cancel(today)
