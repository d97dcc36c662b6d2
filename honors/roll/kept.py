"""What of the roll stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="荣誉称号、荣誉和撤销",
            tables=frozenset(apps.get_app_config("roll").get_models()),
            why="授予过什么、谁同意公布、谁审核、什么时候撤下或者撤销，是答复和追责的依据；撤下的网上看不到",
            confidence=Confidence.UNCONFIRMED,
        )
    )
