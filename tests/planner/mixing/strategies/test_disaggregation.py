import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cluster import InterPoolLink, LinkKind
from planner.mixing.inter_pool_links import InterPoolLinks, crossing_of
from planner.mixing.strategies.disaggregation import (
    DISAGGREGATION,
    arranged_sides,
    chunks_moved,
    exchange_bytes,
    layer_s,
    rate,
)
from planner.mixing.working_pool import MixedRun, WorkingPool

FABRIC = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=1e15, source="test")


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
    pools, run = [good_at_attention, good_at_experts], make_run(expert_bytes_per_token=1.0)
    made = arranged_sides(pools, run)
    assert [bool(side) for side in made.attention] == [True, False]
    # the experts would be waited for: 4.8 % of their work moves to A, and both sides end together
    moved = (0.25 / 100 - 0.2 / 100) / (0.25 / 100 + 0.8 / 100)
    both = [0.2 / 100 + moved * 0.8 / 100, (1 - moved) * 0.25 / 100]
    assert both[0] == pytest.approx(both[1])
    assert float(rate(pools, run)) == pytest.approx(1 / both[0])
    assert 1 / both[0] > min(100.0 / 0.2, 100.0 / 0.25)  # twice the sum of 200


def test_a_pools_part_is_the_work_it_computes_not_what_it_would_deliver_alone(make_pool, make_run):
    pools = [make_pool(name="A", rate=100.0, expert_share=0.8), make_pool(name="B", rate=100.0, expert_share=0.25)]
    run = make_run(expert_bytes_per_token=1.0, expert_part=0.6)
    moved = (0.25 / 100 - 0.2 / 100) / (0.25 / 100 + 0.8 / 100)
    work = DISAGGREGATION.work(pools, run)  # both deliver 100 alone
    assert [float(one) for one in work] == pytest.approx([0.4 + 0.6 * moved, 0.6 * (1 - moved)])


def test_pools_of_one_side_divide_its_work_by_their_speed_at_it(make_pool, make_run):
    shares, rates = (0.5, 0.25, 0.25), (100.0, 50.0, 150.0)
    pools = [
        make_pool(name=name, rate=rate, expert_share=share)
        for name, rate, share in zip("ABC", rates, shares, strict=True)
    ]
    run = make_run(expert_bytes_per_token=1.0, expert_part=0.6)
    first, *others = (float(one) for one in DISAGGREGATION.work(pools, run))
    assert others[1] == pytest.approx(3 * others[0])
    assert first + sum(others) == pytest.approx(1.0)
    assert sum(others) <= 0.6 + 1e-12


def test_a_thin_link_bounds_the_rate(make_pool, make_run):
    pools = [make_pool(name="A", expert_share=0.6), make_pool(name="B", expert_share=0.4)]
    run = make_run(expert_bytes_per_token=10.0, link_bytes_per_s=50.0)
    assert float(rate(pools, run)) == pytest.approx(5.0)


def test_a_step_of_few_micro_batches_goes_from_side_to_side(make_pool, make_run):
    # a replica of 2 on the attention side has 1 or 1.5 micro-batches of 5: attention, there, experts, back
    own = make_pool(name="A", rate=100.0, expert_share=0.8, replicas=2, micro_batch=5)
    pools = [own, make_pool(name="B", rate=100.0, expert_share=0.25)]
    in_turn_s = 0.2 / 100 + 0.25 / 100 + 2 * (10.0 / 1e4)
    for batch, in_flight in ((10, 1.0), (15, 1.5)):
        run = make_run(global_batch=batch, expert_bytes_per_token=10.0, link_bytes_per_s=1e4)
        assert float(rate(pools, run)) == pytest.approx(in_flight / in_turn_s)


@given(st.lists(st.tuples(st.floats(1.0, 1e3), st.floats(0.05, 0.95)), min_size=2, max_size=4))
def test_it_gains_only_by_giving_each_pool_what_it_does_best(drawn):
    """The rate never exceeds what all pools together could do of either part."""
    found = rate([_pool(one, share) for one, share in drawn], _RUN)
    all_attention = sum(one / (1 - share) for one, share in drawn)
    all_experts = sum(one / share for one, share in drawn)
    assert float(found) <= min(all_attention, all_experts) * (1 + 1e-9)


_RUN = MixedRun(
    tokens=1e9,
    tokens_per_step=100.0,
    global_batch=10**6,
    parameters=1e6,
    hidden=1024,
    links=InterPoolLinks(default=crossing_of(FABRIC)),
    overlap=0.8,
    expert_bytes_per_token=1.0,
)


def _pool(tokens_per_s, share):
    words = {"name", "stack", "site", "options"}
    one = {name: np.asarray(1.0) for name in WorkingPool.__struct_fields__ if name not in words}
    return WorkingPool(
        name="A",
        stack="S",
        **{**one, "healthy_tokens_per_s": np.asarray(tokens_per_s), "expert_share": np.asarray(share)},
    )


def test_what_crosses_in_a_step_is_dispatched_and_combined(make_pool, make_run):
    pools = [make_pool(name="A"), make_pool(name="B")]
    run = make_run(expert_bytes_per_token=10.0, tokens_per_step=1e6)
    assert DISAGGREGATION.crossing_bytes(pools, run) == pytest.approx(2e7)


def test_a_model_without_experts_has_no_rate(make_pool, make_run):
    pools = [make_pool(name="A", expert_share=0.6), make_pool(name="B", expert_share=0.4)]
    assert float(rate(pools, make_run(expert_bytes_per_token=0.0))) == 0.0
    assert float(rate(pools[:1], make_run(expert_bytes_per_token=1.0))) == 0.0


@given(
    rates=st.tuples(st.floats(10.0, 1e3), st.floats(10.0, 1e3)),
    shares=st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)),
    more=st.floats(1.0, 4.0),
    failing=st.floats(0.9, 1.0),
    link=st.floats(10.0, 1e4),
)
def test_a_faster_pool_takes_from_the_job_no_more_than_its_own_failures_do(  # noqa: PLR0917 - fixtures and what is drawn
    make_pool, make_run, rates, shares, more, failing, link
):
    run = make_run(expert_bytes_per_token=10.0, link_bytes_per_s=link)
    other = make_pool(name="B", rate=rates[1], expert_share=shares[1])
    before = rate([make_pool(name="A", rate=rates[0], expert_share=shares[0]), other], run)
    faster = make_pool(name="A", rate=rates[0] * more, expert_share=shares[0], goodput=failing)
    assert float(rate([faster, other], run)) >= float(before) * failing * (1 - 1e-9)
