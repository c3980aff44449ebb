"""What a plan says of money beyond its sum: terms, energy, rent against purchase, porting."""

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Acquisition, Money
from planner.catalogue.price_offers import purchase_offers
from planner.catalogue.reader import load_catalogue
from planner.cluster import Cluster
from planner.cost import EnergyTerms, PortingEffort
from planner.examples import example_plan
from planner.planning import plan_results
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.rent_or_buy import rent_or_buy
from planner.risk.supplier_loss import LossKind
from planner.uncertainty.loss_in_mid_run import loss_in_mid_run

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def plan():
    return example_plan("deepseek-v3-h100-mi300x")


@pytest.fixture(scope="module")
def result(example_results):
    return example_results("deepseek-v3-h100-mi300x")


def leaves(term):
    return [leaf for child in term.children for leaf in leaves(child)] if term.children else [term]


def buying(plan):
    """The plan with every group bought at its newest observed price."""
    groups = []
    for group in plan.cluster.groups:
        offers = purchase_offers(CATALOGUE, group.accelerator)
        groups.append(replace(group, offer=max(offers, key=lambda offer: offer.date)) if offers else group)
    return replace(plan, cluster=replace(plan.cluster, groups=tuple(groups)))


def test_every_money_figure_opens_into_terms_that_sum_to_it(result):
    assert [tree.name for tree in result.cost_terms][:3] == [
        "Cost of the run",
        "Cost per trillion tokens",
        "Cost per hour",
    ]
    assert result.cost_terms[0].amount == result.cost.total
    assert result.cost_terms[1].amount == result.cost.unit_cost.money
    for tree in result.cost_terms:
        assert sum(leaf.amount.amount for leaf in leaves(tree)) == pytest.approx(tree.amount.amount, rel=1e-9)
        assert all(leaf.formula for leaf in leaves(tree))


def test_bought_devices_have_a_cost_with_capital_upkeep_and_energy(plan):
    bought = plan_results(buying(plan))
    assert bought.cost is not None
    owned = [name for name in bought.cost.terms if name.startswith("Ownership of ")]
    assert owned
    tree = next(child for child in bought.cost_terms[0].children if child.name == owned[0])
    names = {leaf.name for leaf in leaves(tree)}
    assert {"capital", "maintenance and staff", "energy"} <= names
    assert bought.bands["cost"][0] < bought.cost.total.amount < bought.bands["cost"][2]


def test_more_expensive_energy_makes_only_what_is_bought_more_expensive(plan, result):
    expensive = EnergyTerms(price_per_kwh=Money(amount=1.0, currency=plan.currency))
    assert plan_results(replace(plan, energy=expensive)).cost.total == result.cost.total
    owned = buying(plan)
    assert plan_results(replace(owned, energy=expensive)).cost.total.amount > plan_results(owned).cost.total.amount


def test_energy_and_emissions_stand_beside_the_money_with_their_source(plan, result):
    assert result.energy.energy_kwh == pytest.approx(sum(result.energy.by_pool_kwh.values()))
    # one pool at a time: of every pool the days at work and in the stop before it, at load 0.75 and PUE 1.25
    for pool in result.pools:
        hours = 24 * sum(one.to_day - one.from_day for one in result.mixing.timetable if pool.pool in one.pools)
        drawn = pool.power_w / 1e3 * 0.75 * 1.25 * hours
        assert result.energy.by_pool_kwh[pool.name] == pytest.approx(drawn, rel=0.01)
    assert result.energy.co2e_kg == pytest.approx(result.energy.energy_kwh * result.energy.grid_kg_co2e_per_kwh)
    assert "Ember" in result.energy.grid_source
    assert "not counted" in result.explanations["energy"]
    embodied = replace(plan, energy=EnergyTerms(embodied_kg_co2e_per_device=150.0))
    assert plan_results(embodied).energy.co2e_kg > result.energy.co2e_kg


def test_emissions_on_an_unknown_grid_are_unknown_and_said_so(plan):
    elsewhere = replace(plan, site=replace(plan.site, code="ZZ", name="Nowhere"))
    answer = plan_results(elsewhere)
    assert answer.energy.co2e_kg is None
    assert "unknown" in answer.explanations["energy"]


def test_rent_is_compared_with_purchase_where_both_prices_are_known(result):
    compared = {one.accelerator: one for one in result.rent_or_buy}
    assert compared
    for one in compared.values():
        assert one.rent_source
        assert one.purchase_source
        cheaper = one.owned_per_hour.amount < one.rent_per_hour.amount
        assert one.break_even_utilisation is None or cheaper == (one.break_even_utilisation < one.utilisation)


@pytest.mark.parametrize("second_site", ["a", "b"])
def test_every_rent_of_an_accelerator_is_compared_with_owning_it_whatever_the_order_of_groups(
    small_plan, small_catalogue, one_line_model, make_group, second_site
):
    rent = make_group("N1", 8).offer
    bought = replace(rent, key="buy", acquisition=Acquisition.PURCHASE, price=Money(amount=2e5, currency="CNY"))
    catalogue = replace(small_catalogue, offers={"buy": replace(bought, date="2026-05")})
    dear = replace(rent, key="dear", price=Money(amount=2.0 * rent.price.amount, currency="CNY"))
    groups = make_group("N1", 8, key="A", site="a"), make_group("N1", 8, key="B", site=second_site, offer=dear)

    def compared(*order):
        plan = replace(small_plan, cluster=Cluster(groups=order))
        found = rent_or_buy(run_of(plan, grounds_of(plan, catalogue, one_line_model)))
        assert {one.purchase_date for one in found} == {"2026-05"}
        return {one.rent_per_hour.amount: (one.name, one.break_even_utilisation) for one in found}

    found = compared(*groups)
    assert found == compared(*groups[::-1])
    (cheap, at_cheap), (other, at_dear) = found[rent.price.amount], found[dear.price.amount]
    assert cheap != other
    assert at_dear < at_cheap  # the dearer the rent, the less use it takes


def test_a_porting_effort_costs_its_months_and_says_when_it_is_earned_back(plan, result):
    effort = PortingEffort(fte_months=24.0, monthly_cost=Money(amount=20_000.0, currency=plan.currency))
    ported = plan_results(replace(plan, porting=effort, mixing=replace(plan.mixing, porting_cost=None)))
    before = plan_results(replace(plan, mixing=replace(plan.mixing, porting_cost=None)))
    assert ported.porting.cost.amount == pytest.approx(480_000.0)
    assert ported.porting.fte_months == 24.0
    assert ported.cost.total.amount - before.cost.total.amount == pytest.approx(480_000.0)
    saved = before.baseline.unit_cost.amount - before.cost.unit_cost.amount
    expected = 480_000.0 / saved * 1e12 if saved > 0 else None
    assert ported.porting.break_even_tokens == (pytest.approx(expected) if expected else None)
    assert "FTE-months" in ported.explanations["porting"]


def test_a_rise_of_rents_leaves_what_is_bought_alone(plan):
    owned = buying(plan)
    bought = [group for group in owned.cluster.groups if group.offer.acquisition is Acquisition.PURCHASE]
    supplier = CATALOGUE.accelerator(bought[0].accelerator).supplier
    shock = loss_in_mid_run(owned, supplier, 5.0, LossKind.PRICE_SHOCK)
    assert shock.extra_cost.amount == pytest.approx(0.0, abs=1.0)
