"""What a roster may say, and of whom how much. Pure.

Names are masked as everywhere; of a child not even that. The words for the scheme are the bureau's
own, and none that tells of an illness, a disability, a mission or a unit (个人信息保护法 art. 28).
"""

from datetime import date

from support_services.subsidies.publicity_states import NoticeState, Phase, Standing
from veterans.foundation.errors import Refused
from veterans.foundation.masking import mask_name
from veterans.registry.rules import age_on

ADULT_AT = 18
CHILD = "未成年人"
# What the least telling name is, for a scheme of which nobody has said another.
LEAST_NAME = "优抚补助"
# [K]: usual, and by no law that was found; what counts is the rule the bureau brings into force.
USUAL_DAYS = 5
MOST_DAYS = 30
# Words that say more of somebody than that he is given money.
TELLING = (
    "残", "伤", "病", "疾", "障", "护理", "参战", "参试", "作战", "核试", "涉核", "部队", "番号",
    "烈", "牺牲", "亡", "三属", "遗属", "遗孀", "孤", "义务兵", "现役", "军士", "信访", "维稳",
    "精神", "癌", "子女", "儿童", "学生", "低保", "特困",
)  # fmt: skip


def check_public_name(name: str) -> str:
    """The name under which a scheme is made public; refuses words that tell more than they must."""
    text = "".join(name.split())
    if not text:
        raise Refused("请填写公示用的项目名称，例如：优抚补助。")
    if len(text) > 20:
        raise Refused("公示用的项目名称最多 20 个字。")
    found = [word for word in TELLING if word in text]
    if found or any(char.isdigit() for char in text):
        told = "、".join(f"“{word}”" for word in found) or "数字"
        raise Refused(
            f"公示用的项目名称里不能有{told}：会让人看出伤病、经历或家庭情况。"
            f"请用中性的说法，例如：{LEAST_NAME}。"
        )
    return text


def public_person(name: str, *, born_on: date, on: date) -> str:
    """How somebody is named on a roster: masked; a child only as a child."""
    return CHILD if age_on(born_on, on) < ADULT_AT else mask_name(name)


def phase(state: NoticeState, first_on: date | None, last_on: date | None, today: date) -> Phase:
    """Where a notice stands on that day; its last day still belongs to it."""
    if state != NoticeState.PUBLISHED:
        return Phase(state.value)
    assert first_on is not None
    assert last_on is not None
    if today < first_on:
        return Phase.COMING
    return Phase.RUNNING if today <= last_on else Phase.ENDED


_OF_PHASE: dict[Phase, Standing] = {
    Phase.DRAFT: Standing.DRAFTED,
    Phase.COMING: Standing.COMING,
    Phase.RUNNING: Standing.RUNNING,
    Phase.ENDED: Standing.OVER,
    # Lines of a notice that was withdrawn count for nothing: another one is waited for.
    Phase.WITHDRAWN: Standing.WAITING,
}


def standing(
    line: Phase | None, *, is_waived: bool, is_asked: bool, is_open: bool, is_upheld: bool
) -> Standing:
    """How far something is: ``line`` the phase of the notice that names it, if one does.

    ``is_asked``: it was proposed to do without, ``is_waived``: and a second person agreed;
    ``is_open``, ``is_upheld``: of the objections against it. An objection goes before the days of
    the notice, because it holds the money whether or not they are over.
    """
    if is_waived:
        return Standing.WAIVED
    if is_upheld:
        return Standing.UPHELD
    if is_open:
        return Standing.OBJECTED
    if line is None:
        return Standing.PROPOSED if is_asked else Standing.WAITING
    return _OF_PHASE[line]


def title(place: str) -> str:
    """``马尚村拟发放补助人员公示``."""
    return f"{place}拟发放补助人员公示"


def opening(*, bureau: str, of_town: bool, days: int, first_on: date, last_on: date) -> str:
    """The sentence over the roster; whose station takes objections is whose paper it is."""
    station = "镇（街道）" if of_town else "村（社区）"
    return (
        f"经审核，下列人员拟列入补助发放名单，现予公示。公示期 {days} 个工作日："
        f"{day_cn(first_on)}至{day_cn(last_on)}。公示期间有不同意见的，"
        f"请向{station}退役军人服务站或{bureau}反映，我们会核查并为您保密。"
    )


def day_cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
