"""The inputs that a plan's figures are uncertain over: how large each is, how sure, and what changing it changes."""

from collections.abc import Callable, Iterator, Sequence
from math import exp, sqrt

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Drawn
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.cluster import NodeGroup
from planner.cost import Depreciation
from planner.mixing.local_terms import efficiency_band
from planner.mixing.strategies import STRATEGIES
from planner.planning.likely_sizes import count_log_sd
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.uncertain_counts import uncertain_groups
from planner.planning.uncertain_members import offer_name, uncertain_pool, uncertain_prices
from planner.risk.draws import UncertainPrices, sided_factors
from planner.risk.spreads import P90_SDS, load_spreads
from planner.sentences import sentence
from planner.uncertainty.what_if import Factors

TEAM, FAILURES, MIXING, PORTING = "team", "failures", "mixing", "porting"
UTILISATION, RESIDUAL, STATISTICAL = "utilisation", "residual", "statistical efficiency"
MFU = "MFU"  # the unit of a pool's rate: a share of the peak
_RATE, _PRICE, _CURRENCY, _COUNT = "rate:", "price:", "currency:", "count:"


class UncertainInput(Struct, frozen=True, kw_only=True):
    """One input: ``value`` in ``unit`` as the plan assumes it, ``log_sd`` of the logarithm of what it may be instead.

    ``key`` is the name of the stream that the Monte Carlo draws it from. ``ends`` are P10 and P90 where they are not
    the lognormal's (``log_sd`` is then about how far they are apart).
    """

    key: str
    name: str
    value: float
    unit: str
    log_sd: float
    evidence: Evidence
    ends: tuple[float, float] | None = None

    @property
    def low(self) -> float:
        """The P10 of the value."""
        return self.value * exp(-P90_SDS * self.log_sd) if self.ends is None else self.ends[0]

    @property
    def high(self) -> float:
        """The P90 of the value."""
        return self.value * exp(P90_SDS * self.log_sd) if self.ends is None else self.ends[1]


def uncertain_inputs(plan: PlannedRun, baseline: PlannedRun | None) -> tuple[UncertainInput, ...]:
    """Return every input that the bands of plan and baseline are drawn over; those that are certain are left out."""
    fleets = [fleet for fleet in (plan, baseline) if fleet is not None]
    found = [*_rates(plan, fleets), *_prices(fleets), *_currencies(fleets), *_ownership(fleets), *_others(plan, fleets)]
    found += _counts(plan)
    return tuple(item for item in found if item.log_sd > 0.0)


def drawn_factors(item: UncertainInput, fleet: PlannedRun, sds: Drawn) -> Factors:
    """Return what an input's being so many standard deviations off its middle multiplies in one fleet.

    A fleet's own uncertainty counts: the same accelerator may be surer in the baseline than in the plan.
    """
    if item.key == TEAM:
        return Factors(
            rates={_key(member): _rate_factor(member, member.site.shared_log_sd, sds) for member in fleet.members}
        )
    if item.key.startswith(_RATE):
        own = [member for member in fleet.members if _RATE + _key(member) == item.key]
        return Factors(rates={_key(member): _rate_factor(member, own_log_sd(member), sds) for member in own})
    if item.key.startswith(_COUNT):
        own_groups = _counted(fleet, item.key.removeprefix(_COUNT))
        return Factors(counts={group.key: _lognormal(count_log_sd(group), sds) for group in own_groups})
    if item.key == FAILURES:
        pools = {_key(member): uncertain_pool(member).failure_log_sd for member in fleet.members}
        log_sds = {key: item.log_sd if own is None else own for key, own in pools.items()}
        each = {key: _lognormal(log_sd, sds) for key, log_sd in log_sds.items()}
        return Factors(failure_rates=each, drawn_goodput_only=True)
    if item.ends is not None:
        steps = np.asarray(sds, dtype=np.float64) / P90_SDS
        moved = np.where(steps < 0.0, steps * (item.value - item.low), steps * (item.high - item.value))
        return factors_of(item.key, fleet, 1.0 + moved / item.value)
    return factors_of(item.key, fleet, _lognormal(item.log_sd, sds), drawn_goodput_only=True)


