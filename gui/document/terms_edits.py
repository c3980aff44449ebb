"""Edits of the terms of a node group: how it is had, at what price, and who pays while it waits."""

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gui.document import edits
from gui.look import formats
from gui.look.terms_words import offer_amount_words
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Acquisition, Money, Offer, PriceTerm
from planner.catalogue.price_offers import purchase_offers, rent_offers
from planner.cluster import GroupTerms, NodeGroup, Tenure
from planner.plan import Plan
from planner.workload.training_run import TrainingPrecision

FAR_OFF: Final = 3.0  # a price so many times beyond the observations is asked about before it is taken


class FarOffPrice(Struct, frozen=True, kw_only=True):
    """A price more than three times off what was observed of the accelerator; all in one currency.

    ``lowest`` and ``highest`` are of the prices that are listed, each the middle of its range where it has one.
    """

    price: Money
    lowest: float
    highest: float
    acquisition: Acquisition


def group_of(plan: Plan, key: str) -> NodeGroup:
    """Return a node group by its key; StopIteration where the plan has none."""
    return next(group for group in plan.cluster.groups if group.key == key)


def with_tenure(plan: Plan, key: str, tenure: Tenure, catalogue: Catalogue) -> Plan:
    """Let a group be had on other terms, at a price of their kind: the plan's or the catalogue's, else none.

    What is owned gets the accelerator's rent over a year for the price of its other use, where one is known.
    """
    group = group_of(plan, key)
    if tenure is group.tenure:
        return plan
    wanted = _acquisition(tenure)
    offer = group.offer
    if offer is None or offer.acquisition is not wanted:
        offer = _offered(plan, group.accelerator, wanted, catalogue)
    if tenure is Tenure.OWNED:
        offer = _rent_over_a_year(plan, group.accelerator, catalogue) or offer
    return edits.change_group(plan, key, offer=offer, terms=replace(group.terms, tenure=tenure))


def with_price_of(plan: Plan, key: str, tenure: Tenure, *, amount: float, currency: str, catalogue: Catalogue) -> Plan:
    """Let a group be had on some terms at a price that the user entered; a published one typed as shown stays it."""
    group = group_of(plan, key)
    wanted, price = _acquisition(tenure), Money(amount=amount, currency=currency)
    published = group.offer is not None and group.offer.key != edits.entered_offer(group, wanted, price).key
    if group.offer is not None and published and group.offer.acquisition is wanted and _is_shown(group.offer, price):
        return with_tenure(plan, key, tenure, catalogue)
    offer = edits.entered_offer(group, wanted, price)
    return edits.change_group(plan, key, offer=offer, terms=replace(group.terms, tenure=tenure))


def with_offer(plan: Plan, key: str, offer: Offer) -> Plan:
    """Let a group be had at an observed price: a purchase price makes it bought, a rent no more bought."""
    group = group_of(plan, key)
    tenure = Tenure.BOUGHT if offer.acquisition is Acquisition.PURCHASE else group.terms.tenure
    if tenure is Tenure.BOUGHT and offer.acquisition is Acquisition.RENT:
        tenure = Tenure.ON_DEMAND
    return edits.change_group(plan, key, offer=offer, terms=replace(group.terms, tenure=tenure))


def with_group_terms(plan: Plan, key: str, **changes: Any) -> Plan:  # noqa: ANN401 - fields of GroupTerms
    """Change fields of a group's terms; raises UserError where they contradict each other."""
    terms: GroupTerms = replace(group_of(plan, key).terms, **changes)
    return edits.change_group(plan, key, terms=terms)


def with_precision(plan: Plan, key: str, precision: TrainingPrecision | None) -> Plan:
    """Let every group of a pool train in a precision of its own; None is the plan's."""
    place = group_of(plan, key).place
    groups = tuple(
        replace(group, precision=precision) if group.place == place else group for group in plan.cluster.groups
    )
    return replace(plan, cluster=replace(plan.cluster, groups=groups))


def far_off(
    plan: Plan, accelerator: str, price: Money, acquisition: Acquisition, catalogue: Catalogue
) -> FarOffPrice | None:
    """Return a price as far off where it is beyond three times the observations; None where it is not, or none is."""
    if not edits.can_convert(plan, price.currency):
        return None
    offers = [
        one for one in _offers(accelerator, acquisition, catalogue) if edits.can_convert(plan, one.price.currency)
    ]
    ends = [_converted(plan, offer, price.currency, amount) for offer in offers for amount in _ends(offer)]
    if not ends or min(ends) / FAR_OFF <= price.amount <= max(ends) * FAR_OFF:
        return None
    listed = [_converted(plan, offer, price.currency, offer.price.amount) for offer in offers]
    return FarOffPrice(price=price, lowest=min(listed), highest=max(listed), acquisition=acquisition)


def _ends(offer: Offer) -> tuple[float, ...]:
    """Return the price of an offer and the ends of its range, where it has one."""
    known = (offer.price.amount, offer.price_low, offer.price_high)
    return tuple(amount for amount in known if amount is not None)


def _converted(plan: Plan, offer: Offer, currency: str, amount: float) -> float:
    return plan.rates.convert(Money(amount=amount, currency=offer.price.currency), currency).amount


def _acquisition(tenure: Tenure) -> Acquisition:
    return Acquisition.PURCHASE if tenure is Tenure.BOUGHT else Acquisition.RENT


def _is_shown(offer: Offer, typed: Money) -> bool:
    """Return whether what is typed is the price as it is shown, and no other one that rounds to the same."""
    shown = formats.parse_quantity(offer_amount_words(offer))
    return offer.price.currency == typed.currency and typed.amount in {shown, offer.price.amount}


def _offers(accelerator: str, acquisition: Acquisition, catalogue: Catalogue) -> tuple[Offer, ...]:
    offers = every_purchase_offer if acquisition is Acquisition.PURCHASE else rent_offers
    return offers(catalogue, accelerator)


def every_purchase_offer(catalogue: Catalogue, accelerator: str) -> tuple[Offer, ...]:
    """Return the purchase prices that a plan is offered: of bare devices, then with their share of the server."""
    return tuple(
        offer for server in (False, True) for offer in purchase_offers(catalogue, accelerator, with_server=server)
    )


def _offered(plan: Plan, accelerator: str, acquisition: Acquisition, catalogue: Catalogue) -> Offer | None:
    found = _payable(plan, _offers(accelerator, acquisition, catalogue))
    if acquisition is Acquisition.RENT:
        rent = edits.default_offer(plan, accelerator, catalogue)
        if rent is not None and rent.acquisition is Acquisition.RENT:
            return rent
    return max(found, key=lambda offer: offer.date, default=None)


def _rent_over_a_year(plan: Plan, accelerator: str, catalogue: Catalogue) -> Offer | None:
    found = _payable(plan, rent_offers(catalogue, accelerator))
    return max((offer for offer in found if offer.term is PriceTerm.YEAR_1), key=lambda offer: offer.date, default=None)


def _payable(plan: Plan, offers: Iterable[Offer]) -> list[Offer]:
    return [offer for offer in offers if edits.can_convert(plan, offer.price.currency)]
