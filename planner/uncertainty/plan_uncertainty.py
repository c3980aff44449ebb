"""How sure a plan is, as a window shows it: the risk report, and the winner map with its axes."""

from collections.abc import Mapping

from msgspec import Struct

from planner.catalogue.catalogue import Catalogue
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.model import PerformanceModel
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.uncertainty.inputs import input_keys
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.risk_report import RiskReport, risk_report
from planner.uncertainty.winner_map import WinnerMap, input_name, winner_map

Axes = tuple[str | None, str | None]
DEFAULT_AXES: Axes = (None, None)


class PlanUncertainty(Struct, frozen=True, kw_only=True):
    """The report, the map over two inputs (None with the reason where no price is known), and the axes in words."""

    report: RiskReport
    winners: WinnerMap | None
    no_winners: str
    axes: Mapping[str, str]


def plan_uncertainty(
    plan: Plan,
    catalogue: Catalogue | None = None,
    *,
    axes: Axes = DEFAULT_AXES,
    model: PerformanceModel = SHIPPED_MODEL,
) -> PlanUncertainty:
    """Return how sure a plan is; ``axes`` are the winner map's inputs, None for the usual ones.

    An axis that the plan no longer has gives way to the usual one. Raises UserError where no pool has a rate.
    """
    grounds = grounds_of(plan, catalogue, model)
    fleet = run_of(plan, grounds)
    try:
        baseline = plan_baseline(plan, grounds)
    except UserError:
        baseline = None  # the report says why
    fleets = [fleet] if baseline is None else [fleet, baseline]
    names = {key: input_name(key, fleet) for key in input_keys(fleets)}
    x, y = (axis if axis in names else None for axis in axes)
    winners, reason = None, ""
    try:
        winners = winner_map(fleet, baseline, x=x, y=y)
    except UserError as error:
        reason = str(error)
    return PlanUncertainty(
        report=risk_report(plan, catalogue, model=model), winners=winners, no_winners=reason, axes=names
    )
