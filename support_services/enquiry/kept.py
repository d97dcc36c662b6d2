"""How long enquiries stay."""

from datetime import datetime, timedelta
from typing import Any

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule


def register() -> None:
    """Called once by the app's ``ready``."""
    from support_services.enquiry.models import CodeMessage, Enquiry

    def due(before: datetime) -> Any:
        return Enquiry.objects.filter(asked_at__lt=before)

    retention.register(
        Rule(
            code="enquiries",
            title="居民网上查询的记录（姓名、号码当场清空，只留谁的档案、什么结果）",
            keep=timedelta(days=365),
            least=timedelta(days=183),
            source="网络安全法：网络日志保存不少于六个月；一年是本系统的建议",
            confidence=Confidence.UNCONFIRMED,
            model=Enquiry,
            due=due,
            since="asked_at",
        )
    )
    retention.keep(
        Kept(
            title="还没有发出去的验证码短信",
            tables=frozenset({CodeMessage}),
            why="短信平台答复以后当场删去，最多存几分钟，不用另外清理",
            confidence=Confidence.UNCONFIRMED,
        )
    )
