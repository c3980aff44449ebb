"""A plan with what was explored of it, as a file keeps both: a bounded sample of the fleets stands for all of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Integers, Mask
from planner.catalogue.accelerator import Evidence
from planner.exploration.exploration import Exploration, FleetSample
from planner.exploration.frontier import frontier_rows
from planner.plan import DependenceMeasure, Objective, Plan

MOST_FLEETS: Final = 5_000
_MOST_NUMBERS: Final = 150_000  # in the columns of them all: 5,000 fleets of 20 groups
_COLUMNS: Final = 10  # of a fleet beside its nodes
_LOOKED_AT: Final = 200_000  # fleets, evenly apart, that the sample is taken from
_BINS: Final = 512  # of dependence
_CELLS: Final = 60  # of the picture along each axis, one fleet each before any has two


@dataclass(frozen=True, kw_only=True)
class ExploredPlan:
    """An exploration, the plan as it was explored, and the day (ISO 8601)."""

    plan: Plan
    exploration: Exploration
    explored_on: str

    @cached_property
    def kept(self) -> Exploration:
        """The exploration as a file keeps it: the frontier whole, of the other fleets a sample, no terms of curves."""
        return sampled(self.exploration, self.explored_on)


def without_counts(plan: Plan) -> Plan:
    """Return the plan with every node count at 0, and counted: the counts are what an exploration varies.

    Name and notes, which it does not depend on, are left out.
    """
    groups = tuple(replace(group, nodes=0, nodes_evidence=Evidence.MEASURED) for group in plan.cluster.groups)
    return replace(plan, cluster=replace(plan.cluster, groups=groups), name="", notes="")


def sampled(exploration: Exploration, explored_on: str) -> Exploration:
    """Return the exploration with a sample of its fleets spread over the picture; the same sample every time.

    Whatever is on a frontier of any two axes stays, and so do the best fleets of one supplier each.
    """
    if exploration.sample is not None:
        return exploration
    fleets = exploration.fleets
    rows = np.arange(len(fleets), dtype=np.int64)
    room = min(MOST_FLEETS, _MOST_NUMBERS // (len(exploration.groups) + _COLUMNS))
    if len(fleets) > room:
        marked = _marked_rows(exploration)
        others = np.setdiff1d(_looked_at(fleets.days), marked)
        across, up = fleets.dependence(exploration.measure)[others], fleets.objective(exploration.objective)[others]
        rows = np.union1d(marked, others[_spread(across, up, max(0, room - len(marked)))])
    singles = tuple(replace(one, row=int(np.searchsorted(rows, one.row))) for one in exploration.singles)
    return replace(
        exploration,
        fleets=fleets.taken(rows),
        frontier=np.searchsorted(rows, exploration.frontier).astype(np.int64),
        singles=singles,
        terms=None,
        sample=FleetSample(of=len(fleets), explored_on=explored_on, curves=exploration.terms is not None),
    )


def _marked_rows(exploration: Exploration) -> Integers:
    """Return the rows of every frontier that a picture may show, and of the fleets of one supplier."""
    fleets = exploration.fleets
    fronts = [exploration.frontier, np.array([one.row for one in exploration.singles], dtype=np.int64)]
    for measure in DependenceMeasure:
        across = fleets.dependence(measure)
        bins = _cells(across, _BINS)
        for objective in (Objective.UNIT_COST, Objective.DAYS):  # savings and whole costs rank as unit costs do
            up = fleets.objective(objective)
            rows = np.flatnonzero(np.isfinite(across) & _unbeaten_by_sample(up, bins))
            fronts.append(rows[frontier_rows(up[rows], across[rows])].astype(np.int64))
    return np.unique(np.concatenate(fronts))


def _unbeaten_by_sample(up: Floats, bins: Integers) -> Mask:
    """Leave out fleets that one of the sample beats from a bin of less dependence: most of ten million, in no time."""
    looked_at = _looked_at(up)
    cheapest = np.full(_BINS, np.inf)
    np.fmin.at(cheapest, bins[looked_at], up[looked_at])
    less = np.concatenate(([np.inf], np.minimum.accumulate(cheapest)[:-1]))
    mask: Mask = up < less[bins]
    return mask


def _looked_at(column: Floats) -> Integers:
    return np.arange(0, len(column), max(1, len(column) // _LOOKED_AT), dtype=np.int64)


def _spread(across: Floats, up: Floats, count: int) -> Integers:
    """Return up to ``count`` positions: one of each cell of the picture, then others evenly apart."""
    known = np.flatnonzero(np.isfinite(across) & np.isfinite(up)).astype(np.int64)
    if len(known) == 0 or count == 0:
        return known[:0]
    cells = _cells(across[known], _CELLS) * _CELLS + _cells(up[known], _CELLS)
    first = np.sort(np.unique(cells, return_index=True)[1])
    first = first[_evenly(len(first), count)]
    rest = np.setdiff1d(np.arange(len(known)), first, assume_unique=True)
    more = rest[_evenly(len(rest), count - len(first))]
    chosen: Integers = known[np.concatenate([first, more])]
    return chosen


def _cells(values: Floats, count: int) -> Integers:
    """Return in which of so many equal parts of its range each value lies; what is unknown in the last."""
    known = np.isfinite(values)
    low, high = np.min(values, where=known, initial=np.inf), np.max(values, where=known, initial=-np.inf)
    if not high > low:
        return np.zeros(len(values), dtype=np.int64)
    cells = (values - low) * (count / (high - low))
    np.fmin(cells, count - 1, out=cells)
    return np.asarray(cells.astype(np.int64))


def _evenly(length: int, count: int) -> Integers:
    """Return up to ``count`` of so many positions, evenly apart."""
    return np.unique(np.linspace(0, max(length - 1, 0), min(count, length)).astype(np.int64))
