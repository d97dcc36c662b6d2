"""``rotate_keys``: seals anew, with the current key, what older keys have sealed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone

from veterans.foundation import key_rotation
from veterans.foundation.json_command import JsonCommand


class Command(JsonCommand):
    help = "用当前密钥重新加密旧密钥加密的数据；可以边办业务边换，中断后再次运行即可继续。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只统计各密钥还有多少数据")

    def run(self, **options: Any) -> dict[str, Any]:
        done = 0
        if not options["dry_run"]:
            done = key_rotation.rotate(at=timezone.now(), progress=self.progress)
        current: int = settings.PORTAL_SEAL_KEY_ID
        columns = key_rotation.counts()
        left = sum(
            count for keys in columns.values() for key, count in keys.items() if key != current
        )
        self.progress(f"当前密钥 {current}；本次换了 {done}，旧密钥还有 {left}")
        return {"key": current, "rotated": done, "left": left, "columns": columns}
