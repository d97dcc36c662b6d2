"""我能享受什么: what residents are asked, and the life that their answers make. Pure.

An answer is a short code; a code says nothing by itself, and nothing is kept. What is not answered
is not in the life, so it counts as not so, as a fact does that is not on a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from veterans.registry.criteria.kinds import Life

# Categories of the register that no answer gives, each with the reason.
NOT_ASKED: dict[str, str] = {
    "CS": "参试的情况是敏感信息，不在网上问，也不进网址；请本人到服务站当面问。",
}
# What was so long ago that it holds on every day that is asked about.
LONG_AGO = date(1900, 1, 1)

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    """One answer. ``facts``: (name in a life, value) that it stands for; none for "neither"."""

    code: str
    label: str
    facts: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Question:
    """``many``: several answers may be ticked. ``listed``: too many to stand side by side."""

    code: str
    text: str
    options: tuple[Option, ...]
    hint: str = ""
    many: bool = False
    listed: bool = False


def _of(name: str, *rows: tuple[str, str, Any]) -> tuple[Option, ...]:
    """Options of which each stands for one value under that name, or for nothing (None)."""
    return tuple(
        Option(code, label, () if value is None else ((name, value),))
        for code, label, value in rows
    )


def _circumstance(kind: str, *rows: tuple[str, str, str | None]) -> tuple[Option, ...]:
    return _of(
        "circumstance",
        *((code, label, None if value is None else (kind, value)) for code, label, value in rows),
    )


WHO, GRADE, CAUSE = "s", "d", "x"
_DISABLED = ("category", "DIS")

QUESTIONS: tuple[Question, ...] = (
    Question(
        WHO,
        "您是哪种情况？",
        _of(
            "category",
            ("1", "残疾军人：当兵时受伤、得病，评上了残疾等级", "DIS"),
            ("2", "打过仗的退役军人（参战）", "CZ"),
            ("3", "带病回乡的退役军人", "DB"),
            ("4", "在乡老复员军人：1954年10月底以前参军的", "FY"),
            ("5", "农村当兵回来的，满60岁，认定过农村籍退役士兵", "NC60"),
            ("6", "老红军、西路军老战士、红军失散人员", "SH"),
            ("7", "当过兵，上面几种都不是", "TY"),
            ("8", "烈士的家属", "SS-L"),
            ("9", "因公牺牲军人的家属", "SS-G"),
            ("a", "病故军人的家属", "SS-B"),
            ("b", "烈士的子女，满60岁，按“烈士老年子女”认定过", "LSZN"),
            ("c", "家里有人正在当义务兵", "YWB"),
            ("d", "家里有人在部队当军官、军士", "JS"),
        ),
        hint="有几种就选几种。替家里老人问的，照老人的情况选。",
        many=True,
    ),
    Question(
        GRADE,
        "残疾等级是几级？",
        _of("grade", *((f"{n:x}", f"{n}级", n) for n in range(1, 11))),
        hint="只有残疾军人要选，证上写着。",
        listed=True,
    ),
    Question(
        CAUSE,
        "残疾是怎么来的？",
        _of(
            "cause",
            ("1", "因战", "combat"),
            ("2", "因公", "duty"),
            ("3", "因病", "illness"),
        ),
        hint="只有残疾军人要选，证上写着。",
    ),
    Question(
        "n",
        "多大年纪？",
        # A band stands for the age in it at which the least is promised: the youngest, and below
        # sixty the oldest, because what is for the old begins at sixty.
        _of(
            "age",
            ("1", "不满60岁", 59),
            ("2", "60到64岁", 60),
            ("3", "65到69岁", 65),
            ("4", "70到79岁", 70),
            ("5", "80到89岁", 80),
            ("6", "90岁以上", 90),
        ),
        hint="按周岁算。",
    ),
    Question(
        "h",
        "户口在农村还是城镇？",
        _circumstance("hukou", ("1", "农村", "rural"), ("2", "城镇", "urban")),
    ),
    Question(
        "z",
        "手里有没有这些证？",
        _of(
            "certificate",
            ("1", "优待证", "preferential"),
            ("2", "残疾军人证", "disabled"),
        ),
        hint="有哪个选哪个，都没有就不选。",
        many=True,
    ),
    Question(
        "g",
        "现在做什么？",
        _circumstance(
            "work",
            ("1", "在单位上班", "employed"),
            ("2", "自己做生意、开公司", "business"),
            ("3", "没有工作，正在找", "seeking"),
            ("4", "种地", "farming"),
            ("5", "退休了", "retired"),
            ("6", "干不了活", "unable"),
            ("7", "都不是", None),
        ),
    ),
    Question(
        "k",
        "是不是低保、特困？",
        _circumstance(
            "aid",
            ("1", "低保", "dibao"),
            ("2", "特困供养", "tekun"),
            ("3", "低保边缘", "margin"),
            ("4", "都不是", "none"),
        ),
    ),
    Question(
        "j",
        "平时和谁住？",
        _circumstance(
            "living",
            ("1", "和家里人住", "family"),
            ("2", "老两口住", "couple"),
            ("3", "一个人住", "alone"),
            ("4", "孤老：没有老伴、儿女，一个人过", "childless"),
        ),
    ),
)


def read(given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The answers of an address, in the order of the questions. What is no answer is left out, and
    of a question that takes one answer all but the first."""
    found: dict[str, tuple[str, ...]] = {}
    for question in QUESTIONS:
        wanted = given.get(question.code, ())
        codes = tuple(one.code for one in question.options if one.code in wanted)
        if codes:
            found[question.code] = codes if question.many else codes[:1]
    return found


