"""Names of stations in headings: broken between place and station, not in the middle of a word."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_SECOND_HALF = "退役军人"


@register.filter
def station_name(name: str) -> SafeString:
    """``洪一社区|退役军人服务站``: the only place where a narrow screen breaks the line."""
    place, station, rest = str(name).partition(_SECOND_HALF)
    if not place or not station:
        return format_html('<span class="keep">{}</span>', name)
    return format_html('<span class="keep">{}<wbr>{}{}</span>', place, station, rest)
