"""Checkpoints and failures of a plan's pools for a terminal."""

from planner.command_line.text_table import UNKNOWN, number, percent, significant, text_table
from planner.performance.training.goodput import StopFigures
from planner.plan_result import PlanResult
from planner.units import GIGA


def stops_text(result: PlanResult) -> str:
    """Return one row a pool: checkpoint, interval, restart, storage, hours between stops, goodput."""
    rows = [
        (
            pool.name,
            number(pool.stops.checkpoint_bytes / GIGA, 4),
            number(pool.stops.storage_bytes / GIGA, 4),
            significant(pool.stops.checkpoint_s),
            significant(pool.stops.interval_s),
            significant(pool.stops.restart_s),
            significant(pool.stops.mtbf_hours),
            _racks(pool.stops),
            percent(pool.goodput),
        )
        for pool in result.pools
        if pool.stops is not None
    ]
    columns = (
        "ACCELERATOR",
        "CHECKPOINT GB",
        "KEPT GB",
        "WRITE S",
        "EVERY S",
        "RESTART S",
        "HOURS BETWEEN STOPS",
        "HOURS OF A RACK",
        "GOODPUT",
    )
    return text_table(columns, rows, numbers=tuple(range(1, len(columns)))) if rows else ""


def _racks(stops: StopFigures) -> str:
    """Return the mean hours between failures of one rack; unknown where nobody says, nothing where there are none."""
    if not stops.racks:
        return ""
    return UNKNOWN if stops.rack_mtbf_hours is None else significant(stops.rack_mtbf_hours)
