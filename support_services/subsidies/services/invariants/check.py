"""What a check is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """``sentence`` is what the chief reads; ``unit`` what ``looked`` counts; ``of`` whose number
    the subject of a fault is (entitlement, batch or bank_file)."""

    sentence: str
    unit: str
    of: str
    looked: str = ""
    faults: str = ""
