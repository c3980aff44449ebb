from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.catalogue.offers import Money
from planner.cluster import Border, BorderKind
from planner.doubts.known_fleet import grounds_of, known_fleet, single_suppliers
from planner.doubts.what_if import Factors, what_if
from planner.examples import example_names, example_plan
from planner.mixing.strategy import MixingChoice, MixingStrategy
from planner.planning import plan_results

DIRECT = Border(kind=BorderKind.DEVICE_DIRECT, bytes_per_s=4e11, latency_s=5e-5)


@pytest.mark.parametrize("name", example_names())
def test_nothing_changed_gives_the_plans_own_figures(name):
    plan = example_plan(name)
    figures, result = what_if(known_fleet(plan, grounds_of(plan))), plan_results(plan)
    assert result.cost is not None
    assert figures.cost[0] == pytest.approx(result.cost.total.amount, rel=1e-12)
    assert figures.days[0] == pytest.approx(result.days, rel=1e-12)


@pytest.mark.parametrize(
    "choice", [MixingChoice(), MixingChoice(parallel_phases=False), MixingChoice(strategy=MixingStrategy.DATA_PARALLEL)]
)
def test_every_strategy_is_planned_again_as_it_was(small_plan, small_catalogue, one_line_model, known, choice):
    plan = replace(small_plan, mixing=replace(choice, porting_cost=Money(amount=1e5, currency="CNY")))
    plan = replace(plan, cluster=replace(plan.cluster, border=DIRECT))
    result = plan_results(plan, small_catalogue, model=one_line_model)
    figures = what_if(known(plan)[0])
    assert figures.cost[0] == pytest.approx(result.cost.total.amount)
    assert figures.days[0] == pytest.approx(result.days)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(rate=st.floats(0.2, 3.0), price=st.floats(0.2, 3.0))
def test_what_is_changed_alone_moves_the_cost_in_proportion(known, rate, price):
    fleet = known()[0].without("Huawei")
    base = what_if(fleet)
    faster = what_if(fleet, Factors(rates={"N1": rate}))
    dearer = what_if(fleet, Factors(prices={"N1:rent-N1": price}))
    assert faster.cost[0] == pytest.approx(base.cost[0] / rate)
    assert faster.days[0] == pytest.approx(base.days[0] / rate)
    assert dearer.cost[0] == pytest.approx(base.cost[0] * price)
    assert dearer.days[0] == base.days[0]


def test_many_cases_at_once_are_the_cases_one_by_one(known):
    fleet = known()[0]
    rates, prices = np.linspace(0.5, 1.5, 5), np.linspace(0.5, 1.5, 3)
    grid = what_if(fleet, Factors(rates={"H1": rates[:, None]}, prices={"H1:rent-H1": prices[None, :]})).cost
    for i, rate in enumerate(rates):
        for j, price in enumerate(prices):
            one = what_if(fleet, Factors(rates={"H1": rate}, prices={"H1:rent-H1": price})).cost[0]
            assert grid[i, j] == pytest.approx(one, rel=1e-12)


def test_twice_the_failures_cost_by_the_square_root(known):
    fleet = known()[0].without("Huawei")
    lost = 1 - what_if(fleet).days[0] / what_if(fleet, Factors(failure_rate=2.0)).days[0] * 0.9
    assert lost == pytest.approx(0.1 * 2**0.5)


def test_a_currency_reaches_its_own_offers_alone(known, small_plan, make_group):
    group = make_group("N1", 8)
    abroad = replace(group, offer=replace(group.offer, price=Money(amount=2.0, currency="USD")))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=(abroad, make_group("H1", 16))))
    fleet = known(plan)[0]
    changed = what_if(fleet, Factors(currencies={"USD": 1.1, "EUR": 9.0})).price_per_hour[0]
    assert changed - what_if(fleet).price_per_hour[0] == pytest.approx(0.1 * 2.0 * 7.0 * 64)


def test_each_supplier_alone_is_scaled_to_the_fleets_rate(known):
    fleet, _, grounds = known()
    alone = single_suppliers(fleet, grounds)
    assert [each.suppliers for each in alone] == [("Nvidia",), ("Huawei",)]
    rate = fleet.fleet.outcome.result.tokens_per_s
    assert [each.fleet.outcome.result.tokens_per_s for each in alone] == pytest.approx([rate, rate], rel=0.05)
