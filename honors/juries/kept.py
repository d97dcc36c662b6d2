"""What of juries stays."""

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.keep(
        Kept(
            title="评委会、参评材料、评委和收短信的手机、回避、评分和名次",
            tables=frozenset(apps.get_app_config("juries").get_models()),
            why="名次怎么来的、谁评的、谁回避了，是答复质疑和追责的依据；材料里没有姓名，关联只存摘要",
            confidence=Confidence.UNCONFIRMED,
        )
    )
