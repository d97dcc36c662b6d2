"""Every page of the stations' day asks as many queries of thirty rows of everything as of one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import day_pages
from support_services.aid.models import AidApplication, Wish
from support_services.casework.models import (
    Case,
    CaseEntry,
    ClockRule,
    Errand,
    ErrandItem,
    ErrandKind,
)
from support_services.notices.models import Notice
from support_services.visits.models import KeyPerson, Visit, VisitTask
from tests.people import COUNTY, EAST, EAST_ONE
from tests.stations.assessing import Office
from tests.subsidies.factories import person
from veterans.accounts.models import User
from veterans.registry.models import LifeEvent, PersonCategory

pytestmark = pytest.mark.django_db
SIZES = (1, 30)
# What shows one thing, which is another one where there are more; and the same list once more.
LEFT_OUT = (", one", ", kind", ", page", "holes", "print", "near", "back", "outbox, ", "form")


def written(office: Office, numbers: range) -> None:
    """One of everything of each of so many people of a village."""
    for number in numbers:
        _one(office, f"{number:04d}", EAST_ONE, office.village)


def _one(office: Office, number: str, code: str, by: User) -> None:
    today, at, place = timezone.localdate(), timezone.now(), office.places[code]
    who = person(region=place, name="王一", born_on=date(1940, 1, 1))
    of = {"person": who, "region": place}
    PersonCategory.objects.create(person=who, category="TY", valid_from=date(1980, 1, 1))
    KeyPerson.objects.create(
        person=who, reason="ill", every="month", valid_from=today, entered_by=by, entered_at=at
    )
    for met, days in (("nobody", 0), ("self", 400)):
        Visit.objects.create(
            **of,
            visited_on=today - timedelta(days=days),
            way="home",
            met=met,
            reason="routine",
            visited_by=by,
            entered_at=at,
        )
    case = {
        **of,
        "kind": "request",
        "channel": "window",
        "subject": "优待证",
        "content": "还没有办下来",
        "rule": ClockRule.objects.get(kind="request"),
        "received_on": today,
        "registered_by": by,
        "registered_at": at,
    }
    owners = (place, office.places[EAST], office.places[COUNTY])
    for letter, owner in zip("ABC", owners, strict=True):
        made = Case.objects.create(
            **case, number=f"{letter}{number}", owner=owner, finish_by=today, state="in_hand"
        )
        Case.objects.create(
            **case,
            number=f"{letter}{number}X",
            owner=owner,
            state="closed",
            outcome="satisfied",
            closed_on=today,
        )
        CaseEntry.objects.create(
            case=made, verb="open", at=at, on=today, by=by, place=place, state="registered",
            owner=owner, text="登记",
        )  # fmt: skip
    for code_of, state in (("card", "open"), ("disability", "done")):
        done = {"result": "办成", "finished_by": by, "finished_at": at} if state == "done" else {}
        errand = Errand.objects.create(
            **of,
            number=f"{state[0].upper()}{number}",
            kind=ErrandKind.objects.get(code=code_of),
            owner=place,
            state=state,
            moved_on=today,
            started_by=by,
            started_at=at,
            **done,
        )
        ErrandItem.objects.create(errand=errand, number=1, title="交材料", who="本人")
    AidApplication.objects.create(
        **of, cause="illness", told="住院", applied_on=today, taken_by=by, taken_at=at
    )
    Wish.objects.create(person=who, text="老花镜", entered_by=by, entered_at=at)
    LifeEvent.objects.create(
        **of, kind="merit", happened_on=today, entered="{}", proposed_by=by, proposed_at=at
    )
    _told(who.pk, office, code, today)


def _told(number: int, office: Office, code: str, today: date) -> None:
    """In every inbox, read and unread; by message and by letter, sent, dead and waiting."""
    ways = [
        (audience, "inbox", state)
        for audience in ("village", "town", "bureau")
        for state in ("sent", "read")
    ]
    ways += [("person", "sms", "dead"), ("person", "sms", "sent"), ("person", "letter", "waiting")]
    for at, (audience, channel, state) in enumerate(ways):
        region = (
            None if audience == "bureau" else office.places[EAST if audience == "town" else code]
        )
        Notice.objects.create(
            about=f"bench-{at}",
            subject_kind="person",
            subject_id=number,
            due_on=today,
            say_on=today,
            audience=audience,
            person_id=number if audience == "person" else None,
            region=region,
            role="preparer" if audience == "bureau" else "",
            channel=channel,
            state=state,
            title="提醒",
            phone="13800000001" if channel == "sms" else None,
            text="请到站里来一趟",
            next_try_at=timezone.now(),
            written_at=timezone.now(),
            sent_at=timezone.now() if state in ("sent", "read") else None,
            handled_by=office.village if state == "read" else None,
        )


def asked(office: Office) -> dict[tuple[str, str], int]:
    """Queries of each page by door and name."""
    found = {}
    town = office.places[EAST]
    doors = (
        ("village", office.village, day_pages.of_station(office.places[EAST_ONE])),
        ("town", office.town, day_pages.of_station(town)),
        ("bureau", office.preparer, day_pages.of_bureau(town)),
    )
    for door, user, pages in doors:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.get(pages[0].path)
        for page in pages:
            if any(part in page.name for part in LEFT_OUT):
                continue
            ask = client.get if page.sent is None else client.post
            data = () if page.sent is None else (dict(page.sent),)
            with CaptureQueriesContext(connection) as queries:
                assert ask(page.path, *data).status_code == 200, (door, page.path)
            found[door, page.name] = len(queries)
    return found


def test_thirty_of_everything_cost_no_more_queries_than_one() -> None:
    office = Office()
    village, town = office.template(), office.template("town")
    office.submitted(village, office.village)
    office.submitted(town, office.town)
    for title, period, key_only in (("走访", "year", False), ("重点", "month", True)):
        VisitTask.objects.create(
            title=title,
            reason="routine",
            period=period,
            first_on=timezone.localdate() - timedelta(days=800),
            key_only=key_only,
            entered_by=office.preparer,
            entered_at=timezone.now(),
        )
    one, thirty = SIZES
    written(office, range(one))
    few = asked(office)
    written(office, range(one, thirty))
    many = asked(office)
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
    assert set(few) == set(many)
