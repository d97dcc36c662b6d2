"""States of an enquiry, and why one ends without a code. Plain data."""

from datetime import timedelta
from enum import StrEnum


class EnquiryState(StrEnum):
    """ASKED: nobody has looked yet. CODED: a code was made for the telephone on file. SILENT: none
    was. PROVED: the code was given back. LEFT: whoever looked has closed it."""

    ASKED = "asked"
    CODED = "coded"
    SILENT = "silent"
    PROVED = "proved"
    LEFT = "left"


ENQUIRY_LABELS: dict[EnquiryState, str] = {
    EnquiryState.ASKED: "等待核对",
    EnquiryState.CODED: "已发验证码",
    EnquiryState.SILENT: "没有发验证码",
    EnquiryState.PROVED: "验证通过",
    EnquiryState.LEFT: "看完退出",
}
# A code was made, whether or not it came back.
WITH_CODE = (EnquiryState.CODED, EnquiryState.PROVED, EnquiryState.LEFT)


class Why(StrEnum):
    """Why no code was made. Only staff ever read this."""

    NOBODY = "nobody"
    NAME = "name"
    DEAD = "dead"
    NO_PHONE = "no_phone"
    OFTEN = "often"
    LATE = "late"


WHY_LABELS: dict[Why, str] = {
    Why.NOBODY: "没有这个人",
    Why.NAME: "姓名不符",
    Why.DEAD: "本人已去世",
    Why.NO_PHONE: "没有登记手机号",
    Why.OFTEN: "当天验证码次数已满",
    Why.LATE: "系统来不及核对",
}


class Trouble(StrEnum):
    """What became of a message that may not have arrived."""

    REFUSED = "refused"
    UNANSWERED = "unanswered"


TROUBLE_LABELS: dict[Trouble, str] = {
    Trouble.REFUSED: "短信平台拒收，没有送到",
    Trouble.UNANSWERED: "短信平台没有答复，可能没有送到",
}

# So often may be tried to give the code back.
TRIES = 5
# So long may be looked, from the moment the code was given back.
VIEWING = timedelta(minutes=15)
# A wrong attempt counts on; a number that could not be true any more says nothing.
MOST_TRIES = 9_999
