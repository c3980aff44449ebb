"""Links between pools: slow ones are computed and said, never refused; and no link makes parts of a pool faster."""

import pytest
from msgspec.structs import replace

from planner.cluster import Cluster, InterPoolLink, LinkKind
from planner.examples import example_plan
from planner.mixing.strategy import MixingChoice
from planner.planning import plan_results
from planner.workload.presets import shape_preset

THIN = InterPoolLink(kind=LinkKind.WIDE_AREA, bytes_per_s=1.25e9, latency_s=0.02, source="a link of 10 Gbit/s")
PERFECT = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=1e15, latency_s=0.0, source="no link could be faster")


def days(plan, link, strategy="data-parallel"):
    asked = replace(plan, cluster=replace(plan.cluster, inter_pool_link=link), mixing=MixingChoice(strategy=strategy))
    return plan_results(asked)


def test_mixtral_over_a_link_below_the_advised_is_faster_than_its_best_pool_and_warned_of(example_results):
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    assert [group.accelerator for group in plan.cluster.groups] == ["B200-SXM", "MI325X"]
    assert plan.cluster.inter_pool_link.bytes_per_s == 2e11
    result = example_results("mixtral-8x22b-b200-mi325x")
    assert [pool.devices for pool in result.pools] == [256, 512]
    assert result.mixing.strategy == "data-parallel"
    assert result.days == pytest.approx(45.7, abs=0.1)  # as most teams run it, in whole groups of micro-batches
    assert result.mixing.fastest_alone.days == pytest.approx(70.1, abs=0.1)
    thin = next(remark for remark in result.remarks if remark.code == "thin-link")
    assert thin.data["bytes_per_s_per_device"] == pytest.approx(2e11 / 256)


def test_a_thin_and_a_far_link_are_computed_and_said():
    plan = example_plan("mixtral-8x22b-b200-mi325x")
    near, far = days(plan, plan.cluster.inter_pool_link), days(plan, THIN)
    assert far.days > near.days
    assert {"thin-link", "far-apart"} <= {remark.code for remark in far.remarks}
    assert not far.blocked


@pytest.mark.sample(2)
@pytest.mark.parametrize("strategy", ["data-parallel", "pipeline"])
@pytest.mark.parametrize("key", ["D", "E"])
def test_halves_of_a_pool_are_never_faster_than_the_whole_nor_over_a_thinner_link(key, strategy):
    plan = example_plan("ling-plus")
    group = next(group for group in plan.cluster.groups if group.key == key)
    halves = tuple(replace(group, key=site, site=site, nodes=group.nodes // 2) for site in ("one", "two"))
    cut = replace(plan, cluster=Cluster(groups=halves))
    whole = plan_results(replace(plan, cluster=Cluster(groups=(group,)), mixing=MixingChoice()))
    best, thin = days(cut, PERFECT, strategy), days(cut, THIN, strategy)
    assert whole.days * (1 - 1e-9) <= best.days <= thin.days


@pytest.mark.slow
def test_stages_of_their_own_recompute_make_two_sites_no_faster_than_one():
    plan = example_plan("ling-plus-local-sgd")
    (group,) = (one for one in plan.cluster.groups if one.accelerator == "PPU-810E")
    sites = tuple(replace(group, key=site, site=site, nodes=4) for site in ("one", "two"))
    run = replace(plan.training, global_batch=1536)
    link = InterPoolLink(kind=LinkKind.WIDE_AREA, bytes_per_s=3e12, latency_s=0.0)

    def planned(groups, strategy):
        cluster = Cluster(groups=groups, inter_pool_link=link)
        return plan_results(replace(plan, cluster=cluster, workload=run, mixing=MixingChoice(strategy=strategy)))

    whole = planned((replace(group, nodes=8),), "auto")
    cut = planned(sites, "pipeline")
    assert cut.days >= whole.days * (1 - 1e-9)


@pytest.mark.slow
def test_a_pipeline_over_pools_is_never_slower_for_more_nodes():
    plan = example_plan("ling-plus")  # of 16 to 32 micro-batches more stages fill longer than they are sooner done
    pools = {group.accelerator: group for group in plan.cluster.groups}
    run = replace(plan.training, global_batch=1024)

    def planned(nodes):
        groups = (replace(pools["PPU-810E"], nodes=48), replace(pools["A800-80-SXM"], nodes=nodes))
        cluster = replace(plan.cluster, groups=groups, pair_links=())
        mixing = MixingChoice(strategy="pipeline")
        return plan_results(replace(plan, cluster=cluster, workload=run, mixing=mixing))

    few = planned(64)
    assert all(planned(64 + more).days <= few.days * (1 + 1e-9) for more in (1, 3, 8))
    assert few.pools[0].idle is not None  # of 48 nodes a few wide stages


def test_stages_that_relieve_memory_are_no_more_than_the_pools_would_reach_with_memory_enough():
    plan = example_plan("ling-plus")
    half = replace(plan.cluster.groups[0], nodes=2)
    run = replace(plan.training, shape=shape_preset("mixtral-8x7b"), global_batch=128)
    halves = Cluster(groups=tuple(replace(half, key=site, site=site) for site in ("one", "two")))
    short = days(replace(plan, cluster=halves, workload=run, baseline=None), PERFECT, "pipeline")
    in_turn = days(replace(plan, cluster=halves, workload=run, baseline=None), PERFECT, "in-turn")
    alone = sum(pool.delivered_tokens_per_s for pool in in_turn.pools)
    assert short.tokens_per_s > 1.05 * alone
    assert short.mixing.unbound
    assert short.mixing.efficiency < 1.0
    above = 100.0 * (short.tokens_per_s / alone - 1.0)
    assert f"{above:.1f}\N{NARROW NO-BREAK SPACE}% above the sum of the pools" in short.mixing.why
    assert f"x {short.mixing.efficiency:.3f} = {short.tokens_per_s:,.0f}" in short.explanations["tokens_per_s"]


def test_no_link_joins_an_exchange_in_every_layer_over_two_stacks():
    plan = example_plan("ling-plus")
    refused = days(replace(plan, limits=replace(plan.limits, deadline_days=None)), PERFECT,
                   "attention-expert-disaggregation")  # fmt: skip
    assert refused.days is None
    assert refused.blocked[0].cause.code() == "several-stacks"
