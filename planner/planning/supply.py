"""Supply risk of a plan (M6) from the outlooks that the user states."""

from collections.abc import Mapping, Sequence

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.export_rules import Effect, strongest_effect
from planner.dependence.supply_risk import DOMESTIC, FOREIGN, LICENCE_CONTROLLED, SupplyPart, supply_risk
from planner.plan import Plan, Site
from planner.planning.members import Member

_CONTROLLED = frozenset({Effect.LICENCE, Effect.DENIAL})


def trade_factor(accelerator: Accelerator, site: Site) -> float:
    """Return 0.8 for a device of the site's own jurisdiction, 1.2 for one under a licence there, otherwise 1."""
    if accelerator.jurisdiction in {site.name, site.code}:
        return DOMESTIC
    return LICENCE_CONTROLLED if strongest_effect(accelerator, site.code) in _CONTROLLED else FOREIGN


def plan_supply_risk(plan: Plan, members: Sequence[Member], shares: Mapping[str, float]) -> float | None:
    """Return the supply risk over the suppliers' shares; None where a supplier of the plan has no stated outlook.

    Of a supplier's devices the most controlled one gives its trade factor.
    """
    stated = {outlook.supplier: outlook.disruption for outlook in plan.outlooks}
    if not set(shares) <= set(stated):
        return None
    accelerators = [member.planned.pool.accelerator for member in members]
    parts = [
        SupplyPart(
            share=share,
            disruption=stated[name],
            trade_factor=max(trade_factor(entry, plan.site) for entry in accelerators if entry.supplier == name),
        )
        for name, share in shares.items()
    ]
    return supply_risk(parts, plan.validated_elsewhere)
