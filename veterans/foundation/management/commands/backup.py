"""``backup``: one sealed file of everything the portal knows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from veterans.foundation import backups, restoring
from veterans.foundation.json_command import JsonCommand
from veterans.foundation.management.ending import ends_in_order, told


class Command(JsonCommand):
    help = "把整个数据库备份成一个加密文件；可以边办业务边备份，中断时不留下半个文件。"
    exit_status_on = "failed"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="备份文件，不能已经存在")
        parser.add_argument(
            "--verify", action="store_true", help="写完后恢复到临时数据库，检查一遍再删掉"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        path: Path = options["path"]
        with ends_in_order():
            made = backups.make(path=path, at=timezone.now(), progress=self.progress)
            keys = "、".join(map(str, made["sealing_keys"])) or "无"
            self.progress(
                f"已写好 {path}（{made['mebibytes']} MiB，{made['tables']} 张表，"
                f"{made['rows']:,} 行）。\n"
                f"恢复时须有：备份密钥 {made['backup_key']}（PORTAL_BACKUP_KEY）；数据密钥 {keys}"
                f"（PORTAL_SEAL_KEYS）；索引密钥 {made['index_key']}（PORTAL_INDEX_KEY）。\n"
                "缺了这些密钥，备份打不开或读不出个人信息。请把密钥与备份分开保管。"
            )
            if not options["verify"]:
                return made
            found = restoring.verify(path=path, at=timezone.now(), progress=self.progress)
        return {**made, **told(found)}
