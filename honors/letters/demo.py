"""Three invented notices of merit for the demo: one that waits, one checked, one brought."""

from datetime import timedelta
from typing import Any

from honors.letters.models import Letter
from honors.letters.services import check_letter, deliver_letter, receive_letter
from support_services.subsidies.demo.calendar import moment
from support_services.visits.services import Taker
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.registry.models import Person


def letters(population: Any, hands: Any) -> None:
    """Of people of the demo's village, invented like them; through the services."""
    worker = User.objects.filter(role=Role.VILLAGE_WORKER).order_by("pk").first()
    if Letter.objects.exists() or worker is None or worker.region is None:
        return
    people = Person.objects.filter(
        region=worker.region, died_on__isnull=True, merged_into__isnull=True
    ).order_by("-born_on", "pk")[:3]
    today = population.today
    for place, (who, merit) in enumerate(zip(people, ("third", "second", "good"), strict=False)):
        received = today - timedelta(days=20 - 5 * place)
        made = receive_letter(
            person_id=who.pk,
            merit=merit,
            awarded_on=received - timedelta(days=30),
            document_no=f"演示通知 {place + 1} 号",
            received_on=received,
            region=worker.region.code,
            by=hands.preparer,
            at=moment(received, 10),
            today=received,
        )
        if place == 2:
            continue
        day = received + timedelta(days=2)
        check_letter(
            letter_id=made.pk,
            forces_said="区人武部电话核对（演示）",
            by=hands.reviewer,
            at=moment(day, 10),
            today=day,
        )
        if place == 0:
            deliver_letter(
                letter_id=made.pk,
                delivered_on=today - timedelta(days=10),
                taker=Taker("family", "家属（演示）", "父亲"),
                by=worker,
                at=moment(today - timedelta(days=10), 15),
                today=today - timedelta(days=10),
            )
