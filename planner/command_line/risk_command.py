"""``risk PLAN``: what may come otherwise, what it costs, and which inputs matter most."""

import argparse
from typing import Any

from planner.command_line.plan_sources import add_changes_to, read_plan
from planner.errors import UserError

_MOST_DRAWS = 1_000_000
_MAP_STEPS, _MAP_STEPS_SHOWN = 41, 11


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("risk", help="scenarios, tails, bands and the inputs that matter most")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    add_changes_to(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another set of draws")
    parser.add_argument("--draws", type=int, default=10_000, metavar="N", help="how many draws (an even number)")
    parser.add_argument("--map", action="store_true", help="add which fleet is cheapest over two inputs")
    parser.add_argument("--x", metavar="INPUT", help="the map's first input (default: the second supplier's price)")
    parser.add_argument("--y", metavar="INPUT", help="the map's second input (default: the second supplier's MFU)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Tell how sure a plan file's plan is."""
    from planner.uncertainty.risk_report import risk_report  # noqa: PLC0415 - other commands start without the planner
    from planner.uncertainty.winner_map import plan_winner_map  # noqa: PLC0415 - the same

    if not 2 <= arguments.draws <= _MOST_DRAWS or arguments.draws % 2:  # noqa: PLR2004 - a draw and its mirror image
        raise UserError(f"--draws takes an even number from 2 to {_MOST_DRAWS:,}, not {arguments.draws}.")
    if arguments.seed < 0:
        raise UserError(f"--seed takes 0 or more, not {arguments.seed}.")
    plan = read_plan(arguments.plan, arguments.changes)
    winners = None
    # The map first: it refuses inputs that are not there before the long work.
    if arguments.map or arguments.x or arguments.y:
        steps = _MAP_STEPS if arguments.json else _MAP_STEPS_SHOWN
        winners = plan_winner_map(plan, x=arguments.x, y=arguments.y, steps=steps)
    report = risk_report(plan, seed=arguments.seed, draws=arguments.draws)
    if arguments.json:
        from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same
        from planner.exports.risk_documents import risk_document  # noqa: PLC0415 - the same

        return document_text(risk_document(report, winners))
    from planner.command_line.risk_text import risk_text  # noqa: PLC0415 - the same

    return risk_text(report, winners)
