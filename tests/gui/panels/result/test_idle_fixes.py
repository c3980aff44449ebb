"""Nodes that stay idle are said with a button that gives them up, in one step back."""

from unittest.mock import Mock

import pytest
from msgspec.structs import replace

from gui.commands.remedy_commands import RemedyCommands
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from gui.panels.remedies import RemedyKind
from gui.panels.result.idle_fixes import idle_block
from gui.panels.result.result import ResultPanel
from planner.causes import IdleNodes
from planner.cluster import Tenure
from planner.english import remark
from planner.examples import example_plan
from planner.planning import plan_results


@pytest.fixture(scope="module")
def idle():
    """A plan of one pool with one node more than trains, as its result says."""
    plan = example_plan("ling-plus-lower-spec")
    (group,) = plan.cluster.groups
    cause = IdleNodes(pool="A", nodes=group.nodes, used_nodes=group.nodes - 1)
    result = plan_results(plan)
    pool = replace(result.pools[0], idle=cause)
    others = tuple(one for one in result.remarks if one.code != cause.code())
    return plan, replace(result, pools=(pool,), remarks=(*others, remark(cause)))


def test_idle_nodes_are_given_up_by_their_button_in_one_step_back_promise(idle, qtbot, themes):
    plan, result = idle
    (group,) = plan.cluster.groups
    panel, document = ResultPanel(), PlanDocument(plan)
    qtbot.addWidget(panel)
    parts = {name: Mock() for name in RemedyCommands.__struct_fields__}
    catalogue = Mock(spec=PlanCatalogue, now=plan.catalogue)
    commands = RemedyCommands(**{**parts, "document": document, "catalogue": catalogue})
    panel.remedy_requested.connect(commands.apply)
    panel.show_plan(plan, ())
    panel.show_result(plan, result)
    fewer = f"Take {group.nodes - 1} instead of {group.nodes} nodes"
    (button,) = [one for one in panel.spare_buttons if one.text() == fewer]
    assert panel.notes.count("stays idle and is paid for") == 1
    with qtbot.waitSignals([panel.remedy_requested, document.undo_stack.indexChanged]):
        button.click()
    assert [one.nodes for one in document.plan.cluster.groups] == [group.nodes - 1]
    document.undo_stack.undo()
    assert document.plan == plan
    document.close()


def test_nodes_that_are_owned_and_numbers_that_have_changed_are_not_offered_promise(idle):
    plan, result = idle
    (group,) = plan.cluster.groups
    assert [one.kind for one in idle_block(plan, result)[1]] == [RemedyKind.FEWER_NODES]
    owned = replace(group, terms=replace(group.terms, tenure=Tenure.OWNED))
    for other in (owned, replace(group, nodes=group.nodes + 5)):
        changed = replace(plan, cluster=replace(plan.cluster, groups=(other,)))
        assert idle_block(changed, result) is None


def test_several_pools_give_up_their_idle_nodes_in_one_step_promise():
    plan = example_plan("ling-plus")
    words, (fewer,) = idle_block(plan, plan_results(plan))
    assert words.startswith("Fewer nodes train as fast")
    assert fewer.words == "Take only the nodes that train"
    idle = {group.accelerator: group.key for group in plan.cluster.groups}
    assert dict(fewer.counts) == {idle["Ascend-910B2"]: 252, idle["H20-SXM"]: 126}
