"""What the commands read: plan files, and what they write."""

import errno
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import UserError
from planner.plan import Plan
from planner.whole_file import require_writable, write_whole

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from planner.planfile.remarks import PhasesInTurn, Remark


def read_plan(path: str, changes: "Sequence[str]" = (), unsaid: "list[PhasesInTurn] | None" = None) -> Plan:
    """Return the plan of a plan file with inputs changed as by ``--set``; raise UserError in one sentence.

    What the user should know of the file goes to standard error at once, before any long work, one line each. What
    wants days that planning tells goes into ``unsaid`` instead, for who plans the file as it is.
    """
    from planner.planfile.remarks import PhasesInTurn  # noqa: PLC0415 - as below
    from planner.planfile.store import load_plan  # noqa: PLC0415 - the database library is slow to import

    stored = load_plan(Path(path))
    later = [one for one in stored.remarks if isinstance(one, PhasesInTurn) and one.wants_days]
    if unsaid is None or changes:
        later = []
    else:
        unsaid += later
    say_remarks(Path(path).name, (one for one in stored.remarks if one not in later))
    return _changed(stored.plan, changes)


def add_changes_to(parser: "argparse.ArgumentParser") -> None:
    """Add ``--set``, which every command that reads a plan takes."""
    parser.add_argument(
        "--set",
        dest="changes",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        help="change an input for this command, such as limits.deadline_days=90; 'inputs PLAN' lists all",
    )


def _changed(plan: Plan, changes: "Sequence[str]") -> Plan:
    """Return a plan with other values; raise UserError for a path or value that does not hold."""
    if changes:
        from planner.planfile.plan_inputs import with_input  # noqa: PLC0415 - only where something is changed

        for change in changes:
            path, equals, text = change.partition("=")
            if not equals:
                raise UserError(f"--set {change} has no value; write it as in limits.deadline_days=90.")
            plan = with_input(plan, path.strip(), text.strip())
    return plan


def say_remarks(name: str, remarks: "Iterable[Remark]") -> None:
    """Write one line on standard error for each remark on a file that was read."""
    from planner.planfile.records import printable  # noqa: PLC0415 - the same
    from planner.planfile.remarks import remark_text  # noqa: PLC0415 - the same

    for remark in remarks:
        if sys.stderr is not None:  # there is none where no console belongs to the program
            sys.stderr.write(f"{printable(name)}: {remark_text(remark)}\n")
            sys.stderr.flush()


def require_output(path: str) -> None:
    """Raise UserError where a file cannot be written: asked before the work whose result goes into it."""
    with _in_words(Path(path)):
        require_writable(Path(path))


def write_output(path: str, content: str | bytes) -> None:
    """Write a file whole or not at all; raise UserError where it cannot be."""
    with _in_words(Path(path)):
        write_whole(Path(path), content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def _in_words(target: Path) -> "Iterator[None]":
    try:
        yield
    except OSError as error:
        if error.errno == errno.EISDIR:
            raise UserError(f"{target} is a folder; give the file a name in it.") from error
        raise UserError(f"{target} cannot be written ({error.strerror}); choose another place.") from error
    except ValueError as error:  # a zero in the name
        raise UserError(f"{str(target)!r} is no name of a file; choose another.") from error
