"""Pure: what names somebody in a text, how scores go together, who may be proposed, how long a form
field may be. No Django, no clock."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from honors.campaigns.states import FieldKind

HUNDRED = Decimal(100)
# The public's vote is one part and never the larger one. A limit of this portal, no rule.
MOST_VOTE_SHARE = 49
COVER = "某"
# Shorter words are found in too many others to say anything.
SHORTEST_WORD = 2
_BETWEEN = r"[\s·•．.,，、_-]*"
_PLACE_ENDS = re.compile(
    r"(社区居民委员会|居民委员会|村民委员会|街道办事处|居委会|村委会|街道|社区|办事处|[镇乡村])\Z"
)
_DOUBLE = frozenset(
    {"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙"}
    | {"令狐", "慕容", "司徒", "夏侯", "长孙", "宇文", "端木"}
)


def names_of(name: str) -> list[str]:
    """What somebody is called in a text: the whole name, and the given name alone where it has two
    signs or more."""
    whole = "".join(name.split())
    found = [whole] if len(whole) >= SHORTEST_WORD else []
    given = whole[2:] if whole[:2] in _DOUBLE else whole[1:]
    if len(given) >= SHORTEST_WORD and len(whole) <= 4:
        found.append(given)
    return found


def places_of(name: str) -> list[str]:
    """A place as it is filed and as people say it: ``九级村``, ``九级``."""
    whole = "".join(name.split())
    said = _PLACE_ENDS.sub("", whole)
    return [one for one in dict.fromkeys((whole, said)) if len(one) >= SHORTEST_WORD]


def leaks(text: str, words: Iterable[str]) -> list[str]:
    """Which of the words a text names, however they are spaced or in which width they stand."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in _ordered(words) if _pattern(word).search(plain)]


def covered(text: str, words: Iterable[str]) -> str:
    """The text with every one of the words covered; ``leaks`` finds none in it any more."""
    known = _ordered(words)
    told = _without(text, known)
    # Letters of another width are told apart by their form alone.
    return _without(unicodedata.normalize("NFKC", told), known) if leaks(told, known) else told


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = _pattern(word).sub(COVER, text)
    return text


def _ordered(words: Iterable[str]) -> list[str]:
    known = dict.fromkeys("".join(unicodedata.normalize("NFKC", word).split()) for word in words)
    return sorted((one for one in known if len(one) >= SHORTEST_WORD), key=lambda one: -len(one))


def _pattern(word: str) -> re.Pattern[str]:
    signs = (re.escape(sign) for sign in word.casefold())
    return re.compile(_BETWEEN.join(signs), re.IGNORECASE)


def signs(text: str) -> int:
    """字数: every sign but spaces, as people count."""
    return len("".join(text.split()))


def field_problem(kind: str, label: str, text: str, *, least: int, most: int, needed: bool) -> str:
    """Why a field cannot be handed in as it is; "" where it can."""
    if not text:
        return f"请填写{label}。" if needed else ""
    count = signs(text)
    if kind == FieldKind.NUMBER:
        return "" if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", text) else f"{label}请填数字。"
    if kind == FieldKind.DAY:
        try:
            date.fromisoformat(text)
        except ValueError:
            return f"{label}请写成年-月-日，例如 2026-11-05。"
        return ""
    if count > most:
        return f"{label}最多 {most} 字，现在 {count} 字，请删掉 {count - most} 字。"
    if count < least:
        return f"{label}至少 {least} 字，现在 {count} 字，还差 {least - count} 字。"
    return ""


@dataclass(frozen=True)
class Judged:
    """A candidate as the jury and the public have placed him; ``jury`` None: too few ballots.
    ``vote``: 0 to 100, None where there was none."""

    candidate: int
    name: str
    jury: Decimal | None
    vote: Decimal | None = None


@dataclass(frozen=True)
class Placed:
    """Where a candidate stands by both together, and why in words."""

    candidate: int
    place: int | None
    score: Decimal | None
    why: str


