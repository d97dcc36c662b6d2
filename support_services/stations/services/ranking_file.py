"""The ranking of a period as a workbook: points of stations, nothing of any person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from support_services.stations.models import AssessmentTemplate
from support_services.stations.selectors.network import Ranked, ranking
from support_services.stations.states import ASSESSMENT_LABELS, AssessmentState
from veterans.accounts import roles
from veterans.accounts.models import User
from veterans.foundation import audit
from veterans.foundation.errors import Refused
from veterans.foundation.table_files import XLSX_TYPE, Cell, xlsx_bytes

HEADS = (
    "名次",
    "服务站",
    "镇街",
    "自评得分",
    "核定得分",
    "满分",
    "折百分",
    "上期折百分",
    "增减",
    "状态",
)


@dataclass(frozen=True)
class RankingFile:
    """A file to hand out."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def export_ranking(
    *, template: AssessmentTemplate, town_code: str, by: User, at: datetime
) -> RankingFile:
    """The stations of the own area by their points, perhaps of one town only. Refuses an empty
    list."""
    roles.require(by, "network.read")
    rows = ranking(by, template=template, town_code=town_code)
    if not rows:
        raise Refused("没有可以导出的站点。")
    day = timezone.localtime(at)
    notes = (
        f"{template.title}；依据：{template.source}（{template.get_confidence_display()}）",
        f"导出时间：{day:%Y-%m-%d %H:%M}；折百分＝核定得分÷满分×100，用来比较满分不同的时段",
    )
    content = xlsx_bytes(
        f"{template.period}服务站自评排名", notes, HEADS, [_cells(row) for row in rows]
    )
    audit.record(
        actor=by,
        action="network.exported",
        subject="assessment_template",
        subject_id=template.pk,
        detail={"rows": len(rows), "town": town_code},
        at=at,
    )
    return RankingFile(f"服务站自评排名-{template.period}.xlsx", XLSX_TYPE, content)


def _cells(row: Ranked) -> tuple[Cell, ...]:
    figures = (row.self_points, row.points, row.maximum, row.hundred, row.before, row.change)
    return (
        row.place if row.place is not None else "",
        row.name,
        row.town,
        # As text: points have one decimal, money has two.
        *("" if figure is None else f"{figure:.1f}" for figure in figures),
        ASSESSMENT_LABELS[AssessmentState(row.state)] if row.state else "未自评",
    )
