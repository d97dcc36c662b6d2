"""Base of the commands that import a list: one answer, whether the list is taken or refused."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from veterans.foundation.json_command import JsonCommand
from veterans.foundation.line_problems import LineProblem, LinesRefused, lines_as_json


class ImportCommand(JsonCommand):
    """A refused list is an answer too: its lines are printed as JSON, and the status is 1.

    ``error`` and ``lines`` are in the answer exactly when the list was refused.
    """

    exit_status_on = "error"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="CSV（UTF-8 或 GB18030）或 XLSX 文件")

    def refused(self, problems: Iterable[LineProblem]) -> dict[str, Any]:
        """What an answer says of a refused list; says it on standard error as well."""
        refusal = LinesRefused(problems)
        error = f"有 {len(refusal.problems)} 行不合格，整份未导入，请改正后重新导入。"
        self.stderr.write(f"{error}\n{refusal}", lambda text: text)
        return {"error": error, "lines": lines_as_json(refusal.problems)}
