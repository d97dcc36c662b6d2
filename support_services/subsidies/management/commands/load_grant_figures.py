"""``load_grant_figures FILE``: figures for grants as drafts, or in force by a second person."""

from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils import timezone

from support_services.subsidies.services.grant_figures import (
    COLUMNS,
    enforce_figure,
    enter_figures,
)
from veterans.accounts.selectors import user_by_name
from veterans.foundation.csv_reading import read_bytes
from veterans.foundation.errors import Refused
from veterans.foundation.import_command import ImportCommand
from veterans.foundation.line_problems import LinesRefused
from veterans.foundation.sheets import read_sheet


class Command(ImportCommand):
    help = (
        f"录入核发基数，列：{','.join(COLUMNS)}。默认只录为草稿；加 --in-force 由第二人启用。"
        "重复录入不产生变化。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--by", required=True, metavar="USER", help="录入人账号（经办）")
        parser.add_argument("--in-force", action="store_true", help="录入后由 --second 启用")
        parser.add_argument("--second", metavar="USER", help="启用人账号（复核或审批）")

    def run(self, **options: Any) -> dict[str, Any]:
        if options["in_force"] != bool(options["second"]):
            raise Refused("启用须同时写 --in-force 和 --second 启用人账号；只录草稿则都不写。")
        by, at = user_by_name(options["by"]), timezone.now()
        second = user_by_name(options["second"]) if options["second"] else None
        lines = read_sheet(read_bytes(options["file"]), COLUMNS)
        with transaction.atomic():
            try:
                entered = enter_figures(rows=lines, by=by, at=at)
            except LinesRefused as refusal:
                return {"rows": len(lines), **self.refused(refusal.problems)}
            if second is not None:
                for figure in entered.figures:
                    enforce_figure(figure_id=figure.pk, by=second, at=at)
        return {
            "rows": len(lines),
            "new": len(entered.figures),
            "known": entered.known,
            "figures": [figure.pk for figure in entered.figures],
            "enforced": len(entered.figures) if second is not None else 0,
        }
