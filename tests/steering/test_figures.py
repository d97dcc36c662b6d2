"""Every registered figure, over a database with something of everything: the number, its parts, the
list on the page and the workbook are the same rows."""

import io
from collections import Counter
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from support_services.steering.selectors.counting import (
    ELSEWHERE,
    by_month,
    by_town,
    narrowed,
    number_of,
    rows_of,
    span_for,
    towns,
)
from tests.steering.filled import TODAY, fill, more_of_everything
from tests.subsidies.at_the_bureau import enter, said
from tests.subsidies.factories import user, village
from veterans.accounts import figures
from veterans.accounts.figures import Column, Figure, figure_for, figures_for
from veterans.accounts.models import User
from veterans.accounts.roles import Role
from veterans.foundation.errors import NotFound
from veterans.foundation.models import AuditEntry
from veterans.foundation.months import parse_month

pytestmark = pytest.mark.django_db


def by_hand(figure: Figure, rows: list[Any]) -> Any:
    """The number as a clerk makes it of the list: counting lines, adding amounts."""
    if not figure.is_money:
        return len(rows)
    return sum((getattr(row, figure.amount) for row in rows), Decimal(0))


def place_of(figure: Figure, row: Any) -> str:
    region = row if figure.place == "self" else attrgetter(figure.place.replace("__", "."))(row)
    return str(region.path)


def month_of(figure: Figure, row: Any) -> str:
    day = attrgetter(figure.day.replace("__", "."))(row)
    return f"{timezone.localtime(day) if hasattr(day, 'hour') else day:%Y-%m}"


def test_number_parts_and_list_of_every_figure_agree() -> None:
    preparer, _, approver = fill()
    named = towns()
    told = {}
    for figure in figures_for(preparer):
        for year in (None, 2025) if figure.years else (None,):
            span = span_for(figure, TODAY, year)
            rows = rows_of(figure, preparer, TODAY, span)
            listed = list(rows)
            keys = [row.pk for row in listed]
            assert len(set(keys)) == len(keys), f"{figure.code} lists a row twice"
            number = number_of(figure, rows)
            assert number == by_hand(figure, listed), figure.code
            if year is None:
                told[figure.code] = number
            for column in figure.columns:
                for row in listed[:3]:
                    column.tell(row)
            for row in listed[:2]:
                assert figure.row_url is None or figure.row_url(row).startswith("/bureau/")
            if figure.place:
                _parts_by_town(figure, rows, listed, named, number)
            if figure.day and figure.years:
                _parts_by_month(figure, rows, listed, span, number)
    # What the fixed rows come to, so that a figure which counts nothing at all is seen.
    assert {code for code, number in told.items() if not number} <= {"aid.handed_on"}
    assert told["stations.all"] == 3
    assert told["stations.staffed"] == 2
    assert told["stations.five"] == 1
    assert told["casework.open"] == 16
    assert told["casework.overdue"] == 8
    assert told["casework.closed"] == 8
    # Eight who draw, and a survivor whose journey to a grave is paid.
    assert told["subsidies.drawing"] == 9
    assert told["subsidies.owed_back"] == Decimal("320.20")
    assert told["finder.helped"] == 16
    # Restricted cases are for whose duty it is: neither counted nor listed for anybody else.
    opened = figure_for(approver, "casework.open")
    assert len(rows_of(opened, approver, TODAY, span_for(opened, TODAY))) == 14


def _parts_by_town(figure: Figure, rows: Any, listed: list[Any], named: Any, number: Any) -> None:
    parts = by_town(figure, rows, named)
    assert sum(part.number for part in parts) == number, figure.code
    for part in parts:
        own = [
            row
            for row in listed
            if (place_of(figure, row)[:9] == part.key)
            or (part.key == ELSEWHERE and place_of(figure, row)[:9] not in named)
        ]
        assert part.number == by_hand(figure, own), (figure.code, part.label)
        found = narrowed(figure, rows, town=part.key)
        assert Counter(row.pk for row in found) == Counter(row.pk for row in own)


def _parts_by_month(figure: Figure, rows: Any, listed: list[Any], span: Any, number: Any) -> None:
    parts = by_month(figure, rows, span)
    assert sum(part.number for part in parts) == number, figure.code
    for part in parts:
        own = [row for row in listed if month_of(figure, row) == part.key]
        assert part.number == by_hand(figure, own), (figure.code, part.label)
        if not own and part is not parts[0]:
            continue
        found = narrowed(figure, rows, month=parse_month(part.key))
        assert {row.pk for row in found} == {row.pk for row in own}


def numbers_on(client: Client, url: str) -> tuple[str, int]:
    """The first card of a figure's page, and how many rows its pages have."""
    page = client.get(url)
    return str(page.context["number"]), page.context["rows"].paginator.count


def test_the_page_shows_the_rows_it_counts_and_hands_them_out() -> None:
    """And ten more of everything cost no query more."""
    three = fill()
    client = enter(three[0])
    url = "/bureau/picture/figures/stations.all/"
    assert numbers_on(client, f"{url}?town=370303001") == ("2", 2)
    # What is not among the choices narrows nothing, and the page does not say that it did.
    assert numbers_on(client, f"{url}?town=nowhere&month=x&year=1066") == ("3", 3)
    page = said(client.get(f"{url}?town=370303001"))
    assert "镇街：第1镇" in page
    given = client.get(f"{url}export/?town=370303001")
    grid = CalamineWorkbook.from_filelike(io.BytesIO(given.content)).get_sheet_by_index(0)
    assert sum("退役军人服务站" in str(row) for row in grid.to_python()) == 2
    entry = AuditEntry.objects.get(action="steering.list_taken")
    assert (entry.subject_id, entry.detail) == ("stations.all", {"rows": 2})
    picture = client.get("/bureau/picture/")
    text = said(picture)
    assert "已登记服务站" in text
    for section in picture.context["sections"]:
        for card in section["cards"]:
            number, rows = numbers_on(client, card["url"])
            assert number == str(card["number"]), card["title"]
            assert card["unit"] == "元" or number == str(rows), card["title"]
        for chart in section["charts"]:
            for row in [row for row in chart["rows"] if row["value"]][:1]:
                assert client.get(row["url"]).context["number"] == row["value"], row["label"]
    screen = client.get("/bureau/picture/screen/")
    assert "bureau-nav" not in screen.text
    assert "已登记服务站" in said(screen)
    _asks_the_same_for_more(client, three)


def _asks_the_same_for_more(client: Client, three: tuple[User, User, User]) -> None:
    urls = ("/bureau/picture/", "/bureau/picture/figures/subsidies.paid/")

    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    before = [asked(url) for url in urls]
    more_of_everything(three)
    assert [asked(url) for url in urls] == before


def test_a_figure_is_for_whose_duty_it_is_and_codes_are_taken_once() -> None:
    village()
    worker = user(Role.VILLAGE_WORKER, region=village())
    with pytest.raises(NotFound):
        figure_for(worker, "subsidies.paid")
    with pytest.raises(NotFound):
        figure_for(user(Role.PREPARER), "no.such")
    assert figures_for(user(Role.SYSADMIN)) == []
    known = figure_for(user(Role.AUDITOR), "stations.all")
    figures.register(known)
    for wrong in ({"group": "nowhere"}, {"unit": "元"}, {"chart": "month"}, {"years": 1}, {}):
        given = {**vars(known), **wrong}
        with pytest.raises(ValueError, match=r"stations\.all"):
            figures.register(Figure(**{**given, "columns": (Column("x", str),)}))
