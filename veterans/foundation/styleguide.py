"""The living style page: tokens and components as they really look. For developers only."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

COLOURS = (
    ("ink", "墨：正文"),
    ("ink-soft", "淡墨：次要文字"),
    ("ink-faint", "浅墨：说明文字"),
    ("paper", "纸：页面底色"),
    ("surface", "面：卡片、表格"),
    ("surface-sunk", "槽：凹下的底色"),
    ("line", "线：分隔"),
    ("line-strong", "深线：输入框"),
    ("pine-deep", "深松：页头"),
    ("pine", "松绿：唯一强调色"),
    ("pine-bright", "亮松：图形"),
    ("pine-soft", "浅松：选中"),
    ("cinnabar", "朱砂：仅用于危险和警示"),
)
TONES = (
    ("ok", "已办结"),
    ("warn", "需留意"),
    ("bad", "失败"),
    ("idle", "未开始"),
    ("info", "待复核"),
)


def styleguide(request: HttpRequest) -> HttpResponse:
    """All components on one page. Refuses (404) wherever DEBUG is off."""
    if not settings.DEBUG:
        raise Http404
    at = datetime(2026, 11, 21, 9, 30, tzinfo=timezone.get_default_timezone())
    rows = [
        {"label": "残疾抚恤", "value": Decimal("3512846.92")},
        {"label": "三属抚恤", "value": Decimal("869230.58")},
        {"label": "冲减多发", "value": Decimal("-214000.00")},
    ]
    context: dict[str, Any] = {
        "colours": COLOURS,
        "tones": TONES,
        "chart_rows": rows,
        "amount": Decimal("1234.50"),
        "minus": Decimal("-750.00"),
        "month": at.date().replace(day=1),
        "page_obj": Paginator(range(900), 50).page(7),
        "steps": [
            {"label": "建批", "status": "done", "by": "周敏", "at": at},
            {"label": "核算", "status": "done"},
            {"label": "复核", "status": "current"},
            {"label": "审批", "status": "todo"},
        ],
        "history": [
            {"at": at, "what": "核算完成", "who": "周敏（经办）", "tone": "ok"},
            {"at": at, "what": "退回经办", "note": "写明理由", "tone": "bad"},
        ],
    }
    return render(request, "base/styleguide.html", context)
