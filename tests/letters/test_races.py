"""Two colleagues reward one merit at once: one effect, and the other is told so."""

from datetime import date
from typing import Any

import pytest

from honors.letters import services
from honors.letters.models import Letter
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GrantKind
from support_services.subsidies.models import Grant
from tests.letters.test_rewards import JANUARY, MONTH, checked
from tests.subsidies.factories import user
from tests.subsidies.grants import Office
from tests.subsidies.test_grant_races import at_once
from veterans.accounts.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def letter(office: Office) -> Letter:
    return checked(office)


@pytest.fixture
def office() -> Office:
    office = Office.of("merit_reward")
    office.figure(Code.MERIT_REWARD, "1000", JANUARY, "merit_3")
    office.figure(Code.CONSCRIPT_FIXED, "10000", JANUARY)
    office.figure(Code.CONSCRIPT_MERIT, "10", JANUARY, "merit_3")
    return office


def test_two_enter_the_reward_of_one_letter(office: Office, letter: Letter) -> None:
    hands = [user(Role.PREPARER) for _ in range(4)]
    done, refused = at_once(
        *(lambda by=by: services.enter_reward(letter_id=letter.pk, by=by, **MONTH) for by in hands)
    )
    assert done == 1
    assert all("已经录入" in text for text in refused)
    assert Grant.objects.count() == 1


def test_a_conscripts_year_at_once_with_the_flat_sum(office: Office, letter: Letter) -> None:
    given: dict[str, Any] = {"year": 2026, "service_year": 1, "merits": ("merit_3",)}
    flat = {"merits": ("merit_3",), "awarded_on": date(2026, 10, 1)}
    done, refused = at_once(
        lambda: services.enter_reward(letter_id=letter.pk, by=office.lab.preparer, **MONTH),
        lambda: office.enter(letter.person, GrantKind.CONSCRIPT, **given),
        lambda: office.enter(letter.person, GrantKind.MERIT, **flat),
    )
    assert done == 1
    assert len(refused) == 2
    assert Grant.objects.count() == 1
