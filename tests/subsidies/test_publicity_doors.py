"""公示 at the doors of bureau and station: who gets in, what is asked first, what is said."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from support_services.subsidies.models import (
    Hold,
    PublicityHanging,
    PublicityNotice,
    PublicityObjection,
    PublicityRule,
    PublicityWaiver,
)
from support_services.subsidies.states import (
    EXCEPTION_CURES,
    EXCEPTION_STATION_CURES,
    ExceptionReason,
)
from tests.people import EAST_ONE, EAST_TWO, WEST, a_county, colleague
from tests.screen_text import latin_words, text_of
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import person
from tests.subsidies.publicity import Hall, after
from veterans.accounts.roles import Role
from veterans.foundation.models import AuditEntry
from veterans.regions.models import Region

pytestmark = pytest.mark.django_db

LIST, DUE, RULES = "/bureau/publicity/", "/bureau/publicity/due/", "/bureau/publicity/rules/"
STATION = "/station/publicity/"


@pytest.fixture
def hall() -> Hall:
    """In force since some days before today's real day."""
    a_county()
    hall = Hall.of(rule=False)
    today = timezone.localdate()
    hall.rule(first_on=after(today, -9), today=after(today, -10))
    return hall


def granted(hall: Hall, code: str = EAST_ONE, name: str = "") -> Any:
    owner = person(Region.objects.get(code=code), name=name)
    return hall.granted(after(timezone.localdate(), -3), owner=owner)


def test_from_the_rule_to_the_decision_at_the_bureau(hall: Hall) -> None:
    preparer, reviewer = enter(hall.lab.preparer), enter(hall.lab.reviewer)
    right = granted(hall, name="张建国")
    assert "1 人新批，等待公示" in told(preparer, "/bureau/")
    page = told(preparer, DUE)
    assert "张建国" in page
    assert "东街道东一村" in page
    assert "已拟好 1 份公示" in said(preparer.post(DUE, {"level": "village"}, follow=True))
    assert "没有等待公示的" in said(preparer.post(DUE, {"level": "village"}))
    notice = PublicityNotice.objects.get()
    here = f"{LIST}{notice.pk}/"
    assert "等待发布" in told(preparer, here)
    assert preparer.get(f"{here}do/publish/").status_code == 403
    assert "1 份公示：发布" in told(reviewer, "/bureau/")
    asked = told(reviewer, f"{here}do/publish/")
    assert "发布以后名单和日期不能改" in asked
    notice.refresh_from_db()
    assert notice.state == "draft"
    wrong = reviewer.post(f"{here}do/publish/", {"first_on": "2020-01-01"}, follow=True)
    assert "不能早于今天" in said(wrong)
    assert "请写成年-月-日" in said(reviewer.post(f"{here}do/publish/", {"first_on": "明天"}))
    today = timezone.localdate()
    done = said(reviewer.post(f"{here}do/publish/", {"first_on": f"{today}"}, follow=True))
    assert "已发布 1 份" in done
    assert "现在是“公示中”" in said(reviewer.get(f"{here}do/publish/", follow=True))
    assert "没有登记张贴" in told(preparer, "/bureau/")
    line = notice.entries.get()
    assert "公示" in told(preparer, f"/bureau/people/{right.person_id}/")
    given = {"raised_on": f"{today}", "text": "他没有当过兵", "objector": "", "contact": ""}
    objected = preparer.post(f"{LIST}entries/{line.pk}/object/", given, follow=True)
    assert "已登记异议" in said(objected)
    objection = PublicityObjection.objects.get()
    opened = f"{LIST}objections/{objection.pk}/"
    assert "等待结论" in told(preparer, opened)
    assert "他没有当过兵" in told(reviewer, opened)
    assert AuditEntry.objects.filter(action="objection.read").count() == 2
    assert "1 条公示异议：下结论" in told(reviewer, "/bureau/")
    assert "看公示异议" in told(preparer, f"/bureau/entitlements/{right.pk}/")
    assert "确认异议不成立" in told(reviewer, f"{opened}do/dismiss/")
    assert "请填写这一项" in said(reviewer.post(f"{opened}do/dismiss/", {"decision": ""}))
    ended = reviewer.post(f"{opened}do/dismiss/", {"decision": "查无此事"}, follow=True)
    assert "已作出结论：异议不成立" in said(ended)
    assert "已有结论" in said(reviewer.get(f"{opened}do/uphold/", follow=True))
    assert not Hold.objects.filter(released_at__isnull=True).exists()
    withdrawn = reviewer.post(f"{here}do/withdraw/", {"reason": "名单有误"}, follow=True)
    assert "重新等待公示" in said(withdrawn)