def composed(jury: Decimal, vote: Decimal | None, share: int) -> Decimal:
    """The jury's score and the public's, weighted; two decimals, half up."""
    if share == 0 or vote is None:
        return jury.quantize(Decimal("0.01"), ROUND_HALF_UP)
    both = jury * (HUNDRED - share) + vote * share
    return (both / HUNDRED).quantize(Decimal("0.01"), ROUND_HALF_UP)


def placed(judged: Iterable[Judged], *, share: int) -> tuple[Placed, ...]:
    """Everybody by the composed score; of the same score the higher one of the jury first, and
    level where that is the same too. Without a score of the jury: no place, at the end."""
    known = list(judged)
    scored = sorted(
        ((composed(one.jury, one.vote, share), one) for one in known if one.jury is not None),
        key=lambda pair: (-pair[0], -(pair[1].jury or 0), pair[1].name, pair[1].candidate),
    )
    found: list[Placed] = []
    for at, (score, one) in enumerate(scored):
        before = scored[at - 1] if at else None
        level = before is not None and (before[0], before[1].jury) == (score, one.jury)
        place = found[-1].place if level and found else at + 1
        found.append(Placed(one.candidate, place, score, _why(one, score, place, level, share)))
    left = sorted(
        (one for one in known if one.jury is None), key=lambda one: (one.name, one.candidate)
    )
    return (*found, *(Placed(one.candidate, None, None, "有效评分不够，不排名。") for one in left))


def _why(one: Judged, score: Decimal, place: int | None, level: bool, share: int) -> str:
    if share and one.vote is not None:
        told = (
            f"评委 {one.jury} 分占 {100 - share}%，群众投票 {one.vote} 分占 {share}%，"
            f"合计 {score} 分"
        )
    else:
        told = f"评委 {score} 分"
    return f"{told}，{'并列' if level else '排'}第 {place}。"


def from_the_top(places: Mapping[int, int | None], quota: int) -> set[int]:
    """Whom the plain course proposes: from the top until the quota is full; of several on one
    place all or none."""
    chosen: set[int] = set()
    for place in sorted({one for one in places.values() if one is not None}):
        level = {key for key, one in places.items() if one == place}
        if len(chosen) + len(level) > quota:
            break
        chosen |= level
    return chosen


def proposal_problems(
    places: Mapping[int, int | None],
    chosen: Mapping[int, str],
    passed_over: Mapping[int, str],
    *,
    quota: int,
    names: Mapping[int, str],
) -> list[str]:
    """Why a list cannot be proposed as it is, in words; [] where it can. ``chosen``,
    ``passed_over``: the reason of each, "" for none."""
    told = []
    if not chosen:
        told.append("请至少选一人。")
    if len(chosen) > quota:
        told.append(f"选了 {len(chosen)} 人，名额只有 {quota} 个。")
    last = max((places[key] or 0 for key in chosen), default=0)
    for key in chosen:
        if places.get(key) is None:
            told.append(f"“{names.get(key, '')}”没有名次，不能列入。")
    for key, why in passed_over.items():
        place = places.get(key)
        if place is not None and place <= last and not why:
            told.append(f"“{names.get(key, '')}”排第 {place}，跳过了，请写明原因。")
    return told


def days_left(today: date, working: Sequence[date], last_on: date) -> int:
    """Working days of a publicity that are left, today counted if it is one."""
    return sum(today <= day <= last_on for day in working)


def nomination_no(year: int, campaign: int, nomination: int) -> str:
    """``2026-0012-00034``: by which a nomination is asked for."""
    return f"{year}-{campaign:04}-{nomination:05}"


def nomination_of(number: str) -> int | None:
    """Which nomination such a number means; None for what is none."""
    found = re.fullmatch(r"\s*[0-9]{4}-[0-9]{4,9}-([0-9]{5,12})\s*", number, re.ASCII)
    return int(found[1]) if found else None
