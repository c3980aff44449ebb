"""A fleet whose pools are known: their layouts are searched once, then everything is planned again from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.anchoring import Anchor
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.cluster import NodeGroup
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.baseline import baseline_group
from planner.planning.fleet import Fleet, able_together, admissible_fleet, fleet_of, pipelines_possible
from planner.planning.members import Member, member_of
from planner.planning.model import SHIPPED_MODEL, PerformanceModel
from planner.planning.pools import pool_groups
from planner.planning.results import plan_anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What plannings of one plan and its variations have in common."""

    catalogue: Catalogue
    anchors: tuple[Anchor, ...]
    model: PerformanceModel


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFleet:
    """The pools of one fleet, how they train together, and the plan that they do it for."""

    name: str
    plan: Plan
    fleet: Fleet

    @property
    def members(self) -> tuple[Member, ...]:
        """The pools."""
        return self.fleet.members

    @property
    def suppliers(self) -> tuple[str, ...]:
        """The suppliers that take part, each once."""
        return tuple(dict.fromkeys(supplier_of(member) for member in self.members))

    def of(self, members: Sequence[Member], name: str = "") -> "KnownFleet | None":
        """Return the fleet of some of its pools, mixed anew; None where none of them can train."""
        able = able_together(members, self.plan)
        return replace(self, name=name or self.name, fleet=fleet_of(able, self.plan)) if able else None

    def without(self, supplier: str) -> "KnownFleet | None":
        """Return the fleet without one supplier, mixed anew; None where nothing is left."""
        return self.of([member for member in self.members if supplier_of(member) != supplier])

    def finishing(self, tokens: float) -> "KnownFleet":
        """Return the fleet doing a run of so many tokens."""
        return replace(self, plan=replace(self.plan, run=replace(self.plan.run, tokens=tokens)))


def supplier_of(member: Member) -> str:
    """Return the supplier of a pool."""
    return member.planned.pool.accelerator.supplier


def grounds_of(plan: Plan, catalogue: Catalogue | None = None, model: PerformanceModel = SHIPPED_MODEL) -> Grounds:
    """Return the grounds of a plan; its own catalogue entries win over ``catalogue`` (the shipped one by default)."""
    whole = (catalogue or load_catalogue()).with_entries(plan.catalogue)
    return Grounds(catalogue=whole, anchors=plan_anchors(plan, whole, model), model=model)


def known_fleet(plan: Plan, grounds: Grounds) -> KnownFleet:
    """Return the fleet of the plan as composed; pools without a number are left out, as in the plan's own results.

    Raises UserError, in the first such pool's words, where none is left.
    """
    in_stages = pipelines_possible(plan)
    members, problem = [], "The cluster has no nodes; set the nodes of at least one group."
    for groups in pool_groups(plan).values():
        working = [group for group in groups if group.nodes > 0]
        if not working:
            continue
        try:
            members.append(
                member_of(working, plan, grounds.catalogue, grounds.anchors, grounds.model, in_stages=in_stages)
            )
        except UserError as error:
            problem = str(error)
    if not members:
        raise UserError(problem)
    return KnownFleet(name=plan.name, plan=plan, fleet=admissible_fleet(members, plan))


def known_baseline(plan: Plan, grounds: Grounds) -> KnownFleet | None:
    """Return the plan's baseline doing its run; None where there is none. Raises UserError where it gives no number."""
    if plan.baseline is None:
        return None
    return _alone(plan.baseline.name, (baseline_group(plan.baseline),), plan, grounds)


def single_suppliers(fleet: KnownFleet, grounds: Grounds) -> tuple[KnownFleet, ...]:
    """Return for each supplier of the fleet its pools alone, with the nodes that give them the whole fleet's rate.

    A supplier whose enlarged pools give no number is left out.
    """
    found = []
    for supplier in fleet.suppliers if len(fleet.suppliers) > 1 else ():
        own = [member for member in fleet.members if supplier_of(member) == supplier]
        alone = fleet.of(own)
        if alone is None:
            continue
        growth = fleet.fleet.outcome.result.tokens_per_s / alone.fleet.outcome.result.tokens_per_s
        groups = tuple(
            replace(group, nodes=max(1, round(group.nodes * growth)))
            for member in own
            for group in member.planned.groups
        )
        try:
            found.append(_alone(f"{supplier} alone", groups, fleet.plan, grounds))
        except UserError:
            continue
    return tuple(found)


def _alone(name: str, groups: tuple[NodeGroup, ...], plan: Plan, grounds: Grounds) -> KnownFleet:
    cluster = replace(plan.cluster, groups=groups)
    return replace(known_fleet(replace(plan, cluster=cluster), grounds), name=name, plan=plan)


def supplier_jurisdictions(fleets: Sequence[KnownFleet]) -> Mapping[str, str]:
    """Return the jurisdiction of every supplier that takes part in some of the fleets."""
    accelerators = [member.planned.pool.accelerator for fleet in fleets for member in fleet.members]
    return {accelerator.supplier: accelerator.jurisdiction for accelerator in accelerators}
