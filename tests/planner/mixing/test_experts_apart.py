import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cluster import Border, BorderKind
from planner.mixing.borders import Borders, crossing_of
from planner.mixing.choose import Rules
from planner.mixing.experts_apart import chunks_moved, exchange_bytes, experts_apart, layer_s
from planner.mixing.outcome import mixing_outcome
from planner.mixing.strategy import MixingChoice, MixingStrategy
from planner.mixing.working_pool import MixedRun, WorkingPool

FABRIC = Border(kind=BorderKind.DEVICE_DIRECT, bytes_per_s=1e15, source="test")
APART = MixingChoice(strategy=MixingStrategy.EXPERTS_APART)


def test_the_published_exchange_of_deepseek_v3_comes_out():
    per_layer = exchange_bytes(8, 7168, 1.0, 2.0)
    assert per_layer == 172_032
    assert 2 * 58 * per_layer == pytest.approx(19.96e6, rel=1e-3)  # forward and backward, 58 expert layers
    assert 1_543 * 2 * 58 * per_layer == pytest.approx(30.8e9, rel=1e-3)


@given(st.floats(0.1, 100.0), st.floats(0.1, 100.0), st.floats(0.0, 100.0), st.integers(1, 64))
def test_enough_micro_batches_leave_only_the_slowest_part(attention, experts, leg, count):
    t = max(attention, experts, leg)
    needed = (attention + experts + 2 * leg) / t
    assert layer_s(attention, experts, leg, count) >= t
    if count >= needed:
        assert layer_s(attention, experts, leg, count) == pytest.approx(t)


def test_the_published_asymmetric_assignment_comes_out():
    moved = chunks_moved(10.0, 14.0, 8.0, attention=6, experts=6, chunks=24)
    assert int(32 * moved) == 23
    assert chunks_moved(14.0, 10.0, 8.0, attention=6, experts=6, chunks=24) == 0.0


def test_each_side_is_as_fast_as_its_part_of_the_time_allows(make_pool, make_run):
    good_at_attention = make_pool(name="A", rate=100.0, expert_share=0.8)
    good_at_experts = make_pool(name="B", rate=100.0, expert_share=0.25)
    made = experts_apart([good_at_attention, good_at_experts], make_run(expert_bytes_per_token=1.0))
    assert [bool(side) for side in made.attention] == [True, False]
    # the experts would be waited for: 4.8 % of their work moves to A, and both sides end together
    moved = (0.25 / 100 - 0.2 / 100) / (0.25 / 100 + 0.8 / 100)
    both = [0.2 / 100 + moved * 0.8 / 100, (1 - moved) * 0.25 / 100]
    assert both[0] == pytest.approx(both[1])
    assert float(made.columns.tokens_per_s) == pytest.approx(1 / both[0])
    assert 1 / both[0] > min(100.0 / 0.2, 100.0 / 0.25)  # twice the sum of 200


def test_a_thin_border_bounds_the_rate(make_pool, make_run):
    pools = [make_pool(name="A", expert_share=0.6), make_pool(name="B", expert_share=0.4)]
    made = experts_apart(pools, make_run(expert_bytes_per_token=10.0, border_bytes_per_s=50.0))
    assert float(made.columns.tokens_per_s) == pytest.approx(5.0)


@given(st.lists(st.tuples(st.floats(1.0, 1e3), st.floats(0.05, 0.95)), min_size=2, max_size=4))
def test_it_gains_only_by_giving_each_pool_what_it_does_best(drawn):
    """The rate never exceeds what all pools together could do of either part."""
    made = experts_apart([_pool(rate, share) for rate, share in drawn], _RUN)
    all_attention = sum(rate / (1 - share) for rate, share in drawn)
    all_experts = sum(rate / share for rate, share in drawn)
    assert float(made.columns.tokens_per_s) <= min(all_attention, all_experts) * (1 + 1e-9)


_RUN = MixedRun(
    tokens=1e9,
    tokens_per_step=100.0,
    global_batch=10**6,
    parameters=1e6,
    hidden=1024,
    borders=Borders(default=crossing_of(FABRIC)),
    migration_restart_s=0.0,
    overlap=0.8,
    porting_cost=0.0,
    expert_bytes_per_token=1.0,
)


def _pool(rate, share):
    words = {"name", "stack", "site", "options"}
    one = {name: np.asarray(1.0) for name in WorkingPool.__dataclass_fields__ if name not in words}
    return WorkingPool(
        name="A", stack="S", **{**one, "healthy_tokens_per_s": np.asarray(rate), "expert_share": np.asarray(share)}
    )


@pytest.mark.parametrize(
    ("refused", "word"),
    [
        ((Border(kind=BorderKind.THROUGH_HOST, bytes_per_s=1e15), "SS", 1.0), "device to device"),
        ((Border(kind=BorderKind.DEVICE_DIRECT, bytes_per_s=1e10), "SS", 1.0), "50 GB/s"),
        ((FABRIC, "ST", 1.0), "software stacks"),
        ((FABRIC, "SS", 0.0), "no experts"),
    ],
)
def test_what_the_fabric_does_not_allow_is_refused_with_its_reason(make_pool, make_run, refused, word):
    border, stacks, bytes_ = refused
    pools = [
        make_pool(name=name, stack=stack, expert_share=share)
        for name, stack, share in zip("AB", stacks, (0.6, 0.3), strict=True)
    ]
    run = make_run(expert_bytes_per_token=bytes_, kind=border.kind, border_bytes_per_s=border.bytes_per_s)
    result = mixing_outcome(pools, run, Rules(choice=MixingChoice()), "CNY").result
    assert word in result.refused["experts-apart"]


def test_the_sentence_names_both_sides(make_pool, make_run):
    pools = [make_pool(name="A", stack="S", expert_share=0.6), make_pool(name="B", stack="S", expert_share=0.3)]
    run = make_run(expert_bytes_per_token=1.0, border_bytes_per_s=1e15)
    result = mixing_outcome(pools, run, Rules(choice=APART), "CNY").result
    assert result.strategy is MixingStrategy.EXPERTS_APART
    assert result.why.startswith("A compute attention and B the experts")


def test_separate_jobs_add_their_rates_and_are_taken_only_when_asked_for(make_pool, make_run):
    pools = [make_pool(name="A", rate=100.0), make_pool(name="B", rate=50.0)]
    asked = MixingChoice(strategy=MixingStrategy.SEPARATE_JOBS)
    result = mixing_outcome(pools, make_run(), Rules(choice=asked), "CNY").result
    assert result.tokens_per_s == pytest.approx(150.0)
    assert result.efficiency == pytest.approx(1.0)
    unasked = mixing_outcome(pools, make_run(), Rules(choice=MixingChoice()), "CNY").result
    assert unasked.strategy is not MixingStrategy.SEPARATE_JOBS
    assert "a model of its own" in unasked.refused["separate-jobs"]
