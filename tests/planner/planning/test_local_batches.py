"""Local SGD keeps the run's batch: each pool its part of the sequences, planned at it, and the slowest step counts."""

from math import inf
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.causes import FixedWayIsLater, TrainsNoCopy
from planner.cluster import Cluster
from planner.errors import NothingFitsError
from planner.examples import example_plan
from planner.launching.job import launch_jobs
from planner.mixing.strategy import MixingChoice
from planner.planning import plan_results
from planner.planning.local_batches import averaged_part
from planner.planning.members import member_of
from planner.workload.training_run import AveragedRun

relaxed = settings.get_profile("plans")


def test_a_pool_is_as_fast_as_its_layout_with_room_for_the_outer_state(
    small_plan, small_catalogue, one_line_model, make_group
):
    plan = replace(small_plan, cluster=Cluster(groups=(make_group("N1", 8),)))
    member = member_of(plan.cluster.groups, plan, small_catalogue, (), one_line_model)

    def best(pool, run):
        found = one_line_model.best(pool, run)
        kept = 0.75 if isinstance(run, AveragedRun) else 1.0
        return replace(found, tokens_per_s=kept * found.tokens_per_s)

    def nothing(pool, run):
        if isinstance(run, AveragedRun):
            raise NothingFitsError("The outer state leaves no room.")
        return one_line_model.best(pool, run)

    assert averaged_part(member, plan, replace(one_line_model, best=best)) == pytest.approx(0.75)
    assert averaged_part(member, plan, replace(one_line_model, best=nothing)) == 0.0


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(*groups, **changes):
        choice = MixingChoice(strategy="local-sgd")
        plan = replace(small_plan, cluster=Cluster(groups=groups), mixing=choice, **changes)
        return plan_results(plan, small_catalogue, model=one_line_model)

    return plan


@relaxed
@given(nodes=st.tuples(*[st.integers(2, 40)] * 3), batch=st.sampled_from([96, 100, 1024, 8960, 15_360]))
def test_the_sequences_of_all_pools_are_the_batch_and_the_slowest_pools_step_is_the_runs(
    planned, small_plan, make_group, *, nodes, batch
):
    run = replace(small_plan.training, global_batch=batch)
    groups = tuple(make_group(key, count) for key, count in zip(("N1", "H1", "T1"), nodes, strict=True))
    result = planned(*groups, workload=run)
    batches = result.mixing.batches
    assert sum(batches.values()) == batch
    (spell,) = result.mixing.timetable
    assert spell.shares == pytest.approx({pool: count / batch for pool, count in batches.items()})
    slowest_s = max(pool.healthy_step_s / pool.goodput for pool in result.pools if pool.pool in batches)
    speed = {"N1": 1000.0, "H1": 500.0, "T1": 200.0}  # of a device, in one line: the same at any batch
    for pool in result.pools:
        sequences = batches.get(pool.pool, batch)
        assert pool.healthy_step_s == pytest.approx(sequences * run.seq_len / (speed[pool.accelerator] * pool.devices))
    steps = run.tokens / run.tokens_per_step
    assert result.days * 86_400 >= steps * slowest_s * (1 - 1e-9)
    assert result.days * 86_400 == pytest.approx(steps * slowest_s / (1 - 0.005 * len(batches)), rel=1e-9)


@relaxed
@given(
    nodes=st.tuples(*[st.integers(0, 24)] * 3),
    grown=st.integers(0, 2),
    batch=st.sampled_from([96, 100, 1024, 1500]),
    order=st.permutations(("N1", "H1", "T1")),
)
def test_one_node_more_of_any_pool_is_never_slower_whatever_the_order_of_the_groups(
    planned, small_plan, make_group, *, nodes, grown, batch, order
):
    run = replace(small_plan.training, global_batch=batch)

    def days(counts, keys=("N1", "H1", "T1")):
        of = dict(zip(("N1", "H1", "T1"), counts, strict=True))
        return planned(*(make_group(key, of[key]) for key in keys), workload=run).days

    more = [count + (i == grown) for i, count in enumerate(nodes)]
    before, after = days(nodes), days(more, order)
    assert after == days(more)
    assert before is None or after <= before * (1 + 1e-9)


