"""How often somebody may do something: counted in Redis, for a person and a stretch of time.

A count is a courtesy between machine and person, not a lock: where Redis is away, work goes on.
Only where somebody might guess (``or_words``) nothing is answered that cannot be counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import redis
import structlog
from django.conf import settings

from veterans.foundation.crypto import blind_index
from veterans.foundation.errors import Refused

_log = structlog.get_logger("portal.pace")
_SECONDS = 0.5


@dataclass(frozen=True)
class Limit:
    """At most ``most`` in each stretch of ``seconds``; ``words`` for whoever is past it."""

    seconds: int
    most: int
    words: str


class TooOften(Refused):
    """Asked faster than a person asks. ``wait``: seconds until it may be asked again."""

    def __init__(self, words: str, *, wait: int = 60) -> None:
        super().__init__(words)
        self.wait = wait


def keep(
    *, deed: str, who: int | str, limits: Sequence[Limit], at: datetime, or_words: str = ""
) -> None:
    """Count once; refuses whoever is past one of the limits, until its stretch is over.

    ``who``: a key of ours, or a digest of what came from outside; never a telephone, number or
    address as it is. ``or_words``: refuse with these where the count cannot be kept.
    """
    now = int(at.timestamp())
    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    try:
        with _redis(settings.REDIS_URL).pipeline(transaction=False) as pipe:
            for limit in limits:
                stretch = now // limit.seconds
                key = f"{prefix}pace:{deed}:{who}:{limit.seconds}:{stretch}"
                pipe.incr(key)
                pipe.expire(key, limit.seconds)
            counts = pipe.execute()[::2]
    except redis.RedisError as error:
        _log.warning("pace not kept", error=type(error).__name__)
        if or_words:
            raise TooOften(or_words) from None
        return
    for limit, count in zip(limits, counts, strict=True):
        if count > limit.most:
            raise TooOften(limit.words, wait=limit.seconds - now % limit.seconds)


def stranger(value: str) -> str:
    """By what somebody is counted who is not signed in: a digest of an address, a telephone or a
    number, from which nobody without our key comes back to it."""
    return blind_index(value or "unknown", purpose="pace of strangers").hex()[:32]


@dataclass(frozen=True)
class Counted:
    """What a stranger does: ``deed`` by ``who`` (an address, a number, ``all``), at most ``most``
    in each stretch of ``seconds``."""

    deed: str
    who: str
    seconds: int
    most: int


def keep_strangers(*counted: Counted, words: str, at: datetime) -> None:
    """Count each once, by a digest of who it is; refuses with ``words`` whoever is past one of the
    limits, and everybody where the count cannot be kept: strangers might go on guessing."""
    for one in counted:
        limits = [Limit(one.seconds, one.most, words)]
        keep(deed=one.deed, who=stranger(one.who), limits=limits, at=at, or_words=words)


@lru_cache(maxsize=1)
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
