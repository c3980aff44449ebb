"""Where the plan and the baseline stand in the trade-off, and what has to be in view."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from gui.look import formats
from planner.dependence import POINTS_OF_ONE_NAME
from planner.plan import DependenceMeasure

if TYPE_CHECKING:
    from gui.charts.base.chart import ChartState
    from gui.charts.trade_off.trade_off_data import Axis, TradeOffPoints

Position = tuple[float, float]
Range = tuple[float, float]
_MOST_LEFT = 0.7  # of one supplier alone: a range that starts further right shows nothing but its ticks


class Marks(Struct, frozen=True, kw_only=True):
    """A state seen on two axes; positions are in the axes' units, None where a figure is unknown."""

    state: ChartState | None
    points: TradeOffPoints | None
    x_axis: Axis
    y_axis: Axis

    @property
    def alone_x(self) -> float:
        """Where one supplier alone stands."""
        return POINTS_OF_ONE_NAME if self.x_axis.key == DependenceMeasure.HHI else 1.0

    def plan(self) -> Position | None:
        """Return the plan as it was planned last, where its band is too; as explored where it was not planned."""
        result = self.state.result if self.state else None
        if result is None:
            return self.points.today if self.points is not None else None
        if result.dependence is None:
            return None
        supplier = result.dependence.layers["supplier"]
        x = {"largest": supplier.largest, "hhi": supplier.hhi, "loss": result.dependence.loss}[self.x_axis.key]
        cost = result.cost.unit_cost.amount if result.cost else None
        y = {"saving": result.saving, "cost_per_trillion_tokens": cost, "days": result.days}[self.y_axis.key]
        return None if x is None or y is None else (x, y)

    def band(self) -> Range | None:
        """Return the plan's P10 and P90 on the y axis; None where the run never ends at one of them."""
        result = self.state.result if self.state else None
        return formats.ends(result.bands.get(self.y_axis.key)) if result else None

    def baseline(self) -> Position | None:
        """Return the baseline: one supplier alone, nothing saved."""
        baseline = self.state.result.baseline if self.state and self.state.result else None
        if baseline is None:
            return None
        cost = baseline.unit_cost.amount
        ys = {"saving": 0.0, "cost_per_trillion_tokens": cost, "days": baseline.days}
        return self.alone_x, ys[self.y_axis.key]

    def ranges(self) -> tuple[Range, Range]:
        """Return the x and y that hold frontier, plan and baseline with room around; other fleets may lie outside."""
        known = self._known()
        if not known:
            return (0.0, 1.03 * self.alone_x), (-0.1, 0.3)
        return self._x_range(min(x for x, _ in known)), _padded([y for _, y in known])

    @property
    def any(self) -> bool:
        """Whether anything is drawn that the axes' numbers measure."""
        return bool(self._known())

    def _known(self) -> list[Position]:
        plan, band = self.plan(), self.band()
        marks = [mark for mark in (plan, self.baseline()) if mark is not None]
        if plan is not None and band is not None:
            marks += [(plan[0], band[0]), (plan[0], band[1])]
        if self.points is not None:
            rows = self.points.frontier
            marks += list(zip(self.points.x[rows].tolist(), self.points.y[rows].tolist(), strict=True))
        return [mark for mark in marks if all(math.isfinite(value) for value in mark)]

    def _x_range(self, low: float) -> Range:
        """Return a range that starts just left of the least dependent and ends just right of one supplier alone."""
        whole = self.alone_x
        low = min(low, _MOST_LEFT * whole)
        return max(-0.02 * whole, low - 0.08 * (whole - low) - 0.02 * whole), 1.03 * whole


def _padded(values: list[float]) -> Range:
    low, high = min(values), max(values)
    pad = 0.16 * (high - low) or 0.1 * abs(high) or 1.0
    return low - pad, high + pad
