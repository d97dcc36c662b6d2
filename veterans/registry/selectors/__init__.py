"""Reading the register. Every list of people comes from here, limited to the reader's area."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from veterans.accounts.models import User
from veterans.accounts.roles import may
from veterans.foundation.crypto import blind_index
from veterans.foundation.errors import NotFound
from veterans.regions.selectors import scoped
from veterans.registry.models import (
    AccountEvidence,
    AccountProposal,
    BankAccount,
    Household,
    Person,
)
from veterans.registry.states import ProposalState

ID_PURPOSE = "id_number"
ACCOUNT_PURPOSE = "account"
PHONE_PURPOSE = "phone"


def id_index(number: str) -> bytes:
    """The index of a checked identity number."""
    return blind_index(number, purpose=ID_PURPOSE)


def account_index(number: str) -> bytes:
    """The index of a cleaned account number."""
    return blind_index(number, purpose=ACCOUNT_PURPOSE)


def phone_index(phone: str) -> bytes:
    """The index of a cleaned telephone number."""
    return blind_index(phone, purpose=PHONE_PURPOSE)


def _reads_people(user: User | Any) -> bool:
    return isinstance(user, User) and (may(user, "people.read") or may(user, "station.roster"))


def people_visible_to(user: User | Any) -> QuerySet[Person]:
    """Bureau readers see the deployment's people, station workers those of their own area.

    Fails closed: the system administrator, visitors, and whoever has no area see nobody.
    """
    people = Person.objects.select_related("region")
    return scoped(people, user) if _reads_people(user) else people.none()


_AT_ONCE = 5000


def people_with_numbers(
    user: User | Any, numbers: Iterable[str], *, people: QuerySet[Person] | None = None
) -> dict[str, Person]:
    """Whoever of the user's area is registered under these checked identity numbers, by number.

    The number of a file that was merged leads to the file that stays: a list of the dead that
    knows the old number speaks of him all the same. ``people``: loaded as the caller needs them.
    """
    rows = people_visible_to(user) if people is None else people
    index = {id_index(number): number for number in numbers}
    keys = list(index)
    found: dict[str, Person] = {}
    merged: dict[str, int] = {}
    for start in range(0, len(keys), _AT_ONCE):
        for person in rows.filter(id_index__in=keys[start : start + _AT_ONCE]):
            number = index[bytes(person.id_index)]
            if person.merged_into_id is None:
                found[number] = person
            else:
                merged[number] = person.merged_into_id
    if merged:
        stay = rows.in_bulk(set(merged.values()))
        found |= {number: stay[key] for number, key in merged.items() if key in stay}
    return found


def households_visible_to(user: User | Any) -> QuerySet[Household]:
    """Households of the user's area, as ``people_visible_to``."""
    homes = Household.objects.select_related("region")
    return scoped(homes, user) if _reads_people(user) else homes.none()


def accounts_visible_to(user: User | Any) -> QuerySet[BankAccount]:
    """Accounts of the people the user sees."""
    accounts = BankAccount.objects.select_related("person")
    if not _reads_people(user):
        return accounts.none()
    return scoped(accounts, user, path_field="person__region__path")


def proposals_visible_to(user: User | Any) -> QuerySet[AccountProposal]:
    """Accounts that stations sent in, of the people the user sees."""
    rows = AccountProposal.objects.select_related("person", "proposed_by", "decided_by")
    if not _reads_people(user):
        return rows.none()
    return scoped(rows, user, path_field="person__region__path")


def proposals_waiting(user: User | Any) -> QuerySet[AccountProposal]:
    """Those that nobody has decided, oldest first."""
    rows = proposals_visible_to(user).filter(state=ProposalState.PENDING.value)
    return rows.order_by("proposed_at", "pk")


def accounts_waiting(user: User | Any) -> QuerySet[BankAccount]:
    """Accounts entered at the bureau or imported that nobody has verified, oldest first."""
    rows = accounts_visible_to(user).filter(
        state="unverified",
        is_current=True,
        person__died_on__isnull=True,
        person__merged_into__isnull=True,
    )
    return rows.order_by("created_at", "pk")


def evidence_visible_to(user: User | Any, evidence_id: int) -> AccountEvidence:
    """One piece of evidence: for the bureau all of the area, for a station what stations of the
    own area sent in. Refuses alike what does not exist and what is not for him."""
    rows = AccountEvidence.objects.select_related("stored", "person")
    if not _reads_people(user):
        rows = rows.none()
    elif not may(user, "people.read"):
        rows = rows.filter(proposal__isnull=False)
    found = scoped(rows, user, path_field="person__region__path").filter(pk=evidence_id).first()
    if found is None:
        raise NotFound("没有找到这份佐证。")
    return found


def evidence_wanted(person: Person, *, account_name: str) -> str:
    """Why an account of this name for this person takes evidence; "" when it does not."""
    if BankAccount.objects.filter(person=person, is_current=True).exists():
        return "更换账户"
    if account_name != person.name:
        return "户名与本人姓名不同"
    if settings.PORTAL_FIRST_ACCOUNT_EVIDENCE:
        return "登记账户"
    return ""


def others_with_number(account: BankAccount | AccountProposal) -> int:
    """How many other people draw on the same account number now: rarely right, always to be
    looked into."""
    rows = BankAccount.objects.filter(number_index=account.number_index, is_current=True)
    return rows.exclude(person_id=account.person_id).values("person").distinct().count()


def person_visible_to(user: User | Any, person_id: int) -> Person:
    """One person; refuses alike whoever does not exist and whoever lives elsewhere."""
    person = people_visible_to(user).filter(pk=person_id).first()
    if person is None:
        raise NotFound("没有找到此人。")
    return person
