"""The least that sending a file and taking in its return can cost, by plain means.

The same rows into and over twins of the tables with their indexes and checks, the same accounts
opened, the same bytes written and read; no rules, no matching, no triggers, nothing stored sealed.
"""

import io
from pathlib import Path

from django.db import connection

from support_services.subsidies.services.bank.lines import streamed
from veterans.foundation.crypto import unseal

_TWIN = """
CREATE TABLE bench_{table} (LIKE subsidies_{table} INCLUDING ALL);
INSERT INTO bench_{table} SELECT * FROM subsidies_{table};
ANALYZE bench_{table};
"""
_COLUMNS = (
    "bank_file_id, line_no, payment_id, account_id, bank_name, account_name, account_number,"
    " amount, state, result_code, result_text"
)


def prepare_export() -> None:
    """An empty twin of the lines, and the lines ready made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_line (LIKE subsidies_fileline INCLUDING ALL);"
            f"CREATE TABLE bench_made AS SELECT {_COLUMNS} FROM subsidies_fileline"
            " ORDER BY line_no"
        )


def plain_export(folder: Path) -> None:
    """Insert the ready lines, read them back, open each account, write a line of text."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(f"INSERT INTO bench_line ({_COLUMNS}) SELECT {_COLUMNS} FROM bench_made")
        rows = streamed(
            "SELECT line_no, account_name, account_number, bank_name, amount"
            " FROM bench_line ORDER BY line_no",
            None,
            name="plain",
        )
        with (folder / "plain.txt").open("w", encoding="gb18030", newline="\r\n") as out:
            for line_no, name, number, bank, amount in rows:
                out.write(f"{line_no}|{name}|{unseal(number).decode()}|{bank}|{amount}\n")
        cursor.execute("COMMIT")


def prepare_receive() -> None:
    """Twins of the lines and payments as they stand before the return."""
    with connection.cursor() as cursor:
        cursor.execute(_TWIN.format(table="fileline") + _TWIN.format(table="payment"))


def plain_receive(folder: Path) -> None:
    """Read the text, COPY it, and update lines and payments by their keys."""
    rows = io.StringIO()
    with (folder / "return.txt").open(encoding="gb18030", newline="") as text:
        for line in text:
            cells = line.rstrip("\r\n").split("|")
            if len(cells) == 6 and cells[1].isdigit():
                rows.write("\t".join((cells[1], *cells[4:])) + "\n")
    rows.seek(0)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("CREATE TEMP TABLE bench_answer (line_no int, code text, message text)")
        cursor.copy_expert("COPY bench_answer FROM STDIN", rows)
        cursor.execute("ANALYZE bench_answer")
        cursor.execute(
            "UPDATE bench_fileline l SET state = CASE a.code WHEN '0000' THEN 'paid' ELSE 'failed'"
            " END, result_code = a.code, result_text = a.message"
            " FROM bench_answer a WHERE l.line_no = a.line_no"
        )
        lines = cursor.rowcount
        cursor.execute(
            "UPDATE bench_payment p SET state = l.state FROM bench_fileline l"
            " WHERE l.payment_id = p.id AND p.state <> l.state"
        )
        assert lines == cursor.rowcount, (lines, cursor.rowcount)
        cursor.execute("COMMIT")
