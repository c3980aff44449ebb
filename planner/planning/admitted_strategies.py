"""Which strategies a plan's choice admits, and whether its pools may be stages of one job."""

from planner.cluster import PoolPlace
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, Strategy
from planner.mixing.strategies.pipeline import MOST_POOLS
from planner.mixing.strategy import Division
from planner.plan import Plan


def _places(plan: Plan) -> set[PoolPlace]:
    return {group.place for group in plan.cluster.groups if group.nodes > 0}


def in_stages(plan: Plan) -> bool:
    """Say whether pools are weighed as stages of one job."""
    return stages_possible(plan) and len(_places(plan)) <= MOST_POOLS


def stages_possible(plan: Plan) -> bool:
    """Say whether pools may be stages of one job, so that they need not hold the model alone."""
    choice, pools = plan.mixing.strategy, _places(plan)
    asked = [strategy for key, strategy in STRATEGIES.items() if choice in {AUTO, key}]
    return len(pools) > 1 and any(strategy.stages for strategy in asked)


def strategies_asked(plan: Plan) -> tuple[Strategy, ...]:
    """Return the strategies that the plan's choice admits; those that change the optimiser only where chosen."""
    choice = plan.mixing.strategy
    if choice == IN_TURN or (plan.mixing.division is Division.BY_USER and choice == AUTO):
        return ()
    if choice == AUTO:
        return tuple(strategy for strategy in STRATEGIES.values() if strategy.keeps_optimiser)
    return (STRATEGIES[choice],)
