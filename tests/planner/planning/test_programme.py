"""A programme of models on a plan's pools: the best placement of all, its money by terms, and who it hangs on."""

from itertools import pairwise, product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.cluster import Cluster, GroupTerms, Tenure
from planner.examples import example_plan
from planner.exports.documents import plan_document
from planner.plan import Limits, Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planning import plan_results

relaxed = settings.get_profile("plans")
MODELS = 4


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(*tokens, pools=(), aim=ProgrammeAim.SHORTEST, **changes):
        named = (*pools, *[""] * (len(tokens) - len(pools)))
        models = tuple(
            ProgrammeModel(name=f"M{i}", tokens=own, pool=pool)
            for i, (own, pool) in enumerate(zip(tokens, named, strict=True))
        )
        asked = replace(small_plan, trains=Trains.PROGRAMME, programme=Programme(models=models, aim=aim), **changes)
        return plan_results(asked, small_catalogue, model=one_line_model)

    return plan


@pytest.fixture(scope="module")
def ling():
    """Days and money of one Ling model on each pool alone, as a plan of one model says them."""
    plan = replace(example_plan("ling-plus"), limits=Limits())
    alone = {}
    for group in plan.cluster.groups:
        if group.nodes:
            one = replace(plan, cluster=Cluster(groups=(group,)), mixing=replace(plan.mixing, caps=()))
            result = plan_results(one)
            alone[result.pools[0].pool] = result.days, result.cost.total.amount
    return plan, alone


def programme(plan, aim, pools=("",) * MODELS, deadline=None):
    models = tuple(ProgrammeModel(name=f"M{i}", tokens=plan.training.tokens, pool=pool) for i, pool in enumerate(pools))
    asked = replace(plan, trains=Trains.PROGRAMME, programme=Programme(models=models, aim=aim))
    return plan_results(replace(asked, limits=Limits(deadline_days=deadline)))


def every_placement(alone):
    """Makespan and money of every way to queue four equal models on the pools, counted by hand."""
    for counts in product(range(MODELS + 1), repeat=len(alone)):
        if sum(counts) == MODELS:
            queues = list(zip(counts, alone.values(), strict=True))
            yield max(many * days for many, (days, _) in queues), sum(many * cost for many, (_, cost) in queues)


def test_four_ling_models_one_a_pool_end_when_each_pool_alone_does(ling):
    plan, alone = ling
    result = programme(plan, ProgrammeAim.FIXED, tuple(alone))
    assert [model.to_day for model in result.models] == pytest.approx([days for days, _ in alone.values()])
    assert result.days == pytest.approx(max(days for days, _ in alone.values()))
    assert result.cost.total.amount == pytest.approx(sum(cost for _, cost in alone.values()))
    per_trillion = result.cost.total.amount / (MODELS * plan.training.tokens) * 1e12
    assert result.cost.unit_cost.amount == pytest.approx(per_trillion)


def test_the_shortest_ling_programme_is_the_best_of_all_placements(ling):
    plan, alone = ling
    result = programme(plan, ProgrammeAim.SHORTEST)
    assert (result.days, result.cost.total.amount) == pytest.approx(min(every_placement(alone)))
    assert {"Ascend-910B2@Site 1", "H20-SXM@Site 5"} < {model.way for model in result.models}


def test_the_cheapest_ling_programme_keeps_its_deadline(ling):
    plan, alone = ling
    result = programme(plan, ProgrammeAim.CHEAPEST, deadline=245.0)
    in_time = [(cost, days) for days, cost in every_placement(alone) if days <= 245.0]
    assert result.cost.total.amount == pytest.approx(min(in_time)[0])
    assert result.days <= 245.0
    assert not any(model.late for model in result.models)
    assert sorted(model.way for model in result.models) == [
        "A800-80-SXM@Site 3",
        "Ascend-910B2@Site 1",
        "Ascend-910B2@Site 1",
        "H20-SXM@Site 5",
    ]


def test_a_deadline_that_no_placement_keeps_is_said_with_the_shortest(ling):
    plan, alone = ling
    result = programme(plan, ProgrammeAim.CHEAPEST, deadline=100.0)
    assert result.days is None
    shortest = min(days for days, _ in every_placement(alone))
    enough = ceil(10.0 * shortest) / 10.0  # rounded up: a deadline of what is said can be kept
    assert f"The shortest programme takes {enough:,.1f} days" in result.blocked[0].reason


