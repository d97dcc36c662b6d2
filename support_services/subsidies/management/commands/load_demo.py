"""``load_demo``: the demo bureau with invented people and two years of history."""

import time
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from support_services.subsidies.demo.bureau import load_demo
from support_services.subsidies.demo.population import FULL, SMALL
from veterans.foundation.json_command import JsonCommand


class Command(JsonCommand):
    help = "载入演示数据（人员、账户、金额全部虚构）；可重复执行，中断后再执行会接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--small", action="store_true", help="只载入约 300 人、4 个月，供测试和截图"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        self.progress("载入演示数据：全部人员、账户、金额均为虚构。")
        began = time.monotonic()
        numbers = load_demo(
            today=timezone.localdate(),
            size=SMALL if options["small"] else FULL,
            say=self.progress,
        )
        return {**numbers, "seconds": round(time.monotonic() - began, 1)}
