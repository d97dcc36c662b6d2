"""That the network's work stays: who worked where, what was assessed and by which papers."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="服务站、站点人员、职责清单、五有和自评",
            tables=frozenset(apps.get_app_config("stations").get_models()),
            why="站点建设和考核的依据，按本局文书档案的期限保管，到期鉴定不由系统办理",
            confidence=Confidence.UNCONFIRMED,
        )
    )
