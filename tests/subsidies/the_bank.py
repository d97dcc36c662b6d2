"""A bank for tests: reads nothing of ours but the lines it was sent, and answers as it is told."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from support_services.subsidies import bank_layouts
from support_services.subsidies.bank_layouts.samples import CODE_TEXTS
from support_services.subsidies.models import BankFile

TEXT, XLSX, FIXED = (layout["code"] for layout in bank_layouts.SAMPLE_LAYOUTS)
PAID, UNKNOWN, BAD_ACCOUNT, OTHER_FAILURE, RETURNED = "0000", "1000", "3031", "3999", "5056"


def answer_rows(made: BankFile, codes: Mapping[int, str]) -> list[dict[str, Any]]:
    """One row per line number that has a code, in order."""
    return [
        {
            "file_no": made.number,
            "line_no": line.line_no,
            "account_tail": line.account_number[-4:],
            "amount": line.amount,
            "code": codes[line.line_no],
            "message": CODE_TEXTS[codes[line.line_no]],
        }
        for line in made.lines.order_by("line_no")
        if line.line_no in codes
    ]


def file_of(made: BankFile, rows: Iterable[Mapping[str, Any]], **frame: Any) -> bytes:
    """The return with these rows; ``frame`` replaces what header and trailer would say."""
    layout = bank_layouts.read_layout(made.layout.definition)
    listed = list(rows)
    total = sum((row["amount"] for row in listed), Decimal("0.00"))
    stated = {"file_no": made.number, "count": len(listed), "total": total, **frame}
    if (stated["count"], stated["total"]) == (len(listed), total):
        return b"".join(bank_layouts.write(layout.answer, frame=stated, rows=listed))
    # A bank whose trailer is wrong: write the truth, then put the untruth in its place.
    right = b"".join(
        bank_layouts.write(
            layout.answer, frame={**stated, "count": len(listed), "total": total}, rows=listed
        )
    )
    return right.replace(
        f"TRAILER|{len(listed)}|{total}".encode(),
        f"TRAILER|{stated['count']}|{stated['total']}".encode(),
    )


def answers(made: BankFile, codes: Mapping[int, str] | str) -> bytes:
    """The return with these codes by line number, or with one code for every line."""
    if isinstance(codes, str):
        codes = dict.fromkeys(made.lines.values_list("line_no", flat=True), codes)
    return file_of(made, answer_rows(made, codes))
