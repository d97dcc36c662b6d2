"""What may be written about tasks: no number of a person, no designation of troops."""

from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text


def open_text(text: str, label: str, longest: int, *, needed: bool = False) -> str:
    """The text, tidied. Refuses what is too long, what must not be kept, and nothing where
    something is ``needed``."""
    told = clean_open_text(text, what=label, longest=longest)
    if kind_in(told):
        raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
    if needed and not told:
        raise Refused(f"请填写{label}。")
    return told
