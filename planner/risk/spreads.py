"""How far inputs may lie from what is assumed: standard deviations of their logarithms, each with its source."""

import tomllib
from collections.abc import Mapping
from functools import cache
from math import hypot
from types import MappingProxyType

from msgspec import Struct, field

from planner.catalogue.accelerator import Evidence
from planner.resource_files import resource_path

P90_SDS = 1.2815515655446004  # standard deviations from the middle of a normal to its P90
_NONE: Mapping[Evidence, float] = MappingProxyType({})


class Spreads(Struct, frozen=True, kw_only=True):
    """Standard deviations of the logarithms of inputs (resources/risk/spreads.toml).

    ``figure`` is of a stated figure of an accelerator by its evidence, ``mixing`` of the efficiency of one job over
    several pools, ``utilisation`` and ``residual`` of what is bought, ``exchange_rate`` of one currency against
    another over a run, ``count`` of the number of nodes of a fleet that others ran. ``loss_exponent`` is the power of
    the failure rate that the time lost to failures grows with.
    """

    price: Mapping[Evidence, float]
    failure_rate: float
    loss_exponent: float
    figure: Mapping[Evidence, float] = field(default_factory=lambda: _NONE)
    exchange_rate: float = 0.0
    porting: float = 0.0
    mixing: float = 0.0
    utilisation: float = 0.0
    residual: float = 0.0
    count: Mapping[Evidence, float] = field(default_factory=lambda: _NONE)

    def rate_log_sd(self, model_log_sd: float, evidence: Evidence) -> float:
        """Return the uncertainty in a predicted rate: the model's own and that of the figures it was given."""
        return hypot(model_log_sd, self.figure.get(evidence, 0.0))


@cache
def load_spreads() -> Spreads:
    """Return the shipped spreads."""
    with resource_path("risk", "spreads.toml").open("rb") as file:
        table = tomllib.load(file)
    return Spreads(
        price={grade: float(table["price"][grade.value]) for grade in Evidence},
        failure_rate=float(table["failures"]["rate_log_sd"]),
        loss_exponent=float(table["failures"]["loss_exponent"]),
        figure={grade: float(table["figures"][grade.value]) for grade in Evidence},
        exchange_rate=float(table["exchange_rates"]["log_sd"]),
        porting=float(table["porting"]["log_sd"]),
        mixing=float(table["mixing"]["log_sd"]),
        utilisation=float(table["ownership"]["utilisation_log_sd"]),
        residual=float(table["ownership"]["residual_log_sd"]),
        count={grade: float(table["counts"][grade.value]) for grade in Evidence},
    )
