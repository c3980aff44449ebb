"""``example NAME OUT``: a shipped example as a plan file."""

import argparse
from pathlib import Path
from typing import Any

from planner.command_line.text_table import text_table
from planner.errors import UserError


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("example", help="write a shipped example plan as a plan file")
    parser.add_argument("name", nargs="?", metavar="NAME", help="which example")
    parser.add_argument("out", nargs="?", metavar="OUT", help="the plan file to write")
    parser.add_argument("--list", action="store_true", help="list the examples")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Write an example, or list them."""
    from planner.examples import example_names, example_plan, example_title  # noqa: PLC0415 - reads the catalogue

    if arguments.list:
        return text_table(("NAME", "WHAT"), [(name, example_title(name)) for name in example_names()])
    if arguments.name is None or arguments.out is None:
        raise UserError("Give the example and the plan file to write, or --list to see the examples.")
    from planner.planfile.store import save_plan  # noqa: PLC0415 - the database library is slow to import

    plan = example_plan(arguments.name)
    save_plan(Path(arguments.out), plan)
    return f"{plan.name}: written to {arguments.out}"
