"""A painter that knows the look: text by role, fills, symbols, and what lies where for the mouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout

from gui.look.eliding import fitted
from gui.look.theme import SMALL_PX, SupplierStyle, Theme, app_font, draw_symbol

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
LINE_PX: Final = 15.0
_WRAPPED: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_ONE_LINE: Final = Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
_TALLEST_PX: Final = 10_000.0
_LIGHT_GROUND: Final = 0.179  # above it black has more contrast than white; at it, both have 4.58


class Spot(Struct, frozen=True, kw_only=True):
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
        self.painter.drawText(rect, align | _ONE_LINE, shown)

    def two_lines(
        self, rect: QRectF, text: str, *, role: str = "text", bold: bool = False, align: Qt.AlignmentFlag = LEFT
    ) -> None:
        """Write text on one line where it fits, else on two, the second elided where that is not enough."""
        self.lines(rect, text, most=2, role=role, bold=bold, align=align)

    def lines(
        self,
        rect: QRectF,
        text: str,
        *,
        most: int,
        role: str = "text",
        bold: bool = False,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """Write text on as many lines as it needs, around the middle; the last of the ``most`` may be elided."""
        lines = lines_of(text, rect.width(), bold=bold)
        if len(lines) > most:
            begun = sum(map(len, lines[: most - 1]))
            lines = [*lines[: most - 1], text[begun:]]
        line_px = min(LINE_PX, rect.height() / len(lines)) if len(lines) > 1 else rect.height()
        top = rect.center().y() - len(lines) * line_px / 2
        for number, line in enumerate(lines):
            place = QRectF(rect.left(), top + number * line_px, rect.width(), line_px)
            self.text(place, line.strip(), role=role, bold=bold, align=align)

    def paragraph(
        self, x: float, y: float, width: float, text: str, *, role: str = "text", bold: bool = False
    ) -> float:
        """Write wrapped text and return its height."""
        height = paragraph_px(text, width, bold=bold)
        self.painter.setFont(font_of(SMALL_PX, bold=bold))
        self.painter.setPen(self._colour(role))
        self.painter.drawText(QRectF(x, y, width, height + 2), _WRAPPED | Qt.TextFlag.TextDontClip, text)
        return height

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


class MeasuringCanvas(Canvas):
    """Draws nothing: a picture that is painted on it only says where it ends, in half the time."""

    def text(self, *_what: object, **_how: object) -> None:
        """Write nothing."""

    def lines(self, *_what: object, **_how: object) -> None:
        """Write nothing."""

    def fill(self, *_what: object, **_how: object) -> None:
        """Fill nothing."""

    def line(self, *_what: object, **_how: object) -> None:
        """Draw nothing."""

    def symbol(self, *_what: object, **_how: object) -> None:
        """Draw nothing."""

    def paragraph(
        self,
        x: float,  # noqa: ARG002 - where it would stand
        y: float,  # noqa: ARG002 - the same
        width: float,
        text: str,
        *,
        role: str = "text",  # noqa: ARG002 - the same
        bold: bool = False,
    ) -> float:
        """Return the height of wrapped text."""
        return paragraph_px(text, width, bold=bold)


def font_of(size_px: int = SMALL_PX, *, bold: bool = False) -> QFont:
    """Return the charts' font."""
    return app_font(size_px, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)


def text_width(text: str, *, size_px: int = SMALL_PX, bold: bool = False) -> float:
    """Return how wide one line of text is."""
    return QFontMetricsF(font_of(size_px, bold=bold)).horizontalAdvance(text)


def paragraph_px(text: str, width_px: float, *, bold: bool = False) -> float:
    """Return how tall wrapped text is."""
    metrics = QFontMetricsF(font_of(SMALL_PX, bold=bold))
    return metrics.boundingRect(QRectF(0, 0, width_px, _TALLEST_PX), _WRAPPED, text).height()


def lines_of(text: str, width_px: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text at a width, broken as its script is; joined they are the text."""
    layout, lines = QTextLayout(text, font_of(bold=bold)), []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width_px + 0.5)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return lines or [""]


def readable_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance)."""
    return "#000000" if luminance(colour) > _LIGHT_GROUND else "#ffffff"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0..1. Source: WCAG 2.2, definition of relative luminance."""
    tone = QColor(colour)
    red, green, blue = (_linear(channel) for channel in (tone.redF(), tone.greenF(), tone.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
