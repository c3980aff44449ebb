"""What each strategy says against a fleet: only what cannot run is refused, what is slow is said."""

import numpy as np
import pytest

from planner.causes import (
    ExchangeOutlastsRound,
    FarApart,
    GradientsOutweighActivations,
    NoExperts,
    NoPublishedStack,
    NoRoomForOuterState,
    OnePool,
    SeveralStacks,
    ThinLink,
    ThroughHosts,
    TooManyPools,
    UnprovenLocalSgd,
)
from planner.cluster import LinkKind
from planner.english import words
from planner.mixing.local_terms import LocalTerms
from planner.mixing.strategies import AUTO, CHOICES, IN_TURN, STRATEGIES, strategy_title
from planner.mixing.strategies.data_parallel import DATA_PARALLEL, worthwhile_tokens
from planner.mixing.strategies.pipeline import MOST_POOLS, PIPELINE


def said(refusals):
    """The causes that hold for one fleet, by kind."""
    return {type(cause): cause for cause in (one.cause() for one in refusals if bool(one.where))}


@pytest.fixture
def two(make_pool):
    def make(*stacks, **changes):
        first, second = stacks or ("S", "S")
        values = {"expert_share": 0.5, **changes}
        return [make_pool(name="A", stack=first, **values), make_pool(name="B", stack=second, **values)]

    return make


def test_the_choices_are_auto_in_turn_and_every_strategy_by_its_key():
    assert CHOICES == (AUTO, IN_TURN, "pipeline", "data-parallel", "attention-expert-disaggregation", "local-sgd")
    assert all(STRATEGIES[key].key == key for key in STRATEGIES)
    assert len({strategy_title(key) for key in CHOICES}) == len(CHOICES)


def test_only_local_sgd_changes_the_optimiser_and_gives_pools_batches_of_their_own():
    assert [key for key, one in STRATEGIES.items() if not one.keeps_optimiser] == ["local-sgd"]
    assert [key for key, one in STRATEGIES.items() if one.own_batches] == ["local-sgd"]
    assert [key for key, one in STRATEGIES.items() if not one.one_failure_stops_all] == ["local-sgd"]
    assert [key for key, one in STRATEGIES.items() if one.stages] == ["pipeline"]


@pytest.mark.parametrize("key", list(STRATEGIES))
def test_one_pool_joins_nothing(two, make_run, key):
    pools, run = two()[:1], make_run(expert_bytes_per_token=1.0)
    assert OnePool in said(STRATEGIES[key].refusals(pools, run))


def test_a_pipeline_over_more_pools_than_are_searched_is_refused_by_name_and_never_searched(make_pool, make_run):
    pools = [make_pool(name=f"P{number}") for number in range(MOST_POOLS + 1)]
    run = make_run()
    refused = said(PIPELINE.refusals(pools, run))
    assert f"at most {MOST_POOLS} pools" in words(refused[TooManyPools])
    assert PIPELINE.rate(pools, run) == 0.0
    assert TooManyPools not in said(PIPELINE.refusals(pools[:-1], run))


@pytest.mark.parametrize("key", list(STRATEGIES))
@pytest.mark.parametrize("kind", list(LinkKind))
def test_no_link_refuses_a_strategy_that_can_run(two, make_run, key, kind):
    """A link through hosts, between sites, or of a byte a second is slow; it is said, never refused."""
    run = make_run(kind=kind, link_bytes_per_s=1.0, link_latency_s=1.0, expert_bytes_per_token=1.0)
    assert said(STRATEGIES[key].refusals(two(), run)) == {}


@pytest.mark.parametrize("key", ["data-parallel", "pipeline", "attention-expert-disaggregation"])
def test_a_far_a_thin_and_a_hosted_link_are_said_with_their_figures(two, make_run, key):
    strategy, pools = STRATEGIES[key], two(devices=8)
    far = said(strategy.cautions(pools, make_run(kind=LinkKind.WIDE_AREA, expert_bytes_per_token=1.0)))
    assert FarApart in far
    thin = said(strategy.cautions(pools, make_run(link_bytes_per_s=8e8, expert_bytes_per_token=1.0)))
    assert thin[ThinLink].bytes_per_s_per_device == pytest.approx(1e8)
    assert "0.8 Gbit/s per device" in words(thin[ThinLink])
    hosted = make_run(
        kind=LinkKind.THROUGH_HOST, pipeline_kept=0.37, data_parallel_kept=0.02, expert_bytes_per_token=1.0
    )
    kept = 0.02 if key == "data-parallel" else 0.37
    assert said(strategy.cautions(pools, hosted))[ThroughHosts].kept == pytest.approx(kept)
    near = said(strategy.cautions(pools, make_run(expert_bytes_per_token=1.0)))
    assert {FarApart, ThinLink, ThroughHosts}.isdisjoint(near)


