"""An agreement from the paper to the residents' page and off it again; station, neighbour,
stranger."""

import io
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from support_services.lookup.published import answers
from support_services.notices.occasions import occasion
from support_services.providers import demo, published, selectors
from support_services.providers.models import Agreement, Offer, ProviderToken
from support_services.providers.services.agreements import (
    change_draft,
    enter_next,
    enter_provider,
    move_agreement,
    put_offer,
    take_offer_out,
)
from support_services.providers.services.verifying import OutOfScope, verify
from support_services.providers.states import MOVES, AgreementState
from tests.providers.makers import (
    AT,
    ITEM,
    TODAY,
    agreement,
    hands,
    offer,
    publish,
    token,
    veteran,
)
from tests.subsidies.at_the_bureau import enter, press, said, told
from tests.subsidies.factories import user, village
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound, PermissionRefused, Refused
from veterans.registry.timeline import timeline_of

pytestmark = pytest.mark.django_db


def fields(**other: Any) -> dict[str, Any]:
    return {
        "kind": "pharmacy",
        "name": "示例大药房（虚构）",
        "code": "",
        "region": village(1, 1).code,
        "address": "示例路 1 号",
        "phone": "0533-7000001",
        "hours": "",
        "channel": "收银台出示优待证",
        "badge_text": "拥军药店",
        "badge_number": "2026-018",
        "badge_on": TODAY,
        "document_no": "",
        "signed_on": TODAY,
        "valid_from": TODAY,
        "valid_to": TODAY + timedelta(days=300),
        "note": "",
        **other,
    }


def move(made: Agreement, verb: str, by: User, **more: Any) -> Agreement:
    given = {"why": "试验原因", "at": AT, "today": TODAY, **more}
    return move_agreement(agreement_id=made.pk, verb=verb, by=by, **given)


def put(made: Agreement, by: User, code: str = ITEM, **more: Any) -> Offer:
    given = {"words": "免挂号费", "at": AT, "today": TODAY, **more}
    return put_offer(agreement_id=made.pk, code=code, by=by, **given)


def names(**more: Any) -> list[str]:
    found = published.kinds(**{"today": TODAY, **more})
    return [one.name for kind in found for one in kind.providers]


# --- the road of an agreement ---------------------------------------------------------------------


def test_from_the_paper_to_the_residents_and_off_again_by_itself() -> None:
    preparer, reviewer, approver = hands()
    made = enter_provider(fields=fields(), by=preparer, at=AT)
    put(made, preparer)
    assert names() == []
    move(made, "review", reviewer)
    assert names() == []
    move(made, "publish", approver)
    assert names() == ["示例大药房（虚构）"]
    last = TODAY + timedelta(days=300)
    assert names(today=last) == ["示例大药房（虚构）"]
    assert names(today=last + timedelta(days=1)) == []


def test_a_renewal_leaves_the_published_one_until_it_takes_its_place() -> None:
    preparer, reviewer, approver = by = hands()
    old = agreement(by=by)
    offer(old)
    new = enter_next(provider_id=old.provider_id, by=preparer, at=AT)
    assert [one.item.code for one in new.offers.all()] == [ITEM]
    change_draft(
        agreement_id=new.pk,
        fields=fields(name="示例大药房新店（虚构）", valid_to=None),
        by=preparer,
        at=AT,
    )
    with pytest.raises(Refused, match="已有一份没有公布"):
        enter_next(provider_id=old.provider_id, by=preparer, at=AT)
    move(new, "review", reviewer)
    assert names() == ["示例大药房（虚构）"]
    move(new, "publish", approver)
    assert names() == ["示例大药房新店（虚构）"]
    old.refresh_from_db()
    assert old.state == AgreementState.REPLACED
    assert old.offers.count() == 1


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verb", list(MOVES))
def test_each_move_is_of_its_roles_and_from_its_states(role: Role, verb: str) -> None:
    holders = {
        "review": {Role.REVIEWER, Role.APPROVER},
        "send_back": {Role.REVIEWER, Role.APPROVER},
        "publish": {Role.REVIEWER, Role.APPROVER},
        "end": {Role.PREPARER, Role.REVIEWER, Role.APPROVER},
        "drop": {Role.PREPARER},
    }[verb]
    first = village(1, 1)
    places = {Role.TOWN_WORKER: first.parent, Role.VILLAGE_WORKER: first}
    somebody = user(role, region=places.get(role))
    for state in AgreementState:
        made = agreement(state=state)
        offer(made)
        if role in holders and state in MOVES[verb].starts:
            assert move(made, verb, somebody).state == MOVES[verb].target
        else:
            with pytest.raises(Refused):
                move(made, verb, somebody)


