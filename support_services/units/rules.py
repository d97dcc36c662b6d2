"""What messages to the contact of a unit say. Pure."""

from datetime import date, datetime


def code_message(bureau: str, code: str, minutes: int) -> str:
    """With the code; nothing of what is to be answered."""
    return (
        f"【{bureau}】答复验证码 {code}，{minutes} 分钟内有效。用来打开我局发给贵单位的答复链接，"
        "除了单位里办这件事的人，谁来要都不要给。"
    )


def link_message(bureau: str, url: str, last_day: date) -> str:
    """With the link; nothing of what is to be answered."""
    return (
        f"【{bureau}】有一件事请贵单位答复，{last_day:%Y-%m-%d} 前有效：{url} "
        "打开后还要填验证码，请不要转给别人。"
    )


def receipt_message(bureau: str, sent: datetime, receipt: str, *, url: str, phone: str) -> str:
    """That an answer came; nothing of what it was about. ``sent``: in the bureau's own time."""
    when = f"{sent.month}月{sent.day}日 {sent:%H:%M}"
    roads = [f"打开 {url} 告诉我们" if url else "", f"打电话 {phone}" if phone else ""]
    told = "，或者".join(one for one in roads if one) or "马上告诉我局"
    return (
        f"【{bureau}】{when}收到用贵单位的答复链接交来的一份答复，回执编号 {receipt}。"
        f"是贵单位答的，不用回复；不是贵单位答的，请{told}。"
    )
