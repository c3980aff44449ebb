"""What the commands read: plan files, and what they write."""

from pathlib import Path

from planner.errors import UserError
from planner.plan import Plan
from planner.whole_file import write_whole


def read_plan(path: str) -> Plan:
    """Return the plan of a plan file; raise PlanFileError in one sentence."""
    from planner.planfile.store import load_plan  # noqa: PLC0415 - the database library is slow to import

    return load_plan(Path(path)).plan


def write_output(path: str, content: str | bytes) -> None:
    """Write a file whole or not at all; raise UserError where it cannot be."""
    target = Path(path)
    if target.is_dir():
        raise UserError(f"{target} is a folder; give the file a name in it.")
    try:
        write_whole(target, content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise UserError(f"{target} cannot be written ({error.strerror}); choose another place.") from error
