"""What of the steering group's work stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="双拥任务、目标、进展和年度报告",
            tables=frozenset(apps.get_app_config("steering").get_models()),
            why="承诺过什么、做到什么程度，是督办、考核和双拥创建的依据，随文书档案保管",
            confidence=Confidence.UNCONFIRMED,
        )
    )
