"""What of votes stays, and for how long."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule


def register() -> None:
    """Called once by the app's ``ready``."""
    from honors.votes.models import Attempt, VoteMessage

    def due(before: datetime) -> Any:
        return Attempt.objects.filter(asked_at__lt=before)

    retention.register(
        Rule(
            code="vote_attempts",
            title="居民投票时要验证码的记录（手机号、网络只有摘要）",
            keep=timedelta(days=365),
            least=timedelta(days=183),
            source="网络安全法：网络日志保存不少于六个月；一年是本系统的建议",
            confidence=Confidence.UNCONFIRMED,
            model=Attempt,
            due=due,
            since="asked_at",
        )
    )
    retention.keep(
        Kept(
            title="还没有发出去的投票验证码短信",
            tables=frozenset({VoteMessage}),
            why="短信平台答复以后当场删去，最多存几分钟，不用另外清理",
            confidence=Confidence.UNCONFIRMED,
        )
    )
    models = set(apps.get_app_config("votes").get_models()) - {Attempt, VoteMessage}
    retention.keep(
        Kept(
            title="投票、候选项、票、剔除规则和得票",
            tables=frozenset(models),
            why="结果怎么来的随时能重算，是答复质疑的依据；谁投的只有摘要，不能还原成手机号",
            confidence=Confidence.UNCONFIRMED,
        )
    )
