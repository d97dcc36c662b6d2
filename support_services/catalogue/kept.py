"""That every edition of the catalogue stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="优待目录的各个版次",
            tables=frozenset(apps.get_app_config("catalogue").get_models()),
            why="哪天公布过什么、谁审核的，是答复“当时怎么说的”的依据；不含个人信息",
            confidence=Confidence.UNCONFIRMED,
        )
    )
