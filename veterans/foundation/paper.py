"""Papers as PDF: A4, Chinese letters embedded, the same bytes for the same content. Pure.

What is on a paper is a sequence of blocks; ``pdf`` sets them on as many pages as they need, each
with the paper's name and ``第 1 页 / 共 3 页`` at its foot. ``certificate`` fills one framed page.
Text is text: nothing in it is taken for markup. A character that the font does not have would be
an empty box, on a certificate in the place of somebody's name; ``Unprintable`` is raised instead,
whose message names it and points to the print view, which uses the reader's own fonts.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    LongTable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)

from veterans.foundation.errors import Refused

PDF_TYPE = "application/pdf"
Cell = str | int | Decimal

FONT = "NotoSerifSC"
_FILE = Path(__file__).parent / "fonts" / "NotoSerifSC-Regular.ttf"
_MARGIN = 18 * mm
RED = HexColor("#9d1c1c")
LINE = HexColor("#666666")
_SHADE = HexColor("#f1eeea")


class Unprintable(Refused):
    """``characters``: those the font does not have, in the order they came."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        super().__init__(
            f"PDF 的字库里没有“{'、'.join(characters)}”，请改用打印页：浏览器会用本机的字库。"
        )


@dataclass(frozen=True)
class Heading:
    """A line in larger letters, never the last of a page. ``level``: 1, of the paper; 2."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """A paragraph, or several where there are line breaks. ``align``: left, center, right.

    ``indent``: its first line by two letters, as in official papers.
    """

    text: str
    align: str = "left"
    size: float = 10.5
    indent: bool = False


@dataclass(frozen=True)
class Facts:
    """What it is called, and what it is: two columns without lines."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """Rows under heads that come again on every page.

    ``widths``: of each column, against each other; None: all alike. Numbers stand to the right,
    ``Decimal`` with two places. ``size``: of letters, in points.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float] | None = None
    size: float = 9


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, beside each other: ``签发人：______``."""

    who: Sequence[str]


@dataclass(frozen=True)
class NewPage:
    """What follows begins on another page."""


@dataclass(frozen=True)
class Certificate:
    """``link``: where it is proved, as a code to point a telephone at; None: without one.

    ``body`` in paragraphs. ``issuer``, ``day``: below, to the right, as in official papers.
    """

    heading: str
    name: str
    body: Sequence[str]
    number: str
    issuer: str
    day: str
    link: str | None = None
    foot: str = ""


Block = Heading | Text | Facts | Table | Signatures | NewPage


def pdf(title: str, blocks: Iterable[Block], *, wide: bool = False) -> bytes:
    """A4, upright or ``wide``. Raises ``Unprintable``."""
    load_font()
    size = landscape(A4) if wide else A4
    width = size[0] - 2 * _MARGIN
    require_letters(title)
    flow: list[Flowable] = []
    for one in blocks:
        flow += _set(one, width)
    out = io.BytesIO()
    paper = SimpleDocTemplate(
        out,
        pagesize=size,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 4 * mm,
        title=title,
        invariant=1,
        lang="zh-CN",
    )
    paper.build(flow or [Spacer(1, 1)], canvasmaker=partial(_Numbered, foot=title))
    return out.getvalue()


def certificate(one: Certificate) -> bytes:
    """One page, wide, in a double frame. Raises ``Unprintable``; ``Refused`` where the text is too
    long for the page."""
    load_font()
    width, height = landscape(A4)
    require_letters(one.heading, one.name, *one.body, one.number, one.issuer, one.day, one.foot)
    out = io.BytesIO()
    page = Canvas(out, pagesize=(width, height), invariant=1, lang="zh-CN")
    page.setTitle(f"{one.heading} {one.number}")
    page.setStrokeColor(RED)
    for inset, line in ((10 * mm, 3.0), (12.5 * mm, 0.8)):
        page.setLineWidth(line)
        page.rect(inset, inset, width - 2 * inset, height - 2 * inset)
    page.setFillColor(RED)
    page.setFont(FONT, 44)
    # Letters of a heading stand apart, as they are engraved.
    page.drawCentredString(width / 2, height - 52 * mm, "\u2002".join(one.heading))
    page.setFillColor(black)
    page.setFont(FONT, 26)
    page.drawString(38 * mm, height - 78 * mm, f"{one.name}：")
    body = [
        Paragraph(escape(text), style_of(20, leading=34, first=40, align="left"))
        for text in one.body
    ]
    top, room = height - 86 * mm, height - 86 * mm - 62 * mm
    for text in body:
        _, needed = text.wrap(width - 76 * mm, room)
        room -= needed
        if room < 0:
            raise Refused("文字太长，一页放不下，请写短一些。")
        top -= needed
        text.drawOn(page, 38 * mm, top)
    page.setFont(FONT, 18)
    page.drawRightString(width - 38 * mm, 46 * mm, one.issuer)
    page.drawRightString(width - 38 * mm, 35 * mm, one.day)
    page.setFont(FONT, 11)
    left = 38 * mm
    if one.link:
        _code(page, one.link, left, 24 * mm, 24 * mm)
        left += 28 * mm
    page.drawString(left, 30 * mm, f"编号：{one.number}")
    if one.foot:
        page.drawString(left, 24.5 * mm, one.foot)
    page.showPage()
    page.save()
    return out.getvalue()


@cache
def load_font() -> Any:
    """The font's face, read once for each process."""
    font = TTFont(FONT, str(_FILE))
    pdfmetrics.registerFont(font)
    return font.face


