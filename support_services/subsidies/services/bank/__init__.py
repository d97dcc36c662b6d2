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
from support_services.subsidies.services.bank.parts import Part, parts_of, split_of_batch
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
from support_services.subsidies.services.bank.splitting import export_parts, reissue_parts

__all__ = [
    "Conservation",
    "Part",
    "Received",
    "ReturnEffect",
    "Unsent",
    "export",
    "export_parts",
    "file_answered",
    "find_file",
    "obstacles_of",
    "parts_of",
    "preview_return",
    "read_file",
    "receive",
    "reconcile",
    "reissue",
    "reissue_parts",
    "split_of_batch",
    "unsent_payments",
    "unsent_summary",
]
