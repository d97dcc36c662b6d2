"""With a hand-over that is voided, in its transaction: the letter was not brought after all."""

from datetime import datetime

from honors.letters.models import Letter
from honors.letters.services.log import record
from honors.letters.states import LetterState
from support_services.visits.models import Visit
from veterans.accounts.models import User


def take_back(visit: Visit, by: User, at: datetime) -> str:
    """The letter is to be brought again, as it was planned. Gives what became of it in a sentence,
    "" where the visit brought none."""
    letter = Letter.objects.select_for_update().filter(visit=visit).first()
    if letter is None:
        return ""
    back = LetterState.PLANNED if letter.planned_on is not None else LetterState.CHECKED
    letter.state, letter.visit, letter.delivered_on = back.value, None, None
    letter.save(update_fields=["state", "visit", "delivered_on"])
    record("not_delivered", letter, by, at, visit=visit.pk)
    return "喜报重新等着送达。"
