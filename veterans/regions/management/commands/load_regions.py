"""``load_regions FILE``: county, towns and villages from a CSV."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from veterans.foundation.csv_reading import read_bytes, read_csv
from veterans.foundation.json_command import JsonCommand
from veterans.regions.rules import RegionRow
from veterans.regions.services import load_regions

COLUMNS = ("code", "name", "level", "parent_code")


class Command(JsonCommand):
    help = "导入区划清单（CSV，UTF-8，列：code,name,level,parent_code）；可重复执行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="CSV 文件")

    def run(self, **options: Any) -> dict[str, Any]:
        lines = read_csv(read_bytes(options["file"]), COLUMNS)
        self.progress(f"读到 {len(lines)} 行")
        rows = [
            RegionRow(
                code=line.values["code"],
                name=line.values["name"],
                level=line.values["level"],
                parent_code=line.values["parent_code"],
                where=f"第 {line.number} 行：",
            )
            for line in lines
        ]
        return asdict(load_regions(rows, at=timezone.now(), actor=None))
