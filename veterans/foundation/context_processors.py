"""What every page knows: the bureau's name and whether the data are made up."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """``portal_demo``, ``bureau_name``, ``bureau_phone``, ``system_name``, ``idle_minutes``:
    settings, no query."""
    return {
        "portal_demo": getattr(settings, "PORTAL_DEMO", False),
        "bureau_name": getattr(settings, "PORTAL_BUREAU_NAME", "退役军人事务局"),
        "bureau_phone": getattr(settings, "PORTAL_BUREAU_PHONE", ""),
        "idle_minutes": settings.PORTAL_IDLE_MINUTES,
        "system_name": getattr(settings, "PORTAL_SYSTEM_NAME", "退役军人事务综合服务平台"),
    }
