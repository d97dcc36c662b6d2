"""Lists of other offices as the tests write them, and people whom such a list can find."""

from datetime import UTC, date, datetime

from support_services.subsidies.models import CrossCheckHit, Entitlement
from support_services.subsidies.services.crosscheck_lists import CheckOutcome, apply_list
from support_services.subsidies.states import CheckKind
from veterans.accounts.models import User
from veterans.registry.models import Person
from veterans.registry.selectors import id_index

AT = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 5)
DIED = date(2026, 10, 20)
COURT, CIVIL = "区人民法院", "区民政局"


def findable(*rights: Entitlement) -> None:
    """Registered as the register does it, so that the identity number finds them."""
    for right in rights:
        person = right.person
        Person.objects.filter(pk=person.pk).update(id_index=id_index(person.id_number))


def list_of(*lines: tuple[str, date | str, str], heads: str = "id_number,date,source") -> bytes:
    return "\r\n".join([heads, *(",".join(map(str, line)) for line in lines)]).encode()


def names(right: Entitlement, day: date = DIED, source: str = "殡仪馆火化记录") -> bytes:
    """A list with one line."""
    return list_of((right.person.id_number, day, source))


def apply(
    content: bytes, *, by: User, kind: CheckKind = CheckKind.DEATH, at: datetime = AT
) -> CheckOutcome:
    return apply_list(
        content=content, kind=kind, source=CIVIL, document_no="民函〔2026〕1号", by=by, at=at,
        today=TODAY,
    )  # fmt: skip


def the_hit(right: Entitlement) -> CrossCheckHit:
    return CrossCheckHit.objects.get(person=right.person)
