"""The case of the Ling report (arXiv 2503.05139): anchored on device D, everything else predicted."""

import pytest
from msgspec.structs import replace

from planner.examples import example_names, example_plan
from planner.exploration.explore import explore
from planner.planning import plan_results


def test_the_baseline_meets_the_report_exactly(example_results):
    result = example_results("ling-plus-baseline")
    assert result.cost.unit_cost.amount == pytest.approx(6.35e6, rel=1e-12)
    assert result.baseline.tokens_per_s_per_device == pytest.approx(1e12 * 27.5 / (3600 * 6.35e6))
    assert result.saving == pytest.approx(0.0, abs=1e-12)


def test_the_published_saving_is_reported_beside_the_prediction_and_its_band(example_results):
    result = example_results("ling-plus-lower-spec")
    assert result.baseline.unit_cost.amount == pytest.approx(6.35e6, rel=1e-12)
    comparison = next(item for item in result.comparisons if item.quantity == "saving")
    assert (comparison.published, comparison.predicted) == (0.20, result.saving)
    assert comparison.band == result.bands["saving"]


def test_an_edited_fleet_is_not_reported_as_the_report():
    plan = example_plan("ling-plus-lower-spec")
    group = plan.cluster.groups[0]
    edited = replace(plan, cluster=replace(plan.cluster, groups=(replace(group, nodes=group.nodes - 8),)))
    assert plan_results(edited).comparisons == ()


def test_the_prices_of_the_report_enter_exactly_and_are_not_drawn(example_results):
    low, middle, high = example_results("ling-plus-baseline").bands["saving"]
    assert low == middle == high == pytest.approx(0.0)


def test_the_mixed_example_is_the_cheapest_division_in_its_time_and_cap(example_results):
    result = example_results("ling-plus")
    assert result.days <= 158.0 + 1e-6
    assert result.dependence.layers["supplier"].largest <= 0.65 + 1e-6
    working = {one.accelerator for one in result.pools if one.token_share > 0}
    assert working == {"Ascend-910B2", "H20-SXM"}
    assert sum("stays in the fleet without a token" in words for words in result.warnings) == 2


def test_the_published_saving_is_put_in_nowhere():
    plan = example_plan("ling-plus-lower-spec")
    anchored_on = {run.accelerator for run in plan.measured_runs}
    assert anchored_on == {"H800-SXM"}
    assert anchored_on.isdisjoint(group.accelerator for group in plan.cluster.groups if group.nodes)


def test_the_frontier_over_the_five_devices_reaches_a_diversified_fleet():
    exploration = explore(example_plan("ling-plus"))
    shares = exploration.fleets.largest[exploration.frontier]
    assert len(exploration.frontier) >= 5
    assert shares[0] > 0.5
    assert shares[-1] < 0.4
    assert exploration.fleets.nodes[exploration.frontier].any(axis=0).sum() >= 3


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", example_names())
def test_every_example_is_planned_without_a_gap(name, example_results):
    result = example_results(name)
    assert not result.blocked
    assert result.saving is not None
    assert set(result.bands) == {"tokens_per_s", "days", "cost", "cost_per_trillion_tokens", "saving"}


def test_software_that_is_not_calibrated_is_said_to_be_taken_as_typical_of_its_stack(example_results):
    result = example_results("ling-plus-baseline")
    assumptions = " ".join(result.pools[0].estimate.assumptions)
    assert "Ant software of 2025-03 is no calibrated release" in assumptions
    assert "No published run" not in assumptions
