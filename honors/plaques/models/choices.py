"""Labels of states as choices of a column."""

from collections.abc import Mapping
from typing import Any


def choices_of(labels: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """``labels``: by state a word, or a word with its tone."""
    return [
        (code.value, label if isinstance(label, str) else label[0])
        for code, label in labels.items()
    ]
