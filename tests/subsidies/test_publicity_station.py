"""公示 at a station beside what it hangs: its town's notices, and how far each of its people is.

Own station, neighbour, stranger."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support_services.subsidies.area_payees import payee_visible_to
from support_services.subsidies.area_standing import STANDING_TONES
from support_services.subsidies.models import Entitlement, PublicityNotice
from support_services.subsidies.publicity_states import STANDING_LABELS, Level, Standing
from support_services.subsidies.selectors import publicity_area
from support_services.subsidies.services import publicity as service
from support_services.subsidies.services import publicity_book as book
from support_services.subsidies.services import publicity_objections as objections
from support_services.subsidies.services.entitlements import annul_locked
from tests.people import EAST, EAST_ONE, EAST_TWO, WEST, WEST_ONE, a_county, colleague
from tests.subsidies.at_the_bureau import enter, told
from tests.subsidies.factories import person
from tests.subsidies.publicity import Hall, after, hardship_hall, noon
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.regions.models import Region
from veterans.registry.models import Person

pytestmark = pytest.mark.django_db

LIST = "/station/publicity/"


def since_lately(hall: Hall) -> Hall:
    """The rule in force since some days before today's real day."""
    today = timezone.localdate()
    hall.rule(first_on=after(today, -9), today=after(today, -10))
    return hall


@pytest.fixture
def hall() -> Hall:
    a_county()
    return since_lately(Hall.of(rule=False))


def granted(hall: Hall, code: str = EAST_ONE, name: str = "") -> Entitlement:
    owner = person(Region.objects.get(code=code), name=name)
    return hall.granted(after(timezone.localdate(), -3), owner=owner)


def of_town(hall: Hall) -> PublicityNotice:
    return hall.published(timezone.localdate(), level=Level.TOWN)


def hang(notice: PublicityNotice, by: User, place: str = "街道便民大厅") -> None:
    today = timezone.localdate()
    service.note_hanging(
        notice_id=notice.pk, place=place, hung_on=today, hung_by="孙主任", by=by,
        at=timezone.now(), today=today,
    )  # fmt: skip


@pytest.fixture
def own(hall: Hall) -> Client:
    """Signed in in the first village."""
    return enter(colleague("own", Role.VILLAGE_WORKER, EAST_ONE))


