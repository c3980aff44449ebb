"""The fleets that a plan is held against: its baseline, each supplier alone, each pool alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.causes import EventsOfOneModelOnly
from planner.english import words
from planner.errors import UserError
from planner.mixing.strategy import Division
from planner.plan import Plan, Trains
from planner.planning.baseline import baseline_fleet
from planner.planning.choice import alone_choices
from planner.planning.fleet import Fleet, fleet_of, supplier_of
from planner.planning.grounds import Grounds
from planner.planning.references import supplier_alone


def plan_fleet(plan: Plan, grounds: Grounds) -> Fleet:
    """Return the plan's fleet; raises UserError where nothing can be trained, and for a programme of models."""
    if plan.trains is Trains.PROGRAMME:
        cause = EventsOfOneModelOnly()
        raise UserError(words(cause), cause=cause)
    return fleet_of(plan, grounds)


def plan_baseline(plan: Plan, grounds: Grounds) -> Fleet | None:
    """Return the plan's baseline doing its run; None where there is none. Raises UserError where it gives no number."""
    return None if plan.baseline is None else baseline_fleet(plan.baseline, plan, grounds)


def single_suppliers(fleet: Fleet) -> tuple[Fleet, ...]:
    """Return for each supplier of the fleet its pools alone, with the nodes by which they end as soon as the fleet.

    A supplier whose enlarged pools give no number is left out.
    """
    found = (_enlarged(fleet, supplier) for supplier in (fleet.suppliers if len(fleet.suppliers) > 1 else ()))
    return tuple(one for one in found if one is not None)


def pools_alone(fleet: Fleet) -> tuple[Fleet, ...]:
    """Return each pool of several doing the run alone; the others cost nothing, unless they are owned or reserved."""
    if len(fleet.members) < 2:  # noqa: PLR2004 - one pool is the fleet itself
        return ()
    found = []
    for choice in alone_choices(fleet.setting, fleet.choice):
        member = choice.ways[0].members[0]
        name, site = member.planned.pool.accelerator.name, member.planned.site
        words = f"{name} at {site} alone" if site else f"{name} alone"
        found.append(replace(fleet, name=words, choice=choice))
    return tuple(found)


def supplier_jurisdictions(fleets: Sequence[Fleet]) -> Mapping[str, str]:
    """Return the jurisdiction of every supplier that takes part in some of the fleets."""
    accelerators = [member.planned.pool.accelerator for fleet in fleets for member in fleet.members]
    return {accelerator.supplier: accelerator.jurisdiction for accelerator in accelerators}


def _enlarged(fleet: Fleet, supplier: str) -> Fleet | None:
    alone = supplier_alone(fleet, supplier)
    if alone is None:
        return None
    growth = alone.days / fleet.days
    own = {group.key for member in fleet.members if supplier_of(member) == supplier for group in member.planned.groups}
    groups = tuple(
        replace(group, nodes=max(1, round(group.nodes * growth)))
        for group in fleet.plan.cluster.groups
        if group.key in own and group.nodes > 0
    )
    plan = replace(
        fleet.plan,
        cluster=replace(fleet.plan.cluster, groups=groups),
        mixing=replace(fleet.plan.mixing, division=Division.AUTO, caps=()),
    )
    try:
        return fleet_of(plan, fleet.grounds, name=f"{supplier} alone")
    except UserError:
        return None
