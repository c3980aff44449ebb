"""How the pools of a frontier's fleet work, in words: the way, and each pool's share of the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.document.inter_pool_link_edits import pool_name
from gui.look import formats
from gui.look.mixing_words import strategy_words
from gui.look.words import tr
from planner.mixing.strategy import pool_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.exploration.exploration import FrontierPoint
    from planner.plan import Plan

REPLANNED: Final = "replanned"  # as planner.exploration.replanning has it, whose own import would hold the window up
_LEAST_WHOLE: Final = 0.01  # smaller shares show a tenth of a percent
_LEAST_SHOWN: Final = 0.0005  # what rounds to nothing is left out
_WIDEST: Final = 44  # letters of a line of the card


def shares_words(plan: Plan, shares: Mapping[str, float]) -> str:
    """Return the pools that train tokens, each with its share of them, in one line."""
    return tr(", ").join(tr("{name} {share}", name=name, share=share) for name, share in _shown(plan, shares))


def work_lines(plan: Plan, point: FrontierPoint) -> list[str]:
    """Return the lines of the card: how the pools work, at which shares, and whether the planner planned the fleet."""
    shown = _shown(plan, point.shares)
    planned = [tr("planned exactly")] if point.certificate == REPLANNED else []
    if len(shown) == 1:
        return [tr("all tokens by {name}", name=shown[0][0]), *planned]
    parts = [tr("{name} {share}", name=name, share=share) for name, share in shown]
    return [*_folded(tr("{way}: {shares}", way=strategy_words(point.way), shares=parts[0]), parts[1:]), *planned]


def bound_words() -> str:
    """Return what is said of a fleet whose own plan may find other days and cost than it is drawn at."""
    return tr("a bound: its own plan may differ")


def _shown(plan: Plan, shares: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return the name and the share in percent of every pool with tokens."""
    places = {
        pool_id((group.accelerator, group.site)): (group.accelerator, group.site) for group in plan.cluster.groups
    }
    return [
        (pool_name(plan, places.get(pool, (pool, ""))), formats.percent(share, 0 if share >= _LEAST_WHOLE else 1))
        for pool, share in shares.items()
        if share >= _LEAST_SHOWN
    ]


def _folded(first: str, others: list[str]) -> list[str]:
    """Return the parts in lines with commas between them, no line much wider than the card's others."""
    comma, lines = tr(", "), [first]
    for part in others:
        if len(lines[-1]) + len(part) < _WIDEST:
            lines[-1] += comma + part
        else:
            lines[-1] += comma.rstrip()
            lines.append(part)
    return lines
