"""Planning whatever a plan trains, so that who asks need not know: one model's fleet, or a programme's placement."""

from planner.plan import Plan, Trains
from planner.planning.fleet import fleet_of
from planner.planning.grounds import Grounds
from planner.planning.planned_run import PlannedRun
from planner.planning.programme import programme_of
from planner.planning.setting import OnProblem
from planner.planning.weighing import Weighing


def run_of(
    plan: Plan,
    grounds: Grounds,
    on_problem: OnProblem = lambda _subject, _error: None,
    name: str = "",
    *,
    weighing: Weighing = Weighing.ALL,
    idle: frozenset[str] = frozenset(),
) -> PlannedRun:
    """Return a plan put together; raises UserError, in the first reason's words, where nothing can be trained.

    ``weighing`` is of the joined ways of one model. ``idle`` groups, by their keys, cost by their terms and take no
    part.
    """
    if plan.trains is Trains.ONE_MODEL:
        return fleet_of(plan, grounds, on_problem, name, weighing=weighing, idle=idle)
    return programme_of(plan, grounds, on_problem, name, idle=idle)
