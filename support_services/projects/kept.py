"""What of projects stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="拥军服务项目的征集、申报、评审、支出和评价",
            tables=frozenset(apps.get_app_config("projects").get_models()),
            why="经费怎么定的、谁评的、用在哪里，是审计和答复的依据；联系人加密保存",
            confidence=Confidence.UNCONFIRMED,
        )
    )
