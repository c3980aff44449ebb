"""Symbols that tell suppliers apart without colour: outlines in the unit square around the origin."""

from collections.abc import Callable
from functools import cache
from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

_HOLE: Final = 0.56  # a hollow symbol's inner size against its outer one: still open at 9 px


@cache
def symbol_path(name: str) -> QPainterPath:
    """Return the outline of a symbol, about 1 wide and 1 high around (0, 0); KeyError for an unknown name."""
    return _SHAPES[name]()


def symbol_names() -> tuple[str, ...]:
    """Return the names of all symbols."""
    return tuple(_SHAPES)


def _polygon(corners: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _regular(corners: int, radius: float, turn: float = -pi / 2) -> QPainterPath:
    angles = [turn + 2 * pi * corner / corners for corner in range(corners)]
    return _polygon([(radius * cos(angle), radius * sin(angle)) for angle in angles])


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(-0.5, -0.5, 1, 1))
    return path


def _square() -> QPainterPath:
    return _polygon([(-0.45, -0.45), (0.45, -0.45), (0.45, 0.45), (-0.45, 0.45)])


def _triangle(turn: float) -> QPainterPath:
    # Set back by a twelfth so that the weight, not the tip, sits in the middle.
    path = _regular(3, 0.6, turn)
    path.translate(-cos(turn) / 12, -sin(turn) / 12)
    return path


def _star() -> QPainterPath:
    radii = (0.56, 0.22)
    angles = [-pi / 2 + pi * corner / 5 for corner in range(10)]
    return _polygon([(radii[i % 2] * cos(angle), radii[i % 2] * sin(angle)) for i, angle in enumerate(angles)])


def _plus(turn: float = 0.0) -> QPainterPath:
    arm, half = 0.5, 0.17
    corners = [(-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half), (half, half)]
    corners += [(-x, -y) for x, y in corners]
    return _polygon([(x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)) for x, y in corners])


def _hollow(outer: QPainterPath) -> QPainterPath:
    centre = outer.boundingRect().center()
    inner = QPainterPath()
    for index in range(outer.elementCount()):
        _copy_scaled(outer, index, centre, inner)
    return outer.subtracted(inner)


def _copy_scaled(outer: QPainterPath, index: int, centre: QPointF, inner: QPainterPath) -> None:
    element = outer.elementAt(index)
    point = centre + (QPointF(element.x, element.y) - centre) * _HOLE
    (inner.lineTo if index else inner.moveTo)(point)


def _ring() -> QPainterPath:
    inner = QPainterPath()
    inner.addEllipse(QRectF(-_HOLE / 2, -_HOLE / 2, _HOLE, _HOLE))
    return _circle().subtracted(inner)


def _half() -> QPainterPath:
    path = QPainterPath(QPointF(-0.5, 0))
    path.arcTo(QRectF(-0.5, -0.5, 1, 1), 180, -180)
    path.closeSubpath()
    path.translate(0, 0.25)
    return path


_SHAPES: Final[dict[str, Callable[[], QPainterPath]]] = {
    "circle": _circle,
    "triangle": lambda: _triangle(-pi / 2),
    "square": _square,
    "diamond": lambda: _regular(4, 0.58),
    "star": _star,
    "plus": _plus,
    "triangle-down": lambda: _triangle(pi / 2),
    "triangle-left": lambda: _triangle(pi),
    "triangle-right": lambda: _triangle(0.0),
    "cross": lambda: _plus(pi / 4),
    "hexagon": lambda: _regular(6, 0.53),
    "pentagon": lambda: _regular(5, 0.55),
    "ring": _ring,
    "frame": lambda: _hollow(_square()),
    "diamond-frame": lambda: _hollow(_regular(4, 0.58)),
    "triangle-frame": lambda: _hollow(_triangle(-pi / 2)),
    "bar": lambda: _polygon([(-0.5, -0.2), (0.5, -0.2), (0.5, 0.2), (-0.5, 0.2)]),
    "half": _half,
}
