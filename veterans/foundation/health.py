"""``/healthz``: whether this process can do its work. Tells nothing but yes or no."""

from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_log = structlog.get_logger("portal.health")
_SECONDS = 2
# A process that has once seen every migration applied need not read them again.
_migrated = False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _redis() -> bool:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
    ) as client:
        return bool(client.ping())


def _migrations() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:
        # The class only: messages of drivers hold host, user and database names.
        _log.error("health check failed", check=name, error=type(error).__name__)
        return False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis and migrations are as they should be, otherwise 503."""
    database = _works("database", _database)
    answer = {
        "database": database,
        "redis": _works("redis", _redis),
        "migrations": database and _works("migrations", _migrations),
    }
    ok = all(answer.values())
    return JsonResponse({"ok": ok, **answer}, status=200 if ok else 503)
