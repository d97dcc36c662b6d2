"""How long the outbox is kept: what was settled long ago may go."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from support_services.notices.models import Notice, ReminderRule
from support_services.notices.states import NoticeState
from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule

_SETTLED = (
    *(NoticeState.SENT, NoticeState.READ, NoticeState.HANDED, NoticeState.CANCELLED),
    NoticeState.DEAD,
)
# A rule looks back by months; what it said must be known as long, or it would say it again.
_LEAST = timedelta(days=400)


def _due(before: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(written_at__lt=before, state__in=_SETTLED)


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.register(
        Rule(
            code="notices",
            title="已发出、已阅、已取消的通知",
            keep=timedelta(days=3 * 365),
            least=_LEAST,
            source="个人信息保护法：保存期限应为实现处理目的所必要的最短时间；三年是本系统的建议",
            confidence=Confidence.UNCONFIRMED,
            model=Notice,
            due=_due,
            since="written_at",
        )
    )
    retention.keep(
        Kept(
            title="提醒规则",
            tables=frozenset({ReminderRule}),
            why="谁定的规则、何时启用，是通知为什么发出的依据",
            confidence=Confidence.UNCONFIRMED,
        )
    )
