"""How long gaps and runs stay."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="政策找人的比对结果和上门登记",
            tables=frozenset(apps.get_app_config("finder").get_models()),
            why="什么时候发现、谁去过、本人怎么说，是应享尽享的依据，随人员档案保管",
            confidence=Confidence.UNCONFIRMED,
        )
    )
