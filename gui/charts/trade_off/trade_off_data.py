"""What the trade-off chart draws: axes to choose from, and an exploration seen on two of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gui.charts.trade_off.trade_off_levels import Levels
from gui.look import formats
from gui.look.words import mark
from planner.arrays import Floats, Integers, Mask
from planner.exploration.exploration import Exploration, FleetColumns, FrontierPoint
from planner.exploration.frontier import frontier_rows, knee_position
from planner.plan import DependenceMeasure, Objective
from planner.risk.tail import FLIP_FROM

if TYPE_CHECKING:
    from planner.exploration.fleet_curve import FleetCurve

_SAMPLE: Final = 5_000  # fleets; enough that few others are left
TODAY: Final = -1  # the row that stands for the plan as composed


class Axis(Struct, frozen=True, kw_only=True):
    """One quantity that an axis can show. ``rising``: more of it is better; ``scaled``: ticks take an SI suffix.

    ``short`` is the title where the axis has no room for the whole one; without it that is ``choice``.
    """

    key: str
    choice: str
    title: str
    short: str = ""
    values: Callable[[FleetColumns], Floats]
    show: Callable[[float], str]
    rising: bool = False
    percent: bool = False
    scaled: bool = False


X_AXES: Final = (
    Axis(
        key=DependenceMeasure.LARGEST.value,
        choice=mark("largest supplier"),
        title=mark("largest supplier's share of {basis}"),
        values=lambda fleets: fleets.largest,
        show=formats.percent,
        percent=True,
    ),
    Axis(
        key=DependenceMeasure.HHI.value,
        choice=mark("HHI"),
        title=mark("HHI of suppliers' shares of {basis}, points"),
        values=lambda fleets: fleets.hhi,
        show=formats.whole,
    ),
    Axis(
        key=DependenceMeasure.LOSS.value,
        choice=mark("loss without one"),
        title=mark("throughput lost without the most damaging supplier"),
        values=lambda fleets: fleets.loss,
        show=formats.percent,
        percent=True,
    ),
)
Y_AXES: Final = (
    Axis(
        key="saving",
        choice=mark("saving"),
        title=mark("saving per trillion tokens"),
        values=lambda fleets: fleets.saving,
        show=formats.percent,
        rising=True,
        percent=True,
    ),
    Axis(
        key="cost_per_trillion_tokens",
        choice=mark("cost"),
        title=mark("{currency} per trillion tokens"),
        short=mark("{currency} / T tokens"),
        values=lambda fleets: fleets.unit_cost,
        show=formats.si,
        scaled=True,
    ),
    Axis(
        key="days",
        choice=mark("days"),
        title=mark("days"),
        values=lambda fleets: fleets.days,
        show=formats.days_number,
    ),
)


@dataclass(frozen=True, kw_only=True)
class TradeOffPoints:
    """Fleets on two axes: ``x`` and ``y`` of shape (n,), and what of them is on the frontier.

    ``frontier`` holds rows from the least to the most dependent; NaN rows are left out of it. ``curves`` keeps the
    curves of single fleets that were asked for, by row.
    """

    exploration: Exploration
    x_axis: Axis
    y_axis: Axis
    curves: dict[int, "FleetCurve | None"] = field(default_factory=dict)

    @cached_property
    def x(self) -> Floats:
        """Dependence of every fleet."""
        return self.x_axis.values(self.exploration.fleets)

    @cached_property
    def y(self) -> Floats:
        """Saving, cost or days of every fleet."""
        return self.y_axis.values(self.exploration.fleets)

    @cached_property
    def levels(self) -> Levels:
        """The fleets at several levels of detail."""
        return Levels(self.x, self.y)

    @cached_property
    def frontier(self) -> Integers:
        """Rows that no other fleet beats on these two axes."""
        if self._explored_axes:
            return self.exploration.frontier[::-1]
        known = np.flatnonzero(np.isfinite(self.x) & np.isfinite(self.y)).astype(np.int64)
        kept = known[possible_frontier(self._paid(known), self.x[known])]
        return kept[frontier_rows(self._paid(kept), self.x[kept])][::-1].astype(np.int64)

    @cached_property
    def knee(self) -> int | None:
        """The row of the knee (None where the front does not bend)."""
        if self._explored_axes:
            position = self.exploration.knee
            return None if position is None else int(self.exploration.frontier[position])
        rows = self.frontier
        position = knee_position(self._paid(rows), self.x[rows])
        return None if position is None else int(rows[position])

    @cached_property
    def today(self) -> tuple[float, float] | None:
        """The plan as composed."""
        columns = self.exploration.today
        if columns is None:
            return None
        return float(self.x_axis.values(columns)[0]), float(self.y_axis.values(columns)[0])

    @property
    def is_sample(self) -> bool:
        """Whether only a sample of the fleets is drawn: those that a file kept."""
        sample = self.exploration.sample
        return sample is not None and len(self.exploration.fleets) < sample.of

    def same_view(self, other: "TradeOffPoints") -> bool:
        """Whether both show one exploration on the same axes."""
        axes = self.x_axis is other.x_axis and self.y_axis is other.y_axis
        return axes and self.exploration is other.exploration

    def _paid(self, rows: Integers) -> Floats:
        return -self.y[rows] if self.y_axis.rising else self.y[rows]

    @property
    def _explored_axes(self) -> bool:
        by_days = self.exploration.objective is Objective.DAYS
        return (self.y_axis.key == "days") == by_days and self.x_axis.key == self.exploration.measure.value

    def nearest(self, at: tuple[float, float], px_per_unit: tuple[float, float], reach_px: float) -> int | None:
        """Return the row nearest to a point, at most ``reach_px`` away; frontier points win over those around them."""
        front = self._nearest_of(self.frontier, at, px_per_unit, 1.6 * reach_px)
        if front is not None:
            return front
        near = np.flatnonzero(np.abs(self.x - at[0]) <= reach_px / px_per_unit[0])
        return self._nearest_of(near.astype(np.int64), at, px_per_unit, reach_px)

    def _nearest_of(
        self, rows: Integers, at: tuple[float, float], px_per_unit: tuple[float, float], reach_px: float
    ) -> int | None:
        if len(rows) == 0:
            return None
        distances = np.hypot((self.x[rows] - at[0]) * px_per_unit[0], (self.y[rows] - at[1]) * px_per_unit[1])
        distances = np.where(np.isfinite(distances), distances, np.inf)
        best = int(np.argmin(distances))
        return int(rows[best]) if distances[best] <= reach_px else None


def unsettled_of(points: TradeOffPoints | None) -> dict[int, float]:
    """Return the points of the frontier whose rank is uncertain, with the chance that the next one is cheaper."""
    exploration = points.exploration if points is not None else None
    if exploration is None or not exploration.flips:
        return {}
    rows = exploration.frontier.tolist()
    return {row: flip for row, flip in zip(rows, exploration.flips, strict=True) if flip >= FLIP_FROM}


def point_of(exploration: Exploration, row: int) -> FrontierPoint | None:
    """Return how a fleet of the frontier works, and at which shares; None of every other fleet."""
    rows = exploration.frontier[: len(exploration.points)].tolist()
    return exploration.points[rows.index(row)] if row in rows else None


def possible_frontier(cost: Floats, dependence: Floats) -> Mask:
    """Mark the fleets that a sample's frontier does not beat; (n,), (n,) -> (n,).

    Whatever is on the frontier is marked. Of a million fleets a few thousand are left, so that the exact sort
    after it takes no time worth noticing.
    """
    sample = slice(None, None, max(1, len(cost) // _SAMPLE))
    sample_cost, sample_dependence = cost[sample], dependence[sample]
    rows = frontier_rows(sample_cost, sample_dependence)[::-1]
    if len(rows) == 0:
        return np.ones(len(cost), dtype=np.bool_)
    # The best sampled fleet that depends no more than this one: it beats this one when it is cheaper.
    position = np.searchsorted(sample_dependence[rows], dependence, side="right") - 1
    best = np.where(position >= 0, sample_cost[rows][np.maximum(position, 0)], np.inf)
    marked: Mask = cost <= best
    return marked


def dot_cells(
    x_px: Floats,
    y_px: Floats,
    cell_px: float,
    *,
    counts: Integers | None = None,
    origin: tuple[float, float] = (0.0, 0.0),
) -> tuple[Floats, Floats, Integers]:
    """Return one dot for each occupied cell of a grid on the screen: mean position and number of points.

    (n,), (n,) -> (m,), (m,), (m,) with m at most the number of cells. Points stand in view, in pixels, each for
    ``counts`` fleets (one where none are given); a corner of the grid lies on ``origin``.
    """
    if len(x_px) == 0:
        return np.empty(0), np.empty(0), np.empty(0, dtype=np.int64)
    columns, rows = _cell_numbers(x_px, origin[0], cell_px), _cell_numbers(y_px, origin[1], cell_px)
    cells = columns * (rows.max() + np.int32(1)) + rows
    if counts is None:
        sums, sum_x, sum_y = np.bincount(cells), np.bincount(cells, weights=x_px), np.bincount(cells, weights=y_px)
    else:
        sums = np.bincount(cells, weights=counts)
        sum_x, sum_y = np.bincount(cells, weights=x_px * counts), np.bincount(cells, weights=y_px * counts)
    occupied = np.flatnonzero(sums)
    found = sums[occupied]
    return sum_x[occupied] / found, sum_y[occupied] / found, found.astype(np.int64)


def _cell_numbers(px: Floats, origin: float, cell_px: float) -> NDArray[np.int32]:
    """Return in which cell each position lies, from 0 on; half-size integers, as a screen has few cells."""
    scaled = px - origin
    scaled /= cell_px
    np.floor(scaled, out=scaled)
    scaled -= scaled.min()
    return scaled.astype(np.int32)
