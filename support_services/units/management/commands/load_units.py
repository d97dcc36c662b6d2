"""``load_units``: a list of units from a file; without one the departments that are shipped."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from support_services.units.reference import DEPARTMENTS
from support_services.units.services import unit_lists
from support_services.units.states import KIND_LABELS, UnitKind
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import LinesRefused


class Command(ImportCommand):
    help = (
        "登记参与单位名单；不写文件的，登记随附的部门名单。登记过的跳过，有一行不合格整份不登记。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=str(DEPARTMENTS), help="CSV 或 XLSX 文件")
        parser.add_argument("--by", required=True, metavar="USER", help="经办人账号")
        parser.add_argument(
            "--kind",
            choices=[kind.value for kind in KIND_LABELS],
            default=UnitKind.DEPARTMENT.value,
            help="名单里没有写类别的，按这一类",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        by = user_by_name(options["by"])
        lines = unit_lists.read_list(read_bytes(options["file"]))
        try:
            made = unit_lists.enter_list(
                lines, kind=UnitKind(options["kind"]), by=by, at=timezone.now()
            )
        except LinesRefused as refusal:
            return self.refused(refusal.problems)
        return {"entered": made, "known": len(lines) - made}
