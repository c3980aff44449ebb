"""``assert PLAN FIGURE``: whether a plan's figures hold, for scripts; the exit code says it."""

import argparse
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any, Final

from planner.command_line.plan_sources import add_changes_to, read_plan
from planner.errors import UserError
from planner.headlines import HEADLINES
from planner.plan_result import BlockedPart, PlanResult

_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_CLAIM: Final = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*(\S+)\s*")


class DoesNotHoldError(Exception):
    """A figure of a plan is not as claimed; the words are one line."""


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("assert", help="say by the exit code whether a plan's figures hold")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    parser.add_argument(
        "claims",
        metavar="CLAIM",
        nargs="+",
        help="a figure of plan --json's headline, <=, >=, < or >, and a number: 'saving >= 0.15'; fractions as 0 to 1",
    )
    add_changes_to(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Compare a plan's figures with what is claimed of them; raise DoesNotHoldError where one does not hold."""
    from planner.planning import plan_results  # noqa: PLC0415 - the planner proper; other commands start without it

    claims = [_claim(text) for text in arguments.claims]
    result = plan_results(read_plan(arguments.plan, arguments.changes))
    figures = {figure.key: figure.value(result) for figure in HEADLINES}
    broken = "; ".join(_broken(claims, figures))
    if broken:
        unknown = any(figures[key] is None for key, _, _ in claims)
        raise DoesNotHoldError(f"{broken}{_why(result) if unknown else ''}")
    return "".join(f"{key} {compared} {least:g}: holds, {figures[key]:.10g}\n" for key, compared, least in claims)


def _claim(text: str) -> tuple[str, str, float]:
    found = _CLAIM.fullmatch(text)
    keys = [figure.key for figure in HEADLINES]
    if found is None or found[1] not in keys:
        raise UserError(
            f"{text} is no claim; write a figure, <=, >=, < or >, and a number, as in 'saving >= 0.15'. "
            f"Figures: {', '.join(keys)}."
        )
    try:
        number = float(found[3])
    except ValueError:
        number = float("nan")
    if not isfinite(number):  # infinity would hold whatever the plan comes to
        raise UserError(f"{found[3]} in the claim {text} is no finite number; write it as in 0.15.")
    return found[1], found[2], number


def _broken(claims: list[tuple[str, str, float]], figures: Mapping[str, float | None]) -> Iterator[str]:
    """Give one clause for each claim that does not hold; an unknown figure holds nothing."""
    for key, compared, number in claims:
        value = figures[key]
        if value is None:
            yield f"{key} is unknown, not {compared} {number:g}"
        elif not _COMPARED[compared](value, number):
            yield f"{key} is {value:.10g}, not {compared} {number:g}"


def _why(result: PlanResult) -> str:
    """Return the first reason for which figures are unknown; a pool left out takes none from a plan that has days."""
    aside = {BlockedPart.POOL, BlockedPart.MEASURED_RUN} if result.days is not None else set()
    blocked = next((one for one in result.blocked if one.part not in aside), None)
    return "" if blocked is None else f". {blocked.reason}"
