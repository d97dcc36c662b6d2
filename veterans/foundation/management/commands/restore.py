"""``restore``: a backup into an empty database, and every check; exit status 1 when one fails."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from veterans.foundation import restoring
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.management.ending import ends_in_order, told


class Command(JsonCommand):
    help = "把备份恢复到空数据库，再检查行数、结构、审计记录、密钥和账目；有差错时返回 1。"
    exit_status_on = "failed"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="备份文件")
        parser.add_argument(
            "--into",
            required=True,
            metavar="DATABASE_URL",
            help="目标数据库，如 postgres://用户:密码@主机:5432/数据库名；须是空的",
        )
        parser.add_argument("--create", action="store_true", help="新建目标数据库（不能已存在）")

    def run(self, **options: Any) -> dict[str, Any]:
        with ends_in_order():
            found = restoring.restore(
                path=options["path"],
                into=options["into"],
                create=options["create"],
                at=timezone.now(),
                progress=self.progress,
            )
        return told(found)
