"""Families of layouts in a search over sizes: their devices, where a search begins, and which hold the model."""

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Mask
from planner.cluster import Pool
from planner.performance.training import memory
from planner.performance.training.case import Case
from planner.performance.training.layout import Layout, Schedule
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.legal_layouts import Families, options_of, paces_of, shardings_of, with_options
from planner.performance.training.search import CHUNK, offered_bytes
from planner.workload.training_run import TrainingRun


class Near(Struct, frozen=True, kw_only=True):
    """How far from what was best elsewhere a search begins: so many families, so many times as wide or as deep."""

    families: int
    times_as_wide: float
    times_as_deep: float


NEAR = Near(families=6, times_as_wide=1.0, times_as_deep=1.6)
NOT_FAR = Near(families=24, times_as_wide=4.0, times_as_deep=3.0)


def devices_of(sized: Families | LayoutArrays) -> Floats:
    """Return the devices that each uses."""
    return sized.tp * sized.cp * sized.pp * sized.dp


def near_families(families: Families, like: Layout, near: Near, size: Integers, optimistic: Floats) -> Integers:
    """Return the families of each size near a layout whose ``optimistic`` rates are the highest; (families,) both."""
    stages = np.maximum(families.pp / like.pp, like.pp / families.pp)
    wide = (families.tp >= like.tp) & (families.tp <= near.times_as_wide * like.tp) & (families.cp == like.cp)
    alike = np.flatnonzero(wide & (stages <= near.times_as_deep))
    order = alike[np.lexsort((-optimistic[alike], size[alike]))]
    rank = np.arange(len(order)) - np.searchsorted(size[order], size[order])
    return order[rank < near.families]


def holding(families: Families, pool: Pool, run: TrainingRun, case: Case, sequence_parallel: bool) -> Mask:  # noqa: FBT001 - what a search is of
    """Say which families hold the model at all.

    None needs less than in plain 1F1B with micro-batches of one sequence: everything else keeps as much or more.
    """
    plain = paces_of(pool, families, run, [Schedule.ONE_F_ONE_B], sequence_parallel=sequence_parallel)
    plain = plain.part(plain.micro_batch == 1)
    shardings, fitting = shardings_of(pool, run), [np.empty(0)]
    for tp in np.unique(plain.tp):
        options, rows = options_of(pool, run, float(tp)), np.flatnonzero(plain.tp == tp)
        for some in np.array_split(rows, -(-len(rows) * len(options) // CHUNK)):
            choice = np.tile(np.arange(len(options)), len(some))
            layouts = with_options(plain, np.repeat(some, len(options)), options, choice, shardings)
            fits = memory.needed_bytes(case, layouts) <= offered_bytes(case)
            fitting.append(np.unique(_codes(layouts)[fits]))
    return np.isin(_codes(families), np.concatenate(fitting))


def _codes(sized: Families | LayoutArrays) -> Floats:
    """Return one number for each tensor, context, pipeline and data size."""
    codes: Floats = ((sized.tp * 2**7 + sized.cp) * 2**12 + sized.pp) * 2**24 + sized.dp
    return codes
