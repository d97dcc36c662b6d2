"""An activity from the plan to the report; lecturers, volunteers, areas."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from support_services.supporters import published
from support_services.supporters.models import Activity, Attendance
from support_services.supporters.selectors import activities as selectors
from support_services.supporters.selectors.asked import Asked
from support_services.supporters.services.activities import (
    change_activity,
    move_activity,
    plan_activity,
    put_attendance,
    set_people,
    take_attendance_out,
)
from support_services.supporters.services.volunteers import join_team, leave_team
from support_services.supporters.states import (
    ACTIVITY_MOVES,
    FIGURES,
    ActivityKind,
    ActivityState,
)
from support_services.units.models import Unit
from tests.subsidies.factories import person, user, village
from tests.supporters.makers import (
    AT,
    TODAY,
    activity,
    badge,
    hands,
    supporter,
    team,
    volunteer,
)
from tests.units.makers import unit
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.timeline import timeline_of

pytestmark = pytest.mark.django_db


def fields(**other: Any) -> dict[str, Any]:
    return {
        "kind": "volunteer",
        "title": "示例理发日",
        "on": TODAY,
        "region": village(1, 1).code,
        "venue": "村委会院子",
        "about": "",
        "phone": "",
        **other,
    }


def plan(by: User, *units: Unit, **other: Any) -> Activity:
    apart = {name: other.pop(name) for name in ("lecturer", "planned") if name in other}
    return plan_activity(
        fields=fields(**other),
        organisers=[one.pk for one in units],
        **apart,
        by=by,
        at=AT,
        today=TODAY,
    )


def go(made: Activity, verb: str, by: User, **more: Any) -> Activity:
    given = {"why": "试验原因", "at": AT, "today": TODAY, **more}
    return move_activity(activity_id=made.pk, verb=verb, by=by, **given)


def lecturer(by: Any, name: str = "王讲师") -> Unit:
    of = unit("person", by=by[0], name=name)
    badge(by, supporter(by, of=of), kind="lecturer", name="思政讲师", address="", hours="")
    return of


def test_from_the_plan_to_the_report_and_back_for_a_mistake() -> None:
    by = hands()
    preparer, reviewer, _ = by
    holder = supporter(by)
    made = plan(preparer, holder.unit, kind="job_fair", planned={"firms": 30, "posts": 500})
    with pytest.raises(Refused, match="到场"):
        go(made, "report", preparer, reported={"firms": 28, "posts": 460})
    told = {"firms": 28, "posts": 460, "visitors": 600, "intentions": 90, "hired": 601}
    with pytest.raises(Refused, match="不能多于"):
        go(made, "report", preparer, reported=told)
    assert not Activity.objects.filter(figures__reported__isnull=False).exists()
    go(made, "report", preparer, reported={**told, "hired": 35}, told="现场秩序好")
    counted = Asked(state=ActivityState.REPORTED.value)
    rows = selectors.activities(reviewer, counted)
    assert selectors.sums(rows)[("job_fair", "hired")] == 35
    go(made, "reopen", reviewer)
    assert selectors.sums(selectors.activities(reviewer, counted)) == {}
    go(made, "report", preparer, reported={**told, "hired": 36})
    assert selectors.sums(selectors.activities(reviewer, counted))[("job_fair", "hired")] == 36
    with pytest.raises(Refused, match="不属于"):
        plan(preparer, holder.unit, kind="work", planned={"firms": 3})


def test_each_step_is_of_its_duty_and_from_its_states() -> None:
    by = hands()
    own = village(1, 1)
    people = {
        role: user(role, region={Role.TOWN_WORKER: own.parent, Role.VILLAGE_WORKER: own}.get(role))
        for role in Role
    }
    for verb, one in ACTIVITY_MOVES.items():
        holders = [role for role in people if role in DUTIES[one.duty]]
        figures = {figure.code: 1 for figure in FIGURES[ActivityKind.VOLUNTEER]}
        more = {"reported": figures} if verb == "report" else {}
        for state in ActivityState:
            made = activity(by[0], state=state)
            if state in one.starts:
                for role in set(people) - set(holders):
                    with pytest.raises(PermissionRefused):
                        go(made, verb, people[role], **more)
                assert go(made, verb, people[holders[0]], **more).state == one.target
            else:
                with pytest.raises(Refused):
                    go(made, verb, people[holders[0]], **more)
    to_come = activity(by[0], on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="还没有到日期"):
        go(to_come, "hold", by[0])


def test_own_neighbour_and_stranger() -> None:
    by = hands()
    own, neighbour, stranger = village(1, 1), village(1, 2), village(2, 1)
    worker = user(Role.VILLAGE_WORKER, region=own)
    town = user(Role.TOWN_WORKER, region=own.parent)
    rows = {place: activity(by[0], region=place) for place in (own, neighbour, stranger)}

    def seen(who: User) -> set[int]:
        return set(selectors.activities(who, Asked()).values_list("pk", flat=True))

    assert seen(worker) == {rows[own].pk}
    assert seen(town) == {rows[own].pk, rows[neighbour].pk}
    assert len(seen(user(Role.AUDITOR))) == 3
    assert seen(user(Role.SYSADMIN)) == set()
    for place in (neighbour, stranger):
        with pytest.raises(NotFound):
            go(rows[place], "cancel", worker)
        with pytest.raises(Refused, match="辖区"):
            plan(worker, region=place.code)
    # Another village's volunteers are names of people: neither seen nor written down.
    holder = supporter(by)
    theirs = volunteer(by[0], team(by[0], holder, region=neighbour))
    with pytest.raises(NotFound):
        put_attendance(
            activity_id=rows[own].pk, volunteer_id=theirs.pk, hours=Decimal(2), by=worker, at=AT
        )
    assert selectors.choosable_volunteers(worker, rows[own]) == []
    assert [key for key, _ in selectors.choosable_volunteers(town, rows[own])] == [theirs.pk]


def test_a_station_asks_for_a_lecturer_and_the_bureau_says_yes_once_for_a_time() -> None:
    by = hands()
    speaker = lecturer(by)
    worker = user(Role.VILLAGE_WORKER, region=village(1, 1))
    morning = {"kind": "lecture", "starts_at": time(9), "ends_at": time(11)}
    with pytest.raises(Refused, match="选择讲师"):
        plan(worker, **morning)
    with pytest.raises(Refused, match="讲师团"):
        plan(worker, **morning, lecturer=supporter(by).unit_id)
    asked = plan(worker, **morning, lecturer=speaker.pk)
    assert asked.state == ActivityState.REQUESTED
    with pytest.raises(Refused, match="请换时间"):
        plan(by[0], kind="lecture", starts_at=time(10), ends_at=time(12), lecturer=speaker.pk)
    plan(by[0], kind="lecture", starts_at=time(11), ends_at=time(12), lecturer=speaker.pk)
    go(asked, "confirm", by[0])
    asked.refresh_from_db()
    assert (asked.state, asked.confirmed_by) == (ActivityState.PLANNED, by[0])
    # A station that moves the day asks anew.
    change_activity(
        activity_id=asked.pk,
        fields=fields(**morning, on=TODAY + timedelta(days=3)),
        lecturer=speaker.pk,
        by=worker,
        at=AT,
        today=TODAY,
    )
    asked.refresh_from_db()
    assert (asked.state, asked.confirmed_by) == (ActivityState.REQUESTED, None)


def test_hours_are_the_sum_of_attendances_and_nothing_else() -> None:
    by = hands()
    preparer = by[0]
    of = team(preparer, supporter(by))
    man = person(name="李志愿")
    with pytest.raises(Refused, match="本人同意"):
        join_team(
            team_id=of.pk, name="李志愿", person_id=man.pk, joined_on=TODAY, by=preparer, at=AT
        )
    with pytest.raises(Refused, match="同名"):
        join_team(
            team_id=of.pk, name="别人", person_id=man.pk, consents=True, joined_on=TODAY,
            by=preparer, at=AT,
        )  # fmt: skip
    one = join_team(
        team_id=of.pk, name="李志愿", phone="13900000000", person_id=man.pk, consents=True,
        joined_on=TODAY, by=preparer, at=AT,
    )  # fmt: skip
    first, second = (activity(preparer, title=f"理发日{n}") for n in (1, 2))
    for made, hours in ((first, "2.5"), (second, "3"), (second, "1.5")):
        put_attendance(
            activity_id=made.pk, volunteer_id=one.pk, hours=Decimal(hours), by=preparer, at=AT
        )
    with pytest.raises(Refused, match="24 小时"):
        put_attendance(
            activity_id=first.pk, volunteer_id=one.pk, hours=Decimal(25), by=preparer, at=AT
        )
    assert selectors.hours_of_teams([of])[of.pk] == (1, Decimal(0))
    go(first, "hold", preparer)
    assert selectors.hours_of_teams([of])[of.pk] == (1, Decimal("2.5"))
    go(second, "report", preparer, reported={"served": 4})
    assert selectors.hours_of_teams([of], year=2026)[of.pk] == (1, Decimal("4.0"))
    assert selectors.hours_of_teams([of], year=2025)[of.pk] == (1, Decimal(0))
    (shown,) = selectors.volunteers_of(of)
    assert (shown.hours, shown.times) == (Decimal("4.0"), 2)
    rows, _ = timeline_of(preparer, man)
    assert {one.what for one in rows} >= {"志愿服务：理发日1", "志愿服务：理发日2"}
    with pytest.raises(Refused, match="名单不能再改"):
        take_attendance_out(
            activity_id=second.pk, attendance_id=Attendance.objects.filter(activity=second)[0].pk,
            by=preparer, at=AT,
        )  # fmt: skip
    leave_team(volunteer_id=one.pk, on=TODAY, by=preparer, at=AT)
    one.refresh_from_db()
    assert one.phone is None
    assert selectors.hours_of_teams([of])[of.pk] == (0, Decimal("4.0"))


def test_how_many_soldiers_came_is_nobodys_to_write() -> None:
    by = hands()
    troops, school = unit("troops", by=by[0]), unit("institution", by=by[0])
    made = activity(by[0], troops, school, kind="joint")
    parties = {one.unit_id: one for one in made.parties.all()}
    with pytest.raises(Refused, match="部队的人数"):
        set_people(activity_id=made.pk, people={parties[troops.pk].pk: 30}, by=by[0], at=AT)
    set_people(activity_id=made.pk, people={parties[school.pk].pk: 12}, by=by[0], at=AT)
    assert sorted(made.parties.values_list("people", flat=True), key=str) == [12, None]


def test_residents_are_told_of_what_is_open_and_to_come() -> None:
    by = hands()
    troops = unit("troops", by=by[0], name="驻地部队甲")
    holder = supporter(by)
    with pytest.raises(Refused, match="咨询电话"):
        plan(by[0], is_open=True)
    told = plan(by[0], holder.unit, troops, is_open=True, phone="0533-0000013", title="义诊")
    plan(by[0], title="不公布")
    activity(by[0], is_open=True, on=date(2026, 1, 1), title="过去了")
    activity(by[0], is_open=True, state=ActivityState.CANCELLED, title="取消了")
    (shown,) = published.activities(today=TODAY)
    assert (shown.title, shown.organisers) == (told.title, (holder.unit.name,))
    assert published.activities(today=TODAY, town=village(2, 1).code[:9] + "000") == ()
