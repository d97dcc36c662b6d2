"""What "这里不对" may be about, for the staff who read it: a right, a payment, an earlier case or
errand of the one who wrote. Amounts are not told here: whoever may see the ledger follows the link.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from support_services.casework import subjects
from support_services.casework.models import Case, Errand
from support_services.casework.states import CaseKind
from support_services.casework.subjects import Kind, Subject
from support_services.subsidies.models import Entitlement, Payment
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User
from veterans.foundation.months import month_cn


def _found(rows: Any, key: str) -> Any:
    return rows.filter(pk=int(key)).first() if key.isdigit() else None


def _right(key: str) -> Subject | None:
    found = _found(Entitlement.objects.select_related("scheme"), key)
    return Subject("本人的待遇", found.scheme.name) if found else None


def _payment(key: str) -> Subject | None:
    found = _found(Payment.objects.select_related("batch", "entitlement__scheme"), key)
    if found is None:
        return None
    title = f"{month_cn(found.batch.through)}发的{found.entitlement.scheme.name}"
    return Subject("本人的发放", title)


def _numbered(model: type[Model], what: str) -> Callable[[str], Subject | None]:
    def find(key: str) -> Subject | None:
        found = _found(model._default_manager, key)
        return Subject(what, str(found.number)) if found else None

    return find


def _person_page(rows: Any, of: str) -> Callable[[User, str], str]:
    def url(user: User, key: str) -> str:
        if not (user.is_bureau and user.may("ledger.read")):
            return ""
        found = _found(rows.values_list(of, flat=True), key)
        return address("person", found) if found else ""

    return url


def _nowhere(user: User, key: str) -> str:
    """A case is found by its number, by whoever may open it."""
    return ""


def register() -> None:
    """Called once by the app's ``ready``. None of them may be named by somebody unproven."""
    every = frozenset(one.value for one in CaseKind)
    subjects.register(
        Kind("right", every, _right, _person_page(Entitlement.objects, "person")),
        Kind("payment", every, _payment, _person_page(Payment.objects, "entitlement__person")),
        Kind("case", every, _numbered(Case, "以前的诉求"), _nowhere),
        Kind("errand", every, _numbered(Errand, "以前的代办"), _nowhere),
    )
