"""One person with two files: told apart or merged, and nobody is paid twice or forgotten."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from support_services.subsidies import selectors
from support_services.subsidies.models import CrossCheckHit, Entitlement
from support_services.subsidies.services import entitlements
from tests.subsidies import checks
from tests.subsidies.factories import account, entitlement, person, user, village
from tests.subsidies.ledger_lab import AT, Lab
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import (
    Category,
    Certificate,
    Circumstance,
    Household,
    LifeEvent,
    Merit,
    Person,
    PersonCategory,
    Relative,
    Residence,
)
from veterans.registry.selectors import id_index, people_with_numbers, phone_index
from veterans.registry.selectors.changes import changes_of
from veterans.registry.selectors.duplicates import doubtful_files
from veterans.registry.selectors.exports import Choice, people_chosen
from veterans.registry.selectors.finding import find_people
from veterans.registry.services import (
    accept_event,
    propose_event,
    update_contact,
    withdraw_event,
)
from veterans.registry.services.namesakes import tell_files_apart
from veterans.registry.services.people_rows import known_people

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
DAY = date(2026, 11, 2)
BORN = date(1950, 1, 1)


@pytest.fixture
def preparer(db: None) -> User:
    return user(Role.PREPARER)


@pytest.fixture
def reviewer(db: None) -> User:
    return user(Role.REVIEWER)


def registered(name: str = "曾建国", place: tuple[int, int] = (1, 1), **more: Any) -> Person:
    """Somebody whom his number finds."""
    made = person(village(*place), name=name, **more)
    Person.objects.filter(pk=made.pk).update(id_index=id_index(made.id_number))
    made.refresh_from_db()
    return made


def propose(kind: str, who: Person, by: User, **entered: str) -> LifeEvent:
    return propose_event(
        kind=kind, person=who, happened_on=DAY, entered=entered, document_no="查实记录3号",
        by=by, at=AT, today=TODAY,
    )  # fmt: skip


def merging(gone: Person, kept: Person, by: User, number: str = "kept") -> LifeEvent:
    return propose("duplicate", gone, by, kept=str(kept.pk), number=number)


def accept(event: LifeEvent, by: User) -> list[str]:
    return accept_event(event_id=event.pk, by=by, at=AT, today=TODAY)[1]


def test_what_was_paid_twice_comes_back_and_the_file_that_stays_is_paid_on(
    preparer: User, reviewer: User
) -> None:
    lab = Lab.of()
    lab.rate("6000", date(2024, 1, 1))  # a year: 500 a month
    kept, gone = lab.entitle(date(2025, 1, 1)), lab.entitle(date(2025, 6, 1))
    lab.run(date(2026, 10, 1))
    done = accept(merging(gone.person, kept.person, preparer), reviewer)
    assert done[-1] == (
        "残疾抚恤自2025年6月起与留下的档案重复，这一份停发；重复发过的作为多发追回。"
    )
    lab.run(date(2026, 11, 1))
    assert lab.posted(gone) == {}
    assert selectors.owed_back([gone.pk]) == Decimal(17 * 500)
    assert sum(lab.posted(kept).values()) == 23 * 500
    gone.refresh_from_db()
    assert (gone.end_month, gone.end_reason) == (date(2024, 12, 1), "cancelled")
    assert selectors.owed_back([kept.pk]) == 0


def test_months_that_only_the_file_that_goes_was_paid_for_stay_paid(
    preparer: User, reviewer: User
) -> None:
    lab = Lab.of()
    lab.rate("6000", date(2024, 1, 1))
    # Paid in the second file first, and moved away from there; both in March and April.
    kept = lab.entitle(date(2026, 3, 1))
    gone = lab.entitle(date(2026, 1, 1), end=date(2026, 4, 1))
    lab.run(date(2026, 10, 1))
    accept(merging(gone.person, kept.person, preparer), reviewer)
    lab.run(date(2026, 11, 1))
    assert sorted(month for month, _ in lab.posted(gone)) == [date(2026, 1, 1), date(2026, 2, 1)]
    assert selectors.owed_back([gone.pk]) == 1000


def test_rights_are_never_moved_silently(preparer: User, reviewer: User) -> None:
    kept, gone = registered(), registered()
    entitlement(kept)
    entitlement(gone, scheme="rural_60_allowance")
    event = merging(gone, kept, preparer)
    with pytest.raises(Refused, match="先在这里停发，再在留下的档案上核定"):
        accept(event, reviewer)
    gone.refresh_from_db()
    assert gone.merged_into is None
    assert Entitlement.objects.filter(person=gone, end_month__isnull=True).exists()
    entitlements.end(
        entitlement_id=Entitlement.objects.get(person=gone).pk,
        reason=entitlements.EndReason.INELIGIBLE, ended_on=DAY, by=preparer, at=AT, today=TODAY,
    )  # fmt: skip
    accept(event, reviewer)
    # Nothing new hangs on it, by whatever verb.
    gone.refresh_from_db()
    for attempt in (
        lambda: update_contact(person=gone, phone="13900000000", by=preparer, at=AT),
        lambda: propose("merit", gone, preparer, merit="third"),
        lambda: entitlements.grant(
            person=gone, scheme="disability_pension", approved_on=DAY, grade=1,
            rate_class="combat", document_no="1号", by=preparer, at=AT, today=TODAY,
        ),
        lambda: merging(gone, kept, preparer),
        lambda: merging(kept, gone, preparer) and accept(LifeEvent.objects.latest("pk"), reviewer),
    ):  # fmt: skip
        with pytest.raises(Refused, match="已并入"):
            attempt()


def test_the_file_that_stays_takes_what_fits_and_every_number_leads_to_it(
    preparer: User, reviewer: User
) -> None:
    kept, gone = registered(), registered()
    right_number, wrong_number = str(gone.id_number), str(kept.id_number)
    home = Household.objects.create(number="H-1", region=kept.region)
    gone.household, gone.relation, gone.phone = home, "户主", "13800138000"
    gone.phone_index = phone_index("13800138000")
    gone.save()
    entered = {"entered_by": preparer, "entered_at": AT}
    for who, value in ((kept, "20"), (gone, "10")):
        Circumstance.objects.create(person=who, kind="marriage", value=value, **entered)
    both = {"kind": "third", "awarded_on": date(1975, 8, 1), **entered}
    Merit.objects.create(person=kept, **both)
    Merit.objects.create(person=gone, **both)
    mine = Merit.objects.create(person=gone, **both | {"kind": "second"})
    paper = Certificate.objects.create(person=gone, kind="discharge", number="退1975001", **entered)
    Residence.objects.create(person=gone, kind="living", region=gone.region, **entered)
    PersonCategory.objects.create(
        person=gone, category=Category.VETERAN, valid_from=date(1975, 12, 1)
    )
    wife = registered("李秀英")
    named = Relative.objects.create(
        person=wife, relation="spouse", name="曾建国", other=gone, **entered
    )
    older = registered()
    accept(merging(older, gone, preparer), reviewer)

    accept(merging(gone, kept, preparer, number="gone"), reviewer)

    for row in (kept, gone, older, named, mine, paper):
        row.refresh_from_db()
    # The right number goes to the file that stays; both numbers, and an older one, lead there.
    assert (kept.id_number, gone.id_number) == (right_number, wrong_number)
    assert (older.merged_into, gone.merged_into) == (kept, kept)
    asked = [right_number, wrong_number, str(older.id_number)]
    assert set(people_with_numbers(preparer, asked).values()) == {kept}
    assert [one.pk for one in find_people(preparer, "曾建国").people] == [kept.pk]
    taken_along = people_chosen(preparer, Choice(kept.region, "", TODAY))
    assert {kept, gone, older} & set(taken_along) == {kept}
    assert {one.is_merged for one in known_people([id_index(wrong_number)]).values()} == {True}
    # What fits went over, what is there already or contradicts stayed behind.
    assert (mine.person, paper.person, named.other) == (kept, kept, kept)
    assert list(Merit.objects.filter(person=kept).values_list("kind", flat=True)) == [
        "third", "second",
    ]  # fmt: skip
    assert Circumstance.objects.get(person=kept).value == "20"
    assert Residence.objects.get().person == gone
    assert (kept.phone, kept.household, kept.relation) == ("13800138000", home, "户主")
    told = [v for one in changes_of(kept, sensitive=True) for v in one.values]
    assert ("人员", f"曾建国（档案号 {gone.pk}）") in {(v.field, v.before) for v in told}
    assert AuditEntry.objects.filter(action="person.merged", subject_id=str(kept.pk)).exists()

    done = accept(propose("separated", kept, preparer, gone=str(gone.pk)), reviewer)
    assert done[0] == "曾建国恢复为单独的档案，3 条登记转回。"
    for row in (kept, gone, mine, paper):
        row.refresh_from_db()
    assert (kept.id_number, gone.id_number) == (wrong_number, right_number)
    assert (gone.merged_into, mine.person, paper.person) == (None, gone, gone)


def test_a_dead_man_in_the_other_file_is_found_by_the_list_of_the_dead(
    preparer: User, reviewer: User
) -> None:
    kept, gone = registered(), registered()
    entitlement(kept)
    account(kept)
    accept(merging(gone, kept, preparer), reviewer)
    checks.apply(checks.list_of((str(gone.id_number), checks.DIED, "火化记录")), by=preparer)
    assert CrossCheckHit.objects.get().person == kept
    # One file knows that he died, the other does not: that is settled first, and in the open.
    dead, alive = registered(died_on=DAY), registered()
    with pytest.raises(Refused, match="请先在留下的档案上登记去世"):
        accept(merging(dead, alive, preparer), reviewer)
    accept(merging(alive, dead, preparer), reviewer)
    alive.refresh_from_db()
    assert alive.merged_into == dead


def test_two_hands_two_files_one_area(preparer: User, reviewer: User) -> None:
    kept, gone = registered(), registered()
    with pytest.raises(Refused, match="同一个人的另一份"):
        merging(gone, gone, preparer)
    # A number as it is typed: in full-width digits, with a small x.
    wide = str(kept.id_number).translate(str.maketrans("0123456789X", "０１２３４５６７８９x"))
    withdraw_event(
        event_id=propose("duplicate", gone, preparer, kept=wide, number="kept").pk,
        by=preparer,
        at=AT,
    )
    with pytest.raises(NotFound, match="没有找到另一份档案"):
        propose("duplicate", gone, preparer, kept="999999999", number="kept")
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    with pytest.raises(Refused, match="不在这里办理"):
        merging(gone, kept, own)
    event = merging(gone, kept, preparer)
    with pytest.raises(Refused, match="由另一人办理"):
        accept(event, preparer)
    propose("merit", gone, preparer, merit="third")
    with pytest.raises(Refused, match="还有别的变动在办"):
        accept(event, reviewer)
    with pytest.raises(PermissionRefused):
        tell_files_apart(one=kept, other=gone, by=own, at=AT)
    third = registered()
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    for one, other in ((kept, third), (third, gone), (third, third)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=one.pk).update(merged_into=other)


def test_doubtful_files_stand_side_by_side_until_somebody_decides(
    preparer: User, reviewer: User, client: Client, django_assert_num_queries: Any
) -> None:
    one, other = registered(), registered()
    elsewhere = registered(place=(2, 1), born_on=date(1949, 9, 9))
    for who in (elsewhere, one):
        Person.objects.filter(pk=who.pk).update(
            phone="13800138000", phone_index=phone_index("13800138000")
        )
    registered("曾建军")
    found, more = doubtful_files(preparer)
    assert [(d.one, d.other, d.alike) for d in found] == [
        (one, other, "出生日期相同"),
        (one, elsewhere, "电话相同"),
    ]
    assert not more
    assert doubtful_files(user(Role.VILLAGE_WORKER, region=village(3, 1)))[0] == []
    assert len(doubtful_files(preparer, at_most=1)[0]) == 1

    client.force_login(preparer)
    page = client.get("/bureau/people/duplicates/")
    assert "电话相同" in page.text
    assert str(one.id_number) not in page.text
    where = f"/bureau/people/duplicates/{one.pk}/{elsewhere.pk}/"
    assert "一直记住" in client.get(where).text
    client.post(where)
    client.post(where)
    assert [d.other for d in doubtful_files(preparer)[0]] == [other]

    form = client.get(f"/bureau/people/{other.pk}/events/duplicate/?kept={one.pk}")
    assert f'value="{one.pk}"' in form.text
    accept(merging(other, one, preparer), reviewer)
    assert doubtful_files(preparer)[0] == []
    assert f"档案号 {one.pk}" in client.get(f"/bureau/people/{other.pk}/").text
    stays = client.get(f"/bureau/people/{one.pk}/").text
    assert f"档案号 {other.pk}" in stays
    assert "办理变动" in stays
    client.force_login(user(Role.VILLAGE_WORKER, region=village(1, 1)))
    at_station = client.get(f"/station/payees/{other.pk}/").text
    assert "已并入另一份" in at_station
    assert "报告变动" not in at_station
    assert "登记走访" not in at_station
    with django_assert_num_queries(2):
        doubtful_files(preparer)


@pytest.mark.django_db(transaction=True)
def test_two_merge_crosswise_at_once_and_one_file_stays() -> None:
    hands = user(Role.PREPARER), user(Role.REVIEWER)
    a, b = registered(), registered()
    entitlement(a)
    entitlement(b)
    events = merging(a, b, hands[0]), merging(b, a, hands[0])
    results = at_once(*[lambda e=e: accept(e, hands[1]) for e in events])
    assert sum(isinstance(one, Refused) for one in results) == 1
    stays = Person.objects.get(merged_into=None)
    running = Entitlement.objects.filter(end_month__isnull=True)
    assert [right.person for right in running] == [stays]
    assert AuditEntry.objects.filter(action="person.merged").count() == 1
