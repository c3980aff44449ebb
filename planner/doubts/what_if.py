"""A known fleet planned again with other rates, prices, failures or exchange rates: one case, or many as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from planner.doubts.known_fleet import KnownFleet
from planner.mixing.choose import mix
from planner.mixing.working_pool import WorkingPool
from planner.planning.fleet import mixed_run, mixing_rules
from planner.planning.members import Member, pool_row, stack_of, uncertain_pool, working_pool
from planner.risk.draws import LEAST_GOODPUT
from planner.risk.spreads import load_spreads
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, TRILLION_TOKENS

Floats = NDArray[np.float64]
Number = float | Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What is multiplied: by accelerator, by offer, by currency, or for all; arrays broadcast together.

    ``failure_rate`` reaches every pool, or only those whose goodput is in doubt (``doubted_goodput_only``: where a
    measured rate holds its own failures, its band does not draw them). ``mixing`` is of the efficiency of one job
    over several pools.
    """

    rates: Mapping[str, Number] = field(default_factory=dict)
    prices: Mapping[str, Number] = field(default_factory=dict)
    currencies: Mapping[str, Number] = field(default_factory=dict)
    failure_rate: Number = 1.0
    doubted_goodput_only: bool = False
    porting: Number = 1.0
    mixing: Number = 1.0
    utilisation: Number = 1.0
    residual: Number = 1.0

    def times(self, other: "Factors") -> "Factors":
        """Return both together."""
        return Factors(
            rates=_multiplied(self.rates, other.rates),
            prices=_multiplied(self.prices, other.prices),
            currencies=_multiplied(self.currencies, other.currencies),
            failure_rate=self.failure_rate * other.failure_rate,
            doubted_goodput_only=self.doubted_goodput_only or other.doubted_goodput_only,
            porting=self.porting * other.porting,
            mixing=self.mixing * other.mixing,
            utilisation=self.utilisation * other.utilisation,
            residual=self.residual * other.residual,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a fleet gives, arrays of the factors' shape (at least one value each); money is NaN where unknown.

    ``wall_s`` is the whole run; ``rent`` is paid over it, ``one_time`` (migration and porting) beside it.
    """

    tokens: float
    wall_s: Floats
    rent: Floats
    one_time: Floats
    porting: Floats

    @property
    def days(self) -> Floats:
        """Days of the whole run."""
        return self.wall_s / SECONDS_PER_DAY

    @property
    def tokens_per_s(self) -> Floats:
        """Tokens over all the time of the run, stops included."""
        return self.tokens / self.wall_s

    @property
    def price_per_hour(self) -> Floats:
        """Rent per hour, averaged over the run."""
        return self.rent / (self.wall_s / SECONDS_PER_HOUR)

    @property
    def cost(self) -> Floats:
        """Cost of the run."""
        return self.rent + self.one_time

    @property
    def cost_per_trillion_tokens(self) -> Floats:
        """Cost per 1e12 tokens."""
        return self.cost / self.tokens * TRILLION_TOKENS


def what_if(known: KnownFleet, factors: Factors | None = None) -> Figures:
    """Return what the fleet gives under factors: shares, strategy and stops are chosen anew, in every case of arrays.

    Layouts stay: a pool's best one does not depend on anything that these factors change.
    """
    changes = factors or Factors()
    plan = known.plan
    pools = [_changed(member, known, changes) for member in known.members]
    columns = mix(pools, mixed_run(plan), mixing_rules(plan)).columns
    slower = 1.0 / np.asarray(changes.mixing if known.fleet.joined else 1.0)
    porting = columns.porting * changes.porting
    return Figures(
        tokens=plan.run.tokens,
        wall_s=np.atleast_1d(columns.wall_s * slower),
        rent=np.atleast_1d(columns.rent * slower),
        one_time=np.atleast_1d(columns.migration + porting),
        porting=np.atleast_1d(porting),
    )


def _changed(member: Member, known: KnownFleet, changes: Factors) -> WorkingPool:
    row, site = pool_row(member, known.plan), member.planned.site
    pool = working_pool(member.planned.accelerator, stack_of(member), (row,), site=site, options=member.options)
    rate = np.asarray(changes.rates.get(member.planned.accelerator, 1.0), dtype=np.float64)
    scaled = {
        item.name: getattr(pool, item.name) * rate if item.name.endswith("per_s") else getattr(pool, item.name) / rate
        for item in fields(pool)
        if item.name.endswith("_s")
    }
    goodput = _goodput(member, pool.goodput, changes)
    return replace(pool, **scaled, goodput=goodput, price_per_hour=pool.price_per_hour * _price(member, known, changes))


def _goodput(member: Member, goodput: Floats, changes: Factors) -> Floats:
    if changes.doubted_goodput_only and member.site.includes_goodput:
        return goodput
    worse = np.asarray(changes.failure_rate, dtype=np.float64) ** load_spreads().loss_exponent
    return np.maximum(LEAST_GOODPUT, 1.0 - (1.0 - goodput) * worse)


def _price(member: Member, known: KnownFleet, changes: Factors) -> Number:
    """Return the factor of a pool's price per hour: its offers' factors, weighted by what each is paid."""
    doubted = uncertain_pool(member, known.plan)
    total = sum(price.per_hour for price in doubted.prices.values())
    if not total > 0.0:
        return 1.0
    changed: Number = 0.0
    for name, price in doubted.prices.items():
        currency = changes.currencies.get(doubted.currencies.get(name, ""), 1.0)
        amount = price.with_factors(changes.utilisation, changes.residual)
        changed = changed + amount / total * changes.prices.get(name, 1.0) * currency
    return changed


def _multiplied(one: Mapping[str, Number], other: Mapping[str, Number]) -> dict[str, Number]:
    return {key: one.get(key, 1.0) * other.get(key, 1.0) for key in dict.fromkeys((*one, *other))}
