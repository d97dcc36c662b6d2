"""The panel, locked; one entry of the audit log; and rows refused in words."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from honors.juries.models import Panel
from honors.juries.states import PANEL_LABELS, PanelState
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import NotFound, Refused


def locked_panel(panel_id: int, *states: PanelState) -> Panel:
    """Held until the transaction ends, before anything else of it. Refuses one that is in none of
    ``states``."""
    panel = Panel.objects.select_for_update(of=("self",)).filter(pk=panel_id).first()
    if panel is None:
        raise NotFound("没有找到这个评委会。")
    if states and panel.state not in states:
        label = PANEL_LABELS[PanelState(panel.state)][0]
        raise Refused(f"这个评委会现在是“{label}”，不能这样办理。")
    return panel


def of_panel(deed: str, panel: Panel, by: User | None, at: datetime, **detail: Any) -> None:
    audit.record(
        actor=by,
        action=f"juries.{deed}",
        subject="jury_panel",
        subject_id=panel.pk,
        detail=detail,
        at=at,
    )


def checked(row: Model) -> None:
    """Refuse in words what the fields and constraints of a row do not allow; then save it."""
    people = [one.name for one in row._meta.fields if one.name.endswith("_by")]
    try:
        row.full_clean(exclude=people)
    except ValidationError as error:
        raise Refused("".join(dict.fromkeys(error.messages))) from error
    row.save()
