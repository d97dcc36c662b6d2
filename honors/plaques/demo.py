"""The demo's first reckoning of every home, a stock, a batch, a rule that waits, and what
came of a few doors.

Everything through the same services as people use; whoever is meant is the demo's invented people.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from honors.plaques import selectors
from honors.plaques.models import Run
from honors.plaques.services.answering import answer_task, hang
from honors.plaques.services.batches import begin_batch
from honors.plaques.services.reckoning import carry_on, start_run
from honors.plaques.services.ruling import enter_line
from honors.plaques.services.stock import hand_to_town, receive
from honors.plaques.states import Outcome, TaskKind
from support_services.subsidies.demo.calendar import moment
from support_services.visits.services import Taker
from veterans.accounts.models import User
from veterans.accounts.roles import Role

_NUMBERS = "演示-{0:05d} 至 演示-{1:05d}"


def plaques(population: Any, hands: Any) -> None:
    """Reckoned two days ago; the village of the demo's worker went to three doors yesterday."""
    if Run.objects.exists():
        return
    at = moment(population.today - timedelta(days=2), 1)
    run = start_run(by=None, at=at)
    carry_on(run_id=run.pk, at=at)
    given: dict[str, Any] = {"by": hands.preparer, "at": at}
    receive(numbers=_NUMBERS.format(1, 300), note="演示", today=timezone.localdate(at), **given)
    begin_batch(
        title=f"{population.today.year + 1} 年春节集中悬挂（演示）",
        occasion="spring",
        first_on=timezone.localdate(at),
        last_on=timezone.localdate(at) + timedelta(days=60),
        note="先问家里人的意见（演示）",
        today=timezone.localdate(at),
        **given,
    )
    enter_line(
        what="peace",
        code="days",
        value="180",
        first_on=population.today + timedelta(days=30),
        source="本局会商意见（演示）",
        confidence="unconfirmed",
        today=timezone.localdate(at),
        **given,
    )
    worker = User.objects.filter(role=Role.VILLAGE_WORKER).order_by("pk").first()
    if worker is None or worker.region is None:
        return
    town = worker.region.parent
    if town is not None:
        hand_to_town(numbers=_NUMBERS.format(1, 50), town=town.code, note="演示", **given)
    _doors(worker, population)


def _doors(worker: User, population: Any) -> None:
    day = population.today - timedelta(days=1)
    later: dict[str, Any] = {"by": worker, "at": moment(day, 10), "today": day}
    waiting = list(selectors.to_do(worker, kinds=[TaskKind.HANG])[:3])
    for place, task in enumerate(waiting):
        living = [one for one in selectors.people_of(task.home) if one.died_on is None]
        if place == 0 and living:
            hang(
                task_id=task.pk,
                person_id=living[0].pk,
                number="演示-00001",
                spot="door",
                visited_on=day,
                taker=Taker(),
                **later,
            )
        elif place:
            outcome = Outcome.DECLINED if place == 1 else Outcome.MOVED
            answer_task(
                task_id=task.pk,
                outcome=outcome.value,
                note="说住楼房不想挂（演示）" if place == 1 else "去外地随儿子住了（演示）",
                **later,
            )
