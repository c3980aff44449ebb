"""The fleets that a plan is held against: its baseline, each supplier alone, each pool alone."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from planner.catalogue.default_offer import default_offer
from planner.catalogue.offers import Acquisition
from planner.cluster import GroupTerms, NodeGroup, Tenure, Waiting, group_pool
from planner.plan import Plan
from planner.planning.baseline import baseline_fleet
from planner.planning.beside_choice import alone_choices
from planner.planning.fleet import Fleet
from planner.planning.grounds import Grounds
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.programme import PlannedProgramme, shortest_on
from planner.planning.references import devices_alone, owed_groups, run_on, supplier_alone
from planner.sentences import sentence


def plan_baseline(plan: Plan, grounds: Grounds) -> Fleet | None:
    """Return the plan's baseline doing its run; None where there is none. Raises UserError where it gives no number."""
    return None if plan.baseline is None else baseline_fleet(plan.baseline, plan, grounds)


def single_suppliers(run: PlannedRun) -> tuple[PlannedRun, ...]:
    """Return for each supplier of the run its pools alone, with the nodes by which they end as soon as the run.

    Their names carry the devices, since the same supplier's own devices of the plan are another fleet. More nodes than
    are owned are rented: their names say how many devices that are. What others own or have reserved costs on. A
    supplier whose pools give no number at that size is left out.
    """
    found = (_as_soon(run, supplier) for supplier in (run.suppliers if len(run.suppliers) > 1 else ()))
    return tuple(one for one in found if one is not None)


def pools_alone(run: PlannedRun) -> tuple[PlannedRun, ...]:
    """Return each pool of several doing all the work; the others cost nothing, unless they are owned or reserved."""
    if len(run.members) < 2:  # noqa: PLR2004 - one pool is the run itself
        return ()
    if isinstance(run, PlannedProgramme):
        return tuple(alone for member in run.members if (alone := _queued(run, member)) is not None)
    assert isinstance(run, Fleet)  # noqa: S101 - a run is one model's or a programme's
    return tuple(
        replace(run, name=_alone_name(choice.ways[0].members[0]), choice=choice)
        for choice in alone_choices(run.setting, run.choice)
    )


def _alone_name(member: Member) -> str:
    name, site = member.planned.pool.accelerator.name, member.planned.site
    return sentence("{} at {} alone", name, site) if site else sentence("{} alone", name)


def _queued(run: PlannedProgramme, member: Member) -> PlannedProgramme | None:
    """Return all models queued on one pool; None where its windows do not hold them."""
    taken = {group.key for group in member.planned.groups}
    kept = {group.key for group in run.setting.groups if group.tenure in {Tenure.OWNED, Tenure.RESERVED}} | taken
    groups = tuple(
        group if group.key in kept else replace(group, waiting=Waiting.RELEASED) for group in run.paid_groups
    )
    alone = replace(run, name=_alone_name(member), programme=replace(run.programme, groups=groups))
    placed = shortest_on(alone, [member])
    return None if placed is None else replace(alone, placed=placed)


def supplier_jurisdictions(fleets: Sequence[PlannedRun]) -> Mapping[str, str]:
    """Return the jurisdiction of every supplier that takes part in some of the fleets."""
    accelerators = [member.planned.pool.accelerator for fleet in fleets for member in fleet.members]
    return {accelerator.supplier: accelerator.jurisdiction for accelerator in accelerators}


def _as_soon(run: PlannedRun, supplier: str) -> PlannedRun | None:
    alone = supplier_alone(run, supplier)
    if alone is None:
        return None
    growth = alone.days / run.days
    own = {group.key for member in run.members if supplier_of(member) == supplier for group in member.planned.groups}
    groups: list[NodeGroup] = []
    rented: list[NodeGroup] = []
    for group in run.plan.cluster.groups:
        if group.key in own and group.nodes > 0:
            nodes = max(1, round(group.nodes * growth))
            more = max(0, nodes - group.nodes) if group.tenure is Tenure.OWNED else 0
            groups.append(replace(group, nodes=nodes - more))
            rented += [_rented(group, more, run)] if more else []
    idle = owed_groups(run, groups)
    sized = run_on(run.plan, (*groups, *rented), run.grounds, name=run.name, idle=idle)
    if sized is None:
        return None
    name = devices_alone(sized, supplier)
    beyond = sum(group_pool(one, run.grounds.catalogue).packages for one in rented)
    return replace(sized, name=sentence("{}, {:,} more than owned", name, beyond) if beyond else name)


def _rented(group: NodeGroup, nodes: int, run: PlannedRun) -> NodeGroup:
    """Return nodes like owned ones that are not owned, at the accelerator's rent at the site.

    Where none is known, at the price of other use, which is a rent as well.
    """
    found = default_offer(run.grounds.catalogue, group.accelerator, run.plan.site.code, acquisition=Acquisition.RENT)
    terms = GroupTerms(from_day=group.terms.from_day, until_day=group.terms.until_day)
    return replace(group, key=f"{group.key}-rented", nodes=nodes, offer=found.offer or group.offer, terms=terms)
