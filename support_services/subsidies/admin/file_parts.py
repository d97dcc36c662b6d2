"""The parts of a person's page that the register knows: sections, household, papers, events."""

from typing import Any

from support_services.subsidies.admin.life_events import event_row
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User
from veterans.foundation.masking import mask_address, mask_id_number
from veterans.registry.file_links import sections_shown, unmask_link
from veterans.registry.selectors.file import (
    categories_of,
    events_of,
    household_of,
    merged_here,
    papers_of,
)
from veterans.registry.states import EventState


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
        "file": sections_shown(user, person, address),
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
            "unmask_url": unmask_link(user, "home", person.pk, address) if home.address else "",
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
        "id_unmask_url": unmask_link(user, "id_number", person.pk, address),
        "phone_unmask_url": unmask_link(user, "phone", person.pk, address) if person.phone else "",
        "changes_url": address("file_history", person.pk),
        "print_url": address("file_print", person.pk),
        "event_url": address("life_event_choose", person.pk)
        if user.may("events.propose") and person.merged_into_id is None
        else "",
        "merged_into": {
            "key": person.merged_into_id,
            "url": address("person", person.merged_into_id),
        }
        if person.merged_into_id
        else None,
        "merged": [
            {
                "key": one.pk,
                "masked_id": mask_id_number(str(one.id_number)),
                "url": address("person", one.pk),
            }
            for one in merged_here(user, person)
        ],
    }
