"""Invented martyrs, facilities and bookings for the demo, through the same services as people use.

Names say that they are invented; everything that varies comes from the population's fixed seed.
"""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from honors.memorials.models import Facility, Martyr
from honors.memorials.services.booking import book
from honors.memorials.services.closing import close_facility
from honors.memorials.services.facilities import (
    add_grave,
    enter_facility,
    inspect,
    propose_repair,
)
from honors.memorials.services.martyrs import add_source, enter_martyr, move_martyr
from honors.memorials.services.walking import walk
from honors.memorials.states import What
from support_services.subsidies.demo.calendar import moment
from support_services.subsidies.demo.population import SEED
from veterans.accounts.models import User
from veterans.regions.models import Level, Region

_FACILITIES = (
    ("示例烈士陵园（演示）", "county", "cemetery", 300),
    ("示例纪念碑（演示）", "county", "stele", 80),
)
_MARTYRS = (
    ("张示例", "1921 年", "1944 年秋", "八路军（示例）", "战士"),
    ("李示例", "1925 年", "1948 年", "解放军（示例）", "班长"),
    ("王示例", "1930 年", "1951 年", "志愿军（示例）", "卫生员"),
    ("赵示例", "", "1947 年", "区武工队（示例）", "队员"),
)


def memorials(population: Any, hands: Any) -> None:
    """Two facilities with graves, one of which was inspected; four martyrs, three of them
    published; a repair that waits; a ceremony to come, and two days on which it is closed."""
    if Martyr.objects.exists():
        return
    today: date = population.today
    drawn = random.Random(f"{SEED}:memorials")
    villages = list(Region.objects.filter(level=Level.VILLAGE).order_by("path"))
    if not villages:
        return
    at = moment(today - timedelta(days=20), 9)
    # The second stands where the demo's station looks after it.
    station = User.objects.filter(username="cunju").select_related("region").first()
    own = station.region if station is not None else None
    places: list[Facility] = []
    for name, level, kind, capacity in _FACILITIES:
        fields: dict[str, Any] = {
            "name": name,
            "level": level,
            "kind": kind,
            "region": own.code if own is not None and places else drawn.choice(villages).code,
            "address": "示例路 1 号（演示）",
            "keeper": "示例镇人民政府（演示）",
            "phone": "0533-0000900",
            "opens_at": time(8),
            "closes_at": time(17, 30),
            "capacity": capacity,
            "notice": "请不要烧纸，可以献花（示例）。",
        }
        made = enter_facility(fields=fields, by=hands.preparer, at=at)
        walk(what=What.FACILITY, key=made.pk, verb="approve", by=hands.reviewer, at=at, today=today)
        places.append(made)
    graves = [
        add_grave(
            facility_id=places[0].pk, number=f"A-{number}", kind="named", by=hands.preparer, at=at
        )
        for number in range(1, 4)
    ]
    seen = inspect(
        facility_id=places[0].pk,
        done_on=today - timedelta(days=5),
        text="墓碑完好，有两处字迹不清（示例）。",
        findings=[("minor", "两处碑文字迹褪色（示例）")],
        by=hands.preparer,
        at=at,
        today=today,
    )
    finding = seen.findings.get()
    propose_repair(
        facility_id=places[0].pk,
        fields={
            "finding": finding.pk,
            "title": "碑文描红（示例）",
            "told": "照原样描红，不改字体（示例）。",
            "budget": 3000,
            "until": today + timedelta(days=60),
        },
        by=hands.preparer,
        at=at,
        today=today,
    )
    for number, (name, born, died, force, rank) in enumerate(_MARTYRS):
        grave = graves[number] if number < len(graves) else None
        entry = enter_martyr(
            fields={
                "name": name,
                "sex": "male",
                "born": born,
                "died": died,
                "region": drawn.choice(villages).code,
                "force": force,
                "rank": rank,
                "deeds": "（示例）这是演示用的文字，没有这个人，也没有这件事。",
                "burial": "here" if grave else "unknown",
                "grave": grave.pk if grave else "",
            },
            by=hands.preparer,
            at=at,
            today=today,
        )
        add_source(
            martyr_id=entry.martyr_id,
            fields={"kind": "roster", "title": "演示名册（虚构）", "says": "", "trust": "likely"},
            by=hands.preparer,
            at=at,
        )
        if number == len(_MARTYRS) - 1:
            continue
        for verb, by in (("review", hands.reviewer), ("publish", hands.approver)):
            move_martyr(martyr_id=entry.martyr_id, verb=verb, by=by, at=at)
    close_facility(
        facility_id=places[0].pk,
        first_on=today + timedelta(days=12),
        last_on=today + timedelta(days=13),
        why="碑文描红施工（示例）",
        by=hands.preparer,
        at=at,
        today=today,
    )
    starts = timezone.make_aware(datetime.combine(today + timedelta(days=10), time(9)))
    book(
        fields={
            "facility": places[0].pk,
            "title": "示例学校祭扫（演示）",
            "organiser": "school",
            "unit": "示例小学（演示）",
            "contact": "周示例",
            "phone": "0533-0000901",
            "starts": starts,
            "ends": starts + timedelta(hours=1),
            "people": 60,
        },
        by=hands.preparer,
        at=at,
    )
