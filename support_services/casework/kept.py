"""That cases and errands stay, every table of the casework; and what of 网上来件 may go."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule


def register() -> None:
    """Called once by the app's ``ready``. Of what residents sent only refused advertising may go;
    the database refuses to lose the rest."""
    from support_services.casework.models import Incoming

    def due(before: datetime) -> Any:
        return Incoming.objects.filter(reason="spam", decided_at__lt=before)

    retention.register(
        Rule(
            code="incoming_spam",
            title="网上来件中作为广告、骚扰没有接收的",
            keep=timedelta(days=90),
            least=timedelta(days=30),
            source="没有法定期限，九十天是本系统的建议；其他来件和由来件登记的诉求一样保存",
            confidence=Confidence.UNCONFIRMED,
            model=Incoming,
            due=due,
            since="decided_at",
        )
    )
    retention.keep(
        Kept(
            title="诉求和代办，含办理经过",
            tables=frozenset(apps.get_app_config("casework").get_models()) - {Incoming},
            why="办理经过是复查、复核和责任倒查的依据，按信访和业务档案的规定保管，到期由档案部门鉴定",
            confidence=Confidence.UNCONFIRMED,
        )
    )
