"""Two at once at one case, and the same form sent eight times in the same moment."""

import pytest

from support_services.casework.models import Case, CaseEntry
from tests.casework.hands import MONDAY, the_hands
from tests.people import EAST
from tests.subsidies.test_workers import at_once
from veterans.foundation.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_case_has_its_number_and_two_at_one_do_it_once() -> None:
    hands = the_hands()
    made = at_once(lambda: hands.opened(), 4)
    assert len({case.number for case in made}) == 4
    case = made[0]
    hands.do("hand_over", case, hands.own, MONDAY, to=hands.places[EAST].code)
    # The town accepts while the bureau takes it to itself: one of the two, and a whole story.
    deeds = iter([("accept", hands.town), ("take", hands.clerk)] * 4)
    lock_free = list(deeds)

    def deed() -> Case:
        verb, by = lock_free.pop()
        return hands.do(verb, Case.objects.get(pk=case.pk), by, MONDAY)

    results = at_once(deed, 8)
    refused = [one for one in results if isinstance(one, Refused)]
    verbs = list(CaseEntry.objects.filter(case=case).values_list("verb", flat=True))
    assert len(verbs) == 2 + len(results) - len(refused)
    assert verbs.count("accept") <= 1
    case.refresh_from_db()
    assert case.offered_from is None
    answered = at_once(
        lambda: hands.do("answer", Case.objects.get(pk=case.pk), hands.clerk, MONDAY), 6
    )
    assert sum(not isinstance(one, Refused) for one in answered) == 1
    assert case.pauses.count() == 1
