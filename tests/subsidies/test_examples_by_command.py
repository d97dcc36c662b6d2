"""The worked examples of the domain's handbook from the command line, by number.

As acceptance does it: regions, colleagues, standards, people and their accounts first; then facts
and months, and the amounts are read from the lines that the commands print.
"""

import io
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from support_services.subsidies import services
from tests.people import EAST_ONE, a_county, colleague
from tests.registry.makers import id_number
from veterans.accounts.roles import Role
from veterans.registry.services import imports as people_imports

pytestmark = pytest.mark.django_db

NATIONAL = Path(services.__file__).parent.parent / "data" / "rates_national.csv"
VETERAN, HEIR = id_number(1), id_number(2)
JB, FH, SP = ("--by", "jingban"), ("--by", "fuhe"), ("--by", "shenpi")
DISABILITY, BEREAVED, RURAL = "disability_pension", "bereaved_pension", "rural_60_allowance"
D = Decimal


def run(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def load_national(folder: Path, *, before: str = "9999", start: str = "") -> None:
    """The national tables that begin before that month, as the file has them."""
    head, *rows = NATIONAL.read_text(encoding="utf-8-sig").splitlines()
    column = head.split(",").index("effective_from")
    kept = [row for row in rows if start <= row.split(",")[column] < before]
    path = folder / "标准.csv"
    path.write_text("\n".join([head, *kept]), encoding="utf-8")
    run("load_rates", str(path), "--in-force", "--second", "fuhe", *JB)


@pytest.fixture(autouse=True)
def bureau(tmp_path: Path) -> None:
    """Three colleagues, a veteran and whoever would draw after him."""
    a_county()
    for name, role in (
        ("jingban", Role.PREPARER),
        ("fuhe", Role.REVIEWER),
        ("shenpi", Role.APPROVER),
    ):
        colleague(name, role)
    people = [
        ["曾国强", VETERAN, EAST_ONE, "", "测试银行", "", "6200000000000000001"],
        ["单秀英", HEIR, EAST_ONE, "", "测试银行", "", "6200000000000000002"],
    ]
    path = tmp_path / "人员.csv"
    rows = [",".join(row) for row in [people_imports.COLUMNS, *people]]
    path.write_text("\n".join(rows), encoding="utf-8")
    run("import_people", str(path), *JB)


def grant(scheme: str, approved_on: str, **terms: str) -> dict[str, Any]:
    given = [word for key, value in terms.items() for word in (f"--{key}", value)]
    return run(
        *("facts", "grant", "--id-number", VETERAN, "--scheme", scheme),
        *("--approved-on", approved_on, "--document-no", "试验〔2019〕1号", *given, *JB),
    )


def fact(verb: str, *words: str, scheme: str = DISABILITY) -> dict[str, Any]:
    of = () if verb == "death" else ("--scheme", scheme)
    return run("facts", verb, "--id-number", VETERAN, *of, *words, *JB)


def month(through: str, scheme: str = DISABILITY) -> list[dict[str, Any]]:
    """A month to its approval; its lines."""
    batch = str(run("subsidies", "open", "--scheme", scheme, "--through", through, *JB)["batch"])
    run("subsidies", "calculate", batch, *JB)
    run("subsidies", "review", batch, *FH)
    run("subsidies", "approve", batch, *SP)
    lines: list[dict[str, Any]] = run("subsidies", "lines", batch)["lines"]
    return lines


def by_month(lines: list[dict[str, Any]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line["month"]] += D(line["amount"])
    return dict(sums)


def total(lines: list[dict[str, Any]], first: str = "", last: str = "9999") -> Decimal:
    return sum((D(x["amount"]) for x in lines if first <= x["month"] <= last), D(0))


def test_1_a_year_with_a_raise_in_august(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(DISABILITY, "2018-12-20", grade="1", **{"class": "combat"})
    lines = month("2019-12")
    assert total(lines, last="2019-07") == D("46748.33")
    assert total(lines, first="2019-08") == D("36729.17")
    assert total(lines) == D("83477.50")


def test_2_the_notice_comes_after_two_months_were_paid(tmp_path: Path) -> None:
    load_national(tmp_path, before="2019")
    grant(DISABILITY, "2018-12-20", grade="1", **{"class": "combat"})
    month("2019-09")
    load_national(tmp_path, start="2019", before="2020")
    lines = month("2019-10")
    assert total(lines, last="2019-09") == D("1335.00")
    assert {x["reason"] for x in lines if x["month"] < "2019-10"} == {"raise"}


def test_3_the_first_quarter_after_a_raise(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(BEREAVED, "2019-07-20", **{"class": "martyr"})
    lines = month("2019-10", BEREAVED)
    assert [D(x["amount"]) for x in lines] == [D("2331.67"), D("2331.66"), D("2331.67")]


def test_4_twelve_months_are_the_annual_standard(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(DISABILITY, "2022-12-20", grade="1", **{"class": "combat"})
    lines = month("2023-12")
    assert {D(x["amount"]) for x in lines} == {D("9689.16"), D("9689.17")}
    assert total(lines) == D("116270.00")


@pytest.mark.parametrize(
    ("example", "months", "expected"), [(5, "10", "150.00"), (6, "4", "125.00"), (7, "6", "125.00")]
)
def test_5_to_7_part_years(tmp_path: Path, example: int, months: str, expected: str) -> None:
    load_national(tmp_path)
    grant(RURAL, "2022-01-10", **{"service-years": "2", "service-months": months})
    lines = month("2022-03", RURAL)
    assert [D(x["amount"]) for x in lines] == [D(expected)] * 3, example


def test_8_regraded_in_april(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(DISABILITY, "2024-12-10", grade="8", **{"class": "duty"})
    month("2024-12")
    half = month("2025-06")
    fact(
        *("regrade", "--approved-on", "2025-04-18", "--grade", "6", "--class", "duty"),
        *("--document-no", "试验〔2025〕3号"),
    )
    lines = half + month("2025-12")
    assert total(lines, "2025-01", "2025-03") == D("4977.50")
    assert total(lines, "2025-04", "2025-12") == D("32467.50")
    assert total(lines) == D("37445.00")


@pytest.mark.parametrize(
    ("approved_on", "expected"),
    [("2024-09-15", "24692.50"), ("2024-10-15", "24692.50"), ("2024-11-20", "16461.67")],
)
def test_9_before_and_after_october_2024(tmp_path: Path, approved_on: str, expected: str) -> None:
    load_national(tmp_path)
    grant(DISABILITY, approved_on, grade="2", **{"class": "duty"})
    assert total(month("2024-12")) == D(expected)


def test_10_a_martyrs_relative_dies_after_the_raise(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(BEREAVED, "2018-12-20", **{"class": "martyr"})
    lines = month("2019-09", BEREAVED)
    fact("death", "--on", "2019-10-12")
    fact("payee", "--payee", HEIR, scheme=BEREAVED)
    lines += month("2019-12", BEREAVED)
    tail = [x for x in lines if x["component"] == "tail"]
    assert [D(x["amount"]) for x in tail] == [D("13990.00")]
    assert total(lines) - total(tail) == D("21835.00")


def test_11_a_death_reported_late_is_taken_from_the_tail(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(DISABILITY, "2022-12-20", grade="7", **{"class": "combat"})
    month("2023-05")
    fact("death", "--on", "2023-02-10")
    fact("payee", "--payee", HEIR)
    lines = month("2023-06")
    assert total([x for x in lines if x["component"] == "tail"]) == D("34780.00")
    assert total([x for x in lines if x["component"] == "standard"]) == D("-8695.00")
    assert total(lines) == D("26085.00")


def test_18_who_moves_is_paid_here_through_december(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(DISABILITY, "2022-12-20", grade="1", **{"class": "combat"})
    moved = fact("transfer", "--on", "2023-05-20")
    assert moved["end"] == "2023-12"
    lines = month("2023-12")
    assert len(by_month(lines)) == 12
    assert month("2024-02") == []


def test_22_suspended_and_resumed_without_back_pay(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(DISABILITY, "2024-12-20", grade="1", **{"class": "combat"})
    fact("suspend", "--fact-on", "2025-03-10", "--reason", "服刑")
    lines = month("2026-02")
    assert max(by_month(lines)) == "2025-03"
    fact("resume", "--from", "2026-03")
    resumed = month("2026-04")
    assert sorted(by_month(resumed)) == ["2026-03", "2026-04"]


def test_held_and_released_and_ended(tmp_path: Path) -> None:
    load_national(tmp_path)
    grant(DISABILITY, "2025-12-20", grade="1", **{"class": "combat"})
    assert fact("hold", "--reason", "待核实")["held"] is True
    assert month("2026-02") == []
    assert fact("release", "--note", "见到本人")["held"] is False
    ended = fact("end", "--reason", "ineligible", "--on", "2026-03-20")
    assert ended["end"] == "2026-03"
    assert sorted(by_month(month("2026-05"))) == ["2025-12", "2026-01", "2026-02", "2026-03"]
