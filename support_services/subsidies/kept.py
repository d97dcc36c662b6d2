"""That money stays: every table of the subsidies."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="待遇、入账、付款、银行文件、追缴和挂账",
            tables=frozenset(apps.get_app_config("subsidies").get_models()),
            why="会计档案和核对的依据：会计凭证、账簿保管 30 年，满期后的鉴定、销毁不由系统办理",
            confidence=Confidence.UNCONFIRMED,
        )
    )
