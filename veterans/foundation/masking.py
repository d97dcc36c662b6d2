"""How personal data is shown: one rule for the whole portal. Pure.

Nothing here fails: what does not look like the real thing is covered entirely rather than shown.
"""

STAR = "*"


def mask_name(name: str) -> str:
    """``张三`` → ``张*``, ``张三丰`` → ``张*丰``: first and last character, the rest covered."""
    text = name.strip()
    if len(text) < 2:
        return STAR * len(text)
    if len(text) == 2:
        return text[0] + STAR
    return text[0] + STAR * (len(text) - 2) + text[-1]


def mask_id_number(number: str) -> str:
    """First three and last four of an identity number: ``370***********1234``."""
    text = number.strip()
    if len(text) < 15:
        return STAR * len(text)
    return text[:3] + STAR * (len(text) - 7) + text[-4:]


def mask_phone(phone: str) -> str:
    """``138****5678``; of anything that is no mobile number only the last two characters."""
    text = phone.strip()
    if len(text) == 11 and text.isdigit():
        return text[:3] + STAR * 4 + text[-4:]
    if len(text) < 7:
        return STAR * len(text)
    return STAR * (len(text) - 2) + text[-2:]


def mask_certificate(number: str) -> str:
    """The last four of a certificate's number, whatever its length: ``****1234``."""
    text = "".join(number.split())
    return STAR * 4 + text[-4:] if len(text) >= 8 else STAR * len(text)


def mask_address(address: str) -> str:
    """An address without what tells the door: letters and numbers are covered, and of the rest
    all that follows the first of them. ``幸福路77号3单元`` → ``幸福路****``."""
    text = address.strip()
    for place, char in enumerate(text):
        if char.isalnum() and (char.isascii() or char.isnumeric()):
            return text[:place] + STAR * 4
    return text[: len(text) // 2] + STAR * 4 if text else ""


def mask_account(number: str) -> str:
    """``6217 **** **** 1234``, whatever the length, so that it does not tell the length."""
    text = "".join(number.split())
    if not text:
        return ""
    if len(text) < 12:
        return STAR * 4
    return f"{text[:4]} **** **** {text[-4:]}"
