"""Components of the three doors as template tags; ``docs/design.md`` has a line for each.

They only show what they are given: no query, no clock, no permission. Amounts are ``Decimal``
yuan, months are the date of their first day. Nothing here writes a ``style`` attribute or an
inline script: the content security policy refuses both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from veterans.foundation import months
from veterans.foundation.icons import ICONS, TONES
from veterans.foundation.money import yuan_text

register = template.Library()

MINUS = "\N{MINUS SIGN}"
NOTHING = "—"


def _decimal(amount: Any) -> Decimal:
    """Money from a view: Decimal or a whole number. Refuses floats, which are not money."""
    if isinstance(amount, Decimal):
        return amount
    if isinstance(amount, int) and not isinstance(amount, bool):
        return Decimal(amount)
    raise TypeError(f"money is Decimal, not {type(amount).__name__}")


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"tone is one of {sorted(TONES)}, not {tone!r}")
    return tone


# -- text ---------------------------------------------------------------------------------------


@register.filter
def money(amount: Any, sign: str = "") -> SafeString:
    """``1,234.50`` in tabular figures, minus as ``−``; ``money:"+"`` also marks what is more.

    ``None`` and an empty value show a dash: no amount is not the amount 0.00.
    """
    if amount is None or amount == "":
        return format_html('<span class="money money-none">{}</span>', NOTHING)
    value = _decimal(amount)
    figures = yuan_text(abs(value))
    if value < 0:
        return format_html('<span class="money money-minus">{}{}</span>', MINUS, figures)
    lead = "+" if sign == "+" and value > 0 else ""
    return format_html('<span class="money">{}{}</span>', lead, figures)


@register.filter
def count(number: Any) -> SafeString:
    """A whole number with thousands separated, in tabular figures."""
    if number is None or number == "":
        return format_html('<span class="figure">{}</span>', NOTHING)
    value = int(number)
    text = f"{MINUS if value < 0 else ''}{abs(value):,}"
    return format_html('<span class="figure">{}</span>', text)


@register.filter
def month_cn(day: date | None) -> str:
    """``2026年11月``; empty for no month."""
    return months.month_cn(day) if day else ""


@register.filter
def month_code(day: date | None) -> str:
    """``2026-11``, as addresses and file names carry it; empty for no month."""
    return months.month_text(day) if day else ""


# -- small pieces -------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon. Without a label it is decoration and hidden from screen readers."""
    shape = mark_safe(ICONS[name])  # our own constants, never data
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            label,
            shape,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', shape
    )


@register.simple_tag
def state_badge(label: str, tone: str = "idle") -> SafeString:
    """A state: outline shape + word + colour, so that colour is never the only sign."""
    return format_html('<span class="state state-{}">{}{}</span>', _tone(tone), icon(tone), label)


@register.simple_tag
def progress(done: int, total: int, label: str = "进度") -> SafeString:
    """A bar by ``<progress>`` with the percentage in words; nothing to do counts as complete."""
    percent = 100 if total <= 0 else min(100, done * 100 // total)
    return format_html(
        '<span class="progress-line"><progress aria-label="{}" value="{}" max="100">{}%</progress>'
        '<span class="figure">{}%</span></span>',
        label,
        percent,
        percent,
        percent,
    )


@register.simple_tag
def mini_bar(value: Any, most: Any) -> SafeString:
    """A small bar beside a figure in a table; decoration, since the figure says it already."""
    top = _decimal(most)
    share = abs(_decimal(value)) * 100 / top if top > 0 else Decimal(0)
    return format_html(
        '<svg class="mini-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-ground" width="100" height="6"/>'
        '<rect class="bar-fill" width="{}" height="6"/></svg>',
        min(share, Decimal(100)).quantize(Decimal("0.1")),
    )


# -- figures ------------------------------------------------------------------------------------

_BAR_ROW = 52


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    rows: Iterable[Mapping[str, Any]],
    title: str,
    ident: str,
    unit: str = "元",
    label: str = "项目",
    value: str = "金额",
    label_of: str = "label",
    value_of: str = "value",
    table: bool = True,
) -> dict[str, Any]:
    """Horizontal bars drawn on the server, and the same figures as a table beside them.

    ``rows``: mappings; ``label_of`` and ``value_of`` name the keys (Decimal yuan, or whole numbers
    with ``unit="人"``). ``ident`` is unique on the page. Negative values run left of the zero line.
    ``table=False`` only where the page already shows the same figures in a table next to it.
    """
    entries = [(str(row[label_of]), _decimal(row[value_of])) for row in rows]
    low = min([Decimal(0), *(amount for _, amount in entries)])
    high = max([Decimal(0), *(amount for _, amount in entries)])
    span = high - low or Decimal(1)
    zero = -low * 100 / span
    bars = []
    for index, (name, amount) in enumerate(entries):
        width = abs(amount) * 100 / span
        bars.append(
            {
                "label": name,
                "value": amount,
                "text": _figure_text(amount, unit),
                "text_y": index * _BAR_ROW + 20,
                "bar_y": index * _BAR_ROW + 30,
                "x": (zero if amount >= 0 else zero - width).quantize(Decimal("0.01")),
                "width": width.quantize(Decimal("0.01")),
                "minus": amount < 0,
            }
        )
    return {
        "bars": bars,
        "height": max(len(bars), 1) * _BAR_ROW,
        "zero": zero.quantize(Decimal("0.01")),
        "title": title,
        "ident": ident,
        "unit": unit,
        "label_head": label,
        "value_head": value,
        "summary": "；".join(f"{bar['label']} {bar['text']}{unit}" for bar in bars),
        "is_money": unit == "元",
        "table": table,
    }


