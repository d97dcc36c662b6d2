"""Lives to be judged: what each floor knows of some people, loaded in a fixed number of queries."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from veterans.registry.criteria.kinds import Life

# (ids of people) -> for each what this floor knows, by name. Somebody may be left out.
Loader = Callable[[Sequence[int]], Mapping[int, Mapping[str, Any]]]

_loaders: list[Loader] = []


def add_loader(loader: Loader) -> None:
    """From ``AppConfig.ready``. Adding one twice adds it once."""
    if loader not in _loaders:
        _loaders.append(loader)


def lives_of(people: Sequence[int]) -> dict[int, Life]:
    """Everything conditions may ask of these people."""
    lives: dict[int, dict[str, Any]] = {one: {} for one in people}
    for loader in _loaders:
        for person, known in loader(people).items():
            lives[person].update(known)
    return dict(lives)