def input_keys(fleets: Sequence[PlannedRun]) -> tuple[str, ...]:
    """Return every key that ``factors_of`` takes for these fleets: what a winner map may have as an axis."""
    members = [member for fleet in fleets for member in fleet.members]
    prices = _priced_names(fleets)
    found = [TEAM, FAILURES, MIXING, PORTING]
    found += [f"{kind}:{supplier_of(member)}" for kind in ("supplier-rate", "supplier-price") for member in members]
    found += [_RATE + _key(member) for member in members]
    found += [_PRICE + name for name in prices]
    found += [UTILISATION, RESIDUAL] if _owned(fleets) else []
    found += [STATISTICAL] if _changing_optimiser(fleets) else []
    found += [
        _CURRENCY + uncertain.currencies[name] for name, uncertain in prices.items() if name in uncertain.currencies
    ]
    found += [_COUNT + group.accelerator for fleet in fleets for group in uncertain_groups(fleet)]
    return tuple(dict.fromkeys(found))


def factors_of(key: str, fleet: PlannedRun, factor: Drawn, *, drawn_goodput_only: bool = False) -> Factors:
    """Return what multiplying an input by a factor multiplies; ``key`` as in UncertainInput.

    Also ``supplier-rate:NAME`` and ``supplier-price:NAME`` for all accelerators or offers of one supplier. A name
    that takes no part in the fleet changes nothing in it.
    """
    kind, _, name = key.partition(":")
    factors = _FACTORS[kind](fleet, name, factor)
    return replace(factors, drawn_goodput_only=drawn_goodput_only)


def _counted(fleet: PlannedRun, accelerator: str) -> Iterator[NodeGroup]:
    """Return the groups of an accelerator whose number of nodes is uncertain: they are off together."""
    return (group for group in uncertain_groups(fleet) if group.accelerator == accelerator)


def _supplier_rates(fleet: PlannedRun, supplier: str, factor: Drawn) -> Factors:
    return Factors(rates={_key(member): factor for member in fleet.members if supplier_of(member) == supplier})


def _supplier_prices(fleet: PlannedRun, supplier: str, factor: Drawn) -> Factors:
    own = [member for member in fleet.members if supplier_of(member) == supplier]
    return Factors(prices={offer_name(offer): factor for member in own for offer in offers_of(member)})


_FACTORS: dict[str, Callable[[PlannedRun, str, Drawn], Factors]] = {
    TEAM: lambda fleet, _, factor: Factors(rates=dict.fromkeys(map(_key, fleet.members), factor)),
    FAILURES: lambda _fleet, _, factor: Factors(failure_rate=factor),
    MIXING: lambda _fleet, _, factor: Factors(mixing=factor),
    PORTING: lambda _fleet, _, factor: Factors(porting=factor),
    UTILISATION: lambda _fleet, _, factor: Factors(utilisation=factor),
    RESIDUAL: lambda _fleet, _, factor: Factors(residual=factor),
    STATISTICAL: lambda _fleet, _, factor: Factors(statistical=factor),
    "count": lambda fleet, name, factor: Factors(counts={group.key: factor for group in _counted(fleet, name)}),
    "rate": lambda _fleet, name, factor: Factors(rates={name: factor}),
    "price": lambda _fleet, name, factor: Factors(prices={name: factor}),
    "currency": lambda _fleet, name, factor: Factors(currencies={name: factor}),
    "supplier-rate": _supplier_rates,
    "supplier-price": _supplier_prices,
}


def own_log_sd(member: Member) -> float:
    """Return the uncertainty in a pool's rate that no other accelerator of the team shares."""
    return sqrt(max(0.0, member.site.log_sd**2 - member.site.shared_log_sd**2))


def offers_of(member: Member) -> tuple[Offer, ...]:
    """Return the offers that a pool's groups take, each once."""
    return tuple(dict.fromkeys(group.offer for group in member.planned.groups if group.offer is not None))


def _key(member: Member) -> str:
    return member.planned.accelerator


