"""People and rights as a command line names them: by identity number and scheme."""

from support_services.subsidies import selectors
from support_services.subsidies.models import Entitlement
from veterans.accounts.models import User
from veterans.foundation.errors import NotFound
from veterans.registry.models import Person
from veterans.registry.selectors.finding import person_with_id


def person_of(by: User, id_number: str) -> Person:
    """Refuses alike who is not registered and who lies outside the area."""
    found = person_with_id(by, id_number)
    if found is None:
        raise NotFound("没有找到此人。")
    return found


def right_of(by: User, id_number: str, scheme: str) -> Entitlement:
    """His latest right to that scheme."""
    rights = selectors.entitlements_visible_to(by).filter(
        person=person_of(by, id_number), scheme__code=scheme
    )
    found = rights.order_by("-start_month").first()
    if found is None:
        raise NotFound("没有找到此人在这一项目下的待遇。")
    return found
