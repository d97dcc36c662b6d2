"""The bank: files out, returns in, and what must add up between them.

Every verb locks the batch row first and writes its audit entry last, in one transaction. A file's
bytes are stored before anybody can fetch them; a return is applied whole or not at all.
"""

from support_services.subsidies.services.bank.conservation import Conservation, reconcile
from support_services.subsidies.services.bank.effects import ReturnEffect
from support_services.subsidies.services.bank.lines import (
    Unsent,
    obstacles_of,
    unsent_payments,
    unsent_summary,
)
from support_services.subsidies.services.bank.receiving import (
    Received,
    file_answered,
    preview_return,
    receive,
)
from support_services.subsidies.services.bank.sending import (
    export,
    find_file,
    read_file,
    reissue,
)

__all__ = [
    "Conservation",
    "Received",
    "ReturnEffect",
    "Unsent",
    "export",
    "file_answered",
    "find_file",
    "obstacles_of",
    "preview_return",
    "read_file",
    "receive",
    "reconcile",
    "reissue",
    "unsent_payments",
    "unsent_summary",
]
