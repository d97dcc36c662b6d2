"""The shipped list of tasks for the demo, with targets of this and the last year, some notes and
one issued report, through the same services as people use. What was done is invented."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from support_services.steering.models import Programme, Task
from support_services.steering.reference import ZHANGDIAN
from support_services.steering.services.following import note_progress, promise
from support_services.steering.services.programmes import load_programme
from support_services.steering.services.reporting import draft_report, move_report
from support_services.steering.task_list import SHIPPED, read_list
from support_services.subsidies.demo.calendar import moment

# number of the task, code of a figure, number wanted, no more than that, words
_TARGETS: tuple[tuple[int, str, int | None, bool, str], ...] = (
    (1, "", None, False, "建成双拥宣传教育阵地 2 处（演示）"),
    (3, "catalogue.published", 30, False, "优待目录公布 30 项以上（演示）"),
    (3, "providers.in_force", 10, False, ""),
    (8, "providers.in_force", 12, False, "窗口单位绿色通道逐家签约（演示）"),
    (12, "", None, False, "每季度一次专题报道（演示）"),
    (14, "", None, False, "推出双拥题材作品 1 件（演示）"),
)
_NOTES: tuple[tuple[int, int, str], ...] = (
    (1, 60, "第一处阵地已开放，接待讲解 12 场。（演示，虚构）"),
    (3, 40, "优待目录逐项核对，又公布一批。（演示，虚构）"),
    (8, 20, "政务大厅设立军人优先窗口。（演示，虚构）"),
    (12, 15, "三季度专题报道已刊出。（演示，虚构）"),
)


def tasks(population: Any, hands: Any) -> None:
    """Once; nothing where a document is followed already."""
    if Programme.objects.exists():
        return
    today: date = population.today
    at = moment(today - timedelta(days=90), 10)
    programme = load_programme(
        rows=read_list(SHIPPED.read_bytes()), by=hands.preparer, at=at, **ZHANGDIAN
    )
    by_number = {one.number: one for one in Task.objects.filter(programme=programme)}
    for year in (today.year - 1, today.year):
        for number, figure, wanted, at_most, words in _TARGETS:
            promise(
                task_id=by_number[number].pk,
                year=year,
                figure=figure,
                wanted=None if wanted is None else Decimal(wanted),
                at_most=at_most,
                words=words,
                by=hands.preparer,
                at=at,
            )
    for year in (today.year - 1, today.year):
        for number, days, text in _NOTES:
            on = today - timedelta(days=days + 365 * (today.year - year))
            note_progress(
                task_id=by_number[number].pk,
                on=on,
                text=text,
                by=hands.preparer,
                at=moment(max(on, at.date()), 11),
                today=today,
            )
    report = draft_report(
        programme_id=programme.pk,
        year=today.year - 1,
        summary="演示报告：数取自演示数据，进展为虚构。",
        by=hands.preparer,
        at=moment(today - timedelta(days=10), 9),
        today=today - timedelta(days=10),
    )
    move_report(
        report_id=report.pk,
        verb="issue",
        by=hands.reviewer,
        at=moment(today - timedelta(days=8), 9),
        today=today,
    )
