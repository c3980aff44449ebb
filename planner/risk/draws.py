"""Bands P10, P50, P90 of a plan's figures, by Monte Carlo over the uncertainty of its inputs.

Every input draws from a stream of its own that is named after it (an accelerator, an offer, the team). The same
name gives the same draws in every plan, so plans and their baseline are compared draw by draw: what they share
cancels. The draws do not depend on the machine or on the number of workers.
"""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from msgspec import Struct, field

from planner.arrays import Floats
from planner.catalogue.accelerator import Evidence
from planner.risk.spreads import Spreads, load_spreads

Band = tuple[float, float, float]  # P10, P50, P90


class UncertainPrice(NamedTuple):
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

        >>> float(UncertainPrice(2.0, Evidence.PRESS, residual_per_hour=0.4, utilisation=0.8).with_factors(0.5, 0.5))
        4.4
        """
        if self.utilisation is None:
            return np.asarray(self.per_hour)
        unused = np.minimum(np.asarray(utilisation, dtype=np.float64), 1.0 / self.utilisation)
        price: Floats = (self.per_hour + self.residual_per_hour * (1.0 - np.asarray(residual))) / unused
        return price


Sides = tuple[float, float]
EVEN: Sides = (1.0, 1.0)

DRAWS = 10_000
_QUANTILES = (0.10, 0.50, 0.90)
LEAST_GOODPUT = 0.01  # a drawn goodput stays above nothing, so that days stay finite


class UncertainPrices(Struct, frozen=True, kw_only=True):
    """What one group pays an hour: by the name of each price its part and how it is known, and foreign currencies."""

    prices: Mapping[str, UncertainPrice]
    currencies: Mapping[str, str] = field(default_factory=dict)


class UncertainPool(Struct, frozen=True, kw_only=True):
    """One pool's delivered rate, and how sure it is.

    ``log_sd`` is of the logarithm of the true rate, ``shared_log_sd`` the part common to all accelerators of the
    team; ``sides`` are what both are multiplied by below and above the middle. ``goodput`` is drawn around only where
    ``goodput_drawn``. ``failure_log_sd`` is how sure the device's failure rate is; None as for all.
    """

    accelerator: str
    delivered_tokens_per_s: float
    log_sd: float
    shared_log_sd: float
    goodput: float
    goodput_drawn: bool
    failure_log_sd: float | None = None
    sides: Sides = EVEN


class Drawn(Struct, frozen=True, kw_only=True):
    """Draws of one plan's figures, each of shape (draws,).

    Where the run does not finish days and money are infinite, and no token a second counts for it.
    """

    tokens_per_s: Floats
    days: Floats
    cost: Floats
    unit_cost: Floats


@lru_cache(maxsize=256)
def normal_draws(name: str, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Return standard normal draws of the stream of this name: (draws,), the second half mirrors the first.

    Mirrored (antithetic) draws make the middle of a band fall on the point estimate instead of near it.
    """
    half = np.random.default_rng((zlib.crc32(name.encode()), seed)).standard_normal(draws // 2)
    both = np.concatenate((half, -half))
    both.setflags(write=False)
    return both


class Streams(Struct, frozen=True):
    """The draws of one seed, by name."""

    seed: int = 0
    draws: int = DRAWS

    def factor(self, name: str, log_sd: float, sides: Sides = EVEN) -> Floats:
        """Return lognormal factors around 1, (draws,), of a standard deviation so many times as large on each side."""
        if log_sd == 0.0:
            return np.ones(self.draws)
        return sided_factors(log_sd, sides, normal_draws(name, self.draws, self.seed))


def sided_factors(log_sd: float, sides: Sides, sds: Floats | float) -> Floats:
    """Return factors around 1 that lie so many standard deviations off; below 0 the first side's, above the second's.

    >>> [round(float(factor), 3) for factor in sided_factors(0.1, (2.0, 1.0), np.array([-1.0, 0.0, 1.0]))]
    [0.819, 1.0, 1.105]
    """
    off = np.asarray(sds, dtype=np.float64)
    if sides == EVEN:
        return np.asarray(np.exp(log_sd * off))
    slow, fast = sides
    return np.asarray(np.exp(log_sd * np.where(off < 0.0, slow, fast) * off))


def band(values: Floats) -> Band:
    """Return P10, P50 and P90 of some draws; infinite where so many of them are.

    >>> band(np.array([1.0, 2.0, 3.0, np.inf]))
    (1.3, 2.5, inf)
    """
    with np.errstate(invalid="ignore"):
        found = np.quantile(values, _QUANTILES)
    ends = np.quantile(values, _QUANTILES, method="higher"), np.quantile(values, _QUANTILES, method="lower")
    for end in ends:  # between a number and an infinite one there is no part of the way
        found = np.where(np.isfinite(end), found, end)
    low, middle, high = found
    return float(low), float(middle), float(high)


def savings(unit_cost: Floats, other: Floats) -> Floats:
    """Return what is saved on another cost, draw by draw or case by case; arrays broadcast.

    A run that never ends saves nothing, however little the other comes to: its saving is infinitely below 0.

    >>> savings(np.array([1.0, np.inf, np.inf]), np.array([2.0, 2.0, np.inf])).tolist()
    [0.5, -inf, -inf]
    """
    with np.errstate(invalid="ignore"):
        saved: Floats = np.where(np.isposinf(unit_cost), -np.inf, 1.0 - np.asarray(unit_cost) / np.asarray(other))
    return saved


def plan_bands(plan: Drawn, baseline: Drawn | None, *, priced: bool = True) -> dict[str, Band]:
    """Return the bands of a plan by figure; the saving's from pairs of draws of plan and baseline.

    Draws that never finish count at the bad end: an end that so many reach is infinite, below 0 for rate and saving.
    """
    bands = {
        "tokens_per_s": band(np.where(np.isfinite(plan.days), plan.tokens_per_s, -np.inf)),
        "days": band(plan.days),
    }
    if priced:
        bands["cost"] = band(plan.cost)
        bands["cost_per_trillion_tokens"] = band(plan.unit_cost)
    if priced and baseline is not None:
        bands["saving"] = band(savings(plan.unit_cost, baseline.unit_cost))
    return bands


def probability_cheaper(cost: Floats, other_cost: Floats) -> float:
    """Return the share of paired draws in which the first costs less; (draws,), (draws,), equal draws count half."""
    return float(np.mean(cost < other_cost) + 0.5 * np.mean(cost == other_cost))


def rate_factors(pool: UncertainPool, streams: Streams, spreads: Spreads | None = None) -> Floats:
    """Return what a pool's delivered rate may be instead, as factors of it: (draws,)."""
    known_spreads = spreads or load_spreads()
    own = float(np.sqrt(max(0.0, pool.log_sd**2 - pool.shared_log_sd**2)))
    rate = streams.factor(f"rate:{pool.accelerator}", own, pool.sides)
    rate = rate * streams.factor("team", pool.shared_log_sd, pool.sides)
    if not pool.goodput_drawn or pool.goodput >= 1.0:
        return rate
    # One stream for all accelerators: how often devices fail differs less between them than between operators.
    failure_log_sd = known_spreads.failure_rate if pool.failure_log_sd is None else pool.failure_log_sd
    worse = streams.factor("failures", known_spreads.loss_exponent * failure_log_sd)
    drawn: Floats = np.maximum(LEAST_GOODPUT, 1.0 - (1.0 - pool.goodput) * worse)
    return rate * drawn / pool.goodput


def price_factors(priced: UncertainPrices, streams: Streams, spreads: Spreads | None = None) -> Floats:
    """Return what a group's price per hour may be instead, as factors of it: (draws,)."""
    known_spreads = spreads or load_spreads()
    total, planned = np.zeros(streams.draws), 0.0
    for offer, price in priced.prices.items():
        utilisation = streams.factor("utilisation", known_spreads.utilisation)
        residual = streams.factor("residual", known_spreads.residual)
        part = price.with_factors(utilisation, residual) * streams.factor(
            f"price:{offer}", known_spreads.price[price.evidence]
        )
        currency = priced.currencies.get(offer)
        total += (
            part if currency is None else part * streams.factor(f"currency:{currency}", known_spreads.exchange_rate)
        )
        planned += price.per_hour
    return total / planned if planned > 0.0 else np.ones(streams.draws)
