"""``explore PLAN``: all candidates, the frontier, the knee."""

import argparse
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from planner.command_line.plan_sources import add_changes_to, read_plan, require_output, write_output
from planner.command_line.text_table import days_number, marked, number, percent, points, scaled, section, text_table
from planner.errors import UserError
from planner.exploration.exploration import Exploration, FleetColumns, column_name
from planner.plan import DependenceMeasure, Objective, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MOST_WORKERS = 256


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("explore", help="search every fleet within the plan's limits")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    add_changes_to(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON document")
    form.add_argument("--csv", metavar="OUT", help="write every feasible fleet as CSV, with the frontier's shares")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="use N processes of this machine")
    where.add_argument("--scheduler", metavar="ADDRESS", help="use a Dask cluster")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Explore the mixes of a plan file."""
    from planner.exploration.explore import explore  # noqa: PLC0415 - other commands start without the planner proper

    if arguments.csv:
        require_output(arguments.csv)
    plan = read_plan(arguments.plan, arguments.changes)
    with _executor(arguments) as executor:
        exploration = explore(plan, executor=executor)
    if arguments.json:
        from planner.exports.exploration_document import exploration_document  # noqa: PLC0415 - the same
        from planner.exports.plain_values import document_text  # noqa: PLC0415 - the same

        return document_text(exploration_document(exploration))
    if arguments.csv:
        from planner.exports.table_files import csv_text  # noqa: PLC0415 - the same
        from planner.exports.tables import fleets_table  # noqa: PLC0415 - the same

        table = fleets_table(exploration, plan)
        write_output(arguments.csv, csv_text(table))
        return (
            f"{exploration.feasible:,} feasible fleets written to {arguments.csv} in {len(table.rows):,} rows: those "
            f"on the frontier have one for each of its {len(exploration.frontier):,} points"
        )
    return exploration_text(exploration, plan)


def _executor(arguments: argparse.Namespace) -> Any:  # noqa: ANN401 - a context that gives an executor or None
    if arguments.scheduler:
        from planner.exploration.dask_cluster import dask_executor  # noqa: PLC0415 - only a cluster needs it

        return dask_executor(arguments.scheduler)
    workers = arguments.workers
    if workers is None or workers == 1:
        return nullcontext(None)
    if not 1 <= workers <= _MOST_WORKERS:
        raise UserError(f"--workers takes 1 to {_MOST_WORKERS}, not {workers}.")
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def exploration_text(exploration: Exploration, plan: Plan) -> str:
    """Return the exploration of a plan for a terminal."""
    names = plan.pool_names
    head = (
        f"{exploration.candidates:,} fleets, {exploration.feasible:,} feasible, "
        f"{len(exploration.frontier):,} on the frontier, {exploration.seconds:.1f} s\n"
    )
    rows = [
        (
            *_row(exploration, exploration.fleets, int(row), "knee" if position == exploration.knee else ""),
            _way(exploration, position, names),
        )
        for position, row in enumerate(exploration.frontier)
    ]
    rows += [
        (*_row(exploration, exploration.fleets, single.row, f"{single.supplier} alone"), "")
        for single in exploration.singles
        if single.row not in exploration.frontier
    ]
    if exploration.today is not None:
        rows.append((*_row(exploration, exploration.today, 0, "today"), ""))
    columns = (
        "",
        *exploration.groups,
        f"{exploration.currency}/T TOKENS",
        "SAVING",
        "LARGEST",
        "HHI",
        "N-1",
        "DAYS",
        "HOW IT WORKS",
    )
    table = text_table(columns, rows, numbers=range(1, len(columns) - 1))
    blocked = "\n".join(f"  {count:,} {reason}" for reason, count in exploration.blocked.items())
    said = exploration.guarantee
    guarantee = "" if said is None else "".join(f"{words}\n" for words in (said.words, said.mends) if words)
    return (
        head
        + guarantee
        + _area_and_gap(exploration)
        + section(
            "Frontier (nodes of each group, most dependent first), each supplier alone, the plan",
            _legend(exploration) + table,
        )
        + section("Estimates (~), published by nobody", _estimates(exploration))
        + section("Fell out", blocked)
    )


def _way(exploration: Exploration, position: int, names: "Mapping[str, str]") -> str:
    """Return how the pools of a fleet of the frontier work, and their shares of the tokens, by their names."""
    if position >= len(exploration.points):
        return ""
    point = exploration.points[position]
    shares = ", ".join(f"{names.get(pool, pool)} {percent(share)}" for pool, share in point.shares.items())
    return f"{point.way}: {shares}" if len(point.shares) > 1 else shares


def _legend(exploration: Exploration) -> str:
    """Return which accelerator each column of nodes is of, where its group is called otherwise."""
    pairs = zip(exploration.groups, exploration.accelerators, strict=True)
    named = [f"{group} {accelerator}" for group, accelerator in pairs if group != accelerator]
    return f"  {', '.join(named)}\n" if named else ""


def _words(key: str) -> str:
    return key.replace("_", " ")


def _area_and_gap(exploration: Exploration) -> str:
    """Return what the frontier dominates, up to which point, and how far today's plan lies behind it."""
    lines = []
    if exploration.reference is not None and exploration.hypervolume is not None:
        value, dependence = exploration.reference
        axes = _words(exploration.objective.value), _words(exploration.measure.value)
        lines.append(
            f"Hypervolume {scaled(exploration.hypervolume)} up to the reference, the baseline on one supplier alone: "
            f"{scaled(value)} ({axes[0]}), {number(dependence)} ({axes[1]})."
        )
    gap = exploration.today_gap
    if gap is not None and gap.objective is not None:
        apart = abs(gap.objective)
        far = {
            Objective.UNIT_COST: f"{scaled(apart)} {exploration.currency} per trillion tokens",
            Objective.COST: f"{scaled(apart)} {exploration.currency}",
            Objective.DAYS: f"{days_number(apart)} days",
        }[exploration.objective]
        saving = None if exploration.objective is Objective.DAYS else gap.saving
        saved = "" if saving is None else f" ({points(abs(saving))} of saving)"
        where = "before" if gap.objective < 0.0 else "behind"  # before: off the grid, or outside the limits
        lines.append(f"Today's plan lies {far}{saved} {where} the frontier at no more dependence.")
    if gap is not None and gap.dependence is not None and gap.dependence > 0.0:
        words = number(gap.dependence) if exploration.measure is DependenceMeasure.HHI else points(gap.dependence)
        lines.append(f"A fleet of the frontier that is no worse otherwise depends {words} less.")
    return "".join(f"{line}\n" for line in lines)


def _row(exploration: Exploration, fleets: FleetColumns, row: int, mark: str) -> tuple[str, ...]:
    nodes = [str(int(count)) if count else "" for count in fleets.nodes[row]]
    estimates = exploration.estimated(fleets, row)
    columns: dict[str, Callable[[float], str]] = {
        "cost_per_trillion_tokens": scaled,
        "saving": percent,
        "largest": percent,
        "hhi": number,
        "retention": percent,
        "days": days_number,
    }
    figures = (
        marked(show(float(getattr(fleets, column_name(key))[row])), estimates.get(key)) for key, show in columns.items()
    )
    return (mark, *nodes, *figures)


def _estimates(exploration: Exploration) -> str:
    """Return what the marked figures rest on."""
    return "\n".join(f"  {one.words}" for one in exploration.estimates.all)
