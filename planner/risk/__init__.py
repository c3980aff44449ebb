"""What may come otherwise, as numbers: draws and bands, spreads, scenarios, tails. It knows no plan."""

from planner.risk.draws import (
    DRAWS,
    Drawn,
    Streams,
    UncertainPool,
    UncertainPrice,
    UncertainPrices,
    band,
    normal_draws,
    plan_bands,
    price_factors,
    probability_cheaper,
    rate_factors,
)
from planner.risk.scenarios import Recourse, Scenario, ScenarioKind
from planner.risk.spreads import P90_SDS, Spreads, load_spreads
from planner.risk.tail import cvar, expected, premium_per_tail

__all__ = [
    "DRAWS",
    "P90_SDS",
    "Drawn",
    "Recourse",
    "Scenario",
    "ScenarioKind",
    "Spreads",
    "Streams",
    "UncertainPool",
    "UncertainPrice",
    "UncertainPrices",
    "band",
    "cvar",
    "expected",
    "load_spreads",
    "normal_draws",
    "plan_bands",
    "premium_per_tail",
    "price_factors",
    "probability_cheaper",
    "rate_factors",
]
