"""Why no timetable keeps deadline and caps: which of them is in the way, and what could be kept instead."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from planner.catalogue.estimates import POWER
from planner.causes import CapOutOfReach, Cause, DeadlineOutOfReach, WindowsTooShort
from planner.errors import NothingFitsError
from planner.mixing.strategies import AUTO, strategy_title
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_problem import Cap, Objective, Problem
from planner.planning.marked_causes import marked_cause
from planner.planning.setting import Setting

if TYPE_CHECKING:
    from planner.mixing.shares.best_shares import OutOfReach


def out_of_reach(setting: Setting, problem: Problem, answer: "OutOfReach") -> Cause:
    """Return what cannot be kept; what can be instead rests on the estimates behind the rates of all pools."""
    cause = _unreached(setting, problem, answer)
    if isinstance(cause, CapOutOfReach | DeadlineOutOfReach):
        cause = replace(cause, chosen=_chosen(setting))
    rests = any(one.figure != POWER for member in setting.pools for one in member.estimated)
    return marked_cause(cause, ("days",) if rests else ())


def _chosen(setting: Setting) -> str:
    """Return what the way that the user chose is called, where others could have been weighed; else nothing."""
    strategy, pools = setting.plan.mixing.strategy, {group.place for group in setting.groups}
    if strategy == AUTO or len(pools) <= 1:
        return ""
    return strategy_title(strategy)


def _unreached(setting: Setting, problem: Problem, answer: "OutOfReach") -> Cause:
    """Return the windows, else the deadline, where these are in the way whatever the caps; else the cap that is.

    That is the one whose smallest limit, the others kept, is the most above it.
    """
    smallest, deadline = answer.smallest_limits, answer.deadline_days
    if answer.smallest_deadline_days is None and not any(smallest):
        earliest = _earliest_end(problem)
        if earliest is None:
            return WindowsTooShort()
        if deadline is not None and earliest > deadline:
            return DeadlineOutOfReach(deadline_days=deadline, smallest_deadline_days=earliest)
        smallest = _each_alone(problem)
    if not answer.caps and deadline is not None and answer.smallest_deadline_days is not None:
        return DeadlineOutOfReach(deadline_days=deadline, smallest_deadline_days=answer.smallest_deadline_days)
    worst = max(range(len(answer.caps)), key=lambda one: _excess(answer.caps[one], smallest[one]))
    cap = answer.caps[worst]
    return CapOutOfReach(
        cap=cap.limit,
        layer=cap.layer,
        deadline_days=deadline,
        smallest_cap=smallest[worst],
        smallest_deadline_days=answer.smallest_deadline_days,
        too_small=_too_small(setting),
        measure=cap.measure.value,
    )


def _excess(cap: Cap, smallest: float | None) -> float:
    """Return how far a cap is out of reach; where no limit of it helps, another one is in the way."""
    return 0.0 if smallest is None else smallest / cap.limit


def _earliest_end(problem: Problem) -> float | None:
    """Return the first day by which the tokens can be done without caps, whatever the deadline; None: they cannot."""
    from planner.mixing.shares.best_shares import best_shares  # noqa: PLC0415 - SciPy only where it solves

    answer = best_shares(replace(problem, caps=(), deadline_days=None, objective=Objective.DAYS))
    return answer.days if isinstance(answer, Timetable) else None


def _each_alone(problem: Problem) -> tuple[float | None, ...]:
    """Return the smallest limit of each cap at the deadline as if it were the only one."""
    from planner.mixing.shares.smallest_caps import smallest_limit  # noqa: PLC0415 - SciPy only where it solves

    return tuple(smallest_limit(replace(problem, caps=(cap,)), 0) for cap in problem.caps)


def _too_small(setting: Setting) -> tuple[str, ...]:
    """Return the names of the pools that cannot hold the model alone."""
    left_out = [out.name for out in setting.left_out if isinstance(out.reason, NothingFitsError)]
    in_stages = [setting.names[member.planned.place] for member in setting.pools if member.too_small]
    return tuple(dict.fromkeys((*left_out, *in_stages)))
