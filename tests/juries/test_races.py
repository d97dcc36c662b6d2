"""Two at once, on a real database: a ballot that comes too late is refused; two ballots have two
numbers; nobody scores what he is being taken off."""

from datetime import timedelta

import pytest

from honors.juries.models import Assignment, Ballot, Panel, Place, Recusal, Score
from honors.juries.selectors.results import agrees
from honors.juries.services.assigning import begin
from honors.juries.services.closing import close
from honors.juries.services.reviewing import recuse
from tests.juries.makers import AFTER, AT, DURING, Jury
from tests.subsidies.factories import user
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_at_once() -> None:
    jury = Jury(entries=2, jurors=3).seated()
    panel_id = jury.panel.pk
    outcomes = at_once(
        *[lambda: begin(panel_id=panel_id, by=jury.preparer, at=AT + timedelta(minutes=5))] * 2
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    assert Assignment.objects.count() == 6
    tasks = list(Assignment.objects.select_related("seat__user", "entry").order_by("pk"))
    task = tasks[0]
    at_once(lambda: jury.vote(task, 70), lambda: jury.vote(task, 80))
    assert sorted(task.ballots.values_list("number", flat=True)) == [1, 2]
    # Taken off while he scores: whichever was first, his ballot is as if it were not there.
    at_once(
        lambda: jury.vote(tasks[1], 90),
        lambda: recuse(
            entry_id=tasks[1].entry_id, seat_id=tasks[1].seat_id, why="同村", by=jury.preparer,
            at=DURING,
        ),
    )  # fmt: skip
    assert Recusal.objects.count() == 1
    for one in tasks[2:]:
        jury.vote(one, 85)
    # Two who close at once: it is closed once; a ballot that comes then is refused, and what was
    # kept is what the ballots give.
    closers = [jury.closer, user(Role.APPROVER)]
    late = tasks[3]
    outcomes = at_once(
        *[lambda by=by: close(panel_id=panel_id, by=by, at=AFTER) for by in closers],
        lambda: jury.vote(late, 10),
    )
    panel = Panel.objects.get()
    assert panel.state == "closed", outcomes
    assert AuditEntry.objects.filter(action="juries.closed").count() == 1
    assert Place.objects.count() == 2
    assert agrees(panel)
    assert Score.objects.count() == 2 * Ballot.objects.filter(is_abstention=False).count()
