"""What is written about a project, as it may be kept and shown: no numbers of people, no
designation of troops."""

from veterans.foundation.errors import Refused
from veterans.foundation.personal_data import kind_in
from veterans.registry.rules import clean_open_text


def line(text: str, label: str, longest: int, *, needed: bool = True) -> str:
    """One line. Refuses it empty where it is ``needed``."""
    told = clean_open_text(text or "", what=label, longest=longest)
    if needed and not told:
        raise Refused(f"请填写{label}。")
    if kind_in(told):
        raise Refused(f"{label}里不要写身份证号、账号和个人手机号。")
    return told


def paragraphs(text: str, label: str, longest: int) -> str:
    """Several lines, empty ones left out. Refuses it empty."""
    kept = [line(one, label, longest, needed=False) for one in (text or "").splitlines()]
    told = "\n".join(one for one in kept if one)
    if not told:
        raise Refused(f"请填写{label}。")
    if len(told) > longest:
        raise Refused(f"{label}最多 {longest} 个字。")
    return told
