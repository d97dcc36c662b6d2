"""Importing a list of people, with their bank accounts, in bulk: all of it or nothing.

Set-based throughout: people are found by blind index, thousands at a time, and written in
batches. A person is known by the identity number alone; a list that gives another name for it is
refused, because far more often two columns were sorted apart than somebody was renamed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from veterans.accounts.models import User
from veterans.accounts.roles import require
from veterans.foundation import audit, history, idcard
from veterans.foundation.csv_reading import Line
from veterans.foundation.line_problems import LineProblem, LineReader
from veterans.regions.models import Level
from veterans.regions.selectors import regions_visible_to
from veterans.registry import rules
from veterans.registry.selectors import id_index, phone_index
from veterans.registry.services.people_rows import (
    CUT,
    DEAD,
    ELSEWHERE,
    MERGED,
    OTHER_NAME,
    Row,
    current_accounts,
    insert_people,
    known_people,
    lock_register,
    put_accounts,
    read_account,
    update_contacts,
)

COLUMNS = (
    "name",
    "id_number",
    "region_code",
    "phone",
    "bank",
    "account_name",
    "account_number",
)


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
    account. People without an account are taken, the dead left as they are; households are not
    assigned here.
    """
    require(by, "people.edit")
    given = list(rows)
    outcome = ImportOutcome(rows=len(given))
    if not dry_run:
        lock_register()
    wanted = _read_rows(given, by, timezone.localdate(at), outcome)
    known = known_people([row.index for row in wanted])
    accounts = current_accounts([person.id for person in known.values()])
    areas = {region.pk for region in regions_visible_to(by).only("pk")}

    new: list[Row] = []
    contacts: list[tuple[Row, int]] = []
    new_accounts: list[tuple[Row, int]] = []
    for row in wanted:
        person = known.get(row.index)
        if person is None:
            new.append(row)
            continue
        if person.is_merged:
            outcome.problems.append(LineProblem(row.line, MERGED))
            continue
        if person.name != row.name:
            outcome.problems.append(LineProblem(row.line, OTHER_NAME))
            continue
        if person.region_id not in areas:
            outcome.problems.append(LineProblem(row.line, ELSEWHERE))
            continue
        if person.is_dead:
            # Last year's list does not know it yet; the account of the dead is nobody's to change.
            outcome.warnings.append(LineProblem(row.line, DEAD))
            outcome.unchanged += 1
            continue
        moved = person.region_id != row.region_id
        called = bool(row.phone) and person.phone_index != row.phone_index
        banked = row.account is not None and accounts.get(person.id) != row.account.facts
        if moved or called:
            contacts.append((row, person.id))
        if banked:
            new_accounts.append((row, person.id))
        if moved or called or banked:
            outcome.updated += 1
        else:
            outcome.unchanged += 1

    outcome.new, outcome.refused = len(new), len({problem.line for problem in outcome.problems})
    if outcome.refused or dry_run:
        return outcome
    history.sign(by=by, why="按名单更新", at=at)
    ids = insert_people(new)
    update_contacts(contacts, today=timezone.localdate(at))
    put_accounts(
        [(row, person_id) for row, person_id in zip(new, ids, strict=True) if row.account],
        new_accounts,
        by=by,
        at=at,
    )
    outcome.applied = True
    if outcome.new or outcome.updated:
        detail = {"new": outcome.new, "updated": outcome.updated, "unchanged": outcome.unchanged}
        audit.record(actor=by, action="people.imported", subject="person", detail=detail, at=at)
    return outcome


def _read_rows(lines: Sequence[Line], by: User, today: date, outcome: ImportOutcome) -> list[Row]:
    """Every line that can be read; what is wrong with the others goes into the outcome."""
    regions = {
        code: (pk, level)
        for pk, code, level in regions_visible_to(by).values_list("pk", "code", "level")
    }
    rows: list[Row] = []
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
            outcome.warnings.append(LineProblem(line.number, CUT))
    return rows


def _read_row(
    line: Line, regions: dict[str, tuple[int, str]], today: date, reader: LineReader
) -> Row | None:
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
    account = read_account(
        bank=values["bank"],
        number=values["account_number"],
        holder=values["account_name"],
        name=name or "",
        reader=reader,
    )
    if name is None or number is None or phone is None or not region_id:
        return None
    called = phone_index(phone) if phone else None
    return Row(line.number, name, number, id_index(number), region_id, phone, called, account)
