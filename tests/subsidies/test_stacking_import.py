"""Two rights in one list: told in the dry run, taken over as they are, paid as the rules say."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from support_services.subsidies.models import Batch, Entitlement, Exclusion
from support_services.subsidies.rules import Basis
from support_services.subsidies.services.imports import COLUMNS, import_entitlements
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.checks import findable
from tests.subsidies.factories import AT
from tests.subsidies.stacking_lab import ILL, RURAL, People
from veterans.foundation.csv_reading import Line
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)


@pytest.fixture
def people() -> People:
    made = People.of(ILL, RURAL)
    made.rate(ILL, "700", date(2021, 8, 1))
    made.rate(RURAL, "50", date(2021, 8, 1), Basis.MONTH_PER_SERVICE_YEAR)
    return made


@pytest.fixture
def owner(people: People) -> Person:
    made = people.someone()
    findable(Entitlement(person=made))
    return made


def lines(owner: Person, paid: str = "2026-10") -> list[Line]:
    common = {"id_number": owner.id_number, "grade": "", "class": "", "ended_on": ""}
    common |= {"document_no": "", "approved_on": "2026-06-03", "paid_through": paid}
    return [
        Line(2, {**common, "scheme": RURAL, "service_years": "5", "service_months": "0"}),
        Line(3, {**common, "scheme": ILL, "service_years": "", "service_months": ""}),
    ]


def test_a_dry_run_says_which_line_and_leaves_nothing(people: People, owner: Person) -> None:
    by = people.hands.preparer
    told = import_entitlements(rows=lines(owner), by=by, at=AT, today=TODAY, dry_run=True)
    assert [one.line for one in told.collisions] == [2]
    assert "2026年6月起系统将只发带病回乡退役军人生活补助" in told.collisions[0].message
    assert not told.applied
    assert not Entitlement.objects.exists()
    assert not Exclusion.objects.exists()
    # No number of a batch is used up by looking.
    assert not Batch.objects.exists()
    done = import_entitlements(rows=lines(owner), by=by, at=AT, today=TODAY)
    assert done.collisions == told.collisions
    assert done.opening.batch is not None


def test_what_was_paid_all_the_same_is_on_the_books_and_comes_out_as_overpaid(
    people: People, owner: Person
) -> None:
    import_entitlements(rows=lines(owner), by=people.hands.preparer, at=AT, today=TODAY)
    rural = Entitlement.objects.get(scheme__code=RURAL)
    assert people.labs[RURAL].posted(rural)[date(2026, 6, 1), "standard"] == Decimal("250.00")
    november = people.labs[RURAL].run(date(2026, 11, 1))
    assert people.labs[RURAL].posted(rural) == {}
    [exception] = november.exceptions.all()
    assert (exception.reason, exception.amount) == ("overpaid", Decimal("-1250.00"))
    assert audit_ledger(snapshot=False) == []


def test_the_same_list_again_says_nothing_new(people: People, owner: Person) -> None:
    by = people.hands.preparer
    import_entitlements(rows=lines(owner), by=by, at=AT, today=TODAY)
    before = list(Exclusion.objects.values())
    again = import_entitlements(rows=lines(owner), by=by, at=AT, today=TODAY)
    assert (again.unchanged, again.collisions) == (2, [])
    assert list(Exclusion.objects.values()) == before


def test_a_list_with_one_of_the_two_finds_the_other_in_the_register(
    people: People, owner: Person
) -> None:
    by = people.hands.preparer
    rural, ill = lines(owner, "")
    import_entitlements(rows=[rural], by=by, at=AT, today=TODAY)
    told = import_entitlements(rows=[ill], by=by, at=AT, today=TODAY)
    assert [one.line for one in told.collisions] == [3]
    assert Exclusion.objects.get().entitlement.scheme.code == RURAL


def test_the_command_says_it_too(people: People, owner: Person, tmp_path: Path) -> None:
    file = tmp_path / "待遇.csv"
    rows = [",".join(line.values[column] for column in COLUMNS) for line in lines(owner)]
    file.write_text("\n".join([",".join(COLUMNS), *rows]), encoding="utf-8")
    out, err = StringIO(), StringIO()
    by = people.hands.preparer.username
    call_command("import_entitlements", str(file), "--by", by, "--dry-run", stdout=out, stderr=err)
    assert json.loads(out.getvalue())["collisions"] == 1
    assert "第 2 行" in err.getvalue()
    assert owner.id_number not in err.getvalue()
