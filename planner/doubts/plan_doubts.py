"""Everything in doubt about a plan that a window shows: the risk report, and the winner map with its axes."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.catalogue.catalogue import Catalogue
from planner.doubts.inputs import input_keys
from planner.doubts.known_fleet import grounds_of, known_baseline, known_fleet
from planner.doubts.risk_report import RiskReport, risk_report
from planner.doubts.winner_map import WinnerMap, input_name, winner_map
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.model import SHIPPED_MODEL, PerformanceModel

Axes = tuple[str | None, str | None]
DEFAULT_AXES: Axes = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDoubts:
    """The report, the map over two inputs (None with the reason where no price is known), and the axes in words."""

    report: RiskReport
    winners: WinnerMap | None
    no_winners: str
    axes: Mapping[str, str]


def plan_doubts(
    plan: Plan,
    catalogue: Catalogue | None = None,
    *,
    axes: Axes = DEFAULT_AXES,
    model: PerformanceModel = SHIPPED_MODEL,
) -> PlanDoubts:
    """Return what is in doubt about a plan; ``axes`` are the winner map's inputs, None for the usual ones.

    An axis that the plan no longer has gives way to the usual one. Raises UserError where no pool has a rate.
    """
    grounds = grounds_of(plan, catalogue, model)
    known = known_fleet(plan, grounds)
    try:
        baseline = known_baseline(plan, grounds)
    except UserError:
        baseline = None  # the report says why
    fleets = [known] if baseline is None else [known, baseline]
    names = {key: input_name(key, known) for key in input_keys(fleets)}
    x, y = (axis if axis in names else None for axis in axes)
    winners, reason = None, ""
    try:
        winners = winner_map(known, baseline, x=x, y=y)
    except UserError as error:
        reason = str(error)
    return PlanDoubts(report=risk_report(plan, catalogue, model=model), winners=winners, no_winners=reason, axes=names)
