"""Where the program's own data lies: beside the packages in a checkout, inside the wheel once installed."""

from functools import cache
from pathlib import Path

from planner.errors import BugError

_HERE = Path(__file__).resolve().parent.parent


@cache
def resource_root() -> Path:
    """Return the folder that holds catalogue/, shapes/, examples/ and the rest."""
    for name in ("resources", "chipfolio_resources"):
        if (_HERE / name / "catalogue").is_dir():
            return _HERE / name
    raise BugError(f"The program's resources are missing beside {_HERE}; install it again.")


def resource_path(*parts: str) -> Path:
    """Return the path of one resource; it need not exist."""
    return resource_root().joinpath(*parts)