def test_all_drafts_of_colleagues_are_published_in_one_go(hall: Hall) -> None:
    for code in (EAST_ONE, EAST_TWO):
        granted(hall, code)
    hall.draft(timezone.localdate())
    reviewer = enter(hall.lab.reviewer)
    assert "共 2 人" in told(reviewer, f"{LIST}publish/")
    stale = reviewer.post(
        f"{LIST}publish/", {"token": "1-1", "first_on": f"{timezone.localdate()}"}, follow=True
    )
    assert "名单有变动" in said(stale)
    done = press(reviewer, f"{LIST}publish/", first_on=f"{timezone.localdate()}")
    assert "已发布 2 份" in said(done)
    assert "没有待您发布的公示" in said(reviewer.get(f"{LIST}publish/", follow=True))


def test_a_line_is_taken_off_and_the_paper_hung_from_the_bureau(hall: Hall) -> None:
    granted(hall), granted(hall)
    today = timezone.localdate()
    notice = hall.published(today)
    preparer = enter(hall.lab.preparer)
    first = notice.entries.order_by("pk")[0]
    done = preparer.post(f"{LIST}entries/{first.pk}/take-off/", {"reason": "批文有误"}, follow=True)
    assert "已移出名单" in said(done)
    hang = f"{LIST}{notice.pk}/hang/"
    given = {"place": "村务公开栏", "hung_on": f"{today}", "hung_by": "王主任"}
    assert "已登记张贴" in said(preparer.post(hang, given, follow=True))
    assert "已经登记过" in said(preparer.post(hang, given))
    assert "村务公开栏" in told(preparer, f"{LIST}{notice.pk}/")
    paper = told(preparer, f"{LIST}{notice.pk}/print/")
    assert notice.number in paper
    export = preparer.get(f"{LIST}export/")
    assert export.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "没有可以导出" in said(preparer.get(f"{LIST}export/?when=ended", follow=True))


def test_rules_are_entered_by_one_and_enforced_by_another(hall: Hall) -> None:
    preparer, reviewer = enter(hall.lab.preparer), enter(hall.lab.reviewer)
    new = f"{RULES}hardship_grant/new/"
    assert 'value="优抚补助"' in preparer.get(new).text
    given = {
        "is_needed": "yes", "first_on": f"{after(timezone.localdate())}", "days": "5",
        "public_name": "困难帮扶", "source": "本局会议纪要", "confidence": "unconfirmed",
    }  # fmt: skip
    assert "残" in said(preparer.post(new, {**given, "public_name": "残疾帮扶"}))
    late = preparer.post(new, {**given, "first_on": f"{timezone.localdate()}"})
    assert "最早从明天起" in said(late)
    assert "由另一人启用" in said(preparer.post(new, given, follow=True))
    rule = PublicityRule.objects.get(scheme__code="hardship_grant")
    step = f"{RULES}{rule.pk}/do/enforce/"
    assert preparer.get(step).status_code == 403
    assert "条公示规则等待启用" in told(reviewer, "/bureau/")
    assert "以前批准的不受影响" in told(reviewer, step)
    assert "公示规则已启用" in said(reviewer.post(step, follow=True))
    assert "不能再启用" in said(reviewer.get(step, follow=True))
    assert "公示为“困难帮扶”" in told(reviewer, RULES)


