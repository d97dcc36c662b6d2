"""What of units stays, and how long it is known who answered by which link."""

from datetime import datetime, timedelta
from typing import Any

from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule


def register() -> None:
    """Called once by the app's ``ready``."""
    from support_services.units.models import (
        Link,
        LinkAct,
        LinkCode,
        LinkMessage,
        LinkPass,
        Reply,
        ReplyCheck,
        ReplyFile,
        Unit,
    )

    def due(before: datetime) -> Any:
        # What was filled in and not sent goes first, with its files, by the sweep.
        unsent = Reply.objects.filter(sent_at__isnull=True).values("link")
        return Link.objects.filter(expires_at__lt=before).exclude(pk__in=unsent)

    retention.register(
        Rule(
            code="unit-links",
            title="单位的答复链接和它的记录（谁打开、验证码对错、几时答复；答复的内容在事项里）",
            keep=timedelta(days=3 * 365),
            least=timedelta(days=184),
            source="网络安全法：网络日志保存不少于六个月；三年是本系统的建议",
            confidence=Confidence.UNCONFIRMED,
            model=Link,
            due=due,
            since="expires_at",
        )
    )
    retention.keep(
        Kept(
            title="参与单位",
            tables=frozenset({Unit}),
            why="哪个单位承诺过什么，是督办和考核的依据；联系人加密保存，换人时改写",
            confidence=Confidence.UNCONFIRMED,
        )
    )
    retention.keep(
        Kept(
            title="答复链接的验证码、短信、凭证、没有交上的答复、答复核实和它的记录",
            tables=frozenset(
                {LinkAct, LinkCode, LinkMessage, LinkPass, Reply, ReplyCheck, ReplyFile}
            ),
            why="验证码用过或过时当场删去，没有交上的答复两天删去；记录随链接一起清理",
            confidence=Confidence.UNCONFIRMED,
        )
    )
