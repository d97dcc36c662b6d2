"""What a list of people reads from the register and writes into it, set-based: thousands at a time.

The one core of every road by which lists come in: the command and the lists at the bureau's door.
Nothing here asks for a duty or writes the audit log; that is for the verb that uses it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import connection

from veterans.accounts.models import User
from veterans.foundation import idcard
from veterans.foundation.bulk_load import load_rows, next_ids
from veterans.foundation.crypto import seal
from veterans.foundation.line_problems import LineReader
from veterans.registry import pinyin, rules
from veterans.registry.models import AccountState, BankAccount, Circumstance, Person, ServicePeriod
from veterans.registry.selectors import account_index
from veterans.registry.services.people import leave_old_homes

OTHER_NAME = (
    "此身份证号已登记在另一姓名下。请核对姓名与身份证号两列是否错行；确系改名的，"
    "请先在人员页面办理姓名更正。"
)
ELSEWHERE = "此人登记在您的服务区域之外。"
MERGED = "此身份证号的档案已并入同一人的另一份档案，不再更新。请改为留下的那份档案上的身份证号。"
DEAD = "此人已登记去世，名单里的内容不再更新。"
CUT = "身份证号末三位是 000，可能被 Excel 截断过，请与证件核对。"
NATION = "nation"
_BATCH = 5000
T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """Where the money goes, as a line says it."""

    bank_name: str
    holder: str
    number: str
    index: bytes

    @property
    def facts(self) -> tuple[bytes, str, str]:
        return self.index, self.bank_name, self.holder


@dataclass(frozen=True)
class Service:
    """One period of service, as a line says it."""

    enlisted_on: date
    discharged_on: date | None
    status: str


@dataclass(frozen=True)
class Row:
    """A line that can be read. ``region_id`` is 0 and ``phone`` "" where it says nothing."""

    line: int
    name: str
    number: str
    index: bytes
    region_id: int
    phone: str = ""
    phone_index: bytes | None = None
    account: Account | None = None
    nation: str = ""
    service: Service | None = None


@dataclass(frozen=True)
class Known:
    """A person who is registered already, as far as a list may change them."""

    id: int
    name: str
    region_id: int
    phone_index: bytes | None
    is_dead: bool
    is_merged: bool


def lock_register() -> None:
    """Two lists at once would each miss whom the other adds; readers are not kept waiting."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE registry_person IN SHARE ROW EXCLUSIVE MODE")


def read_account(
    *, bank: str, number: str, holder: str, name: str, reader: LineReader
) -> Account | None:
    """The account of a line, or None; half an account and a wrong one are complained of."""
    if not bank and not number:
        if holder and "".join(holder.split()) != name:
            reader.complain("只填了户名，请补上开户行和账号，或三项都不填。")
        return None
    if not bank or not number:
        reader.complain("开户行和账号要么都填，要么都不填，请补齐或清空。")
        return None
    clean = reader.take(rules.clean_account_number, number)
    bank_name = reader.take(rules.clean_bank_name, bank)
    owner = reader.take(rules.clean_name, holder) if holder else name
    if clean is None or bank_name is None or owner is None:
        return None
    return Account(bank_name, owner, clean, account_index(clean))


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def known_people(indexes: Sequence[bytes]) -> dict[bytes, Known]:
    """Who is registered under these numbers, by index."""
    known: dict[bytes, Known] = {}
    for batch in batches(indexes):
        # All of the register, not only the area: the number is unique everywhere.
        found = Person.objects.filter(id_index__in=batch)
        for index, pk, name, region, phone, died, kept in found.values_list(
            *("id_index", "pk", "name", "region_id", "phone_index", "died_on", "merged_into")
        ):
            number = bytes(phone) if phone else None
            known[bytes(index)] = Known(
                pk, name, region, number, died is not None, kept is not None
            )
    return known


def current_accounts(person_ids: Sequence[int]) -> dict[int, tuple[bytes, str, str]]:
    """``Account.facts`` of everybody's current account."""
    current: dict[int, tuple[bytes, str, str]] = {}
    for batch in batches(person_ids):
        found = BankAccount.objects.filter(person_id__in=batch, is_current=True)
        for person_id, index, bank, holder in found.values_list(
            "person_id", "number_index", "bank_name", "account_name"
        ):
            current[person_id] = (bytes(index), bank, holder)
    return current


def insert_people(rows: Sequence[Row]) -> list[int]:
    """New people; their numbers, in the order of the rows."""
    ids = next_ids(Person, len(rows))
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
            "relation",
        ),
        (
            (
                pk,
                row.name,
                *pinyin.keys(row.name),
                row.number,
                row.index,
                idcard.sex(row.number),
                idcard.birth_date(row.number),
                row.phone or None,
                row.phone_index,
                row.region_id,
                "",
            )
            for pk, row in zip(ids, rows, strict=True)
        ),
    )
    return ids


def update_contacts(changes: Sequence[tuple[Row, int]], *, today: date) -> None:
    """Telephone and home of these people, in one statement; what a row does not say stays."""
    if not changes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE registry_person p
            SET region_id = COALESCE(NULLIF(c.region_id, 0), p.region_id),
                phone = COALESCE(c.phone, p.phone),
                phone_index = COALESCE(c.phone_index, p.phone_index)
            FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[])
                AS c (id, region_id, phone, phone_index)
            WHERE p.id = c.id
            """,
            [
                [person_id for _, person_id in changes],
                [row.region_id for row, _ in changes],
                [seal(row.phone.encode()) if row.phone else None for row, _ in changes],
                [row.phone_index for row, _ in changes],
            ],
        )
    leave_old_homes([person_id for _, person_id in changes], today=today)


def put_accounts(
    new: Iterable[tuple[Row, int]], changed: Sequence[tuple[Row, int]], *, by: User, at: datetime
) -> None:
    """New current accounts; those they replace are no longer current."""
    BankAccount.objects.filter(
        person_id__in=[person_id for _, person_id in changed], is_current=True
    ).update(is_current=False, replaced_at=at)
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
            "entered_by_id",
            "created_at",
        ),
        (
            (
                person_id,
                account.bank_name,
                account.holder,
                account.number,
                account.index,
                AccountState.VERIFIED if account.holder == row.name else AccountState.UNVERIFIED,
                True,
                account.holder == row.name,
                by.pk,
                at,
            )
            for row, person_id in (*new, *changed)
            if (account := row.account) is not None
        ),
    )


def add_nations(rows: Iterable[tuple[Row, int]], *, by: User, at: datetime) -> None:
    """民族 of those who have none yet."""
    load_rows(
        Circumstance,
        ("person_id", "kind", "value", "entered_by_id", "entered_at"),
        ((person_id, NATION, row.nation, by.pk, at) for row, person_id in rows if row.nation),
    )


def add_services(rows: Iterable[tuple[Row, int]], *, by: User, at: datetime) -> None:
    """The period of service of those who have none yet."""
    load_rows(
        ServicePeriod,
        (
            "person_id",
            "enlisted_on",
            "discharged_on",
            "status",
            "in_hardship_area",
            "was_abroad",
            "entered_by_id",
            "entered_at",
        ),
        (
            (
                person_id,
                service.enlisted_on,
                service.discharged_on,
                service.status,
                False,
                False,
                by.pk,
                at,
            )
            for row, person_id in rows
            if (service := row.service) is not None
        ),
    )
