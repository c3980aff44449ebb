"""What the commands read: plan files, and what they write."""

import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import UserError
from planner.plan import Plan
from planner.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.planfile.remarks import Remark


def read_plan(path: str) -> Plan:
    """Return the plan of a plan file; raise PlanFileError in one sentence.

    What the user should know of the file goes to standard error at once, before any long work, one line each.
    """
    from planner.planfile.store import load_plan  # noqa: PLC0415 - the database library is slow to import

    stored = load_plan(Path(path))
    say_remarks(Path(path).name, stored.remarks)
    return stored.plan


def say_remarks(name: str, remarks: "Iterable[Remark]") -> None:
    """Write one line on standard error for each remark on a file that was read."""
    from planner.planfile.records import printable  # noqa: PLC0415 - the same
    from planner.planfile.remarks import remark_text  # noqa: PLC0415 - the same

    for remark in remarks:
        if sys.stderr is not None:  # there is none where no console belongs to the program
            sys.stderr.write(f"{printable(name)}: {remark_text(remark)}\n")
            sys.stderr.flush()


def write_output(path: str, content: str | bytes) -> None:
    """Write a file whole or not at all; raise UserError where it cannot be."""
    target = Path(path)
    try:
        write_whole(target, content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        if error.errno == errno.EISDIR:
            raise UserError(f"{target} is a folder; give the file a name in it.") from error
        raise UserError(f"{target} cannot be written ({error.strerror}); choose another place.") from error
