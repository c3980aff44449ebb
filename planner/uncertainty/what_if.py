"""A planned timetable at other rates, prices, failures or exchange rates: one case, or many as arrays."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct, field

from planner.arrays import Drawn, Floats
from planner.mixing.strategies import STRATEGIES
from planner.plan import Plan
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun
from planner.planning.pools import PricedGroup
from planner.planning.retimed import retimed
from planner.planning.uncertain_counts import count_rate
from planner.planning.uncertain_members import uncertain_prices
from planner.planning.ways import PlannedWay
from planner.risk.draws import LEAST_GOODPUT
from planner.risk.spreads import load_spreads
from planner.units import HOURS_PER_DAY, SECONDS_PER_DAY, TRILLION_TOKENS


class Factors(Struct, frozen=True, kw_only=True):
    """What is multiplied: by accelerator, by offer, by currency, or for all; arrays broadcast together.

    ``failure_rate`` (of all) and ``failure_rates`` (by accelerator) reach every pool, or only those whose goodput is in
    uncertainty (``drawn_goodput_only``: where a measured rate holds its own failures, its band does not draw them).
    ``mixing`` is of the efficiency of one job over several pools, ``statistical`` of the statistical efficiency of ways
    that change the optimiser. ``counts`` are of the numbers of nodes, by group: more nodes are faster and cost more.
    """

    rates: Mapping[str, Drawn] = field(default_factory=dict)
    prices: Mapping[str, Drawn] = field(default_factory=dict)
    currencies: Mapping[str, Drawn] = field(default_factory=dict)
    failure_rates: Mapping[str, Drawn] = field(default_factory=dict)
    failure_rate: Drawn = 1.0
    drawn_goodput_only: bool = False
    porting: Drawn = 1.0
    mixing: Drawn = 1.0
    statistical: Drawn = 1.0
    utilisation: Drawn = 1.0
    residual: Drawn = 1.0
    counts: Mapping[str, Drawn] = field(default_factory=dict)

    def times(self, other: "Factors") -> "Factors":
        """Return both together."""
        return Factors(
            rates=_multiplied(self.rates, other.rates),
            prices=_multiplied(self.prices, other.prices),
            currencies=_multiplied(self.currencies, other.currencies),
            failure_rates=_multiplied(self.failure_rates, other.failure_rates),
            failure_rate=self.failure_rate * other.failure_rate,
            drawn_goodput_only=self.drawn_goodput_only or other.drawn_goodput_only,
            porting=self.porting * other.porting,
            mixing=self.mixing * other.mixing,
            statistical=self.statistical * other.statistical,
            utilisation=self.utilisation * other.utilisation,
            residual=self.residual * other.residual,
            counts=_multiplied(self.counts, other.counts),
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """The common shape of all factors, of one value at least."""
        single = (self.failure_rate, self.porting, self.mixing, self.statistical, self.utilisation, self.residual)
        named = (self.rates, self.prices, self.currencies, self.failure_rates, self.counts)
        numbers = [*single, *(number for mapping in named for number in mapping.values())]
        return np.broadcast_shapes((1,), *(np.shape(number) for number in numbers))


class Figures(Struct, frozen=True, kw_only=True):
    """What a fleet gives, arrays of the factors' shape (at least one value each); money is NaN where unknown.

    ``days`` is the whole run (infinite: it does not finish), ``rent`` everything that it costs but porting.
    """

    tokens: float
    days: Floats
    rent: Floats
    porting: Floats

    @property
    def tokens_per_s(self) -> Floats:
        """Tokens over all the time of the run, stops and waits included."""
        return self.tokens / (self.days * SECONDS_PER_DAY)

    @property
    def price_per_hour(self) -> Floats:
        """Money per hour without porting, averaged over the run."""
        return self.rent / (self.days * HOURS_PER_DAY)

    @property
    def cost(self) -> Floats:
        """Cost of the run."""
        return self.rent + self.porting

    @property
    def unit_cost(self) -> Floats:
        """Cost per 1e12 tokens."""
        return self.cost / self.tokens * TRILLION_TOKENS


def what_if(fleet: PlannedRun, factors: Factors | None = None) -> Figures:
    """Return what the fleet's timetable gives under factors, in every case of arrays: the order of ways is kept.

    Layouts stay: a pool's best one does not depend on anything that these factors change.
    """
    changes = factors or Factors()
    shape = changes.shape

    def cases(number: Drawn) -> Floats:
        return np.broadcast_to(np.asarray(number, dtype=np.float64), shape).ravel()

    found = retimed(
        fleet,
        lambda member: cases(rate_factor(member, changes) * count_rate(fleet, member, changes.counts)),
        lambda priced: cases(price_factor(priced, fleet.plan, changes) * changes.counts.get(priced.group.key, 1.0)),
        joint=lambda way: cases(joint_factor(way, changes)),
        porting=cases(changes.porting),
    )
    unknown = 0.0 if fleet.priced else np.nan
    return Figures(
        tokens=found.tokens,
        days=found.days.reshape(shape),
        rent=found.rent.reshape(shape) + unknown,
        porting=np.asarray(found.porting, dtype=np.float64).reshape(shape),
    )


def rate_factor(member: Member, changes: Factors) -> Drawn:
    """Return the factor of a pool's delivered rate: its own, and what other failures leave of its goodput."""
    key = member.planned.accelerator
    rate = changes.rates.get(key, 1.0)
    if (changes.drawn_goodput_only and member.site.includes_goodput) or member.goodput >= 1.0:
        return rate
    failures = np.asarray(changes.failure_rate * changes.failure_rates.get(key, 1.0), dtype=np.float64)
    worse = failures ** load_spreads().loss_exponent
    goodput: Floats = np.maximum(LEAST_GOODPUT, 1.0 - (1.0 - member.goodput) * worse)
    return rate * (goodput / member.goodput)


def price_factor(priced: PricedGroup, plan: Plan, changes: Factors) -> Drawn:
    """Return the factor of a group's price per hour: those of its parts, weighted by what each is paid."""
    uncertain = uncertain_prices(priced, plan)
    total = sum(price.per_hour for price in uncertain.prices.values())
    if not total > 0.0:
        return 1.0
    changed: Drawn = 0.0
    for name, price in uncertain.prices.items():
        currency = changes.currencies.get(uncertain.currencies.get(name, ""), 1.0)
        amount = price.with_factors(changes.utilisation, changes.residual)
        changed = changed + amount / total * changes.prices.get(name, 1.0) * currency
    return changed


def joint_factor(way: PlannedWay, changes: Factors) -> Drawn:
    """Return the factor of a joined way's rate beyond those of its pools."""
    return changes.mixing if STRATEGIES[way.strategy].keeps_optimiser else changes.mixing * changes.statistical


def _multiplied(one: Mapping[str, Drawn], other: Mapping[str, Drawn]) -> dict[str, Drawn]:
    return {key: one.get(key, 1.0) * other.get(key, 1.0) for key in dict.fromkeys((*one, *other))}