class TestTownsNotice:
    """What the town hangs up: the village reads what concerns it, and does nothing to it."""

    @pytest.fixture
    def notice(self, hall: Hall) -> PublicityNotice:
        granted(hall, EAST_TWO, "李秀英")
        granted(hall, EAST_ONE, "张建国")
        return of_town(hall)

    def here(self, notice: PublicityNotice) -> str:
        return f"{LIST}town/{notice.pk}/"

    def test_the_village_reads_of_its_own_people_where_it_hangs_and_until_when(
        self, notice: PublicityNotice, own: Client
    ) -> None:
        listed = told(own, LIST)
        assert "东街道：本村 1 人" in listed
        assert "镇街还没有登记张贴" in listed
        assert "没有公示" not in listed
        assert "请张贴公示" not in told(own, "/station/")
        hang(notice, colleague("town", Role.TOWN_WORKER, EAST))
        page = told(own, self.here(notice))
        assert "张*国" in page
        assert "请向镇（街道）退役军人服务站或" in page
        assert "李*英" not in page
        assert "张建国" not in own.get(self.here(notice)).text
        assert "街道便民大厅" in page
        assert notice.last_on is not None
        assert f"{notice.last_on:%Y}年{notice.last_on.month}月{notice.last_on.day}日" in page
        assert "镇街已登记张贴 1 处" in told(own, LIST)

    def test_a_line_has_the_number_that_it_has_on_the_paper(self, notice: PublicityNotice) -> None:
        second = enter(colleague("second", Role.VILLAGE_WORKER, EAST_TWO))
        (line,) = second.get(self.here(notice)).context["notice"].lines
        assert (line.number, line.person) == (2, "李*英")

    def test_the_village_does_nothing_to_it(self, notice: PublicityNotice, own: Client) -> None:
        page = own.get(self.here(notice)).text
        assert "<form" not in page.split("<main")[1]
        assert own.post(self.here(notice)).status_code == 405
        line = notice.entries.get(public_person="张*国")
        given = {"entry": str(line.pk), "raised_on": f"{timezone.localdate()}", "text": "不符"}
        for address in ("", "print/", "object/"):
            assert own.get(f"{LIST}{notice.pk}/{address}").status_code == 404
        assert own.post(f"{LIST}{notice.pk}/object/", given).status_code == 404
        hung = {"place": "村口", "hung_on": f"{timezone.localdate()}", "hung_by": "某人"}
        assert own.post(f"{LIST}{notice.pk}/", hung).status_code == 404
        assert not notice.hangings.exists()

    def test_the_town_has_it_among_its_own_and_hangs_it(self, notice: PublicityNotice) -> None:
        town = enter(colleague("town", Role.TOWN_WORKER, EAST))
        listed = told(town, LIST)
        assert "东街道：2 人" in listed
        assert "由镇街张贴" not in listed
        assert "请打印张贴" in listed
        assert town.get(self.here(notice)).status_code == 404

    @pytest.mark.parametrize(
        ("role", "place"), [(Role.VILLAGE_WORKER, WEST_ONE), (Role.TOWN_WORKER, WEST)]
    )
    def test_a_stranger_sees_nothing(self, notice: PublicityNotice, role: Role, place: str) -> None:
        stranger = enter(colleague("stranger", role, place))
        assert "没有公示" in told(stranger, LIST)
        assert stranger.get(self.here(notice)).status_code == 404

    def test_a_neighbour_of_whom_it_names_nobody_sees_nothing(
        self, hall: Hall, own: Client
    ) -> None:
        granted(hall, EAST_TWO, "李秀英")
        notice = of_town(hall)
        assert "没有公示" in told(own, LIST)
        assert own.get(self.here(notice)).status_code == 404

    def test_who_has_moved_shows_no_village_the_paper_of_another_town(
        self, notice: PublicityNotice, own: Client
    ) -> None:
        moved = Region.objects.get(code=WEST_ONE)
        Person.objects.filter(name="张建国").update(region=moved)
        there = enter(colleague("there", Role.VILLAGE_WORKER, WEST_ONE))
        for client in (own, there):
            assert "没有公示" in told(client, LIST)
            assert client.get(self.here(notice)).status_code == 404

    def test_a_draft_one_withdrawn_and_a_line_taken_off_are_not_there(
        self, hall: Hall, own: Client
    ) -> None:
        today = timezone.localdate()
        granted(hall, EAST_ONE), granted(hall, EAST_TWO)
        (draft,) = hall.draft(today, level=Level.TOWN)
        assert own.get(self.here(draft)).status_code == 404
        notice = hall.publish(draft, today)
        assert own.get(self.here(notice)).status_code == 200
        line = notice.entries.get(public_place__contains="东一村")
        more: Any = {"by": hall.lab.reviewer, "at": noon(today), "today": today}
        service.take_off(entry_id=line.pk, reason="批文有误", **more)
        assert own.get(self.here(notice)).status_code == 404
        service.withdraw(notice_id=notice.pk, reason="名单有误", **more)
        second = enter(colleague("second", Role.VILLAGE_WORKER, EAST_TWO))
        assert second.get(self.here(notice)).status_code == 404

    def test_nobody_without_an_area_or_the_duty_is_shown_any(
        self, hall: Hall, notice: PublicityNotice
    ) -> None:
        today = timezone.localdate()
        worker = User.objects.create(username="gone", role=Role.VILLAGE_WORKER, is_active=False,
                                     region=Region.objects.get(code=EAST_ONE))  # fmt: skip
        for user in (worker, hall.lab.preparer, hall.lab.reviewer):
            assert publicity_area.towns_notices(user, today=today) == []


