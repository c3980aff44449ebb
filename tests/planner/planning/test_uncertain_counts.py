"""A number of nodes that nobody states is drawn; one's own is a decision, and exact."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.examples import example_names, example_plan
from planner.planning import plan_results
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.likely_sizes import count_log_sd
from planner.planning.model import PerformanceModel
from planner.planning.retimed import drawn_fleet
from planner.planning.uncertain_counts import count_rate
from planner.risk import Streams
from planner.uncertainty.inputs import uncertain_inputs
from planner.uncertainty.what_if import Factors, what_if

OF_OTHER_FLEETS = {"baseline", "dependence", "references", "cash_by_month", "rent_or_buy", "explanations"}


@pytest.fixture
def run_on(small_plan, small_catalogue, one_line_model, make_group):
    """Return the run of one pool of N1 with so many nodes, known as stated."""

    def run(nodes=8, model=one_line_model, **changes):
        plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=(make_group("N1", nodes, **changes),)))
        return run_of(plan, grounds_of(plan, small_catalogue, model))

    return run


def test_half_to_twice_the_nodes_lie_between_p10_and_p90(make_group):
    group = make_group("N1", 8, nodes_evidence=Evidence.ESTIMATE)
    low, high = np.quantile(Streams().factor("count:N1", count_log_sd(group)), (0.1, 0.9))
    assert (low, high) == pytest.approx((0.5, 2.0), rel=0.03)
    assert count_log_sd(make_group("N1", 8)) == 0.0


def test_more_nodes_than_planned_end_sooner_and_cost_the_same_where_speed_grows_with_them(run_on):
    known, uncertain = drawn_fleet(run_on()), drawn_fleet(run_on(nodes_evidence=Evidence.ESTIMATE))
    counts = Streams().factor("count:N1", 0.541)
    assert uncertain.days == pytest.approx(known.days / counts)
    assert uncertain.cost == pytest.approx(known.cost)


def test_where_speed_grows_less_than_the_nodes_more_of_them_are_more_expensive(run_on, one_line_model):
    def slower(pool, run):
        found = one_line_model.best(pool, run)
        return replace(found, tokens_per_s=found.tokens_per_s * (pool.nodes / 8) ** -0.2)

    run = run_on(model=PerformanceModel(best=slower, exactly=one_line_model.exactly, goodput=one_line_model.goodput))
    planned, twice = what_if(run), what_if(run, Factors(counts={"N1": 2.0}))
    assert float(twice.days[0]) == pytest.approx(float(planned.days[0]) / 2**0.8)
    assert float(twice.cost[0]) == pytest.approx(float(planned.cost[0]) * 2**0.2)


def test_sizes_that_hold_no_layout_grow_like_the_nodes(run_on):
    run = run_on(2)  # half of it does not hold the model
    assert float(count_rate(run, run.members[0], {"N1": 0.5})) == pytest.approx(0.5)
    assert count_rate(run, run.members[0], {"H1": 0.5}) == 1.0


def test_the_count_is_among_the_inputs_that_matter(run_on):
    (item,) = [one for one in uncertain_inputs(run_on(nodes_evidence=Evidence.ESTIMATE), None) if one.key == "count:N1"]
    assert (item.name, item.value, item.unit) == ("Number of nodes of N1", 8.0, "nodes")
    assert item.low == pytest.approx(4.0, rel=1e-3)
    assert not [one for one in uncertain_inputs(run_on(), None) if one.key.startswith("count:")]


@pytest.mark.parametrize("name", example_names())
def test_of_the_ling_case_software_and_count_are_drawn_and_prices_are_exact(name):
    plan = example_plan(name)
    worked = [group for group in plan.cluster.groups if group.nodes]
    compared = name.startswith("ling-plus") and name != "ling-plus-baseline"  # the baseline is the report's own figure
    assert {group.nodes_evidence for group in worked} == {Evidence.ESTIMATE if compared else Evidence.MEASURED}
    if name.startswith("ling"):
        assert all(group.offer.exact for group in worked)


def test_the_plan_says_whose_numbers_are_estimates(small_plan, small_catalogue, one_line_model, make_group):
    def said(*evidence):
        pairs = zip(("N1", "H1"), (8, 16), evidence, strict=True)
        groups = tuple(make_group(key, nodes, nodes_evidence=known) for key, nodes, known in pairs)
        plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups))
        found = plan_results(plan, small_catalogue, model=one_line_model).remarks
        return [(one.words, one.data) for one in found if one.code == "uncertain-counts"]

    ((words, data),) = said(Evidence.ESTIMATE, Evidence.MEASURED)
    assert words == "The numbers of nodes of N1 are estimates; the bands hold 0.5 to 2 times as many."
    assert (data["least"], data["most"]) == (pytest.approx(0.5, rel=1e-3), pytest.approx(2.0, rel=1e-3))
    ((words, _),) = said(Evidence.ESTIMATE, Evidence.ESTIMATE)
    assert words == "The numbers of nodes are estimates; the bands hold 0.5 to 2 times as many."
    assert said(Evidence.MEASURED, Evidence.MEASURED) == []


def test_figures_are_told_before_bands_that_wait_for_a_search_and_only_then():
    plan, told = example_plan("ling-plus-lower-spec"), []
    run = replace(plan.training, global_batch=plan.training.global_batch + 128)
    edited = replace(plan, workload=run)
    whole = plan_results(edited, on_figures=told.append)
    (figures,) = told
    assert figures.bands_pending
    later = {name for name in whole.__struct_fields__ if repr(getattr(figures, name)) != repr(getattr(whole, name))}
    assert later <= {"bands", "bands_pending", "deadline", "comparisons"} | OF_OTHER_FLEETS
    assert plan_results(edited, on_figures=told.append) == whole
    assert told == [figures]


def test_figures_are_told_before_what_ways_come_to_that_are_not_taken():
    plan, told = example_plan("mixtral-8x22b-b200-mi325x"), []
    edited = replace(plan, workload=replace(plan.training, global_batch=plan.training.global_batch + 64))
    whole = plan_results(edited, on_figures=told.append)
    (figures,) = told
    later = {name for name in whole.__struct_fields__ if repr(getattr(figures, name)) != repr(getattr(whole, name))}
    assert later - OF_OTHER_FLEETS == {"bands", "bands_pending", "deadline", "mixing", "verdict"}
    assert whole == plan_results(edited)
    own = {
        name
        for name in figures.mixing.__struct_fields__
        if getattr(figures.mixing, name) != getattr(whole.mixing, name)
    }
    assert own == {"refusals"}


def test_figures_are_told_before_what_several_pools_left_come_to_with_all_shares_known(
    small_plan, small_catalogue, one_line_model, make_group
):
    groups = (make_group("N1", 8), make_group("N1", 4, key="other", site="other"), make_group("H1", 8))
    plan, told = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups)), []
    whole = plan_results(plan, small_catalogue, model=one_line_model, on_figures=told.append)
    (figures,) = told
    assert whole == plan_results(plan, small_catalogue, model=one_line_model)
    early, late = (result.dependence.layers["supplier"] for result in (figures, whole))
    assert (early.shares, early.largest, early.hhi) == (late.shares, late.largest, late.hhi)
    assert (early.days_without, figures.references) == ({}, ())
    assert set(late.days_without) == set(late.shares)
    assert set(whole.explanations) - set(figures.explanations) == {"retention"}
    assert all(whole.explanations[key] == words for key, words in figures.explanations.items())
