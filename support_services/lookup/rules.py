"""What somebody means who types into the one box. Pure.

Residents type whole phrases (``老人看病怎么报销``), so first every known word that stands in the
phrase is heard. Only where none does, what was typed is compared with the known words by the rules
by which villages are found: a part of a word, pinyin and initials are found; the same sound, an
accent and a slip of one letter are guessed, and a guess is never mixed with what was found.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from support_services.stations.rules import FOUND, Place, rank

LONGEST = 40
SHORTEST_WORD = 2
GUESSES = 3
# What people put around the word they mean; the longer ones first.
_AROUND = (
    *("怎么办理", "怎么申请", "怎么领取", "在什么地方", "需要什么", "有没有", "是多少", "能不能"),
    *("怎么办", "怎么领", "怎么报", "怎么弄", "怎么样", "在哪里", "在哪儿", "多少钱", "我想要"),
    *("请问", "我要", "我想", "如何", "怎么", "怎样", "在哪", "哪里", "哪儿", "电话", "地址"),
    *("吗", "呢", "啊", "呀", "吧"),
)


@dataclass(frozen=True)
class Meaning:
    """Words that people say, and the words of the catalogue they mean. ``is_who``: about people
    and not a matter, so that by itself it would find nearly everything."""

    said: tuple[str, ...]
    means: tuple[str, ...]
    is_who: bool


@dataclass(frozen=True)
class Heard:
    """Known words in what was typed. ``is_guess``: none is, these resemble it."""

    words: tuple[str, ...]
    is_guess: bool


def plain(text: str) -> str:
    """What was typed without spaces and signs, small, half width."""
    half = unicodedata.normalize("NFKC", text[: LONGEST * 2]).lower()
    return "".join(char for char in half if char.isalnum())[:LONGEST]


def core(query: str) -> str:
    """The word somebody means, without 请问 before it and 怎么办 behind; "" where nothing else
    was typed."""
    shorter = query
    for word in _AROUND:
        shorter = shorter.removeprefix(word).removesuffix(word)
    # Each turn takes something away, so it ends.
    return query if shorter == query else core(shorter)


def heard(text: str, known: Iterable[str]) -> Heard:
    """The known words that are meant, the longest first."""
    query, words = plain(text), sorted(set(known), key=lambda word: (-len(word), word))
    rest, inside = query, []
    for word in words:
        # Each sign belongs to one word: 养老 is not meant where 养老保险 is.
        if word in rest:
            inside.append(word)
            rest = rest.replace(word, "\n")
    if inside:
        return Heard(tuple(inside), False)
    wanted = core(query)
    # One letter begins so many readings that it means none of them.
    if len(wanted) < SHORTEST_WORD and wanted.isascii():
        return Heard((), False)
    matches = rank((Place(word, word) for word in words), wanted)
    best = [match for match in matches if match.score == matches[0].score][:GUESSES]
    return Heard(tuple(match.place.code for match in best), bool(best) and best[0].score < FOUND)


def fit(title: str, text: str, meant: Iterable[Meaning], query: str) -> int:
    """How well an item fits; 0 for not at all. ``text``: everything it says, its title too.

    Where a matter is meant, an item is about it; who is meant only puts one before another.
    """
    meanings = list(meant)
    matters = [one for one in meanings if not one.is_who]
    score = 100 if len(query) >= SHORTEST_WORD and query in plain_of(text) else 0
    about = sum(_fit(one, title, text) for one in matters)
    if matters and not about:
        return score
    return score + 3 * about + sum(_fit(one, title, text) for one in meanings if one.is_who)


def plain_of(text: str) -> str:
    """A text of ours as ``plain`` makes what was typed, however long."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


def _fit(meaning: Meaning, title: str, text: str) -> int:
    if any(word in title for word in meaning.means):
        return 3
    return 1 if any(word in text for word in meaning.means) else 0
