"""Money: Decimal, yuan, two places, half-up. Fen exist only inside a bank layout."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round half away from zero to ``places`` decimals; refuses floats, which are not money."""
    if not isinstance(value, Decimal):
        raise TypeError("money is Decimal")
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def yuan_text(amount: Decimal) -> str:
    """``1,234.50``: two decimals, thousands separated, for people to read."""
    return f"{half_up(amount):,.2f}"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("亿", "万", "")


def capital_text(amount: Decimal) -> str:
    """``壹仟贰佰叁拾肆元伍角``: an amount as it is written where nobody may alter it.

    As on payment documents (《支付结算办法》附一): 整 where there is neither jiao nor fen, one 零
    for any run of zeros inside, 零 before the fen where there are no jiao. Where the rule leaves a
    零 to the writer, none is written. Refuses 10^12 yuan and more, which no column here can hold.
    """
    amount = half_up(amount)
    if abs(amount) >= 10**12:
        raise ValueError("an amount beyond every account")
    yuan, fen = divmod(int(abs(amount).scaleb(2)), 100)
    text = _yuan_in_capitals(yuan)
    text = f"{text}元" if text else ""
    jiao, fen = divmod(fen, 10)
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif fen and text:
        text += "零"
    if fen:
        text += f"{_DIGITS[fen]}分"
    if not (jiao or fen):
        text = f"{text or '零元'}整"
    return f"负{text}" if amount < 0 else text


def _yuan_in_capitals(yuan: int) -> str:
    """Groups of four digits, each read alike; a group that does not fill its places is joined by
    one 零 to what stands before it."""
    text, gap = "", False
    for group, unit in zip(
        (yuan // 10**8, yuan // 10**4 % 10**4, yuan % 10**4), _GROUPS, strict=True
    ):
        if group:
            text += "零" if text and (gap or group < 1000) else ""
            text += _four_digits(group) + unit
        gap = group == 0
    return text


def _four_digits(group: int) -> str:
    text, gap = "", False
    for digit, place in zip(f"{group:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = True
        else:
            text += ("零" if text and gap else "") + _DIGITS[int(digit)] + place
            gap = False
    return text
