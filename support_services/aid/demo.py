"""A few applications for aid and small wishes of invented people."""

from datetime import timedelta
from decimal import Decimal

from support_services.aid.services import add_wish, apply_for_aid, move_wish, refuse_aid
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import Population
from support_services.subsidies.demo.staff import Staff
from support_services.visits.services import record_visit
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.registry.models import Person
from veterans.registry.rules import IN_PERSON, Speaker

_TOLD = (
    ("illness", "老伴住院两次，自付三万多元，家里只有养老金（演示）", "儿子", "4000"),
    ("school", "孙女考上大学，学费和住宿费还差一半（演示）", "", "3000"),
    ("disaster", "夏天大雨淹了房子，家具和粮食都毁了（演示）", "村干部", ""),
)
_WISHES = ("想要一副老花镜", "想理个发、刮刮脸", "想要一个放药的小盒子", "想听一场吕剧")


def aid(population: Population, hands: Staff) -> None:
    """Three applications in different states, and wishes, in the village of the demo's worker."""
    worker = User.objects.filter(role=Role.VILLAGE_WORKER).order_by("pk").first()
    if worker is None or worker.region is None:
        return
    today = population.today
    at = moment(today - timedelta(days=3), 10)
    people = Person.objects.filter(
        region=worker.region, died_on__isnull=True, born_on__year__lt=today.year - 60
    ).order_by("-pk")[: len(_TOLD) + len(_WISHES)]
    seeking, wishing = list(people[: len(_TOLD)]), list(people[len(_TOLD) :])
    for person, (cause, told, relation, wanted) in zip(seeking, _TOLD, strict=False):
        made = apply_for_aid(
            person=person, cause=cause, told=told, wanted=Decimal(wanted) if wanted else None,
            speaker=Speaker("演示人", relation, "当面问过本人") if relation else IN_PERSON,
            by=worker, at=at, today=today - timedelta(days=3),
        )  # fmt: skip
        if cause == "illness":
            record_visit(
                person=person, visited_on=today - timedelta(days=2), way="home", met="self",
                reason="hardship", found="看了出院单，情况属实（演示）", by=worker,
                at=moment(today - timedelta(days=2), 15), today=today,
            )  # fmt: skip
        if cause == "school":
            refuse_aid(
                application_id=made.pk, note="已享受教育部门的助学金（演示）", by=hands.reviewer,
                at=moment(today - timedelta(days=1), 9),
            )  # fmt: skip
    for place, (person, text) in enumerate(zip(wishing, _WISHES, strict=False)):
        wish = add_wish(person=person, text=text, told_openly=True, by=worker, at=at)
        if place:
            move_wish(
                wish_id=wish.pk, verb="take", supporter="演示志愿服务队",
                on=today - timedelta(days=1), by=worker, at=at,
            )  # fmt: skip
        if place == 1:
            move_wish(wish_id=wish.pk, verb="fulfil", on=today, by=worker, at=at)
