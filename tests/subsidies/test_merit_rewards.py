"""立功受奖奖励金: a flat sum for a merit, by the figure of its day; no merit is rewarded twice."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_services.subsidies.grant_figures import Code
from support_services.subsidies.grant_states import GRANT_LIVE, GrantKind
from support_services.subsidies.merit_rules import MERIT_KINDS, REWARDED, kind_of
from support_services.subsidies.models import Entitlement, Grant, GrantMerit
from support_services.subsidies.selectors.grant_standing import standings_of
from support_services.subsidies.services import bank, grant_lists, grants
from tests.subsidies import the_bank
from tests.subsidies.at_the_bureau import enter, said
from tests.subsidies.grants import AT, NOVEMBER, TODAY, Office, payee
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import csv_bytes
from veterans.registry.models import MeritKind, Person
from veterans.registry.selectors import id_index

pytestmark = pytest.mark.django_db

JANUARY, DAY, LATER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 9, 1)


@pytest.fixture
def office() -> Office:
    """鲤城's shares of 2020 (domain.md 2.4) beside invented flat sums."""
    office = Office.of("merit_reward")
    office.figure(Code.CONSCRIPT_FIXED, "23878", JANUARY)
    for code, share in (
        ("merit_1", "100"),
        ("merit_2", "60"),
        ("merit_3", "30"),
        ("battle_3", "30"),
    ):
        office.figure(Code.CONSCRIPT_MERIT, share, JANUARY, code)
    for code, yuan in (("merit_1", "5000"), ("merit_2", "3000"), ("merit_3", "1000")):
        office.figure(Code.MERIT_REWARD, yuan, JANUARY, code, confidence="unconfirmed")
    return office


def flat(office: Office, who: Any, code: str = "merit_3", day: date = DAY, **more: Any) -> Grant:
    return office.enter(who, GrantKind.MERIT, merits=(code,), awarded_on=day, **more)


def raised(office: Office, who: Any, *codes: str, year: int = 2026) -> Grant:
    return office.enter(who, GrantKind.CONSCRIPT, year=year, service_year=1, merits=codes)


def several(office: Office, value: str) -> None:
    office.figure(Code.MERIT_REWARD_SEVERAL, value, JANUARY, confidence="unconfirmed")


def test_every_merit_a_notice_may_bring_has_a_sum() -> None:
    assert set(MERIT_KINDS) == set(MeritKind.values) - {"local"}
    codes = [code for one in MERIT_KINDS.values() for code in one]
    assert len(codes) == len(set(codes)), "no merit counts as two"
    assert set(codes) <= set(REWARDED)
    assert kind_of("battle_1") == kind_of("merit_1") == "first"
    assert kind_of("commended_1") == "commended_1"


def test_from_the_draft_to_the_account(office: Office) -> None:
    man = payee()
    grant = flat(office, man)
    assert (grant.amount, grant.year, grant.occasion) == (D("1000"), 2026, "2026-06-01 三等功")
    assert "未经证实" in grant.steps[0]["source"]
    assert standings_of([grant])[grant.pk].words == "待审批"
    grant = office.approve(grant)
    assert standings_of([grant])[grant.pk].words == "已批准，2026年11月发放"
    batch = office.lab.run(NOVEMBER)
    assert standings_of([grant])[grant.pk].words == "已批准，发放中"
    sent = bank.export(batch_id=batch.pk, layout=the_bank.TEXT, by=office.lab.preparer, at=AT)
    bank.receive(
        content=the_bank.answers(sent, the_bank.PAID), filename="r", by=office.lab.preparer, at=AT
    )
    assert standings_of([grant])[grant.pk].words == "已发放（2026年11月）"
    cancelled = office.cancel(grant, "立功有误")
    assert standings_of([cancelled])[grant.pk].words == "已取消"
    office.lab.run(NOVEMBER)
    right = Entitlement.objects.get(person=man, scheme=office.lab.scheme)
    assert office.lab.sum_of(right) == 0, "what was paid comes back by the same subtraction"


