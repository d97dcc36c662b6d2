"""Invented notices of merit for the demo: one that waits, others checked and brought, with rewards
as far as each of them may be. The sums are invented and say so in their source."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from honors.letters.models import Letter
from honors.letters.services import (
    check_letter,
    deliver_letter,
    enter_reward,
    receive_letter,
)
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.grant_figures import Code
from support_services.subsidies.services.grant_figures import enforce_figure, enter_figure
from support_services.subsidies.services.grants import approve_grant, refuse_grant
from support_services.visits.services import Taker
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.registry.models import Person

SOURCE = "演示数据，虚构的数值"
FIGURES = (
    (Code.MERIT_REWARD, "honour_title", "20000"),
    (Code.MERIT_REWARD, "merit_1", "10000"),
    (Code.MERIT_REWARD, "merit_2", "5000"),
    (Code.MERIT_REWARD, "merit_3", "2000"),
    (Code.MERIT_REWARD, "excellent", "500"),
    (Code.MERIT_REWARD, "praise", "200"),
    (Code.MERIT_REWARD_SEVERAL, "", "0"),
)
# Merit, how far the letter is, and how far its reward ("" for not entered).
TOLD = (
    ("third", "delivered", "approved"),
    ("second", "checked", "draft"),
    ("good", "received", ""),
    ("praise", "checked", ""),
    ("third", "delivered", "refused"),
)


def letters(population: Any, hands: Any) -> None:
    """Of people of the demo's village, invented like them; through the services."""
    worker = User.objects.filter(role=Role.VILLAGE_WORKER).order_by("pk").first()
    if Letter.objects.exists() or worker is None or worker.region is None:
        return
    people = Person.objects.filter(
        region=worker.region, died_on__isnull=True, merged_into__isnull=True
    ).order_by("-born_on", "pk")[: len(TOLD)]
    today = population.today
    _figures(today, hands)
    for place, (who, (merit, state, reward)) in enumerate(zip(people, TOLD, strict=False)):
        received = today - timedelta(days=20 - 3 * place)
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
        if state == "received":
            continue
        day = received + timedelta(days=2)
        check_letter(
            letter_id=made.pk,
            forces_said="区人武部电话核对（演示）",
            by=hands.reviewer,
            at=moment(day, 10),
            today=day,
        )
        if state == "delivered":
            brought = received + timedelta(days=5)
            deliver_letter(
                letter_id=made.pk,
                delivered_on=brought,
                taker=Taker("family", "家属（演示）", "父亲"),
                by=worker,
                at=moment(brought, 15),
                today=brought,
            )
        if reward:
            _reward(made, reward, day, hands)


def _figures(today: date, hands: Any) -> None:
    """Of last year and this one; entered by one, enforced by another."""
    first_on = date(today.year - 1, 1, 1)
    at = moment(today - timedelta(days=30), 11)
    for code, variant, value in FIGURES:
        made = enter_figure(
            code=code.value,
            variant=variant,
            value=Decimal(value),
            first_on=first_on,
            source=SOURCE,
            confidence="unconfirmed",
            by=hands.preparer,
            at=at,
        )
        enforce_figure(figure_id=made.pk, by=hands.reviewer, at=at)


def _reward(letter: Letter, state: str, day: date, hands: Any) -> None:
    done = enter_reward(
        letter_id=letter.pk, month=day, by=hands.preparer, at=moment(day, 11), today=day
    )
    assert done.grant is not None
    given = {"grant_id": done.grant.pk, "by": hands.reviewer, "at": moment(day, 14)}
    if state == "approved":
        approve_grant(**given, today=day)
    elif state == "refused":
        refuse_grant(**given, reason="授予日期和通知不符，核对后重新录入（演示）")
