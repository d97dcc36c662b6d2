"""What is filled in for each kind of life event, and how the text becomes a value.

Kept as text in the event, read anew whenever it is looked at or applied, so that one reader
refuses alike what a clerk types, what a station sent in last week and what an interface hands over.
Floors above add fields of their own (``add_fields``): money is not known here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from veterans.foundation import idcard
from veterans.foundation.errors import Refused
from veterans.foundation.masking import (
    mask_address,
    mask_certificate,
    mask_id_number,
    mask_phone,
)
from veterans.registry import rules
from veterans.registry.codes import CIRCUMSTANCES
from veterans.registry.event_kinds import AT_STATIONS
from veterans.registry.event_kinds import EventKind as K
from veterans.registry.models.file import MeritKind, PlacementMode, ServiceStatus
from veterans.registry.models.people import Category

Choices = tuple[tuple[str, str], ...]
Reader = Callable[[str], Any]

YES = "yes"
# Shorter than any identity number.
LONGEST_FILE_NUMBER = 12


def read_day(text: str) -> date:
    """A day as forms write it, ``2026-11-05``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("请写成年-月-日，例如 2026-11-05。") from None


def read_number(least: int, most: int) -> Reader:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise Refused(f"请填 {least} 至 {most} 的整数。")
        return int(text)

    return read


def _open(text: str) -> str:
    return rules.clean_open_text(text, longest=80)


def _address(text: str) -> str:
    clean = " ".join(text.split())
    if len(clean) > 120:
        raise Refused("地址最多 120 个字。")
    return clean


@dataclass(frozen=True)
class EventField:
    """One question. ``shape`` says what kind of box it takes: ``text``, ``day``, ``choice``,
    ``yes`` or ``region`` (its code). ``read`` makes the value of the text or refuses, ``cover``
    shows it. ``at_bureau``: not asked at a station. ``newcomer``: only of somebody who is not
    registered yet. ``options``: choices that the database knows. ``is_anywhere``: a place
    outside one's own area too."""

    name: str
    label: str
    shape: str = "text"
    needed: bool = False
    choices: Choices = ()
    read: Reader = _open
    hint: str = ""
    at_bureau: bool = False
    newcomer: bool = False
    cover: Callable[[str], str] | None = None
    options: Callable[[], Choices] | None = None
    is_anywhere: bool = False

    @property
    def is_chosen(self) -> bool:
        return bool(self.choices) or self.options is not None

    def offered(self) -> Choices:
        """What may be chosen."""
        return self.options() if self.options is not None else self.choices

    def value(self, text: str) -> Any:
        """The value of what was filled in; None for nothing. Refuses with the field's name."""
        text = text.strip()
        if not text:
            if self.needed:
                raise Refused(f"请填写“{self.label}”。")
            return None
        if self.shape == "yes":
            return text == YES
        if self.is_chosen and text not in dict(self.offered()):
            raise Refused(f"“{self.label}”请从列表中选择。")
        try:
            return self.read(text)
        except Refused as refusal:
            raise Refused(f"“{self.label}”：{refusal}") from None

    def told(self, text: str) -> str:
        """How it is shown: a label for a code, a mask over what is covered."""
        if self.shape == "yes":
            return "是" if text == YES else "否"
        if self.is_chosen:
            return dict(self.offered()).get(text, text)
        return self.cover(text) if self.cover and text else text


def read_file(text: str) -> str:
    """Whose file is meant: a whole identity number, or the number of the file (digits)."""
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_FILE_NUMBER:
        return text
    return idcard.check(text)


def _file_told(text: str) -> str:
    return f"档案号 {text}" if len(text) <= LONGEST_FILE_NUMBER else mask_id_number(text)


def _choices(pairs: Iterable[tuple[Any, Any]]) -> Choices:
    return tuple((str(value), str(label)) for value, label in pairs)


def as_is(text: str) -> str:
    """A choice is checked by being one of those offered."""
    return text


_CATEGORIES = _choices(Category.choices)
_REGION = EventField(
    "region", "村居", "region", True, read=as_is, hint="现住村居；由这里的服务站联系。"
)
GRADES = tuple((str(n), f"{'一二三四五六七八九十'[n - 1]}级") for n in range(1, 11))
CAUSES: Choices = (("combat", "因战"), ("duty", "因公"), ("illness", "因病"))

