"""What a form carries that is to be done once."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from veterans.accounts.once import FIELD, new_token

register = template.Library()


@register.simple_tag
def once_token() -> SafeString:
    """A hidden field with a token of its own for this showing of the form (``accounts.once``)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())
