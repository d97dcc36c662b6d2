"""The parts of a person's page that the register knows: sections, household, papers, events."""

from typing import Any

from support_services.subsidies.admin.life_events import event_row
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User
from veterans.foundation.masking import mask_address
from veterans.registry.covered import may_unmask
from veterans.registry.selectors.file import (
    categories_of,
    events_of,
    file_of,
    household_of,
    papers_of,
)
from veterans.registry.states import EventState

# What of a section's row is covered, by the section.
_COVERED = {
    "residence": "residence",
    "relatives": "relative",
    "certificates": "certificate",
    "sensitive": "sensitive",
}


def of_person(user: User, person: Any) -> dict[str, Any]:
    """Context of ``bureau/person_detail.html`` that tells the file itself."""
    home = person.household
    events = events_of(user, person)
    return {
        "categories": [
            {
                "label": row.get_category_display(),
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "document_no": row.document_no,
            }
            for row in categories_of(person)
        ],
        "file": [_section(user, person, told) for told in file_of(user, person)],
        "home": {
            "number": home.number,
            "relation": person.relation,
            "address": mask_address(str(home.address or "")),
            "plaque": home.plaque_number,
            "plaque_on": home.plaque_hung_on,
            "members": [
                {
                    "name": one.name,
                    "relation": one.relation,
                    "born_on": one.born_on,
                    "died": one.died_on is not None,
                    "url": address("person", one.pk),
                }
                for one in household_of(user, person)
            ],
            "unmask_url": _unmask(user, "home", person.pk) if home.address else "",
        }
        if home is not None
        else None,
        "events_waiting": [
            event_row(one) for one in events if one.state == EventState.PROPOSED.value
        ],
        "papers": [
            {
                "label": str(one),
                "kind": one.get_kind_display(),
                "added_by": one.added_by,
                "added_at": one.added_at,
                "url": address("paper", one.pk),
                "void_url": address("paper_void", one.pk)
                if user.may("people.edit") and one.event_id is None
                else "",
            }
            for one in papers_of(user, person)
        ],
        "papers_url": address("papers_new", person.pk) if user.may("people.contact") else "",
        "id_unmask_url": _unmask(user, "id_number", person.pk),
        "phone_unmask_url": _unmask(user, "phone", person.pk) if person.phone else "",
        "changes_url": address("file_history", person.pk),
        "print_url": address("file_print", person.pk),
        "event_url": address("life_event_choose", person.pk) if user.may("events.propose") else "",
    }


def _section(user: User, person: Any, told: Any) -> dict[str, Any]:
    key = told.section.key
    what = _COVERED.get(key, "")
    return {
        "key": key,
        "title": told.section.title,
        "empty": told.section.empty,
        "new_url": address("file_row_new", person.pk, key) if told.may_write else "",
        "rows": [
            {
                "line": row.line,
                "notes": row.notes,
                "holds": row.holds,
                "url": address("file_row", person.pk, key, row.key) if told.may_write else "",
                "unmask_url": _unmask(user, what, person.pk, row.key) if what else "",
            }
            for row in told.rows
        ],
    }


def _unmask(user: User, what: str, person_id: int, row: int | None = None) -> str:
    if not may_unmask(user, what):
        return ""
    if row is None:
        return address("unmask", person_id, what)
    return address("unmask_row", person_id, what, row)
