"""Recognises personal data by its form, to keep it out of logs and the audit trail. Pure.

A last net, not a licence: names and addresses have no form that could be recognised.
"""

import re

_BEFORE = r"(?<![0-9A-Za-z.])"
_AFTER = r"(?![0-9A-Za-z])(?!\.[0-9])"
_FORMS = {
    "identity number": r"(?:[0-9]{17}[0-9Xx]|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]|[0-9]{15})",
    "mobile number": r"(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}",
    "account number": r"(?:[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -][0-9]{1,4})?|[0-9]{16,21})",
}
_PATTERNS = {kind: re.compile(_BEFORE + form + _AFTER) for kind, form in _FORMS.items()}
COVERED = "[…]"
_MOBILE = re.compile(r"\A1[3-9][0-9]{9}\Z")


def is_mobile(phone: str) -> bool:
    """Whether a telephone, as it is kept, gets short messages."""
    return _MOBILE.match(phone) is not None


def kind_in(text: str) -> str:
    """What the text seems to hold (``identity number`` ...); empty when nothing is recognised."""
    for kind, pattern in _PATTERNS.items():
        if pattern.search(text):
            return kind
    return ""


def kinds_in(text: str) -> frozenset[str]:
    """Everything the text seems to hold, by the words of ``kind_in``. A number that is one thing
    is not looked at again as another: a mobile number inside an account number is none."""
    found = set()
    for kind, pattern in _PATTERNS.items():
        text, times = pattern.subn(COVERED, text)
        if times:
            found.add(kind)
    return frozenset(found)


def scrub(text: str) -> str:
    """The text with everything recognised covered."""
    for pattern in _PATTERNS.values():
        text = pattern.sub(COVERED, text)
    return text
