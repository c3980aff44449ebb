"""``inputs PLAN``: every input of a plan, its value and what it may be; with ``--set`` changed, and kept."""

import argparse
import json
from pathlib import Path
from typing import Any

from planner.command_line.plan_sources import add_changes_to, read_plan
from planner.command_line.text_table import text_table

_WIDEST = 48


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("inputs", help="list every input of a plan, or change some")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    add_changes_to(parser)
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the changed plan to a plan file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """List the inputs of a plan file, or write it with others."""
    from planner.planfile.plan_inputs import plan_inputs  # noqa: PLC0415 - other commands start without it

    plan = read_plan(arguments.plan, arguments.changes)
    if arguments.output is not None:
        from planner.planfile.store import save_plan  # noqa: PLC0415 - the same

        save_plan(arguments.output, plan)
        return f"Written: {arguments.output}\n"
    found = list(plan_inputs(plan))
    if arguments.json:
        document = [
            {"path": one.path, "value": one.text, "may_be": one.may_be, "choices": list(one.choices)} for one in found
        ]
        return json.dumps(document, indent=1, ensure_ascii=False)
    rows = [(one.path, _cut(one.text), _cut(one.may_be)) for one in found]
    return text_table(("INPUT", "VALUE", "MAY BE"), rows)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"
