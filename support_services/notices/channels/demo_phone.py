"""演示用的手机: in the demo, and nowhere else, the last messages can be read on a page.

The console gateway says that a message went out and not what is in it. A demo needs the code, so
there the worker's gateway is this one, which keeps the text in Redis, sealed, for some minutes.
``PORTAL_DEMO`` is refused in production; here it is asked for once more.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings

from support_services.notices.channels import sms
from support_services.notices.channels.sms import Answer, Console, Gateway
from veterans.foundation.crypto import seal, unseal
from veterans.foundation.masking import mask_phone

KEPT_SECONDS, KEPT = 600, 5
_KEY = "demo phone"


@dataclass(frozen=True)
class Shown:
    """A message as the page shows it."""

    phone: str
    text: str


def is_there() -> bool:
    return bool(
        settings.PORTAL_DEMO and not settings.PRODUCTION and settings.PORTAL_SMS == "console"
    )


def or_gateway() -> Gateway:
    """The one the settings name; in the demo the one that can be read."""
    return DemoPhone() if is_there() else sms.gateway()


class DemoPhone:
    """As ``Console``, and the text is kept for the page."""

    def send(self, *, key: str, phone: str, text: str) -> Answer:
        told = json.dumps({"phone": mask_phone(phone), "text": text}).encode()
        with _redis(settings.REDIS_URL).pipeline() as pipe:
            pipe.lpush(_key(), seal(told))
            pipe.ltrim(_key(), 0, KEPT - 1)
            pipe.expire(_key(), KEPT_SECONDS)
            pipe.execute()
        return Console().send(key=key, phone=phone, text=text)


def shown() -> list[Shown]:
    """The last messages, newest first; nothing where there is no such telephone."""
    if not is_there():
        return []
    kept: Any = _redis(settings.REDIS_URL).lrange(_key(), 0, KEPT - 1)
    return [Shown(**json.loads(unseal(one))) for one in kept]


def _key() -> str:
    return f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}{_KEY}"


@lru_cache(maxsize=1)
def _redis(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