def pairs(answers: Answers) -> list[tuple[str, str]]:
    """The answers as an address has them; ``read`` of it is the answers again."""
    return [(code, one) for code, chosen in answers.items() for one in chosen]


def told(answers: Answers) -> list[tuple[str, str]]:
    """What was asked and answered, in words."""
    return [
        (question.text, "；".join(one.label for one in chosen_of(question, answers)))
        for question in QUESTIONS
        if question.code in answers
    ]


def chosen_of(question: Question, answers: Answers) -> list[Option]:
    """The answers given to one question."""
    return [one for one in question.options if one.code in answers.get(question.code, ())]


def facts(answers: Answers) -> list[tuple[str, Any]]:
    """What the answers stand for. A grade is a fact only of a disabled soldier, and a cause only
    where there is a grade, as on a file."""
    given = [
        fact
        for question in QUESTIONS
        for option in chosen_of(question, answers)
        for fact in option.facts
    ]
    without = set() if _DISABLED in given else {"grade", "cause"}
    if not any(name == "grade" for name, _ in given):
        without.add("cause")
    return [(name, value) for name, value in given if name not in without]


def life_of(answers: Answers, today: date) -> Life:
    """A life in memory, of the shape that files are loaded in, with nothing but what was
    answered."""
    life: dict[str, Any] = {
        **{"sex": "", "born_on": None, "path": "", "plaque": ""},
        **{name: [] for name in ("category", "home_category", "circumstance", "certificate")},
        **{name: [] for name in ("merit", "service", "placement", "rights", "graded")},
    }
    grade, cause = 0, ""
    for name, value in facts(answers):
        match name:
            case "category":
                life["category"].append((value, LONG_AGO, None))
            case "circumstance":
                life["circumstance"].append((*value, None, None))
            case "certificate":
                life["certificate"].append((value, None, False))
            case "age":
                life["born_on"] = birthday(value, today)
            case "grade":
                grade = value
            case "cause":
                cause = value
    if grade:
        life["graded"].append((grade, cause, LONG_AGO, None, LONG_AGO, None))
    return life


def birthday(age: int, today: date) -> date:
    """A day on which somebody was born who is that old today."""
    # On 29 February there is not one in every year.
    return date(today.year - age, today.month, min(today.day, 28))
