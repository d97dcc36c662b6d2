"""``load_rates FILE``: standards as drafts, or brought into force by a second person."""

from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.services.rates import (
    COLUMNS,
    OPTIONAL_COLUMNS,
    enforce_table,
    enter_table,
)
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.errors import Refused
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.months import month_text
from veterans.foundation.sheets import read_sheet


class Command(ImportCommand):
    help = (
        f"录入标准，列：{','.join(COLUMNS)}（可另有 {','.join(OPTIONAL_COLUMNS)}）。"
        "默认只录为草稿；加 --in-force 由第二人启用。重复录入不产生变化。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--by", metavar="USER", help="录入人账号（经办）")
        parser.add_argument("--in-force", action="store_true", help="录入后由 --second 启用")
        parser.add_argument("--second", metavar="USER", help="启用人账号（复核或审批）")

    def run(self, **options: Any) -> dict[str, Any]:
        if not options["by"]:
            raise Refused("请用 --by 写明录入人账号：每条标准都要有人负责，系统不代填。")
        if options["in_force"] != bool(options["second"]):
            raise Refused("启用标准须同时写 --in-force 和 --second 启用人账号；只录草稿则都不写。")
        by, at = user_by_name(options["by"]), timezone.now()
        second = user_by_name(options["second"]) if options["second"] else None
        lines = read_sheet(read_bytes(options["file"]), COLUMNS, optional=OPTIONAL_COLUMNS)
        self.progress(f"读到 {len(lines)} 行，正在核对")
        rows = marked = unchanged = 0
        with transaction.atomic():
            try:
                entered = enter_table(rows=lines, by=by, at=at)
            except LinesRefused as refusal:
                return {"rows": len(lines), **self.refused(refusal.problems)}
            if second is not None:
                for table in entered.tables:
                    self.progress(f"启用：{table.title}")
                    done = enforce_table(table=table, by=second, at=at)
                    rows, unchanged = rows + done.rows, unchanged + done.unchanged
                    marked += done.marked
        return {
            "rows": len(lines),
            "new": entered.new,
            "in_draft": entered.in_draft,
            "already_in_force": entered.in_force + unchanged,
            "tables": [
                {"id": table.pk, "effective_from": month_text(table.effective_from)}
                for table in entered.tables
            ],
            "enforced": rows,
            "marked": marked,
        }