@relaxed
@example(nodes=(5, 7, 8, 4), grown=1, batch=1500, seed=717)
@example(nodes=(11, 6, 7, 12), grown=0, batch=1024, seed=4080)
@given(
    nodes=st.tuples(*[st.integers(2, 12)] * 4),
    grown=st.integers(0, 3),
    batch=st.sampled_from([96, 1024, 1500]),
    seed=st.integers(0, 10_000),
)
def test_nodes_one_by_one_are_never_slower_however_well_a_share_divides(
    small_plan, small_catalogue, one_line_model, make_group, *, nodes, grown, batch, seed
):
    def best(pool, run):
        found = one_line_model.best(pool, run)
        drawn = Random(f"{seed} {pool.accelerator.key} {run.global_batch}").uniform(0.85, 1.15)  # noqa: S311
        return replace(found, tokens_per_s=found.tokens_per_s * (1.0 if run.global_batch == batch else drawn))

    uneven = replace(one_line_model, best=best)
    run = replace(small_plan.training, global_batch=batch)
    kinds = (("N1", {}), ("H1", {}), ("T1", {}), ("N1", {"key": "N2", "site": "far"}))
    counts, last = list(nodes), inf
    for _ in range(3):
        groups = tuple(make_group(name, count, **own) for (name, own), count in zip(kinds, counts, strict=True))
        cluster = Cluster(groups=groups)
        plan = replace(small_plan, workload=run, cluster=cluster, mixing=MixingChoice(strategy="local-sgd"))
        days = plan_results(plan, small_catalogue, model=uneven).days
        assert days <= last * (1 + 1e-9)
        last, counts[grown] = days, counts[grown] + 1


def test_a_pool_whose_copy_would_make_the_run_later_trains_no_token_and_that_is_said(planned, make_group):
    small, whole = make_group("T1", 2), (make_group("N1", 40), make_group("H1", 40))
    with_it, without = planned(*whole, small), planned(*whole)
    assert with_it.days == without.days
    assert with_it.cost.total.amount == without.cost.total.amount  # released: it costs nothing
    assert [(out.group, out.cost.amount) for out in with_it.left_out] == [("T1", 0.0)]
    assert "would end later" in with_it.left_out[0].why
    assert TrainsNoCopy.code() in {remark.code for remark in with_it.remarks}


def test_where_any_second_copy_makes_the_run_later_the_fastest_pool_is_shown_alone(planned, make_group):
    result = planned(make_group("N1", 400), make_group("T1", 2))
    assert result.days == planned(make_group("N1", 400)).days
    assert result.mixing.strategy == "in-turn"
    assert FixedWayIsLater.code() in {remark.code for remark in result.remarks}


def test_a_single_pool_may_work_so_and_loses_nothing(planned, make_group):
    (lone,) = (planned(make_group("N1", 8)),)
    assert lone.mixing.statistical_efficiency is None
    assert lone.days == pytest.approx(1e12 / (64 * 900) / 86_400)


def test_the_ling_fleet_trains_copies_on_shares_of_its_batch_and_says_what_is_assumed(example_results):
    plan = example_plan("ling-plus-local-sgd")
    result = example_results("ling-plus-local-sgd")
    assert sum(result.mixing.batches.values()) == plan.training.global_batch
    assert result.mixing.statistical_efficiency == pytest.approx((0.95, 0.98, 0.99))
    assert {"unproven-local-sgd", "changes-optimiser"} <= {remark.code for remark in result.remarks}
    names = {pool.pool: pool.name for pool in result.pools}
    for pool, count in result.mixing.batches.items():
        assert f"{names[pool]} {count:,}" in result.mixing.why
    # what is shown and launched is each pool's layout of its own batch, with room for the outer copy and momentum
    for pool, job in zip(result.pools, launch_jobs(plan, result), strict=True):
        layout = pool.estimate.layout
        assert job.global_batch == result.mixing.batches[pool.pool]
        assert job.global_batch % (layout.dp * layout.micro_batch) == 0
        assert pool.estimate.memory_bytes < 0.97 * pool.estimate.memory_capacity_bytes
