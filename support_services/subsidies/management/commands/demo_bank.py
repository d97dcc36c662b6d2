"""``demo_bank NUMBER --out FILE``: what a bank might answer to a file, for trying the portal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from support_services.subsidies.demo.bank import first_answer
from support_services.subsidies.services.bank import find_file
from veterans.foundation.errors import Refused
from veterans.foundation.json_command import JsonCommand


class Command(JsonCommand):
    help = "演示：为送盘文件编造一份银行回盘（有成功、有失败），供导入试用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="文件编号，如 202611-28-01，见批次页")
        parser.add_argument("--out", required=True, help="回盘写到这个文件；已有的文件不覆盖")
        parser.add_argument(
            "--all-answered", action="store_true", help="没有“处理中”的，批次导入后即可办结"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        if not settings.PORTAL_DEMO:
            raise Refused("只有演示环境（PORTAL_DEMO=1）才能编造回盘。")
        bank_file = find_file(options["number"])
        content = first_answer(bank_file, unknown=not options["all_answered"])
        if content is None:
            raise Refused(f"{bank_file.number} 没有明细，无可回盘。")
        out = Path(options["out"])
        try:
            with out.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise Refused(f"文件已存在，不覆盖：{out}") from None
        except OSError as error:
            raise Refused(f"文件写不出来：{out}（{error.strerror}）") from None
        return {
            "file": bank_file.number,
            "out": str(out),
            "lines": bank_file.line_count,
            "fictitious": True,
        }
