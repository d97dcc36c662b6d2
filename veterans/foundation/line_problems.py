"""What is wrong with which lines of a list. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from veterans.foundation.errors import Refused

T = TypeVar("T")


@dataclass(frozen=True)
class LineProblem:
    """One line, as the spreadsheet counts, and what is wrong with it; never holds its values."""

    line: int
    message: str


class LinesRefused(Refused):
    """A list that is declined, with every line that is the reason."""

    SHOWN = 10

    def __init__(self, problems: Iterable[LineProblem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        shown = [f"第 {one.line} 行：{one.message}" for one in self.problems[: self.SHOWN]]
        if len(self.problems) > self.SHOWN:
            shown.append(f"……共 {len(self.problems)} 行有问题")
        super().__init__("\n".join(shown))


class LineReader:
    """Gathers everything that is wrong with one line, so that it is corrected in one go."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def take(self, read: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
        """The value, or None and a complaint."""
        try:
            return read(*args, **kwargs)
        except Refused as refusal:
            self.complain(str(refusal))
            return None

    def complain(self, message: str) -> None:
        if message not in self.complaints:
            self.complaints.append(message)


def lines_as_json(problems: Iterable[LineProblem]) -> list[dict[str, Any]]:
    """By line, for a command's answer."""
    ordered = sorted(problems, key=lambda problem: problem.line)
    return [{"line": problem.line, "message": problem.message} for problem in ordered]
