"""What of units stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="参与单位",
            tables=frozenset(apps.get_app_config("units").get_models()),
            why="哪个单位承诺过什么，是督办和考核的依据；联系人加密保存，换人时改写",
            confidence=Confidence.UNCONFIRMED,
        )
    )
