"""Tables of the double list."""

from support_services.double_list.models.items import (
    CONTENT_LENGTH,
    TITLE_LENGTH,
    Book,
    Helper,
    Item,
    ItemClass,
)
from support_services.double_list.models.story import (
    TEXT_LENGTH,
    DateChange,
    Extension,
    ItemPaper,
    ItemStep,
    OwnerChange,
    Pause,
)
from support_services.double_list.models.supervising import (
    Circular,
    CircularLine,
    ListImport,
    SupervisionNote,
    SupervisionRule,
)

__all__ = [
    "CONTENT_LENGTH",
    "TEXT_LENGTH",
    "TITLE_LENGTH",
    "Book",
    "Circular",
    "CircularLine",
    "DateChange",
    "Extension",
    "Helper",
    "Item",
    "ItemClass",
    "ItemPaper",
    "ItemStep",
    "ListImport",
    "OwnerChange",
    "Pause",
    "SupervisionNote",
    "SupervisionRule",
]
