"""How long what is kept of plaques stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="光荣牌：情况、上门结果、申请、收回、库存",
            tables=frozenset(apps.get_app_config("plaques").get_models()),
            why="哪一户什么时候挂的、为什么没有挂、谁决定收回的，都要说得清，随档案保管",
            confidence=Confidence.UNCONFIRMED,
        )
    )
