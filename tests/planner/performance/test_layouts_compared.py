"""What one choice of a layout costs against another: sequence parallelism, recompute of whole blocks, old software."""

import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.search import best_layout, estimate_layout
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingRun


def case(tp=8, shape="deepseek-v3", release=None):
    preset = shape_preset(shape)
    pool = pool_of(load_catalogue().accelerator("H100-SXM"), devices=256)
    run = TrainingRun(shape=preset, tokens=1e12, seq_len=4096, global_batch=512, stack_release=release)
    layout = Layout(
        tp=tp,
        pp=8,
        vpp=1,
        ep=256 // 8 if preset.is_moe else 1,
        etp=1,
        cp=1,
        dp=256 // 8 // tp,
        micro_batch=1,
        recompute=Recompute.NONE,
        schedule=Schedule.ONE_F_ONE_B,
    )
    return pool, run, layout


@pytest.mark.parametrize("recompute", list(Recompute))
def test_sequence_parallelism_saves_time_and_memory_and_means_nothing_alone(recompute):
    pool, run, layout = case()
    layout = replace(layout, recompute=recompute)
    cut, whole = (estimate_layout(pool, run, replace(layout, sequence_parallel=on)) for on in (True, False))
    assert cut.step_s < whole.step_s
    assert cut.memory_bytes < whole.memory_bytes
    pool, run, alone = case(tp=1)
    assert estimate_layout(pool, run, alone).step_s == pytest.approx(
        estimate_layout(pool, run, replace(alone, sequence_parallel=False)).step_s
    )


@pytest.mark.parametrize("shape", ["deepseek-v3", "llama-3-70b"])
def test_recomputing_feed_forward_blocks_lies_between_single_modules_and_everything(shape):
    pool, run, layout = case(shape=shape)
    modes = (Recompute.NONE, Recompute.SELECTIVE, Recompute.FEED_FORWARD, Recompute.FULL)
    found = [estimate_layout(pool, run, replace(layout, recompute=mode)) for mode in modes]
    times, sizes = [item.step_s for item in found], [item.memory_parts_bytes["activations"] for item in found]
    assert times == sorted(times)
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("sharding", [Sharding.ZERO_1, Sharding.ZERO_2, Sharding.FULLY_SHARDED])
def test_weights_and_gradients_hide_behind_no_other_transfer_over_the_same_links(sharding):
    pool, run, layout = case(tp=1)
    slow = replace(pool, nic_bytes_per_s=1e9)
    layout = replace(layout, pp=1, dp=256, ep=64, sharding=sharding)
    found = estimate_layout(slow, run, layout).step_parts_s
    sent = estimate_layout(slow, replace(run, communication_overlap=False), layout).step_parts_s["exposed_dp"]
    computing = sum(found[name] for name in ("compute", "recompute", "exposed_tp", "overhead"))
    assert sent - found["exposed_dp"] <= computing  # what is hidden has computing to hide behind


def test_software_from_before_sequence_parallelism_is_planned_without_it():
    pool, run, _ = case(shape="llama-3-70b", release="software of 2021-04")
    assert not best_layout(pool, run).layout.sequence_parallel
    assert best_layout(pool, replace(run, stack_release=None)).layout.sequence_parallel
