"""The row of a pool says what the pool runs: layout, step and rate of the way in which it works."""

import pytest
from msgspec.structs import replace

from planner.cluster import Cluster, GroupTerms, InterPoolLink, LinkKind
from planner.exports.documents import plan_document
from planner.mixing.strategy import MixingChoice
from planner.performance.training.layout import WAITING
from planner.planning import plan_results
from tests.planner.planning.test_results import one_stage

LINK = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=1e12, latency_s=0.0)


@pytest.fixture
def rows(small_plan, small_catalogue, one_line_model):
    """Return what a strategy gives on some groups, a layer on a device of H1 taking three times as long."""
    seconds = {"N1": 1.0, "H1": 3.0, "T1": 1.0}
    stages = lambda pool, _run: one_stage(small_plan, layer_s=seconds[pool.accelerator.key])  # noqa: E731 - one field
    model = replace(one_line_model, stages=stages)

    def run(strategy, *groups):
        cluster = Cluster(groups=groups, inter_pool_link=LINK)
        plan = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy=strategy), baseline=None)
        return plan, plan_results(plan, small_catalogue, model=model)

    return run


@pytest.mark.parametrize("strategy", ["data-parallel", "pipeline", "local-sgd"])
def test_pools_that_work_together_deliver_in_sum_what_the_plan_does_in_the_plans_step(rows, make_group, strategy):
    plan, result = rows(strategy, make_group("N1", 2), make_group("H1", 4))
    assert result.mixing.strategy == strategy
    (spell,) = result.mixing.timetable
    assert sum(pool.delivered_tokens_per_s for pool in result.pools) == pytest.approx(result.tokens_per_s)
    for pool, document in zip(result.pools, plan_document(plan, result)["pools"], strict=True):
        assert pool.delivered_tokens_per_s == pytest.approx(pool.token_share * result.tokens_per_s)
        assert pool.estimate.tokens_per_s * pool.site_factor * pool.goodput == pytest.approx(
            pool.delivered_tokens_per_s
        )
        assert document["delivered_tokens_per_s"] == pool.delivered_tokens_per_s
        assert sum(pool.estimate.step_parts_s.values()) == pytest.approx(pool.estimate.step_s)
        assert pool.estimate.layout == spell.at_work[pool.pool].layout
        if strategy == "local-sgd":
            assert pool.healthy_step_s <= spell.step_s  # every pool works its own batch, and waits for the slowest
        else:
            assert pool.goodput == result.goodput
            assert pool.healthy_step_s == pytest.approx(spell.step_s)
            assert pool.estimate.step_parts_s[WAITING] >= 0.0
    devices = sum(pool.mfu * pool.devices for pool in result.pools) / sum(pool.devices for pool in result.pools)
    assert result.mfu == pytest.approx(devices, rel=0.02)  # of copies each stops for its own failures


def test_a_pool_that_leaves_while_the_others_work_on_together_is_shown_as_it_worked(rows, make_group):
    groups = make_group("N1", 4), make_group("H1", 4), make_group("T1", 4)
    leaving = replace(groups[0], terms=GroupTerms(until_day=30.0))
    _, result = rows("local-sgd", leaving, *groups[1:])
    first, *_, last = [spell for spell in result.mixing.timetable if spell.kind == "work"]
    assert first.way == last.way == "local-sgd"
    assert "N1@N1" not in last.pools
    shown = {pool.pool: pool for pool in result.pools}
    batch = first.shares["N1@N1"] * 1024 * 4096
    assert shown["N1@N1"].healthy_step_s == pytest.approx(batch / (1000.0 * 32))
    batch = last.shares["H1@H1"] * 1024 * 4096
    assert shown["H1@H1"].healthy_step_s == pytest.approx(batch / (500.0 * 32))
