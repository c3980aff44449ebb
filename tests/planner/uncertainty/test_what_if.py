import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import GroupTerms, InterPoolLink, LinkKind, Tenure
from planner.examples import example_names, example_plan
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.planning import plan_results
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.references import single_supplier_references
from planner.uncertainty.reference_fleets import single_suppliers
from planner.uncertainty.what_if import Factors, what_if

DIRECT = InterPoolLink(kind=LinkKind.DEVICE_DIRECT, bytes_per_s=4e11, latency_s=5e-5)
CHOICES = [
    MixingChoice(),
    MixingChoice(strategy="in-turn"),
    MixingChoice(strategy="data-parallel"),
    MixingChoice(strategy="local-sgd"),
    MixingChoice(division=Division.BEST, caps=(ShareCap(share=0.6),)),
    MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 0.3, "H1@H1": 0.7}),
]


def windowed(plan, make_group):
    """The small plan with H1 held from day 20 on."""
    late = make_group("H1", 16, terms=GroupTerms(tenure=Tenure.RESERVED, from_day=20.0))
    return replace(plan, cluster=replace(plan.cluster, groups=(make_group("N1", 8), late)))


@pytest.mark.parametrize("name", example_names())
def test_nothing_changed_gives_the_plans_own_figures(name, example_results):
    plan = example_plan(name)
    figures, result = what_if(run_of(plan, grounds_of(plan))), example_results(name)
    assert result.cost is not None
    assert figures.cost[0] == pytest.approx(result.cost.total.amount, rel=1e-12)
    assert figures.days[0] == pytest.approx(result.days, rel=1e-12)


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_keeps_its_timetable(small_plan, small_catalogue, one_line_model, known, *, choice, make_group):
    plan = replace(small_plan, mixing=replace(choice, porting_cost=Money(amount=1e5, currency="CNY")))
    for each in (plan, windowed(plan, make_group)):
        with_link = replace(each, cluster=replace(each.cluster, inter_pool_link=DIRECT))
        result = plan_results(with_link, small_catalogue, model=one_line_model)
        figures = what_if(known(with_link)[0])
        assert figures.cost[0] == pytest.approx(result.cost.total.amount)
        assert figures.days[0] == pytest.approx(result.days)


@settings.get_profile("plans")
@given(rate=st.floats(0.2, 3.0), price=st.floats(0.2, 3.0))
def test_what_is_changed_alone_moves_the_cost_in_proportion(known, small_plan, rate, price):
    groups = small_plan.cluster.groups[:1]
    fleet = known(replace(small_plan, cluster=replace(small_plan.cluster, groups=groups)))[0]
    base = what_if(fleet)
    faster = what_if(fleet, Factors(rates={"N1": rate}))
    more_expensive = what_if(fleet, Factors(prices={"N1:rent-N1": price}))
    assert faster.cost[0] == pytest.approx(base.cost[0] / rate)
    assert faster.days[0] == pytest.approx(base.days[0] / rate)
    assert more_expensive.cost[0] == pytest.approx(base.cost[0] * price)
    assert more_expensive.days[0] == base.days[0]


def test_a_slower_pool_of_a_turn_works_its_planned_tokens_for_longer(known):
    """Equal turns of equal rates are half the tokens each: at half its rate H1 takes twice its half."""
    fleet = known()[0]
    base, slower = what_if(fleet), what_if(fleet, Factors(rates={"H1": 0.5}))
    stops = fleet.days - fleet.work_days
    assert slower.days[0] == pytest.approx(fleet.work_days * 1.5 + stops)
    assert slower.cost[0] > base.cost[0]


