"""``plan PLAN``: the plan as composed."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from planner.command_line.plan_sources import add_changes_to, read_plan, say_remarks
from planner.command_line.plan_text import plan_text
from planner.command_line.recipe_argument import add_recipe_to, read_recipe
from planner.command_line.states_argument import add_states_to, with_states
from planner.plan import Plan

if TYPE_CHECKING:
    from planner.planfile.remarks import PhasesInTurn


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("plan", help="plan a plan file as composed")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    add_changes_to(parser)
    add_recipe_to(parser, "the plan's own")
    add_states_to(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Plan a plan file."""
    from planner.planning import plan_results  # noqa: PLC0415 - the planner proper; other commands start without it

    unsaid: list[PhasesInTurn] = []
    plan = read_plan(arguments.plan, arguments.changes, unsaid)
    if arguments.recipe is not None:
        plan = replace(plan, workload=replace(plan.training, recipe=read_recipe(arguments.recipe)))
    plan = replace(plan, workload=with_states(plan.training, arguments, _accelerators(plan)))
    result = plan_results(plan)
    if unsaid:
        from planner.planfile.remarks import with_planned_days  # noqa: PLC0415 - the same

        say_remarks(Path(arguments.plan).name, [with_planned_days(one, plan, result) for one in unsaid])
    if arguments.json:
        from planner.exports.documents import plan_document  # noqa: PLC0415 - the same
        from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same
        from planner.planfile.schema import FORMAT  # noqa: PLC0415 - the same

        return document_text(plan_document(plan, result, file_format=FORMAT))
    return plan_text(plan, result)


def _accelerators(plan: Plan) -> tuple[str, ...]:
    """Return the keys of what a plan rests on, each once."""
    keys = [group.accelerator for group in plan.cluster.groups]
    return tuple(dict.fromkeys(keys if plan.baseline is None else [*keys, plan.baseline.accelerator]))
