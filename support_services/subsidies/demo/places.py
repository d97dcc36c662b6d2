"""Where people live: villages of unequal size, larger in the larger towns. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Village:
    """A village and its town, by code and name."""

    code: str
    name: str
    town: str

    @property
    def short_name(self) -> str:
        """The village without the word for its committee: 夏庄社区居委会 is 夏庄社区."""
        for office in ("居民委员会", "居委会", "委会"):
            if self.name.endswith(office):
                return self.name.removesuffix(office)
        return self.name

    @property
    def is_urban(self) -> bool:
        """A community (社区) rather than a village (村)."""
        return not self.short_name.endswith("村")


class Places:
    """Draws villages, each as often as its size says; only the ``largest`` so many, if given."""

    def __init__(
        self, rng: Random, villages: Sequence[Village], *, largest: int | None = None
    ) -> None:
        if not villages:
            raise ValueError("nobody can live in a county without villages")
        self._rng = rng
        # A town has its own density, a village its own size: some are five times the next.
        density = {town: rng.uniform(0.7, 1.4) for town in sorted({v.town for v in villages})}
        sizes = [
            (density[village.town] * rng.lognormvariate(0, 0.55), village)
            for village in sorted(villages, key=lambda v: v.code)
        ]
        sizes.sort(key=lambda pair: -pair[0])
        self._weights = [weight for weight, _ in sizes[:largest]]
        self._villages = [village for _, village in sizes[:largest]]

    def village(self) -> Village:
        return self._rng.choices(self._villages, self._weights)[0]
