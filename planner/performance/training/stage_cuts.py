"""How the layers of a stack fall into the stages of a pipeline: how many of each kind the stages hold.

Layers alike but for leading dense ones are cut as evenly as they go, and a stage of routed layers alone is the fullest.
Layers of several kinds make uneven stages: for every number of stages that cut is taken whose slowest stage does least,
by multiply-accumulates with the output head on the last stage, and of these one of stages as alike as they go: a
framework takes any (Megatron-Core's pipeline-model-parallel-layout).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Floats

_MOST_STAGES = 512  # of stacks of several kinds; no pipeline has more
_MOST_LOOKED_AT = 64
_SURELY = 1.0 + 1e-9  # what rounding may take from a sum of work
_MOST_ROWS = 6  # stages that may be the slowest, none of which holds fewer layers of every kind than another


class StageCuts(Struct, frozen=True, kw_only=True):
    """Layers of each kind by number of stages, shape (rows, kinds, stages); beyond the last number the last holds.

    ``slow``: stages before the last of which one is the slowest; ``first``, and ``last`` without MTP; ``params``: the
    stage with most parameters; ``kept``: stages of which one keeps most, MTP layers counted in.
    """

    slow: Floats
    first: Floats
    last: Floats
    params: Floats
    kept: Floats


def even_cuts(layers: Sequence[int], mtp_layers: int) -> StageCuts:
    """Return the cuts of layers alike, or of leading dense layers and routed ones; MTP is of the last kind."""
    most = sum(layers) + mtp_layers
    stages = np.maximum(np.arange(most + 1.0), 1.0)
    alone, with_mtp = (_fullest(layers, more, stages) for more in (0, mtp_layers))
    first, last = _ends(layers, stages)
    return StageCuts(slow=alone, first=first, last=last, params=alone, kept=with_mtp)


def _fullest(layers: Sequence[int], more: int, stages: Floats) -> Floats:
    share = np.ceil((sum(layers) + more) / stages)
    if len(layers) == 1:
        return share[None, None]
    ending = np.minimum(share, layers[-1] + more)
    return np.stack([share - ending, ending])[None]


def _ends(layers: Sequence[int], stages: Floats) -> tuple[Floats, Floats]:
    """Return the first and the last stage where all but the last are full; both hold everything where there is one."""
    share = np.ceil(sum(layers) / stages)
    left = np.where(stages == 1, sum(layers), np.maximum(sum(layers) - share * (stages - 1), 0.0))
    if len(layers) == 1:
        return share[None, None], left[None, None]
    leading = np.minimum(share, layers[0])
    ending = np.minimum(left, layers[-1])
    return np.stack([leading, share - leading])[None], np.stack([left - ending, ending])[None]


def balanced_cuts(
    order: NDArray[np.int64], work: Floats, tail_work: float, params: Floats, mtp_layers: Floats
) -> StageCuts:
    """Return the cuts of layers of several kinds.

    ``order`` is the kind of each layer (layers,); ``work`` and ``params`` are of one layer of each kind (kinds,);
    ``tail_work`` of output head and MTP; ``mtp_layers`` of each kind follow the stack (kinds,).
    """
    kinds, layers = len(work), len(order)
    held = np.zeros((layers + 1, kinds))
    held[np.arange(layers) + 1, order] = 1.0
    held = held.cumsum(axis=0)  # layers of each kind before a place in the stack
    least = _least_slowest(held @ work, min(layers, _MOST_STAGES))
    cuts = [_best_cut(held, work, tail_work, least[: stages - 1]) for stages in range(1, len(least) + 2)]
    cuts = [cuts[0], *cuts]  # there is no pipeline of no stages
    ends = [np.concatenate([cut[:-1], cut[-1:] + mtp_layers]) for cut in cuts]
    return StageCuts(
        slow=_fronts([cut[:-1] for cut in cuts], work),
        first=np.array([cut[0] for cut in cuts]).T[None],
        last=np.array([cut[-1] for cut in cuts]).T[None],
        params=np.array([cut[np.argmax(cut @ params)] for cut in cuts]).T[None],
        kept=_fronts(ends, work),
    )


def cut_sizes(order: NDArray[np.int64], work: Floats, tail_work: float, stages: int) -> tuple[int, ...]:
    """Return how many layers each stage holds in the cut that ``balanced_cuts`` takes; arguments as there.

    Of more stages than layers each of the first holds one, and the last what follows the stack.
    """
    if stages > len(order):
        return (*[1] * len(order), *[0] * (stages - len(order)))
    held = np.zeros((len(order) + 1, len(work)))
    held[np.arange(len(order)) + 1, order] = 1.0
    before = held.cumsum(axis=0)
    cut = _best_cut(before, work, tail_work, _least_slowest(before @ work, stages))
    return tuple(int(size) for size in cut.sum(axis=1))


def _least_slowest(before: Floats, stages: int) -> list[Floats]:
    """Return for 1, 2, ... and all but one of these stages the least work of the slowest, of the first layers.

    ``before`` is the work of as many of the first layers, (layers + 1,), and so is each answer; infinite where there
    are fewer layers than stages.
    """
    found = [before - before[0]]
    for first in range(1, stages - 1):  # layers that the stages before hold at least
        so_far, ends = found[-1], np.arange(first + 1, len(before))
        low, high = np.full(len(ends), first), ends - 1
        while np.any(low < high):  # where the last stage starts: there those before it do as much as it does
            middle = (low + high) // 2
            enough = so_far[middle] >= before[ends] - before[middle]
            low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
        starts = np.stack([low, np.maximum(low - 1, first)])
        slowest = np.maximum(so_far[starts], before[ends] - before[starts]).min(axis=0)
        found.append(np.concatenate([np.full(first + 1, np.inf), slowest]))
    return found[: stages - 1]


def _best_cut(held: Floats, work: Floats, tail_work: float, least: Sequence[Floats]) -> Floats:
    """Return the layers of each kind in each stage, shape (stages, kinds); ``least`` is of the stages but the last."""
    layers, stages, before = len(held) - 1, len(least) + 1, held @ work
    places = [0, layers]
    if stages > 1:
        starts = np.arange(stages - 1, layers)  # of the last stage: the fuller it is, the less the others hold
        slowest = np.maximum(least[-1][starts], before[-1] - before[starts] + tail_work)
        last = int(starts[np.argmax(slowest <= slowest.min() * _SURELY)])
        places = [*_alike(before[: last + 1].tolist(), stages - 1, float(least[-1][last]) * _SURELY), layers]
    return np.diff(held[places], axis=0)


def _alike(before: Sequence[float], stages: int, most: float) -> list[int]:
    """Return the ends of stages that each do no more than ``most``, from 0 on, as near to equal work as they go."""
    layers = len(before) - 1
    soonest = [layers]  # where stages may end so that the others can hold the rest, the last stage first
    for stage in range(stages - 1, 0, -1):
        soonest.append(max(stage, bisect_left(before, before[soonest[-1]] - most)))
    ends = [0]
    for stage, first in enumerate(reversed(soonest[1:]), start=1):
        first_end, last_end = max(first, ends[-1] + 1), layers - stages + stage
        last_end = min(last_end, bisect_right(before, before[ends[-1]] + most) - 1)
        aim = before[-1] * stage / stages
        above = bisect_left(before, aim)
        nearest = above - 1 if above and aim - before[above - 1] <= before[above] - aim else above
        ends.append(min(max(nearest, first_end), last_end))
    return [*ends, layers]


def _fronts(stages: Sequence[Floats], work: Floats) -> Floats:
    """Return of each cut the stages that hold no fewer layers of every kind than another, the most work first.

    Shape (rows, kinds, cuts), rows of nothing where a cut has fewer.
    """
    fronts = [_front(cut, work) for cut in stages]
    rows = max(1, *(len(front) for front in fronts))
    found = np.zeros((rows, len(work), len(fronts)))
    for place, front in enumerate(fronts):
        found[: len(front), :, place] = front
    return found


def _front(cut: Floats, work: Floats) -> Floats:
    distinct = np.unique(cut, axis=0)
    distinct = distinct[np.argsort(-(distinct @ work), kind="stable")][:_MOST_LOOKED_AT]
    # how many stages hold no fewer layers of every kind: each itself, and those that make it no candidate
    above = np.sum(np.all(distinct[:, None] <= distinct[None], axis=2), axis=1)
    found: Floats = distinct[above == 1][:_MOST_ROWS]
    return found