def _lognormal(log_sd: float, sds: Drawn) -> Drawn:
    factor: Drawn = np.exp(log_sd * np.asarray(sds, dtype=np.float64))
    return factor


def _rate_factor(member: Member, log_sd: float, sds: Drawn) -> Drawn:
    return sided_factors(log_sd, uncertain_pool(member).sides, sds)


def _rate_ends(member: Member, log_sd: float, value: float) -> tuple[float, float]:
    low, high = np.ravel(_rate_factor(member, log_sd, np.array([-P90_SDS, P90_SDS])))
    return value * float(low), value * float(high)


def _rates(plan: PlannedRun, fleets: Sequence[PlannedRun]) -> Iterator[UncertainInput]:
    members = [member for fleet in fleets for member in fleet.members]
    least_sure = max(members, key=lambda member: member.site.shared_log_sd)
    shared = least_sure.site.shared_log_sd
    yield UncertainInput(
        key=TEAM, name="Speed of all pools (the team's tuning)", value=1.0, unit="of the predicted rate", log_sd=shared,
        evidence=Evidence.PUBLISHED, ends=_rate_ends(least_sure, shared, 1.0),
    )  # fmt: skip
    for key in dict.fromkeys(map(_key, members)):
        drawn, mfu = _shown_rate(plan, members, key)
        accelerator = drawn.planned.pool.accelerator
        yield UncertainInput(
            key=_RATE + key,
            name=sentence("MFU of {}", accelerator.name),
            value=mfu,
            unit=MFU,
            log_sd=own_log_sd(drawn),
            ends=_rate_ends(drawn, own_log_sd(drawn), mfu),
            evidence=accelerator.evidence_at(plan.plan.training.precision.rate),
        )


def _shown_rate(plan: PlannedRun, members: Sequence[Member], key: str) -> tuple[Member, float]:
    """Return the pool of an accelerator whose uncertainty is shown, and its MFU as the plan says it.

    It is the plan's own, at work; the baseline's, on another layout, has an MFU of its own. That stands for the plan's
    only in how uncertain it is, where the plan's is certain.
    """
    alike = [member for member in members if _key(member) == key]
    own = [member for member in plan.members if _key(member) == key]
    least_sure = max(own or alike, key=own_log_sd)
    mfu = plan.at_work(least_sure).mfu if own else least_sure.mfu
    return (least_sure if own_log_sd(least_sure) > 0.0 else max(alike, key=own_log_sd)), mfu


def _priced_names(fleets: Sequence[PlannedRun]) -> dict[str, UncertainPrices]:
    """Return the names of all prices, each with the prices of a group that pays it."""
    found: dict[str, UncertainPrices] = {}
    for fleet in fleets:
        for priced in fleet.setting.priced.values():
            uncertain = uncertain_prices(priced, fleet.plan)
            found |= {name: uncertain for name in uncertain.prices if name not in found}
    return found


def _prices(fleets: Sequence[PlannedRun]) -> Iterator[UncertainInput]:
    plan, accelerators = fleets[0].plan, fleets[0].grounds.catalogue.accelerators
    offers = {offer_name(priced.offer): priced.offer for fleet in fleets for priced in fleet.setting.priced.values()}
    for name, uncertain in _priced_names(fleets).items():
        offer = offers.get(name)
        money = plan.energy.price_per_kwh if offer is None else offer.price
        hourly = offer is not None and offer.acquisition is Acquisition.RENT
        yield UncertainInput(
            key=_PRICE + name,
            name="Price of energy" if offer is None else sentence("Price of {}", accelerators[offer.accelerator].name),
            value=money.amount,
            unit=money.currency + ("/kWh" if offer is None else "/device-hour" if hourly else ""),
            log_sd=load_spreads().price[uncertain.prices[name].evidence],
            evidence=uncertain.prices[name].evidence,
        )


