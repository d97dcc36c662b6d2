"""What of the steering group's work stays."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import DateField, ExpressionWrapper, F

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule


def register() -> None:
    """Called once by the app's ``ready``."""
    from support_services.steering.models import DayNumber, RecordedDay

    by_day = frozenset({DayNumber, RecordedDay})
    retention.keep(
        Kept(
            title="双拥任务、目标、进展和年度报告",
            tables=frozenset(apps.get_app_config("steering").get_models()) - by_day,
            why="承诺过什么、做到什么程度，是督办、考核和双拥创建的依据，随文书档案保管",
            confidence=Confidence.UNCONFIRMED,
        )
    )
    retention.keep(
        Kept(
            title="指标的按日记录（只有数，没有人）",
            tables=frozenset({DayNumber}),
            why="随它的记录日一起清理",
            confidence=Confidence.UNCONFIRMED,
        )
    )
    retention.register(
        Rule(
            code="figure-days",
            title="指标的记录日：每天傍晚的数；各月最后一天的一直留着",
            keep=timedelta(days=3 * 365),
            least=timedelta(days=400),
            source="本系统的建议：年度目标和走势用各月最后一天的数",
            confidence=Confidence.UNCONFIRMED,
            model=RecordedDay,
            due=due,
            since="taken_at",
        )
    )


def due(before: datetime) -> Any:
    """Days recorded before a time, but for the last days of months and those that are not known."""
    from support_services.steering.models import RecordedDay

    tomorrow = ExpressionWrapper(F("day") + timedelta(days=1), output_field=DateField())
    rows = RecordedDay.objects.filter(taken_at__lt=before).annotate(next_day=tomorrow)
    return rows.exclude(next_day__day=1)
