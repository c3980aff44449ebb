"""From the words of a command line to an answer: output, complaint, exit code."""

import argparse
from functools import cache
from typing import NoReturn

from msgspec import Struct

from planner import __version__
from planner.command_line import (
    assert_command,
    catalogue_command,
    check_command,
    data_command,
    example_command,
    explore_command,
    export_command,
    inputs_command,
    layouts_command,
    library_command,
    loss_command,
    plan_command,
    risk_command,
    validate_command,
)
from planner.command_line.fault_report import fault_report
from planner.errors import PlannerError, UserError
from planner.strange_text import for_terminal

SUCCESS = 0
FAULT = 1
MENDABLE = 2
NOT_HELD = 3

_COMMANDS = (
    example_command,
    plan_command,
    explore_command,
    risk_command,
    loss_command,
    layouts_command,
    validate_command,
    catalogue_command,
    export_command,
    check_command,
    assert_command,
    inputs_command,
    library_command,
    data_command,
)


class Answer(Struct, frozen=True, kw_only=True):
    """What a command says on standard output and on standard error, and its exit code."""

    exit_code: int
    output: str = ""
    complaint: str = ""


class _HelpAsked(Exception):  # noqa: N818 - an answer, not a fault
    """Help or the version was asked for; the text is the answer."""


class _Parser(argparse.ArgumentParser):
    """A parser that answers by raising: complaints as UserError, help as text."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message[:1].upper()}{message[1:].rstrip('.')}; see '{self.prog} --help'.")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise _HelpAsked(message or "") if status == 0 else UserError((message or "").strip())

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - the signature is argparse's
        raise _HelpAsked(self.format_help())

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - the same
        raise _HelpAsked(message)


def answer(arguments: list[str]) -> Answer:
    """Run one command; never raises."""
    try:
        chosen = _parser().parse_args(arguments)
        said = chosen.run(chosen)
        # A document for programs escapes what it has to; all else may be read in a terminal.
        return Answer(exit_code=SUCCESS, output=said if getattr(chosen, "json", False) else for_terminal(said))
    except _HelpAsked as asked:
        return Answer(exit_code=SUCCESS, output=str(asked))
    except assert_command.DoesNotHoldError as broken:
        return Answer(exit_code=NOT_HELD, complaint=_one_line(broken))
    except UserError as error:
        return Answer(exit_code=MENDABLE, complaint=_one_line(error))
    except KeyboardInterrupt:
        return Answer(exit_code=MENDABLE, complaint="Stopped as asked.")
    except (PlannerError, Exception) as error:  # noqa: BLE001 - the last net: every fault becomes a report
        return Answer(exit_code=FAULT, complaint=for_terminal(fault_report(error, arguments)))


@cache
def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="chipfolio-cli",
        description="Plan the training of a transformer on accelerators of several suppliers.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"chipfolio {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for command in _COMMANDS:
        command.add_to(commands)
    return parser


def _one_line(error: Exception) -> str:
    return for_terminal(" ".join(str(error).split()))
