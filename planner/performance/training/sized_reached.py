"""What part of what sizes of a pool seem to reach searches found: how far down the next search like them looks first.

Bounds leave out bubbles, and what recomputing to save memory takes: a run reaches a half to four fifths of them, and
about as much after an edit as before it.
"""

from collections.abc import Sequence
from math import prod

import numpy as np

from planner.arrays import Floats

Reached = dict[tuple[int, int], float]
"""By nodes and batch: what is best of so many nodes, as a part of the bound of all their layouts."""

_FEW_SIZES = 3  # of more some would not reach as much as before
_NEARLY_AS_FAR = 0.975  # of what a search like this reached: in one of eight it is less
_ALIKE = 1.2  # times as many nodes, times as large a batch: searches that reach about as much
_REMEMBERED = 256  # searches


def reached_before(before: Reached, nodes: Sequence[int], batch: int) -> Floats | None:
    """Return what part of its bound each number of nodes surely reaches, (nodes,), where it does as much as before.

    None where no search was like one of these.

    >>> float(reached_before({(64, 9216): 0.8}, [64], 8960)[0])
    0.78
    """
    if len(nodes) > _FEW_SIZES or not before:
        return None
    found = []
    for count in nodes:
        like = min(before, key=lambda one: _times_as_large(one, (count, batch)))
        if _times_as_large(like, (count, batch)) > _ALIKE:
            return None
        found.append(before[like])
    return np.array(found) * _NEARLY_AS_FAR


def keep_reached(before: Reached, nodes: Sequence[int], batch: int, rates: Floats, bounds: Floats) -> None:
    """Keep what part of the bound of each number of nodes its rate is, where it has one; both (nodes,)."""
    for count, rate, bound in zip(nodes, rates.tolist(), bounds.tolist(), strict=True):
        if rate > 0.0 and bound > 0.0:
            before.pop((count, batch), None)  # the latest stand last
            before[count, batch] = rate / bound
    for old in list(before)[: max(len(before) - _REMEMBERED, 0)]:
        del before[old]


def _times_as_large(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return how unlike two numbers of nodes and batches are; 1 of the same."""
    return prod(max(pair) / min(pair) for pair in zip(one, other, strict=True))
