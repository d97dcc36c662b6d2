"""That cases and errands stay: every table of the casework."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="诉求和代办，含办理经过",
            tables=frozenset(apps.get_app_config("casework").get_models()),
            why="办理经过是复查、复核和责任倒查的依据，按信访和业务档案的规定保管，到期由档案部门鉴定",
            confidence=Confidence.UNCONFIRMED,
        )
    )
