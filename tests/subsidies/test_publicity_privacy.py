"""What is made public of anybody, for every scheme: the page, the paper, the workbook."""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from support_services.subsidies import published
from support_services.subsidies.models import (
    Entitlement,
    Grant,
    GrantDue,
    GrantShare,
    PublicityEntry,
    Scheme,
)
from support_services.subsidies.public import views
from support_services.subsidies.publicity_rules import (
    CHILD,
    LEAST_NAME,
    TELLING,
    age_on,
    check_public_name,
    public_person,
)
from support_services.subsidies.services import publicity as service
from support_services.subsidies.services.publicity_export import export_notices
from tests.screen_text import text_of
from tests.subsidies.at_the_bureau import enter
from tests.subsidies.factories import account, person, user, village
from tests.subsidies.publicity import Hall, after, noon
from veterans.accounts.roles import Role
from veterans.foundation.errors import Refused
from veterans.registry.models import Household, Person, PersonCategory
from veterans.registry.selectors import phone_index

pytestmark = pytest.mark.django_db

# Every scheme a new database knows; read here because tests are named before there is a database.
SCHEMES = (
    "disability_pension", "bereaved_pension", "rural_60_allowance", "ill_returned_allowance",
    "combat_test_allowance", "martyr_child_allowance", "red_veteran_allowance", "hardship_grant",
    "conscript_family_grant", "death_lump_sum", "festival_grant", "self_employment_grant",
    "martyr_honour_sum",
)  # fmt: skip
NAME, PHONE, HOUSE, CARD = "欧阳建国华", "13812345678", "幸福路77号3单元", "6217009876543210"
DETAIL = "第五〇六部队参试涉核，二等乙级残疾"


def somebody(*, born_on: date = date(1950, 3, 8), name: str = NAME) -> Person:
    """A person with everything that must not be told."""
    who = person(village(1, 1), name=name, born_on=born_on)
    home = Household.objects.create(number=f"H{who.pk:07d}", region=who.region, address=HOUSE)
    Person.objects.filter(pk=who.pk).update(
        phone=PHONE, phone_index=phone_index(PHONE), household=home
    )
    account(who, number=f"{CARD}{who.pk:03d}")
    PersonCategory.objects.create(
        person=who, category="CS", valid_from=date(1990, 1, 1), document_no=DETAIL
    )
    who.refresh_from_db()
    return who


def waits(who: Person, scheme: Scheme, on: date) -> None:
    """A right or a grant of that scheme, approved on that day, past the verbs."""
    right = Entitlement.objects.create(
        person=who,
        scheme=scheme,
        approved_on=on,
        start_month=on.replace(day=1),
        ledger_from=on.replace(day=1),
        document_no=DETAIL,
        created_at=noon(on),
    )
    if scheme.cycle == "month":
        return
    grant = Grant.objects.create(
        kind="festival", scheme=scheme, person=who, year=on.year, occasion=DETAIL,
        once_key=f"k{who.pk}", inputs={"reason": DETAIL}, amount=Decimal("1234.56"), steps=[],
        state="approved", entered_by=user(Role.PREPARER), entered_at=noon(on),
        decided_by=user(Role.REVIEWER), decided_at=noon(on),
    )  # fmt: skip
    share = GrantShare.objects.create(grant=grant, payee=who, amount=grant.amount)
    GrantDue.objects.create(
        share=share, entitlement=right, month=on.replace(day=1), amount=grant.amount
    )


def forbidden(who: Person, scheme: Scheme) -> list[str]:
    """What no page and no paper may say, in any form."""
    number = str(who.id_number)
    return [
        who.name, who.name[1:-1], number, number[6:14], number[-4:], PHONE, PHONE[-4:], HOUSE,
        "幸福路", CARD[:8], "77号", scheme.name, scheme.short_name, scheme.legal_basis,
        f"{who.born_on:%Y-%m-%d}", str(who.born_on.year), "506", "五〇六", "示例银行",
        *TELLING,
    ]  # fmt: skip


def told(text: str, words: list[str]) -> list[str]:
    return [word for word in words if word in text]


