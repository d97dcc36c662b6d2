"""The catalogue from a draft to the residents' page: written by one, reviewed by another, told to
each person with its reasons; own station, neighbour and stranger."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from support_services.catalogue import published, selectors, services
from support_services.catalogue.models import Edition, Item
from support_services.catalogue.reference import ensure_catalogue, shipped
from support_services.catalogue.states import FIELD_LABELS, MOVES, EditionState, Field
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import AT, entitlement, person, user, village
from tests.subsidies.test_bank_races import at_once
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.confidence import Confidence
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.criteria.judging import judge
from veterans.registry.criteria.tree import parse
from veterans.registry.models import Category, Certificate, Person, PersonCategory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
FIELDS: dict[str, Any] = {
    "field": "culture_transport",
    "title": "区内公园免费",
    "content": "区属公园免门票",
    "beneficiaries": "残疾军人、三属",
    "papers": "优待证",
    "provider": "区文旅局",
    "contact": "0533-2220000",
    "channel": "入园时出示优待证",
    "legal_basis": "《示例区优待目录》第 3 项",
    "level": "county",
    "areas": [],
    "valid_from": None,
    "valid_to": None,
    "confidence": "verified",
    "note": "",
    "seeks": False,
}
DISABLED = {"kind": "category", "in": ["DIS"]}


@pytest.fixture
def preparer(db: None) -> User:
    village()
    return user(Role.PREPARER)


@pytest.fixture
def reviewer(db: None) -> User:
    return user(Role.REVIEWER)


@pytest.fixture
def own(db: None) -> User:
    return user(Role.VILLAGE_WORKER, region=village(1, 1))


def draft(by: User, **more: Any) -> Edition:
    return services.enter_item(fields={**FIELDS, **more}, by=by, at=AT)


def condition(edition: Edition, by: User, data: Any = DISABLED) -> Edition:
    return services.change_criteria(
        edition_id=edition.pk, tree=parse(data), known=edition.criteria, by=by, at=AT
    )


def move(edition: Edition, verb: str, by: User, why: str = "") -> Edition:
    return services.move_edition(
        edition_id=edition.pk, verb=verb, why=why, by=by, at=AT, today=TODAY
    )


def public(preparer: User, reviewer: User, **more: Any) -> Edition:
    made = condition(draft(preparer, **more), preparer)
    move(made, "review", reviewer)
    return move(made, "publish", reviewer)


def veteran(category: str = "DIS", **more: Any) -> Person:
    man = person(**more)
    PersonCategory.objects.create(person=man, category=category, valid_from=date(2010, 1, 1))
    return man


# --- what the portal comes with ----------------------------------------------------------------


def test_the_shipped_items_say_how_sure_they_are() -> None:
    rows = list(Edition.objects.select_related("item"))
    assert len(rows) == 94
    for row in rows:
        row.full_clean(exclude=["entered_by", "reviewed_by", "item"])
        sure = row.confidence == Confidence.VERIFIED
        assert row.state == (EditionState.PUBLISHED if sure else EditionState.DRAFT)
        assert sure or row.note, row.item.code
        if row.criteria is not None:
            assert selectors.tree_of(row) is not None, row.item.code
    assert {row.field for row in rows} == {field.value for field in Field}
    # Nothing that is the practice of another place is told to residents as ours.
    text = "".join(
        f"{one.title}{one.channel}{one.legal_basis}"
        for field in published.fields(today=TODAY)
        for one in field.items
    )
    assert not re.search("浙江|平湖|嘉祥|张店", text)
    ensure_catalogue()
    assert Item.objects.count() == len(shipped()) == 94


@pytest.mark.parametrize(
    ("code", "categories", "grade", "cause", "holds"),
    [
        # 军人抚恤优待条例 (2024) art. 27: 1-10 for 因战, 因公; 1-6 for 因病.
        ("201", ["DIS"], 10, "duty", True),
        ("201", ["DIS"], 6, "illness", True),
        ("201", ["DIS"], 7, "illness", False),
        # Art. 34 护理费: grades 1 to 4. Art. 44: 1-6 and 7-10 are insured differently.
        ("202", ["DIS"], 4, "combat", True),
        ("202", ["DIS"], 5, "combat", False),
        ("401", ["DIS"], 6, "illness", True),
        ("401", ["DIS"], 7, "duty", False),
        ("402", ["DIS"], 7, "duty", True),
        ("203", ["SS-G"], None, "", True),
        ("203", ["DIS"], None, "", False),
        ("204", ["NC60"], None, "", True),
        ("405", ["CZ"], None, "", True),
        ("701", ["DIS"], 8, "duty", False),  # without the certificate in hand
    ],
)
def test_shipped_conditions_say_what_the_law_says(
    code: str, categories: list[str], grade: int | None, cause: str, holds: bool
) -> None:
    month = date(2020, 1, 1)
    life = {
        **dict.fromkeys(("circumstance", "merit", "service", "placement", "certificate"), ()),
        "category": [(one, month, None) for one in categories],
        "graded": [(grade, cause, month, None, month, None)] if grade else [],
        "rights": [],
        "born_on": date(1960, 1, 1),
    }
    tree = selectors.tree_of(Edition.objects.get(item__code=code))
    assert tree is not None
    assert judge(tree, life, TODAY).holds is holds


# --- two people --------------------------------------------------------------------------------


def test_from_the_draft_to_the_residents_page(preparer: User, reviewer: User) -> None:
    made = draft(preparer)
    assert made.item.code == "711"  # ten of that field came with the portal
    assert published.item("711", today=TODAY) is None
    condition(made, preparer)
    with pytest.raises(PermissionRefused):
        move(made, "review", preparer)
    move(made, "review", reviewer)
    assert published.item("711", today=TODAY) is None
    move(made, "publish", reviewer)
    shown = published.item("711", today=TODAY)
    assert shown is not None
    assert (shown.title, shown.places, shown.verified_on) == ("区内公园免费", "全区", TODAY)

    following = services.enter_next(code="711", by=preparer, at=AT)
    assert (following.number, following.criteria) == (2, DISABLED)
    services.change_draft(
        edition_id=following.pk,
        fields={**FIELDS, "content": "区属公园和博物馆免门票"},
        by=preparer,
        at=AT,
    )
    condition(following, preparer, {"all": [DISABLED, {"kind": "age", "from": 60}]})
    following.refresh_from_db()
    made.refresh_from_db()
    assert [
        (one.label, one.before, one.after) for one in selectors.differences(made, following)
    ] == [
        ("优待内容", "区属公园免门票", "区属公园和博物馆免门票"),
        (
            "条件",
            "人员类别：残疾军人",
            "下列各项都要符合：\n　人员类别：残疾军人\n　年龄：60周岁以上",
        ),
    ]
    with pytest.raises(Refused, match="已有一份没有公布的新版"):
        services.enter_next(code="711", by=preparer, at=AT)
    move(following, "review", reviewer)
    move(following, "publish", reviewer)
    made.refresh_from_db()
    assert made.state == EditionState.REPLACED
    shown = published.item("711", today=TODAY)
    assert shown is not None
    assert "博物馆" in shown.content
    move(following, "withdraw", reviewer, why="政策到期")
    assert published.item("711", today=TODAY) is None
    # What was withdrawn can be taken up again, with everything that stood in it.
    again = services.enter_next(code="711", by=preparer, at=AT)
    assert (again.number, again.content) == (3, "区属公园和博物馆免门票")


def test_nobody_reviews_what_he_wrote_and_nobody_writes_in_anothers_draft(
    preparer: User, reviewer: User
) -> None:
    made = draft(preparer)
    other = user(Role.PREPARER)
    with pytest.raises(Refused, match="请由录入人修改"):
        services.change_draft(edition_id=made.pk, fields=FIELDS, by=other, at=AT)
    with pytest.raises(Refused, match="请由录入人修改"):
        condition(made, other)
    Edition.objects.filter(pk=made.pk).update(entered_by=reviewer)
    with pytest.raises(Refused, match="录入人不能自己审核"):
        move(made, "review", reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=made.pk).update(
            state="reviewed", reviewed_by=reviewer, reviewed_at=AT
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=made.pk).update(state="published")


def test_what_nobody_has_confirmed_is_not_published(preparer: User, reviewer: User) -> None:
    waits = Edition.objects.filter(state="draft", entered_by=None).first()
    assert waits is not None
    with pytest.raises(Refused, match="先由经办核对修改"):
        move(waits, "review", reviewer)
    doubtful = draft(preparer, confidence="unconfirmed", note="同行家属一名")
    move(doubtful, "review", reviewer)
    with pytest.raises(Refused, match="未经证实的项目不能公布"):
        move(doubtful, "publish", reviewer)
    with pytest.raises(Refused, match="请写明原因"):
        move(doubtful, "send_back", reviewer)
    move(doubtful, "send_back", reviewer, why="请附省厅原文")
    doubtful.refresh_from_db()
    assert (doubtful.ended_why, doubtful.note) == ("请附省厅原文", "同行家属一名")
    assert "请附省厅原文" in told(enter(preparer), f"/bureau/catalogue/{doubtful.item.code}/")
    services.change_draft(edition_id=doubtful.pk, fields=FIELDS, by=preparer, at=AT)
    move(doubtful, "review", reviewer)
    move(doubtful, "publish", reviewer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "请填写名称"),
        ({"title": "长" * 41}, "最多 40 个字"),
        ({"contact": "找老王 13905330001"}, "手机号"),
        ({"content": "某部 73012 部队官兵"}, "部队番号"),
        ({"valid_from": date(2026, 5, 1), "valid_to": date(2026, 4, 1)}, "不能早于"),
        ({"areas": ["999999"]}, "不在区划中"),
    ],
)
def test_what_cannot_stand_in_an_edition_is_refused(
    preparer: User, fields: dict[str, Any], words: str
) -> None:
    before = Edition.objects.count(), Item.objects.count()
    with pytest.raises(Refused, match=words):
        draft(preparer, **fields)
    assert (Edition.objects.count(), Item.objects.count()) == before


@pytest.mark.parametrize("verb", sorted(MOVES))
@pytest.mark.parametrize("state", list(EditionState))
def test_every_move_from_every_state(
    preparer: User, reviewer: User, verb: str, state: EditionState
) -> None:
    made = draft(preparer)
    for step in {
        EditionState.DRAFT: (),
        EditionState.REVIEWED: ("review",),
        EditionState.PUBLISHED: ("review", "publish"),
        EditionState.WITHDRAWN: ("review", "publish", "withdraw"),
        EditionState.DROPPED: ("drop",),
        EditionState.REPLACED: ("review", "publish", "replace"),
    }[state]:
        if step == "replace":
            following = services.enter_next(code=made.item.code, by=preparer, at=AT)
            move(following, "review", reviewer)
            move(following, "publish", reviewer)
        else:
            move(made, step, preparer if step == "drop" else reviewer, why="到期")
    made.refresh_from_db()
    assert made.state == state
    by = preparer if verb == "drop" else reviewer
    if state in MOVES[verb].starts:
        assert move(made, verb, by, why="到期").state == MOVES[verb].target
    else:
        with pytest.raises(Refused, match="不能再"):
            move(made, verb, by, why="到期")


@pytest.mark.django_db(transaction=True)
def test_two_publish_at_once_and_one_item_gets_one_number() -> None:
    village()
    preparer, reviewer = user(Role.PREPARER), user(Role.REVIEWER)
    made = draft(preparer)
    move(made, "review", reviewer)
    outcomes = at_once(*[lambda: move(made, "publish", reviewer)] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["Edition", "Refused"]
    codes = [one.item.code for one in at_once(*[lambda: draft(preparer)] * 3)]
    assert sorted(codes) == ["712", "713", "714"]


# --- whom it means -----------------------------------------------------------------------------


def test_what_somebody_may_claim_and_why(preparer: User, reviewer: User, own: User) -> None:
    Edition.objects.filter(state="published").update(criteria=None, seeks=False)
    man, other = veteran(name="曾建国"), person(name="李志强")
    village(2, 1)
    here = public(preparer, reviewer)
    card = draft(preparer, title="凭证免费")
    condition(card, preparer, {"all": [DISABLED, {"kind": "certificate", "in": ["preferential"]}]})
    move(card, "review", reviewer)
    move(card, "publish", reviewer)
    elsewhere = public(preparer, reviewer, title="只在西边", areas=["370303002"])
    outcomes = {one.edition.pk: one for one in selectors.claims_of(man, today=TODAY)}
    assert set(outcomes) == {here.pk, card.pk}
    assert (outcomes[here.pk].judged.holds, outcomes[here.pk].missing) == (True, ())
    assert not outcomes[card.pk].judged.holds
    assert [leaf.values for leaf in outcomes[card.pk].missing] == [("preferential",)]
    assert [one.judged.holds for one in selectors.claims_of(other, today=TODAY)] == [False, False]
    assert list(selectors.people_meant(preparer, here, TODAY)) == [man]
    assert list(selectors.people_meant(preparer, elsewhere, TODAY)) == []
    assert selectors.meant(elsewhere, TODAY) == 0
    assert selectors.meant(here, TODAY) == 1
    Certificate.objects.create(person=man, kind="preferential", number="X", entered_at=AT)
    assert all(one.judged.holds for one in selectors.claims_of(man, today=TODAY))
    Person.objects.filter(pk=man.pk).update(died_on=TODAY)
    man.refresh_from_db()
    assert selectors.claims_of(man, today=TODAY) == []

    page = told(enter(own), f"/station/catalogue/people/{other.pk}/")
    assert "档案里没有" in page
    assert "人员类别：残疾军人" in page
    desk = told(enter(preparer), f"/bureau/people/{other.pk}/claims/")
    assert "档案里没有符合的项目" in desk


def test_claims_take_as_many_queries_for_a_hundred_items_as_for_one(
    preparer: User, reviewer: User, django_assert_num_queries: Any
) -> None:
    man = veteran()
    entitlement(man)
    numbers = Edition.objects.filter(state="published").exclude(criteria=None)
    assert numbers.count() == 50
    with django_assert_num_queries(11):
        selectors.claims_of(man, today=TODAY)
    numbers.filter(pk__gt=numbers.order_by("pk")[1].pk).update(criteria=None, seeks=False)
    with django_assert_num_queries(11):
        selectors.claims_of(man, today=TODAY)


def test_neighbour_and_stranger_see_nobody_of_the_own_village(own: User) -> None:
    man = veteran(region=village(1, 1), name="曾建国")
    neighbour = user(Role.VILLAGE_WORKER, region=village(1, 2))
    stranger = user(Role.VILLAGE_WORKER, region=village(2, 1))
    address = f"/station/catalogue/people/{man.pk}/"
    assert "曾建国" in told(enter(own), address)
    for who in (neighbour, stranger):
        assert enter(who).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_station_reads_what_is_published_and_nothing_else(
    own: User, preparer: User, reviewer: User
) -> None:
    client = enter(own)
    waits = draft(preparer)
    page = told(client, "/station/catalogue/")
    assert "残疾抚恤金" in page
    assert "区内公园免费" not in page
    assert client.get(f"/station/catalogue/{waits.item.code}/").status_code == 404
    assert "军人抚恤优待条例" in told(client, "/station/catalogue/201/")
    assert "没有找到" in told(client, "/station/catalogue/?q=火星")
    with pytest.raises(NotFound):
        selectors.item_editions(own, waits.item.code)
    assert enter(own).get("/bureau/catalogue/").status_code in (302, 403)


# --- residents ---------------------------------------------------------------------------------


def test_residents_read_without_sign_in_and_without_a_cookie() -> None:
    client = Client()
    listed = client.get("/youdai/")
    page = said(listed)
    for label in FIELD_LABELS.values():
        assert label in page
    assert not listed.cookies
    assert "public" in listed.headers["Cache-Control"]
    assert "市内公交" in said(client.get("/youdai/?q=公交"))
    assert "残疾抚恤金" not in said(client.get("/youdai/?q=公交"))
    assert "换个短一点的词" in said(client.get("/youdai/?q=火星"))
    assert "谁能享受" in said(client.get("/youdai/701/"))
    for gone in ("413", "XX99"):  # a draft, and what does not exist
        answer = client.get(f"/youdai/{gone}/")
        assert answer.status_code == 404
        assert "没有这个优待项目" in answer.text


def test_an_item_begins_and_ends_by_its_days(preparer: User, reviewer: User) -> None:
    public(preparer, reviewer, valid_from=TODAY, valid_to=date(2026, 12, 31))
    code = "711"
    assert published.item(code, today=date(2026, 11, 4)) is None
    assert published.item(code, today=TODAY) is not None
    assert published.item(code, today=date(2027, 1, 1)) is None


# --- the bureau's pages ------------------------------------------------------------------------


def test_a_day_at_the_bureau(preparer: User, reviewer: User) -> None:
    man = veteran(name="曾建国")
    desk, second = enter(preparer), enter(reviewer)
    assert "没有写条件" in told(desk, "/bureau/catalogue/")
    assert "该核对了" in told(desk, "/bureau/catalogue/?state=check")
    form = {name: value for name, value in FIELDS.items() if value is not None}
    assert "请填写这一项" in said(desk.post("/bureau/catalogue/new/", {**form, "title": ""}))
    saved = desk.post("/bureau/catalogue/new/", form, follow=True)
    assert "还没有条件" in said(saved)
    here = saved.redirect_chain[-1][0]
    add = f"{here}add/"
    assert "请先选一种条件" in said(desk.get(f"{add}?kind=rank", follow=True))
    assert "请填写这一项" in said(desk.post(f"{add}?kind=category", {"token": ""}))
    assert "加条件：人员类别" in told(desk, f"{add}?kind=category")
    page = said(desk.post(f"{add}?kind=category", {"chosen": ["DIS", "CZ"]}, follow=True))
    assert "1 人符合" in page
    page = said(desk.post(f"{add}?kind=age&how=any", {"first": "90"}, follow=True))
    assert "年龄：90周岁以上" in page
    assert "0 人符合" in page
    assert "至少一项" in said(desk.post(f"{add}?kind=age", {"first": "", "last": ""}))
    desk.post(f"{add}?kind=merit&at=1", {"chosen": ["first"]})
    desk.post(here, {"verb": "deny", "at": "1"})
    edition = Edition.objects.get(item__code="711")
    assert edition.criteria == {
        "all": [
            {"kind": "category", "in": ["DIS", "CZ"]},
            {
                "not": {
                    "any": [{"kind": "age", "from": 90}, {"kind": "merit", "in": ["first"]}],
                }
            },
        ]
    }
    assert "不是这样：下列各项符合一项即可" in told(desk, here)
    assert "1 人符合" in told(desk, here)
    assert "已经不在了" in said(desk.post(here, {"verb": "remove", "at": "7.1"}, follow=True))
    desk.post(here, {"verb": "remove", "at": "1.0"})
    desk.post(here, {"verb": "remove", "at": "1.0"})
    desk.post(here, {"verb": "turn", "at": ""})
    edition.refresh_from_db()
    assert edition.criteria == {"any": [{"kind": "category", "in": ["DIS", "CZ"]}]}

    item = "/bureau/catalogue/711/"
    step = f"/bureau/catalogue/editions/{edition.pk}/do/"
    assert desk.get(f"{step}review/").status_code == 403
    assert "条件" in told(second, item)
    assert "已审核通过" in said(press(second, f"{step}review/"))
    assert "公布" in told(second, f"{step}publish/")
    assert "已公布" in said(press(second, f"{step}publish/"))
    assert "不能再公布" in said(second.get(f"{step}publish/", follow=True))
    assert "曾建国" in told(desk, f"{item}people/")
    assert "逐项比对" in told(desk, f"/bureau/people/{man.pk}/claims/")
    assert "核对过" in said(
        desk.post(f"{item}verify/", {"note": "公园电话答复", "check_months": "6"}, follow=True)
    )
    moved = desk.post(f"{item}next/", {"token": ""}, follow=True)
    assert "修改：区内公园免费" in said(moved)
    changed = said(
        desk.post(moved.redirect_chain[-1][0], {**form, "papers": "残疾军人证"}, follow=True)
    )
    assert "改了什么" in changed
    assert "残疾军人证" in changed
    later = Edition.objects.get(item__code="711", number=2)
    assert "已放弃" in said(press(desk, f"/bureau/catalogue/editions/{later.pk}/do/drop/"))
    assert "以前的版次" in told(desk, item)
    assert "和前一版的不同" in told(desk, f"/bureau/catalogue/editions/{later.pk}/")
    assert second.get("/bureau/catalogue/new/").status_code == 403
    assert desk.get(f"{step}fly/").status_code == 404


def test_conditions_changed_by_another_window_are_not_overwritten(preparer: User) -> None:
    made = draft(preparer)
    condition(made, preparer)
    with pytest.raises(Refused, match="刚刚被改过"):
        services.change_criteria(edition_id=made.pk, tree=None, known=None, by=preparer, at=AT)


def test_who_reads_money_reads_how_items_are_reckoned_and_administrators_do_not() -> None:
    village()
    assert enter(user(Role.AUDITOR)).get("/bureau/catalogue/").status_code == 200
    assert enter(user(Role.SYSADMIN)).get("/bureau/catalogue/").status_code == 403


def test_every_category_can_be_asked_for() -> None:
    """A category that is added to the register is offered as a condition by itself."""
    for code in Category.values:
        parse({"kind": "category", "in": [code]})
