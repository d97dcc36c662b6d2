"""Enter a list of yearly or one-off grants as drafts."""

from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.management.grant_commands import described
from support_services.subsidies.services.grant_lists import (
    COLUMNS,
    enter_list,
    parse_grant_kind,
    read_list,
)
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import LinesRefused


class Command(ImportCommand):
    help = (
        "录入一份核发名单（CSV 或 XLSX），每行一项，待另一人批准。各种类的列名见说明书。"
        "有一行不合格则整份不录入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", required=True, help="、".join(COLUMNS))
        parser.add_argument("--document-no", default="", metavar="NO", help="文号")
        parser.add_argument("--dry-run", action="store_true", help="只核算，不写入")
        parser.add_argument("--by", required=True, metavar="USER", help="录入人账号（经办）")

    def run(self, **options: Any) -> dict[str, Any]:
        by, at = user_by_name(options["by"]), timezone.now()
        kind = parse_grant_kind(options["kind"])
        rows = read_list(read_bytes(options["file"]), kind)
        answer = {"kind": kind.value, "rows": len(rows), "dry_run": options["dry_run"]}
        try:
            with transaction.atomic():
                entered = enter_list(
                    kind=kind,
                    rows=rows,
                    document_no=options["document_no"],
                    by=by,
                    at=at,
                    today=timezone.localdate(at),
                )
                grants = [described(grant) for grant in entered.grants]
                transaction.set_rollback(options["dry_run"])
        except LinesRefused as refusal:
            return answer | self.refused(refusal.problems)
        return answer | {"amount": f"{entered.amount:.2f}", "grants": grants}
