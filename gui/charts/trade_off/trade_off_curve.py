"""The curve of one fleet in the trade-off: what its largest supplier costs it at the cheapest shares, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gui import late
from gui.look import formats
from gui.look.words import tr
from planner.exploration.exploration import column_name

if TYPE_CHECKING:
    from gui.charts.trade_off.trade_off_data import TradeOffPoints
    from planner.arrays import Floats
    from planner.exploration.exploration import Exploration
    from planner.exploration.fleet_curve import FleetCurve

_BREAK: Final = 1e-6  # a cap of one over a whole number, within this
_FEWEST: Final = 2  # points of a line


def curve_of(points: TradeOffPoints | None, row: int | None) -> FleetCurve | None:
    """Return the curve of a fleet that is worked in turn; None of joined ones, and where there is but one supplier."""
    if points is None or row is None or row < 0 or points.exploration.fleets.way[row] != 0:
        return None
    if row not in points.curves:
        points.curves[row] = _curve(points.exploration, row)
    return points.curves[row]


def _curve(exploration: Exploration, row: int) -> FleetCurve | None:
    if exploration.terms is None:
        return None
    found = late.fleet_curve(exploration.terms, exploration.fleets.nodes[row].tolist())
    return found if found is not None and len(found.caps) >= _FEWEST else None


def _left_behind(points: TradeOffPoints, row: int | None) -> bool:
    sample, ways = points.exploration.sample, points.exploration.fleets.way
    return sample is not None and sample.curves and row is not None and row >= 0 and bool(ways[row] == 0)


def curve_on(points: TradeOffPoints | None, row: int | None) -> tuple[Floats, Floats] | None:
    """Return a fleet's curve on the chart's axes; None where an axis shows what it does not hold."""
    curve = curve_of(points, row)
    if points is None or curve is None:
        return None
    keys = points.x_axis.key, points.y_axis.key
    xs, ys = (getattr(curve, column_name(key), None) for key in keys)
    if xs is None or ys is None or not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        return None
    return xs, ys


def curve_lines(points: TradeOffPoints, row: int | None) -> list[str]:
    """Return what the card says of a fleet's curve: where it begins, and where each further supplier is full.

    No file holds the curves: of a fleet that a file kept, that they are to be explored again.
    """
    curve = curve_of(points, row)
    if curve is None:
        return [tr("other shares: explore again")] if _left_behind(points, row) else []
    lines = [tr("its line, at the cheapest shares:")]
    for place, cap in enumerate(curve.caps.tolist()):
        if abs(1.0 / cap - round(1.0 / cap)) > _BREAK:
            continue
        saving, largest = float(curve.saving[place]), formats.percent(cap, 0)
        days = formats.duration(float(curve.days[place]))
        if np.isnan(saving):
            lines.append(tr("{largest} on one supplier: {days}", largest=largest, days=days))
            continue
        words = tr("{largest} on one supplier: saving {saving}, {days}", largest=largest,
                   saving=formats.percent(saving), days=days)  # fmt: skip
        lines.append(words)
    return lines
