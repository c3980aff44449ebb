"""The trade-off as a table: the plan and the frontier, one row a fleet, nodes by accelerator."""

from typing import Final

from gui.charts.trade_off.shares_words import REPLANNED, bound_words, shares_words
from gui.charts.trade_off.trade_off_brush import MOST_LISTED
from gui.charts.trade_off.trade_off_data import TODAY, point_of
from gui.look.mixing_words import strategy_words
from gui.look.planner_words import said
from gui.look.words import tr
from planner.arrays import Integers
from planner.exploration.exploration import Exploration, column_name
from planner.headlines import HEADLINE
from planner.plan import Plan

TABLE_FIGURES: Final = (
    "cost_per_trillion_tokens",
    "saving",
    "tokens_per_s",
    "run_days",
    "largest",
    "hhi",
    "retention",
)


def _table_row(plan: Plan, exploration: Exploration, row: int, name: str) -> dict[str, object]:
    fleets = exploration.today if row == TODAY else exploration.fleets
    if fleets is None:
        return {}
    position = 0 if row == TODAY else row
    figures: dict[str, object] = {"fleet": name}
    counts = fleets.nodes[position].tolist()
    for group, accelerator, count in zip(exploration.groups, exploration.accelerators, counts, strict=True):
        figures[f"{accelerator} ({group}) nodes"] = int(count)
    for column in TABLE_FIGURES:
        held = column_name(column.removeprefix("run_"))
        figures[column] = float(getattr(fleets, held)[position])
    estimated = exploration.estimated(fleets, position)
    keys = [column.removeprefix("run_") for column in TABLE_FIGURES]
    figures["estimated"] = tr(", ").join(_name(key) for key in keys if key in estimated)
    point = None if row == TODAY else point_of(exploration, row)
    figures["way"] = None if point is None else strategy_words(point.way)
    figures["shares of tokens"] = None if point is None else shares_words(plan, point.shares)
    exact = tr("planned exactly") if point is not None and point.certificate == REPLANNED else None
    figures["planned"] = bound_words() if fleets.bound[position] else exact
    return figures


def _name(key: str) -> str:
    """Return what a column is called in words: as the headline figure of its key, which the HHI is none of."""
    return said(HEADLINE[key].label) if key in HEADLINE else "HHI"


def _frontier(position: int) -> str:
    return tr("frontier {number}", number=position + 1)


def table_rows(plan: Plan, exploration: Exploration, brushed: Integers | None = None) -> list[dict[str, object]]:
    """Return the plan as composed first, then the frontier from most to least dependent, or the brushed fleets.

    A fleet of the frontier says how its pools work and at which shares.
    """
    if brushed is not None:
        names = {int(row): _frontier(position) for position, row in enumerate(exploration.frontier)}
        listed = brushed[:MOST_LISTED].tolist()
        return [
            _table_row(plan, exploration, row, names.get(row, tr("fleet {number}", number=row + 1))) for row in listed
        ]
    rows = [_table_row(plan, exploration, TODAY, "this plan")] if exploration.today is not None else []
    for position, row in enumerate(exploration.frontier.tolist()):
        name = "knee" if position == exploration.knee else _frontier(position)
        found = _table_row(plan, exploration, row, name)
        if exploration.flips:
            found["flip_share"] = exploration.flips[position]
        rows.append(found)
    return rows