def test_what_cannot_be(office: Office) -> None:
    man = payee(born_on=date(2000, 1, 1))
    for why, more in (
        ("“一等战功”的立功受奖奖励金还没有启用", {"merits": ("battle_1",), "awarded_on": DAY}),
        ("还没有启用", {"merits": ("merit_3",), "awarded_on": date(2025, 12, 31)}),
        ("晚于今天", {"merits": ("merit_3",), "awarded_on": TODAY + timedelta(1)}),
        ("出生", {"merits": ("merit_3",), "awarded_on": date(1999, 1, 1)}),
        ("授予日期", {"merits": ("merit_3",)}),
        ("选择一项", {"merits": ("merit_3", "merit_2"), "awarded_on": DAY}),
        ("选择一项", {"merits": ("local",), "awarded_on": DAY}),
        ("文号", {"merits": ("merit_3",), "awarded_on": DAY, "document_no": " "}),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            office.enter(man, GrantKind.MERIT, **more)
    office.figure(Code.MERIT_REWARD, "0", LATER, "merit_3")
    with pytest.raises(Refused, match="不发奖励金"):
        flat(office, man, day=LATER)
    assert flat(office, man, day=LATER - timedelta(1)).amount == D("1000")


def test_who_has_died_since_is_rewarded_through_the_family(office: Office) -> None:
    gone, mother = payee(died_on=LATER), payee()
    with pytest.raises(Refused, match="另定领取人"):
        flat(office, gone)
    grant = office.approve(flat(office, gone, payee=mother))
    assert grant.shares.get().payee == mother


def test_one_merit_is_never_rewarded_twice(office: Office) -> None:
    man = payee()
    first = flat(office, man)
    with pytest.raises(Refused, match="先撤回那一项"):
        flat(office, man)
    with pytest.raises(Refused, match="一项立功只奖一次"):
        raised(office, man, "merit_3")
    with pytest.raises(Refused, match="一项立功只奖一次"):
        raised(office, man, "battle_3")
    office.approve(first)
    with pytest.raises(Refused, match="先取消那一项"):
        raised(office, man, "merit_3")
    office.cancel(first)
    year = raised(office, man, "merit_3", "merit_2")
    assert year.amount == D("38205"), (
        "鲤城: 23878 and 14327 for the highest; the third brings nothing"
    )
    for code in ("merit_2", "merit_3"):
        with pytest.raises(Refused, match="优待金"):
            flat(office, man, code)
    grants.withdraw_grant(grant_id=year.pk, by=office.lab.preparer, at=AT)
    assert flat(office, man).amount == D("1000")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_holds_it(office: Office) -> None:
    man = payee()
    grant = flat(office, man)
    row = GrantMerit.objects.get(grant=grant)
    for deed in (
        lambda: GrantMerit.objects.create(
            grant=grant, person=man, merit="third", first_on=JANUARY, last_on=LATER
        ),
        lambda: GrantMerit.objects.create(
            grant=grant, person=payee(), merit="good", first_on=DAY, last_on=DAY
        ),
        lambda: GrantMerit.objects.filter(pk=row.pk).update(is_live=False),
        lambda: GrantMerit.objects.filter(pk=row.pk).update(merit="second"),
        row.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    grants.withdraw_grant(grant_id=grant.pk, by=office.lab.preparer, at=AT)
    row.refresh_from_db()
    assert not row.is_live


def test_several_of_a_year_as_the_bureau_settled(office: Office) -> None:
    man = payee()
    low = flat(office, man, "merit_3")
    with pytest.raises(Refused, match="一年几次立功受奖的奖励金”还没有启用"):
        flat(office, man, "merit_2", LATER)
    several(office, "0")
    high = flat(office, man, "merit_2", LATER)
    several(office, "1")
    with pytest.raises(Refused, match="只按最高一项"):
        office.approve(low)
    grants.withdraw_grant(grant_id=high.pk, by=office.lab.preparer, at=AT)
    office.approve(low)
    with pytest.raises(Refused, match=r"请先取消.*较低的一项"):
        flat(office, man, "merit_2", LATER)
    with pytest.raises(Refused, match="同等的一项发"):
        flat(office, man, "merit_3", LATER)
    with pytest.raises(Refused, match="已有一项"):
        raised(office, man, "merit_2")
    office.cancel(low, "按最高一项")
    assert office.approve(flat(office, man, "merit_2", LATER)).amount == D("3000")


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    figures=st.dictionaries(
        st.integers(0, 300).map(lambda n: JANUARY + timedelta(n)),
        st.decimals("0", "90000", places=2),
        min_size=1, max_size=4,
    ),
    day=st.integers(0, 300).map(lambda n: JANUARY + timedelta(n)),
)  # fmt: skip
def test_the_reward_is_the_figure_in_force_on_the_day_of_the_award(
    figures: dict[date, Decimal], day: date
) -> None:
    with transaction.atomic():
        office = Office.of("merit_reward")
        for first_on, value in figures.items():
            office.figure(Code.MERIT_REWARD, str(value), first_on, "praise")
        before = [first_on for first_on in figures if first_on <= day]
        expected = figures[max(before)] if before else Decimal(0)
        if expected:
            assert flat(office, payee(), "praise", day).amount == expected
        else:
            with pytest.raises(Refused):
                flat(office, payee(), "praise", day)
        transaction.set_rollback(True)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("flat"), st.sampled_from(["merit_3", "battle_3", "merit_2"]),
                  st.sampled_from([DAY, LATER])),
        st.tuples(st.just("raise"), st.sampled_from(["merit_3", "battle_3", "merit_2"]),
                  st.just(DAY)),
        st.tuples(st.sampled_from(["approve", "end"]), st.integers(0, 4), st.just(DAY)),
    ),
    min_size=2, max_size=7,
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_order_of_entering_rewards_a_merit_twice(steps: Sequence[tuple[str, Any, date]]) -> None:
    with transaction.atomic():
        office = Office.of("merit_reward")
        office.figure(Code.CONSCRIPT_FIXED, "10000", JANUARY)
        for code in ("merit_2", "merit_3", "battle_3"):
            office.figure(Code.CONSCRIPT_MERIT, "10", JANUARY, code)
            office.figure(Code.MERIT_REWARD, "1000", JANUARY, code)
        several(office, "0")
        man = payee()
        made: list[Grant] = []
        for verb, what, day in steps:
            with suppress(Refused):
                if verb == "flat":
                    made.append(flat(office, man, what, day))
                elif verb == "raise":
                    made.append(raised(office, man, what))
                elif what < len(made):
                    end(office, made[what], verb)
        live = [g for g in Grant.objects.filter(person=man) if g.state in GRANT_LIVE]
        settled = [
            (kind_of(code), one.inputs.get("awarded_on"))
            for one in live
            for code in one.inputs["merits"]
        ]
        for place, (kind, day_) in enumerate(settled):
            for other, other_day in settled[place + 1 :]:
                assert other != kind or (day_ and other_day and day_ != other_day), settled
        transaction.set_rollback(True)


