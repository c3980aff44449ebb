"""Pipelines over pools whose stages are cut into chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.mixing.pipelines.interleaving import chunks_in_flight, interleaved, smallest_group
from planner.mixing.strategy import PipelineStage

GIB = 2.0**30


def stage(place, layers=12, seconds=1.0, activations=1.0, **changes):
    accelerator, site = place
    fields = {
        "accelerator": accelerator,
        "site": site,
        "layers": layers,
        "tp": 1,
        "cp": 1,
        "ep": 1,
        "etp": 1,
        "dp": 1,
        "micro_batch": 1,
        "recompute": "none",
        "recompute_share": 1.0,
        "micro_batch_s": seconds,
        "memory_bytes": 10 * GIB + activations * GIB,
        "memory_capacity_bytes": 80 * GIB,
        "memory_parts_bytes": {"weights": 10 * GIB, "activations": activations * GIB},
    }
    return PipelineStage(**(fields | changes))


@pytest.fixture
def two_pools(make_pool, make_options):
    def made(usable=80 * GIB):
        options = make_options([{"layer_s": 1.0}], layers=48, usable=usable, capacity=80 * GIB)
        return [make_pool(name=name, options=options) for name in ("A", "B")]

    return made


def stages():
    return tuple(stage((name, "")) for name in ("A", "A", "B", "B"))


def healthy_rate(run, parts, micro_batches):
    """Return tokens a second of 1F1B without links: (m - 1) of the slowest and all stages once."""
    each = [one.micro_batch_s for one in parts]
    return run.tokens_per_step / ((micro_batches - 1) * max(each) + sum(each))


def test_chunks_shorten_the_fill_by_their_number_where_links_cost_nothing(two_pools, make_run):
    run = make_run(global_batch=8, tokens_per_step=8.0, link_bytes_per_s=1e30)
    found = interleaved(stages(), two_pools(), run, healthy_rate(run, stages(), 8))
    chunks = found.stages[0].chunks
    # of 11 s the three stages beside the slowest fill 3 s, cut to 12 layers' largest chunk
    assert chunks > 1
    assert found.gain == pytest.approx(11.0 / (8.0 + 3.0 / chunks), rel=1e-3)


def test_slow_links_leave_one_chunk(two_pools, make_run):
    run = make_run(global_batch=8, tokens_per_step=8.0, link_bytes_per_s=1.0, link_latency_s=10.0)
    found = interleaved(stages(), two_pools(), run, healthy_rate(run, stages(), 8) / 2)
    assert (found.gain, found.stages[0].chunks) == (1.0, 1)


def test_what_does_not_fit_in_chunks_stays_whole(two_pools, make_run):
    run = make_run(global_batch=8, tokens_per_step=8.0, link_bytes_per_s=1e30)
    found = interleaved(stages(), two_pools(usable=11.01 * GIB), run, healthy_rate(run, stages(), 8))
    assert found.stages == stages()


@given(stages=st.integers(1, 16), micro_batches=st.integers(1, 200))
def test_the_group_is_the_least_that_megatron_core_starts_with(stages, micro_batches):
    def legal(group):
        return stages <= group <= micro_batches and (micro_batches % group == 0 or micro_batches % group >= stages)

    wanted = next((group for group in range(1, micro_batches + 1) if legal(group)), None)
    assert smallest_group(stages, micro_batches) == wanted


def test_ling_plus_on_twelve_stages_takes_eighteen_in_a_row():
    assert smallest_group(12, 35) == 18


@given(stages=st.integers(2, 12), chunks=st.integers(2, 8), group=st.integers(2, 40), micro_batches=st.integers(1, 100))
def test_earlier_stages_keep_no_fewer_chunks_and_none_more_than_there_are(stages, chunks, group, micro_batches):
    kept = [chunks_in_flight(i, stages, chunks, group, micro_batches) for i in range(stages)]
    assert kept == sorted(kept, reverse=True)
    assert max(kept) <= micro_batches * chunks
