"""A painter that knows the look: text by role, fills, symbols, and what lies where for the mouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout

from gui.look.eliding import fitted
from gui.look.theme import SMALL_PX, SupplierStyle, Theme, app_font, draw_symbol

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_LINE_PX: Final = 15.0
_LIGHT_GROUND: Final = 0.36  # above this luminance dark text keeps more contrast than white text


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A part of the picture that says more when the mouse rests on it."""

    rect: QRectF
    tip: str


class Canvas:
    """Draws on a painter in one look. ``spots`` collects what the mouse can ask about."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self.painter = painter
        self.theme = theme
        self.spots: list[Spot] = []
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)

    def text(
        self,
        rect: QRectF,
        text: str,
        *,
        role: str = "text",
        bold: bool = False,
        align: Qt.AlignmentFlag = LEFT,
        size_px: int = SMALL_PX,
    ) -> None:
        """Write one line into a rectangle, elided where it does not fit, never within a number."""
        font = font_of(size_px, bold=bold)
        shown = fitted(text, QFontMetricsF(font), rect.width() + 0.5)
        self.painter.setFont(font)
        self.painter.setPen(self._colour(role))
        self.painter.drawText(rect, align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, shown)

    def two_lines(
        self, rect: QRectF, text: str, *, role: str = "text", bold: bool = False, align: Qt.AlignmentFlag = LEFT
    ) -> None:
        """Write text on one line where it fits, else on two, the second elided where that is not enough."""
        head = _first_line(text, font_of(bold=bold), rect.width() + 0.5)
        tail = text[len(head) :].strip()
        if not tail:
            self.text(rect, text, role=role, bold=bold, align=align)
            return
        top = rect.center().y() - _LINE_PX
        for number, line in enumerate((head.rstrip(), tail)):
            place = QRectF(rect.left(), top + number * _LINE_PX, rect.width(), _LINE_PX)
            self.text(place, line, role=role, bold=bold, align=align)

    def paragraph(
        self, x: float, y: float, width: float, text: str, *, role: str = "text", bold: bool = False
    ) -> float:
        """Write wrapped text and return its height."""
        font = font_of(SMALL_PX, bold=bold)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        bounds = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), flags, text)
        self.painter.setFont(font)
        self.painter.setPen(self._colour(role))
        self.painter.drawText(QRectF(x, y, width, bounds.height() + 2), flags | Qt.TextFlag.TextDontClip, text)
        return bounds.height()

    def fill(self, rect: QRectF, role: str, *, radius: float = 0.0) -> None:
        """Fill a rectangle."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self._colour(role))
        self.painter.drawRoundedRect(rect, radius, radius) if radius else self.painter.drawRect(rect)

    def line(self, start: QPointF, end: QPointF, role: str, *, width: float = 1.0, dashed: bool = False) -> None:
        """Draw a straight line."""
        pen = QPen(self._colour(role), width)
        if dashed:
            pen.setDashPattern([3.0, 3.0])
        self.painter.setPen(pen)
        self.painter.drawLine(start, end)

    def symbol(self, style: SupplierStyle, x: float, y: float, size: float = 9.0) -> None:
        """Draw a supplier's symbol around a point."""
        draw_symbol(self.painter, style, x, y, size)

    def spot(self, rect: QRectF, tip: str) -> None:
        """Remember what a part of the picture says on hover."""
        self.spots.append(Spot(rect=rect, tip=tip))

    @contextmanager
    def faint(self, *, when: bool) -> Iterator[None]:
        """Draw paler inside, for figures that are stale."""
        before = self.painter.opacity()
        self.painter.setOpacity(before * 0.4 if when else before)
        yield
        self.painter.setOpacity(before)

    def _colour(self, role: str) -> QColor:
        return QColor(role) if role.startswith("#") else self.theme.colour(role)


def font_of(size_px: int = SMALL_PX, *, bold: bool = False) -> QFont:
    """Return the charts' font."""
    return app_font(size_px, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)


def text_width(text: str, *, size_px: int = SMALL_PX, bold: bool = False) -> float:
    """Return how wide one line of text is."""
    return QFontMetricsF(font_of(size_px, bold=bold)).horizontalAdvance(text)


def _first_line(text: str, font: QFont, width: float) -> str:
    """Return what of a text stands on its first line, broken as its script is."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    return text[: line.textLength()]


def readable_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance)."""
    return "#10161f" if luminance(colour) > _LIGHT_GROUND else "#ffffff"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0..1. Source: WCAG 2.2, definition of relative luminance."""
    tone = QColor(colour)
    red, green, blue = (_linear(channel) for channel in (tone.redF(), tone.greenF(), tone.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