def end(office: Office, grant: Grant, verb: str) -> None:
    grant.refresh_from_db()
    if verb == "approve":
        office.approve(grant)
    elif grant.state == "draft":
        grants.withdraw_grant(grant_id=grant.pk, by=office.lab.preparer, at=AT)
    else:
        office.cancel(grant)


def test_the_page_and_the_list_ask_the_same(office: Office) -> None:
    man = payee()
    desk = enter(office.lab.preparer)
    address = f"/bureau/people/{man.pk}/grants/new/?kind=merit"
    page = said(desk.get(address))
    assert "按授予当天执行的数值发" in page
    assert "嘉奖" in page
    typed = {"merit": "merit_2", "awarded_on": "2026-06-01", "month": "2026-11",
             "document_no": "通知 7 号"}  # fmt: skip
    page = desk.post(address, {**typed, "merit": "local", "awarded_on": "昨天"})
    bad = said(page)
    assert "通知 7 号" in page.text, "nothing typed is lost"
    assert "请写成年-月-日" in bad
    looked = said(desk.post(address, typed))
    assert "3,000.00" in looked
    assert not Grant.objects.exists()
    entered = desk.post(address, {**typed, "confirmed": "1"}, follow=True)
    assert "等待另一人审批" in said(entered)
    assert Grant.objects.get().inputs["awarded_on"] == "2026-06-01"
    gone = payee(died_on=LATER)
    offered = said(desk.get(f"/bureau/people/{gone.pk}/grants/new/"))
    assert "立功受奖奖励金" in offered
    assert "慰问金" not in offered


def test_a_list_of_them(office: Office) -> None:
    men = [payee(), payee()]
    Person.objects.bulk_update(
        [Person(pk=one.pk, id_index=id_index(one.id_number)) for one in men], ["id_index"]
    )

    def lines(*merits: str) -> bytes:
        rows = [
            [str(one.id_number), merit, "2026-06-01", "2026-11", ""]
            for one, merit in zip(men, merits, strict=True)
        ]
        heads = ["身份证号", "立功等次", "授予日期", "发放月", "领取人身份证号"]
        return csv_bytes(heads, rows)

    given: dict[str, Any] = {
        "kind": GrantKind.MERIT, "document_no": "名单 1 号", "by": office.lab.preparer, "at": AT,
        "today": TODAY,
    }  # fmt: skip

    def bring(content: bytes) -> Any:
        rows = grant_lists.read_list(content, GrantKind.MERIT)
        return grant_lists.enter_list(rows=rows, **given)

    with pytest.raises(Refused, match="立功等次没有“四等功”"):
        bring(lines("三等功", "四等功"))
    with pytest.raises(Refused, match="还没有启用"):
        bring(lines("三等功", "嘉奖"))
    assert not Grant.objects.exists()
    assert bring(lines("三等功", "一等功")).amount == D("6000")
    with pytest.raises(Refused, match="一项立功只奖一次"):
        bring(lines("三等功", "一等功"))


def test_years_that_were_raised_before_say_which(office: Office) -> None:
    """The migration on a filled database, with what there was before the table."""
    live = raised(office, payee(), "merit_3", "merit_2")
    gone = raised(office, payee(), "merit_3")
    raised(office, payee())
    grants.withdraw_grant(grant_id=gone.pk, by=office.lab.preparer, at=AT)
    wanted = ["grant_id", "person_id", "merit", "first_on", "last_on", "is_live"]
    before = list(GrantMerit.objects.order_by("grant", "merit").values_list(*wanted))
    assert len(before) == 3
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM subsidies_grantmerit")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    counting = import_module("support_services.subsidies.migrations.0022_merits_counted_before")
    for _ in range(2):
        counting.count(apps, None)
        assert list(GrantMerit.objects.order_by("grant", "merit").values_list(*wanted)) == before
    assert {"second", "third"} == {row[2] for row in before if row[0] == live.pk}
    known = {code: kind for kind, codes in MERIT_KINDS.items() for code in codes}
    assert known == {**counting.KINDS, "praise": "praise"}


def D(text: str) -> Decimal:
    return Decimal(text)
