"""That applications stay: money was paid on them, or not, and somebody may ask why."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="困难帮扶申请、微心愿",
            tables=frozenset(apps.get_app_config("aid").get_models()),
            why="核发和不予帮扶的依据，审计和信访要回看；到期鉴定由档案部门办理，本系统不自动删除",
            confidence=Confidence.UNCONFIRMED,
        )
    )
