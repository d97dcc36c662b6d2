"""How the stations stand with what people brought: a layer of the picture of the network."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q

from support_services.casework.selectors import cases_visible_to
from support_services.casework.states import AT_WORK, OPEN
from support_services.stations.network_layers import Value, add_layer
from veterans.accounts.models import User


def open_cases(user: User, today: date) -> Mapping[int, Value]:
    """By the station that has them in hand; one query."""
    late = Q(due_by__lt=today, state__in=[state.value for state in AT_WORK])
    rows = (
        cases_visible_to(user)
        .select_related(None)
        .filter(state__in=[state.value for state in OPEN])
        .order_by()
        .values("owner")
        .annotate(count=Count("pk"), late=Count("pk", filter=late))
    )
    return {
        row["owner"]: (f"超{row['late']}件", "bad")
        if row["late"]
        else (f"{row['count']}件", "info")
        for row in rows
    }


def register() -> None:
    """Called once by the app's ``ready``."""
    add_layer(
        "cases",
        "诉求",
        open_cases,
        (("bad", "有超期没有办的"), ("info", "在办，都在期限内")),
    )