def require_letters(*texts: str) -> None:
    known = load_font().charToGlyph
    missing = dict.fromkeys(
        char for text in texts for char in text if char not in "\n\r\t" and ord(char) not in known
    )
    if missing:
        raise Unprintable(list(missing))


def style_of(
    size: float, *, leading: float | None = None, first: float = 0, align: str = "left"
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{leading}{first}{align}",
        fontName=FONT,
        fontSize=size,
        leading=leading or size * 1.5,
        firstLineIndent=first,
        alignment={"left": 0, "center": 1, "right": 2}[align],
        wordWrap="CJK",
    )


def _told(text: str, style: ParagraphStyle) -> Paragraph:
    require_letters(text)
    return Paragraph("<br/>".join(escape(line) for line in text.splitlines()), style)


def _set(block: Block, width: float) -> list[Flowable]:
    match block:
        case Heading(text, level):
            style = style_of(18 if level == 1 else 13, align="center" if level == 1 else "left")
            style.spaceBefore = 0 if level == 1 else 6
            style.spaceAfter = 8 if level == 1 else 4
            # Room for a few lines of what follows: kept with all of it, a long table would move.
            return [CondPageBreak(35 * mm), _told(text, style)]
        case Text(text, align, size, indent):
            style = style_of(size, first=2 * size if indent else 0, align=align)
            return [_told(line, style) for line in text.splitlines()] + [Spacer(1, 3)]
        case Facts(rows):
            return [_facts(rows, width), Spacer(1, 6)] if rows else []
        case Table():
            return [_table(block, width), Spacer(1, 6)]
        case Signatures(who):
            each = width / max(len(who), 1)
            cells = [_told(f"{one}：" + "_" * 14, style_of(10.5)) for one in who]
            return [KeepTogether([Spacer(1, 14), LongTable([cells], colWidths=[each] * len(who))])]
        case NewPage():
            return [PageBreak()]


def _facts(rows: Sequence[tuple[str, str]], width: float) -> Flowable:
    label, told = style_of(10.5), style_of(10.5)
    table = LongTable(
        [[_told(name, label), _told(what or "—", told)] for name, what in rows],
        colWidths=[width * 0.2, width * 0.8],
    )
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_close(1.5)]))
    return table


def _close(points: float) -> list[tuple[Any, ...]]:
    return [
        ("TOPPADDING", (0, 0), (-1, -1), points),
        ("BOTTOMPADDING", (0, 0), (-1, -1), points + 1),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]


def _table(block: Table, width: float) -> Flowable:
    shares = list(block.widths or [1.0] * len(block.heads))
    if len(shares) != len(block.heads) or any(len(row) != len(shares) for row in block.rows):
        raise ValueError("every row and the widths have as many cells as there are heads")
    head, left, right = (style_of(block.size, align=one) for one in ("center", "left", "right"))
    cells = [[_told(one, head) for one in block.heads]]
    for row in block.rows:
        cells.append([_told(_shown(one), left if isinstance(one, str) else right) for one in row])
    if not block.rows:
        cells.append([_told("没有记录。", left), *([""] * (len(shares) - 1))])
    table = LongTable(
        cells,
        colWidths=[width * one / sum(shares) for one in shares],
        repeatRows=1,
        splitInRow=1,
    )
    style: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *_close(2),
    ]
    if not block.rows:
        style.append(("SPAN", (0, 1), (-1, 1)))
    table.setStyle(TableStyle(style))
    return table


def _shown(cell: Cell) -> str:
    return f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell)


def _code(page: Canvas, link: str, left: float, bottom: float, size: float) -> None:
    rows = [bytes(row) for row in segno.make(link, micro=False).matrix]
    each = size / len(rows)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                page.rect(
                    left + across * each,
                    bottom + size - (down + 1) * each,
                    each,
                    each,
                    stroke=0,
                    fill=1,
                )


class _Numbered(Canvas):
    """Pages that know how many there are: kept until the last one is set."""

    def __init__(self, *args: Any, foot: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._foot = foot
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            self.setFont(FONT, 9)
            self.setFillColor(LINE)
            width = self._pagesize[0]
            self.drawString(_MARGIN, 11 * mm, self._foot)
            self.drawRightString(
                width - _MARGIN, 11 * mm, f"第 {number} 页 / 共 {len(self._kept)} 页"
            )
            super().showPage()
        super().save()
