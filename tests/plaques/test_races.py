"""Two at once, on a real database: one effect."""

from typing import Any

import pytest

from honors.plaques.models import Run, Standing, Task
from honors.plaques.services import answering, ruling, stock
from honors.plaques.services.reckoning import carry_on, owed_run, start_run
from support_services.visits.models import HandOver
from support_services.visits.services import Taker
from tests.plaques.homes import AT, TODAY, home_of, run
from tests.subsidies.at_the_bureau import enter
from tests.subsidies.factories import user, village
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Household

pytestmark = pytest.mark.django_db(transaction=True)


def _hang(who: Any, by: User, number: str) -> Any:
    task = Task.objects.get(home=who.household_id)
    return lambda: answering.hang(
        task_id=task.pk, person_id=who.pk, number=number, spot="door", visited_on=TODAY,
        taker=Taker(), by=by, at=AT, today=TODAY,
    )  # fmt: skip


def test_two_at_one_home_one_number_at_two_homes_and_a_run_twice() -> None:
    first, second = (user(Role.VILLAGE_WORKER, region=village(1, 1)) for _ in range(2))
    man, other, third = home_of(), home_of(), home_of()
    run()
    came = at_once(_hang(man, first, "鲁C-00001"), _hang(man, second, "鲁C-00002"))
    assert sorted(isinstance(one, Refused) for one in came) == [False, True]
    assert "已经有人登记" in str(next(one for one in came if isinstance(one, Refused)))
    assert HandOver.objects.filter(kind="plaque").count() == 1
    # The same number, spelt otherwise, from a stock and at two doors.
    stock.receive(numbers="鲁C-00003", by=user(Role.PREPARER), at=AT, today=TODAY)
    came = at_once(_hang(other, first, "鲁C-00003"), _hang(third, second, "鲁C 00003"))
    assert sorted(isinstance(one, Refused) for one in came) == [False, True]
    assert Household.objects.exclude(plaque_number="").count() == 2
    # A run that is delivered twice, while somebody is at a door, is done once.
    left = Task.objects.get(closed_on__isnull=True)
    who = other if left.home_id == other.household_id else third
    made = start_run(by=None, at=AT)
    came = at_once(
        lambda: carry_on(run_id=made.pk, at=AT),
        lambda: carry_on(run_id=made.pk, at=AT),
        lambda: answering.answer_task(
            task_id=left.pk, outcome="declined", note="不想挂", by=first, at=AT, today=TODAY
        ),
    )
    assert not [one for one in came if isinstance(one, Refused)]
    assert Run.objects.get(pk=made.pk).state == "done"
    assert Task.objects.filter(home=who.household_id).count() == 1


def test_a_rule_comes_into_force_while_runs_work() -> None:
    """A run goes by one book, and after the rule every home is reckoned by it, whoever came first
    of the two."""
    clerk, second = user(Role.PREPARER), user(Role.APPROVER)
    homes = [home_of() for _ in range(6)]
    run()
    row = ruling.enter_line(
        what="category", code="TY", ends=True, first_on=TODAY, source="试验",
        confidence="verified", by=clerk, at=AT, today=TODAY,
    )  # fmt: skip
    made = start_run(by=None, at=AT)
    Run.objects.filter(pk=made.pk).update(homes=[homes[0].household_id])  # of one home, say
    came = at_once(
        lambda: carry_on(run_id=made.pk, at=AT),
        lambda: ruling.enforce_line(line_id=row.pk, by=second, at=AT, today=TODAY),
        lambda: ruling.enforce_line(line_id=row.pk, by=second, at=AT, today=TODAY),
    )
    refused = [one for one in came if isinstance(one, Refused)]
    assert len(refused) == 1, came
    assert "已启用" in str(refused[0])
    left = owed_run()
    if left is not None:
        carry_on(run_id=left, at=AT)
    assert owed_run() is None
    assert not Standing.objects.exists()
    assert set(Task.objects.values_list("closed_why", flat=True)) == {"not_meant"}
    assert Run.objects.order_by("-pk").first() != made or not Run.objects.get(pk=made.pk).homes


def test_the_sheet_is_recorded_outside_of_any_transaction() -> None:
    """A page is asked without one; what it records needs one of its own."""
    home_of()
    run()
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    assert enter(own).get("/station/plaques/?print=1").status_code == 200
    assert AuditEntry.objects.filter(action="plaques.route_opened", actor_id=own.pk).exists()
