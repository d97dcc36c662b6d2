"""``import_entitlements FILE``: who draws what, since when, and what was paid before."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from support_services.subsidies.services.imports import COLUMNS, import_entitlements
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.sheets import read_sheet

# So many rights that cannot be drawn together are told; all of them are on the bureau's list.
SHOWN = 20


class Command(ImportCommand):
    help = (
        f"导入享受待遇名单，列：{','.join(COLUMNS)}。"
        "ended_on 所在月为最后发放月；paid_through（如 2026-10）之前的月份按现行标准记为已发。"
        "有一行不合格则整份不导入；同一份重复导入不产生变化。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--by", required=True, metavar="USER", help="经办人账号")

    def run(self, **options: Any) -> dict[str, Any]:
        by, at = user_by_name(options["by"]), timezone.now()
        lines = read_sheet(read_bytes(options["file"]), COLUMNS)
        self.progress(f"读到 {len(lines)} 行，正在核对")
        outcome = import_entitlements(
            rows=lines, by=by, at=at, today=timezone.localdate(at), dry_run=options["dry_run"]
        )
        opening = outcome.opening
        answer: dict[str, Any] = {
            "rows": outcome.rows,
            "new": outcome.new,
            "regraded": outcome.regraded,
            "ended": outcome.ended,
            "unchanged": outcome.unchanged,
            "refused": outcome.refused,
            "dry_run": options["dry_run"],
            "applied": outcome.applied,
            "opening": {
                "batch": opening.batch,
                "entitlements": opening.entitlements,
                "postings": opening.postings,
                "amount": opening.amount,
            },
        }
        if outcome.collisions:
            for one in outcome.collisions[:SHOWN]:
                self.progress(f"第 {one.line} 行：{one.message}")
            answer["collisions"] = len(outcome.collisions)
        if outcome.refused:
            answer |= self.refused(outcome.problems)
        return answer
