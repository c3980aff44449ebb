"""What the keys do on the trade-off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from gui.charts.trade_off.trade_off import TradeOffChart

_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ZOOMS: Final = {Qt.Key.Key_Plus: 0.8, Qt.Key.Key_Equal: 0.8, Qt.Key.Key_Minus: 1.25}  # how much more is seen
_PANS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_ADOPT: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def press_key(chart: TradeOffChart, key: Qt.Key, *, shift: bool = False) -> bool:
    """Do what a key asks for; return whether it asks for anything here."""
    return _moves_view(chart, key, shift=shift) or _acts(chart, key)


def _moves_view(chart: TradeOffChart, key: Qt.Key, *, shift: bool) -> bool:
    """Zoom or pan where the key says so, as the wheel and a drag do; return whether it does."""
    if shift and key in _PANS:
        chart.view.pan(*_PANS[key])
    elif key in _ZOOMS:
        pointed = None if chart.pointed is None else chart.view.mapSceneToView(chart.scene_position(chart.pointed))
        chart.view.zoom(_ZOOMS[key], pointed)
    elif key == Qt.Key.Key_0:
        chart.show_all()
    else:
        return False
    return True


def _acts(chart: TradeOffChart, key: Qt.Key) -> bool:
    """Walk the frontier, compare, adopt, brush or let go; return whether the key asks for any of it."""
    points, pointed = chart.points, chart.pointed
    if key in _STEPS:
        chart.point_at(_beside(chart, _STEPS[key]))
    elif key == Qt.Key.Key_Home and points is not None:
        chart.point_at(points.knee)
    elif key == Qt.Key.Key_Space and pointed is not None:
        chart.compare(pointed)
    elif key in _ADOPT and pointed is not None:
        chart.adopt(pointed)
    elif key == Qt.Key.Key_B:
        chart.brush_view()
    else:
        return key == Qt.Key.Key_Escape and chart.let_go()
    return True


def _beside(chart: TradeOffChart, step: int) -> int | None:
    """Return the fleet of the frontier so many steps on; its ends hold."""
    points = chart.points
    if points is None or len(points.frontier) == 0:
        return chart.pointed
    rows = points.frontier.tolist()
    start = -1 if step > 0 else len(rows)
    position = (rows.index(chart.pointed) if chart.pointed in rows else start) + step
    return int(rows[min(max(position, 0), len(rows) - 1)])
