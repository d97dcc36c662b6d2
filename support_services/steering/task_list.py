"""A list of tasks as a file: CSV or XLSX with the columns of ``COLUMNS``, by code or by word.
Reads and checks form only; figures and units are looked up by the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from veterans.foundation.confidence import Confidence
from veterans.foundation.line_problems import LineProblem, LinesRefused
from veterans.foundation.sheets import read_sheet

SHIPPED = Path(__file__).parent / "data" / "zhangdian_2022.csv"
COLUMNS = ("number", "title", "demand", "lead", "units", "figures", "confidence", "remark")
WORDS: dict[str, str] = {
    "number": "序号",
    "title": "任务",
    "demand": "要求",
    "lead": "牵头单位",
    "units": "责任单位",
    "figures": "指标代码",
    "confidence": "可靠程度",
    "remark": "说明",
}
HINTS: tuple[tuple[str, str], ...] = (
    ("序号", "从 1 起的整数，不重复。"),
    ("任务", "一句话，最多 60 个字。"),
    ("要求", "最多 300 个字。"),
    ("牵头单位", "简称，几个用顿号隔开；没有可以不填。"),
    ("责任单位", "简称，几个用顿号隔开；部队只写代称。登记里没有的单位会新建。"),
    ("指标代码", "第三张工作表里的代码，几个用顿号隔开；没有可以不填。"),
    ("可靠程度", "已核对原文、转载来源、未经证实；不填按未经证实。"),
    ("说明", "哪些是原文，哪些是自己的概括。"),
)
MOST_TASKS = 200


@dataclass(frozen=True)
class ListedTask:
    """One line, with its number in the file."""

    line: int
    number: int
    title: str
    demand: str
    lead: tuple[str, ...]
    units: tuple[str, ...]
    figures: tuple[str, ...]
    confidence: str
    remark: str


def read_list(raw: bytes) -> list[ListedTask]:
    """The tasks of a file, by number. Refuses a file that is none, and with every line that is
    wrong: no number or one that is there twice, no title or demand, nobody who answers for it, a
    word of confidence nobody knows."""
    labels = {one.label: one.value for one in Confidence}
    found: list[ListedTask] = []
    problems: list[LineProblem] = []
    numbers: set[int] = set()
    for line in read_sheet(raw, COLUMNS, words=WORDS, max_rows=MOST_TASKS):
        values = line.values
        wrong = []
        number = (
            int(values["number"])
            if values["number"].isascii() and values["number"].isdigit()
            else 0
        )
        if not 0 < number < 10_000:
            wrong.append("序号应是正整数。")
        elif number in numbers:
            wrong.append(f"序号 {number} 出现两次。")
        numbers.add(number)
        wrong += [f"请填写{WORDS[name]}。" for name in ("title", "demand") if not values[name]]
        lead, units = split(values["lead"]), split(values["units"])
        if not lead and not units:
            wrong.append("请填写牵头单位或责任单位。")
        told = values["confidence"] or Confidence.UNCONFIRMED.value
        confidence = labels.get(told, told)
        if confidence not in Confidence.values:
            wrong.append(f"可靠程度只能填{'、'.join(labels)}。")
        problems += [LineProblem(line.number, one) for one in wrong]
        found.append(
            ListedTask(
                line=line.number,
                number=number,
                title=values["title"],
                demand=values["demand"],
                lead=lead,
                units=tuple(one for one in units if one not in lead),
                figures=split(values["figures"]),
                confidence=confidence,
                remark=values["remark"],
            )
        )
    if problems:
        raise LinesRefused(problems)
    return sorted(found, key=lambda one: one.number)


def split(text: str) -> tuple[str, ...]:
    """``区教体局、区民政局`` → both, each once; other separators people use are taken too."""
    for other in "，,；;\n":
        text = text.replace(other, "、")
    return tuple(dict.fromkeys(one.strip() for one in text.split("、") if one.strip()))


def names_in(tasks: Sequence[ListedTask]) -> list[str]:
    """Every unit named, once, in the order of the list."""
    return list(dict.fromkeys(name for one in tasks for name in (*one.lead, *one.units)))
