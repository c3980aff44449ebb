"""Which dots stand for the fleets in view: each fleet, or a cell of them where they are many."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import numpy as np

from gui.charts.trade_off.trade_off_data import TradeOffPoints, dot_cells
from gui.charts.trade_off.trade_off_levels import Dots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gui.charts.trade_off.trade_off_projection import Projection
    from planner.arrays import Floats, Mask

MOST_SINGLE_DOTS: Final = 20_000  # above this many in view, one dot stands for a cell
QUICK_FROM: Final = 100_000  # fleets; fewer are looked through within a frame
CELL_PX: Final = 3.0
_PART: Final = 150_000  # fleets counted at once: about 5 ms
_NONE: Final = Dots(x=np.empty(0), y=np.empty(0), counts=np.empty(0, dtype=np.int64))


class Detail(Enum):
    """How exactly a crowd is drawn: from every fleet, from its levels of detail, or from what is at hand."""

    EXACT = auto()
    QUICK = auto()
    AT_HAND = auto()


_Asked = tuple[TradeOffPoints, "Projection", Detail, bool]


class Crowd:
    """Finds the dots of a view and keeps them until the view changes: a card under the mouse does not count anew."""

    def __init__(self) -> None:
        self._asked: _Asked | None = None
        self._dots: Dots | None = None
        self._counting: Iterator[Dots | None] | None = None
        self._counted_for: _Asked | None = None

    def dots(self, points: TradeOffPoints, view: Projection, detail: Detail, *, cells: bool) -> Dots:
        """Return dots in pixels of the view; ``cells`` gathers also the few. Few fleets are always exact."""
        asked = (points, view, Detail.EXACT if len(points.x) < QUICK_FROM else detail, cells)
        if self._dots is None or not self._is_known(asked):
            self._asked, self._dots = asked, _found(*asked)
        return self._dots

    def count_on(self, points: TradeOffPoints, view: Projection) -> bool:
        """Count a part of the exact dots on a screen, small enough for one frame; return whether all are counted."""
        asked = (points, view, Detail.EXACT, False)
        if self._counting is None or not _same(asked, self._counted_for):
            self._counting, self._counted_for = counted(points, view, cells=False), asked
        dots = next(self._counting)
        if dots is not None:
            self._asked, self._dots, self._counting = asked, dots, None
        return dots is not None

    def is_at_hand(self, points: TradeOffPoints, view: Projection) -> bool:
        """Whether the exact dots on a screen take no longer than a frame: they are few, or they were found before."""
        return len(points.x) < QUICK_FROM or self._is_known((points, view, Detail.EXACT, False))

    def _is_known(self, asked: _Asked) -> bool:
        return _same(asked, self._asked)


def _same(one: _Asked, other: _Asked | None) -> bool:
    """Compare the points by identity: their arrays have no truth of their own."""
    return other is not None and one[0] is other[0] and one[1:] == other[1:]


def _found(points: TradeOffPoints, view: Projection, detail: Detail, cells: bool) -> Dots:  # noqa: FBT001 - as asked
    if detail is Detail.AT_HAND and not points.levels.made:
        return _NONE
    near = None if detail is Detail.EXACT else points.levels.for_view(view)
    if near is None and detail is Detail.AT_HAND:
        return _NONE
    if near is None:
        return next(dots for dots in counted(points, view, cells=cells) if dots is not None)
    dots = _in_frame(near, view)
    x, y = dots.x * view.scale_x + view.offset_x, dots.y * view.scale_y + view.offset_y
    origin = (view.x(0.0), view.y(0.0))  # the cells hang on the axes: they do not flicker under a pan
    x, y, counts = dot_cells(x, y, CELL_PX, counts=dots.counts, origin=origin)
    return Dots(x=x, y=y, counts=counts)


def counted(points: TradeOffPoints, view: Projection, *, cells: bool) -> Iterator[Dots | None]:
    """Count every fleet in view, a part at a time: None after each part, the dots in pixels at the end."""
    grid = _Grid(view)
    for start in range(0, len(points.x), _PART):
        x, y = points.x[start : start + _PART], points.y[start : start + _PART]
        seen = _within(x, y, view)
        grid.add(x[seen] * view.scale_x + view.offset_x, y[seen] * view.scale_y + view.offset_y)
        yield None
    yield grid.dots(cells=cells)


class _Grid:
    """The cells of a view, and what was counted into them; the fleets themselves while they are few."""

    def __init__(self, view: Projection) -> None:
        frame = view.frame
        self._origin = np.array([view.x(0.0), view.y(0.0)])
        ends = np.array([[frame.left(), frame.top()], [frame.right(), frame.bottom()]])
        self._first, last = np.floor((ends - self._origin) / CELL_PX).astype(np.int64)
        self._columns, self._rows = (last - self._first + 1).tolist()
        self._counts = np.zeros(self._columns * self._rows, dtype=np.int64)
        self._sum_x, self._sum_y = np.zeros(len(self._counts)), np.zeros(len(self._counts))
        self._found = 0
        self._few: list[tuple[Floats, Floats]] = []

    def add(self, x: Floats, y: Floats) -> None:
        """Count positions in pixels of the view; (n,), (n,)."""
        self._found += len(x)
        if self._found <= MOST_SINGLE_DOTS:
            self._few.append((x, y))
        column = np.clip(self._cell_numbers(x, 0), 0, self._columns - 1)
        cell = column * np.int32(self._rows) + np.clip(self._cell_numbers(y, 1), 0, self._rows - 1)
        size = len(self._counts)
        self._counts += np.bincount(cell, minlength=size)
        self._sum_x += np.bincount(cell, weights=x, minlength=size)
        self._sum_y += np.bincount(cell, weights=y, minlength=size)

    def dots(self, *, cells: bool) -> Dots:
        """Return a dot for each occupied cell, or for each fleet while they are few and ``cells`` are not asked for."""
        if not cells and self._found <= MOST_SINGLE_DOTS and self._few:
            x, y = (np.concatenate(parts) for parts in zip(*self._few, strict=True))
            return Dots(x=x, y=y, counts=np.ones(len(x), dtype=np.int64))
        occupied = np.flatnonzero(self._counts)
        found = self._counts[occupied]
        return Dots(x=self._sum_x[occupied] / found, y=self._sum_y[occupied] / found, counts=found)

    def _cell_numbers(self, px: Floats, axis: int) -> NDArray[np.int32]:
        numbers = np.floor((px - self._origin[axis]) / CELL_PX)
        numbers -= float(self._first[axis])
        cells: NDArray[np.int32] = numbers.astype(np.int32)
        return cells


def all_in_view(points: TradeOffPoints, view: Projection) -> Dots:
    """Return every fleet in view, in the axes' units; unknown figures are never in view."""
    rows = np.flatnonzero(_within(points.x, points.y, view))
    return Dots(x=points.x[rows], y=points.y[rows], counts=np.ones(len(rows), dtype=np.int64))


def _in_frame(dots: Dots, view: Projection) -> Dots:
    """Return the dots in view."""
    seen = _within(dots.x, dots.y, view)
    return Dots(x=dots.x[seen], y=dots.y[seen], counts=dots.counts[seen])


def _within(x: Floats, y: Floats, view: Projection) -> Mask:
    """Mark what is in view; (n,), (n,) -> (n,). What is unknown never is."""
    frame = view.frame
    left, right = sorted((view.value_x(frame.left()), view.value_x(frame.right())))
    low, high = sorted((view.value_y(frame.bottom()), view.value_y(frame.top())))
    seen: Mask = x >= left
    seen &= x <= right
    seen &= y >= low
    seen &= y <= high
    return seen
