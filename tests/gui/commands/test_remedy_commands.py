"""The button beside a late run takes the nodes that the planner finds, in one step back, and says where none do."""

from unittest.mock import Mock

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject

from gui.background.planning_job import Job
from gui.commands.remedy_commands import RemedyCommands
from gui.document import edits
from gui.document.plan_document import PlanDocument
from gui.look.planner_words import cause_words
from gui.panels.remedies import Remedy, RemedyKind, remedies_of
from gui.panels.result.cap_fixes import over_cap_block
from planner.causes import CapOutOfReach, OverCap
from planner.english import remark
from planner.mixing.strategy import Division, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan_result import UnmetLimit, VerdictKind
from planner.planning import plan_results
from planner.planning.nodes_in_time import NodesInTime
from planner.workload.training_run import TrainingPrecision


class AnsweredLater(QObject):
    """A runner whose only job is answered by the test."""

    def run(self, _task, *_arguments):
        self.job = Job(self, lambda: None)
        return self.job


def commands_of(document, **parts):
    """Return commands that act on a document; what is not named does nothing."""
    others = {name: Mock() for name in RemedyCommands.__struct_fields__}
    return RemedyCommands(**{**others, "document": document, **parts})


@pytest.fixture
def pressed(qtbot, ling_plus):
    """A document whose late run's button was pressed, with its job and what was said."""
    document, runner, heard = PlanDocument(ling_plus), AnsweredLater(), []
    commands = commands_of(document, runner=runner, say=heard.append)
    commands.apply(Remedy(kind=RemedyKind.MORE_NODES))
    yield document, runner.job, heard, commands
    document.close()


def test_the_nodes_found_are_taken_in_one_step_back(pressed, ling_plus):
    document, job, *_ = pressed
    counts = {group.key: group.nodes + 3 for group in ling_plus.cluster.groups}
    job.succeeded.emit(NodesInTime(nodes=counts))
    assert {group.key: group.nodes for group in document.plan.cluster.groups} == counts
    document.undo_stack.undo()
    assert document.plan == ling_plus


def test_the_panel_is_busy_from_the_press_to_the_answer(pressed):
    _, job, heard, commands = pressed
    looking = commands.result_panel.show_looking
    assert heard == ["Looking for the nodes that end in time…"]
    assert [call.kwargs["on"] for call in looking.call_args_list] == [True]
    job.failed.emit(ValueError("no"))
    assert [call.kwargs["on"] for call in looking.call_args_list] == [True, False]
    assert heard[1:] == ["", "no"]


def test_where_no_number_is_enough_it_is_said_and_a_plan_edited_meanwhile_stays(pressed, ling_plus):
    document, job, heard, _ = pressed
    job.succeeded.emit(None)
    assert heard[1:] == ["", "No number of nodes ends this run by its deadline."]
    document.edit("edit", edits.with_deadline(ling_plus, 77.0))
    job.succeeded.emit(NodesInTime(nodes={group.key: 1 for group in ling_plus.cluster.groups}))
    assert document.plan == edits.with_deadline(ling_plus, 77.0)


@pytest.mark.parametrize("measure", list(CapMeasure))
def test_every_offer_to_a_broken_cap_gives_a_plan_that_keeps_it_in_one_step_back(qtbot, ling_plus, measure):
    cap = ShareCap(share=0.5, measure=measure)
    over = replace(ling_plus, mixing=replace(ling_plus.mixing, division=Division.AUTO, caps=(cap,)))
    result, document = plan_results(over), PlanDocument(over)
    assert [one.limit for one in result.unmet] == ["cap"]
    words, offers = over_cap_block(result)
    assert [one.kind for one in offers] == [RemedyKind.BEST_SHARES, RemedyKind.CAP]
    (offered,) = (line.words.cause for line in result.verdict if line.kind is VerdictKind.DECIDE)
    assert cause_words(offered) in words
    for offer in offers:
        commands_of(document).apply(offer)
        assert not plan_results(document.plan).unmet
        document.undo_stack.undo()
        assert document.plan == over
    document.close()


@pytest.mark.parametrize("measure", list(CapMeasure))
def test_the_smallest_cap_that_is_offered_is_kept(qtbot, ling_plus, measure):
    cap = ShareCap(share=0.3, measure=measure)
    over = replace(ling_plus, mixing=replace(ling_plus.mixing, caps=(cap,)))
    (stopped,) = (one for one in plan_results(over).blocked if isinstance(one.cause, CapOutOfReach))
    document = PlanDocument(over)
    commands_of(document).apply(remedies_of(stopped, over)[0])
    mended = plan_results(document.plan)
    assert mended.days is not None
    assert not mended.unmet
    document.close()


def test_a_cap_that_no_shares_keep_or_that_is_kept_is_offered_no_best_shares(ling_plus):
    mixing = replace(ling_plus.mixing, division=Division.AUTO, caps=(ShareCap(share=0.1),))
    _, offers = over_cap_block(plan_results(replace(ling_plus, mixing=mixing)))
    assert [one.kind for one in offers] == [RemedyKind.CAP]
    assert over_cap_block(plan_results(ling_plus)) is None


def test_a_pool_is_run_in_the_format_that_its_button_names_in_one_step_back(qtbot, ling_plus):
    document, first = PlanDocument(ling_plus), ling_plus.cluster.groups[0]
    commands_of(document).apply(Remedy(kind=RemedyKind.PRECISION, group=first.key, precision="fp8"))
    assert document.plan == edits.change_group(ling_plus, first.key, precision=TrainingPrecision.FP8)
    document.undo_stack.undo()
    assert document.plan == ling_plus
    document.close()


def test_nodes_that_break_a_limit_are_offered_with_what_they_break_and_not_taken(pressed, ling_plus):
    document, job, _, commands = pressed
    over = OverCap(layer="supplier", name="Nvidia", reached=0.897, cap=0.7, basis="compute")
    found = NodesInTime(nodes={"A": 300}, unmet=(UnmetLimit(limit="cap", remark=remark(over)),))
    commands.catalogue.now.accelerator.return_value.name = "H100"
    job.succeeded.emit(found)
    assert document.plan == ling_plus
    (words, (offer,)), _ = commands.result_panel.show_offer.call_args
    assert "300 × H100" in words
    assert remark(over).words in words
    commands.apply(offer)
    assert next(group.nodes for group in document.plan.cluster.groups if group.key == "A") == 300
