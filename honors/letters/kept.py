"""How long notices of merit stay."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="立功喜报",
            tables=frozenset(apps.get_app_config("letters").get_models()),
            why="谁立的功、谁核对的、哪天送到的，是荣誉和奖励金的依据，随人员档案保管",
            confidence=Confidence.UNCONFIRMED,
        )
    )
