"""``check PLAN``: integrity and completeness of a plan file."""

import argparse
from pathlib import Path
from typing import Any

from planner.command_line.plan_sources import say_remarks
from planner.command_line.text_table import section
from planner.errors import UserError


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("check", help="check a plan file's integrity and completeness")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Check a plan file; a missing figure is a complaint, an estimate only a note."""
    from planner.planfile.check import check_plan_file  # noqa: PLC0415 - the database library is slow to import
    from planner.planfile.remarks import ChangedElsewhere  # noqa: PLC0415 - the same

    path = Path(arguments.plan)
    check = check_plan_file(path)
    say_remarks(path.name, (remark for remark in check.stored.remarks if not isinstance(remark, ChangedElsewhere)))
    if check.stored.altered:
        raise UserError(
            f"{path.name} opens, but its content was changed by another program or a fault of the disk; "
            "compare its figures with a copy and save it again."
        )
    if check.missing:
        more = f" ({len(check.missing) - 1} more)" if len(check.missing) > 1 else ""
        raise UserError(f"{path.name} is whole, but a figure is missing: {check.missing[0]}{more}")
    stored = check.stored
    head = (
        f"{path.name} is whole and complete: file format {stored.file_format}, written by chipfolio {stored.program}.\n"
    )
    return head + section("Notes", "\n".join(f"  {note}" for note in check.notes))
