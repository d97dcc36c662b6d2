"""How a village or community is found by what somebody types. Pure.

A deployment serves one county: some hundred names, all of them compared, so that a village without
a station of its own is found exactly like the others, and a renamed one at once.

Forgiven are: a part of the name only, the administrative ending left out or another one put, the
town written in front, digits for numerals, another character of the same sound, a Northern or
Southern accent in the pinyin, one wrong, missing, doubled or swapped letter. A guess is never mixed
with what was really found.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin
from rapidfuzz.distance import OSA

QUERY_LENGTH = 30
SHOWN = 20

# Endings of the committees; what is left is the name on people's lips.
_COMMITTEES = (
    ("类似社区居民委员会", ""),
    ("类似社区居委会", ""),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村民委员会", "村"),
    ("居民委员会", ""),
    ("村委会", "村"),
    ("居委会", ""),
    ("街道办事处", "街道"),
    ("办事处", ""),
)
_ENDINGS = ("社区", "街道", "村", "镇", "乡", "县", "区", "市")
_STATIONS = ("退役军人服务中心", "退役军人服务站", "退役军人", "服务中心", "服务站")
_LETTER_ENDINGS = (
    "shequjuminweiyuanhui",
    "cunminweiyuanhui",
    "shequjuweihui",
    "cunweihui",
    "juweihui",
    "shequ",
    "jiedao",
    "zhen",
    "cun",
)
_NUMERALS = str.maketrans("0123456789", "〇一二三四五六七八九")
# Sounds that people who speak the dialect do not tell apart; folded on both sides.
_ACCENTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("v", "u"))

# From here on it was found; below, it is a guess.
FOUND = 50
_EXACT, _BARE, _STARTS, _HOLDS = 100, 95, 85, 70
# A guess that is so much worse than the best one is not worth saying.
_FAR_GUESS = 15
_SOUND, _SOUND_STARTS, _ACCENT, _SLIP, _LETTER_SLIP, _TWO_SLIPS = 45, 42, 40, 30, 20, 15


@dataclass(frozen=True)
class Place:
    """A region as it is looked for. ``town``: the town a village belongs to, otherwise ""."""

    code: str
    name: str
    town: str = ""


@dataclass(frozen=True)
class Match:
    """A place and how well it fits; ``is_guess`` when nothing of it was literally there."""

    place: Place
    score: int

    @property
    def is_exact(self) -> bool:
        """The whole name was typed, with its ending or without."""
        return self.score >= _BARE

    @property
    def is_guess(self) -> bool:
        return self.score < FOUND


@dataclass(frozen=True)
class _Forms:
    """A name and everything it may be called by."""

    name: str
    spoken: str
    bare: str
    readings: tuple[str, ...]
    initials: tuple[str, ...]


@lru_cache(maxsize=4096)
def spoken_name(name: str) -> str:
    """``洪一社区居委会`` → ``洪一社区``, ``石村村委会`` → ``石村``: as people say it."""
    for ending, instead in _COMMITTEES:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name.removesuffix(ending)
            return stem if instead and stem.endswith(instead) else stem + instead
    return name


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """The spoken name without 村, 社区, 街道, 镇; a name that is nothing else stays whole."""
    spoken = spoken_name(name)
    for ending in _ENDINGS:
        if spoken.endswith(ending) and len(spoken) > len(ending):
            return spoken.removesuffix(ending)
    return spoken


def clean_query(text: str) -> str:
    """What was typed without spaces, signs and the words 退役军人服务站; at most 30 characters."""
    plain = unicodedata.normalize("NFKC", text[:200]).lower()
    for written in "üǖǘǚǜ":
        plain = plain.replace(written, "v")
    # Tones that somebody wrote over the letters.
    plain = unicodedata.normalize("NFD", plain)
    plain = "".join(char for char in plain if char.isalnum())
    for word in _STATIONS:
        if plain != word:
            plain = plain.removesuffix(word)
    return plain.translate(_NUMERALS)[:QUERY_LENGTH]


def is_only_an_ending(query: str) -> bool:
    """Whether somebody typed 村 or 社区 and no name."""
    return query in _ENDINGS or query in {ending for ending, _ in _COMMITTEES}


def rank(places: Iterable[Place], text: str, *, county: str = "") -> list[Match]:
    """The places that fit, best first; guesses only if nothing was found. Empty for no name.

    ``county``: its name is passed over at the beginning of what was typed.
    """
    query = clean_query(text)
    for front in (county, bare_name(county)):
        rest = query.removeprefix(front)
        if front and rest and rest != query and not is_only_an_ending(rest):
            query = rest
            break
    if not query or is_only_an_ending(query):
        return []
    known = list(places)
    kept = _fitting(known, query, _held, at_least=FOUND) or _fitting(known, query, _guessed)
    # Villages before towns of the same name: whoever asks lives in one.
    return sorted(kept, key=lambda m: (-m.score, not m.place.town, len(m.place.name), m.place.code))


def _fitting(
    places: Sequence[Place], query: str, fit: Callable[[_Forms, str], int], *, at_least: int = 0
) -> list[Match]:
    """``at_least``: 0 for whatever is not much worse than the best."""
    matches = [Match(place, _score(place, query, fit)) for place in places]
    best = max((match.score for match in matches), default=0)
    floor = at_least or max(1, best - _FAR_GUESS)
    return [match for match in matches if match.score >= floor]


def _score(place: Place, query: str, fit: Callable[[_Forms, str], int]) -> int:
    forms = _forms(place.name)
    best = fit(forms, query)
    if place.town:
        town = _forms(place.town)
        for front in (town.name, town.spoken, town.bare, *town.readings):
            rest = query.removeprefix(front)
            if rest and rest != query and not is_only_an_ending(rest):
                best = max(best, fit(forms, rest))
    return best


def _held(forms: _Forms, query: str) -> int:
    """How well, where what was typed is literally there."""
    if query.isascii():
        return max(_held_letters(forms, query, word) for word in _letters(query))
    if query in (forms.name, forms.spoken):
        return _EXACT
    bare = bare_name(query)
    if bare == forms.bare:
        return _BARE
    for wanted in (spoken_name(query), bare):
        if forms.spoken.startswith(wanted):
            return _STARTS
        if wanted in forms.spoken:
            return _HOLDS
    return 0


def _guessed(forms: _Forms, query: str) -> int:
    """How well, where it is not."""
    if query.isascii():
        return _guess_letters(forms, query)
    return _guess(forms, bare_name(query))


def _guess(forms: _Forms, bare: str) -> int:
    """Typed on a keyboard for Chinese, a mistake is mostly another character of that sound."""
    typed = tuple(one for one in readings(bare) if one)
    if not typed:
        return 0
    if set(typed) & set(forms.readings):
        return _SOUND
    if len(bare) >= 2 and any(one.startswith(typed) for one in forms.readings):
        return _SOUND_STARTS
    if {_folded(one) for one in typed} & {_folded(one) for one in forms.readings}:
        return _ACCENT
    if len(bare) >= 3 and distance(bare, forms.bare, at_most=1) == 1:
        return _SLIP
    return max((_slips(one, other) for one in typed for other in forms.readings), default=0)


def _letters(query: str) -> list[str]:
    """What was typed in pinyin, and without each ending that it has."""
    query = query.replace("'", "")
    words = [query, *(query.removesuffix(end) for end in _LETTER_ENDINGS if query.endswith(end))]
    return [word for word in words if len(word) >= 2 or word == query]


def _held_letters(forms: _Forms, query: str, word: str) -> int:
    if word in forms.readings:
        return _EXACT if word == query.replace("'", "") else _BARE
    if word in forms.initials:
        return _BARE
    if len(word) >= 2 and any(one.startswith(word) for one in forms.readings):
        return _STARTS
    if any(one.startswith(word) for one in forms.initials):
        return _STARTS - 1
    if len(word) >= 4 and any(word in one for one in forms.readings):
        return _HOLDS
    return 0


def _guess_letters(forms: _Forms, query: str) -> int:
    best = 0
    for word in _letters(query):
        for reading in forms.readings:
            if len(word) >= 4 and _folded(word) == _folded(reading):
                return _ACCENT
            best = max(best, _slips(word, reading))
        for letters in forms.initials:
            if len(word) >= 4 and distance(word, letters, at_most=1) == 1:
                best = max(best, _LETTER_SLIP)
    return best


def _slips(typed: str, reading: str) -> int:
    """Wrong letters that may be forgiven: one from five letters on, two from nine on."""
    allowed = 2 if len(reading) >= 9 else 1 if len(reading) >= 5 else 0
    if not allowed or not typed.isascii():
        return 0
    slips = distance(typed, reading, at_most=allowed)
    return 0 if slips > allowed else {0: _ACCENT, 1: _SLIP - 2, 2: _TWO_SLIPS}[slips]


def distance(one: str, other: str, *, at_most: int) -> int:
    """Single letters to change, add, leave out or swap with the next; ``at_most + 1`` if more."""
    return OSA.distance(one, other, score_cutoff=at_most)


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[str, ...]:
    """``xiejia`` and ``jiejia`` for 解家: the usual reading, and those of a first character that
    is a surname in one of its readings."""
    usual = lazy_pinyin(name, style=Style.NORMAL)
    firsts = pinyin(name[:1], style=Style.NORMAL, heteronym=True)[0] if name else []
    rest = "".join(usual[1:])
    # What is no Chinese comes back as one piece and has no other reading.
    others = [first + rest for first in firsts] if len(usual) == len(name) else []
    return tuple(dict.fromkeys(_ascii(one) for one in ["".join(usual), *others]))


@lru_cache(maxsize=4096)
def _forms(name: str) -> _Forms:
    spoken, bare = spoken_name(name), bare_name(name)
    starts = lazy_pinyin(spoken, style=Style.FIRST_LETTER, strict=False)
    first_letters = {reading[:1] for reading in readings(bare)}
    rest = _ascii("".join(starts[1:]))
    return _Forms(
        name=name,
        spoken=spoken,
        bare=bare,
        readings=tuple(dict.fromkeys([*readings(bare), *readings(spoken)])),
        initials=tuple(
            dict.fromkeys(
                first + rest[:length]
                for first in sorted(first_letters)
                for length in (len(bare) - 1, len(rest))
            )
        ),
    )


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("ü", "v"))
    return "".join(char for char in plain if char.isascii() and char.isalnum())


@lru_cache(maxsize=4096)
def _folded(reading: str) -> str:
    for sound, same in _ACCENTS:
        reading = reading.replace(sound, same)
    return reading
