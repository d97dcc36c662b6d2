"""A panel from its setting up to its places: the bureau's day, and everything that is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from honors.juries.models import Assignment, Ballot, EntryMark, JurorTie, Panel, Place, Recusal
from honors.juries.selectors import panel_of, standing
from honors.juries.selectors.desk import my_tasks, others_of, progress_of
from honors.juries.selectors.results import agrees
from honors.juries.services.assigning import begin, first_draw
from honors.juries.services.closing import close, extend
from honors.juries.services.opening import drop_panel
from honors.juries.services.reviewing import recuse, stand_aside, submit_ballot
from honors.juries.services.seating import appoint, declare_tie, end_tie, excuse
from tests.juries.makers import AFTER, AT, CLOSES, DURING, OPENS, Jury, entry
from tests.registry.makers import id_number
from tests.subsidies.factories import person, user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db


def test_a_panel_from_setting_up_to_places() -> None:
    jury = Jury(entries=4, jurors=4)
    panel = jury.panel
    assert panel_of(panel.of) == panel
    assert sorted(panel.entries.values_list("number", flat=True)) == [1, 2, 3, 4]
    with pytest.raises(Refused, match="号缺 3 位"):
        begin(panel_id=panel.pk, by=jury.preparer, at=AT)
    jury.begun()
    loads = {one.seat.number: one.done + one.waiting for one in progress_of(panel)}
    assert sorted(loads.values()) == [3, 3, 3, 3]
    written, again = first_draw(jury.again())
    assert written == again
    assert len(written) == 12
    # Before its time, after it, somebody else's, half a ballot.
    task = Assignment.objects.filter(entry__panel=panel).first()
    assert task is not None
    for at in (OPENS - timedelta(seconds=1), CLOSES):
        with pytest.raises(Refused, match="评审时间"):
            jury.vote(task, 80, at=at)
    stranger = user(Role.JUROR)
    with pytest.raises(NotFound):
        submit_ballot(
            assignment_id=task.pk, points=jury.points(80), comment="", by=stranger, at=DURING
        )
    points = jury.points(80)
    points.popitem()
    for given, words in ((points, "每项指标"), (jury.points(101), "0 到 100")):
        with pytest.raises(Refused, match=words):
            submit_ballot(
                assignment_id=task.pk, points=given, comment="", by=task.seat.user, at=DURING
            )
    with pytest.raises(Refused, match="弃权原因"):
        submit_ballot(assignment_id=task.pk, points=None, comment=" ", by=task.seat.user, at=DURING)
    jury.all_vote()
    # A correction is the next ballot; the last one counts.
    before = {one.candidate: one.score for one in standing(jury.panel)}
    jury.vote(task, 99)
    after = {one.candidate: one.score for one in standing(jury.panel)}
    assert [ref for ref in before if before[ref] != after[ref]] == [task.entry.ref]
    assert list(task.ballots.values_list("number", flat=True)) == [1, 2]
    with pytest.raises(Refused, match="截止以后"):
        close(panel_id=panel.pk, by=jury.closer, at=DURING)
    with pytest.raises(PermissionRefused):
        close(panel_id=panel.pk, by=jury.preparer, at=AFTER)
    jury.closed()
    assert [one.place for one in standing(jury.panel)] == [1, 2, 3, 4]
    assert agrees(jury.panel)
    kept = {one.entry.ref: (one.place, one.score, one.why) for one in Place.objects.all()}
    assert kept == {one.candidate: (one.place, one.score, one.why) for one in standing(jury.panel)}
    assert "比前一名" in kept[next(ref for ref in kept if kept[ref][0] == 2)][2]
    with pytest.raises(Refused, match="评审结束"):
        jury.vote(task, 50)


def test_what_is_closed_the_database_keeps() -> None:
    jury = Jury(entries=2).begun().all_vote().closed()
    panel = jury.panel
    task = Assignment.objects.filter(entry__panel=panel).first()
    assert task is not None
    ballot = task.ballots.get()

    def refused(sql: str, *params: object) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)

    refused("UPDATE juries_panel SET title = 'x' WHERE id = %s", panel.pk)
    refused("UPDATE juries_panel SET state = 'reviewing' WHERE id = %s", panel.pk)
    refused("DELETE FROM juries_panel WHERE id = %s", panel.pk)
    for table in ("ballot", "score", "assignment", "place", "entry", "criterion", "section"):
        refused(f"DELETE FROM juries_{table}")
    refused("UPDATE juries_score SET points = 1")
    refused("UPDATE juries_place SET place = 1")
    refused("UPDATE juries_seat SET left_why = 'x'")
    late = Ballot(assignment=task, number=2, comment="", submitted_at=DURING)
    with pytest.raises(DatabaseError), transaction.atomic():
        late.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        ballot.scores.create(criterion=panel.criteria.first(), points=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Recusal.objects.create(
            entry=task.entry, seat=task.seat, source="office", why="x",
            entered_by=jury.preparer, entered_at=AT,
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        panel.entries.create(ref="nomination:9", number=9)


def test_who_is_tied_stands_aside_by_himself() -> None:
    place, relative = village(), person()
    relative.id_index = id_index(str(relative.id_number))
    relative.save()
    jury = Jury(
        [
            entry(0, f"village:{place.code}", f"person:{relative.pk}"),
            entry(1, f"household:{relative.household_id or 77}"),
            entry(2, "unit:5"),
            entry(3),
        ],
        jurors=4,
        barred_by=["person", "household", "unit"],
    )
    panel = jury.panel
    # Nothing of a mark can be read in the table, and another panel has other digests.
    kept = [bytes(one) for one in EntryMark.objects.values_list("digest", flat=True)]
    assert all(len(one) == 32 for one in kept)
    tied = jury.jurors[0]

    def tell(kind: str, what: str, by: User | None = None) -> int:
        return declare_tie(
            user_id=tied.pk, kind=kind, what=what, why="岳父", by=by or tied, at=AT,
            today=AT.date(),
        )  # fmt: skip

    jury.seated()
    # A village does not count here; a number that is nobody's is answered alike.
    assert tell("village", place.code) == 0
    assert tell("person", id_number(901, born=AT.date().replace(year=1970))) == 0
    found = tell("person", str(relative.id_number), by=jury.preparer)
    assert found >= 1
    with pytest.raises(Refused, match="已经登记过"):
        tell("person", str(relative.id_number))
    with pytest.raises(PermissionRefused):
        declare_tie(
            user_id=tied.pk, kind="village", what=place.code, why="x", by=jury.jurors[1], at=AT,
            today=AT.date(),
        )  # fmt: skip
    begin(panel_id=panel.pk, by=jury.preparer, at=AT + timedelta(minutes=5))
    assert not Assignment.objects.filter(entry=jury.number(0), seat__user=tied).exists()
    why = Recusal.objects.get(entry=jury.number(0), seat__user=tied)
    assert (why.source, why.why, why.entered_by) == ("found", "本人或近亲属", None)
    # To say that it is over gives nothing back.
    last = tied_ties(tied)[-1]
    with pytest.raises(PermissionRefused):
        end_tie(tie_id=last.pk, by=tied, at=AT)
    end_tie(tie_id=last.pk, by=jury.preparer, at=AT)
    assert Recusal.objects.filter(entry=jury.number(0), seat__user=tied).exists()


def tied_ties(tied: User) -> list[JurorTie]:
    return list(JurorTie.objects.filter(user=tied, ended_at=None).order_by("pk"))


def test_whoever_leaves_or_stands_aside_is_replaced_and_counts_no_more() -> None:
    jury = Jury(entries=4, jurors=5).begun().all_vote()
    panel = jury.panel
    one = Assignment.objects.filter(entry__panel=panel, entry__number=1).first()
    assert one is not None
    before = {s.candidate: s for s in standing(panel)}
    lacking = recuse(
        entry_id=one.entry_id, seat_id=one.seat_id, why="同一支部", by=jury.preparer,
        at=DURING + timedelta(minutes=1),
    )  # fmt: skip
    assert lacking == 0
    after = {s.candidate: s for s in standing(panel)}
    assert len(after[one.entry.ref].totals) == len(before[one.entry.ref].totals) - 1
    taken = Assignment.objects.get(entry=one.entry, is_first=False)
    assert taken.seat_id != one.seat_id
    with pytest.raises(Refused, match="已回避"):
        jury.vote(one, 80)
    with pytest.raises(Refused, match="已经登记过"):
        stand_aside(assignment_id=one.pk, why="认识", by=one.seat.user, at=DURING)
    with pytest.raises(Refused, match="还有 1 份没有评"):
        close(panel_id=panel.pk, by=jury.closer, at=AFTER)
    # He falls ill: somebody else gets it, and what he gave before stays.
    given = Ballot.objects.filter(assignment__seat=taken.seat).count()
    assert given
    assert (
        excuse(seat_id=taken.seat_id, why="住院", by=jury.preparer, at=DURING + timedelta(hours=1))
        == 0
    )
    assert my_tasks(taken.seat.user) == []
    assert sum(s.waiting for s in progress_of(panel)) == 1
    last = Assignment.objects.filter(entry=one.entry).latest("pk")
    jury.vote(last)  # abstains
    jury.closed()
    assert agrees(jury.panel)
    # Nobody left who could: it is said, and the entry has fewer.
    small = Jury(entries=2, jurors=3).begun()
    task = Assignment.objects.filter(entry__panel=small.panel).first()
    assert task is not None
    assert stand_aside(assignment_id=task.pk, why="认识", by=task.seat.user, at=DURING) == 1
    # A new juror gets it at once, and nothing else.
    fresh = user(Role.JUROR)
    assert appoint(panel_id=small.panel.pk, user_ids=[fresh.pk], by=small.preparer, at=DURING) == 1
    assert [t.entry.pk for t in my_tasks(fresh)] == [task.entry_id]
    written, again = first_draw(small.again())
    assert written == again


def test_others_are_seen_when_ones_own_is_in_and_only_where_it_is_said() -> None:
    for shows in (True, False):
        jury = Jury(entries=1, jurors=3, shows_others=shows).begun()
        first, second, _third = Assignment.objects.filter(entry__panel=jury.panel)
        jury.vote(first, 90)
        assert others_of(second) == []
        jury.vote(second, 70)
        assert [one.total for one in others_of(second)] == ([Decimal("90.00")] if shows else [])


def test_time_is_given_to_all_or_none_and_a_dropped_panel_makes_room() -> None:
    jury = Jury(entries=2).begun()
    panel = jury.panel
    with pytest.raises(Refused, match="晚于"):
        extend(
            panel_id=panel.pk, closes_at=CLOSES - timedelta(days=1), why="x", by=jury.preparer,
            at=DURING,
        )  # fmt: skip
    later = CLOSES + timedelta(days=2)
    extend(panel_id=panel.pk, closes_at=later, why="暴雨", by=jury.preparer, at=DURING)
    with pytest.raises(Refused, match="截止以后"):
        close(panel_id=panel.pk, by=jury.closer, at=AFTER)
    with pytest.raises(Refused, match="已经为它设立"):
        Jury(entries=1, of=panel.of)
    drop_panel(panel_id=panel.pk, why="重新推荐", by=jury.preparer, at=DURING)
    assert panel_of(panel.of) is None
    assert Jury(entries=1, of=panel.of).panel.pk == panel_of(panel.of).pk  # type: ignore[union-attr]
    assert Panel.objects.filter(of=panel.of).count() == 2


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"criteria": [("事迹", 60), ("影响", 30)]}, "合计 100"),
        ({"entries": []}, "至少要有一份"),
        ({"entries": [entry(1), entry(1)]}, "不能有两次"),
        ({"entries": [entry(1, "uint:5")]}, "不认识的关联标记"),
        ({"entries": [entry(1, text="电话 13912345678")]}, "先遮去"),
        ({"of": "campaign:王示例"}, "字母和数字"),
        ({"least": 4}, "不能少于"),
        ({"closes_at": OPENS}, "晚于开始"),
        ({"barred_by": ["friend"]}, "回避范围"),
    ],
)
def test_what_cannot_be_a_panel_is_refused_in_words(other: dict, words: str) -> None:
    with pytest.raises(Refused, match=words):
        Jury(**other)
    assert not Panel.objects.exists()