def test_two_models_never_share_a_pool_at_a_time_and_each_sees_its_own_tokens(planned):
    result = planned(4e11, 3e11, 2e11, 1e11)
    by_pool = {}
    for model in result.models:
        by_pool.setdefault(model.way, []).append((model.from_day, model.to_day, model.tokens))
    for stretches in by_pool.values():
        stretches.sort()
        assert all(end <= start + 1e-9 for (_, end, _), (start, _, _) in pairwise(stretches))
        for start, end, tokens in stretches:
            assert end - start == pytest.approx(tokens / (64 * 900) / 86_400)  # N1 and H1 are equally fast
    assert result.days == pytest.approx(5e11 / (64 * 900) / 86_400)


def test_a_model_without_a_pool_or_on_one_that_cannot_train_is_named(planned):
    missing = planned(1e11, 1e11, pools=("N1@N1",), aim=ProgrammeAim.FIXED)
    assert "M1 has no pool" in missing.blocked[0].reason
    unknown = planned(1e11, pools=("X@Y",), aim=ProgrammeAim.FIXED)
    assert "M0 is fixed to X@Y, which cannot train" in unknown.blocked[0].reason
    assert "has no models" in planned().blocked[0].reason


def test_held_pools_are_paid_to_the_makespan_and_released_ones_for_their_models(planned, small_plan, make_group):
    reserved = make_group("N1", 8, terms=GroupTerms(tenure=Tenure.RESERVED))
    cluster = replace(small_plan.cluster, groups=(reserved, make_group("H1", 16)))
    result = planned(1e11, 3e11, pools=("N1@N1", "H1@H1"), aim=ProgrammeAim.FIXED, cluster=cluster)
    long_days = 3e11 / (64 * 900) / 86_400
    assert result.days == pytest.approx(long_days)
    assert result.cost.total.amount == pytest.approx((64 * 20.0 + 128 * 7.0) * 24 * long_days)


def test_a_window_holds_its_models_whole(planned, small_plan, make_group):
    window = make_group("N1", 8, terms=GroupTerms(until_day=10.0))
    cluster = replace(small_plan.cluster, groups=(window, make_group("H1", 16)))
    one_day = 64 * 900 * 86_400
    result = planned(9 * one_day, 11 * one_day, cluster=cluster)
    assert [model.way for model in result.models] == ["N1@N1", "H1@H1"]
    neither = planned(11 * one_day, cluster=replace(cluster, groups=(window,)))
    assert neither.days is None


def test_without_a_supplier_the_models_queue_on_what_is_left(planned):
    layer = planned(1e11, 1e11).dependence.layers["supplier"]
    assert layer.shares == pytest.approx({"Nvidia": 0.5, "Huawei": 0.5})
    each_days = 1e11 / (64 * 900) / 86_400
    assert layer.days_without == pytest.approx({"Nvidia": 2 * each_days, "Huawei": 2 * each_days})
    assert layer.retention_time == pytest.approx(0.5)


def test_a_programme_says_in_its_document_that_it_is_one(planned, small_plan):
    result = planned(1e11, 2e11)
    models = tuple(ProgrammeModel(name=f"M{i}", tokens=tokens) for i, tokens in enumerate((1e11, 2e11)))
    plan = replace(small_plan, trains=Trains.PROGRAMME, programme=Programme(models=models))
    document = plan_document(plan, result)
    assert document["trains"] == {"what": "programme", "models": 2}
    assert document["workload"]["tokens"] == document["workload"]["total_tokens"] == pytest.approx(3e11)
    baseline = result.baseline
    assert baseline.days * 86_400 * baseline.tokens_per_s_per_device * baseline.devices == pytest.approx(3e11)
    assert [model["name"] for model in document["models"]] == ["M0", "M1"]
    assert document["mixing"]["efficiency"] is None


@relaxed
@given(
    tokens=st.lists(st.floats(1e10, 1e12), min_size=1, max_size=4),
    aim=st.sampled_from([ProgrammeAim.SHORTEST, ProgrammeAim.CHEAPEST]),
)
def test_the_draws_of_a_programme_hold_its_figures(planned, tokens, aim):
    result = planned(*tokens, aim=aim)
    low, _, high = result.bands["days"]
    assert low < result.days < high
    low, _, high = result.bands["cost"]
    assert low < result.cost.total.amount < high
