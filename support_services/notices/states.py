"""States of notices and of the rules that make them: plain data."""

from enum import StrEnum


class NoticeState(StrEnum):
    """Where one notice stands. The column is the queue.

    SENDING: made ready (number and text are fixed and sealed) and perhaps already handed to the
    gateway. UNKNOWN: handed over, no answer; goes again under the same key.
    """

    WAITING = "waiting"
    SENDING = "sending"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"
    PRINTED = "printed"
    HANDED = "handed"
    READ = "read"


NOTICE_LABELS: dict[NoticeState, tuple[str, str]] = {
    NoticeState.WAITING: ("待发", "info"),
    NoticeState.SENDING: ("发送中", "info"),
    NoticeState.UNKNOWN: ("没有答复，将再问", "warn"),
    NoticeState.FAILED: ("没发成，将再试", "warn"),
    NoticeState.SENT: ("已发出", "ok"),
    NoticeState.DEAD: ("发不出去", "bad"),
    NoticeState.CANCELLED: ("已取消", "idle"),
    NoticeState.PRINTED: ("已打印", "info"),
    NoticeState.HANDED: ("已送达", "ok"),
    NoticeState.READ: ("已阅", "ok"),
}

# What a sender may take up; SENDING whose row nobody holds was left by one that died.
SENDABLE: frozenset[NoticeState] = frozenset(
    {NoticeState.WAITING, NoticeState.SENDING, NoticeState.UNKNOWN, NoticeState.FAILED}
)

# verb -> (states it may start from, state it leads to, duty it takes).
NOTICE_MOVES: dict[str, tuple[frozenset[NoticeState], NoticeState, str]] = {
    "retry": (frozenset({NoticeState.DEAD}), NoticeState.WAITING, "notices.send"),
    "cancel": (
        frozenset({NoticeState.WAITING, NoticeState.FAILED, NoticeState.DEAD}),
        NoticeState.CANCELLED,
        "notices.send",
    ),
    "by_letter": (frozenset({NoticeState.DEAD}), NoticeState.WAITING, "notices.send"),
    "print": (frozenset({NoticeState.WAITING}), NoticeState.PRINTED, "notices.letters"),
    "hand_over": (frozenset({NoticeState.PRINTED}), NoticeState.HANDED, "notices.hand_over"),
    "bring_back": (frozenset({NoticeState.PRINTED}), NoticeState.DEAD, "notices.hand_over"),
    # What was written down as handed over was not: the letter waits as before.
    "take_back": (frozenset({NoticeState.HANDED}), NoticeState.PRINTED, "notices.hand_over"),
    "read": (frozenset({NoticeState.SENT}), NoticeState.READ, "notices.inbox"),
}
NOTICE_VERB_LABELS: dict[str, str] = {
    "retry": "重新发送",
    "cancel": "取消",
    "by_letter": "改为书面通知",
    "print": "标记已打印",
    "hand_over": "标记已送达",
    "bring_back": "登记没有送到",
    "take_back": "撤回送达",
    "read": "标记已阅",
}


class Undelivered(StrEnum):
    """Why a letter came back; what stands in ``answer`` of one."""

    AWAY = "letter_away"
    REFUSED = "letter_refused"
    ADDRESS = "letter_address"


UNDELIVERED_LABELS: dict[Undelivered, str] = {
    Undelivered.AWAY: "本人外出",
    Undelivered.REFUSED: "拒收",
    Undelivered.ADDRESS: "地址不对",
}
# A printed letter that has waited for so many days is late.
LETTER_DAYS = 7


class Channel(StrEnum):
    SMS = "sms"
    LETTER = "letter"
    INBOX = "inbox"


CHANNEL_LABELS: dict[Channel, str] = {
    Channel.SMS: "短信",
    Channel.LETTER: "书面通知",
    Channel.INBOX: "站内通知",
}


class Audience(StrEnum):
    """Who hears it. The person hears for himself; a station or the bureau hears of all its people
    of a day in one notice; a unit outside the portal of everything of its own of a day, by a
    message to its contact (``hearers``)."""

    PERSON = "person"
    UNIT = "unit"
    VILLAGE = "village"
    TOWN = "town"
    BUREAU = "bureau"
    USER = "user"


AUDIENCE_LABELS: dict[Audience, str] = {
    Audience.PERSON: "本人",
    Audience.UNIT: "单位联系人",
    Audience.VILLAGE: "村居站",
    Audience.TOWN: "镇街站",
    Audience.BUREAU: "区局",
    Audience.USER: "工作人员",
}
# What a rule may name; a colleague by name hears only by ``services.telling``.
RULE_AUDIENCES = (
    *(Audience.PERSON, Audience.UNIT, Audience.VILLAGE, Audience.TOWN, Audience.BUREAU),
)
# Whoever hears for himself may get a message or a letter, a unit a message; everybody else reads
# it in the portal.
CHANNELS_OF: dict[Audience, tuple[Channel, ...]] = {
    **{one: (Channel.INBOX,) for one in Audience},
    Audience.PERSON: (Channel.SMS, Channel.LETTER),
    Audience.UNIT: (Channel.SMS,),
}


class RuleState(StrEnum):
    """A rule: entered by one, in force by another, replaced by its next version or stopped."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


RULE_LABELS: dict[RuleState, tuple[str, str]] = {
    RuleState.DRAFT: ("待启用", "warn"),
    RuleState.IN_FORCE: ("已启用", "ok"),
    RuleState.REPLACED: ("已被新版接替", "idle"),
    RuleState.WITHDRAWN: ("已撤回", "idle"),
    RuleState.STOPPED: ("已停用", "idle"),
}

RULE_MOVES: dict[str, tuple[frozenset[RuleState], RuleState, str]] = {
    "enforce": (frozenset({RuleState.DRAFT}), RuleState.IN_FORCE, "notices.enforce"),
    "withdraw": (frozenset({RuleState.DRAFT}), RuleState.WITHDRAWN, "notices.rules"),
    "stop": (frozenset({RuleState.IN_FORCE}), RuleState.STOPPED, "notices.stop"),
}
RULE_VERB_LABELS: dict[str, str] = {"enforce": "启用", "withdraw": "撤回", "stop": "停用"}
