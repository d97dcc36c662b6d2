"""A martyr's page as something that a resident's letter and a case may be about: 英名录更正."""

from datetime import date

from honors.memorials import published
from honors.memorials.states import READ, What
from support_services.casework import subjects
from support_services.casework.states import CaseKind
from support_services.casework.subjects import Kind, Subject
from veterans.accounts.bureau_pages import address
from veterans.accounts.models import User


def _find(key: str) -> Subject | None:
    return published.subject_of(key)


def _url(user: User, key: str) -> str:
    if user.is_station or not user.may(READ):
        return ""
    return address("memorial_sheet", What.MARTYR, int(key))


def _open(key: str, _today: date) -> Subject | None:
    return published.subject_of(key)


def register() -> None:
    """Called once by the app's ``ready``."""
    subjects.register(
        Kind(published.SUBJECT, frozenset({CaseKind.REQUEST.value}), _find, _url, _open)
    )
