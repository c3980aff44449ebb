"""Whether pools of a joined way on fewer nodes depend more on one name than the plan's caps let them."""

from collections.abc import Mapping, Sequence

from planner.cluster import PoolPlace
from planner.dependence import DependenceBasis
from planner.mixing.strategy import Division, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Plan
from planner.planning.layer_names import names_of
from planner.planning.members import Member

Parts = Mapping[PoolPlace, float]
_SAME = 1e-9  # shares that differ by rounding alone


def beyond_caps(plan: Plan, members: Sequence[Member], before: Parts, after: Parts) -> bool:
    """Say whether parts of the work break a cap that best shares obey, and by more than those before did.

    Of spend every pool at work has its part, whatever it trains: a pool that is left out changes all others'.
    """
    if plan.mixing.division is not Division.BEST or not plan.mixing.caps:
        return False
    if plan.basis is DependenceBasis.SPEND:
        return set(before) != set(after)
    return any(_beyond(cap, _by_name(cap, members, before), _by_name(cap, members, after)) for cap in plan.mixing.caps)


def _beyond(cap: ShareCap, before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    if cap.measure is CapMeasure.HHI:
        squares = [sum(share**2 for share in shares.values()) for shares in (before, after)]
        return squares[1] > max(cap.share, squares[0]) + _SAME
    return any(share > max(cap.share, before.get(name, 0.0)) + _SAME for name, share in after.items())


def _by_name(cap: ShareCap, members: Sequence[Member], parts: Parts) -> dict[str, float]:
    found: dict[str, float] = {}
    for member in members:
        name = names_of(member)[cap.layer]
        found[name] = found.get(name, 0.0) + parts.get(member.planned.place, 0.0)
    return found
