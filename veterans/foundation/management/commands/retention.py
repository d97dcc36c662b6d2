"""``retention``: what is over its time, and, when asked to, letting it go."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from veterans.foundation import retention
from veterans.foundation.json_command import JsonCommand


class Command(JsonCommand):
    help = "列出各类数据的保存期限和到期数量（默认），或按期限清理；中断后再次运行即可继续。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kinds", nargs="*", metavar="类别", help="只办这几类；不写为全部")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--dry-run", action="store_true", help="只统计，不清理（默认）")
        how.add_argument("--apply", action="store_true", help="清理到期的")

    def run(self, **options: Any) -> dict[str, Any]:
        at = timezone.now()
        if options["apply"]:
            kinds = options["kinds"] or list(retention.RULES)
            return {"removed": retention.apply(kinds, at=at, progress=self.progress)}
        chosen = retention.switched_on()
        due = [
            one
            for one in retention.overview(at=at)
            if not options["kinds"] or one.rule.code in options["kinds"]
        ]
        for one in due:
            self.progress(f"{one.rule.title}：{one.count:,} 条超过 {one.keep.days} 天")
        return {
            "due": [
                {
                    "kind": one.rule.code,
                    "title": one.rule.title,
                    "keep_days": one.keep.days,
                    "rows": one.count,
                    "oldest": one.oldest and timezone.localtime(one.oldest).isoformat(),
                    "nightly": one.rule.code in chosen,
                    "source": one.rule.source,
                    "confidence": one.rule.confidence.label,
                }
                for one in due
            ],
            "kept": [
                {"title": one.title, "why": one.why, "confidence": one.confidence.label}
                for one in retention.KEPT.values()
            ],
        }
