"""Rows for tests, made directly: a county, hands, payees with accounts, a batch as approved.

Everybody is generated and fictitious. Defaults are the ordinary case; a test names only what it
is about.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from support_services.subsidies.models import (
    Batch,
    BatchScheme,
    Entitlement,
    Payment,
    Posting,
    Scheme,
)
from support_services.subsidies.states import BatchState
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation import idcard
from veterans.foundation.crypto import blind_index
from veterans.regions.models import Level, Region
from veterans.registry.models import AccountState, BankAccount, Person, Sex

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
MONTH = date(2026, 11, 1)
COUNTY_CODE = "370303000000"

_serial = count(1)
SURNAMES = "赵钱孙李周吴郑王冯陈"
GIVEN = ("建国", "秀英", "志强", "玉兰", "军", "桂芳", "海涛", "淑珍", "卫东", "敏")


def user(role: Role, *, region: Region | None = None) -> User:
    """An account that cannot sign in."""
    return User.objects.create(
        username=f"{role.value}-{next(_serial)}", password="!", role=role, region=region
    )


def hands() -> tuple[User, User, User]:
    """Preparer, reviewer and approver."""
    return user(Role.PREPARER), user(Role.REVIEWER), user(Role.APPROVER)


def village(town: int = 1, number: int = 1) -> Region:
    """A village of the county, made with everything above it where missing."""
    above, _ = Region.objects.get_or_create(
        code=COUNTY_CODE, defaults={"name": "示范区", "level": Level.COUNTY, "path": "370303"}
    )
    path = f"370303{town:03d}"
    above, _ = Region.objects.get_or_create(
        code=f"{path}000",
        defaults={"name": f"第{town}镇", "level": Level.TOWN, "parent": above, "path": path},
    )
    path = f"{path}{number:03d}"
    made, _ = Region.objects.get_or_create(
        code=path,
        defaults={"name": f"第{number}村", "level": Level.VILLAGE, "parent": above, "path": path},
    )
    return made


def person(
    region: Region | None = None,
    *,
    name: str = "",
    born_on: date = date(1955, 3, 8),
    died_on: date | None = None,
) -> Person:
    """Somebody with a valid identity number."""
    number = next(_serial)
    body = f"370303{born_on:%Y%m%d}{number % 1000:03d}"
    id_number = body + idcard.check_digit(body)
    index = blind_index(f"{id_number}/{number}", purpose="id_number")
    return Person.objects.create(
        name=name or SURNAMES[number % 10] + GIVEN[number // 10 % 10],
        name_pinyin="",
        name_initials="",
        id_number=id_number,
        id_index=index,
        sex=Sex.MALE if number % 2 else Sex.FEMALE,
        born_on=born_on,
        died_on=died_on,
        region=region or village(),
    )


def account(
    owner: Person,
    *,
    number: str = "",
    state: AccountState = AccountState.VERIFIED,
    account_name: str = "",
    bank_name: str = "示例银行张店支行",
) -> BankAccount:
    """A new current account; the one before is no longer current."""
    owner.accounts.filter(is_current=True).update(is_current=False)
    number = number or f"62170000{next(_serial):08d}"
    return BankAccount.objects.create(
        person=owner,
        bank_name=bank_name,
        account_name=account_name or owner.name,
        number=number,
        number_index=blind_index(number, purpose="account"),
        state=state,
        created_at=AT,
    )


def entitlement(
    owner: Person, *, scheme: str = "disability_pension", start: date = date(2024, 1, 1)
) -> Entitlement:
    """A right that began long ago and goes on."""
    return Entitlement.objects.create(
        person=owner,
        scheme=Scheme.objects.get(code=scheme),
        approved_on=start,
        start_month=start,
        ledger_from=start,
        created_at=AT,
    )


def approved_batch(
    amounts: Sequence[str | Decimal] = ("100.00", "200.50", "300.25"),
    *,
    scheme: str = "disability_pension",
    people: Sequence[Person] | None = None,
    with_accounts: bool = True,
    through: date = MONTH,
) -> Batch:
    """A batch as it stands after approval: postings, and one outstanding payment per amount.

    ``batch.payments`` are in the order of ``amounts``; names and villages are such that their
    lines in a bank file come in that order too.
    """
    preparer, reviewer, approver = hands()
    batch = Batch.objects.create(
        through=through,
        state=BatchState.APPROVED,
        opened_at=AT,
        prepared_by=preparer,
        calculated_at=AT,
        reviewed_by=reviewer,
        reviewed_at=AT,
        approved_by=approver,
        approved_at=AT,
        posted_total=sum((Decimal(a) for a in amounts), Decimal(0)),
    )
    BatchScheme.objects.create(batch=batch, scheme=Scheme.objects.get(code=scheme), holding=False)
    for at, amount in enumerate(amounts):
        owner = people[at] if people else person(village(at // 900 + 1, at % 900 + 1))
        if with_accounts and not owner.accounts.exists():
            account(owner)
        right = entitlement(owner, scheme=scheme)
        Posting.objects.create(
            entitlement=right,
            month=through,
            component="standard",
            sequence=1,
            amount=Decimal(amount),
            batch=batch,
            reason="ordinary",
        )
        Payment.objects.create(
            batch=batch,
            entitlement=right,
            payee=owner,
            region=owner.region,
            amount=Decimal(amount),
        )
    return batch
