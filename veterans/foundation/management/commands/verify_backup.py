"""``verify_backup``: a restore on trial; exit status 1 when anything is wrong."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from veterans.foundation import restoring
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.management.ending import ends_in_order, told


class Command(JsonCommand):
    help = "把备份恢复到同一服务器上的临时数据库，全部检查一遍，再删掉；有差错时返回 1。"
    exit_status_on = "failed"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="备份文件")

    def run(self, **options: Any) -> dict[str, Any]:
        with ends_in_order():
            return told(
                restoring.verify(path=options["path"], at=timezone.now(), progress=self.progress)
            )