def test_a_waiver_is_proposed_by_one_and_confirmed_by_another(hall: Hall) -> None:
    right = granted(hall)
    preparer, reviewer = enter(hall.lab.preparer), enter(hall.lab.reviewer)
    waive = f"{LIST}waive/right/{right.pk}/"
    assert "原发放地已经公示" in told(preparer, waive)
    assert "由另一人确认" in said(preparer.post(waive, {"reason": "迁入"}, follow=True))
    made = PublicityWaiver.objects.get()
    step = f"{LIST}waivers/{made.pk}/do/confirm/"
    assert "不能收回" in told(reviewer, step)
    assert "已确认免于公示" in said(reviewer.post(step, follow=True))
    assert reviewer.get(step).status_code == 404
    assert preparer.get(waive).status_code == 404


class TestStation:
    """Own station, neighbour, stranger: on every page and in every deed."""

    @pytest.fixture
    def notice(self, hall: Hall) -> PublicityNotice:
        granted(hall, EAST_ONE, "张建国")
        return hall.published(timezone.localdate())

    @pytest.fixture
    def own(self, hall: Hall) -> Client:
        return enter(colleague("own", Role.VILLAGE_WORKER, EAST_ONE))

    def test_the_own_station_prints_hangs_and_takes_in(
        self, own: Client, notice: PublicityNotice
    ) -> None:
        here, today = f"{STATION}{notice.pk}/", timezone.localdate()
        assert "请张贴公示" in told(own, "/station/")
        assert "请打印张贴" in told(own, STATION)
        assert "张*国" in told(own, here)
        assert "张建国" not in own.get(here).text
        assert latin_words(text_of(own.get(f"{here}print/").text)) == [
            "own"
        ]  # the name of who is signed in
        given = {"place": "村务公开栏", "hung_on": f"{today}", "hung_by": "王主任"}
        assert "已登记张贴" in said(own.post(here, given, follow=True))
        assert "已经登记过" in said(own.post(here, given))
        assert "不能晚于今天" in said(own.post(here, {**given, "hung_on": f"{after(today)}"}))
        assert "请张贴公示" not in told(own, "/station/")
        line = notice.entries.get()
        objected = {
            "entry": str(line.pk), "raised_on": f"{today}", "text": "不符合条件",
            "objector": "周大年", "contact": "13800005678",
        }  # fmt: skip
        address = f"{here}object/"
        assert "请选择名单上的一位" in said(own.post(address, {**objected, "entry": "0"}))
        assert "已登记异议并报区局" in said(own.post(address, objected, follow=True))
        page = told(own, here)
        assert "待核查" in page
        assert "周大年" not in page
        assert "不用重复登记" in said(own.post(address, objected))

    @pytest.mark.parametrize(
        ("role", "place"), [(Role.VILLAGE_WORKER, EAST_TWO), (Role.TOWN_WORKER, WEST)]
    )
    def test_neighbour_and_stranger_find_nothing(
        self, notice: PublicityNotice, role: Role, place: str
    ) -> None:
        other = enter(colleague("other", role, place))
        here = f"{STATION}{notice.pk}/"
        assert "没有公示" in told(other, STATION)
        for address in (here, f"{here}print/", f"{here}object/"):
            assert other.get(address).status_code == 404
        hung = {"place": "村口", "hung_on": f"{timezone.localdate()}", "hung_by": "某人"}
        assert other.post(here, hung).status_code == 404
        assert other.post(f"{here}object/", {"text": "不符"}).status_code == 404
        assert not PublicityHanging.objects.exists()
        assert not PublicityObjection.objects.exists()

    def test_the_town_sees_its_villages_and_nobody_a_draft(
        self, hall: Hall, notice: PublicityNotice
    ) -> None:
        town = enter(colleague("town", Role.TOWN_WORKER, EAST_ONE[:9] + "000"))
        assert "东一村" in told(town, STATION)
        granted(hall, EAST_TWO)
        (draft,) = hall.draft(timezone.localdate())
        assert town.get(f"{STATION}{draft.pk}/").status_code == 404
        assert "东二村" not in told(town, STATION)

    def test_another_workers_objection_stays_his(
        self, hall: Hall, own: Client, notice: PublicityNotice
    ) -> None:
        hall.object_to(notice.entries.get(), timezone.localdate())
        assert "您登记的异议" not in told(own, f"{STATION}{notice.pk}/")


