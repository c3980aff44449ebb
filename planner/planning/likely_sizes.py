"""Sizes of a pool that bands ask for beside its own, where nobody states its number of nodes: one search for all."""

from collections.abc import Sequence
from math import ceil, floor, log2, sqrt

from planner.cluster import NodeGroup, Pool
from planner.errors import UserError
from planner.planning.model import PerformanceModel
from planner.risk.spreads import load_spreads
from planner.workload.training_run import TrainingRun


def count_log_sd(group: NodeGroup) -> float:
    """Return the standard deviation of the logarithm of a group's number of nodes; 0 where it is one's own decision."""
    return load_spreads().count.get(group.nodes_evidence, 0.0)


def sizes_around(nodes: int) -> tuple[int, int]:
    """Return the powers of two nearest, by their ratio, to half and to twice so many nodes; at least one node.

    >>> sizes_around(256), sizes_around(259), sizes_around(1)
    ((128, 512), (128, 512), (1, 2))
    """
    return 2 ** max(0, floor(log2(nodes / sqrt(2.0)))), 2 ** ceil(log2(nodes * sqrt(2.0)))


def likely_sizes(groups: Sequence[NodeGroup], pool: Pool) -> tuple[int, ...]:
    """Return the numbers of nodes that the bands of a pool ask for beside its own; none where all are stated."""
    return sizes_around(pool.nodes) if any(count_log_sd(group) > 0.0 for group in groups) else ()


def know_likely_sizes(groups: Sequence[NodeGroup], pool: Pool, run: TrainingRun, model: PerformanceModel) -> None:
    """Let the model answer the likely sizes of a pool in one search: less than what one after another takes.

    What blocks it is said where the pool itself is asked for.
    """
    sizes = likely_sizes(groups, pool)
    if model.sized is None or not sizes:
        return
    try:
        model.sized(pool, run, sizes)
    except UserError:
        return
