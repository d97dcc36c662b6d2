"""Chinese words for the codes in the audit log.

The log stores codes, because words change; people read words. Each app names its own codes in
``AppConfig.ready``. Plain data.
"""

from collections.abc import Mapping

ACTIONS: dict[str, str] = {}
SUBJECTS: dict[str, str] = {}


def register(*, actions: Mapping[str, str], subjects: Mapping[str, str] | None = None) -> None:
    """Name codes; refuses to give one code two names."""
    for known, new in ((ACTIONS, actions), (SUBJECTS, subjects or {})):
        for code, word in new.items():
            if known.setdefault(code, word) != word:
                raise ValueError(f"the audit code {code} has two names")


def action_word(code: str) -> str:
    """The word for an action; the code itself where none was given."""
    return ACTIONS.get(code, code)


def subject_word(code: str) -> str:
    """The word for a kind of subject; the code itself where none was given."""
    return SUBJECTS.get(code, code)
