"""Which pages the day is made of, for a village, a town and the bureau, with somebody of the own
area in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from support_services.aid.models import AidApplication, Wish
from support_services.casework.models import Case, Errand
from support_services.casework.selectors import SHOWS
from support_services.notices.models import Notice
from support_services.stations import network_layers
from support_services.stations.models import Assessment, AssessmentTemplate
from support_services.stations.selectors.network import GAPS
from support_services.visits.models import Visit, VisitTask
from veterans.regions.models import Level, Region
from veterans.registry.models import Person


@dataclass(frozen=True)
class Asked:
    """``sent``: what is posted; None is asked for by GET."""

    name: str
    path: str
    sent: tuple[tuple[str, str], ...] | None = None


def of_station(region: Region) -> list[Asked]:
    """The pages of the worker of that village or town."""
    return [Asked(*one) for one in _station(region)] + [
        Asked("find", reverse("station:find"), (("q", "王"),)),
        Asked("find, while typing", reverse("station:find_suggest"), (("q", "zhang"),)),
    ]


def of_bureau(town: Region) -> list[Asked]:
    """The pages of the same subjects at the bureau; ``town`` is what its lists are narrowed to."""
    return [Asked(*one) for one in _bureau(town)] + [
        Asked("find, while typing", reverse("admin:people_suggest"), (("q", "zhang"),)),
    ]


def _station(region: Region) -> Iterator[tuple[str, str]]:
    some = _some(region)
    visits, network = "station_visits", "network"
    yield "first page", reverse("station:home")
    yield "everything", reverse("station:everything")
    yield "one person", reverse("station:payee", args=[some.person])
    yield "changes sent in", reverse("station:events")
    yield "accounts sent in", reverse("station:accounts")
    yield "visits", reverse(f"{visits}:visits")
    for task in some.tasks:
        yield f"visits, round {task}", reverse(f"{visits}:round", args=[task])
    first = some.tasks[0]
    for told, query in (("missed", "show=missed"), ("print", "print=1"), ("page 5", "page=5")):
        yield (
            f"visits, round {first}, {told}",
            f"{reverse(f'{visits}:round', args=[first])}?{query}",
        )
    yield "visits, one person", reverse(f"{visits}:of_person", args=[some.person])
    yield "visits, one", reverse(f"{visits}:visit", args=[some.visit])
    yield "visits, form", reverse(f"{visits}:new", args=[some.person])
    yield "key persons", reverse(f"{visits}:key_persons")
    yield from _cases("cases", some, "")
    yield "aid and wishes", reverse("station_aid:applications")
    yield "aid, one", reverse("station_aid:application", args=[some.aid])
    yield "wish, one", reverse("station_aid:wish", args=[some.wish])
    yield "inbox", reverse("station_notices:inbox")
    yield "inbox, unread", f"{reverse('station_notices:inbox')}?kind=unread"
    yield "inbox, one", reverse("station_notices:notice", args=[some.inbox])
    home = reverse(f"{network}:home")
    yield from _network(home, region.level == Level.TOWN)
    yield "network, one station", reverse(f"{network}:station", args=[region.code])
    yield "ranking", reverse(f"{network}:assessments")
    yield "assessment, one", reverse(f"{network}:assessment", args=[some.assessment])


def _bureau(town: Region) -> Iterator[tuple[str, str]]:
    some = _some(None)
    yield "first page", reverse("admin:index")
    yield "one person", reverse("admin:person", args=[some.person])
    yield "visits", reverse("admin:visits")
    for task in some.tasks:
        yield f"visits, round {task}", reverse("admin:visit_round", args=[task])
    yield "visits, one", reverse("admin:visit", args=[some.visit])
    yield "key persons", reverse("admin:key_persons")
    yield from _cases("admin", some, town.code)
    yield "aid", reverse("admin:aid")
    yield "aid, all", f"{reverse('admin:aid')}?show=all"
    yield "aid, one", reverse("admin:aid_application", args=[some.aid])
    yield "wishes", reverse("admin:wishes")
    yield "inbox", reverse("admin:bureau_inbox")
    outbox = reverse("admin:outbox")
    yield "outbox", outbox
    for told in ("stand=waiting", "stand=done", "channel=sms", f"town={town.path}"):
        yield f"outbox, {told.split('=')[0]} {told.split('=')[1]}", f"{outbox}?{told}"
    yield "outbox, dead", reverse("admin:dead_letters")
    yield "letters", reverse("admin:letters")
    yield "letters, printed", f"{reverse('admin:letters')}?stand=printed"
    yield from _network(reverse("admin:network_home"), True)
    yield "network, one station", reverse("admin:network_station", args=[town.code])
    ranking = reverse("admin:network_assessments")
    for level in (Level.TOWN, Level.VILLAGE):
        template = AssessmentTemplate.objects.filter(level=level).order_by("pk").first()
        if template is not None:
            yield f"ranking, {level}", f"{ranking}?template={template.pk}"
    yield "assessment, one", reverse("admin:network_assessment", args=[some.assessment])


def _cases(door: str, some: "_Some", town: str) -> Iterator[tuple[str, str]]:
    cases = reverse(f"{door}:cases")
    for show in SHOWS:
        yield f"cases, {show}", f"{cases}?show={show}"
    yield "cases, over, page 9", f"{cases}?show=over&page=9"
    yield "cases, open, kind", f"{cases}?show=open&kind=petition"
    yield "cases, over, kind", f"{cases}?show=over&kind=petition"
    if town:
        yield "cases, open, town", f"{cases}?show=open&town={town}"
        yield "cases, over, town", f"{cases}?show=over&town={town}"
    yield "case, one", reverse(f"{door}:case", args=[some.case])
    yield "errands", reverse(f"{door}:errands")
    yield "errands, over", f"{reverse(f'{door}:errands')}?show=over"
    yield "errand, one", reverse(f"{door}:errand", args=[some.errand])


def _network(home: str, has_villages: bool) -> Iterator[tuple[str, str]]:
    for layer in network_layers.layers() if has_villages else network_layers.layers()[:1]:
        yield f"network, {layer.key}", f"{home}?layer={layer.key}"
    for gap in GAPS if has_villages else ():
        yield f"network, holes, {gap}", f"{home}?gap={gap}&level=village"


@dataclass(frozen=True)
class _Some:
    """One of each, by key; the tasks that run."""

    person: int
    visit: int
    case: int
    errand: int
    aid: int
    wish: int
    inbox: int
    assessment: int
    tasks: list[int]


def _some(region: Region | None) -> _Some:
    """Of the middle of what is there, so that it is neither the first nor the last of any list."""
    below = Q() if region is None else Q(region__path__startswith=region.path)
    of_person = Q() if region is None else Q(person__region__path__startswith=region.path)
    there = Q() if region is None else Q(station__region__path__startswith=region.path)
    alive = Q(died_on__isnull=True)
    mine = Q(audience="bureau") if region is None else Q(region=region)
    return _Some(
        person=_middle(Person.objects.filter(below, alive)),
        visit=_middle(Visit.objects.filter(below, voided_at__isnull=True)),
        case=_middle(Case.objects.filter(below, is_sensitive=False)),
        errand=_middle(Errand.objects.filter(below, kind__is_sensitive=False)),
        aid=_middle(AidApplication.objects.filter(of_person)),
        wish=_middle(Wish.objects.filter(of_person)),
        inbox=_middle(Notice.objects.filter(mine, channel="inbox")),
        assessment=_middle(Assessment.objects.filter(there)),
        tasks=[one.pk for one in VisitTask.objects.filter(ended_at=None).order_by("pk")],
    )


def _middle(rows: Any) -> int:
    return int(rows.order_by("pk").values_list("pk", flat=True)[rows.count() // 2])
