"""A batch in parts: by town of the payee, or by the name of the bank as the account has it.

A part is known by a code: of the town, or the bank's name itself. A town is the one the payment was
made for and never changes; a bank is that of the account as it is now, so that a payment whose
account was replaced goes with its new bank. Bank names are taken as they were typed: two ways of
writing one bank are two parts.

The first file of a part holds what was never sent; whatever failed, came back, or could not be sent
in its part's first file is for a further file (``again``). So every payment is in one of the two,
and the partial unique index on live lines stays what guarantees that nothing goes out twice.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from support_services.subsidies.models import BankFile, Batch
from support_services.subsidies.services.bank.lines import CANDIDATES
from support_services.subsidies.states import Split
from veterans.foundation.money import ZERO

# Code and name of the part a candidate ``c`` belongs to; ``r`` its village, ``town`` above it.
CODE = {Split.TOWN: "COALESCE(town.code, r.code)", Split.BANK: "c.bank_name"}
_NAME = {Split.TOWN: "COALESCE(town.name, r.name)", Split.BANK: "c.bank_name"}
JOIN = "LEFT JOIN regions_region town ON town.path = left(r.path, 9)"
TRIED = "EXISTS (SELECT FROM subsidies_fileline t WHERE t.payment_id = c.payment_id)"


def _parts(split: Split) -> str:
    return f"""
    SELECT {CODE[split]}, min({_NAME[split]}),
           count(*) FILTER (WHERE c.obstacle IS NULL AND NOT {TRIED}),
           COALESCE(sum(c.amount) FILTER (WHERE c.obstacle IS NULL AND NOT {TRIED}), 0),
           count(*) FILTER (WHERE c.obstacle IS NULL AND {TRIED}),
           COALESCE(sum(c.amount) FILTER (WHERE c.obstacle IS NULL AND {TRIED}), 0),
           count(*) FILTER (WHERE c.obstacle IS NOT NULL),
           COALESCE(sum(c.amount) FILTER (WHERE c.obstacle IS NOT NULL), 0)
    FROM ({CANDIDATES}) c
    JOIN regions_region r ON r.id = c.region_id
    {JOIN}
    GROUP BY 1 ORDER BY 1
    """


@dataclass(frozen=True)
class Part:
    """A part of a batch: what a first file made now would hold (``fresh``), what was tried before
    and can go out again (``tried``), what cannot go out; and the first file where there is one."""

    code: str
    name: str
    fresh_count: int
    fresh: Decimal
    tried_count: int
    tried: Decimal
    blocked_count: int
    blocked: Decimal
    file: BankFile | None

    @property
    def to_export(self) -> int:
        """How many payments wait for the first file of the part."""
        return 0 if self.file is not None else self.fresh_count

    @property
    def to_reissue(self) -> int:
        """How many payments a further file made now would hold."""
        return self.tried_count + (self.fresh_count if self.file is not None else 0)


def split_of_batch(batch: Batch) -> Split | None:
    """How the batch goes out; None while it is undecided, and where it goes out whole."""
    found = BankFile.objects.filter(batch=batch).order_by("sequence").values_list("split").first()
    return Split(found[0]) if found and found[0] else None


def parts_of(batch: Batch, split: Split) -> list[Part]:
    """Every part with a file, or with a payment that is not under way; in the order of the codes.

    Payments without an account belong to no bank; they stand under an empty code there.
    """
    files = {
        file.part: file
        for file in BankFile.objects.filter(batch=batch, split=split, is_reissue=False)
        .select_related("batch", "layout", "stored", "made_by")
        .order_by("sequence")
    }
    with connection.cursor() as cursor:
        cursor.execute(_parts(split), {"batch": batch.pk})
        rows = cursor.fetchall()
    found: dict[str, Part] = {}
    for code, name, fresh_count, fresh, tried_count, tried, blocked_count, blocked in rows:
        found[code or ""] = Part(
            code=code or "",
            name=name or "",
            fresh_count=fresh_count,
            fresh=fresh,
            tried_count=tried_count,
            tried=tried,
            blocked_count=blocked_count,
            blocked=blocked,
            file=files.get(code or ""),
        )
    for code, file in files.items():
        if code not in found:
            found[code] = Part(code, file.part_name, 0, ZERO, 0, ZERO, 0, ZERO, file)
    return [found[code] for code in sorted(found)]


def has_unexported(batch: Batch) -> bool:
    """Whether the batch goes out in parts and some part waits for its first file."""
    split = split_of_batch(batch)
    return split is not None and any(part.to_export for part in parts_of(batch, split))
