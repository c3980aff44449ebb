"""The inputs that a plan's figures are in doubt over: how large each is, how sure, and what changing it changes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt

import numpy as np

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.cost import Depreciation
from planner.doubts.known_fleet import KnownFleet, supplier_of
from planner.doubts.what_if import Factors, Number
from planner.planning.members import Member, offer_name
from planner.risk.spreads import P90_SDS, load_spreads

TEAM, FAILURES, MIXING, PORTING = "team", "failures", "mixing", "porting"
UTILISATION, RESIDUAL = "utilisation", "residual"
_RATE, _PRICE, _CURRENCY = "rate:", "price:", "currency:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtedInput:
    """One input: ``value`` in ``unit`` as the plan assumes it, ``log_sd`` of the logarithm of what it may be instead.

    ``key`` is the name of the stream that the Monte Carlo draws it from.
    """

    key: str
    name: str
    value: float
    unit: str
    log_sd: float
    evidence: Evidence

    @property
    def low(self) -> float:
        """The P10 of the value."""
        return self.value * exp(-P90_SDS * self.log_sd)

    @property
    def high(self) -> float:
        """The P90 of the value."""
        return self.value * exp(P90_SDS * self.log_sd)


def doubted_inputs(plan: KnownFleet, baseline: KnownFleet | None) -> tuple[DoubtedInput, ...]:
    """Return every input that the bands of plan and baseline are drawn over; those without doubt are left out."""
    fleets = [fleet for fleet in (plan, baseline) if fleet is not None]
    found = [*_rates(fleets), *_prices(fleets), *_currencies(fleets), *_ownership(fleets), *_others(plan, fleets)]
    return tuple(item for item in found if item.log_sd > 0.0)


def drawn_factors(item: DoubtedInput, fleet: KnownFleet, sds: Number) -> Factors:
    """Return what an input's being so many standard deviations off its middle multiplies in one fleet.

    A fleet's own doubt counts: the same accelerator may be surer in the baseline than in the plan.
    """
    if item.key == TEAM:
        return Factors(rates={_key(member): _lognormal(member.site.shared_log_sd, sds) for member in fleet.members})
    if item.key.startswith(_RATE):
        own = [member for member in fleet.members if _RATE + _key(member) == item.key]
        return Factors(rates={_key(member): _lognormal(own_log_sd(member), sds) for member in own})
    return factors_of(item.key, fleet, _lognormal(item.log_sd, sds), doubted_goodput_only=True)


def input_keys(fleets: Sequence[KnownFleet]) -> tuple[str, ...]:
    """Return every key that ``factors_of`` takes for these fleets: what a winner map may have as an axis."""
    members = [member for fleet in fleets for member in fleet.members]
    offers = [offer for member in members for offer in offers_of(member)]
    found = [TEAM, FAILURES, MIXING, PORTING]
    found += [f"{kind}:{supplier_of(member)}" for kind in ("supplier-rate", "supplier-price") for member in members]
    found += [_RATE + _key(member) for member in members]
    found += [_PRICE + offer_name(offer) for offer in offers]
    found += [UTILISATION, RESIDUAL] if _owned(fleets) else []
    found += [_CURRENCY + offer.price.currency for offer in offers]
    return tuple(dict.fromkeys(found))


def factors_of(key: str, fleet: KnownFleet, factor: Number, *, doubted_goodput_only: bool = False) -> Factors:
    """Return what multiplying an input by a factor multiplies; ``key`` as in DoubtedInput.

    Also ``supplier-rate:NAME`` and ``supplier-price:NAME`` for all accelerators or offers of one supplier. A name
    that takes no part in the fleet changes nothing in it.
    """
    kind, _, name = key.partition(":")
    factors = _FACTORS[kind](fleet, name, factor)
    return replace(factors, doubted_goodput_only=doubted_goodput_only)


def _supplier_rates(fleet: KnownFleet, supplier: str, factor: Number) -> Factors:
    return Factors(rates={_key(member): factor for member in fleet.members if supplier_of(member) == supplier})


def _supplier_prices(fleet: KnownFleet, supplier: str, factor: Number) -> Factors:
    own = [member for member in fleet.members if supplier_of(member) == supplier]
    return Factors(prices={offer_name(offer): factor for member in own for offer in offers_of(member)})


_FACTORS: dict[str, Callable[[KnownFleet, str, Number], Factors]] = {
    TEAM: lambda fleet, _, factor: Factors(rates=dict.fromkeys(map(_key, fleet.members), factor)),
    FAILURES: lambda _fleet, _, factor: Factors(failure_rate=factor),
    MIXING: lambda _fleet, _, factor: Factors(mixing=factor),
    PORTING: lambda _fleet, _, factor: Factors(porting=factor),
    UTILISATION: lambda _fleet, _, factor: Factors(utilisation=factor),
    RESIDUAL: lambda _fleet, _, factor: Factors(residual=factor),
    "rate": lambda _fleet, name, factor: Factors(rates={name: factor}),
    "price": lambda _fleet, name, factor: Factors(prices={name: factor}),
    "currency": lambda _fleet, name, factor: Factors(currencies={name: factor}),
    "supplier-rate": _supplier_rates,
    "supplier-price": _supplier_prices,
}


def own_log_sd(member: Member) -> float:
    """Return the doubt in a pool's rate that no other accelerator of the team shares."""
    return sqrt(max(0.0, member.site.log_sd**2 - member.site.shared_log_sd**2))


