"""What is kept of signing in, and that alerts stay."""

from datetime import timedelta
from functools import partial
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Model

from veterans.accounts.models import StaffSession
from veterans.foundation import retention
from veterans.foundation.confidence import Confidence
from veterans.foundation.retention import Kept, Rule
from veterans.oversight.models import Alert

_SOURCE = "网络安全法：网络日志留存不少于六个月；三年是本系统的建议"


def _before(model: type[Model], before: Any) -> Any:
    return model._default_manager.filter(attempt_time__lt=before)


def register() -> None:
    """Called once by the app's ``ready``."""
    retention.register(
        Rule(
            code="sessions",
            title="过期的登录会话",
            keep=timedelta(days=1),
            least=timedelta(0),
            source="没有法定期限，本系统建议",
            confidence=Confidence.UNCONFIRMED,
            model=StaffSession,
            due=lambda before: StaffSession.objects.filter(expire_date__lt=before),
            since="expire_date",
        )
    )
    kinds: dict[str, tuple[str, type[Model]]] = {
        "sign_ins": ("登录、退出记录", AccessLog),
        "failed_sign_ins": ("登录失败记录", AccessFailureLog),
        "sign_in_attempts": ("登录失败的计数", AccessAttempt),
    }
    for code, (title, model) in kinds.items():
        retention.register(
            Rule(
                code=code,
                title=title,
                keep=timedelta(days=3 * 365),
                least=timedelta(days=184),
                source=_SOURCE,
                confidence=Confidence.UNCONFIRMED,
                model=model,
                due=partial(_before, model),
                since="attempt_time",
            )
        )
    retention.keep(
        Kept(
            title="异常查阅及核查结果",
            tables=frozenset({Alert}),
            why="监督的依据，只登记一次核查结果，不改不删",
            confidence=Confidence.UNCONFIRMED,
        )
    )
