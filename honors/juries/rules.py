"""Pure: numbers by lot, and who reviews what. No Django, no clock, no chance but a seed that was
written down before anybody was named."""

import hashlib
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


def lot(seed: str, *what: object) -> str:
    """What somebody draws: the same for the same seed, and nothing anybody could choose."""
    return hashlib.sha256("\x00".join([seed, *map(str, what)]).encode()).hexdigest()


def drawn_numbers(seed: str, refs: Iterable[str]) -> dict[str, int]:
    """A number for each from 1 on, by lot."""
    order = sorted(set(refs), key=lambda ref: (lot(seed, "entry", ref), ref))
    return {ref: number for number, ref in enumerate(order, start=1)}


@dataclass(frozen=True)
class Draw:
    """``pairs``: new (juror, entry) in the order of entries; ``loads``: entries of each juror, held
    ones included; ``missing``: how many jurors an entry lacks, where it lacks any."""

    pairs: tuple[tuple[int, int], ...]
    loads: Mapping[int, int]
    missing: Mapping[int, int]


def share_out(
    seed: str,
    entries: Collection[int],
    jurors: Collection[int],
    *,
    each: int,
    barred: Collection[tuple[int, int]] = (),
    held: Collection[tuple[int, int]] = (),
) -> Draw:
    """Jurors for every entry until ``each`` are on it.

    ``barred``: (juror, entry) that must not be. ``held``: those that stand already; they count and
    are not moved. Loads are as even as ``barred`` and ``held`` allow: each place goes to the juror
    with least to do who can be reached, if need be by handing an entry on from one juror to
    another. That is the cheapest augmenting path, so that as many places are filled as can be and
    no later exchange would make the loads more even. Equals are told apart by lot.
    """
    no = set(barred)
    order = sorted(set(jurors), key=lambda one: (lot(seed, "juror", one), one))
    on: dict[int, set[int]] = {entry: set() for entry in entries}
    fixed: dict[int, set[int]] = {entry: set() for entry in entries}
    loads = {one: 0 for one in order}
    for juror, entry in held:
        if entry in on:
            fixed[entry].add(juror)
        if juror in loads:
            loads[juror] += 1
    missing: dict[int, int] = {}
    for entry in sorted(on, key=lambda one: (lot(seed, "turn", one), one)):
        for _ in range(max(0, each - len(fixed[entry]))):
            if not _place(entry, order, on, fixed, loads, no):
                missing[entry] = missing.get(entry, 0) + 1
    rank = {one: place for place, one in enumerate(order)}
    pairs = [
        (juror, entry) for entry in sorted(on) for juror in sorted(on[entry], key=rank.__getitem__)
    ]
    return Draw(tuple(pairs), dict(sorted(loads.items())), dict(sorted(missing.items())))


def _place(
    start: int,
    order: list[int],
    on: dict[int, set[int]],
    fixed: Mapping[int, set[int]],
    loads: dict[int, int],
    no: set[tuple[int, int]],
) -> bool:
    """One more juror for ``start``; False where nobody can be reached."""

    def free(entry: int) -> list[int]:
        taken = on[entry] | fixed[entry]
        return [one for one in order if one not in taken and (one, entry) not in no]

    # juror -> the entry he would take over; entry -> the juror who would hand it on.
    takes: dict[int, int] = {}
    handed_by: dict[int, int] = {}
    queue = deque([start])
    seen = {start}
    while queue:
        entry = queue.popleft()
        for juror in free(entry):
            if juror in takes:
                continue
            takes[juror] = entry
            for other in sorted(one for one in on if juror in on[one] and one not in seen):
                seen.add(other)
                handed_by[other] = juror
                queue.append(other)
    if not takes:
        return False
    rank = {one: place for place, one in enumerate(order)}
    juror = min(takes, key=lambda one: (loads[one], rank[one]))
    loads[juror] += 1
    while True:
        entry = takes[juror]
        on[entry].add(juror)
        if entry == start:
            return True
        juror = handed_by[entry]
        on[entry].discard(juror)


def draw_in_words(
    *, seed: str, entries: int, jurors: int, each: int, barred: int, loads: Collection[int]
) -> str:
    """How the draw came about, for whoever asks afterwards."""
    least, most = min(loads, default=0), max(loads, default=0)
    spread = f"每人 {least} 份" if least == most else f"每人 {least} 至 {most} 份"
    return (
        f"{jurors} 位评委，{entries} 份材料，每份 {each} 位评委，{spread}；"
        f"因回避排除 {barred} 对。材料编号和分派由随机种子 {seed} 算出，"
        "种子在设立评委会时就记下了，同样的评委和回避，随时能重新算出同样的分派。"
    )
