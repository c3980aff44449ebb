"""A number of nodes that the user sets is a decision: nothing draws it any more."""

from gui.document import edits
from planner.catalogue.accelerator import Evidence
from planner.examples import example_plan


def test_setting_the_nodes_makes_them_exact():
    plan = example_plan("ling-plus")
    first = plan.cluster.groups[0]
    assert first.nodes_evidence is Evidence.ESTIMATE
    changed = edits.change_group(plan, first.key, nodes=300).cluster.groups
    assert (changed[0].nodes, changed[0].nodes_evidence) == (300, Evidence.MEASURED)
    assert changed[2].nodes_evidence is plan.cluster.groups[2].nodes_evidence
    priced = edits.change_group(plan, first.key, site="Elsewhere").cluster.groups[0]
    assert priced.nodes_evidence is Evidence.ESTIMATE
