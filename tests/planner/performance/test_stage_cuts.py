"""How stacks of several kinds of layers are cut into stages."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.performance.training.layer_counts import layer_counts
from planner.performance.training.stage_cuts import balanced_cuts, even_cuts
from planner.workload.presets import shape_preset

ORDERS = st.lists(st.integers(0, 2), min_size=1, max_size=40)


def test_layers_alike_fill_the_fullest_stage_with_routed_ones_first():
    cuts = even_cuts([3, 58], 1)
    assert cuts.params[0, :, 8].tolist() == [0, 8]
    assert cuts.params[0, :, 1].tolist() == [3, 58]
    assert cuts.kept[0, :, 1].tolist() == [3, 59]


@given(order=ORDERS, work=st.lists(st.floats(0.1, 10), min_size=3, max_size=3), tail=st.floats(0, 20))
def test_no_stage_is_slower_than_the_slowest_of_equal_numbers_of_layers(order, work, tail):
    work = np.array(work)
    cuts = balanced_cuts(np.array(order), work, tail, work, np.zeros(3))
    for stages in range(1, len(order) + 1):
        ends = [round(stage / stages * len(order)) for stage in range(stages + 1)]
        equal = [sum(work[kind] for kind in order[a:b]) for a, b in pairwise(ends)]
        slowest = max([*equal[:-1], equal[-1] + tail])
        found = max((cuts.slow[:, :, stages] @ work).max(), cuts.last[0, :, stages] @ work + tail)
        assert found <= slowest * (1 + 1e-12)
        assert found >= (sum(work[kind] for kind in order) + tail) / stages * (1 - 1e-12)


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
