"""A page for a wall: A4 upright, in a double frame, Chinese letters embedded, the same bytes for
the same content. Pure.

Somebody's name stands large; what is told of him below. It is set as large as fits on one page;
what is longer goes on in frames of its own, never with a single line of a paragraph alone. Who
issued it and when stands at the foot of the last. ``paper.Unprintable`` as with every paper.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)

from veterans.foundation.paper import FONT, LINE, RED, load_font, require_letters, style_of

# Of the fallen a frame in the colour of pines; of honours one in red.
PINE, RED_INK = HexColor("#1f3d33"), RED
_SIDE, _TOP, _FOOT = 28 * mm, 30 * mm, 40 * mm
_SIZES = (16.0, 15.0, 14.0, 13.0)
_EN = "\u2002"


@dataclass(frozen=True)
class Framed:
    """``kicker`` above the name; ``lines`` [(label, value)]; ``body`` in paragraphs; ``issuer`` and
    ``day`` at the foot. ``is_red``: of an honour."""

    kicker: str
    name: str
    lines: Sequence[tuple[str, str]]
    body: Sequence[str]
    issuer: str
    day: str
    is_red: bool = False


def framed(one: Framed) -> bytes:
    """Raises ``Unprintable``."""
    load_font()
    texts = [text for row in one.lines for text in row]
    require_letters(one.kicker, one.name, *texts, *one.body, one.issuer, one.day)
    room = A4[1] - _TOP - _FOOT
    width = A4[0] - 2 * _SIDE
    for size in _SIZES:
        flow = _flow(one, size)
        needed = _height(flow, width)
        if needed <= room:
            # A little above the middle, where the eye looks for it.
            flow.insert(0, Spacer(1, (room - needed) * 0.3))
            break
    else:
        flow = _flow(one, _SIZES[1])
    out = io.BytesIO()
    paper = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_SIDE - 6,
        rightMargin=_SIDE - 6,
        topMargin=_TOP - 6,
        bottomMargin=_FOOT - 6,
        title=f"{one.kicker} {one.name}",
        invariant=1,
        lang="zh-CN",
    )
    paper.build(flow, canvasmaker=partial(_InFrames, of=one))
    return out.getvalue()


def _flow(one: Framed, size: float) -> list[Flowable]:
    ink = RED_INK if one.is_red else PINE
    kicker = _centred(18)
    kicker.textColor = ink
    flow: list[Flowable] = [Paragraph(escape(_spaced(one.kicker)), kicker), Spacer(1, 10)]
    flow.append(Paragraph(escape(_spaced(one.name)), _centred(_name_size(one.name))))
    flow += [Spacer(1, 14), HRFlowable(width="30%", thickness=0.8, color=ink), Spacer(1, 18)]
    if one.lines:
        flow += [_lines(one.lines, size - 1), Spacer(1, 14)]
    body = style_of(size, leading=size * 1.75, first=2 * size)
    body.allowWidows = body.allowOrphans = 0
    flow += [Paragraph(escape(text), body) for text in one.body if text]
    return flow


def _height(flow: Sequence[Flowable], width: float) -> float:
    found = 0.0
    for part in flow:
        found += float(part.wrap(width, 10**6)[1])
    # ``HRFlowable`` and the frames of tables round upwards.
    return found + 4


def _centred(size: float) -> ParagraphStyle:
    return style_of(size, leading=size * 1.4, align="center")


def _name_size(name: str) -> float:
    """Names of people large; of groups and firms as large as they stand on two lines."""
    return next(
        size for most, size in ((4, 46), (8, 36), (14, 28), (10**6, 22)) if len(name) <= most
    )


def _spaced(text: str) -> str:
    """Letters of a short name stand apart, as they are engraved."""
    return _EN.join(text) if len(text) <= 4 else text


def _lines(rows: Sequence[tuple[str, str]], size: float) -> Flowable:
    label, told = style_of(size), style_of(size)
    label.textColor = LINE
    table = LongTable(
        [[Paragraph(escape(name), label), Paragraph(escape(what), told)] for name, what in rows],
        colWidths=[size * 5.5, A4[0] - 2 * _SIDE - size * 5.5],
        splitInRow=1,
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


class _InFrames(Canvas):
    """Every page in its frame; of several each says whose it is and how many there are."""

    def __init__(self, *args: Any, of: Framed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._of = of
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        width, height = A4
        one, many = self._of, len(self._kept)
        for number, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            self.setStrokeColor(RED_INK if one.is_red else PINE)
            for inset, line in ((11 * mm, 2.6), (13.5 * mm, 0.7)):
                self.setLineWidth(line)
                self.rect(inset, inset, width - 2 * inset, height - 2 * inset)
            self.setFillColor(LINE)
            self.setFont(FONT, 10)
            if number > 1:
                self.drawCentredString(
                    width / 2, height - 21 * mm, f"{one.kicker}　{one.name}（续）"
                )
            if many > 1:
                self.drawString(_SIDE, 19 * mm, f"第 {number} 页 / 共 {many} 页")
            if number == many:
                self.setFillColor(black)
                self.setFont(FONT, 13)
                self.drawRightString(width - _SIDE, 29 * mm, one.issuer)
                self.drawRightString(width - _SIDE, 21 * mm, one.day)
            super().showPage()
        super().save()
