"""The cheapest shares of fleets that work in turn, under a cap on one supplier and in time, for all fleets at once.

Under the cap alone they are a closed form. In time as well they lie on the lower hull of (days, cost) of all shares
that keep the cap: between the cheapest and the fastest, corners are found by weighing days with the slope of the line
between two known ones (Eisner and Severance, 1976), until no corner lies below the line that meets the deadline.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Floats, Integers
from planner.mixing.shares.capped_shares import capped_shares, ranking
from planner.mixing.shares.hhi_shares import hhi_shares
from planner.mixing.working_pool import summed

_MOST_CORNERS = 64  # pairs of pools swap their order once each: of eleven pools there are 55 corners
_BELOW = 1e-12  # relative: a corner nearer to the line is on it


class Terms(Struct, frozen=True, kw_only=True):
    """What a token costs and takes on each pool, columns that broadcast together (infinite: it does not train).

    ``names`` number the pools' suppliers; one has no more than ``cap``, and the squares of all sum to no more than
    ``hhi``: only one of these may be below 1. ``room_s`` is the time there is for a token (infinite: any), of which a
    stop between two pools takes ``stop_s``. ``by_time``: time is minimised and not money.
    """

    cost: Sequence[Floats]
    seconds: Sequence[Floats]
    names: Sequence[int]
    cap: float
    room_s: float = float("inf")
    stop_s: float = 0.0
    by_time: bool = False
    hhi: float = 1.0

    def least(self, amounts: Sequence[Floats], tied: Sequence[Floats]) -> tuple[Floats, ...]:
        """Return the shares of the least of an amount of each token, of equals of the other, under cap or HHI."""
        order = ranking(amounts, self.names, tied)
        return capped_shares(order, self.cap) if self.hhi >= 1.0 else hhi_shares(order, amounts, self.hhi)


Shares = tuple[Floats, ...]


def shares_in_time(terms: Terms) -> Shares:
    """Return the cheapest shares that keep the cap and end in time; where none do, the fastest that keep the cap.

    All NaN where there are too few suppliers for the cap.
    """
    cost, seconds = terms.cost, terms.seconds
    fastest = terms.least(seconds, cost)
    if terms.by_time:
        return fastest
    cheapest = terms.least(cost, seconds)
    if not np.isfinite(terms.room_s):
        return cheapest
    shape = np.broadcast_shapes(*(one.shape for one in (*cheapest, *fastest)))
    slow, fast = (_flat(shares, shape) for shares in (cheapest, fastest))
    late, hopeless = (_worked(shares, terms, shape) + _stopped(shares, terms) > terms.room_s for shares in (slow, fast))
    found = np.where(late, fast, slow)
    rows = np.flatnonzero(late & ~hopeless)
    if len(rows):
        found[:, rows] = _blended(slow[:, rows], fast[:, rows], terms, shape, rows)
    return tuple(one.reshape(shape) for one in found)


def _flat(columns: Sequence[Floats], shape: tuple[int, ...], rows: Integers | slice = slice(None)) -> Floats:
    """Return columns of pools as (pools, fleets)."""
    return np.stack([np.broadcast_to(column, shape).reshape(-1)[rows] for column in columns])


def _worked(shares: Floats, terms: Terms, shape: tuple[int, ...]) -> Floats:
    """Return the seconds at work of a token at these shares (pools, fleets)."""
    return _weighed(shares, _flat(terms.seconds, shape))


def _weighed(shares: Floats, amounts: Floats) -> Floats:
    return summed([np.where(part > 0.0, part * np.where(part > 0.0, one, 0.0), part) for part, one in
                   zip(shares, amounts, strict=True)])  # fmt: skip


def _stopped(shares: Floats, terms: Terms) -> Floats:
    stopped: Floats = np.maximum(0.0, np.count_nonzero(shares > 0.0, axis=0) - 1.0) * terms.stop_s
    return stopped


def _blended(slow: Floats, fast: Floats, terms: Terms, shape: tuple[int, ...], rows: Integers) -> Floats:
    """Return the shares between two corners of the hull that end in time; (pools, rows) of late fleets."""
    cost, seconds = _flat(terms.cost, shape, rows), _flat(terms.seconds, shape, rows)
    corners = _Corners(cost=cost, seconds=seconds, terms=terms)
    for _ in range(_MOST_CORNERS):
        between = corners.between(slow, fast)
        if between is None:
            break
        new, below = between
        before = below & (_weighed(new, seconds) + _joint_stops(new, fast, terms) > terms.room_s)
        slow, fast = np.where(before, new, slow), np.where(below & ~before, new, fast)
    room = terms.room_s - _joint_stops(slow, fast, terms)
    late, early = _weighed(slow, seconds), _weighed(fast, seconds)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.nan_to_num(np.clip((late - room) / (late - early), 0.0, 1.0), nan=1.0)
    blend: Floats = (1.0 - part) * slow + part * fast
    return blend


def _joint_stops(one: Floats, other: Floats, terms: Terms) -> Floats:
    """Return the seconds of a token in stops where pools of both shares work."""
    return _stopped(np.maximum(one, other), terms)


class _Corners(Struct, frozen=True, kw_only=True):
    """Finds corners of the hull: ``cost`` and ``seconds`` are (pools, fleets)."""

    cost: Floats
    seconds: Floats
    terms: Terms

    def between(self, slow: Floats, fast: Floats) -> tuple[Floats, NDArray[np.bool_]] | None:
        """Return the corner farthest below the line between two, and where there is one; None where nowhere."""
        costs, long = (_weighed(fast, one) - _weighed(slow, one) for one in (self.cost, self.seconds))
        with np.errstate(divide="ignore", invalid="ignore"):
            price = np.nan_to_num(np.maximum(costs / -long, 0.0), nan=0.0, posinf=0.0)
            weighed = self.cost + price * self.seconds
        new = np.stack(self.terms.least(list(weighed), list(self.seconds)))
        on_line, at_new = _weighed(slow, weighed), _weighed(new, weighed)
        below = at_new < on_line * (1.0 - _BELOW)
        return (new, below) if below.any() else None
