"""Planning one plan: from pools to numbers with bands, and the words that explain them."""

from planner.planning.model import PerformanceModel
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.planning.results import plan_results

__all__ = ["SHIPPED_MODEL", "PerformanceModel", "plan_results"]
