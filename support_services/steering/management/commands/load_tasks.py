"""``load_tasks [FILE]``: a document's list of tasks from a CSV or XLSX, or the shipped one."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.utils import timezone

from support_services.steering.reference import ZHANGDIAN
from support_services.steering.services.programmes import check_list, load_programme
from support_services.steering.task_list import SHIPPED, WORDS, read_list
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.errors import Refused
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.sheets import parse_date


class Command(ImportCommand):
    help = (
        f"导入双拥任务清单，列：{','.join(WORDS)}。"
        "不写文件，就是随系统带的张店 2022 年十五项任务。有一行不合格则整份不导入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="CSV（UTF-8 或 GB18030）或 XLSX 文件")
        parser.add_argument("--title", default="", help="文件名称")
        parser.add_argument("--document-no", default="", help="文号")
        parser.add_argument("--issued-on", default="", metavar="DATE", help="印发日期")
        parser.add_argument("--source", default="", help="来源说明")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--by", required=True, metavar="USER", help="经办人账号")

    def run(self, **options: Any) -> dict[str, Any]:
        by = user_by_name(options["by"])
        document = _document(options) if options["file"] else ZHANGDIAN
        answer: dict[str, Any] = {"title": document["title"], "dry_run": options["dry_run"]}
        try:
            rows = read_list(read_bytes(options["file"] or SHIPPED))
            check_list(rows)
        except LinesRefused as refusal:
            return answer | self.refused(refusal.problems)
        answer["tasks"] = len(rows)
        if not options["dry_run"]:
            made = load_programme(rows=rows, by=by, at=timezone.now(), **document)
            answer["programme"] = made.pk
        return answer


def _document(options: dict[str, Any]) -> dict[str, Any]:
    if not options["title"] or not options["issued_on"]:
        raise Refused("自己的清单要写 --title 文件名称 和 --issued-on 印发日期。")
    issued_on: date = parse_date(options["issued_on"])
    return {
        "title": options["title"],
        "document_no": options["document_no"],
        "issued_on": issued_on,
        "valid_to": None,
        "source": options["source"],
    }
