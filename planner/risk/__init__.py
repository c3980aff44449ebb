"""What may come otherwise, as numbers: draws and bands, spreads, scenarios, tails. It knows no plan."""

from planner.risk.draws import (
    DRAWS,
    Course,
    DoubtedPrice,
    Drawn,
    UncertainPool,
    band,
    draw,
    normal_draws,
    plan_bands,
    probability_cheaper,
)
from planner.risk.scenarios import Recourse, Scenario, ScenarioKind
from planner.risk.spreads import P90_SDS, Spreads, load_spreads
from planner.risk.tail import cvar, expected, premium_per_tail

__all__ = [
    "DRAWS",
    "P90_SDS",
    "Course",
    "DoubtedPrice",
    "Drawn",
    "Recourse",
    "Scenario",
    "ScenarioKind",
    "Spreads",
    "UncertainPool",
    "band",
    "cvar",
    "draw",
    "expected",
    "load_spreads",
    "normal_draws",
    "plan_bands",
    "premium_per_tail",
    "probability_cheaper",
]