def causes(kind, strategy, pools, run):
    return [one for one in (caution.cause() for caution in strategy.cautions(pools, run)) if isinstance(one, kind)]


def test_far_links_are_said_once_and_name_the_pools_that_train(make_pool, make_run):
    """Four pools meet in six pairs; a fifth does not train."""
    pools = [make_pool(name=name, site="here") for name in "ABCD"] + [make_pool(name="E", rate=0.0)]
    (far,) = causes(FarApart, DATA_PARALLEL, pools, make_run(kind=LinkKind.WIDE_AREA))
    assert far.pools == ("A@here", "B@here", "C@here", "D@here")
    assert "(A@here, B@here, C@here, D@here)" in words(far)


def test_hosts_between_many_pairs_are_said_once_for_what_they_keep_and_for_the_stacks(make_pool, make_run):
    alike = [make_pool(name=name) for name in "ABCD"]
    assert len(causes(ThroughHosts, DATA_PARALLEL, alike, make_run(kind=LinkKind.THROUGH_HOST))) == 1
    stacks = ("CUDA", "Nobody's", "CUDA")
    unlike = [make_pool(name=name, stack=stack) for name, stack in zip("ABC", stacks, strict=True)]
    assert len(causes(NoPublishedStack, DATA_PARALLEL, unlike, make_run())) == 1


def test_a_pair_of_stacks_without_a_library_goes_through_hosts_with_its_caution(two, make_run):
    pools, run = two("CUDA", "Nobody's stack"), make_run(link_bytes_per_s=1e13)
    assert said(DATA_PARALLEL.refusals(pools, run)) == {}
    found = said(DATA_PARALLEL.cautions(pools, run))[NoPublishedStack]
    assert {found.first, found.second} == {"CUDA", "Nobody's stack"}
    assert "No published stack" in words(found)


def test_an_exchange_in_every_layer_needs_one_stack_and_experts(two, make_run):
    apart = STRATEGIES["attention-expert-disaggregation"]
    several = said(apart.refusals(two("CUDA", "ROCm"), make_run(expert_bytes_per_token=1.0)))
    assert set(several[SeveralStacks].stacks) == {"CUDA", "ROCm"}
    assert NoExperts in said(apart.refusals(two(), make_run(expert_bytes_per_token=0.0)))


def test_the_published_smallest_batch_comes_out_and_a_smaller_one_is_said(two, make_run):
    run = make_run(parameters=290e9, hidden=8192, tokens_per_step=17.6e6)
    assert float(worthwhile_tokens(run, np.asarray(2.0))) == pytest.approx(17.7e6, rel=1e-3)
    assert GradientsOutweighActivations in said(DATA_PARALLEL.cautions(two(), run))
    larger = make_run(parameters=290e9, hidden=8192, tokens_per_step=17.8e6)
    assert GradientsOutweighActivations not in said(DATA_PARALLEL.cautions(two(), larger))


def test_local_sgd_needs_two_pools_with_room_for_the_outer_copy_and_its_momentum(make_pool, make_run):
    local, run = STRATEGIES["local-sgd"], make_run()
    roomy, slower, tight = (make_pool(name=str(part), averaged=part) for part in (1.0, 0.9, 0.0))
    assert said(local.refusals([roomy, tight], run))[NoRoomForOuterState].bytes_per_parameter == 8
    assert said(local.refusals([roomy, slower], run)) == said(local.refusals([roomy, slower, tight], run)) == {}


@pytest.mark.parametrize(
    ("key", "advised"), [("data-parallel", 1.25e9), ("pipeline", 1.25e9), ("attention-expert-disaggregation", 50e9)]
)
def test_a_link_is_thin_below_its_rate_for_each_device_of_the_smaller_pool(make_pool, make_run, key, advised):
    # 10 Gbit/s a device, and 50 GB/s a device where every expert layer crosses
    pools = [make_pool(name=name, devices=count, expert_share=0.5) for name, count in (("A", 8), ("B", 64))]
    for rate, thin in ((8 * advised, False), (8 * advised * (1 - 1e-9), True)):
        run = make_run(link_bytes_per_s=rate, expert_bytes_per_token=1.0)
        assert (ThinLink in said(STRATEGIES[key].cautions(pools, run))) == thin


def test_local_sgd_says_what_no_run_has_shown_and_an_exchange_that_outlasts_its_round(two, make_run):
    local = STRATEGIES["local-sgd"]
    large = said(local.cautions(two(), make_run(parameters=2e11)))
    assert large[UnprovenLocalSgd].published_parameters == 1e11
    assert UnprovenLocalSgd not in said(local.cautions(two(), make_run(parameters=1e10)))
    slow = make_run(parameters=1e9, link_bytes_per_s=1e3, local=LocalTerms(inner_steps=1))
    assert ExchangeOutlastsRound in said(local.cautions(two(), slow))
