"""When a code still counts, and what the message says. Pure."""

from datetime import datetime, timedelta


def is_fresh(asked_at: datetime, *, at: datetime, minutes: int) -> bool:
    """Whether a code of that enquiry may still be given back."""
    return at < asked_at + timedelta(minutes=minutes)


def may_still_go(asked_at: datetime, *, at: datetime, minutes: int) -> bool:
    """Whether a message may still be sent: half of the time is left to whoever gets it."""
    return at < asked_at + timedelta(minutes=minutes) / 2


def message(bureau: str, code: str, minutes: int) -> str:
    """What is sent. No name: whoever holds the telephone may not be the person."""
    return (
        f"【{bureau}】查询验证码 {code}，{minutes} 分钟内有效。用来查看本人的待遇和办理情况，"
        "谁来要都不要给，工作人员也不会问您要。不是您本人在查的，不用理会。"
    )
