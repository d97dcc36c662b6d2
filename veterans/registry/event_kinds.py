"""人员变动: what may happen in a life, as plain data. What each changes stands in the services."""

from enum import StrEnum


class EventKind(StrEnum):
    """Ways into the file. The order is that of the lists on the pages."""

    REPORT_IN = "report_in"
    RECOGNISED = "recognised"
    CATEGORY_ENDED = "category_ended"
    DISABILITY = "disability"
    MERIT = "merit"
    MARRIAGE = "marriage"
    HOUSEHOLD = "household"
    MOVED_WITHIN = "moved_within"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    DEATH = "death"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DUPLICATE = "duplicate"
    SEPARATED = "separated"


EVENT_LABELS: dict[str, str] = {
    EventKind.REPORT_IN.value: "报到登记",
    EventKind.RECOGNISED.value: "身份认定",
    EventKind.CATEGORY_ENDED.value: "身份终止",
    EventKind.DISABILITY.value: "评残、调残",
    EventKind.MERIT.value: "立功受奖",
    EventKind.MARRIAGE.value: "婚姻变动",
    EventKind.HOUSEHOLD.value: "立户、换户主",
    EventKind.MOVED_WITHIN.value: "区内搬迁",
    EventKind.MOVED_IN.value: "关系迁入",
    EventKind.MOVED_OUT.value: "关系迁出",
    EventKind.DEATH.value: "去世",
    EventKind.SUSPENDED.value: "中止",
    EventKind.RESUMED.value: "恢复",
    EventKind.DUPLICATE.value: "重复建档合并",
    EventKind.SEPARATED.value: "撤销合并",
}

# What the day of the event is called where it is filled in.
DAY_LABELS: dict[str, str] = {
    EventKind.REPORT_IN.value: "退役日期",
    EventKind.RECOGNISED.value: "认定日期",
    EventKind.CATEGORY_ENDED.value: "终止日期",
    EventKind.DISABILITY.value: "评定（批准）日期",
    EventKind.MERIT.value: "授予日期",
    EventKind.MARRIAGE.value: "登记日期",
    EventKind.HOUSEHOLD.value: "变动日期",
    EventKind.MOVED_WITHIN.value: "搬迁日期",
    EventKind.MOVED_IN.value: "迁入日期",
    EventKind.MOVED_OUT.value: "迁出日期",
    EventKind.DEATH.value: "去世日期",
    EventKind.SUSPENDED.value: "事实确定日期",
    EventKind.RESUMED.value: "恢复之日",
    EventKind.DUPLICATE.value: "查实日期",
    EventKind.SEPARATED.value: "查实日期",
}

# What a station takes down at the door, the most frequent first; the rest rests on decisions that
# reach the bureau.
AT_STATIONS: tuple[str, ...] = (
    EventKind.DEATH.value,
    EventKind.MOVED_WITHIN.value,
    EventKind.HOUSEHOLD.value,
    EventKind.MARRIAGE.value,
    EventKind.MERIT.value,
    EventKind.DISABILITY.value,
    EventKind.RECOGNISED.value,
    EventKind.MOVED_OUT.value,
    EventKind.REPORT_IN.value,
)
# Nothing may be proposed about the dead but what concerns the death itself, an honour, and that
# there are two files of one person: a dead man who lives in a second file is paid by it.
ABOUT_THE_DEAD = frozenset(
    {
        EventKind.DEATH.value,
        EventKind.MERIT.value,
        EventKind.DUPLICATE.value,
        EventKind.SEPARATED.value,
    }
)
