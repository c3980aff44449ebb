"""Links between pools as the window edits them: the one between any two, and those of single pairs."""

from itertools import combinations
from typing import Any

from msgspec.structs import replace

from gui.document import edits
from planner.catalogue.accelerator import Evidence
from planner.catalogue.pool_names import pool_names
from planner.causes import PoolPlace
from planner.cluster import InterPoolLink, PairLink
from planner.mixing.inter_pool_links import link_terms
from planner.plan import Plan

Pair = tuple[PoolPlace, PoolPlace]


def pool_pairs(plan: Plan) -> tuple[Pair, ...]:
    """Return every two pools of a plan, and after them pairs that have a link but no pools any more."""
    pools = dict.fromkeys((group.accelerator, group.site) for group in plan.cluster.groups)
    present = tuple(combinations(pools, 2))
    lost = (
        (pair.first, pair.second)
        for pair in plan.cluster.pair_links
        if not any(pair.joins(*other) for other in present)
    )
    return (*present, *lost)


def pool_name(plan: Plan, pool: PoolPlace) -> str:
    """Return a pool's name, which no other of the plan has."""
    places = (pool, *(group.place for group in plan.cluster.groups))
    return pool_names(places, plan.catalogue.accelerators)[pool]


def is_present(plan: Plan, pair: Pair) -> bool:
    """Say whether both pools of a pair are in the plan."""
    return set(pair) <= {(group.accelerator, group.site) for group in plan.cluster.groups}


def own_link(plan: Plan, pair: Pair | None) -> InterPoolLink | None:
    """Return the link that is set for a pair; None where it has that of any two pools."""
    if pair is None:
        return plan.cluster.inter_pool_link
    return next((one.link for one in plan.cluster.pair_links if one.joins(*pair)), None)


def with_link_of(plan: Plan, pair: Pair | None, **changes: Any) -> Plan:  # noqa: ANN401 - fields of Link
    """Change fields of the link of a pair (None: of any two pools); another kind comes with what is assumed of it."""
    if pair is None:
        return edits.with_inter_pool_link(plan, **changes)
    if "kind" in changes:
        link = link_terms(changes["kind"]).link
    else:
        before = plan.cluster.link_between(*pair)
        link = replace(before, source="entered in this plan", evidence=Evidence.ESTIMATE, **changes)
    return _with_pairs(plan, pair, (PairLink(first=pair[0], second=pair[1], link=link),))


def without_link_of(plan: Plan, pair: Pair) -> Plan:
    """Give a pair the link of any two pools again."""
    return _with_pairs(plan, pair, ())


def _with_pairs(plan: Plan, pair: Pair, own: tuple[PairLink, ...]) -> Plan:
    others = tuple(one for one in plan.cluster.pair_links if not one.joins(*pair))
    return replace(plan, cluster=replace(plan.cluster, pair_links=(*others, *own)))
