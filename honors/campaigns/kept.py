"""What of campaigns stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="评选、推荐、联审答复、异议和表彰",
            tables=frozenset(apps.get_app_config("campaigns").get_models()),
            why="谁推荐、凭什么初审和联审、怎样评出来、谁有异议怎样答复，是表彰以后答复、撤销和追责的依据",
            confidence=Confidence.UNCONFIRMED,
        )
    )
