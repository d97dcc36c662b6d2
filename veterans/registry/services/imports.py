"""Importing a list of people, with their bank accounts, in bulk: all of it or nothing.

Set-based throughout: people are found by blind index, thousands at a time, and written in
batches. A person is known by the identity number alone; a list that gives another name for it is
refused, because far more often two columns were sorted apart than somebody was renamed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import connection, transaction
from django.utils import timezone

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, history, idcard
from veterans.foundation.bulk_load import load_rows, next_ids
from veterans.foundation.crypto import seal
from veterans.foundation.csv_reading import Line
from veterans.foundation.line_problems import LineProblem, LineReader
from veterans.regions.models import Level
from veterans.regions.selectors import regions_visible_to
from veterans.registry import pinyin, rules
from veterans.registry.models import AccountState, BankAccount, Person
from veterans.registry.selectors import account_index, id_index, phone_index

COLUMNS = (
    "name",
    "id_number",
    "region_code",
    "phone",
    "bank",
    "account_name",
    "account_number",
)
_BATCH = 5000
T = TypeVar("T")


@dataclass
class ImportOutcome:
    """How many lines were what. ``applied`` is false after a dry run and after any refusal."""

    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    applied: bool = False
    problems: list[LineProblem] = field(default_factory=list)
    warnings: list[LineProblem] = field(default_factory=list)


@dataclass(frozen=True)
class _Account:
    bank_name: str
    holder: str
    number: str
    index: bytes


@dataclass
class _Row:
    line: int
    name: str
    number: str
    index: bytes
    region_id: int
    phone: str
    account: _Account | None


@dataclass(frozen=True)
class _Known:
    """A person who is registered already, as far as a list may change them."""

    id: int
    name: str
    region_id: int
    phone: str


@transaction.atomic
def import_people(
    *, rows: Iterable[Line], by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Register whoever is new, bring telephone, home and account of the known up to the list.

    One refused line refuses the whole list; ``problems`` then names every such line. The same
    list again changes nothing. An empty telephone or account leaves what is registered. The
    account becomes the current one; it counts as verified when its name is the person's (also
    when the list leaves it empty) and waits for a second person otherwise. Refused: wrong
    identity numbers, the same person twice, unknown regions or those of another area, half an
    account. People without an account are taken; households are not assigned here.
    """
    require(by, "people.edit")
    given = list(rows)
    outcome = ImportOutcome(rows=len(given))
    if not dry_run:
        with connection.cursor() as cursor:
            # Two imports at once would each miss whom the other adds.
            cursor.execute("LOCK TABLE registry_person IN SHARE ROW EXCLUSIVE MODE")
    wanted = _read_rows(given, by, timezone.localdate(at), outcome)
    known = _known_people([row.index for row in wanted])
    accounts = _current_accounts([person.id for person in known.values()])
    areas = {region.pk for region in regions_visible_to(by).only("pk")}

    new: list[_Row] = []
    contacts: list[tuple[_Row, _Known]] = []
    new_accounts: list[tuple[_Row, _Known]] = []
    for row in wanted:
        person = known.get(row.index)
        if person is None:
            new.append(row)
            continue
        if person.name != row.name:
            outcome.problems.append(LineProblem(row.line, _OTHER_NAME))
            continue
        if person.region_id not in areas:
            outcome.problems.append(LineProblem(row.line, "此人登记在您的服务区域之外。"))
            continue
        moved = person.region_id != row.region_id
        called = bool(row.phone) and person.phone != row.phone
        banked = row.account is not None and accounts.get(person.id) != _facts(row.account)
        if moved or called:
            contacts.append((row, person))
        if banked:
            new_accounts.append((row, person))
        if moved or called or banked:
            outcome.updated += 1
        else:
            outcome.unchanged += 1

    outcome.new, outcome.refused = len(new), len({problem.line for problem in outcome.problems})
    if outcome.refused or dry_run:
        return outcome
    history.sign(by=by, why="按名单更新", at=at)
    ids = _insert_people(new)
    _update_contacts(contacts)
    _put_accounts(
        [(row, person_id) for row, person_id in zip(new, ids, strict=True) if row.account],
        [(row, person.id) for row, person in new_accounts],
        by=by,
        at=at,
    )
    outcome.applied = True
    if outcome.new or outcome.updated:
        detail = {"new": outcome.new, "updated": outcome.updated, "unchanged": outcome.unchanged}
        audit.record(actor=by, action="people.imported", subject="person", detail=detail, at=at)
    return outcome


