"""What explored fleets keep without a supplier is by groups, as of plans: those on demand that work nothing leave."""

from itertools import product

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import GroupTerms, Tenure, Waiting
from planner.exploration.explore import explore
from planner.exploration.replanning import with_nodes
from planner.mixing.strategies import IN_TURN
from planner.mixing.strategy import Division, MixingChoice
from planner.plan import DependenceMeasure
from planner.planning import plan_results

KEPT = GroupTerms(tenure=Tenure.RESERVED, waiting=Waiting.RELEASED)


@pytest.mark.parametrize("least", [0, 2], ids=["from none", "always there"])
def test_of_a_pool_of_mixed_tenures_only_what_is_not_on_demand_stands_by_as_in_plans_promise(
    small_plan, small_catalogue, make_group, one_line_model, least
):
    def priced(accelerator, price, **changes):
        group = make_group(accelerator, 2, most=4 if accelerator == "H1" else 2, step=2, **changes)
        return replace(group, offer=replace(group.offer, price=Money(amount=price, currency="CNY")))

    groups = (
        priced("N1", 2.0),
        priced("H1", 3.0, key="reserved", terms=KEPT),
        priced("H1", 3.0, key="on demand", explore_min_nodes=least),
        priced("T1", 4.0, terms=KEPT),
    )
    plan = replace(
        small_plan,
        cluster=replace(small_plan.cluster, groups=groups),
        mixing=MixingChoice(strategy=IN_TURN, division=Division.BEST),
        measure=DependenceMeasure.LOSS,
    )
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    drawn = {tuple(one.tolist()): row for row, one in enumerate(found.fleets.nodes[: found.feasible])}
    kept = set()
    for nodes in product(range(0, 3, 2), range(0, 5, 2), range(least, 5, 2), range(0, 3, 2)):
        if nodes not in drawn or found.fleets.bound[drawn[nodes]]:
            continue
        result = plan_results(with_nodes(plan, nodes), small_catalogue, model=one_line_model)
        own, row = result.dependence, drawn[nodes]
        assert found.fleets.loss[row] == pytest.approx(own.loss, abs=1e-9), nodes
        assert found.fleets.retention[row] == pytest.approx(own.layers["supplier"].retention, abs=1e-9), nodes
        kept.add(round(float(found.fleets.loss[row]), 6))
    assert len(kept) > 3
