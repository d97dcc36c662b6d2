"""Matching a return with the lines it answers, set-based.

The answers go into a temporary table, are joined to the lines of their file once, and are held
against number, amount, account tail and the moves a line may make. One contradiction refuses the
whole return.
"""

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

from support_services.subsidies.bank_layouts import Answer
from support_services.subsidies.bank_layouts.texts import account_tail
from support_services.subsidies.models import BankFile
from support_services.subsidies.services.bank.lines import streamed
from support_services.subsidies.states import LINE_LABELS, LINE_MOVES, LineState
from veterans.foundation.crypto import unseal
from veterans.foundation.errors import Refused
from veterans.foundation.money import yuan_text

COPY_ROWS = 20_000
SHOWN = 5
CURE = "整个文件没有导入，任何一笔都没有变动。请与银行核对后重新取得回盘文件。"

_TABLES = """
DROP TABLE IF EXISTS pg_temp.bank_match;
DROP TABLE IF EXISTS pg_temp.bank_answer;
CREATE TEMPORARY TABLE bank_answer (
    row_no integer NOT NULL,
    line_no integer NOT NULL,
    tail text NOT NULL,
    amount numeric(14, 2) NOT NULL,
    outcome text NOT NULL,
    code text NOT NULL,
    message text NOT NULL
) ON COMMIT DROP;
"""

_MATCH = """
CREATE TEMPORARY TABLE bank_match ON COMMIT DROP AS
SELECT a.row_no, a.line_no, a.tail, a.amount AS answered, a.outcome AS after, a.code, a.message,
       l.id AS line_id, l.payment_id, l.account_id, l.amount, l.state AS before,
       COALESCE(a.outcome <> l.state, false) AS moves
FROM bank_answer a
LEFT JOIN subsidies_fileline l ON l.bank_file_id = %s AND l.line_no = a.line_no
ORDER BY a.row_no
"""

_CONTRADICTIONS = """
SELECT row_no, line_no, line_id, answered, amount, before, after, count(*) OVER ()
FROM bank_match
WHERE line_id IS NULL OR answered <> amount
   OR (moves AND before || '>' || after <> ALL(%s))
ORDER BY row_no
LIMIT %s
"""

_TAILS = """
SELECT m.row_no, m.line_no, m.tail, l.account_number
FROM bank_match m
JOIN subsidies_fileline l ON l.id = m.line_id
ORDER BY m.row_no
"""

_ALLOWED = sorted(f"{old}>{new}" for old, news in LINE_MOVES.items() for new in news)


def match(bank_file: BankFile, answers: Iterable[Answer]) -> None:
    """Fill the temporary table ``bank_match``: one row per answer, with what it would change.

    Lives until the transaction ends. Refuses a number the file does not hold, another amount,
    another account tail, and an answer that contradicts an earlier one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for text in _copied(answers):
            cursor.copy_expert("COPY bank_answer FROM STDIN", io.StringIO(text))
        cursor.execute("ANALYZE bank_answer")
        cursor.execute(_MATCH, [bank_file.pk])
        cursor.execute("ANALYZE bank_match")
        cursor.execute(_CONTRADICTIONS, [_ALLOWED, SHOWN])
        found = cursor.fetchall()
    if found:
        _refuse([_contradiction(bank_file, *row[:7]) for row in found], found[0][7])
    _check_tails()


def _copied(answers: Iterable[Answer]) -> Iterator[str]:
    """Answers as text for COPY, some thousand at a time."""
    rest = iter(answers)
    while some := list(islice(rest, COPY_ROWS)):
        yield "".join(
            f"{a.row}\t{a.line_no}\t{a.account_tail}\t{a.amount}\t{a.outcome}"
            f"\t{_escaped(a.code)}\t{_escaped(a.message)}\n"
            for a in some
        )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ")


def _contradiction(
    bank_file: BankFile,
    row: int,
    number: int,
    line_id: int | None,
    answered: Any,
    amount: Any,
    before: str,
    after: str,
) -> str:
    where = f"第 {row} 行（序号 {number}）"
    if line_id is None:
        return f"{where}：送盘文件 {bank_file.number} 里没有这个序号"
    if answered != amount:
        return f"{where}：金额 {yuan_text(answered)} 元与送盘的 {yuan_text(amount)} 元不符"
    old, new = LINE_LABELS[LineState(before)], LINE_LABELS[LineState(after)]
    if after == LineState.RETURNED:
        return f"{where}：报“{new}”，但这一笔现在是“{old}”，尚无成功回盘，请先导入报成功的回盘"
    return f"{where}：报“{new}”，与已登记的结果“{old}”矛盾"


def _check_tails() -> None:
    shown: list[str] = []
    wrong = 0
    for row, number, tail, sealed in streamed(_TAILS, None, name="bank_tails"):
        if account_tail(unseal(sealed).decode()) != tail:
            wrong += 1
            if wrong <= SHOWN:
                shown.append(f"第 {row} 行（序号 {number}）：账号后四位 {tail} 与送盘账号不符")
    if wrong:
        _refuse(shown, wrong)


def _refuse(shown: list[str], number: int) -> None:
    more = f"；等共 {number} 处" if number > len(shown) else ""
    raise Refused(f"回盘与送盘文件不符：{'；'.join(shown)}{more}。{CURE}")
