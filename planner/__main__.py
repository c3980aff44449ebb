"""chipfolio-cli: the planner without a window; ``python -m planner`` is the same.

Exit code 0 on success; 2 with one line on standard error for what the user can mend; 1 with a report for a fault of
ours.
"""

import sys

from planner.command_line.program import answer


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
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


if __name__ == "__main__":
    sys.exit(main())
