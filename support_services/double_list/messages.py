"""What messages to the contact of a unit say of the double list: numbers and days, nobody's name,
nothing of what an item is about. Pure."""

from datetime import date


def _call(phone: str) -> str:
    return f"有困难请打电话 {phone}。" if phone else "有困难请告诉双拥办。"


def note_message(bureau: str, code: str, item: str, why: str, deadline: date, phone: str) -> str:
    """督办单 ``code`` about the item of that number."""
    return (
        f"【{bureau}】贵单位承办的双清单事项 {item}（完成时限 {deadline:%Y-%m-%d}）{why}，"
        f"已发{code}督办单，请抓紧办理、报送情况。{_call(phone)}"
    )


def circular_message(bureau: str, code: str, *, total: int, red: int, phone: str) -> str:
    """A circular is out in which the unit leads ``total`` items, ``red`` of them red."""
    late = f"，其中 {red} 项亮红灯" if red else ""
    return (
        f"【{bureau}】双清单通报 {code}已签发，贵单位承办的列有 {total} 项{late}。"
        f"通报另行送达。{_call(phone)}"
    )
