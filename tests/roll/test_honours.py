"""An honour from the paper to the roll, corrected, withdrawn at once, revoked by two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from honors.roll import demo, published, selectors
from honors.roll.models import Edition, Honour, Revocation, Title
from honors.roll.published import PublicHonour, Revoked
from honors.roll.reference import ensure_titles
from honors.roll.services import titles as title_services
from honors.roll.services.editions import (
    change_draft,
    enter_honour,
    enter_next,
    move_edition,
)
from honors.roll.services.looking import open_consent
from honors.roll.services.revoking import ask_revocation, settle_revocation
from honors.roll.states import MOVES, PAST, EditionState
from tests.pictures import png
from tests.roll.makers import AT, TODAY, edition, hands, title
from tests.subsidies.factories import person, user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.foundation.models import AuditEntry
from veterans.registry.models import Person
from veterans.registry.selectors import id_index
from veterans.registry.timeline import timeline_of

pytestmark = pytest.mark.django_db


def fields(**other: Any) -> dict[str, Any]:
    return {
        "title": title().pk,
        "year": 2025,
        "conferred_on": date(2025, 8, 1),
        "document_no": "试验〔2025〕8号",
        "kind": "person",
        "name": "张建国",
        "region": village(1, 1).code,
        "citation": "带头修路（虚构）。",
        "story": "第一段。\n\n第二段。",
        "consent": "self",
        "consent_on": date(2025, 7, 1),
        "consent_note": "2025-17 号",
        **other,
    }


def enter(by: User, *, number: str = "", file: bytes | None = None, **other: Any) -> Edition:
    given = {"number": number, "consent_file": file, "by": by, "at": AT, "today": TODAY}
    return enter_honour(fields=fields(**other), **given)


def move(made: Edition, verb: str, by: User, why: str = "试验原因") -> Edition:
    return move_edition(edition_id=made.pk, verb=verb, why=why, by=by, at=AT, today=TODAY)


def asked(of: Edition, by: User, **other: Any) -> Revocation:
    given = {"document_no": "试验〔撤〕1号", "decided_on": TODAY, "why": "试验", **other}
    return ask_revocation(honour_id=of.honour_id, **given, by=by, at=AT, today=TODAY)


def settle(one: Revocation, verb: str, by: User, why: str = "") -> Revocation:
    return settle_revocation(revocation_id=one.pk, verb=verb, why=why, by=by, at=AT)


def names() -> list[str]:
    found = published.roll()
    assert found is not None
    return [one.name for one in found]


def registered(name: str = "张建国", **more: Any) -> Person:
    man = person(name=name, **more)
    man.id_index = id_index(str(man.id_number))
    man.save(update_fields=["id_index"])
    return man


# --- the road of an honour ------------------------------------------------------------------------


def test_from_the_paper_to_the_roll_corrected_and_off_it_at_once() -> None:
    preparer, reviewer, approver = hands()
    made = enter(preparer, file=png())
    assert made.story == "第一段。\n第二段。"
    move(made, "review", reviewer)
    assert names() == []
    move(made, "publish", approver)
    assert names() == ["张建国"]
    # A corrected one leaves the published one until it takes its place.
    new = enter_next(honour_id=made.honour_id, by=preparer, at=AT)
    assert (new.consent, new.consent_file_id) == ("self", made.consent_file_id)
    with pytest.raises(Refused, match="已有一份没有公布"):
        enter_next(honour_id=made.honour_id, by=preparer, at=AT)
    change_draft(
        edition_id=new.pk, fields=fields(citation="改过。"), by=preparer, at=AT, today=TODAY
    )
    move(new, "review", reviewer)
    move(new, "publish", approver)
    shown = published.honour(made.honour_id)
    assert isinstance(shown, PublicHonour)
    assert (shown.citation, shown.paragraphs) == ("改过。", ("第一段。", "第二段。"))
    made.refresh_from_db()
    assert (made.state, made.citation) == (EditionState.REPLACED, "带头修路（虚构）。")
    # Withdrawn: nothing is told, and what is being corrected goes along.
    waiting = enter_next(honour_id=made.honour_id, by=preparer, at=AT)
    move(new, "withdraw", preparer)
    assert names() == []
    assert published.honour(made.honour_id) is None
    waiting.refresh_from_db()
    assert waiting.state == EditionState.DROPPED
    # Again only with a consent that is given anew.
    again = enter_next(honour_id=made.honour_id, by=preparer, at=AT)
    assert (again.consent, again.consent_on, again.consent_file) == ("", None, None)
    with pytest.raises(Refused, match="没有登记同意"):
        move(again, "review", reviewer)


@pytest.mark.parametrize("role", list(Role))
def test_each_move_is_of_its_roles_and_from_its_states(role: Role) -> None:
    holders = {
        "review": {Role.REVIEWER, Role.APPROVER},
        "send_back": {Role.REVIEWER, Role.APPROVER},
        "publish": {Role.REVIEWER, Role.APPROVER},
        "withdraw": {Role.PREPARER, Role.REVIEWER, Role.APPROVER},
        "drop": {Role.PREPARER},
    }
    first, by = village(1, 1), hands()
    places = {Role.TOWN_WORKER: first.parent, Role.VILLAGE_WORKER: first}
    somebody = user(role, region=places.get(role))
    for verb, one in MOVES.items():
        for number, state in enumerate(EditionState):
            made = edition(by=by, state=state, name=f"{verb}{number}")
            if role in holders[verb] and state in one.starts:
                assert move(made, verb, somebody).state == one.target
            else:
                with pytest.raises(Refused):
                    move(made, verb, somebody)


def test_nobody_reviews_what_he_entered_nor_changes_what_another_did() -> None:
    first, second, _ = hands()
    made = enter(first)
    given = {"edition_id": made.pk, "fields": fields(), "at": AT, "today": TODAY}
    with pytest.raises(Refused, match="由录入人修改"):
        change_draft(**given, by=user(Role.PREPARER))
    first.role = Role.REVIEWER
    first.save()
    with pytest.raises(Refused, match="另一人审核"):
        move(made, "review", first)
    move(made, "review", second)
    with pytest.raises(PermissionRefused):
        change_draft(**given, by=first)
    move(made, "send_back", second, why="名字写错")
    assert Edition.objects.get().ended_why == "名字写错"


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"name": " "}, "请填写公布的姓名"),
        ({"citation": "电话 13812345678"}, "个人手机号"),
        ({"story": "在32145部队服役"}, "番号"),
        ({"story": "字" * 3001}, "最多"),
        ({"region": "999"}, "来自哪里"),
        ({"title": 0}, "荣誉称号"),
        ({"year": 2030}, "年份"),
        ({"consent_on": date(2027, 1, 1)}, "不能晚于今天"),
        ({"consent": "not_a_person"}, "要有本人"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left_behind(other: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        enter(user(Role.PREPARER), **other)
    assert not Honour.objects.exists()


def test_the_database_publishes_nothing_without_consent_or_by_one() -> None:
    by = hands()
    wrongs: list[dict[str, Any]] = [
        {"consent": "", "consent_on": None},
        {"consent": "self", "consent_on": None},
        {"consent": "not_a_person", "consent_on": None},
        {"by": (by[0], by[0], by[2])},
    ]
    for wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            edition(**{"by": by, **wrong})
    unread = Edition.objects.filter(pk=edition(by=by).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        unread.update(reviewed_by=None)
    edition(by=by, state=EditionState.DRAFT, consent="", consent_on=None)
    edition(by=by, kind="group", name="志愿队", consent="not_a_person", consent_on=None)


def test_the_same_honour_is_not_on_the_roll_twice() -> None:
    by = hands()
    edition(by=by)
    same = edition(by=by, state=EditionState.REVIEWED)
    with pytest.raises(Refused, match="加以区别"):
        move(same, "publish", by[2])
    other = edition(by=by, state=EditionState.REVIEWED, name="张建国（二组）")
    move(other, "publish", by[2])
    assert len(names()) == 2


# --- whoever is honoured --------------------------------------------------------------------------


def test_a_number_leads_to_the_file_and_is_not_kept() -> None:
    preparer, _, _ = hands()
    man = registered()
    number = str(man.id_number)
    assert enter(preparer, number=number).person == man
    for other, why in (
        ({"name": "李志强"}, "不一致"),
        ({"kind": "organisation", "consent": "not_a_person"}, "不关联个人"),
    ):
        with pytest.raises(Refused, match=why):
            enter(preparer, number=number, **other)
    with pytest.raises(Refused, match="18 位"):
        enter(preparer, number="123")
    said = str(list(Edition.objects.values())) + str(list(AuditEntry.objects.values()))
    assert number not in said


def test_the_dead_stay_and_a_merged_file_tells_of_it_in_the_one_that_stays() -> None:
    by = hands()
    man, other = registered(), registered(name="张建国")
    made = edition(by=by, person=man)
    edition(by=by, person=man, state=EditionState.DRAFT, name="没有公布")
    Person.objects.filter(pk=man.pk).update(died_on=date(2026, 11, 1))
    assert names() == ["张建国"]
    corrected = enter_next(honour_id=made.honour_id, by=by[0], at=AT)
    move(corrected, "review", by[1])
    with pytest.raises(Refused, match="近亲属"):
        enter(by[0], number=str(man.id_number), consent_on=TODAY)
    Person.objects.filter(pk=man.pk).update(merged_into=other)
    for file in (man, other):
        rows, _ = timeline_of(by[0], file)
        told = [one for one in rows if one.what.startswith("荣誉")]
        assert [(one.what, one.on) for one in told] == [
            ("荣誉：2025 年度最美退役军人", date(2025, 8, 1))
        ]
        assert told[0].url == reverse("admin:honour", args=[made.honour_id])
    # The number of the file that went leads to the one that stays.
    assert enter(by[0], number=str(man.id_number)).person == other


def test_a_look_at_the_consent_is_on_record_in_the_file() -> None:
    preparer, reviewer, _ = hands()
    man = registered()
    made = enter(preparer, number=str(man.id_number), file=png())
    shown = open_consent(edition_id=made.pk, by=reviewer, at=AT)
    assert b"".join(shown.content) == png()
    entry = AuditEntry.objects.latest("serial")
    assert (entry.action, entry.subject, entry.subject_id) == (
        "honours.consent_seen",
        "person",
        str(man.pk),
    )
    with pytest.raises(Refused):
        enter(preparer, file=b"no picture")
    with pytest.raises(PermissionRefused):
        open_consent(edition_id=made.pk, by=user(Role.SYSADMIN), at=AT)
    with pytest.raises(NotFound):
        open_consent(edition_id=enter(preparer, name="李志强").pk, by=preparer, at=AT)


# --- revoked by two -------------------------------------------------------------------------------


def test_a_revocation_takes_two_and_leaves_a_note_that_names_nobody() -> None:
    preparer, reviewer, approver = by = hands()
    made = edition(by=by)
    waiting = enter_next(honour_id=made.honour_id, by=preparer, at=AT)
    one = asked(made, reviewer)
    assert names() == ["张建国"]
    with pytest.raises(Refused, match="已经提出"):
        asked(made, preparer)
    with pytest.raises(Refused, match="另一人确认"):
        settle(one, "confirm", reviewer)
    with pytest.raises(PermissionRefused):
        settle(one, "confirm", user(Role.PREPARER))
    with pytest.raises(Refused, match="为什么"):
        settle(one, "reject", approver)
    settle(one, "reject", approver, why="决定没有送达")
    assert names() == ["张建国"]
    settle(asked(made, preparer), "confirm", approver)
    assert names() == []
    note = published.honour(made.honour_id)
    assert note == Revoked("最美退役军人", 2025, TODAY, "试验〔撤〕1号")
    made.refresh_from_db()
    waiting.refresh_from_db()
    assert (made.state, waiting.state) == (EditionState.REVOKED, EditionState.DROPPED)
    with pytest.raises(Refused, match="已经撤销"):
        enter_next(honour_id=made.honour_id, by=preparer, at=AT)


def test_of_what_was_withdrawn_before_nothing_is_told() -> None:
    preparer, reviewer, approver = by = hands()
    made = edition(by=by)
    move(made, "withdraw", preparer)
    settle(asked(made, preparer), "confirm", reviewer)
    made.refresh_from_db()
    assert (made.state, made.ended_by) == (EditionState.REVOKED, preparer)
    assert published.honour(made.honour_id) is None
    never = edition(by=by, state=EditionState.REVIEWED, name="李志强")
    with pytest.raises(Refused, match="公布过"):
        asked(never, approver)
    shown = edition(by=by, name="王军")
    for wrong, why in (
        ({"document_no": " "}, "文号和原因"),
        ({"decided_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"decided_on": date(2025, 7, 31)}, "不能早于表彰"),
    ):
        with pytest.raises(Refused, match=why):
            asked(shown, preparer, **wrong)
    assert Revocation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_another_publishes_the_correction_it_stays_off_the_roll() -> None:
    by = hands()
    old = edition(by=by)
    new = edition(by=by, honour=old.honour, number=2, state=EditionState.REVIEWED)

    def press(deed: tuple[Edition, str, User]) -> str:
        try:
            return str(move(*deed).state)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        done = list(two.map(press, [(old, "withdraw", by[0]), (new, "publish", by[2])]))
    # Whichever came first: the withdrawal takes the correction along, published or not.
    states = set(Edition.objects.values_list("state", flat=True))
    assert states in ({"withdrawn", "dropped"}, {"replaced", "withdrawn"}), done
    assert names() == []
    assert done[0] == "withdrawn"


# --- titles, reference, demo ----------------------------------------------------------------------


def test_titles_come_once_and_are_the_bureaus_afterwards() -> None:
    by = hands()
    shipped = {one.name for one in Title.objects.filter(confidence="unconfirmed", body="")}
    assert shipped == {"最美退役军人", "最美拥军模范", "十佳兵妈妈", "好军嫂"}
    words = {"name": "兵妈妈", "level": "city", "body": "市双拥办", "note": ""}
    given = {"by": by[0], "at": AT}
    first = title("十佳兵妈妈")
    title_services.change_title(title_id=first.pk, fields=words, **given)
    ensure_titles()
    assert Title.objects.count() == 4
    edition(by=by, title=first)
    with pytest.raises(Refused, match="不能再改"):
        title_services.change_title(title_id=first.pk, fields={**words, "name": "别的"}, **given)
    title_services.change_title(title_id=first.pk, fields={**words, "body": "市委"}, **given)
    with pytest.raises(Refused, match="同名"):
        title_services.enter_title(fields=words, **given)
    title_services.retire_title(title_id=first.pk, **given)
    assert first.pk not in dict(selectors.choosable_titles())
    assert first.pk in dict(selectors.choosable_titles(first.pk))
    assert first.pk in [one.id for one in published.titles()]
    title_services.restore_title(title_id=first.pk, **given)
    assert first.pk in dict(selectors.choosable_titles())
    with pytest.raises(PermissionRefused):
        title_services.retire_title(title_id=first.pk, by=by[1], at=AT)


def test_the_demo_invents_ten_and_says_so_and_again_adds_none() -> None:
    by = dict(zip(("preparer", "reviewer", "approver"), hands(), strict=True))
    village(1, 1)
    for _ in range(2):
        demo.honours(SimpleNamespace(today=TODAY), SimpleNamespace(**by))
    made = Edition.objects.all()
    assert len(made) == 10
    assert all(one.name.endswith("（演示）") and "示例" in one.citation for one in made)
    assert {one.state for one in made} == {"published", "revoked", "draft"}
    assert len({one.year for one in made}) == 3


def test_only_the_bureaus_readers_see_what_is_not_published() -> None:
    by = hands()
    made = [edition(by=by, state=state, name=f"某{state}") for state in EditionState]
    for role, seen in ((Role.AUDITOR, 7), (Role.SYSADMIN, 0), (Role.TOWN_WORKER, 0)):
        reader = user(role, region=village(1, 1).parent if role is Role.TOWN_WORKER else None)
        assert selectors.roll(reader, {}).count() == seen
        if not seen:
            with pytest.raises(NotFound):
                selectors.editions_of(reader, made[0].honour_id)
    assert names() == ["某published"]
    assert all(published.honour(one.honour_id) is None for one in made if one.state in PAST)
