"""What of the double list stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="双清单事项、督办单和通报",
            tables=frozenset(apps.get_app_config("double_list").get_models()),
            why="谁提出、谁承诺、何时办到、谁确认，是双拥考核和追责的依据；责任人姓名、电话加密保存",
            confidence=Confidence.UNCONFIRMED,
        )
    )
