"""A layout that the user has: fits or not, the nearest that does, the fastest beside it, the fewest nodes."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import Pool, pool_of
from planner.errors import NothingFitsError, UserError
from planner.performance.training.calibration import load_calibration
from planner.performance.training.fewest_nodes import fewest_nodes
from planner.performance.training.layout import Layout, Recompute, Schedule
from planner.performance.training.layouts import arrays_of
from planner.performance.training.pinned_layout import differences, distances, pinned_layout
from planner.performance.training.search import best_layout, search_layouts
from planner.workload.flags import shape_of_flags
from planner.workload.presets import shape_preset
from planner.workload.recipe import MOST_TEAMS, SUPPLIER
from planner.workload.training_run import TrainingRun

RUN = TrainingRun(shape=shape_preset("qwen3-30b-a3b"), tokens=1e12, seq_len=4096, global_batch=256)
OWN = Layout(
    tp=1,
    pp=2,
    vpp=1,
    ep=8,
    etp=1,
    cp=1,
    dp=32,
    micro_batch=4,
    recompute=Recompute.NONE,
    schedule=Schedule.ONE_F_ONE_B,
)


def pool(devices: int = 64) -> Pool:
    return pool_of(load_catalogue().accelerator("H100-SXM"), devices=devices)


def test_a_layout_that_does_not_fit_has_its_neighbours():
    pinned = pinned_layout(pool(), RUN, OWN)
    assert not pinned.fits
    assert pinned.over_bytes == pytest.approx(pinned.estimate.memory_bytes - pinned.usable_bytes)
    assert pinned.nearest is not None
    assert pinned.nearest.memory_bytes <= pinned.usable_bytes
    assert pinned.fastest is not None
    assert pinned.fastest.layout == best_layout(pool(), RUN).layout
    changed = set(differences(OWN, pinned.nearest.layout))
    assert len(changed - {"micro_batch_group"}) <= 2
    assert sum(pinned.estimate.memory_parts_bytes.values()) == pytest.approx(pinned.estimate.memory_bytes)


def test_a_layout_that_fits_has_room_and_the_fastest_beside_it():
    pinned = pinned_layout(pool(), RUN, replace(OWN, micro_batch=1, recompute=Recompute.FULL))
    assert pinned.fits
    assert pinned.nearest is None
    assert pinned.nodes is None
    assert pinned.fastest is not None
    assert pinned.fastest.tokens_per_s >= pinned.estimate.tokens_per_s


def test_distance_counts_doublings_and_choices():
    others = [OWN, replace(OWN, dp=16, pp=4), replace(OWN, recompute=Recompute.FULL)]
    assert np.allclose(distances(arrays_of(others), OWN), [0.0, 2.0, 1.0])


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"dp": 16}, "is 32 devices, the pool has 64"),
        ({"tp": 64, "dp": 1, "pp": 1}, "does not divide the heads"),
        ({"pp": 64, "dp": 1}, "more than the layers"),
        ({"vpp": 2, "pp": 1, "dp": 64}, "two stages or more"),
        ({"ep": 3}, "does not divide 128 experts"),
        ({"ep": 64}, "does not divide tp x cp x dp 32"),
        ({"micro_batch": 3}, "do not divide 256 sequences"),
        ({"vpp": 2, "micro_batch_group": 1}, "not legal for 2 stages"),
    ],
)
def test_what_no_framework_starts_is_refused(change: dict[str, int], match: str):
    with pytest.raises(UserError, match=match):
        pinned_layout(pool(), RUN, replace(OWN, **change))


# the supplier's recipe keeps gradients in 16 bits, most teams in 32
@pytest.mark.parametrize(("recipe", "nodes"), [(SUPPLIER, 20), (MOST_TEAMS, 24)])
def test_deepseek_v3_is_held_by_so_many_nodes_of_h100_and_not_by_one_less(recipe, nodes):
    run = TrainingRun(shape=shape_preset("deepseek-v3"), tokens=1e12, seq_len=4096, global_batch=960, recipe=recipe)
    assert fewest_nodes(pool(), run, load_calibration()) == nodes
    assert search_layouts(pool(8 * nodes), run).fitting > 0
    with pytest.raises(NothingFitsError):
        search_layouts(pool(8 * (nodes - 1)), run)


def test_no_number_of_nodes_holds_what_one_layer_does_not():
    giant = shape_of_flags(
        key="giant", name="Giant", layers=4, hidden=2**20, heads=32, kv_heads=4, head_dim=2**15, vocab=32_000,
        experts=128, top_k=8, expert_ffn=2**18,
    )  # fmt: skip
    assert fewest_nodes(pool(), replace(RUN, shape=giant, global_batch=1), load_calibration()) is None
