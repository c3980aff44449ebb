"""The nodes that a deadline needs end the run by it, and one node fewer does not."""

from math import ceil

import pytest
from msgspec.structs import replace

from planner.cluster import Cluster, GroupTerms, Tenure
from planner.planning import plan_results
from planner.planning.nodes_in_time import nodes_in_time, with_nodes


@pytest.fixture
def falling_model(one_line_model):
    """A pool's rate goes as the square root of its devices."""

    def best(pool, run):
        found = one_line_model.best(pool, run)
        return replace(found, tokens_per_s=found.tokens_per_s / pool.devices**0.5)

    return replace(one_line_model, best=best)


@pytest.mark.parametrize("part", [0.9, 0.5, 0.37])
def test_a_run_in_the_part_of_its_days_takes_the_nodes_by_its_inverse_square(
    part, *, falling_model, small_plan, small_catalogue, make_group
):
    plan = replace(small_plan, cluster=Cluster(groups=(make_group("N1", 8),)))
    days = plan_results(plan, small_catalogue, model=falling_model).days
    late = replace(plan, workload=replace(plan.training, deadline_days=days * part * (1 + 1e-9)))
    counts = nodes_in_time(late, small_catalogue, model=falling_model)
    assert counts == {"N1": ceil(8 / part**2)}
    assert plan_results(with_nodes(late, counts), small_catalogue, model=falling_model).days <= late.deadline_days


def test_owned_nodes_do_not_grow_and_what_no_number_does_is_said_so(
    falling_model, small_plan, small_catalogue, make_group
):
    owned = make_group("N1", 8, terms=GroupTerms(tenure=Tenure.OWNED))
    plan = replace(small_plan, cluster=Cluster(groups=(owned,)), workload=replace(small_plan.training, deadline_days=1))
    assert nodes_in_time(plan, small_catalogue, model=falling_model) is None
    rented = replace(plan, cluster=Cluster(groups=(make_group("N1", 1),)))
    assert nodes_in_time(rented, small_catalogue, model=falling_model) is None
