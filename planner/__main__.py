"""chipfolio-cli: the planner without a window; ``python -m planner`` is the same.

Exit code 0 on success; 2 with one line on standard error for what the user can mend; 3 with one line for a figure that
is not as asserted; 1 with a report for a fault of ours.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from planner.command_line.program import answer

_OUTPUT, _ERRORS = 1, 2  # the standard file descriptors


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    with _answer_alone():
        said = answer(sys.argv[1:] if arguments is None else arguments)
    try:
        if said.output:
            print(said.output, end="" if said.output.endswith("\n") else "\n", flush=True)
        if said.complaint:
            print(said.complaint, file=sys.stderr, flush=True)
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not try to flush it again.
        sys.stdout = None
    return said.exit_code


@contextmanager
def _answer_alone() -> Iterator[None]:
    """Send to standard error what libraries in C print (HiGHS now and then): ``--json`` is the answer alone."""
    try:
        kept = os.dup(_OUTPUT)
        os.dup2(_ERRORS, _OUTPUT)
    except OSError:  # one of both is closed: there is nothing to keep apart
        yield
        return
    try:
        yield
    finally:
        os.dup2(kept, _OUTPUT)
        os.close(kept)


if __name__ == "__main__":
    sys.exit(main())
