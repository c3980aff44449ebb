"""Adopting a point of the frontier gives the figures that it shows, whatever limits the shares."""

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money, PriceObservation, PriceStanding, PriceTerm
from planner.cluster import GroupTerms, Tenure
from planner.dependence import DependenceBasis
from planner.exploration.explore import explore
from planner.exploration.replanning import adopted
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import DependenceMeasure, Limits, Objective
from planner.planning import plan_results

BEST = MixingChoice(division=Division.BEST)
CAPPED = replace(BEST, caps=(ShareCap(layer="jurisdiction", share=0.7),))
PORTING = Money(amount=2e5, currency="CNY")


@pytest.mark.parametrize(
    "changes",
    [
        {"mixing": CAPPED},
        {"mixing": MixingChoice(caps=(ShareCap(share=0.7),))},  # kept where fleets are explored
        {"mixing": MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 0.9, "H1@H1": 0.1})},
        {"mixing": replace(BEST, caps=(ShareCap(share=0.7),)), "basis": DependenceBasis.SPEND},
        {"mixing": replace(BEST, porting_cost=PORTING), "limits": Limits(deadline_days=800.0)},
        {"mixing": CAPPED, "measure": DependenceMeasure.LARGEST},
        {
            "mixing": replace(BEST, caps=(*CAPPED.caps, ShareCap(share=0.6))),
            "objective": Objective.DAYS,
        },
    ],
)
def test_an_adopted_point_has_the_figures_of_the_frontier(
    small_plan, small_catalogue, one_line_model, make_group, changes
):
    changes = {"measure": DependenceMeasure.LOSS} | changes
    groups = tuple(make_group(key, 0, most=8, step=8) for key in ("N1", "H1", "T1"))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups), **changes)
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    assert len(found.frontier)
    for position, row in enumerate(found.frontier):
        result = plan_results(adopted(plan, found, position), small_catalogue, model=one_line_model)
        supplier = result.dependence.layers["supplier"]
        shown = [float(column[row]) for column in (found.fleets.unit_cost, found.fleets.days, found.fleets.largest)]
        assert shown == pytest.approx([result.cost.unit_cost.amount, result.days, supplier.largest], rel=1e-6)
        own = found.points[position].cap is None  # else the frontier's caps on suppliers stand for the plan's
        for cap in (cap for cap in plan.mixing.caps if own or cap.layer != "supplier"):
            assert result.dependence.layers[cap.layer].largest <= cap.share + 1e-6


def test_what_is_owned_is_explored_with_the_upkeep_that_its_purchase_price_comes_to(
    small_plan, small_catalogue, one_line_model, make_group
):
    price = PriceObservation(
        accelerator="N1", kind="purchase", amount=1e5, amount_high=None, currency="CNY", unit="CNY/device",
        normalised_amount=1e5, normalised_high=None, normalised_unit="CNY/device", date="2026-01-01", region="China",
        source="a dealer", note="", evidence=Evidence.PUBLISHED, term=PriceTerm.BARE, standing=PriceStanding.MARKET,
    )  # fmt: skip
    owned = make_group("N1", 8, most=8, step=8, terms=GroupTerms(tenure=Tenure.OWNED))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=(owned,)))
    catalogue = replace(small_catalogue, prices=(price,))
    found = explore(plan, catalogue=catalogue, model=one_line_model)
    planned = plan_results(plan, catalogue, model=one_line_model)
    assert found.fleets.unit_cost[0] == pytest.approx(planned.cost.unit_cost.amount)


def test_a_fleet_without_any_of_two_sites_of_one_accelerator_is_adopted_too(
    small_plan, small_catalogue, one_line_model, make_group
):
    sites = [make_group("N1", 0, most=8, step=8, key=site, site=site) for site in ("x", "y")]
    groups = (*sites, make_group("H1", 0, most=16, step=16))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups), measure=DependenceMeasure.LOSS)
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    rows = [found.fleets.nodes[row].tolist() for row in found.frontier]
    assert [0, 0, 16] in rows  # the cheapest of all
    shares = found.points[rows.index([0, 0, 16])].shares
    assert shares == {"H1@H1": 1.0}
