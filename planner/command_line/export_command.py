"""``export PLAN --to FORM OUT``: what other programs read."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.command_line.plan_sources import add_changes_to, read_plan, require_output, write_output
from planner.errors import UserError
from planner.exploration.exploration import Exploration
from planner.plan import Plan
from planner.plan_result import PlanResult

if TYPE_CHECKING:
    from planner.uncertainty.risk_report import RiskReport

_LAUNCH = ("megatron", "mindspeed", "primus", "bridge", "torchtitan")
_FORMS = (*_LAUNCH, "csv", "xlsx", "json")


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("export", help="write launch files or tables of a plan's results")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    add_changes_to(parser)
    parser.add_argument("--to", required=True, choices=_FORMS, help="what to write")
    parser.add_argument("--frontier", action="store_true", help="explore mixes too and add the frontier to the tables")
    parser.add_argument(
        "--array",
        "--pool",
        type=int,
        metavar="N",
        help="one array of a launch file, by its number there",
    )
    parser.add_argument("out", metavar="OUT", help="the file to write")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Export a plan's results."""
    from planner.planning import plan_results  # noqa: PLC0415 - the planner proper; other commands start without it

    if Path(arguments.out).resolve() == Path(arguments.plan).resolve():
        raise UserError("The export would overwrite the plan file; give another name.")
    require_output(arguments.out)
    plan = read_plan(arguments.plan, arguments.changes)
    content = export_content(
        arguments.to, plan, plan_results(plan), _explored(plan) if arguments.frontier else None, array=arguments.array
    )
    write_output(arguments.out, content)
    return f"{plan.name}: {arguments.to} written to {arguments.out}"


def _explored(plan: Plan) -> Exploration:
    from planner.exploration.explore import explore  # noqa: PLC0415 - the same

    return explore(plan)


def _risk(plan: Plan) -> "RiskReport | None":
    from planner.uncertainty.risk_report import risk_report  # noqa: PLC0415 - the same

    try:
        return risk_report(plan)
    except UserError:
        return None  # the result's table says what is missing


def export_content(
    form: str, plan: Plan, result: PlanResult, exploration: Exploration | None, *, array: int | None = None
) -> str | bytes:
    """Return the content of one export; ``array`` is the number of the one array that a launch file has."""
    from planner.exports.documents import plan_document  # noqa: PLC0415 - the same
    from planner.exports.exploration_document import exploration_document  # noqa: PLC0415 - the same
    from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same
    from planner.exports.table_files import long_csv_text, xlsx_bytes  # noqa: PLC0415 - the same
    from planner.exports.tables import result_tables  # noqa: PLC0415 - the same
    from planner.launching.targets import target_text  # noqa: PLC0415 - the same
    from planner.planfile.schema import FORMAT  # noqa: PLC0415 - the same

    if form in _LAUNCH:
        return target_text(form, plan, result, array)
    if form == "json":
        document = plan_document(plan, result, file_format=FORMAT)
        return document_text(document | ({"exploration": exploration_document(exploration)} if exploration else {}))
    tables = result_tables(plan, result, exploration, _risk(plan))
    return long_csv_text(tables) if form == "csv" else xlsx_bytes(tables)
