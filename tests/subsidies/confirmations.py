"""A year of confirmations as the tests write it: a round, days that pass, months that are paid."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from support_services.subsidies.confirmation_states import DueState, Found, RoundState, Way
from support_services.subsidies.models import (
    Batch,
    ConfirmationDue,
    ConfirmationRound,
    Entitlement,
    Hold,
)
from support_services.subsidies.services import (
    batches,
    calculation,
    confirmation_rounds,
    confirmation_settling,
    confirming,
)
from support_services.subsidies.services.confirmation_rounds import RoundTerms
from support_services.subsidies.services.confirmation_settling import Settled
from support_services.subsidies.services.ledger_audit import audit_ledger
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.models import User

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
# The window ends in June, thirty days of grace: held from 31 July on.
GRACE = 30
HELD_FROM = date(2026, 7, 31)
BEGUN = date(2026, 3, 20)
SPRING, AFTER = date(2026, 5, 12), date(2026, 8, 10)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), tzinfo=UTC)


def terms(**more: Any) -> RoundTerms:
    given: dict[str, Any] = {
        "year": 2026,
        "schemes": ["disability_pension"],
        "first_day": FIRST,
        "last_day": LAST,
        "grace_days": GRACE,
        "source": "试验局通知",
        "home_visit_age": 80,
        "visit_source": "试验局通知",
        "forfeits": True,
        "forfeit_source": "伤残抚恤管理办法第二十三条（转述）",
    }
    return RoundTerms(**{**given, **more})


@dataclass
class Year:
    """A round in a lab, and the hands."""

    lab: Lab
    round: ConfirmationRound

    @classmethod
    def of(cls, lab: Lab, *, today: date = BEGUN, **more: Any) -> "Year":
        """Entered by one and opened by another; whoever draws by then is asked."""
        made = confirmation_rounds.enter_round(terms=terms(**more), by=lab.preparer, at=noon(today))
        opened, _ = confirmation_rounds.open_round(
            round_id=made.pk, by=lab.reviewer, at=noon(today), today=today
        )
        return cls(lab, opened)

    def due(self, right: Entitlement) -> ConfirmationDue:
        return ConfirmationDue.objects.get(round=self.round, person=right.person_id)

    def state(self, right: Entitlement) -> str:
        return self.due(right).state

    def sweep(self, today: date) -> Settled:
        return confirmation_settling.sweep(at=noon(today), today=today).get(
            self.round.pk, Settled()
        )

    def confirm(
        self, right: Entitlement, today: date = SPRING, *, by: User | None = None, **more: Any
    ) -> int:
        """How many held rights were let go."""
        given: dict[str, Any] = {"way": Way.IN_PERSON, "confirmed_on": today, **more}
        return confirming.confirm(
            due_id=self.due(right).pk,
            by=by or self.lab.preparer,
            at=noon(today),
            today=today,
            **given,
        ).released

    def take_back(self, right: Entitlement, today: date, *, by: User | None = None) -> None:
        confirming.take_back(
            due_id=self.due(right).pk,
            reason="认错了人",
            by=by or self.lab.preparer,
            at=noon(today),
            today=today,
        )

    def report(self, right: Entitlement, found: Found, by: User, today: date = SPRING) -> Any:
        return confirming.note_finding(
            due_id=self.due(right).pk,
            found=found,
            found_on=today,
            note="",
            by=by,
            at=noon(today),
            today=today,
        )

    def cancel(self, today: date = AFTER) -> Settled:
        return confirmation_rounds.cancel_round(
            round_id=self.round.pk, note="重来", by=self.lab.reviewer, at=noon(today), today=today
        )[1]

    def end(self, today: date = AFTER) -> None:
        confirmation_rounds.end_round(
            round_id=self.round.pk, note="", by=self.lab.reviewer, at=noon(today), today=today
        )

    def month(self, through: date) -> Batch:
        """The month's batch, calculated on its twentieth and approved."""
        lab, at = self.lab, noon(through + timedelta(days=19))
        batch = batches.open_batch(
            scheme_codes=[lab.scheme.code], through=through, by=lab.preparer, at=at
        )
        calculation.request_calculation(batch_id=batch.pk, by=lab.preparer, at=at)
        calculation.calculate(batch_id=batch.pk, at=at)
        batches.review(batch_id=batch.pk, by=lab.reviewer, at=at)
        batches.approve(batch_id=batch.pk, by=lab.approver, at=at)
        batch.refresh_from_db()
        return batch


def held(right: Entitlement) -> bool:
    """Whether a missing confirmation holds it now."""
    return Hold.objects.filter(
        entitlement=right, due__isnull=False, released_at__isnull=True
    ).exists()


def as_it_ought_to_be(*, snapshot: bool = False) -> None:
    """Holds are exactly: unconfirmed, past the grace, in a live round. And the books agree."""
    for due in ConfirmationDue.objects.select_related("round"):
        open_ones = due.holds.filter(released_at__isnull=True)
        live = due.round.state in (RoundState.OPEN, RoundState.ENDED)
        assert open_ones.exists() == (live and due.state == DueState.HELD), due
    assert audit_ledger(snapshot=snapshot) == []
