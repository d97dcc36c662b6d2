"""The mark that makes the next calculation look back: who sets it, and when it goes."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from support_services.subsidies.mark_sql import mark
from support_services.subsidies.models import Entitlement, RecheckMark
from support_services.subsidies.models.entitlements import NEXT_DUE
from tests.subsidies.ledger_lab import Lab

pytestmark = pytest.mark.django_db

START, JANUARY, MARCH = date(2022, 8, 1), date(2026, 1, 1), date(2026, 3, 1)


@pytest.fixture
def right() -> Entitlement:
    """A right with nothing unusual about it, its first months calculated."""
    lab = Lab.of()
    lab.rate("116270", START)
    right = lab.entitle(JANUARY)
    lab.run(MARCH)
    assert marked(right) is None
    return right


def marked(right: Entitlement) -> date | None:
    return RecheckMark.objects.filter(pk=right.pk).values_list("from_month", flat=True).first()


def set_mark(right: Entitlement, month: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(mark("SELECT %s::bigint, %s::date"), [right.pk, month])
    return RecheckMark.objects.get(pk=right.pk).seq


def test_the_earlier_month_stays_and_every_marking_counts(right: Entitlement) -> None:
    numbers = [set_mark(right, month) for month in (MARCH, JANUARY, NEXT_DUE)]
    assert marked(right) == JANUARY
    assert numbers == sorted(set(numbers))


def test_a_mark_set_anew_is_not_the_one_that_was_cleared(right: Entitlement) -> None:
    """A calculation that still holds the old number must not take the new mark away."""
    seen = set_mark(right, JANUARY)
    RecheckMark.objects.filter(pk=right.pk).delete()
    assert set_mark(right, JANUARY) > seen


@pytest.mark.parametrize(
    ("change", "month"),
    [
        ({"start_month": date(2025, 12, 1), "ledger_from": date(2025, 12, 1)}, date(2025, 12, 1)),
        (
            {"end_month": MARCH, "ended_on": date(2026, 3, 9), "end_reason": "other"},
            MARCH,
        ),
        ({"document_no": "更正〔2026〕1号"}, None),
    ],
)
def test_the_right_itself(right: Entitlement, change: dict, month: date | None) -> None:
    Entitlement.objects.filter(pk=right.pk).update(**change)
    assert marked(right) == month


def test_taking_an_end_back_marks_from_it(right: Entitlement) -> None:
    one = Entitlement.objects.filter(pk=right.pk)
    one.update(end_month=MARCH, ended_on=date(2026, 3, 9), end_reason="other")
    RecheckMark.objects.all().delete()
    one.update(end_month=None, ended_on=None, end_reason="")
    assert marked(right) == MARCH


def test_a_stale_copy_that_is_saved_does_not_take_the_mark_away(right: Entitlement) -> None:
    stale = Entitlement.objects.get(pk=right.pk)
    set_mark(right, JANUARY)
    stale.document_no = "补录"
    stale.save()
    assert marked(right) == JANUARY


def test_many_at_once_by_one_statement(right: Entitlement) -> None:
    rights = [
        Entitlement(
            person=right.person,
            scheme=right.scheme,
            approved_on=date(year, 1, 1),
            start_month=date(year, 1, 1),
            end_month=date(year, 2, 1),
            ended_on=date(year, 2, 1),
            end_reason="other",
            ledger_from=date(year, 1, 1),
            created_at=timezone.now(),
        )
        for year in (2023, 2024)
    ]
    Entitlement.objects.bulk_create(rights)
    assert {marked(one) for one in rights} == {date(2023, 1, 1), date(2024, 1, 1)}
    RecheckMark.objects.filter(pk=rights[0].pk).delete()
    Entitlement.objects.filter(pk__in=[one.pk for one in rights]).update(payee=right.person)
    assert [marked(one) for one in rights] == [NEXT_DUE, date(2024, 1, 1)]
