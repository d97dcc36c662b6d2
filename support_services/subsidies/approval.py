"""Approval bands: from which total of a batch how many signatures it takes, and whose word besides.

Pure. The thresholds are the bureau's own (审批权限); where none is in force one approver signs.
"""

from dataclasses import dataclass
from decimal import Decimal

from veterans.foundation.money import yuan_text


@dataclass(frozen=True)
class Band:
    """What one batch takes: ``signatures`` of approvers (1 or 2), and whether the number and date
    of the party group's minutes (党组会议纪要) must be given."""

    signatures: int = 1
    needs_minutes: bool = False

    @property
    def label(self) -> str:
        """In words: ``两名审批人签批，并填写党组会议纪要文号``."""
        who = "两名审批人先后签批" if self.signatures == 2 else "一名审批人签批"
        return f"{who}，并填写党组会议纪要文号和日期" if self.needs_minutes else who


def band_of(total: Decimal, *, second_above: Decimal | None, minutes_above: Decimal | None) -> Band:
    """The band of a batch of ``total`` yuan. A threshold itself still belongs to the lower band;
    None means that this demand is never made."""
    return Band(
        signatures=2 if second_above is not None and total > second_above else 1,
        needs_minutes=minutes_above is not None and total > minutes_above,
    )


def band_rows(
    *, second_above: Decimal | None, minutes_above: Decimal | None
) -> list[tuple[str, Band]]:
    """The bands from the lowest up, each with the range it holds for, in words."""
    edges = sorted({edge for edge in (second_above, minutes_above) if edge is not None})
    rows = []
    for place in range(len(edges) + 1):
        above = edges[place - 1] if place else None
        upto = edges[place] if place < len(edges) else None
        words = [f"超过 {yuan_text(above)} 元"] if above is not None else []
        words += [f"{yuan_text(upto)} 元及以下"] if upto is not None else []
        inside = upto if upto is not None else (above + 1 if above is not None else Decimal(0))
        band = band_of(inside, second_above=second_above, minutes_above=minutes_above)
        rows.append(("，".join(words) or "任何金额", band))
    return rows
