"""A list of people from the workbook into the register, beside the least that any road costs:
reading the same workbook as the portal does and copying its cells into a plain table. Most of what
is above that is sealing, blind indexes, history, foreign keys and the register's own indexes; how
much the indexes are, the twins tell."""

import io
import statistics
import time
from datetime import UTC, date, datetime

import xlsxwriter
from django.core.management import call_command
from django.db import connection

from bench import seed
from bench.month import ratio, say
from veterans.accounts.models import User
from veterans.foundation.idcard import check_digit
from veterans.foundation.sheets import read_grid
from veterans.registry.models import PeopleList
from veterans.registry.services import lists

ROWS = 31_904
AT = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
HEADS = (
    *("序号", "姓名", "身份证号", "镇街", "村居", "联系电话", "民族"),
    *("入伍时间", "退役时间", "服役身份", "开户行", "户名", "账号"),
)
TABLES = (
    "registry_person",
    "registry_bankaccount",
    "registry_circumstance",
    "registry_serviceperiod",
)
_CHARS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def workbook(rows: int, phones: int = 0) -> bytes:
    """A list without a fault; ``phones`` tells one edition of the same people from another."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, "退役军人信息采集表")
    sheet.write_row(1, 0, HEADS)
    for n in range(rows):
        born = date.fromordinal(date(1940, 1, 1).toordinal() + n // 20)
        first17 = f"370399{born:%Y%m%d}{n % 20 + 1:03d}"
        sheet.write_row(
            n + 2,
            0,
            (
                n + 1,
                "王" + _CHARS[n % 20] + _CHARS[n // 20 % 20],
                first17 + check_digit(first17),
                f"镇{n % 12 + 1}",
                f"村{n % 20 + 1}",
                f"139{phones:02d}{n:06d}",
                "汉族",
                "1970年12月5日",
                "1975/3/1",
                "义务兵",
                "试验银行",
                "",
                f"62170000{n:010d}",
            ),
        )
    book.close()
    return out.getvalue()


def plain(content: bytes) -> float:
    """Seconds for reading the workbook, bombs and far cells refused as at the portal's door, and
    copying every cell into a table without a constraint."""
    names = ", ".join(f"c{at} text" for at in range(len(HEADS)))
    started = time.perf_counter()
    rows = read_grid(content)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_cells ({names})")
        lines = ("\t".join(row) + "\n" for row in rows[2:])
        cursor.copy_expert("COPY bench_cells FROM STDIN", io.StringIO("".join(lines)))
    spent = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_cells")
    return spent


def twins(content: bytes) -> float:
    """Seconds for reading the workbook and copying what has become of it, sealed and indexed
    already, into twins of the four tables with the same keys and indexes, but without foreign keys
    and history; to be asked for while the list stands in them."""
    finished: dict[str, io.StringIO] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            finished[table] = io.StringIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", finished[table])
            finished[table].seek(0)
        started = time.perf_counter()
        read_grid(content)
        for table, rows in finished.items():
            cursor.copy_expert(f"COPY bench_{table} FROM STDIN", rows)
        spent = time.perf_counter() - started
        for table in TABLES:
            cursor.execute(f"DROP TABLE bench_{table}")
    return spent


def load(content: bytes, by: User) -> tuple[PeopleList, float, float]:
    """The list, and the seconds of staging and of writing it."""
    made = lists.receive_list(name="名单", content=content, by=by, at=AT)
    started = time.perf_counter()
    lists.read_list(list_id=made.pk, now=lambda: AT)
    read = time.perf_counter()
    lists.confirm_list(list_id=made.pk, leaves_out=False, by=by, at=AT)
    lists.apply_list(list_id=made.pk, at=AT)
    done = time.perf_counter()
    made.refresh_from_db()
    if made.state != "applied":
        raise RuntimeError(made.note or made.state)
    return made, read - started, done - read


def measure_list(*, rounds: int) -> None:
    """Everybody new, in an empty register; then everybody's telephone changed."""
    call_command("migrate", verbosity=0)
    say(f"\na list of {ROWS:,} people, {rounds} rounds")
    editions = [workbook(ROWS), workbook(ROWS, 1)]
    for what in ("everybody new", "every telephone changed"):
        bare: list[float] = []
        twin: list[float] = []
        staging: list[float] = []
        writing: list[float] = []
        for _ in range(rounds):
            seed.empty()
            seed.fill(0)
            by = User.objects.get(username="p")
            if what != "everybody new":
                load(editions[0], by)
            content = editions[what != "everybody new"]
            bare.append(plain(content))
            made, read, wrote = load(content, by)
            if (made.new_count, made.changed_count).count(ROWS) != 1:
                raise RuntimeError("the list was not judged as it should have been")
            twin.append(twins(content))
            staging.append(read)
            writing.append(wrote)
        both = [one + other for one, other in zip(staging, writing, strict=True)]
        say(
            f"  {what}: staging {statistics.median(staging):.2f} s,"
            f" writing {statistics.median(writing):.2f} s;"
            f" reading and copying: {statistics.median(bare):.2f} s"
        )
        say(f"    ratio of staging {ratio(staging, bare)}, of writing {ratio(writing, bare)}")
        say(f"    ratio of both {ratio(both, bare)}")
        if what == "everybody new":
            say(f"    ratio of both to copying into indexed twins {ratio(both, twin)}")
