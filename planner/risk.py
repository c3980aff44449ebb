"""Bands P10, P50, P90 of a plan's figures, by Monte Carlo over the doubts in its inputs.

Every input draws from a stream of its own that is named after it (an accelerator, an offer, the team). The same
name gives the same draws in every plan, so plans and their baseline are compared draw by draw: what they share
cancels. The draws do not depend on the machine or on the number of workers.
"""

import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.accelerator import Evidence
from planner.plan_result import Band
from planner.resource_files import resource_path
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, TRILLION_TOKENS

Floats = NDArray[np.float64]

DRAWS = 4096
_QUANTILES = (0.10, 0.50, 0.90)
_LEAST_GOODPUT = 0.01  # a drawn goodput stays above nothing, so that days stay finite


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads:
    """Standard deviations of the logarithms of inputs (resources/risk/spreads.toml)."""

    price: Mapping[Evidence, float]
    failure_rate: float
    loss_exponent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainPool:
    """One pool's delivered rate and price, and how sure they are.

    ``log_sd`` is of the logarithm of the true rate, ``shared_log_sd`` the part common to all accelerators of the
    team. ``goodput`` is drawn around only where ``goodput_drawn``. ``prices`` maps an offer's name to its part of the
    price per hour and to its evidence.
    """

    accelerator: str
    delivered_tokens_per_s: float
    log_sd: float
    shared_log_sd: float
    goodput: float
    goodput_drawn: bool
    prices: Mapping[str, tuple[float, Evidence]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How pools' rates become days: wall = turns * tokens / (efficiency * sum of rates) + stops.

    ``turns`` is the number of pools that work one after the other (1 when all work at once); ``extra_cost`` is what
    is paid beside rent.
    """

    tokens: float
    efficiency: float = 1.0
    turns: int = 1
    stop_s: float = 0.0
    extra_cost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Draws of one plan's figures, each of shape (draws,)."""

    tokens_per_s: Floats
    days: Floats
    cost: Floats
    cost_per_trillion_tokens: Floats


@cache
def load_spreads() -> Spreads:
    """Return the shipped spreads."""
    with resource_path("risk", "spreads.toml").open("rb") as file:
        table = tomllib.load(file)
    return Spreads(
        price={grade: float(table["price"][grade.value]) for grade in Evidence},
        failure_rate=float(table["failures"]["rate_log_sd"]),
        loss_exponent=float(table["failures"]["loss_exponent"]),
    )


@lru_cache(maxsize=256)
def normal_draws(name: str, draws: int = DRAWS) -> Floats:
    """Return standard normal draws of the stream of this name: (draws,), the second half mirrors the first.

    Mirrored (antithetic) draws make the middle of a band fall on the point estimate instead of near it.
    """
    half = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(draws // 2)
    both = np.concatenate((half, -half))
    both.setflags(write=False)
    return both


def draw(pools: Sequence[UncertainPool], course: Course, spreads: Spreads | None = None) -> Drawn:
    """Return draws of a plan's figures; the pools' prices must all be known."""
    doubts = spreads or load_spreads()
    rate = np.zeros(DRAWS)
    price = np.zeros(DRAWS)
    for pool in pools:
        rate += _rates(pool, doubts)
        price += _prices(pool, doubts)
    working_s = course.tokens / (course.efficiency * rate)
    wall_s = course.turns * working_s + course.stop_s
    cost = price * working_s / SECONDS_PER_HOUR + course.extra_cost
    return Drawn(
        tokens_per_s=course.efficiency * rate / course.turns,
        days=wall_s / SECONDS_PER_DAY,
        cost=cost,
        cost_per_trillion_tokens=cost / course.tokens * TRILLION_TOKENS,
    )


def band(values: Floats) -> Band:
    """Return P10, P50 and P90 of some draws."""
    low, middle, high = np.quantile(values, _QUANTILES)
    return float(low), float(middle), float(high)


def plan_bands(plan: Drawn, baseline: Drawn | None, *, priced: bool = True) -> dict[str, Band]:
    """Return the bands of a plan by figure; the saving's from pairs of draws of plan and baseline."""
    bands = {"tokens_per_s": band(plan.tokens_per_s), "days": band(plan.days)}
    if priced:
        bands["cost"] = band(plan.cost)
        bands["cost_per_trillion_tokens"] = band(plan.cost_per_trillion_tokens)
    if priced and baseline is not None:
        bands["saving"] = band(1.0 - plan.cost_per_trillion_tokens / baseline.cost_per_trillion_tokens)
    return bands


def _rates(pool: UncertainPool, spreads: Spreads) -> Floats:
    own = np.sqrt(max(0.0, pool.log_sd**2 - pool.shared_log_sd**2))
    logs = own * normal_draws(f"rate:{pool.accelerator}") + pool.shared_log_sd * normal_draws("team")
    rate: Floats = pool.delivered_tokens_per_s * np.exp(logs)
    if not pool.goodput_drawn or pool.goodput >= 1.0:
        return rate
    # One stream for all accelerators: how often devices fail differs less between them than between operators.
    worse = np.exp(spreads.loss_exponent * spreads.failure_rate * normal_draws("failures"))
    drawn: Floats = np.maximum(_LEAST_GOODPUT, 1.0 - (1.0 - pool.goodput) * worse)
    return rate * drawn / pool.goodput


def _prices(pool: UncertainPool, spreads: Spreads) -> Floats:
    total = np.zeros(DRAWS)
    for offer, (per_hour, evidence) in pool.prices.items():
        total += per_hour * np.exp(spreads.price[evidence] * normal_draws(f"price:{offer}"))
    return total
