"""Moving over from the command line: rates, people, entitlements, as acceptance does it."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from support_services.subsidies import services
from support_services.subsidies.models import Entitlement, Posting, RateRow, RateTable
from support_services.subsidies.services import imports as entitlement_imports
from tests.people import EAST_ONE, a_county, colleague
from tests.registry.makers import id_number
from veterans.accounts.roles import Role
from veterans.registry.models import Person
from veterans.registry.services import imports as people_imports

pytestmark = pytest.mark.django_db

NATIONAL = Path(services.__file__).parent.parent / "data" / "rates_national.csv"
PEOPLE = [
    ["曾国强", id_number(1), EAST_ONE, "13800000000", "测试银行", "", "6200000000000000001"],
    ["单秀英", id_number(2), EAST_ONE, "", "测试银行", "单秀英", "6200000000000000002"],
]
RIGHTS = [
    [id_number(1), "disability_pension", "1", "combat", "", "", "2022-07-20", "", "号", "2026-09"],
    [id_number(2), "bereaved_pension", "", "martyr", "", "", "2024-10-08", "", "", "2026-09"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def bureau() -> None:
    a_county()
    colleague("jingban", Role.PREPARER)
    colleague("fuhe", Role.REVIEWER)
    colleague("guanli", Role.SYSADMIN)


def run(*words: str) -> tuple[int, dict[str, Any], str]:
    """Exit status, answer, what was said on standard error."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(*words, stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, json.loads(out.getvalue()), err.getvalue()


Write = Callable[[str, Sequence[str], list[list[str]]], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, columns: Sequence[str], rows: list[list[str]]) -> str:
        path = tmp_path / name
        if name.endswith(".xlsx"):
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate([list(columns), *rows]):
                    for column, text in enumerate(row):
                        sheet.write_string(number, column, text)
        else:
            lines = [",".join(row) for row in [list(columns), *rows]]
            path.write_text("\r\n".join(lines), encoding="gb18030")
        return str(path)

    return write


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_whole_move(write: Write, suffix: str) -> None:
    people = write(f"人员.{suffix}", people_imports.COLUMNS, PEOPLE)
    rights = write(f"待遇.{suffix}", entitlement_imports.COLUMNS, RIGHTS)
    status, answer, said = run(
        "load_rates", str(NATIONAL), "--in-force", "--by", "jingban", "--second", "fuhe"
    )
    assert (status, answer["new"], answer["enforced"], answer["marked"]) == (0, 88, 88, 0)
    assert "读到 88 行" in said
    status, answer, _ = run("import_people", people, "--by", "jingban")
    assert status == 0
    assert (answer["new"], answer["applied"], answer["refused"]) == (2, True, 0)
    assert "error" not in answer
    status, answer, _ = run("import_entitlements", rights, "--by", "jingban")
    assert status == 0
    # 一级因战 from August 2022, approved in July under the old rule; 烈属 from October 2024.
    assert answer["new"] == 2
    assert answer["opening"]["postings"] == 50 + 24
    assert Posting.objects.filter(reason="opening").count() == 74
    first = Entitlement.objects.get(person__name="曾国强")
    assert (first.start_month, first.ledger_from) == (date(2022, 8, 1), date(2022, 8, 1))


def test_again_and_nothing_changes(write: Write) -> None:
    people = write("人员.csv", people_imports.COLUMNS, PEOPLE)
    rights = write("待遇.csv", entitlement_imports.COLUMNS, RIGHTS)
    rates = ["load_rates", str(NATIONAL), "--in-force", "--by", "jingban", "--second", "fuhe"]
    for _ in range(2):
        answers = [
            run(*rates)[1],
            run("import_people", people, "--by", "jingban")[1],
            run("import_entitlements", rights, "--by", "jingban")[1],
        ]
    assert [answer["new"] for answer in answers] == [0, 0, 0]
    assert answers[0]["already_in_force"] == 88
    assert answers[1]["unchanged"] == answers[2]["unchanged"] == 2


