"""The bank of the demo: answers files as a bank would, with its share of trouble.

No bank answers like this; the layouts are the generic samples. What goes wrong is drawn with a
seed from what the file is for, so that the same file of the same demo gets the same answer.
"""

from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import QuerySet

from support_services.subsidies import bank_layouts
from support_services.subsidies.bank_layouts.samples import CODE_TEXTS
from support_services.subsidies.demo.population import SEED
from support_services.subsidies.models import BankFile, FileLine
from support_services.subsidies.states import LineState
from veterans.foundation.errors import Refused
from veterans.foundation.money import ZERO

PAID, UNKNOWN, LATE_RETURN = "0000", "1000", "5056"
# What is wrong with accounts, as often as each is heard of.
ACCOUNT_TROUBLE = (
    ("3031", 34),
    ("3069", 26),
    ("3018", 16),
    ("3009", 10),
    ("3006", 9),
    ("3017", 5),
)
OTHER_TROUBLE = (("3999", 3), ("3998", 2))

# One line in so many.
ACCOUNT_TROUBLE_IN, OTHER_TROUBLE_IN, UNKNOWN_IN = 520, 1800, 2200
# In a first file at least so many, however small it is.
LEAST_TROUBLE, LEAST_UNKNOWN = 3, 1


def first_answer(bank_file: BankFile, *, unknown: bool = True) -> bytes | None:
    """The answer to a whole file: most succeed; some fail; some are still under way."""
    rng = _chance(bank_file, "first")
    lines = _some(FileLine.objects.filter(bank_file=bank_file))
    numbers = [line["line_no"] for line in lines]
    rng.shuffle(numbers)
    first = bank_file.sequence == 1
    share = len(lines) if first else 0
    spread: list[tuple[int, tuple[tuple[str, int], ...]]] = [
        (_count(share, ACCOUNT_TROUBLE_IN, LEAST_TROUBLE if first else 0), ACCOUNT_TROUBLE),
        (_count(share, OTHER_TROUBLE_IN, 1 if first else 0), OTHER_TROUBLE),
        (_count(share, UNKNOWN_IN, LEAST_UNKNOWN if first and unknown else 0), ((UNKNOWN, 1),)),
    ]
    codes: dict[int, str] = {}
    for number, kinds in spread:
        if kinds[0][0] == UNKNOWN and not unknown:
            continue
        words, weights = [code for code, _ in kinds], [weight for _, weight in kinds]
        for _ in range(min(number, max(len(numbers) - 1, 0))):
            codes[numbers.pop()] = rng.choices(words, weights)[0]
    return _written(bank_file, lines, codes)


def answer_for_unknown(bank_file: BankFile) -> bytes | None:
    """A later answer to what was still under way: paid after all. None where nothing is."""
    waiting = FileLine.objects.filter(bank_file=bank_file, state=LineState.UNKNOWN)
    return _written(bank_file, _some(waiting), {})


def late_return(bank_file: BankFile) -> bytes | None:
    """A payment that had succeeded and came back weeks later. None for a file without any."""
    paid = FileLine.objects.filter(bank_file=bank_file, state=LineState.PAID)
    numbers = list(paid.order_by("line_no").values_list("line_no", flat=True))
    if not numbers:
        return None
    chosen = _chance(bank_file, "late").choice(numbers)
    return _written(bank_file, _some(paid.filter(line_no=chosen)), {chosen: LATE_RETURN})


def _chance(bank_file: BankFile, what: str) -> Random:
    """Not from the file's number: a load that was broken off leaves gaps in those."""
    batch = bank_file.batch
    schemes = batch.batch_schemes.order_by("scheme__code").values_list("scheme__code", flat=True)
    seed = (SEED, what, batch.through.isoformat(), bank_file.sequence, *schemes)
    return Random(":".join(map(str, seed)))


def _count(lines: int, one_in: int, least: int) -> int:
    return max(round(lines / one_in), least)


def _some(lines: QuerySet[FileLine]) -> list[dict[str, Any]]:
    fields = lines.order_by("line_no").values_list("line_no", "account_number", "amount")
    return [
        {"line_no": number, "account_tail": account[-4:], "amount": amount}
        for number, account, amount in fields
    ]


def _written(
    bank_file: BankFile, lines: list[dict[str, Any]], codes: dict[int, str]
) -> bytes | None:
    if not lines:
        return None
    layout = bank_layouts.read_layout(bank_file.layout.definition)
    if any(layout.codes.get(code) is None for code in codes.values()):
        raise Refused("演示银行只会按示例格式回盘，请用示例格式导出。")
    total: Decimal = sum((line["amount"] for line in lines), ZERO)
    frame = {
        "file_no": bank_file.number,
        "batch": bank_file.batch.number,
        "count": len(lines),
        "total": total,
    }
    rows = (_row(bank_file, line, codes.get(line["line_no"], PAID)) for line in lines)
    return b"".join(bank_layouts.write(layout.answer, frame=frame, rows=rows))


def _row(bank_file: BankFile, line: dict[str, Any], code: str) -> dict[str, Any]:
    return {
        "file_no": bank_file.number,
        "line_no": line["line_no"],
        "account_tail": line["account_tail"],
        "amount": line["amount"],
        "code": code,
        "message": CODE_TEXTS[code],
    }
