"""The bureau's own lines of the rules: two people, a trial that writes nothing, from a day on, and
the file beneath; what a family brings with an application; why a home stands as it does."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from honors.plaques import rule_book, selectors
from honors.plaques.models import Application, RuleLine, Run, Standing, Task
from honors.plaques.one_home import because
from honors.plaques.reference import shipped
from honors.plaques.services import asking, ruling
from honors.plaques.services.reckoning import carry_on, owed_run
from honors.plaques.states import LINE_MOVES, Stand, Why
from support_services.steering.models import DayNumber, RecordedDay
from tests.pictures import png
from tests.plaques.homes import AT, TODAY, home_of, run
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from veterans.accounts.models import User
from veterans.accounts.roles import DUTIES, STATION, Role
from veterans.foundation.errors import PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Paper, Residence
from veterans.registry.selectors import phone_index
from veterans.registry.selectors.file import papers_visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands(db: None) -> tuple[User, User]:
    return user(Role.PREPARER), user(Role.APPROVER)


def line(by: User, rule: str = "category:TY", **more: Any) -> RuleLine:
    what, _, code = rule.partition(":")
    given: dict[str, Any] = {
        "value": "", "first_on": TODAY, "source": "试验文件", "confidence": "verified", **more,
    }  # fmt: skip
    return ruling.enter_line(what=what, code=code, **given, by=by, at=AT, today=TODAY)


def enforce(row: RuleLine, by: User, today: date = TODAY) -> RuleLine:
    return ruling.enforce_line(line_id=row.pk, by=by, at=AT, today=today)


def owed() -> None:
    left = owed_run()
    assert left is not None
    carry_on(run_id=left, at=AT)


def test_entered_by_one_tried_and_brought_into_force_by_another(hands: tuple[User, User]) -> None:
    clerk, second = hands
    home_of(), home_of(), home_of("SS-L")
    home_of("", plaque="鲁C-00001")
    run()
    row = line(clerk, ends=True)
    tried = ruling.try_line(line_id=row.pk, by=clerk, today=TODAY)
    assert tried.moves == {("due", ""): 2}
    assert (tried.more, tried.fewer, tried.homes) == (0, 2, 2)
    assert Standing.objects.filter(state="due").count() == 3, "a trial writes nothing"
    assert Run.objects.count() == 1
    # Every role and every move: only what the table says, and never the same hand.
    for role in Role:
        for verb, (duty, _) in LINE_MOVES.items():
            if role in DUTIES[duty]:
                continue
            move: Any = ruling.enforce_line if verb == "enforce" else ruling.drop_line
            more = {"today": TODAY} if verb == "enforce" else {}
            place = village(1, 1)
            place = place.parent if role == Role.TOWN_WORKER else place  # type: ignore[assignment]
            somewhere = {"region": place} if role in STATION else {}
            with pytest.raises(PermissionRefused):
                move(line_id=row.pk, by=user(role, **somewhere), at=AT, **more)
    with pytest.raises(PermissionRefused):
        enforce(row, clerk)
    mine = RuleLine.objects.create(
        what="peace", code="days", value="9", first_on=TODAY, label="试验", source="试验",
        confidence="verified", entered_by=second, entered_at=AT,
    )  # fmt: skip
    with pytest.raises(Refused, match="由另一人启用"):
        enforce(mine, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleLine.objects.filter(pk=mine.pk).update(
            state="in_force", enforced_by=second, enforced_at=AT
        )
    enforce(row, second)
    owed()
    assert set(Standing.objects.values_list("state", flat=True)) == {"due", "excess"}
    assert Task.objects.filter(closed_why="not_meant").count() == 2
    with pytest.raises(Refused, match="已启用"):
        enforce(row, second)
    # What was told never changes.
    for change in ({"value": "serving"}, {"first_on": date(2027, 1, 1)}, {"state": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleLine.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleLine.objects.filter(pk=row.pk).delete()
    # A better one of the same day takes its place; the file never comes back by itself.
    again = enforce(line(clerk, value="veteran"), second)
    row.refresh_from_db()
    assert (row.state, again.state) == ("replaced", "in_force")
    owed()
    assert Standing.objects.filter(state="due").count() == 3


def test_a_line_holds_from_its_day_and_the_file_until_then(hands: tuple[User, User]) -> None:
    clerk, second = hands
    home_of()
    later = TODAY + timedelta(days=30)
    enforce(line(clerk, ends=True, first_on=later), second)
    assert owed_run() is None, "nothing changes before its day"
    for day, holds in ((TODAY, True), (later - timedelta(days=1), True), (later, False)):
        assert ("TY" in rule_book.book_on(day).categories) is holds, day
    run()
    assert Standing.objects.get().state == "due"
    run(at=AT + timedelta(days=30))
    assert not Standing.objects.exists()
    # Of the file what holds no longer is told with its days, and stays in the list.
    of_ty = [one for one in rule_book.lines() if one.key == ("category", "TY")]
    assert [(one.own is None, one.ends, one.valid_to) for one in of_ty] == [
        (True, False, later), (False, True, None),
    ]  # fmt: skip
    assert next(one for one in shipped() if one.key == ("category", "TY")).valid_to is None
    # Waiting over its day it has to be entered anew.
    row = line(clerk, rule="category:DB", ends=True)
    with pytest.raises(Refused, match="已经过了"):
        enforce(row, second, today=TODAY + timedelta(days=1))
    ruling.drop_line(line_id=row.pk, by=clerk, at=AT)
    assert RuleLine.objects.get(pk=row.pk).state == "dropped"


def test_what_makes_no_sense_is_refused(hands: tuple[User, User]) -> None:
    clerk, second = hands
    for why, rule, more in (
        ("哪一条规则", "category:XX", {"value": "veteran"}),
        ("哪一条规则", "nothing:x", {}),
        ("哪一种家庭", "category:TY", {"value": "applied"}),
        ("写成日期", "cutoff:died_before", {"value": "2018-02-30"}),
        ("写成日期", "cutoff:died_before", {"value": "0001-01-01"}),
        ("写天数", "peace:days", {"value": "-1"}),
        ("写天数", "peace:days", {"value": "９９９９9"}),
        ("不能早于今天", "category:TY", {"value": "veteran", "first_on": date(2026, 11, 4)}),
        ("年以内", "category:TY", {"value": "veteran", "first_on": date(9999, 1, 1)}),
        ("来源", "category:TY", {"value": "veteran", "source": " "}),
        ("可信程度", "category:TY", {"value": "veteran", "confidence": "sure"}),
        ("什么原因", "reason:", {}),
        ("什么原因", "reason:own-9", {}),
    ):
        with pytest.raises(Refused, match=why if "own" not in rule else "哪一条规则"):
            line(clerk, rule, **more)
    with pytest.raises(PermissionRefused):
        line(second, ends=True)
    line(clerk, ends=True)
    with pytest.raises(Refused, match="等待启用"):
        line(clerk, value="survivor")
    first = line(clerk, "reason:", label="冒领待遇拒不改正", stays=True)
    enforce(first, second)
    assert first.code == "own-1"
    assert rule_book.reasons(TODAY)[-1].stays
    assert line(clerk, "reason:", label="又一种").code == "own-2"
    enforce(line(clerk, "reason:own-1", ends=True), second)
    assert "own-1" not in [one.code for one in rule_book.reasons(TODAY)]
    assert rule_book.reasons_known()["own-1"].label == "冒领待遇拒不改正"
    with pytest.raises(Refused, match="本来就没有"):
        line(clerk, "reason:own-1", ends=True)


def test_the_pages_of_the_rules(hands: tuple[User, User]) -> None:
    clerk, second = hands
    home_of()
    run(at=timezone.now())
    today = timezone.localdate()
    client = enter(clerk)
    assert "未经证实" in told(client, "/bureau/plaques/rules/")
    assert "下一步" in told(client, "/bureau/plaques/rules/new/")
    for bad in ("", "x", "category:", "category:TY%00", "reason:own-1", "x" * 300):
        assert "下一步" in told(client, f"/bureau/plaques/rules/new/?rule={bad}"), bad
    new = "/bureau/plaques/rules/new/?rule=category:TY"
    assert "其他退役军人" in told(client, new)
    for bad, more in (
        ("请写成年-月-日", {"first_on": "一月"}),
        ("请从列表中选择", {"value": "x\x00"}),
        ("不能早于今天", {"first_on": "2001-01-01", "value": "veteran"}),
    ):
        given = {"first_on": f"{today}", "source": "甲" * 40, "confidence": "verified", **more}
        answered = client.post(new, given)
        assert bad in said(answered)
        assert "甲" * 40 in answered.text, "nothing typed is lost"
    made = press(
        client, new, ends="on", first_on=f"{today}", source="试验文件", confidence="verified"
    )
    assert "少 1 户" in said(made)
    assert "等另一人启用" in said(made)
    row = RuleLine.objects.get()
    assert client.get(f"/bureau/plaques/rules/{row.pk}/enforce/").status_code == 403
    assert client.get(f"/bureau/plaques/rules/{row.pk}/x/").status_code == 404
    client = enter(second)
    assert "少 1 户应挂" in told(client, f"/bureau/plaques/rules/{row.pk}/enforce/")
    assert "已启用" in said(press(client, f"/bureau/plaques/rules/{row.pk}/enforce/"))
    assert "不再适用" in told(client, "/bureau/plaques/rules/")
    assert "不能再启用" in said(client.get(f"/bureau/plaques/rules/{row.pk}/enforce/", follow=True))


def test_hukou_that_moved_and_hukou_that_left(hands: tuple[User, User]) -> None:
    man, gone = home_of(plaque="鲁C-00001"), home_of()
    run()
    for who, region in ((man, village(1, 2)), (gone, None)):
        Residence.objects.create(
            person=who, kind="hukou", region=village(1, 1), valid_to=date(2026, 9, 1), entered_at=AT
        )
        Residence.objects.create(
            person=who, kind="hukou", region=region, address=None if region else "外省某县",
            valid_from=date(2026, 9, 1), entered_at=AT,
        )  # fmt: skip
    run()
    stands = {one.home_id: one for one in Standing.objects.all()}
    assert man.household is not None
    assert gone.household is not None
    replaced, left = stands[man.household.pk], stands[gone.household.pk]
    assert (replaced.state, replaced.why) == (Stand.REPLACE, Why.HUKOU_CHANGED)
    assert (left.state, left.why, left.fact_on) == ("left", "hukou_left", date(2026, 9, 1))
    assert Task.objects.get(home=gone.household).closed_why == "left"
    clerk = hands[0]
    rows = selectors.coverage(clerk)
    assert [(one.ought, one.hung, one.by["left"]) for one in rows] == [(1, 1, 1)]
    text = told(enter(clerk), "/bureau/plaques/")
    assert "应挂 1 户，已挂 1 户。一户不少" in text
    assert "户籍迁出本区 1 户" in text
    for who in (man, gone):
        assert who.household is not None
        known = because(who.household, TODAY)
        assert known.standing is not None
        assert known.standing.stand == stands[who.household.pk].state
        named = [(name, one.code) for name, one in known.lines]
        assert named == [(who.name, "TY"), ("", stands[who.household.pk].why)]
    page = told(enter(clerk), f"/bureau/plaques/homes/{gone.household.pk}/")
    assert "按哪一条规则" in page
    assert "未经证实" in page


def test_papers_come_with_an_application(hands: tuple[User, User]) -> None:
    _, decider = hands
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    neighbour = user(Role.VILLAGE_WORKER, region=village(1, 2))
    stranger = user(Role.TOWN_WORKER, region=village(2, 1).parent)
    man = home_of(plaque="鲁C-00001")
    run()
    given: dict[str, Any] = {"told": "裂成两半", "by": own, "at": AT, "today": TODAY}

    def ask(**more: Any) -> Application:
        return asking.ask(person_id=man.pk, kind="worn", **{**given, **more})

    for why, more in (
        ("征得本人或家属同意", {"papers": [png()]}),
        ("不是照片", {"papers": [b"<svg/>"], "photo_consent": True}),
        ("最多上传", {"papers": [png()] * 7, "photo_consent": True}),
    ):
        with pytest.raises(Refused, match=why), transaction.atomic():
            ask(**more)
    assert not Paper.objects.exists()
    made = ask(papers=[png()], photo_consent=True)
    paper = made.papers.get()
    assert (paper.person_id, made.photo_consent) == (man.pk, True)
    for reader, sees in ((own, 1), (decider, 1), (neighbour, 0), (stranger, 0)):
        assert papers_visible_to(reader).filter(pk=paper.pk).count() == sees, reader.role
        assert len(selectors.papers_of_pleas(reader, [made])) == sees
    client = enter(decider)
    page = client.get(f"/bureau/plaques/pleas/{made.pk}/").content.decode()
    assert f"/bureau/papers/{paper.pk}/" in page
    assert client.get(f"/bureau/papers/{paper.pk}/").headers["Content-Type"] == "image/png"
    other = home_of(plaque="鲁C-00002")
    station = enter(own)
    answered = station.post(
        f"/station/plaques/ask/{other.pk}/", {"kind": "worn", "told": "大风刮落的", "papers": []}
    )
    assert answered.status_code == 302
    assert Application.objects.get(person=other).papers.count() == 0


def test_a_sheet_names_the_door_on_record_and_lists_go_covered(hands: tuple[User, User]) -> None:
    own = user(Role.VILLAGE_WORKER, region=village(1, 1))
    man = home_of(name="张建国")
    assert man.household is not None
    man.household.address, man.phone = "幸福路77号", "13800000001"
    man.phone_index = phone_index(man.phone)
    man.household.save()
    man.save()
    run(at=timezone.now())
    page = told(enter(own), "/station/plaques/?print=1")
    assert "幸福路77号" in page
    assert "13800000001" not in page
    assert "□ 挂门外" in page
    assert AuditEntry.objects.filter(action="plaques.route_opened", actor_id=own.pk).count() == 1
    auditor = enter(user(Role.AUDITOR))
    assert auditor.get("/bureau/plaques/").status_code == 200
    printed = told(enter(hands[0]), "/bureau/plaques/homes/?state=missing&print=1")
    assert "应挂未挂，共 1 户" in printed
    assert "张建国" not in printed
    assert "没有符合的户" in told(enter(hands[0]), "/bureau/plaques/homes/?state=left&print=1")


def test_coverage_month_by_month_is_what_was_written_down(hands: tuple[User, User]) -> None:
    clerk = hands[0]
    home_of()
    run(at=timezone.now())
    assert "各月末" not in told(enter(clerk), "/bureau/plaques/")
    town = village(1, 1).parent
    assert town is not None
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    day = RecordedDay.objects.create(day=last, taken_at=AT)
    for code, number in (("plaques.ought", 40), ("plaques.hung", 37)):
        DayNumber.objects.create(
            recorded=day, role=clerk.role, figure=code, number=number,
            parts=[[town.name, str(number - 30)]],
        )  # fmt: skip
    assert f"{last} 40 37 3" in told(enter(clerk), "/bureau/plaques/")
    assert f"{last} 10 7 3" in told(enter(clerk), f"/bureau/plaques/?within={town.path}")
    assert "没有记录" in told(enter(clerk), "/bureau/plaques/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')")
        assert cursor.fetchone()[0] == "off"
