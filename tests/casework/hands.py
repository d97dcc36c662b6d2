"""A county with people at every level, somebody to bring a case, and the verbs by short names."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from support_services.casework.models import Case
from support_services.casework.services import extensions, moves
from support_services.casework.services.opening import Caller, open_case
from tests.people import EAST, EAST_ONE, EAST_TWO, WEST, a_county, colleague
from tests.registry.makers import id_number
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.registry.models import Person
from veterans.registry.services import register_person

MONDAY = date(2026, 9, 21)
DEEDS: dict[str, Any] = {
    **{name: getattr(moves, name) for name in (
        "inform", "decline", "begin", "answer", "satisfied", "unsatisfied", "pause", "resume",
        "hand_over", "accept", "take", "withdraw", "urge", "note", "restrict", "unrestrict",
    )},
    "object": moves.object_to,
    **{f"{name}_extension": getattr(extensions, f"{name}_extension")
       for name in ("ask", "grant", "refuse", "tell")},
}  # fmt: skip


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@dataclass
class Hands:
    """``own`` works in the first village of the eastern town, ``neighbour`` in the second, ``town``
    above both, ``stranger`` in the western town; three at the bureau and the auditor."""

    places: dict[str, Region]
    own: User
    neighbour: User
    town: User
    stranger: User
    clerk: User
    second: User
    chief: User
    auditor: User
    person: Person

    def opened(self, by: User | None = None, **more: Any) -> Case:
        """The person's ordinary request, at the own station."""
        given: dict[str, Any] = {
            "of": self.person,
            "kind": "request",
            "channel": "window",
            "subject": "优待证一直没有办下来",
            "content": "去年十月交的材料，到现在没有消息。",
            "today": MONDAY,
            **more,
        }
        return open_case(by=by or self.own, at=noon(given["today"]), **given)

    def caller(self, **more: Any) -> Caller:
        return Caller(
            **{
                "name": "钱不留",
                "phone": "13911112222",
                "region": self.places[EAST_ONE],
                **more,
            }
        )

    @staticmethod
    def do(verb: str, case: Case, by: User, day: date, **more: Any) -> Case:
        """One verb on that day; its text and the way of telling are filled in."""
        given: dict[str, Any] = {"text": "办了", **more}
        if verb in (
            *("inform", "decline", "answer", "satisfied", "unsatisfied", "withdraw"),
            "tell_extension",
        ):
            given = {"how": "phone", "on": day, **given}
        made: Case = DEEDS[verb](case_id=case.pk, by=by, at=noon(day), today=day, **given)
        case.refresh_from_db()
        return made


def the_hands() -> Hands:
    places = a_county()
    clerk = colleague("clerk")
    return Hands(
        places=places,
        own=colleague("own", Role.VILLAGE_WORKER, EAST_ONE),
        neighbour=colleague("neighbour", Role.VILLAGE_WORKER, EAST_TWO),
        town=colleague("town", Role.TOWN_WORKER, EAST),
        stranger=colleague("stranger", Role.TOWN_WORKER, WEST),
        clerk=clerk,
        second=colleague("second", Role.REVIEWER),
        chief=colleague("chief", Role.APPROVER),
        auditor=colleague("auditor", Role.AUDITOR),
        person=register_person(
            name="曾国藩",
            id_number=id_number(1),
            region=places[EAST_ONE],
            phone="13800001234",
            by=clerk,
            at=noon(MONDAY),
            today=MONDAY,
        ),
    )
