"""What of a pool and of its prices is not known for certain, as the bands draw it."""

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.cost import Depreciation, residual_per_hour
from planner.cost.device_hour import ENERGY
from planner.performance.training.band_sides import multiples_of
from planner.performance.training.failures import failure_rate_of
from planner.plan import Plan
from planner.planning.members import Member
from planner.planning.pools import PricedGroup
from planner.risk import UncertainPool, UncertainPrice, UncertainPrices


def uncertain_pool(member: Member) -> UncertainPool:
    """Return a member's rate with its uncertainty."""
    return UncertainPool(
        accelerator=member.planned.accelerator,
        delivered_tokens_per_s=member.delivered_tokens_per_s,
        log_sd=member.site.log_sd,
        shared_log_sd=member.site.shared_log_sd,
        goodput=member.goodput,
        goodput_drawn=not member.site.includes_goodput,
        failure_log_sd=failure_rate_of(member.planned.pool.accelerator).log_sd,
        sides=multiples_of(member.fitted.estimate, member.site.log_sd),
    )


def uncertain_prices(priced: PricedGroup, plan: Plan) -> UncertainPrices:
    """Return a group's price with its uncertainty; energy has a price of its own, in a currency of its own."""
    offer, energy = priced.offer, priced.device_hour.terms.get(ENERGY, 0.0) * priced.devices
    prices = {offer_name(offer): _uncertain_price(priced, priced.per_hour - energy, plan)}
    currencies = {} if offer.price.currency == plan.currency else {offer_name(offer): offer.price.currency}
    if energy:
        prices[ENERGY] = UncertainPrice(energy, plan.energy.price_evidence)
        foreign = plan.energy.price_per_kwh.currency
        currencies |= {} if foreign == plan.currency else {ENERGY: foreign}
    return UncertainPrices(prices=prices, currencies=currencies)


def _uncertain_price(priced: PricedGroup, per_hour: float, plan: Plan) -> UncertainPrice:
    """Return a group's price without its energy; an annuity's with what its utilisation and residual value do to it."""
    offer, terms = priced.offer, plan.purchase
    if offer.acquisition is Acquisition.RENT or terms.depreciation is not Depreciation.ANNUITY:
        return UncertainPrice(per_hour, _drawn_as(offer))
    left = residual_per_hour(offer.price.amount, terms, with_server=offer.includes_server) * priced.devices
    in_plan = plan.rates.convert(Money(amount=left, currency=offer.price.currency), plan.currency).amount
    return UncertainPrice(per_hour, _drawn_as(offer), residual_per_hour=in_plan, utilisation=terms.utilisation)


def _drawn_as(offer: Offer) -> Evidence:
    """Return the grade that a price is drawn by: an exact one is drawn like one's own contract, not at all."""
    return Evidence.MEASURED if offer.exact else offer.evidence


def offer_name(offer: Offer) -> str:
    """Return the name that an offer's price is drawn under, the same in every plan."""
    return f"{offer.accelerator}:{offer.key}"
