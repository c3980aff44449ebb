"""Bands P10, P50, P90 of a plan's figures, by Monte Carlo over the doubts in its inputs.

Every input draws from a stream of its own that is named after it (an accelerator, an offer, the team). The same
name gives the same draws in every plan, so plans and their baseline are compared draw by draw: what they share
cancels. The draws do not depend on the machine or on the number of workers.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.accelerator import Evidence
from planner.risk.spreads import Spreads, load_spreads
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, TRILLION_TOKENS

Floats = NDArray[np.float64]

Band = tuple[float, float, float]  # P10, P50, P90


class DoubtedPrice(NamedTuple):
    """A price per hour and how it is known.

    Of what is bought ``utilisation`` is the share of hours in use that the price is spread over (None: rented), and
    ``residual_per_hour`` what the value left at the end takes off it.
    """

    per_hour: float
    evidence: Evidence
    residual_per_hour: float = 0.0
    utilisation: float | None = None

    def with_factors(self, utilisation: Floats | float, residual: Floats | float) -> Floats:
        """Return the price per hour, other utilisation and residual value given as multiples; nothing is used over 1.

        >>> float(DoubtedPrice(2.0, Evidence.PRESS, residual_per_hour=0.4, utilisation=0.8).with_factors(0.5, 0.5))
        4.4
        """
        if self.utilisation is None:
            return np.asarray(self.per_hour)
        unused = np.minimum(np.asarray(utilisation, dtype=np.float64), 1.0 / self.utilisation)
        price: Floats = (self.per_hour + self.residual_per_hour * (1.0 - np.asarray(residual))) / unused
        return price


DRAWS = 10_000
_QUANTILES = (0.10, 0.50, 0.90)
LEAST_GOODPUT = 0.01  # a drawn goodput stays above nothing, so that days stay finite


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainPool:
    """One pool's delivered rate and price, and how sure they are.

    ``log_sd`` is of the logarithm of the true rate, ``shared_log_sd`` the part common to all accelerators of the
    team. ``goodput`` is drawn around only where ``goodput_drawn``. ``prices`` maps an offer's name to its part of the
    price per hour and to its evidence; ``currencies`` names the currency of offers that are in a foreign one.
    ``failure_log_sd`` is how sure the device's failure rate is; None as for all.
    """

    accelerator: str
    delivered_tokens_per_s: float
    log_sd: float
    shared_log_sd: float
    goodput: float
    goodput_drawn: bool
    prices: Mapping[str, DoubtedPrice]
    currencies: Mapping[str, str] = field(default_factory=dict)
    failure_log_sd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How pools' rates become days: wall = turns * tokens / (efficiency * sum of rates) + stops.

    ``turns`` is the number of pools that work one after the other (1 when all work at once); ``extra_cost`` is what
    is paid beside rent, ``porting_cost`` comes on top and is drawn around. The efficiency is drawn around only where
    ``efficiency_drawn``.
    """

    tokens: float
    efficiency: float = 1.0
    turns: int = 1
    stop_s: float = 0.0
    extra_cost: float = 0.0
    porting_cost: float = 0.0
    efficiency_drawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Draws of one plan's figures, each of shape (draws,)."""

    tokens_per_s: Floats
    days: Floats
    cost: Floats
    cost_per_trillion_tokens: Floats


@lru_cache(maxsize=256)
def normal_draws(name: str, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Return standard normal draws of the stream of this name: (draws,), the second half mirrors the first.

    Mirrored (antithetic) draws make the middle of a band fall on the point estimate instead of near it.
    """
    half = np.random.default_rng((zlib.crc32(name.encode()), seed)).standard_normal(draws // 2)
    both = np.concatenate((half, -half))
    both.setflags(write=False)
    return both


@dataclass(frozen=True, slots=True)
class _Streams:
    """The draws of one seed, by name."""

    seed: int
    draws: int

    def factor(self, name: str, log_sd: float) -> Floats | float:
        """Return lognormal factors around 1: (draws,), or 1 where nothing is doubted."""
        return 1.0 if log_sd == 0.0 else np.exp(log_sd * normal_draws(name, self.draws, self.seed))


def draw(
    pools: Sequence[UncertainPool],
    course: Course,
    spreads: Spreads | None = None,
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> Drawn:
    """Return draws of a plan's figures; the pools' prices must all be known.

    ``draws`` is even. Plans drawn with one seed and one number of draws are comparable draw by draw.
    """
    doubts = spreads or load_spreads()
    streams = _Streams(seed, draws)
    rate = np.zeros(draws)
    price = np.zeros(draws)
    for pool in pools:
        rate += _rates(pool, doubts, streams)
        price += _prices(pool, doubts, streams)
    efficiency = course.efficiency * streams.factor("mixing", doubts.mixing if course.efficiency_drawn else 0.0)
    working_s = course.tokens / (efficiency * rate)
    wall_s = course.turns * working_s + course.stop_s
    porting = course.porting_cost * streams.factor("porting", doubts.porting if course.porting_cost else 0.0)
    cost = price * working_s / SECONDS_PER_HOUR + course.extra_cost + porting
    return Drawn(
        tokens_per_s=efficiency * rate / course.turns,
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


def probability_cheaper(cost: Floats, other_cost: Floats) -> float:
    """Return the share of paired draws in which the first costs less; (draws,), (draws,), equal draws count half."""
    return float(np.mean(cost < other_cost) + 0.5 * np.mean(cost == other_cost))


def _rates(pool: UncertainPool, spreads: Spreads, streams: _Streams) -> Floats:
    own = float(np.sqrt(max(0.0, pool.log_sd**2 - pool.shared_log_sd**2)))
    rate = np.full(streams.draws, pool.delivered_tokens_per_s)
    rate *= streams.factor(f"rate:{pool.accelerator}", own)
    rate *= streams.factor("team", pool.shared_log_sd)
    if not pool.goodput_drawn or pool.goodput >= 1.0:
        return rate
    # One stream for all accelerators: how often devices fail differs less between them than between operators.
    doubt = spreads.failure_rate if pool.failure_log_sd is None else pool.failure_log_sd
    worse = streams.factor("failures", spreads.loss_exponent * doubt)
    drawn: Floats = np.maximum(LEAST_GOODPUT, 1.0 - (1.0 - pool.goodput) * worse)
    return rate * drawn / pool.goodput


def _prices(pool: UncertainPool, spreads: Spreads, streams: _Streams) -> Floats:
    total = np.zeros(streams.draws)
    for offer, price in pool.prices.items():
        utilisation = streams.factor("utilisation", spreads.utilisation)
        residual = streams.factor("residual", spreads.residual)
        part = price.with_factors(utilisation, residual)
        part = part * streams.factor(f"price:{offer}", spreads.price[price.evidence])
        currency = pool.currencies.get(offer)
        total += part if currency is None else part * streams.factor(f"currency:{currency}", spreads.exchange_rate)
    return total
