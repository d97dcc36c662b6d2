"""The demo's first comparison of everybody, and what came of a few gaps."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from support_services.finder import selectors
from support_services.finder.services.answering import answer_gap
from support_services.finder.services.comparing import carry_on, start_run
from support_services.subsidies.demo.calendar import moment
from veterans.accounts.models import User
from veterans.accounts.roles import Role

_ANSWERS = (
    ("applied", "带去身份证复印件（演示）"),
    ("declined", "本人说不需要（演示）"),
    ("not_so", "已经在外地办过（演示）"),
)


def gaps(population: Any, hands: Any) -> None:
    """Compared some days ago; the village of the demo's worker went to three of its people."""
    at = moment(population.today - timedelta(days=2), 2)
    run = start_run(by=None, at=at)
    carry_on(run_id=run.pk, now=lambda: at)
    worker = User.objects.filter(role=Role.VILLAGE_WORKER).order_by("pk").first()
    if worker is None:
        return
    waiting = selectors.to_do(worker, timezone.localdate(at))
    for gap, (outcome, note) in zip(list(waiting[: len(_ANSWERS)]), _ANSWERS, strict=False):
        answer_gap(
            gap_id=gap.pk,
            outcome=outcome,
            note=note,
            by=worker,
            at=moment(population.today - timedelta(days=1), 10),
        )