def _figure_text(amount: Decimal, unit: str) -> str:
    text = yuan_text(abs(amount)) if unit == "元" else f"{abs(amount):,}"
    return f"{MINUS}{text}" if amount < 0 else text


@register.inclusion_tag("components/amount_card.html")
def amount_card(
    title: str, amount: Any, note: str = "", tone: str = "", url: str = "", unit: str = "元"
) -> dict[str, Any]:
    """One figure that matters, with its unit, a word of explanation and, if any, a link."""
    return {
        "title": title,
        "amount": amount,
        "note": note,
        "tone": _tone(tone) if tone else "",
        "url": url,
        "unit": unit,
        "is_money": unit == "元",
    }


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[Mapping[str, Any]], title: str = "办理进度") -> dict[str, Any]:
    """Where a piece of work stands.

    ``items``: mappings with ``label``, ``status`` (done / current / todo) and, where known,
    ``by`` (name) and ``at`` (datetime).
    """
    return {"items": items, "title": title}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened: mappings with ``at``, ``what`` and, if any, ``who``, ``note``, ``tone``."""
    return {"entries": entries}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, advice: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """Nothing to show, said in words, with what to do next."""
    return {"title": title, "advice": advice, "url": url, "action": action}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, unit: str = "条") -> dict[str, Any]:
    """Pages of a list; keeps the other query parameters. Needs ``request`` in the context."""
    return {
        "request": context["request"],
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "gap": page.paginator.ELLIPSIS,
        "unit": unit,
    }


@register.inclusion_tag("components/field.html")
def field(bound: Any, hint: str = "") -> dict[str, Any]:
    """One form field with label, help and errors. ``hint`` overrides the field's help text."""
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "is_check": getattr(bound.field.widget, "input_type", "") == "checkbox"
        and not getattr(bound.field.widget, "allow_multiple_selected", False),
        "is_group": bound.use_fieldset,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The list of what has to be put right, with links to the fields; read out first."""
    return {"form": form}


# -- blocks -------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(content: str, title: str = "", ident: str = "", note: str = "") -> SafeString:
    """A titled section: ``{% panel title="…" ident="…" %} … {% endpanel %}``."""
    return render_to_string(
        "components/panel.html",
        {"content": content, "title": title, "ident": ident, "note": note},
    )


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A box that says something: ``{% notice tone="warn" title="…" %} … {% endnotice %}``."""
    return render_to_string(
        "components/notice.html", {"content": content, "tone": _tone(tone), "title": title}
    )


@register.simple_block_tag
def data_table(content: str, caption: str, quiet: bool = False, cards: bool = False) -> SafeString:
    """A table with caption that scrolls by itself; the block holds ``thead`` and ``tbody``.

    ``quiet`` keeps the caption for screen readers only. ``cards`` turns rows into cards on a
    phone: each ``td`` then carries ``data-label``.
    """
    return render_to_string(
        "components/data_table.html",
        {"content": content, "caption": caption, "quiet": quiet, "cards": cards},
    )


@register.simple_block_tag
def kv(content: str, label: str) -> SafeString:
    """One line of a key-value list; lines stand inside ``<dl class="kv">``."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)
