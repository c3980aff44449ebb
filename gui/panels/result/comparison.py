"""One explored fleet beside today's plan, in one line."""

import math

from gui.look import formats
from gui.look.differences import difference, in_brackets, money_difference, with_points
from gui.look.myriads import currency_word
from gui.look.words import named, tr
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.pool_names import pool_names
from planner.exploration.exploration import Exploration
from planner.plan import Plan
from planner.plan_result import PlanResult


def comparison_words(
    exploration: Exploration, row: int, plan: Plan, result: PlanResult | None, catalogue: Catalogue
) -> str:
    """Return what a fleet is and how it differs from today's plan; its cost, where no baseline gives a saving.

    ``160 × Ascend 910B2 + 24 × H800: saving 17.8 % (+6.0 points), largest share 80.0 % (+18.1 points), 151 days
    (−12)``.
    """
    fleets, estimated = exploration.fleets, exploration.estimated(exploration.fleets, row)
    today = result.dependence.layers.get("supplier") if result and result.dependence else None
    parts = (
        _saving_or_cost(exploration, row, result),
        _points(
            tr("largest share"), float(fleets.largest[row]), today.largest if today else None, estimated.get("largest")
        ),
        _points(
            tr("N-1 retention"),
            float(fleets.retention[row]),
            today.retention if today else None,
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


def _saving_or_cost(exploration: Exploration, row: int, result: PlanResult | None) -> str:
    fleets, estimated = exploration.fleets, exploration.estimated(exploration.fleets, row)
    saving = float(fleets.saving[row])
    if math.isfinite(saving):
        return _points(tr("saving"), saving, result.saving if result else None, estimated.get("saving"))
    cost = float(fleets.unit_cost[row])
    words = tr(
        "{value} {currency} per trillion tokens",
        value=formats.estimated(formats.si(cost), estimated.get("cost_per_trillion_tokens")),
        currency=currency_word(exploration.currency),
    )
    unit_cost = result.cost.unit_cost if result and result.cost else None
    known = unit_cost is not None and unit_cost.currency == exploration.currency
    return in_brackets(words, money_difference(cost, unit_cost.amount if known and unit_cost else math.nan))


def _points(words: str, value: float, today: float | None, estimates: object) -> str:
    text = f"{words} {formats.estimated(formats.percent(value), estimates)}"
    return with_points(text, value, math.nan if today is None else today)


def _days(value: float, today: float | None, estimates: object) -> str:
    text = formats.estimated(formats.duration(value), estimates)
    return in_brackets(text, difference(value, math.nan if today is None else today, percent=False))
