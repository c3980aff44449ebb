"""A crowd of fleets at several levels of detail, so that a view in motion is drawn from few cells instead of all."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from msgspec import Struct

if TYPE_CHECKING:
    from gui.charts.trade_off.trade_off_projection import Projection
    from planner.arrays import Floats, Integers

_COLUMNS: Final = (512, 1024)  # of the levels, from coarse to fine; as many rows. Finer ones hold hardly fewer dots
_WIDEST_CELL_PX: Final = 2.0  # a cell wider than this would show as a gap between the dots, which stand 3 px apart


class Dots(Struct, frozen=True, kw_only=True):
    """Dots by position and how many fleets each stands for: three arrays of shape (n,)."""

    x: Floats
    y: Floats
    counts: Integers


class Level(Struct, frozen=True, kw_only=True):
    """A grid over all fleets: one dot at the mean of each occupied cell, ordered by columns.

    ``starts`` of shape (columns + 1,) says at which dot each column begins; ``left`` and ``cell_x`` place the columns.
    """

    dots: Dots
    starts: Integers
    left: float
    cell_x: float
    cell_y: float

    def between(self, low: float, high: float) -> Dots:
        """Return the dots of the columns that overlap a range of the x axis."""
        columns = len(self.starts) - 1
        ends = np.floor((np.array([low, high]) - self.left) / self.cell_x) + np.array([0, 1])
        # The last column also holds the fleets on the grid's right edge.
        first, last = self.starts[np.clip(ends, [0, 0], [columns - 1, columns]).astype(np.int64)]
        return Dots(x=self.dots.x[first:last], y=self.dots.y[first:last], counts=self.dots.counts[first:last])


class Levels:
    """The levels of some fleets; each is counted when a view first needs it."""

    def __init__(self, x: Floats, y: Floats) -> None:
        self._x, self._y = x, y
        self._made: dict[int, Level | None] = {}

    @property
    def made(self) -> bool:
        """Whether any level is counted already."""
        return bool(self._made)

    def for_view(self, view: Projection) -> Dots | None:
        """Return the fleets near the view from the coarsest level that looks alike; None where only all of them do."""
        for columns in _COLUMNS:
            level = self._level(columns)
            if level is None:
                return None
            if max(level.cell_x * abs(view.scale_x), level.cell_y * abs(view.scale_y)) <= _WIDEST_CELL_PX:
                ends = sorted((view.value_x(view.frame.left()), view.value_x(view.frame.right())))
                return level.between(*ends)
        return None

    def _level(self, columns: int) -> Level | None:
        if columns not in self._made:
            self._made[columns] = self._count(columns)
        return self._made[columns]

    @cached_property
    def _known(self) -> tuple[Floats, Floats]:
        known = np.isfinite(self._x) & np.isfinite(self._y)
        return (self._x, self._y) if known.all() else (self._x[known], self._y[known])

    def _count(self, columns: int) -> Level | None:
        x, y = self._known
        if len(x) == 0:
            return None
        left, low = float(x.min()), float(y.min())
        cell_x = (float(x.max()) - left) / columns or 1.0
        cell_y = (float(y.max()) - low) / columns or 1.0
        # Half-size integers: a million fleets are counted within two frames instead of four.
        cell = np.minimum((x - left) / cell_x, columns - 1).astype(np.int32)
        cell *= columns
        cell += np.minimum((y - low) / cell_y, columns - 1).astype(np.int32)
        counts = np.bincount(cell)
        occupied = np.flatnonzero(counts)
        found = counts[occupied]
        dots = Dots(
            x=np.bincount(cell, weights=x)[occupied] / found,
            y=np.bincount(cell, weights=y)[occupied] / found,
            counts=found.astype(np.int64),
        )
        starts = np.searchsorted(occupied, np.arange(columns + 1) * columns).astype(np.int64)
        return Level(dots=dots, starts=starts, left=left, cell_x=cell_x, cell_y=cell_y)
