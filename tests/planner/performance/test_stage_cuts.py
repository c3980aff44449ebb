"""How stacks of several kinds of layers are cut into stages."""

from itertools import accumulate, combinations, pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.performance.training.layer_counts import layer_counts
from planner.performance.training.stage_cuts import balanced_cuts, cut_sizes, even_cuts
from planner.workload.presets import shape_preset

ORDERS = st.lists(st.integers(0, 2), min_size=1, max_size=40)


def test_layers_alike_fill_the_fullest_stage_with_routed_ones_first():
    cuts = even_cuts([3, 58], 1)
    assert cuts.params[0, :, 8].tolist() == [0, 8]
    assert cuts.params[0, :, 1].tolist() == [3, 58]
    assert cuts.kept[0, :, 1].tolist() == [3, 59]


@given(
    order=st.lists(st.integers(0, 2), min_size=1, max_size=9),
    work=st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
    tail=st.floats(0, 20),
)
@example(order=[0, 1] * 4, work=[1.0, 1.1, 1.0], tail=3.5)  # a tail as heavy as several layers
def test_the_slowest_stage_is_that_of_the_best_of_all_cuts(order, work, tail):
    done = np.array(work)[order]

    def slowest(ends):
        stages = [done[first:end].sum() for first, end in pairwise(ends)]
        return max([*stages[:-1], stages[-1] + tail])

    cuts = balanced_cuts(np.array(order), np.array(work), tail, np.array(work), np.zeros(3))
    for stages in range(1, len(order) + 1):
        sizes = cut_sizes(np.array(order), np.array(work), tail, stages)
        assert len(sizes) == stages
        assert min(sizes) >= 1
        inner = combinations(range(1, len(order)), stages - 1)
        best = min(slowest((0, *ends, len(order))) for ends in inner)
        assert slowest((0, *accumulate(sizes))) == pytest.approx(best, rel=1e-6)
        found = max((cuts.slow[:, :, stages] @ work).max(), cuts.last[0, :, stages] @ work + tail)
        assert found == pytest.approx(best, rel=1e-6)


@given(order=ORDERS)
def test_one_stage_holds_everything_and_mtp_with_it(order):
    cuts = balanced_cuts(np.array(order), np.ones(3), 1.0, np.ones(3), np.array([0.0, 0.0, 2.0]))
    everything = [order.count(kind) for kind in range(3)]
    assert cuts.params[0, :, 1].tolist() == everything
    assert cuts.kept[0, :, 1].tolist() == [everything[0], everything[1], everything[2] + 2]


@pytest.mark.parametrize(("key", "stages"), [("nemotron-3-super", 8), ("qwen3-next-80b-a3b", 4), ("kimi-k3", 16)])
def test_stages_of_a_mixed_stack_are_nearly_alike(key, stages):
    counts = layer_counts(shape_preset(key), 4096)
    layers = counts.cuts.slow[:, :, stages].sum(axis=1)
    assert counts.mixed
    assert layers.max() <= np.ceil(counts.layers / stages) + 3
