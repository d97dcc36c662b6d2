"""What messages to the contact of a unit say. Pure."""

from datetime import date


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
