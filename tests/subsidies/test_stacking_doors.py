"""Stacking at the bureau's door: told before it is registered, listed, allowed by two people."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support_services.subsidies.models import Entitlement, Exclusion, StackingOverride
from support_services.subsidies.rules import Basis
from support_services.subsidies.selectors.stacking import collisions_matching, collisions_of
from support_services.subsidies.services.stacking import settle_stacking
from tests.subsidies.at_the_bureau import enter, said, told
from tests.subsidies.stacking_lab import ILL, RURAL, People
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

LIST = "/bureau/stacking/"
START = date(2026, 9, 1)
LONG_AGO = date(2022, 1, 1)


@pytest.fixture
def people() -> People:
    made = People.of(ILL, RURAL)
    made.rate(ILL, "700", date(2021, 8, 1))
    made.rate(RURAL, "50", date(2021, 8, 1), Basis.MONTH_PER_SERVICE_YEAR)
    return made


@pytest.fixture
def owner(people: People) -> Person:
    """Somebody with both, of whom the rural allowance is not paid."""
    owner = people.someone()
    people.right(owner, RURAL, START, factor="5")
    people.right(owner, ILL, START)
    settle_stacking([owner.pk])
    return owner


def test_whoever_registers_is_told_before_and_sees_what_it_moves(people: People) -> None:
    owner, clerk = people.someone(), enter(people.hands.preparer)
    rural = people.right(owner, RURAL, START, factor="5")
    people.labs[RURAL].run(date(2026, 10, 1))
    address = f"/bureau/people/{owner.pk}/do/grant/"
    given = {"scheme": ILL, "approved_on": "2026-09-09", "document_no": "号"}
    seen = said(clerk.post(address, given))
    assert "不能同时享受，2026年9月起系统将只发带病回乡退役军人生活补助" in seen
    # Both of his rights stand in what it moves: two months of the one come back.
    assert "农村籍老兵 标准 250.00 0.00" in seen
    assert not Exclusion.objects.exists()
    assert not AuditEntry.objects.filter(action="entitlement.granted").exists()
    clerk.post(address, {**given, "confirmed": "1"})
    assert list(Exclusion.objects.values_list("entitlement", "first_month")) == [(rural.pk, START)]
    seen = told(clerk, f"/bureau/people/{owner.pk}/")
    assert "叠加不发" in seen
    assert "系统将只发带病回乡" in seen
    assert "提出特批" in seen
    seen = told(clerk, f"/bureau/entitlements/{rural.pk}/")
    assert "2026年9月起不发，只发" in seen


def test_the_list_says_who_which_months_and_why(people: People, owner: Person) -> None:
    reader = enter(people.hands.approver)
    seen = told(reader, LIST)
    for words in (owner.name, "农村籍老兵", "带病回乡", "2026年9月起", "规定只发带病回乡"):
        assert words in seen
    assert "转载来源" in seen
    town = owner.region.parent.path  # type: ignore[union-attr]
    assert owner.name in told(reader, f"{LIST}?town={town}")
    assert owner.name not in told(reader, f"{LIST}?scheme=disability_pension")


def test_past_months_are_listed_when_asked_for(people: People) -> None:
    owner, reader = people.someone(), enter(people.hands.approver)
    people.right(owner, RURAL, date(2024, 1, 1), factor="5")
    people.right(owner, ILL, date(2024, 1, 1), end=date(2024, 6, 1))
    settle_stacking([owner.pk])
    assert owner.name not in told(reader, LIST)
    assert "至 2024年6月" in told(reader, f"{LIST}?when=all")


def test_the_workbook_holds_the_same_and_its_taking_is_on_record(
    people: People, owner: Person
) -> None:
    answer = enter(people.hands.approver).get(f"{LIST}export/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        cells = book.read("xl/sharedStrings.xml").decode()
    assert owner.name in cells
    assert owner.id_number not in cells
    assert "规定只发带病回乡" in cells
    assert AuditEntry.objects.get(action="stacking.exported").detail["rows"] == 1
    empty = enter(people.hands.approver).get(f"{LIST}export/?scheme=bereaved_pension", follow=True)
    assert "没有可以导出的名单" in said(empty)


def test_an_approval_takes_two_people_at_the_door(people: People, owner: Person) -> None:
    clerk, reviewer = enter(people.hands.preparer), enter(people.hands.reviewer)
    people.labs[RURAL].run(date(2026, 10, 1))
    address = f"/bureau/people/{owner.pk}/override/"
    given = {
        "pair": f"{RURAL} {ILL}",
        "from_month": "2026-09",
        "document_no": "特批〔2026〕1号",
        "reason": "市局批复",
    }
    assert "确认以前仍只发一项" in said(clerk.post(address, given))
    assert not StackingOverride.objects.exists()
    clerk.post(address, {**given, "confirmed": "1"})
    asked = StackingOverride.objects.get()
    page = f"{LIST}overrides/{asked.pk}/"
    assert "等另一人确认" in told(clerk, page)
    assert clerk.get(f"{page}do/confirm/").status_code == 403
    assert "1 份特批同时享受" in told(reviewer, "/bureau/")
    # What the confirmation moves is seen before it is given.
    seen = said(reviewer.post(f"{page}do/confirm/", {}))
    assert "+500.00" in seen
    assert StackingOverride.objects.get().state == "proposed"
    reviewer.post(f"{page}do/confirm/", {"confirmed": "1"})
    assert StackingOverride.objects.get().state == "confirmed"
    assert not Exclusion.objects.exists()
    assert "1 份特批" not in told(reviewer, "/bureau/")
    seen = said(clerk.post(f"{page}do/end/", {"last_month": "2026-09", "note": "撤销"}))
    assert "同时发放到2026年9月" in seen
    clerk.post(f"{page}do/end/", {"last_month": "2026-09", "note": "撤销", "confirmed": "1"})
    assert Exclusion.objects.get().first_month == date(2026, 10, 1)
    assert "已终止" in told(clerk, page)


def test_the_rules_show_their_source_and_how_sure_they_are(people: People) -> None:
    seen = told(enter(people.hands.approver), f"{LIST}rules/")
    assert "未经证实" in seen
    assert "就高不就低，只发一项" in seen


def test_the_ledger_explains_why_a_month_was_taken_back(people: People) -> None:
    owner = people.someone()
    rural = people.right(owner, RURAL, START, factor="5")
    people.labs[RURAL].run(date(2026, 10, 1))
    people.right(owner, ILL, START)
    settle_stacking([owner.pk])
    people.labs[RURAL].run(date(2026, 11, 1))
    seen = told(enter(people.hands.approver), f"/bureau/lines/{rural.pk}/2026-10/standard/2/")
    assert "与带病回乡退役军人生活补助不能同时享受，这个月只发" in seen


def test_a_list_page_costs_the_same_for_one_and_for_many(people: People, owner: Person) -> None:
    reader = enter(people.hands.approver)
    reader.get(LIST)
    with CaptureQueriesContext(connection) as one:
        reader.get(LIST)
    for _ in range(5):
        other = people.someone()
        people.right(other, RURAL, START, factor="5")
        people.right(other, ILL, START)
        settle_stacking([other.pk])
    with CaptureQueriesContext(connection) as many:
        reader.get(LIST)
    assert len(many) == len(one)


def test_what_was_over_before_the_ledger_begins_is_not_listed(people: People) -> None:
    """It kept back no money of this portal; whoever moved here in mid-life need not look at it."""
    owner = people.someone()
    carried_over = people.right(owner, RURAL, LONG_AGO, factor="5")
    people.right(owner, ILL, LONG_AGO)
    settle_stacking([owner.pk])
    kept = Exclusion.objects.get(entitlement=carried_over)
    assert kept.last_month is None
    Exclusion.objects.filter(pk=kept.pk).update(last_month=date(2023, 12, 1))
    for ledger_from, listed in ((date(2023, 12, 1), [kept]), (date(2024, 1, 1), [])):
        Entitlement.objects.filter(pk=carried_over.pk).update(ledger_from=ledger_from)
        assert list(collisions_matching(people.hands.preparer, today=START, when="all")) == listed
        assert [one.row for one in collisions_of([owner.pk])] == listed