def offers_of(member: Member) -> tuple[Offer, ...]:
    """Return the offers that a pool's groups take, each once."""
    return tuple(dict.fromkeys(group.offer for group in member.planned.groups if group.offer is not None))


def _key(member: Member) -> str:
    return member.planned.accelerator


def _lognormal(log_sd: float, sds: Number) -> Number:
    factor: Number = np.exp(log_sd * np.asarray(sds, dtype=np.float64))
    return factor


def _rates(fleets: Sequence[KnownFleet]) -> Iterator[DoubtedInput]:
    members = [member for fleet in fleets for member in fleet.members]
    shared = max(member.site.shared_log_sd for member in members)
    yield DoubtedInput(
        key=TEAM, name="Speed of all pools (the team's tuning)", value=1.0, unit="of the predicted rate", log_sd=shared,
        evidence=Evidence.PUBLISHED,
    )  # fmt: skip
    for key in dict.fromkeys(map(_key, members)):
        member = max((member for member in members if _key(member) == key), key=own_log_sd)
        accelerator = member.planned.pool.accelerator
        yield DoubtedInput(
            key=_RATE + key,
            name=f"MFU of {accelerator.name}",
            value=member.mfu,
            unit="MFU",
            log_sd=own_log_sd(member),
            evidence=accelerator.evidence_at(fleets[0].plan.run.precision.rate),
        )


def _prices(fleets: Sequence[KnownFleet]) -> Iterator[DoubtedInput]:
    members = [member for fleet in fleets for member in fleet.members]
    names = {_key(member): member.planned.pool.accelerator.name for member in members}
    for offer in dict.fromkeys(offer for member in members for offer in offers_of(member)):
        yield DoubtedInput(
            key=_PRICE + offer_name(offer),
            name=f"Price of {names[offer.accelerator]}",
            value=offer.price.amount,
            unit=f"{offer.price.currency}/device-hour"
            if offer.acquisition is Acquisition.RENT
            else offer.price.currency,
            log_sd=load_spreads().price[offer.evidence],
            evidence=offer.evidence,
        )


def _currencies(fleets: Sequence[KnownFleet]) -> Iterator[DoubtedInput]:
    plan = fleets[0].plan
    offers = [offer for fleet in fleets for member in fleet.members for offer in offers_of(member)]
    foreign = dict.fromkeys(offer.price.currency for offer in offers if offer.price.currency != plan.currency)
    for code in foreign:
        rate = plan.rates.convert(Money(amount=1.0, currency=code), plan.currency).amount
        yield DoubtedInput(
            key=_CURRENCY + code, name=f"Exchange rate of {code}", value=rate, unit=f"{plan.currency}/{code}",
            log_sd=load_spreads().exchange_rate, evidence=Evidence.ESTIMATE,
        )  # fmt: skip


def _owned(fleets: Sequence[KnownFleet]) -> bool:
    """Return whether something is bought whose price hangs on its use and on what it is worth at the end."""
    offers = [offer for fleet in fleets for member in fleet.members for offer in offers_of(member)]
    annuity = fleets[0].plan.purchase.depreciation is Depreciation.ANNUITY
    return annuity and any(offer.acquisition is Acquisition.PURCHASE for offer in offers)


def _ownership(fleets: Sequence[KnownFleet]) -> Iterator[DoubtedInput]:
    terms, spreads = fleets[0].plan.purchase, load_spreads()
    if _owned(fleets):
        yield DoubtedInput(
            key=UTILISATION, name="Utilisation of what is bought", value=terms.utilisation, unit="of all hours",
            log_sd=spreads.utilisation, evidence=Evidence.ESTIMATE,
        )  # fmt: skip
        yield DoubtedInput(
            key=RESIDUAL, name="Residual value of what is bought", value=terms.residual_share, unit="of its price",
            log_sd=spreads.residual, evidence=Evidence.ESTIMATE,
        )  # fmt: skip


def _others(plan: KnownFleet, fleets: Sequence[KnownFleet]) -> Iterator[DoubtedInput]:
    spreads, columns = load_spreads(), plan.fleet.outcome.columns
    if any(not member.site.includes_goodput and member.goodput < 1.0 for fleet in fleets for member in fleet.members):
        yield DoubtedInput(
            key=FAILURES, name="Failures of devices", value=1.0, unit="of the assumed rate",
            log_sd=spreads.failure_rate, evidence=Evidence.PUBLISHED,
        )  # fmt: skip
    if plan.fleet.synchronous:
        yield DoubtedInput(
            key=MIXING, name="Efficiency of mixing", value=1.0, unit="of the computed efficiency",
            log_sd=spreads.mixing, evidence=Evidence.PRESS,
        )  # fmt: skip
    if float(columns.porting) > 0.0:
        yield DoubtedInput(
            key=PORTING, name="Porting cost", value=float(columns.porting), unit=plan.plan.currency,
            log_sd=spreads.porting, evidence=Evidence.ESTIMATE,
        )  # fmt: skip
