"""The draw: fair, the same for the same seed, and as even as it can be."""

from itertools import combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from honors.juries.rules import drawn_numbers, share_out

PAIRS = st.sets(st.tuples(st.integers(1, 5), st.integers(1, 6)), max_size=9)


@settings(max_examples=80)
@given(
    st.integers(1, 6), st.integers(1, 5), st.integers(1, 3), PAIRS, PAIRS,
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_draw(entries: int, jurors: int, each: int, barred: Any, held: Any, rng: Any) -> None:
    numbers, seats = list(range(1, entries + 1)), list(range(1, jurors + 1))
    held = {one for one in held - barred if one[0] <= jurors and one[1] <= entries}
    found = share_out("ab", numbers, seats, each=each, barred=barred, held=held)
    on = {n: {j for j, e in (*found.pairs, *held) if e == n} for n in numbers}
    assert len(set(found.pairs)) == len(found.pairs)
    assert not set(found.pairs) & (barred | held)
    for n in numbers:
        free = {j for j in seats if (j, n) not in barred}
        lacks = found.missing.get(n, 0)
        assert len(on[n]) + lacks >= each or not lacks
        assert lacks == max(0, each - len(free | {j for j, e in held if e == n}))
    assert found.loads == {j: sum(j in on[n] for n in numbers) for j in seats}
    if not barred and not held:
        assert max(found.loads.values()) - min(found.loads.values()) <= 1
    # The order in which somebody lists them is no matter; the seed is.
    rng.shuffle(numbers)
    rng.shuffle(seats)
    again = share_out("ab", numbers, seats, each=each, barred=barred, held=held)
    assert (again.pairs, again.missing) == (found.pairs, found.missing)


@settings(max_examples=25)
@given(st.sets(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=7))
def test_no_other_draw_is_more_even(barred: Any) -> None:
    entries, jurors = range(1, 5), range(1, 5)
    found = share_out("cd", entries, jurors, each=2, barred=barred)
    choices = []
    for n in entries:
        free = [j for j in jurors if (j, n) not in barred]
        choices.append(list(combinations(free, min(2, len(free)))))
    best = min(
        sum(sum(j in chosen for chosen in every) ** 2 for j in jurors)
        for every in product(*choices)
    )
    assert sum(load**2 for load in found.loads.values()) == best


def test_numbers_are_drawn_and_not_given() -> None:
    refs = [f"nomination:{n}" for n in range(1, 9)]
    drawn = drawn_numbers("ab", refs)
    assert sorted(drawn.values()) == list(range(1, 9))
    assert drawn == drawn_numbers("ab", reversed(refs))
    orders = {tuple(drawn_numbers(f"{seed}", refs)) for seed in range(20)}
    assert len(orders) == 20
    draws = {share_out(f"{s}", range(1, 7), range(1, 6), each=2).pairs for s in range(20)}
    assert len(draws) > 15
