"""The chance of the deadline as a plan's words give it."""

from math import isfinite

from planner.estimated_number import noted
from planner.plan_result import PlanResult

EVEN_CHANCE = 0.5


def deadline_chance(result: PlanResult) -> float | None:
    """Return the chance of the deadline, once it is known."""
    deadline = result.deadline
    if deadline is None or not isfinite(deadline.chance):
        return None
    return noted(deadline.chance, result.estimated.get("deadline"))
