"""The invented people into empty tables, by COPY: the register, and the rights of the first day.

One transaction. What happens to them afterwards goes through the portal's own services.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from support_services.subsidies.demo.files import load_files, plaque
from support_services.subsidies.demo.population import Human, Population, Right
from support_services.subsidies.models import Determination, Entitlement, Scheme
from support_services.subsidies.services.scheme_book import SchemeBook, Terms
from support_services.subsidies.services.stacking import settle_stacking
from veterans.accounts.models import User
from veterans.foundation.bulk_load import load_rows, next_ids
from veterans.regions.models import Region
from veterans.registry import pinyin
from veterans.registry.models import (
    AccountState,
    BankAccount,
    Circumstance,
    Household,
    Person,
    PersonCategory,
    Relative,
    ServicePeriod,
)
from veterans.registry.selectors import account_index, id_index, phone_index

Progress = Callable[[float, str], None]


@transaction.atomic
def load_population(population: Population, *, by: User, at: datetime, progress: Progress) -> None:
    """Write everybody. ``progress`` is told the share done, 0 to 1, and what is being done."""
    regions = dict(Region.objects.values_list("code", "pk"))
    humans = population.humans
    progress(0.0, "家庭")
    homes = next_ids(Household, len(population.homes))
    load_rows(
        Household,
        ("id", "number", "region_id", "address", "plaque_number", "plaque_hung_on"),
        (
            (pk, home.number, regions[home.village.code], home.address, *plaque(place))
            for place, (pk, home) in enumerate(zip(homes, population.homes, strict=True))
        ),
    )
    people = next_ids(Person, len(humans))
    step = 5000
    for start in range(0, len(humans), step):
        progress(0.15 + 0.55 * start / len(humans), f"人员 {start}/{len(humans)}")
        _load_people(humans[start : start + step], people, homes, regions)
    progress(0.7, "人员类别")
    load_rows(
        PersonCategory,
        ("person_id", "category", "valid_from", "valid_to", "document_no"),
        (
            (people[human.serial], held.category, held.valid_from, held.valid_to, held.document_no)
            for human in humans
            for held in human.categories
        ),
    )
    progress(0.74, "档案")
    load_files(population, people, by=by, at=at)
    progress(0.80, "银行账户")
    _load_accounts(humans, people, by, at)
    progress(0.85, "待遇")
    _load_rights(population, people, at)
    settle_stacking(people)
    progress(0.93, "整理索引")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def analyse() -> None:
    """Tell the planner what has been loaded: by itself it finds out minutes later."""
    tables = (
        Household,
        Person,
        PersonCategory,
        ServicePeriod,
        Circumstance,
        Relative,
        BankAccount,
        Entitlement,
        Determination,
    )
    with connection.cursor() as cursor:
        names = ", ".join(table._meta.db_table for table in tables)
        cursor.execute(f"ANALYZE {names}")


def _load_people(
    humans: list[Human], people: list[int], homes: list[int], regions: dict[str, int]
) -> None:
    load_rows(
        Person,
        (
            "id",
            "name",
            "name_pinyin",
            "name_initials",
            "id_number",
            "id_index",
            "sex",
            "born_on",
            "phone",
            "phone_index",
            "region_id",
            "household_id",
            "relation",
        ),
        (
            (
                people[human.serial],
                human.name,
                *pinyin.keys(human.name),
                human.id_number,
                id_index(human.id_number),
                human.sex,
                human.born_on,
                human.phone or None,
                phone_index(human.phone) if human.phone else None,
                regions[human.village.code],
                homes[human.home],
                human.relation,
            )
            for human in humans
        ),
    )


def _load_accounts(humans: list[Human], people: list[int], by: User, at: datetime) -> None:
    load_rows(
        BankAccount,
        (
            "person_id",
            "bank_name",
            "account_name",
            "number",
            "number_index",
            "state",
            "is_current",
            "matched_by_name",
            "created_at",
            "entered_by_id",
        ),
        (
            (
                people[human.serial],
                human.account.bank_name,
                human.account.account_name,
                human.account.number,
                account_index(human.account.number),
                AccountState.VERIFIED if human.account.is_verified else AccountState.UNVERIFIED,
                True,
                human.account.is_verified,
                at,
                by.pk,
            )
            for human in humans
            if human.account is not None
        ),
    )


def _load_rights(population: Population, people: list[int], at: datetime) -> None:
    """Rights that another system paid before: the ledger speaks of them from its first month."""
    schemes = {scheme.code: scheme for scheme in Scheme.objects.all()}
    book = SchemeBook.read()
    rights = [(h, r) for h, r in population.rights() if r.registered_on is None]
    ids = next_ids(Entitlement, len(rights))
    load_rows(
        Entitlement,
        (
            "id",
            "person_id",
            "scheme_id",
            "approved_on",
            "start_month",
            "ledger_from",
            "end_reason",
            "document_no",
            "created_at",
        ),
        (
            (
                pk,
                people[human.serial],
                schemes[right.scheme].pk,
                right.approved_on,
                right.start,
                max(right.start, population.first_month),
                "",
                right.document_no,
                at,
            )
            for pk, (human, right) in zip(ids, rights, strict=True)
        ),
    )
    load_rows(
        Determination,
        (
            "entitlement_id",
            "first_month",
            "grade",
            "rate_class",
            "service_years",
            "service_months",
            "service_factor",
            "approved_on",
            "document_no",
        ),
        (
            (
                pk,
                right.start,
                right.grade,
                right.rate_class,
                right.service_years,
                right.service_months,
                _factor(book, right, schemes[right.scheme]),
                right.approved_on,
                right.document_no,
            )
            for pk, (_, right) in zip(ids, rights, strict=True)
        ),
    )


def _factor(book: SchemeBook, right: Right, scheme: Scheme) -> object:
    terms = Terms(service_years=right.service_years, service_months=right.service_months)
    return book.factor(scheme, terms, right.approved_on)
