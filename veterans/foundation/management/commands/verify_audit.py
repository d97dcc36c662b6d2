"""``verify_audit``: walks the audit chain; exit status 1 when it is broken."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from veterans.foundation import audit, chain_checks
from veterans.foundation.json_command import JsonCommand


class Command(JsonCommand):
    help = "核验审计记录链；有改动、删除或插入时返回 1。"
    exit_status_on = "count"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            help="另外留存的链尾（输出中的 head），形如 序号:摘要；不写则与上次夜间核验的链尾比",
        )
        parser.add_argument("--limit", type=int, default=100, help="最多列出多少处问题")

    def run(self, **options: Any) -> dict[str, Any]:
        given = options["head"]
        expected = audit.parse_head(given) if given else chain_checks.last_good_head()
        report = audit.report(expected_head=expected, limit=options["limit"])
        self.progress(f"核验 {report.entries} 条，发现 {report.count} 处问题")
        return {**asdict(report), "ok": report.count == 0, "head": str(report.head)}
