"""How long uncertainty takes: ten thousand draws, bands after an edit, a winner map; run by `make bench`."""

import pytest

from planner.examples import example_plan
from planner.planning import plan_results
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.retimed import drawn_fleet
from planner.risk import DRAWS, normal_draws, plan_bands
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.risk_report import risk_report
from planner.uncertainty.winner_map import winner_map


@pytest.fixture(scope="module")
def fleets():
    plan = example_plan("ling-plus")
    grounds = grounds_of(plan)
    return run_of(plan, grounds), plan_baseline(plan, grounds)


def test_ten_thousand_fresh_paired_draws_within_two_seconds(benchmark, fleets):
    def fresh():
        normal_draws.cache_clear()
        return plan_bands(*(drawn_fleet(fleet) for fleet in fleets))

    low, _, high = benchmark(fresh)["saving"]
    assert low < high
    assert DRAWS >= 10_000
    assert benchmark.stats.stats.mean < 2.0


def test_bands_of_an_edit_take_less_than_a_frame(benchmark, fleets):
    benchmark(lambda: plan_bands(*(drawn_fleet(fleet) for fleet in fleets)))
    assert benchmark.stats.stats.mean < 0.020


def test_a_known_plan_is_planned_within_a_fifth_of_a_second(benchmark):
    plan = example_plan("ling-plus")
    benchmark(plan_results, plan)
    assert benchmark.stats.stats.mean < 0.2


def test_a_winner_map_takes_well_under_a_second(benchmark, fleets):
    benchmark(winner_map, *fleets)
    assert benchmark.stats.stats.mean < 0.25


def test_a_whole_report_of_a_known_plan_takes_less_than_a_second(benchmark):
    plan = example_plan("ling-plus")
    benchmark(risk_report, plan)
    assert benchmark.stats.stats.mean < 1.0
