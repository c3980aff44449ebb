"""Best shares without a released group are never better than with it: with it they need not use it."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import Cluster
from planner.mixing.strategy import Division, MixingChoice
from planner.plan import Limits
from planner.planning import plan_results

relaxed = settings.get_profile("plans")


@relaxed
@given(
    nodes=st.tuples(*[st.integers(1, 40)] * 3),
    porting=st.sampled_from([0.0, 1e4, 1e6]),
    first_stack=st.sampled_from([None, "Huawei", "another"]),
    deadline_days=st.sampled_from([None, 900.0]),
)
def test_a_released_group_less_is_never_cheaper(
    small_plan, small_catalogue, one_line_model, make_group, *, nodes, porting, first_stack, deadline_days
):
    best = MixingChoice(
        division=Division.BEST, porting_cost=Money(amount=porting, currency="CNY"), first_stack=first_stack
    )
    plan = replace(small_plan, mixing=best, limits=Limits(deadline_days=deadline_days))
    groups = [make_group(key, count) for key, count in zip(("N1", "H1", "T1"), nodes, strict=True)]

    def cost(chosen):
        fleet = replace(plan, cluster=Cluster(groups=tuple(chosen)))
        found = plan_results(fleet, small_catalogue, model=one_line_model)
        return float("inf") if found.cost is None else found.cost.total.amount

    least = cost(groups) * (1.0 - 1e-6)
    assert all(cost([one for one in groups if one is not left]) >= least for left in groups)