class TestPayee:
    """How far somebody's 公示 is, and what the worker can do about it."""

    def page(self, client: Client, right: Entitlement) -> str:
        return told(client, f"/station/payees/{right.person_id}/")

    def html(self, client: Client, right: Entitlement) -> str:
        return str(client.get(f"/station/payees/{right.person_id}/").text)

    def test_from_the_roster_to_the_paper_that_hangs(self, hall: Hall, own: Client) -> None:
        today = timezone.localdate()
        right = granted(hall, name="张建国")
        page = self.page(own, right)
        assert "等待公示" in page
        assert "还没有列入公示名单" in page
        assert "公示未满" in page
        (draft,) = hall.draft(today)
        assert "区局还没有发布" in self.page(own, right)
        assert f"{LIST}{draft.pk}/" not in self.html(own, right)
        notice = hall.publish(draft, today)
        page = self.page(own, right)
        assert "公示中" in page
        assert "请打印张贴，并登记贴在哪里" in page
        assert f"{LIST}{notice.pk}/" in self.html(own, right)
        hang(notice, User.objects.get(username="own"))
        assert "已登记张贴。有人提意见的，登记异议" in self.page(own, right)

    def test_the_day_says_how_far_it_is(self) -> None:
        a_county()
        hall = Hall.of()
        worker = colleague("own", Role.VILLAGE_WORKER, EAST_ONE)
        right = hall.granted(date(2026, 9, 3), owner=person(Region.objects.get(code=EAST_ONE)))
        (draft,) = hall.draft(date(2026, 9, 4))
        service.publish(
            notice_id=draft.pk, first_on=date(2026, 9, 7), by=hall.lab.reviewer,
            at=noon(date(2026, 9, 4)), today=date(2026, 9, 4),
        )  # fmt: skip
        for day, label, told_, is_done in (
            (6, "将要公示", "2026年9月7日至2026年9月11日公示。", False),
            (7, "公示中", "公示到2026年9月11日为止。", False),
            (11, "公示中", "公示到2026年9月11日为止。", False),
            (12, "公示期满", "2026年9月11日期满。", True),
        ):
            today = date(2026, 9, day)
            payee = payee_visible_to(worker, right.person_id, today=today)
            (one,) = payee.publicity
            assert (one.label, one.told, one.is_done) == (label, told_, is_done)
            assert one.opens == "own"
            assert payee.entitlements[0].state == ("发放中" if is_done else "公示未满")

    def test_what_was_withdrawn_waits_again(self, hall: Hall, own: Client) -> None:
        today = timezone.localdate()
        right = granted(hall)
        notice = hall.published(today)
        service.withdraw(
            notice_id=notice.pk, reason="名单有误", by=hall.lab.reviewer, at=noon(today),
            today=today,
        )  # fmt: skip
        assert "等待公示" in self.page(own, right)

    def test_what_is_waived_keeps_nothing_back(self, hall: Hall, own: Client) -> None:
        today = timezone.localdate()
        moved = granted(hall)
        waiver = book.propose_waiver(
            entitlement_id=moved.pk, reason="迁入", by=hall.lab.preparer, at=noon(today)
        )
        page = self.page(own, moved)
        assert "等另一人确认" in page
        assert "公示未满" in page
        book.confirm_waiver(waiver_id=waiver.pk, by=hall.lab.reviewer, at=noon(today))
        page = self.page(own, moved)
        assert "这一项不用公示" in page
        assert "公示未满" not in page

    def test_an_objection_is_told_without_who_and_what(self, hall: Hall, own: Client) -> None:
        today = timezone.localdate()
        right, other = granted(hall), granted(hall)
        notice = hall.published(today)
        made = hall.object_to(notice.entries.get(entitlement=right), today, text="早就搬走了")
        page = self.page(own, right)
        assert "异议待核查" in page
        assert "暂缓发放" in page
        assert "请为提出人保密" in page
        assert "周大年" not in page
        assert "搬走" not in page
        assert "异议待核查" not in self.page(own, other)
        objections.uphold(
            objection_id=made.pk, decision="属实", by=hall.lab.reviewer, at=noon(today),
            today=today,
        )  # fmt: skip
        assert "异议经核查成立" in self.page(own, right)

    def test_the_towns_notice_is_the_towns_to_hang(self, hall: Hall, own: Client) -> None:
        right = granted(hall)
        notice = of_town(hall)
        page = self.page(own, right)
        assert "由东街道服务站张贴" in page
        assert "请打印张贴" not in page
        assert f"{LIST}town/{notice.pk}/" in self.html(own, right)
        town = enter(colleague("town", Role.TOWN_WORKER, EAST))
        assert "请打印张贴" in self.page(town, right)

    def test_a_paper_of_another_town_is_not_opened(self, hall: Hall) -> None:
        right = granted(hall)
        notice = of_town(hall)
        Person.objects.filter(pk=right.person_id).update(region=Region.objects.get(code=WEST_ONE))
        there = enter(colleague("there", Role.VILLAGE_WORKER, WEST_ONE))
        assert "由东街道服务站张贴" in self.page(there, right)
        assert f"{LIST}town/{notice.pk}/" not in self.html(there, right)

    @pytest.mark.parametrize(
        ("role", "place"), [(Role.VILLAGE_WORKER, EAST_TWO), (Role.TOWN_WORKER, WEST)]
    )
    def test_neighbour_and_stranger_are_told_nothing(
        self, hall: Hall, role: Role, place: str
    ) -> None:
        right = granted(hall)
        other = enter(colleague("other", role, place))
        assert other.get(f"/station/payees/{right.person_id}/").status_code == 404

    def test_where_no_rule_asks_for_it_nothing_is_said(self) -> None:
        a_county()
        right = granted(Hall.of(rule=False))
        own = enter(colleague("own", Role.VILLAGE_WORKER, EAST_ONE))
        page = self.html(own, right)
        assert "期满以后发放" not in page
        assert "公示未满" not in page

    def test_what_was_annulled_for_another_reason_is_left_out(
        self, hall: Hall, own: Client
    ) -> None:
        right = granted(hall)
        with transaction.atomic():
            annul_locked(right, today=timezone.localdate())
        assert "等待公示" not in self.page(own, right)

    def test_a_grant_is_told_like_a_right(self) -> None:
        a_county()
        hall = since_lately(hardship_hall(rule=False))
        today = timezone.localdate()
        who = person(Region.objects.get(code=EAST_ONE))
        hall.hardship(today, who=who)
        own = enter(colleague("own", Role.VILLAGE_WORKER, EAST_ONE))
        page = told(own, f"/station/payees/{who.pk}/")
        assert f"{today.year}年度" in page
        assert "等待公示" in page


def test_every_standing_has_words() -> None:
    assert set(STANDING_LABELS) == set(STANDING_TONES) == set(Standing)


def test_pages_ask_as_often_for_many_as_for_one(hall: Hall, own: Client) -> None:
    who = person(Region.objects.get(code=EAST_ONE))
    costs = []
    for count in (1, 4):
        for _ in range(count):
            drawn = granted(hall, EAST_ONE)
            Entitlement.objects.filter(pk=drawn.pk).update(payee=who)
        notice = of_town(hall)
        asked = []
        for page in (LIST, f"{LIST}town/{notice.pk}/", f"/station/payees/{who.pk}/"):
            with CaptureQueriesContext(connection) as queries:
                assert own.get(page).status_code == 200
            asked.append(len(queries))
        costs.append(asked)
    assert costs[0] == costs[1]