def test_who_is_left_out_for_it_is_told_at_both_doors(hall: Hall) -> None:
    granted(hall, EAST_ONE, "张建国")
    today = timezone.localdate()
    hall.calculated(today.replace(day=1), today)
    batch = hall.lab.scheme.batchscheme_set.get().batch
    page = told(enter(hall.lab.preparer), f"/bureau/batches/{batch.pk}/exceptions/")
    assert "公示未满" in page
    assert EXCEPTION_CURES[ExceptionReason.NOT_PUBLISHED] in page
    own = enter(colleague("own", Role.VILLAGE_WORKER, EAST_ONE))
    left_out = told(own, "/station/follow-up/?kind=list")
    assert EXCEPTION_STATION_CURES[ExceptionReason.NOT_PUBLISHED] in left_out


def test_pages_ask_as_often_for_many_as_for_one(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    for code in (EAST_ONE, EAST_TWO):
        for _ in range(3):
            granted(hall, code)
        hall.published(timezone.localdate())
    for _ in range(4):
        granted(hall)
    preparer = enter(hall.lab.preparer)
    own = enter(colleague("own", Role.VILLAGE_WORKER, EAST_ONE))
    notice = PublicityNotice.objects.order_by("pk")[0]
    for client, address, most in (
        (preparer, LIST, 14),
        (preparer, DUE, 14),
        (preparer, f"{LIST}{notice.pk}/", 14),
        # With one for the unread notices in the head.
        (own, STATION, 11),
        (own, f"{STATION}{notice.pk}/", 13),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def run(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("publicity", *words, stdout=out, stderr=io.StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_the_whole_way_from_the_command_line(hall: Hall) -> None:
    by = ("--by", hall.lab.preparer.username)
    second = ("--by", hall.lab.reviewer.username)
    rule = run(
        "rule",
        "hardship_grant",
        "--from",
        f"{after(timezone.localdate())}",
        "--source",
        "纪要",
        *by,
    )
    assert (rule["state"], rule["public_name"], rule["days"]) == ("draft", "优抚补助", 5)
    assert run("enforce", str(rule["rule"]), *second)["state"] == "in_force"
    assert len(run("rules", *by)["rules"]) == 2
    granted(hall), granted(hall)
    moved = granted(hall)
    waiver = run("waive", "--entitlement", str(moved.pk), "--reason", "迁入", *by)
    assert run("confirm", str(waiver["waiver"]), *second)["confirmed"]
    assert run("due", *by)["count"] == 2
    (draft,) = run("draft", *by)["notices"]
    number = str(draft["notice"])
    assert {one["person"][1] for one in draft["entries"]} == {"*"}
    with pytest.raises(CommandError):
        run("publish", number, *by)
    (done,) = run("publish", number, *second)["notices"]
    assert done["phase"] == "running"
    assert run("list", "--when", "running", *by)["notices"][0]["notice"] == draft["notice"]
    first, other = (str(one["entry"]) for one in done["entries"])
    shown = run("take-off", first, "--reason", "批文有误", *by)
    assert [one["counts"] for one in shown["entries"]] == [False, True]
    hung = run("hang", number, "--place", "公开栏", "--hung-by", "王主任", *by)
    assert hung["place"] == "公开栏"
    objection = run("object", other, "--text", "不符", *by)
    assert (objection["state"], objection["late"]) == ("open", False)
    decided = run(
        "decide", str(objection["objection"]), "dismiss", "--decision", "查无此事", *second
    )
    assert decided["state"] == "dismissed"
    assert run("withdraw", number, "--reason", "有误", *by)["phase"] == "withdrawn"
    assert run("show", number, *by)["phase"] == "withdrawn"
    with pytest.raises(CommandError):
        run("draft", "--month", "2020-01", *by)


def test_months_of_a_running_bureau_are_what_the_date_says(hall: Hall) -> None:
    """The filter of the month: what was approved by its last day."""
    granted(hall)
    preparer = enter(hall.lab.preparer)
    before = date(2026, 1, 1)
    asked = {"level": "village", "month": f"{before:%Y-%m}"}
    assert "没有等待公示的" in said(preparer.post(DUE, asked))