FIELDS: dict[str, list[EventField]] = {
    K.REPORT_IN: [
        EventField("name", "姓名", needed=True, read=rules.clean_name, newcomer=True),
        EventField(
            "id_number",
            "身份证号",
            needed=True,
            read=idcard.check,
            newcomer=True,
            hint="按身份证逐位填写，18 位。",
            cover=mask_id_number,
        ),
        EventField("phone", "联系电话", read=rules.clean_phone, newcomer=True, cover=mask_phone),
        _REGION,
        EventField("enlisted_on", "入伍日期", "day", True, read=read_day),
        EventField("status", "服役身份", "choice", True, _choices(ServiceStatus.choices), as_is),
        EventField(
            "was_rural",
            "入伍时户籍",
            "choice",
            choices=(("yes", "农村"), ("no", "城镇")),
            read=lambda text: text == YES,
        ),
        EventField(
            "mode", "安置方式", "choice", choices=_choices(PlacementMode.choices), read=as_is
        ),
        EventField("archive", "档案保管单位"),
    ],
    K.RECOGNISED: [
        EventField("category", "认定为", "choice", True, _CATEGORIES, as_is),
    ],
    K.CATEGORY_ENDED: [
        EventField("category", "终止的身份", "choice", True, _CATEGORIES, as_is),
    ],
    K.DISABILITY: [
        EventField("grade", "等级", "choice", True, GRADES, read_number(1, 10)),
        EventField("rate_class", "性质", "choice", True, CAUSES, as_is),
        EventField("certificate", "残疾军人证号", read=as_is, cover=mask_certificate),
    ],
    K.MERIT: [
        EventField("merit", "等次", "choice", True, _choices(MeritKind.choices), as_is),
        EventField("title", "名称", hint="例如授予单位（只写级别，不写番号）、荣誉称号。"),
        EventField("in_war", "战时", "yes"),
    ],
    K.MARRIAGE: [
        EventField(
            "marriage",
            "婚姻状况变为",
            "choice",
            True,
            _choices(CIRCUMSTANCES["marriage"].values.items()),
            as_is,
        ),
        EventField("spouse", "配偶姓名", read=rules.clean_name, hint="结婚、再婚、复婚时填写。"),
        EventField("spouse_phone", "配偶电话", read=rules.clean_phone, cover=mask_phone),
    ],
    K.HOUSEHOLD: [
        EventField("number", "加入的户编号", hint="填已有的户编号；不填就是另立一户。", read=as_is),
        EventField("relation", "与户主关系", needed=True, hint="本人是户主的写“户主”。"),
        EventField(
            "former_head", "原户主改为", hint="换户主时写原户主与新户主的关系，例如“父亲”。"
        ),
    ],
    K.MOVED_WITHIN: [
        EventField("region", "迁到的村居", "region", True, read=as_is, is_anywhere=True),
        EventField("address", "详细地址", read=_address, cover=mask_address),
        EventField("together", "全户一起搬", "yes", hint="勾选的，同户的人一起改到新村居。"),
    ],
    K.MOVED_IN: [
        EventField("from_place", "从哪里迁入", needed=True, read=_address, hint="省市区县。"),
        EventField("paid_through", "原地发至", "day", read=read_day, hint="按迁移证明上写的日期。"),
    ],
    K.MOVED_OUT: [
        EventField("to_place", "迁往哪里", needed=True, read=_address, hint="省市区县。"),
    ],
    K.DEATH: [
        EventField(
            "proof",
            "依据",
            "choice",
            True,
            (
                ("medical", "死亡医学证明"),
                ("police", "户籍注销证明"),
                ("court", "法院宣告"),
                ("funeral", "火化证明"),
                ("village", "村居证明（先行报告）"),
            ),
            as_is,
        ),
        EventField("reporter", "报告人", read=rules.clean_name),
        EventField("reporter_phone", "报告人电话", read=rules.clean_phone, cover=mask_phone),
    ],
    K.SUSPENDED: [
        EventField("cause", "中止原因", needed=True, hint="照抄批准文件的表述，不要展开。"),
    ],
    K.RESUMED: [],
    K.DUPLICATE: [
        EventField(
            "kept",
            "留下的档案",
            needed=True,
            read=read_file,
            cover=_file_told,
            hint="同一个人的另一份档案：填它的身份证号，或档案号（在那一份的页面上方）。",
        ),
        EventField(
            "number",
            "以哪个身份证号为准",
            "choice",
            True,
            (("kept", "留下的档案上的"), ("gone", "这一份档案上的")),
            as_is,
        ),
    ],
    K.SEPARATED: [
        EventField(
            "gone",
            "分出来的档案",
            needed=True,
            read=read_file,
            cover=_file_told,
            hint="当初并入的那一份：填它的身份证号，或档案号。",
        ),
    ],
}


# 代办: who speaks for the person at a station. A death has its reporter.
SPEAKS = EventField(
    "speaks",
    "代办人",
    read=_open,
    hint="本人来的不填；别人代办的，写姓名、与本人的关系、怎样确认本人同意。",
)
for _kind in AT_STATIONS:
    if _kind != K.DEATH:
        FIELDS[_kind].append(SPEAKS)

_added: dict[str, list[EventField]] = {}


def add_fields(kind: str, *fields: EventField) -> None:
    """More questions for a kind; from ``AppConfig.ready`` of a higher floor."""
    known = {one.name for one in fields_of(kind)}
    _added.setdefault(kind, []).extend(one for one in fields if one.name not in known)


def fields_of(kind: str, *, at_station: bool = False, newcomer: bool = False) -> list[EventField]:
    """The questions of a kind, for that door, about somebody new or somebody known."""
    return [
        one
        for one in (*FIELDS[K(kind)], *_added.get(kind, ()))
        if not (at_station and one.at_bureau) and (newcomer or not one.newcomer)
    ]


def values_of(kind: str, entered: Mapping[str, str], *, newcomer: bool = False) -> dict[str, Any]:
    """The values of what was filled in, by name; refuses what cannot be one."""
    return {
        one.name: one.value(entered.get(one.name, "")) for one in fields_of(kind, newcomer=newcomer)
    }
