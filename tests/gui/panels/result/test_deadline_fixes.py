"""A run that ends too late says what it would need, and a button takes it there."""

import pytest
from msgspec.structs import replace

from gui.document import edits
from gui.panels.remedies import RemedyKind
from gui.panels.result.deadline_fixes import growth_in_time, late_block
from planner.causes import LateForDeadline
from planner.cluster import Tenure
from planner.english import remark
from planner.examples import example_plan
from planner.planning import plan_results


@pytest.fixture(scope="module")
def late():
    """A plan of one pool that would need twice its days."""
    plan = example_plan("ling-plus-lower-spec")
    result = plan_results(plan)
    said = remark(LateForDeadline(days=result.days, deadline_days=result.days / 2))
    return edits.with_deadline(plan, result.days / 2), replace(result, remarks=(*result.remarks, said))


def test_a_late_run_says_its_days_and_the_nodes_that_end_in_time(late):
    plan, result = late
    words, remedies = late_block(plan, result)
    assert [remedy.kind for remedy in remedies] == [RemedyKind.DEADLINE, RemedyKind.MORE_NODES]
    assert remedies[0].days == pytest.approx(result.days, abs=1)
    assert "2.0 times the nodes" in words
    assert growth_in_time(plan, result) == pytest.approx(2.0)


def test_owned_devices_do_not_grow(late):
    plan, result = late
    owned = tuple(replace(group, terms=replace(group.terms, tenure=Tenure.OWNED)) for group in plan.cluster.groups)
    plan = replace(plan, cluster=replace(plan.cluster, groups=owned))
    assert growth_in_time(plan, result) is None
    assert [remedy.kind for remedy in late_block(plan, result)[1]] == [RemedyKind.DEADLINE]


def test_a_run_in_time_says_nothing(late):
    plan = edits.with_deadline(late[0], None)
    assert late_block(plan, late[1]) is None
