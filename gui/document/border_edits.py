"""Borders between pools as the window edits them: the one between any two, and those of single pairs."""

from dataclasses import replace
from itertools import combinations
from typing import Any

from gui.document import edits
from planner.catalogue.accelerator import Evidence
from planner.causes import PoolPlace
from planner.cluster import Border, PairBorder
from planner.mixing.borders import border_terms
from planner.plan import Plan

Pair = tuple[PoolPlace, PoolPlace]


def pool_pairs(plan: Plan) -> tuple[Pair, ...]:
    """Return every two pools of a plan, and after them pairs that have a border but no pools any more."""
    pools = dict.fromkeys((group.accelerator, group.site) for group in plan.cluster.groups)
    present = tuple(combinations(pools, 2))
    lost = (
        (pair.first, pair.second)
        for pair in plan.cluster.pair_borders
        if not any(pair.joins(*other) for other in present)
    )
    return (*present, *lost)


def pool_name(plan: Plan, pool: PoolPlace) -> str:
    """Return a pool's name: its accelerator, and the site where the accelerator stands at several."""
    accelerator, site = pool
    entry = plan.catalogue.accelerators.get(accelerator)
    name = entry.name if entry else accelerator
    sites = {group.site for group in plan.cluster.groups if group.accelerator == accelerator}
    return f"{name} ({site})" if len(sites) > 1 and site else name


def is_present(plan: Plan, pair: Pair) -> bool:
    """Say whether both pools of a pair are in the plan."""
    return set(pair) <= {(group.accelerator, group.site) for group in plan.cluster.groups}


def own_border(plan: Plan, pair: Pair | None) -> Border | None:
    """Return the border that is set for a pair; None where it has that of any two pools."""
    if pair is None:
        return plan.cluster.border
    return next((one.border for one in plan.cluster.pair_borders if one.joins(*pair)), None)


def with_border_of(plan: Plan, pair: Pair | None, **changes: Any) -> Plan:  # noqa: ANN401 - fields of Border
    """Change fields of the border of a pair (None: of any two pools); another kind comes with what is assumed of it."""
    if pair is None:
        return edits.with_border(plan, **changes)
    if "kind" in changes:
        border = border_terms(changes["kind"]).border
    else:
        before = plan.cluster.border_between(*pair)
        border = replace(before, source="entered in this plan", evidence=Evidence.ESTIMATE, **changes)
    return _with_pairs(plan, pair, (PairBorder(first=pair[0], second=pair[1], border=border),))


def without_border_of(plan: Plan, pair: Pair) -> Plan:
    """Give a pair the border of any two pools again."""
    return _with_pairs(plan, pair, ())


def _with_pairs(plan: Plan, pair: Pair, own: tuple[PairBorder, ...]) -> Plan:
    others = tuple(one for one in plan.cluster.pair_borders if not one.joins(*pair))
    return replace(plan, cluster=replace(plan.cluster, pair_borders=(*others, *own)))
