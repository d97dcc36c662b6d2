"""That visits stay: they are how a living man is shown not to have been forgotten."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="走访记录、送达记录、重点联系对象、走访任务",
            tables=frozenset(apps.get_app_config("visits").get_models()),
            why="是服务对象档案的一部分，考核和信访都要回看；到期鉴定由档案部门办理，本系统不自动删除",
            confidence=Confidence.UNCONFIRMED,
        )
    )
