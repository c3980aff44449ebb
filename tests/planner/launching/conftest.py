import pytest
from msgspec.structs import replace

from planner.cluster import Cluster
from planner.examples import example_plan
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planning import plan_results


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Two devices of the Ling report, few nodes to vary: quick to explore."""
    whole = example_plan("ling-plus")
    groups = tuple(replace(group, explore_max_nodes=256, explore_step_nodes=128) for group in whole.cluster.groups)
    return replace(whole, cluster=Cluster(groups=tuple(group for group in groups if group.key in "AC")))


@pytest.fixture(scope="session")
def result(plan: Plan) -> PlanResult:
    return plan_results(plan)
