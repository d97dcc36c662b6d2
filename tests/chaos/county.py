"""Who lives in the county, who works at its bureau, and what happens to people between months.

Facts are put in as they are, with the laboratory of the ledger's own tests: what is tried here is
the road of the money, not the forms.
"""

from datetime import date
from decimal import Decimal
from random import Random

from django.db import connection, transaction

from support_services.subsidies.models import Entitlement, Scheme
from tests.people import colleague
from tests.subsidies.factories import account, village
from tests.subsidies.histories import FIRST, History
from tests.subsidies.ledger_lab import Lab
from veterans.accounts.roles import Role
from veterans.foundation.months import add_months
from veterans.registry.models import Person

SCHEME = "disability_pension"
HANDS = {
    "preparer": (Role.PREPARER, ("prepares-a", "prepares-b")),
    "reviewer": (Role.REVIEWER, ("reviews-a", "reviews-b")),
    "approver": (Role.APPROVER, ("approves-a", "approves-b")),
}
# Entitlements lie this far apart, so that a small county makes as many chunks as a large one.
APART = 97


class County(History):
    """A history of facts that goes on by itself."""

    def __init__(self, people: int, chance: Random) -> None:
        self.chance = chance
        village()
        users = {name: colleague(name, role) for role, both in HANDS.values() for name in both}
        super().__init__(
            Lab(
                Scheme.objects.get(code=SCHEME),
                users["prepares-a"],
                users["reviews-a"],
                users["approves-a"],
            )
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [Entitlement._meta.db_table])
            cursor.execute(f"ALTER SEQUENCE {cursor.fetchone()[0]} INCREMENT BY {APART}")
        with transaction.atomic():
            self.rate(Decimal("116270"), FIRST, 1)
            self.rate(Decimal("104640.55"), FIRST, 2)
            for number in range(people):
                self.people.append(self.lab.entitle(FIRST, grade=1 + number % 2))
        self.paid_to = FIRST

    def next_month(self) -> date:
        self.paid_to = add_months(self.paid_to, 1)
        return self.paid_to

    @transaction.atomic
    def live_on(self, events: int) -> None:
        """Something happens to some people, dated up to four months back."""
        draw = self.chance
        for _ in range(events):
            who = draw.randrange(len(self.people))
            since = max(FIRST, add_months(self.paid_to, -draw.randrange(5)))
            grade = draw.randint(1, 2)
            happens = draw.choices(
                ("rate", "determine", "suspend", "resume_all", "die", "end", "undo_end", "new"),
                (2, 3, 3, 2, 2, 1, 2, 2),
            )[0]
            if happens == "rate":
                self.rate(Decimal(draw.randint(8_000_000, 12_000_000)) / 100, since, grade)
            elif happens == "determine":
                self.determine(who, since, grade)
            elif happens == "suspend":
                self.suspend(who, since, draw.randrange(9))
            elif happens in ("die", "end"):
                getattr(self, happens)(who, since)
            elif happens == "new":
                self.people.append(self.lab.entitle(since, grade=grade))
            else:
                getattr(self, happens)(who)

    @staticmethod
    @transaction.atomic
    def new_account(owner: Person) -> None:
        """He brings another card, and it is verified."""
        account(owner)
