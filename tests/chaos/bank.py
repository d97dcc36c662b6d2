"""The bank across the street: keeps its own book, written from the bytes it was handed.

It pays a line once, and what it has done stays done whether or not the portal gets to hear of it:
an answer that was lost on the way is the same bytes when it is asked for again.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from support_services.subsidies.bank_layouts.samples import CODE_TEXTS
from support_services.subsidies.models import BankFile
from tests.subsidies import the_bank
from veterans.foundation.money import ZERO

FINAL = {the_bank.PAID, the_bank.BAD_ACCOUNT, the_bank.OTHER_FAILURE, the_bank.RETURNED}


@dataclass
class Line:
    """One order to pay, and the last that the bank has said of it."""

    line_no: int
    account: str
    amount: Decimal
    code: str = ""

    def row(self, file_no: str) -> dict[str, object]:
        return {
            "file_no": file_no,
            "line_no": self.line_no,
            "account_tail": self.account[-4:],
            "amount": self.amount,
            "code": self.code,
            "message": CODE_TEXTS[self.code],
        }


@dataclass
class Bank:
    """``book`` is what lies on each account; ``files`` what was handed over, by file number."""

    chance: Random
    files: dict[str, bytes] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    book: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    unheard: dict[str, bytes] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    def take(self, number: str, content: bytes) -> None:
        """A file is handed over. Handed over again, it has to be the same."""
        if number in self.files:
            if self.files[number] != content:
                self.findings.append(f"file {number} has other bytes than the first time")
            return
        titles, *rows = content.decode("gb18030").split("\r\n")
        names = titles.split("|")
        rows = [row for row in rows if row]
        trailer = rows.pop().split("|")
        found = [dict(zip(names, row.split("|"), strict=True)) for row in rows]
        lines = [Line(int(r["序号"]), r["账号"], Decimal(r["金额"])) for r in found]
        total = sum((line.amount for line in lines), ZERO)
        if trailer != ["TRAILER", str(len(lines)), str(total)]:
            self.findings.append(f"file {number}: its trailer is {trailer}, it holds {total}")
        self.files[number], self.lines[number] = content, lines

    def answer(self, made: BankFile, *, kindly: bool = False) -> bytes:
        """What it has to say about a file now; the same again until it was heard."""
        if made.number not in self.unheard:
            open_lines = [
                x for x in self.lines[made.number] if x.code not in FINAL | {the_bank.RETURNED}
            ]
            for line in open_lines:
                line.code = self._fate(line, kindly=kindly)
                if line.code == the_bank.PAID:
                    self.book[line.account] += line.amount
            self._say(made, open_lines)
        return self.unheard[made.number]

    def _fate(self, line: Line, *, kindly: bool) -> str:
        draw = self.chance.random()
        if kindly or draw < 0.90:
            return the_bank.PAID
        if draw < 0.94:
            return the_bank.BAD_ACCOUNT
        if draw < 0.97 or line.code:  # what it did not know last time it knows now
            return the_bank.OTHER_FAILURE
        return the_bank.UNKNOWN

    def send_back(self, made: BankFile) -> bytes | None:
        """Weeks later some money comes back; None when nothing of that file can."""
        if made.number in self.unheard:
            return None
        paid = [x for x in self.lines.get(made.number, []) if x.code == the_bank.PAID]
        if not paid:
            return None
        line = self.chance.choice(paid)
        line.code = the_bank.RETURNED
        self.book[line.account] -= line.amount
        self._say(made, [line])
        return self.unheard[made.number]

    def _say(self, made: BankFile, lines: list[Line]) -> None:
        rows = [line.row(made.number) for line in lines]
        self.unheard[made.number] = the_bank.file_of(made, rows)

    def heard(self, number: str) -> None:
        self.unheard.pop(number, None)

    def line_count(self) -> int:
        return sum(len(lines) for lines in self.lines.values())
