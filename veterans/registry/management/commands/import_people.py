"""``import_people FILE``: people and their accounts from a CSV or XLSX list."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import lines_as_json
from veterans.foundation.sheets import read_sheet
from veterans.registry.services import import_people
from veterans.registry.services.imports import COLUMNS


class Command(ImportCommand):
    help = (
        f"导入人员名单，列：{','.join(COLUMNS)}。"
        "有一行不合格则整份不导入；同一份重复导入不产生变化。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--by", required=True, metavar="USER", help="经办人账号")

    def run(self, **options: Any) -> dict[str, Any]:
        by = user_by_name(options["by"])
        lines = read_sheet(read_bytes(options["file"]), COLUMNS)
        self.progress(f"读到 {len(lines)} 行，正在核对")
        outcome = import_people(rows=lines, by=by, at=timezone.now(), dry_run=options["dry_run"])
        answer: dict[str, Any] = {
            "rows": outcome.rows,
            "new": outcome.new,
            "updated": outcome.updated,
            "unchanged": outcome.unchanged,
            "refused": outcome.refused,
            "dry_run": options["dry_run"],
            "applied": outcome.applied,
            "warnings": lines_as_json(outcome.warnings),
        }
        if outcome.refused:
            answer |= self.refused(outcome.problems)
        return answer
