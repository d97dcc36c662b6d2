"""The sections of a file as the pages of both doors show them: with where to look and to write.

``link`` makes the address of a page of its own door; the pages are called alike at both.
"""

from collections.abc import Callable
from typing import Any

from veterans.accounts.models import User
from veterans.registry.covered import OF_SECTION, may_unmask
from veterans.registry.models import Person
from veterans.registry.selectors.file import file_of

Link = Callable[..., str]


def sections_shown(user: User, person: Person, link: Link) -> list[dict[str, Any]]:
    """As ``components/file_section.html`` takes them."""
    return [
        {
            "key": told.section.key,
            "title": told.section.title,
            "empty": told.section.empty,
            "new_url": link("file_row_new", person.pk, told.section.key) if told.may_write else "",
            "rows": [
                {
                    "line": row.line,
                    "notes": row.notes,
                    "holds": row.holds,
                    "url": link("file_row", person.pk, told.section.key, row.key)
                    if told.may_write
                    else "",
                    "unmask_url": unmask_link(
                        user, OF_SECTION.get(told.section.key, ""), person.pk, link, row.key
                    ),
                }
                for row in told.rows
            ],
        }
        for told in file_of(user, person)
    ]


def unmask_link(user: User, what: str, person_id: int, link: Link, row: int | None = None) -> str:
    """Where a covered value is opened; "" where there is none, or not for this person."""
    if not what or not may_unmask(user, what):
        return ""
    return (
        link("unmask", person_id, what) if row is None else link("unmask_row", person_id, what, row)
    )