def test_nobody_reviews_what_he_entered_nor_changes_what_another_did() -> None:
    first, second, _ = hands()
    made = enter_provider(fields=fields(), by=first, at=AT)
    put(made, first)
    with pytest.raises(Refused, match="由录入人修改"):
        change_draft(agreement_id=made.pk, fields=fields(), by=user(Role.PREPARER), at=AT)
    first.role = Role.REVIEWER
    first.save()
    with pytest.raises(Refused, match="另一人审核"):
        move(made, "review", first)
    move(made, "review", second)
    with pytest.raises(PermissionRefused):
        change_draft(agreement_id=made.pk, fields=fields(), by=first, at=AT)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"name": " "}, "请填写名称"),
        ({"phone": "13812345678"}, "个人手机号"),
        ({"code": "91370"}, "现有 5 位"),
        ({"region": "999"}, "所在地"),
        ({"valid_to": date(2025, 1, 1)}, "不能早于"),
        ({"badge_text": ""}, "挂牌名称也要填"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left_behind(other: dict[str, Any], why: str) -> None:
    preparer = user(Role.PREPARER)
    with pytest.raises(Refused, match=why):
        enter_provider(fields=fields(**other), by=preparer, at=AT)
    assert not Agreement.objects.exists()


def test_an_agreement_without_offers_or_over_is_not_reviewed() -> None:
    preparer, reviewer, _ = hands()
    made = enter_provider(fields=fields(), by=preparer, at=AT)
    with pytest.raises(Refused, match="还没有优待项目"):
        move(made, "review", reviewer)
    put(made, preparer)
    with pytest.raises(Refused, match="已经过去"):
        move(made, "review", reviewer, today=TODAY + timedelta(days=400))
    take_offer_out(agreement_id=made.pk, code=ITEM, by=preparer, at=AT)
    with pytest.raises(NotFound):
        take_offer_out(agreement_id=made.pk, code=ITEM, by=preparer, at=AT)


# --- what may be asked ----------------------------------------------------------------------------


def test_what_tells_something_sensitive_is_off_until_somebody_says_why() -> None:
    preparer, reviewer, _ = hands()
    made = enter_provider(fields=fields(), by=preparer, at=AT)
    assert put(made, preparer).may_ask is False
    assert put(made, preparer, may_ask=True).told == []
    publish("405", criteria={"kind": "category", "in": ["CZ", "DIS"]})
    with pytest.raises(Refused, match="人员类别"):
        put(made, preparer, "405", may_ask=True)
    assert not made.offers.filter(item__code="405").exists()
    assert put(made, preparer, "405", may_ask=True, ask_why="协议约定").told == ["人员类别"]
    publish("102", criteria=None)
    with pytest.raises(Refused, match="答不了"):
        put(made, preparer, "102", may_ask=True)
    # Between the draft and the review the item came to ask for more.
    publish("405", criteria={"kind": "grade", "from": 1, "to": 6})
    with pytest.raises(Refused, match="重新保存"):
        move(made, "review", reviewer)


def test_ending_an_agreement_ends_what_its_tokens_may_ask() -> None:
    made = agreement()
    offer(made)
    issued, man = token(made), veteran()
    move(made, "end", user(Role.PREPARER))
    with pytest.raises(OutOfScope):
        verify(
            secret=issued.secret,
            item_code=ITEM,
            number=str(man.id_number),
            name=man.name,
            address="",
            at=AT,
            today=TODAY,
        )


# --- who sees what --------------------------------------------------------------------------------


def test_a_station_sees_its_own_and_what_is_above_not_the_neighbours() -> None:
    own, neighbour, stranger = village(1, 1), village(1, 2), village(2, 1)
    for region, name in (
        (own, "本村药店"),
        (neighbour, "邻村药店"),
        (own.parent, "镇卫生院"),
        (stranger.parent, "外镇卫生院"),
        (own.parent.parent, "区医院"),  # type: ignore[union-attr]
    ):
        offer(agreement(region=region, name=f"{name}（虚构）"))
    offer(agreement(state=AgreementState.REVIEWED, name="没有公布（虚构）"))
    offer(agreement(valid_to=TODAY - timedelta(days=1), name="已过期（虚构）"))

    def seen(who: User) -> set[str]:
        return {one.name.removesuffix("（虚构）") for one in selectors.providers(who, today=TODAY)}

    assert seen(user(Role.VILLAGE_WORKER, region=own)) == {"本村药店", "镇卫生院", "区医院"}
    town = {"本村药店", "邻村药店", "镇卫生院", "区医院"}
    assert seen(user(Role.TOWN_WORKER, region=own.parent)) == town
    assert seen(user(Role.VILLAGE_WORKER, region=stranger)) == {"外镇卫生院", "区医院"}
    assert len(seen(user(Role.AUDITOR))) == 7
    assert seen(user(Role.SYSADMIN)) == set()


def test_the_file_says_who_asked_about_the_person() -> None:
    made = agreement()
    offer(made)
    man, issued = veteran(), token(made)
    verify(
        secret=issued.secret,
        item_code=ITEM,
        number=str(man.id_number),
        name="错名",
        address="",
        at=AT,
        today=TODAY,
    )
    rows, _ = timeline_of(user(Role.PREPARER), man)
    (asked,) = [one for one in rows if one.what.startswith("承办单位核验")]
    assert (asked.what, asked.note, asked.who) == (
        "承办单位核验：家庭悬挂光荣牌",
        "答复“否”",
        "示例大药房（虚构）",
    )
    (day,) = selectors.asked_by_day(made.provider, today=TODAY)
    assert (day.on, day.yes, day.no) == (TODAY, 0, 1)


def test_the_bureau_is_reminded_before_the_last_day() -> None:
    offer(agreement(valid_to=TODAY + timedelta(days=15)))
    offer(agreement(valid_to=TODAY + timedelta(days=16)))
    ending = occasion("provider_ending")
    assert ending is not None
    query = ending.finder([TODAY + timedelta(days=15)])
    with connection.cursor() as cursor:
        cursor.execute(query.sql, query.params)
        (row,) = cursor.fetchall()
    assert row[3] == TODAY + timedelta(days=15)


def test_the_demo_invents_a_dozen_and_says_so_and_again_adds_none() -> None:
    by = dict(zip(("preparer", "reviewer", "approver"), hands(), strict=True))
    village(1, 1)
    for _ in range(2):
        demo.providers(SimpleNamespace(today=TODAY), SimpleNamespace(**by))
    made = Agreement.objects.all()
    assert len(made) == 12
    assert all(one.name.endswith("（演示）") and "虚构" in one.address for one in made)
    assert {one.state for one in made} == {"published", "ended", "draft"}
    assert [one for one in made if selectors.ends_soon(one, TODAY)]
    assert ProviderToken.objects.get().items == ["404", "707"]


# --- at the doors ---------------------------------------------------------------------------------


def test_a_day_at_the_bureau_by_buttons() -> None:
    preparer, reviewer, approver = (enter(one) for one in hands())
    today = timezone.localdate()
    village(1, 1)
    written = {**fields(), "signed_on": f"{today}", "valid_from": f"{today}"}
    written |= {"valid_to": "", "badge_on": ""}
    preparer.post("/bureau/providers/new/", written)
    made = Agreement.objects.get()
    offers = f"/bureau/providers/agreements/{made.pk}/offers/"
    press(preparer, offers, code=ITEM, words="优先", may_ask="on")
    page = f"/bureau/providers/{made.provider_id}/"
    assert "等人审核" in told(reviewer, "/bureau/")
    press(reviewer, f"/bureau/providers/agreements/{made.pk}/do/review/")
    press(approver, f"/bureau/providers/agreements/{made.pk}/do/publish/")
    assert "居民现在能查到这家单位" in told(approver, page)
    # The token: on the answer itself, and nowhere afterwards.
    asked = f"{page}tokens/new/"
    sent = {
        "label": "收费处",
        "items": [ITEM],
        "valid_to": f"{today + timedelta(days=30)}",
        "sent_once": "a" * 32,
    }
    shown = approver.post(asked, sent)
    row = ProviderToken.objects.get()
    secret = shown.context["secret"]
    assert secret in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in approver.get(page).text
    assert "只显示一次" in said(approver.post(asked, sent, follow=True))
    assert ProviderToken.objects.count() == 1
    press(preparer, f"/bureau/providers/tokens/{row.pk}/revoke/", why="试完了")
    assert "已停用" in told(approver, page)
    assert "<svg" in approver.get(f"{page}plaque/").text


def test_the_list_is_narrowed_and_taken_along_as_a_workbook() -> None:
    offer(agreement(valid_to=None))
    soon = timezone.localdate() + timedelta(days=3)
    offer(agreement(kind="bank", name="示例银行（虚构）", valid_to=soon, region=village(2, 1)))
    auditor = enter(user(Role.AUDITOR))
    for query, found in (
        ("kind=bank", "示例银行"),
        ("state=soon", "示例银行"),
        ("town=370303001", "示例大药房"),
        ("q=大药房", "示例大药房"),
    ):
        text = told(auditor, f"/bureau/providers/?{query}")
        assert f"{found}（虚构）" in text
        assert "1 家单位" in text
    content = auditor.get("/bureau/providers/export/?kind=bank").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    cells = [cell for row in sheet.to_python() for cell in row]
    assert "示例银行（虚构）" in cells
    assert "示例大药房（虚构）" not in cells


def test_residents_find_whoever_grants_an_item(client: Client) -> None:
    made = agreement(valid_to=None)
    offer(made, words="免挂号费")
    page = f"/lvsetongdao/{made.provider_id}/"
    for url in ("/lvsetongdao/", "/lvsetongdao/?lei=pharmacy&zhen=370303001000", "/youdai/101/"):
        text = client.get(url).content.decode()
        assert "示例大药房（虚构）" in text, url
        assert 'href="tel:05337000001"' in text
        assert "免挂号费" in text
        assert page in text
    village(2, 1)
    assert "示例大药房" not in client.get("/lvsetongdao/?zhen=370303002000").content.decode()
    assert "示例大药房" not in client.get("/youdai/102/").content.decode()
    in_force = client.get(page)
    assert "今天仍是优待承办单位" in in_force.content.decode()
    assert in_force.headers["Cache-Control"] == "no-store"
    Agreement.objects.update(valid_to=date(2026, 3, 1))
    gone = client.get(page)
    assert gone.status_code == 200
    # What proves something today is proved anew each time.
    assert gone.headers["Cache-Control"] == "no-store"
    assert "2026年3月1日结束" in gone.content.decode()
    assert client.get("/lvsetongdao/").content.decode().count("示例大药房") == 0
    hidden = agreement(state=AgreementState.REVIEWED)
    missing = client.get(f"/lvsetongdao/{hidden.provider_id}/")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")


def test_the_box_on_the_front_page_finds_providers_by_name_and_by_kind() -> None:
    offer(agreement())
    offer(agreement(kind="scenic", name="示例公园（虚构）"))
    assert [one.name for one in answers("大药房", today=TODAY).providers] == ["示例大药房（虚构）"]
    assert [one.name for one in answers("哪里买药？", today=TODAY).providers] == [
        "示例大药房（虚构）"
    ]
    assert [one.kind for one in answers("景区门票", today=TODAY).providers] == ["scenic"]
    assert answers("光荣牌", today=TODAY).providers == ()


def test_the_station_calls_them(client: Client) -> None:
    own = village(1, 1)
    made = agreement(valid_to=None, region=own)
    offer(made)
    offer(agreement(valid_to=None, region=village(2, 1), name="外镇药店（虚构）"))
    worker = user(Role.VILLAGE_WORKER, region=own)
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get("/station/providers/").content.decode()
    assert 'href="tel:05337000001"' in text
    assert "外镇药店" not in text
    assert "在哪里可以享受" in client.get(f"/station/catalogue/{ITEM}/").content.decode()