def _currencies(fleets: Sequence[PlannedRun]) -> Iterator[UncertainInput]:
    plan = fleets[0].plan
    prices = _priced_names(fleets)
    foreign = dict.fromkeys(
        uncertain.currencies[name] for name, uncertain in prices.items() if name in uncertain.currencies
    )
    for code in foreign:
        rate = plan.rates.convert(Money(amount=1.0, currency=code), plan.currency).amount
        yield UncertainInput(
            key=_CURRENCY + code, name=sentence("Exchange rate of {}", code), value=rate,
            unit=f"{plan.currency}/{code}", log_sd=load_spreads().exchange_rate, evidence=Evidence.ESTIMATE,
        )  # fmt: skip


def _owned(fleets: Sequence[PlannedRun]) -> bool:
    """Return whether something is bought whose price hangs on its use and on what it is worth at the end."""
    offers = [offer for fleet in fleets for member in fleet.members for offer in offers_of(member)]
    annuity = fleets[0].plan.purchase.depreciation is Depreciation.ANNUITY
    return annuity and any(offer.acquisition is Acquisition.PURCHASE for offer in offers)


def _ownership(fleets: Sequence[PlannedRun]) -> Iterator[UncertainInput]:
    terms, spreads = fleets[0].plan.purchase, load_spreads()
    if _owned(fleets):
        yield UncertainInput(
            key=UTILISATION, name="Utilisation of what is bought", value=terms.utilisation, unit="of all hours",
            log_sd=spreads.utilisation, evidence=Evidence.ESTIMATE,
        )  # fmt: skip
        yield UncertainInput(
            key=RESIDUAL, name="Residual value of what is bought", value=terms.residual_share, unit="of its price",
            log_sd=spreads.residual, evidence=Evidence.ESTIMATE,
        )  # fmt: skip


def _others(plan: PlannedRun, fleets: Sequence[PlannedRun]) -> Iterator[UncertainInput]:
    spreads = load_spreads()
    porting = plan.porting
    if any(not member.site.includes_goodput and member.goodput < 1.0 for fleet in fleets for member in fleet.members):
        yield UncertainInput(
            key=FAILURES, name="Failures of devices", value=1.0, unit="of the assumed rate",
            log_sd=spreads.failure_rate, evidence=Evidence.PUBLISHED,
        )  # fmt: skip
    if any(fleet.joined is not None for fleet in fleets):
        yield UncertainInput(
            key=MIXING, name="Efficiency of mixing", value=1.0, unit="of the computed efficiency",
            log_sd=spreads.mixing, evidence=Evidence.PRESS,
        )  # fmt: skip
    if porting > 0.0:
        yield UncertainInput(
            key=PORTING, name="Porting cost", value=porting, unit=plan.plan.currency,
            log_sd=spreads.porting, evidence=Evidence.ESTIMATE,
        )  # fmt: skip
    for fleet in _changing_optimiser(fleets)[:1]:
        low, middle, high = efficiency_band(fleet.plan.mixing.local, len(fleet.joined.members) if fleet.joined else 1)
        yield UncertainInput(
            key=STATISTICAL, name="Statistical efficiency of averaged copies", value=middle, unit="of the tokens",
            log_sd=(high - low) / (2.0 * P90_SDS * middle), evidence=Evidence.ESTIMATE, ends=(low, high),
        )  # fmt: skip


def _counts(plan: PlannedRun) -> Iterator[UncertainInput]:
    accelerators = plan.grounds.catalogue.accelerators
    for key in dict.fromkeys(group.accelerator for group in uncertain_groups(plan)):
        groups = tuple(_counted(plan, key))
        least_known = max(groups, key=count_log_sd)
        yield UncertainInput(
            key=_COUNT + key, name=sentence("Number of nodes of {}", accelerators[key].name),
            value=float(sum(group.nodes for group in groups)), unit="nodes",
            log_sd=count_log_sd(least_known), evidence=least_known.nodes_evidence,
        )  # fmt: skip


def _changing_optimiser(fleets: Sequence[PlannedRun]) -> list[PlannedRun]:
    """Return the fleets that work by a way which changes the optimiser."""
    return [fleet for fleet in fleets if fleet.joined and not STRATEGIES[fleet.joined.strategy].keeps_optimiser]
