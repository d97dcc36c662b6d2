"""Pure: what a poll comes to, what is odd about its votes, what a message says. No Django, no
clock."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

from honors.votes.states import OddKind

MOST = Decimal(100)
_CENT = Decimal("0.01")
# What is called odd. None of it proves anything: it says where to look.
BURST_LEAST, BURST_TIMES = 10, 5
NETWORK_LEAST, NETWORK_SHARE = 10, Decimal("5")
SERIES_LEAST, SERIES_SHARE = 5, Decimal("2")


@dataclass(frozen=True)
class Cast:
    """A vote as it is looked at: ``network``, ``series``: digests; ``minute``: its beginning."""

    option: Hashable
    minute: datetime
    network: bytes
    series: bytes


@dataclass(frozen=True)
class Odd:
    """Votes that have something in common. ``key``: by what they are found again; ``share``: per
    cent of all, two decimals; ``by_option``: how many of them went to whom."""

    kind: OddKind
    key: str
    votes: int
    share: Decimal
    by_option: Mapping[Hashable, int]


def key_of(vote: Cast, kind: OddKind) -> str:
    """By what votes of one kind belong together."""
    if kind is OddKind.MINUTE:
        return vote.minute.isoformat()
    return (vote.network if kind is OddKind.NETWORK else vote.series).hex()


def odd_in(votes: Collection[Cast]) -> tuple[Odd, ...]:
    """What is odd, the most first in each kind: minutes with many more votes than is usual where
    there are any, networks and telephone series with more than their share."""
    found: list[Odd] = []
    for kind in OddKind:
        groups: dict[str, dict[Hashable, int]] = {}
        for one in votes:
            group = groups.setdefault(key_of(one, kind), {})
            group[one.option] = group.get(one.option, 0) + 1
        sizes = {key: sum(group.values()) for key, group in groups.items()}
        usual = median(sizes.values()) if sizes else 0
        for key, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
            share = percent(size, len(votes))
            if _is_odd(kind, size, share, usual):
                found.append(Odd(kind, key, size, share, groups[key]))
    return tuple(found)


def _is_odd(kind: OddKind, size: int, share: Decimal, usual: float) -> bool:
    if kind is OddKind.MINUTE:
        return size >= BURST_LEAST and size >= BURST_TIMES * usual
    least, most = {
        OddKind.NETWORK: (NETWORK_LEAST, NETWORK_SHARE),
        OddKind.SERIES: (SERIES_LEAST, SERIES_SHARE),
    }[kind]
    return size >= least and share > most


def percent(part: int, whole: int) -> Decimal:
    return _shown(Fraction(part * 100, whole)) if whole else Decimal("0.00")


def left_out(vote: Cast, rules: Collection[tuple[OddKind, str]]) -> bool:
    """Whether a rule names what the vote has in common with others."""
    return any(key_of(vote, kind) == key for kind, key in rules)


def counted(
    options: Iterable[Hashable], votes: Iterable[Cast], rules: Collection[tuple[OddKind, str]]
) -> dict[Hashable, int]:
    """Votes of every option that no rule leaves out."""
    found = {one: 0 for one in options}
    for vote in votes:
        if not left_out(vote, rules):
            found[vote.option] += 1
    return found


def scaled(votes: Mapping[Hashable, int]) -> dict[Hashable, Decimal]:
    """Points from 0 to 100: who has most gets 100, the others in proportion; without a vote 0."""
    most = max(votes.values(), default=0)
    return {
        one: _shown(Fraction(count * 100, most)) if most else Decimal("0.00")
        for one, count in votes.items()
    }


def _shown(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP)


def network_of(address: str) -> str:
    """The net of an address: the first three numbers of an IPv4 one, half of an IPv6 one. Behind
    one there may be a family, a school or a farm of machines."""
    if ":" in address:
        head, _, tail = address.partition("::")
        first = [part for part in head.split(":") if part]
        rest = [part for part in tail.split(":") if part]
        middle = ["0"] * max(0, 8 - len(first) - len(rest))
        return ":".join([*first, *middle, *rest][:4])
    return ".".join(address.split(".")[:3]) or "unknown"


def series_of(phone: str) -> str:
    """Eight of eleven digits: a thousand numbers in a row."""
    return phone[:8]


def message(bureau: str, code: str, minutes: int) -> str:
    """What is sent. Not for whom: the telephone may lie open on a table."""
    return (
        f"【{bureau}】投票验证码 {code}，{minutes} 分钟内有效。投票不收钱、不用下载软件，"
        "验证码谁来要都不要给。不是您本人在投票的，不用理会。"
    )