def test_drafts_first_and_in_force_later() -> None:
    status, answer, _ = run("load_rates", str(NATIONAL), "--by", "jingban")
    assert (status, answer["new"], answer["enforced"]) == (0, 88, 0)
    assert not RateRow.objects.filter(is_live=True).exists()
    tables = RateTable.objects.count()
    status, answer, _ = run(
        "load_rates", str(NATIONAL), "--in-force", "--by", "jingban", "--second", "fuhe"
    )
    assert (answer["new"], answer["in_draft"], answer["enforced"]) == (0, 88, 88)
    assert RateTable.objects.count() == tables


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--by"),
        (["--by", "jingban", "--in-force"], "--second"),
        (["--by", "jingban", "--second", "fuhe"], "--in-force"),
        (["--by", "niemand"], "没有名为"),
        (["--by", "fuhe"], "岗位"),
        (["--by", "jingban", "--in-force", "--second", "jingban"], "岗位"),
    ],
)
def test_rates_want_the_right_hands(words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("load_rates", str(NATIONAL), *words, stdout=io.StringIO())
    assert not RateTable.objects.exists()


def test_a_wrong_rate_is_told_by_line(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    text = NATIONAL.read_text(encoding="utf-8").replace(",21850,", ",-21850,", 1)
    path.write_text(text, encoding="utf-8")
    status, answer, said = run("load_rates", str(path), "--by", "jingban")
    assert status == 1
    assert [line["line"] for line in answer["lines"]] == [2]
    assert "大于零" in answer["lines"][0]["message"]
    assert "第 2 行" in said
    assert not RateTable.objects.exists()


def test_wrong_people_are_told_by_line_and_nobody_is_taken(write: Write) -> None:
    wrong = [PEOPLE[0], [*PEOPLE[1][:1], "370303195001020000", *PEOPLE[1][2:]]]
    path = write("人员.xlsx", people_imports.COLUMNS, wrong)
    for words in (["--dry-run"], []):
        status, answer, said = run("import_people", path, "--by", "jingban", *words)
        assert status == 1
        assert (answer["refused"], answer["applied"]) == (1, False)
        assert "整份未导入" in answer["error"]
        assert [line["line"] for line in answer["lines"]] == [3]
        assert "370303195001020000" not in said + json.dumps(answer)
    assert not Person.objects.exists()


def test_wrong_entitlements_are_told_by_line(write: Write) -> None:
    path = write("待遇.csv", entitlement_imports.COLUMNS, RIGHTS)
    status, answer, _ = run("import_entitlements", path, "--by", "jingban")
    assert status == 1
    assert [line["line"] for line in answer["lines"]] == [2, 3]
    assert "先导入人员" in answer["lines"][0]["message"]


def test_dry_run_writes_nothing(write: Write) -> None:
    path = write("人员.csv", people_imports.COLUMNS, PEOPLE)
    status, answer, _ = run("import_people", path, "--dry-run", "--by", "jingban")
    assert (status, answer["new"], answer["applied"], answer["dry_run"]) == (0, 2, False, True)
    assert not Person.objects.exists()


@pytest.mark.parametrize("command", ["import_people", "import_entitlements"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "niemand"], "没有名为"),
        (["--by", "guanli"], "岗位"),
    ],
)
def test_only_who_may(write: Write, command: str, words: list[str], said: str) -> None:
    columns, rows = {
        "import_people": (people_imports.COLUMNS, PEOPLE),
        "import_entitlements": (entitlement_imports.COLUMNS, RIGHTS),
    }[command]
    path = write("x.csv", columns, rows)
    with pytest.raises(CommandError, match=said):
        call_command(command, path, *words, stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.parametrize("command", ["import_people", "import_entitlements", "load_rates"])
def test_no_such_file_and_no_such_columns(write: Write, tmp_path: Path, command: str) -> None:
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command(command, str(tmp_path / "nirgends.csv"), "--by", "jingban")
    path = write("x.csv", ["name", "age"], [["张三", "70"]])
    with pytest.raises(CommandError, match="缺少"):
        call_command(command, path, "--by", "jingban", stderr=io.StringIO())
