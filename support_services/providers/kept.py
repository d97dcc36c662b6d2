"""What of providers stays, and how long it is known who showed himself where."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule


def register() -> None:
    """Called once by the app's ``ready``."""
    from support_services.providers.models import Verification

    def due(before: datetime) -> Any:
        return Verification.objects.filter(at__lt=before)

    retention.register(
        Rule(
            code="verifications",
            title="承办单位的优待身份核验",
            keep=timedelta(days=3 * 365),
            least=timedelta(days=184),
            source="个人信息保护法：保存期限应为实现处理目的所必要的最短时间；三年是本系统的建议",
            confidence=Confidence.UNCONFIRMED,
            model=Verification,
            due=due,
            since="at",
        )
    )
    retention.keep(
        Kept(
            title="优待承办单位、协议和核验凭证",
            tables=frozenset(apps.get_app_config("providers").get_models()) - {Verification},
            why="哪天约定过什么、谁审核的、凭证发给谁用，是答复和追责的依据；不含个人信息",
            confidence=Confidence.UNCONFIRMED,
        )
    )
