"""The plans worth choosing among: non-dominated set, knee and hypervolume of two minimised objectives."""

import numpy as np

from planner.arrays import Floats, Integers, Mask

_BINS = 512  # of dependence


def frontier_mask(cost: Floats, dependence: Floats) -> Mask:
    """Mark the plans that no other plan beats; (n,), (n,) -> (n,), both minimised.

    A plan beats another when it is no worse on both axes and better on one. Of plans equal on both axes all are
    kept. NaN is the caller's error. Time is that of one sort, O(n log n).
    """
    mask = np.zeros(len(cost), dtype=np.bool_)
    rows = np.flatnonzero(_unbeaten_by_bins(cost, dependence))
    mask[rows[_frontier_mask(cost[rows], dependence[rows])]] = True
    return mask


def _unbeaten_by_bins(cost: Floats, dependence: Floats) -> Mask:
    """Leave out plans that the cheapest of a bin of less dependence beats: most of many, without a sort."""
    low = float(np.min(dependence, initial=np.inf))
    span = float(np.max(dependence, initial=-np.inf)) - low
    if not (span > 0.0 and np.isfinite(span)):
        return np.ones(len(cost), dtype=np.bool_)
    bins = np.minimum((dependence - low) / span * _BINS, _BINS - 1).astype(np.int64)
    cheapest = np.full(_BINS, np.inf)
    np.minimum.at(cheapest, bins, cost)
    less = np.concatenate(([np.inf], np.minimum.accumulate(cheapest)[:-1]))
    mask: Mask = cost < less[bins]
    return mask | ~np.isfinite(cost)


def _frontier_mask(cost: Floats, dependence: Floats) -> Mask:
    n = len(cost)
    if n == 0:
        return np.zeros(0, dtype=np.bool_)
    order = np.lexsort((dependence, cost))
    sorted_cost, sorted_dependence = cost[order], dependence[order]
    # The best dependence among strictly cheaper plans decides; plans of one cost are compared among themselves.
    first_of_cost = np.concatenate(([True], sorted_cost[1:] > sorted_cost[:-1]))
    starts = np.flatnonzero(first_of_cost)
    group = np.cumsum(first_of_cost) - 1
    best_of_group = sorted_dependence[starts]  # within one cost the sort puts the least dependence first
    best_cheaper = np.concatenate(([np.inf], np.minimum.accumulate(best_of_group)[:-1]))
    kept = (sorted_dependence == best_of_group[group]) & (sorted_dependence < best_cheaper[group])
    mask = np.zeros(n, dtype=np.bool_)
    mask[order[kept]] = True
    return mask


def frontier_rows(cost: Floats, dependence: Floats) -> Integers:
    """Return the rows of the frontier from most to least dependent (that is from cheapest on)."""
    rows = np.flatnonzero(frontier_mask(cost, dependence))
    return rows[np.lexsort((rows, cost[rows], -dependence[rows]))].astype(np.int64)


def chord_distances(cost: Floats, dependence: Floats) -> Floats:
    """Return each frontier point's distance to the chord between the two ends, on axes normalised to 0..1.

    (n,), (n,) -> (n,), in the given order. Axes are normalised by the ideal and nadir of the set itself; a front
    without extent on an axis has no knee, and all distances are 0.
    """
    spans = np.ptp(cost) if len(cost) else 0.0, np.ptp(dependence) if len(cost) else 0.0
    if min(spans) <= 0.0:
        return np.zeros(len(cost))
    x = (cost - cost.min()) / spans[0]
    y = (dependence - dependence.min()) / spans[1]
    # The ends of a front are (0, 1) and (1, 0): the chord is x + y = 1 and the knee lies below it.
    distances: Floats = np.maximum(0.0, (1.0 - x - y) / np.sqrt(2.0))
    return distances


def knee_position(cost: Floats, dependence: Floats) -> int | None:
    """Return the position of the frontier point farthest from the chord; None where the front does not bend."""
    distances = chord_distances(cost, dependence)
    if len(distances) == 0 or distances.max() <= 0.0:
        return None
    return int(np.argmax(distances))


def hypervolume(cost: Floats, dependence: Floats, *, reference_cost: float, reference_dependence: float) -> float:
    """Return the area that the plans dominate, up to the reference point (in cost times dependence).

    Plans beyond the reference add nothing. Source: Zitzler and Thiele (1998), the S metric in two dimensions.
    """
    inside = (cost < reference_cost) & (dependence < reference_dependence)
    cost, dependence = cost[inside], dependence[inside]
    rows = np.flatnonzero(frontier_mask(cost, dependence))
    rows = rows[np.lexsort((dependence[rows], cost[rows]))]
    front_cost, front_dependence = cost[rows], dependence[rows]
    heights = np.concatenate(([reference_dependence], front_dependence[:-1])) - front_dependence
    return float(np.sum((reference_cost - front_cost) * heights))


def frontier_corners(
    cost: Floats, dependence: Floats, reference: tuple[float, float] | None = None
) -> tuple[tuple[float, float], ...]:
    """Return the corners (dependence, cost) of the edge of what a frontier dominates, from most to least dependent.

    The frontier stands in its own order, cheapest and most dependent first. A fleet dominates what is more expensive
    *and* more dependent, so the edge is a staircase, not a line through the points. With a reference (cost, dependence)
    the edge begins at its dependence and ends at its cost, and points beyond it are left out.
    """
    points = list(dict.fromkeys(zip(dependence.tolist(), cost.tolist(), strict=True)))
    corners: list[tuple[float, float]] = []
    if reference is not None:
        points = [point for point in points if point[1] < reference[0] and point[0] < reference[1]]
        corners = [(reference[1], points[0][1])] if points else []
    for point in points:
        if corners and corners[-1][1] != point[1]:
            corners.append((corners[-1][0], point[1]))
        corners.append(point)
    if reference is not None and points:
        corners.append((points[-1][0], reference[0]))
    return tuple(corners)
