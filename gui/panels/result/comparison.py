"""One explored fleet beside today's plan, in one line."""

import math

from gui.look import formats
from gui.look.words import named, tr
from planner.catalogue.catalogue import Catalogue
from planner.exploration.exploration import Exploration
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planning.pool_names import pool_names


def comparison_words(
    exploration: Exploration, row: int, plan: Plan, result: PlanResult | None, catalogue: Catalogue
) -> str:
    """Return what a fleet is and how it differs from today's plan.

    ``160 × Ascend 910B2 + 24 × H800: saving 17.8 % (+6.0 points), largest share 80 % (+18), 151 days (−12)``.
    """
    fleets = exploration.fleets
    today = result.dependence.layers.get("supplier") if result and result.dependence else None
    estimated = exploration.estimated(fleets, row)
    parts = (
        _points(tr("saving"), float(fleets.saving[row]), result.saving if result else None, 1, estimated.get("saving")),
        _points(
            tr("largest share"),
            float(fleets.largest[row]),
            today.largest if today else None,
            0,
            estimated.get("largest"),
        ),
        _points(
            tr("N-1 retention"),
            float(fleets.retention[row]),
            today.retention if today else None,
            0,
            estimated.get("retention"),
        ),
        _days(float(fleets.days[row]), result.days if result else None, estimated.get("days")),
    )
    return named(fleet_words(exploration, row, plan, catalogue), tr(", ").join(parts))


def fleet_words(exploration: Exploration, row: int, plan: Plan, catalogue: Catalogue) -> str:
    """Return the node counts of a fleet that are not zero, with the names of the pools."""
    pools = pool_names((group.place for group in plan.cluster.groups), catalogue.accelerators)
    names = {group.key: pools[group.place] for group in plan.cluster.groups}
    counts = zip(exploration.groups, exploration.fleets.nodes[row].tolist(), strict=True)
    return " + ".join(f"{formats.whole(count)} × {names.get(key, key)}" for key, count in counts if count)


def _points(words: str, value: float, today: float | None, digits: int, estimates: object) -> str:
    text = f"{words} {formats.estimated(formats.percent(value, digits), estimates)}"
    if today is None or not math.isfinite(value):
        return text
    return tr("{words} ({change} points)", words=text, change=_signed((value - today) * 100, digits))


def _days(value: float, today: float | None, estimates: object) -> str:
    text = formats.estimated(formats.duration(value), estimates)
    return text if today is None or not math.isfinite(value) else f"{text} ({_signed(value - today, 0)})"


def _signed(value: float, digits: int) -> str:
    return formats.signed(value, lambda number: formats.fixed(number, digits))
