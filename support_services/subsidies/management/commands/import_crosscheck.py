"""Apply another office's list: deaths, sentences, moves."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from support_services.subsidies.services.crosscheck_lists import (
    apply_list,
    parse_kind,
    preview_list,
)
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import LinesRefused


class Command(ImportCommand):
    help = (
        "导入比对名单（CSV 或 XLSX，列名：id_number,date,source）。命中的待遇先暂缓，等站点核实、"
        "区局下结论，不会自动停发。有一行不合格则整份不导入；同一份重复导入不产生变化。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", required=True, help="death 死亡、sentence 服刑、move 迁出")
        parser.add_argument("--source", required=True, metavar="TEXT", help="来源单位")
        parser.add_argument("--document-no", default="", metavar="NO", help="文号")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--by", required=True, metavar="USER", help="经办人账号")

    def run(self, **options: Any) -> dict[str, Any]:
        by, at = user_by_name(options["by"]), timezone.now()
        given: dict[str, Any] = {
            "content": read_bytes(options["file"]),
            "kind": parse_kind(options["kind"]),
            "source": options["source"],
            "by": by,
            "today": timezone.localdate(at),
        }
        answer: dict[str, Any] = {"kind": given["kind"].value, "dry_run": options["dry_run"]}
        try:
            if options["dry_run"]:
                outcome = preview_list(**given)
            else:
                outcome = apply_list(**given, document_no=options["document_no"], at=at)
        except LinesRefused as refusal:
            return answer | {"applied": False} | self.refused(refusal.problems)
        return answer | {
            "rows": outcome.rows,
            "hits": len(outcome.hits),
            "holds": outcome.holds,
            "known": outcome.known,
            "not_drawing": outcome.idle,
            "not_registered": outcome.unknown,
            "applied": outcome.applied,
            "repeated": outcome.already is not None,
            "list": outcome.list_id,
        }