_OTHER_NAME = (
    "此身份证号已登记在另一姓名下。请核对姓名与身份证号两列是否错行；确系改名的，"
    "请先在人员页面办理姓名更正。"
)
_CUT = "身份证号末三位是 000，可能被 Excel 截断过，请与证件核对。"


def _read_rows(lines: Sequence[Line], by: User, today: date, outcome: ImportOutcome) -> list[_Row]:
    """Every line that can be read; what is wrong with the others goes into the outcome."""
    regions = {
        code: (pk, level)
        for pk, code, level in regions_visible_to(by).values_list("pk", "code", "level")
    }
    rows: list[_Row] = []
    first_line: dict[bytes, int] = {}
    for line in lines:
        reader = LineReader()
        row = _read_row(line, regions, today, reader)
        if row is not None and row.index in first_line:
            reader.complain(f"与第 {first_line[row.index]} 行是同一个身份证号，请只保留一行。")
        if reader.complaints or row is None:
            outcome.problems.append(LineProblem(line.number, "".join(reader.complaints)))
            continue
        first_line[row.index] = line.number
        rows.append(row)
        if idcard.maybe_ruined(row.number):
            outcome.warnings.append(LineProblem(line.number, _CUT))
    return rows


def _read_row(
    line: Line, regions: dict[str, tuple[int, str]], today: date, reader: LineReader
) -> _Row | None:
    values = line.values
    name = reader.take(rules.clean_name, values["name"])
    number = reader.take(idcard.check, values["id_number"], today=today)
    phone = reader.take(rules.clean_phone, values["phone"])
    region_id, level = regions.get(values["region_code"].strip(), (0, ""))
    if not values["region_code"].strip():
        reader.complain("请填写村居或镇街的 12 位区划代码。")
    elif not region_id:
        reader.complain("区划代码不在区划清单里，或不在您的服务区域内，请核对。")
    elif level == Level.COUNTY:
        reader.complain("区划代码要填到镇街或村居，不能只填区县。")
    account = _read_account(values, name or "", reader)
    if name is None or number is None or phone is None or not region_id:
        return None
    return _Row(line.number, name, number, id_index(number), region_id, phone, account)


def _read_account(values: dict[str, str], name: str, reader: LineReader) -> _Account | None:
    bank, number, holder = values["bank"], values["account_number"], values["account_name"]
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
    return _Account(bank_name, owner, clean, account_index(clean))


def _facts(account: _Account) -> tuple[bytes, str, str]:
    return account.index, account.bank_name, account.holder


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _known_people(indexes: list[bytes]) -> dict[bytes, _Known]:
    known: dict[bytes, _Known] = {}
    for batch in _batches(indexes):
        # All of the register, not only the area: the number is unique everywhere.
        found = Person.objects.filter(id_index__in=batch)
        for index, pk, name, region, phone in found.values_list(
            "id_index", "pk", "name", "region_id", "phone"
        ):
            known[bytes(index)] = _Known(pk, name, region, phone or "")
    return known


def _current_accounts(person_ids: list[int]) -> dict[int, tuple[bytes, str, str]]:
    current: dict[int, tuple[bytes, str, str]] = {}
    for batch in _batches(person_ids):
        found = BankAccount.objects.filter(person_id__in=batch, is_current=True)
        for person_id, index, bank, holder in found.values_list(
            "person_id", "number_index", "bank_name", "account_name"
        ):
            current[person_id] = (bytes(index), bank, holder)
    return current


def _insert_people(rows: list[_Row]) -> list[int]:
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
                phone_index(row.phone) if row.phone else None,
                row.region_id,
                "",
            )
            for pk, row in zip(ids, rows, strict=True)
        ),
    )
    return ids


def _update_contacts(changes: list[tuple[_Row, _Known]]) -> None:
    """One statement for all of them; an empty telephone leaves the old one."""
    if not changes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE registry_person p
            SET region_id = c.region_id, phone = COALESCE(c.phone, p.phone),
                phone_index = COALESCE(c.phone_index, p.phone_index)
            FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[])
                AS c (id, region_id, phone, phone_index)
            WHERE p.id = c.id
            """,
            [
                [person.id for _, person in changes],
                [row.region_id for row, _ in changes],
                [seal(row.phone.encode()) if row.phone else None for row, _ in changes],
                [phone_index(row.phone) if row.phone else None for row, _ in changes],
            ],
        )


def _put_accounts(
    new: list[tuple[_Row, int]], changed: list[tuple[_Row, int]], *, by: User, at: datetime
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
            for row, person_id in new + changed
            if (account := row.account) is not None
        ),
    )