@pytest.mark.parametrize("code", SCHEMES)
@pytest.mark.parametrize("shows_amount", [False, True], ids=["plain", "with-amount"])
def test_neither_page_nor_paper_tells_more_than_it_must(
    client: Any, code: str, shows_amount: bool
) -> None:
    today = timezone.localdate()
    since = after(today, -9)
    hall = Hall.of(code, rule=False)
    hall.rule(first_on=since, today=after(since, -1), shows_amount=shows_amount)
    scheme = hall.lab.scheme
    who, child = somebody(), somebody(born_on=after(today, -12 * 365), name="欧阳小明")
    for one in (who, child):
        waits(one, scheme, after(today, -2))
    notice = hall.published(today)
    page = client.get(f"/gongshi/{notice.pk}/")
    listed = client.get("/gongshi/")
    worker = enter(user(Role.VILLAGE_WORKER, region=who.region))
    paper = worker.get(f"/station/publicity/{notice.pk}/print/").text
    hung = re.search(r'<div class="hung">.*?</main>', paper, re.S)
    assert hung is not None
    for text in (page.text, listed.text, hung[0]):
        # Addresses, styles and the page's own words stay out of the question; people's stay in.
        seen = text_of(text)
        assert told(seen, forbidden(who, scheme)) == []
        assert told(text, [who.name, str(who.id_number), PHONE, HOUSE, DETAIL]) == []
        assert "欧阳小明" not in text
        assert "明" not in seen.replace("说明", "")
    assert "欧***华" in page.text
    assert CHILD in page.text
    assert LEAST_NAME in page.text
    for entry in PublicityEntry.objects.filter(notice=notice):
        stored = " ".join(
            (entry.public_person, entry.public_place, entry.public_name, entry.public_money)
        )
        assert told(stored, forbidden(who, scheme)) == []
    if not shows_amount:
        assert "元" not in page.text.replace("单元", "")
    content = export_notices(by=hall.lab.preparer, at=noon(today), today=today)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    cells = " ".join(str(cell) for row in sheet.to_python() for cell in row)
    assert told(cells, [who.name, str(who.id_number), PHONE, HOUSE, DETAIL, scheme.name]) == []


def test_every_scheme_is_looked_at() -> None:
    assert set(SCHEMES) <= set(Scheme.objects.values_list("code", flat=True))
    assert {"disability_pension", "combat_test_allowance", "hardship_grant"} <= set(SCHEMES)


def test_the_page_is_found_by_no_engine_kept_by_nobody_and_sets_no_cookie(client: Any) -> None:
    hall = Hall.of(rule=False)
    today = timezone.localdate()
    hall.rule(first_on=after(today, -5), today=after(today, -6))
    hall.granted(after(today, -2), owner=somebody())
    notice = hall.published(today)
    for address in ("/gongshi/", f"/gongshi/{notice.pk}/", "/gongshi/999999/"):
        answer = client.get(address)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.cookies == {}
        assert '<meta name="robots" content="noindex,nofollow,noarchive">' in answer.text
        assert "<script" not in answer.text
        assert client.post(address).status_code == 405


def test_the_page_is_there_from_the_first_day_to_the_last_and_then_gone(
    client: Any, monkeypatch: Any
) -> None:
    hall = Hall.of()
    hall.granted(date(2026, 9, 3), owner=somebody())
    (notice,) = hall.draft(date(2026, 9, 4))
    days = {"draft": date(2026, 9, 4)}

    def answer(day: date) -> Any:
        days["now"] = day
        return client.get(f"/gongshi/{notice.pk}/")

    monkeypatch.setattr(views.timezone, "localdate", lambda *_: days["now"])
    assert answer(date(2026, 9, 4)).status_code == 404
    service.publish(
        notice_id=notice.pk, first_on=date(2026, 9, 7), by=hall.lab.reviewer,
        at=noon(date(2026, 9, 4)), today=date(2026, 9, 4),
    )  # fmt: skip
    assert [answer(date(2026, 9, day)).status_code for day in (6, 7, 11, 12)] == [
        404, 200, 200, 404,
    ]  # fmt: skip
    gone = answer(date(2026, 9, 12))
    assert "已经结束" in gone.text
    assert "欧" not in gone.text
    assert "没有正在公示" in client.get("/gongshi/").text
    # The paper is there before, to be hung up in time, and stays for the file.
    assert published.paper(notice.pk, bureau="某局") is not None


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    hall: Hall, django_assert_num_queries: Any
) -> None:
    today = date(2026, 9, 8)
    hall.granted(date(2026, 9, 3), owner=person(village(1, 1)))
    hall.published(date(2026, 9, 7))
    with django_assert_num_queries(2):
        assert len(published.running(today)) == 1
    for number in range(2, 6):
        hall.granted(date(2026, 9, 3), owner=person(village(number, 1)))
        hall.published(date(2026, 9, 7))
    with django_assert_num_queries(2):
        towns = published.running(today)
    assert [one.notices[0].count for one in towns] == [1] * 5


@pytest.fixture
def hall() -> Hall:
    return Hall.of()


@given(
    st.text(alphabet="欧阳建国王李张明华·㛃", min_size=2, max_size=12),
    st.dates(date(1920, 1, 1), date(2026, 1, 1)),
)
def test_a_name_gives_away_its_ends_at_most_and_a_child_nothing(name: str, born: date) -> None:
    day = date(2026, 9, 7)
    shown = public_person(name, born_on=born, on=day)
    if age_on(born, day) < 18:
        assert shown == CHILD
    else:
        assert shown[0] == name[0]
        assert set(shown[1:-1]) <= {"*"}
        assert len(name) == 2 or shown[-1] == name[-1]
        assert "*" in shown


@given(
    st.sampled_from(TELLING),
    st.text(alphabet="优抚生活补助", max_size=6),
    st.text(alphabet="优抚生活补助 ", max_size=6),
)
def test_no_public_name_tells_of_illness_missions_or_families(
    word: str, before: str, behind: str
) -> None:
    with pytest.raises(Refused, match="公示用的项目名称里不能有"):
        check_public_name(f"{before}{word}{behind}")