def test_many_cases_at_once_are_the_cases_one_by_one(known):
    fleet = known()[0]
    rates, prices = np.linspace(0.5, 1.5, 5), np.linspace(0.5, 1.5, 3)
    grid = what_if(fleet, Factors(rates={"H1": rates[:, None]}, prices={"H1:rent-H1": prices[None, :]})).cost
    assert grid.shape == (5, 3)
    for i, rate in enumerate(rates):
        for j, price in enumerate(prices):
            one = what_if(fleet, Factors(rates={"H1": rate}, prices={"H1:rent-H1": price})).cost[0]
            assert grid[i, j] == pytest.approx(one, rel=1e-12)


def test_twice_the_failures_cost_by_the_square_root(known, small_plan):
    fleet = known(replace(small_plan, cluster=replace(small_plan.cluster, groups=small_plan.cluster.groups[:1])))[0]
    lost = 1 - what_if(fleet).days[0] / what_if(fleet, Factors(failure_rate=2.0)).days[0] * 0.9
    assert lost == pytest.approx(0.1 * 2**0.5)


def test_a_currency_reaches_its_own_offers_alone(known, small_plan, make_group):
    group = make_group("N1", 8)
    abroad = replace(group, offer=replace(group.offer, price=Money(amount=2.0, currency="USD")))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=(abroad,)))
    fleet = known(plan)[0]
    changed = what_if(fleet, Factors(currencies={"USD": 1.1, "EUR": 9.0})).price_per_hour[0]
    assert changed - what_if(fleet).price_per_hour[0] == pytest.approx(0.1 * 2.0 * 7.0 * 64)


def test_a_pool_that_is_held_costs_more_when_the_others_take_longer(known, small_plan, make_group):
    fleet = known(windowed(small_plan, make_group))[0]
    slower = what_if(fleet, Factors(rates={"N1": 0.9}))
    held = 128 * 7.0 * 24  # a day, whoever works
    assert slower.rent[0] - what_if(fleet).rent[0] >= held * (slower.days[0] - fleet.days) - 1e-6


def test_each_supplier_alone_ends_as_soon_as_the_fleet(known):
    fleet, _, _ = known()
    alone = single_suppliers(fleet)
    assert [each.suppliers for each in alone] == [("Nvidia",), ("Huawei",)]
    assert [each.days for each in alone] == pytest.approx([fleet.days] * 2, rel=0.06)


def test_what_others_have_reserved_costs_on_beside_each_supplier_alone(known, small_plan, make_group):
    costs = []
    for terms in (GroupTerms(), GroupTerms(tenure=Tenure.RESERVED)):
        groups = (make_group("N1", 8), make_group("H1", 4, terms=terms))
        fleet = known(replace(small_plan, cluster=replace(small_plan.cluster, groups=groups)))[0]
        nvidia, _ = single_suppliers(fleet)
        assert nvidia.suppliers == ("Nvidia",)
        costs.append((what_if(nvidia).cost[0], nvidia))
    (alone, _), (beside_held, nvidia) = costs
    (key,) = nvidia.setting.idle
    held = nvidia.setting.priced[key].per_hour * 24 * nvidia.days
    assert beside_held - alone == pytest.approx(held, rel=1e-6)
    reference, _ = single_supplier_references(fleet, None, None)
    assert reference.kept == (key,)


def test_each_supplier_alone_is_named_with_its_devices(known):
    fleet, _, _ = known()
    for each in single_suppliers(fleet):
        devices = sum(member.planned.pool.packages for member in each.members)
        assert each.name == f"{each.suppliers[0]} alone, {devices:,} devices"


def test_a_supplier_alone_rents_what_it_needs_beyond_its_owned_nodes(known, small_plan, make_group):
    owned = make_group("H1", 4, terms=GroupTerms(tenure=Tenure.OWNED))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=(make_group("N1", 8), owned)))
    _, huawei = single_suppliers(known(plan)[0])
    (kept, rented) = huawei.setting.groups
    assert (kept, rented.tenure, rented.offer) == (owned, Tenure.ON_DEMAND, owned.offer)
    assert huawei.name == f"Huawei alone, {8 * (4 + rented.nodes)} devices, {8 * rented.nodes} more than owned"
    assert rented.nodes > 0
