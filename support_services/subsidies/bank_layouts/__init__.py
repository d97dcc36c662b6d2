"""Bank files and their returns: layouts as data, read by a small interpreter.

A layout says how the file for the bank is written and how its return is read; both are a
``Format``, so whatever can be written can be read back. ``samples`` are generic examples and
belong to no bank. Knows neither Django nor tables: rows come in and go out as plain mappings.
"""

from support_services.subsidies.bank_layouts.answers import (
    OUTCOMES,
    Answer,
    peek_file_number,
    read_answers,
)
from support_services.subsidies.bank_layouts.definition import (
    Format,
    Layout,
    LayoutError,
    read_layout,
)
from support_services.subsidies.bank_layouts.reading import AnswerRefused
from support_services.subsidies.bank_layouts.samples import SAMPLE_LAYOUTS
from support_services.subsidies.bank_layouts.writing import UnwritableRow, write

__all__ = [
    "OUTCOMES",
    "SAMPLE_LAYOUTS",
    "Answer",
    "AnswerRefused",
    "Format",
    "Layout",
    "LayoutError",
    "UnwritableRow",
    "peek_file_number",
    "read_answers",
    "read_layout",
    "write",
]
