"""What the message with a code says. Pure."""


def message(bureau: str, code: str, minutes: int) -> str:
    """What is sent. No name: whoever holds the telephone may not be the person."""
    return (
        f"【{bureau}】查询验证码 {code}，{minutes} 分钟内有效。用来查看本人的待遇和办理情况，"
        "谁来要都不要给，工作人员也不会问您要。不是您本人在查的，不用理会。"
    )
