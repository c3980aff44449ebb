"""Which plans have fleets whose figures no arithmetic of arrays gives, and what makes them so."""

from planner.cluster import Waiting
from planner.mixing.strategy import AUTO, IN_TURN, Division
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import DependenceMeasure, Plan, Trains


def takes_best_shares(plan: Plan) -> bool:
    """Say whether explored fleets take turns at the best shares: as the plan has it, or to keep its caps.

    The models of a programme are assigned to pools whole.
    """
    mixing = plan.mixing
    if plan.trains is Trains.PROGRAMME:
        return False
    capped = bool(mixing.caps) and mixing.division is Division.AUTO
    return mixing.strategy in {AUTO, IN_TURN} and (mixing.division is Division.BEST or capped)


def planned_anew(plan: Plan) -> bool:
    """Say whether no arithmetic of arrays is that of a plan's fleets: windows, best shares of what is held, models."""
    return has_windows(plan) or plan.trains is Trains.PROGRAMME or (takes_best_shares(plan) and holds(plan))


def capped_unheeded(plan: Plan) -> bool:
    """Say whether a plan has caps and a fixed way whose shares no cap chooses: which fleets keep them is close."""
    return bool(plan.mixing.caps) and plan.trains is Trains.ONE_MODEL and plan.mixing.strategy not in {AUTO, IN_TURN}


def holds(plan: Plan) -> bool:
    """Say whether some group costs while it waits, which best shares weigh."""
    return any(group.waiting is not Waiting.RELEASED for group in plan.cluster.groups)


def has_windows(plan: Plan) -> bool:
    """Say whether a group of a plan comes later or goes before the end."""
    return any(group.terms.from_day > 0.0 or group.terms.until_day is not None for group in plan.cluster.groups)


def capped_by(measure: DependenceMeasure) -> CapMeasure:
    """Return what caps limit where fleets are explored by a measure of dependence."""
    return CapMeasure.HHI if measure is DependenceMeasure.HHI else CapMeasure.LARGEST


def supplier_caps(plan: Plan, measure: DependenceMeasure) -> list[float]:
    """Return the plan's own caps on suppliers (1 is one name) of what a measure of dependence limits."""
    kind = capped_by(measure)
    return [cap.share for cap in plan.mixing.caps if cap.layer == "supplier" and cap.measure is kind]
