"""What every page knows: the bureau's name, whether the data are made up, and which edition."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from veterans.foundation.elder import is_elder


def portal(request: HttpRequest) -> dict[str, Any]:
    """``portal_demo``, ``bureau_name``, ``bureau_phone``, ``system_name``, ``idle_minutes``:
    settings, no query. ``elder``: the residents' pages are read in the elder edition."""
    return {
        "portal_demo": getattr(settings, "PORTAL_DEMO", False),
        "bureau_name": getattr(settings, "PORTAL_BUREAU_NAME", "退役军人事务局"),
        "bureau_phone": getattr(settings, "PORTAL_BUREAU_PHONE", ""),
        "elder": is_elder(request),
        "idle_minutes": settings.PORTAL_IDLE_MINUTES,
        "system_name": getattr(settings, "PORTAL_SYSTEM_NAME", "退役军人事务综合服务平台"),
    }
