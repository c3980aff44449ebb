"""Rent against purchase of each pool of a plan, and when porting is earned back."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec.structs import replace

from planner.catalogue.estimates import POWER
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.price_offers import label_of, newest_first, rent_offers
from planner.cost import break_even_tokens, break_even_utilisation, device_hour
from planner.cost.device_hour import ENERGY
from planner.cost.kinds import PORTING
from planner.errors import UserError
from planner.estimate_marks import offer_estimates
from planner.mixing.strategy import pool_id
from planner.plan import Plan
from planner.plan_result import PlanResult, PortingResult, RentOrBuy
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun
from planner.planning.pools import newest_purchase
from planner.sentences import listed
from planner.units import TRILLION_TOKENS


def rent_or_buy(run: PlannedRun) -> tuple[RentOrBuy, ...]:
    """Return the comparison for each pool that has both prices, and for each price where its groups pay several.

    The offer that the plan pays stands for its kind; of the other kind the newest observation is taken, its date shown.
    """
    return tuple(one for member in run.members for one in _of_pool(member, run))


def _of_pool(member: Member, run: PlannedRun) -> Iterator[RentOrBuy]:
    key, place = member.planned.accelerator, member.planned.place
    keys = [group.key for group in run.setting.groups if group.place == place]
    paid = {group: run.setting.priced[group].offer for group in keys if group in run.setting.priced}
    newest = newest_purchase(run.grounds.catalogue, key)
    rents = _offers(paid, Acquisition.RENT, newest_first(rent_offers(run.grounds.catalogue, key)))
    purchases = _offers(paid, Acquisition.PURCHASE, () if newest is None else (newest,))
    pairs = list(product(rents, purchases))
    for rent, bought in pairs:
        found = _compared(member, run.plan, rent, bought)
        if found is not None:
            payers = ", ".join(group for group, offer in paid.items() if offer in {rent, bought})
            name = run.setting.names[place] if len(pairs) == 1 else f"{run.setting.names[place]}, {payers}"
            yield replace(found, pool=pool_id(place), name=name)


def _compared(member: Member, plan: Plan, rent: Offer, bought: Offer) -> RentOrBuy | None:
    key, power = member.planned.accelerator, member.planned.power_w
    if power is None:
        return None
    each = power / member.planned.pool.packages
    try:
        rented, owned = device_hour(rent, each, plan.price_terms), device_hour(bought, each, plan.price_terms)
        price = plan.rates.convert(bought.price, plan.currency).amount
    except UserError:
        return None  # a rate is missing: the plan's own prices have said so where they are concerned
    return RentOrBuy(
        accelerator=key,
        rent_per_hour=Money(amount=rented.total, currency=plan.currency),
        rent_source=_source(rent),
        rent_date=rent.date,
        owned_per_hour=Money(amount=owned.total, currency=plan.currency),
        purchase_source=_source(bought),
        purchase_date=bought.date,
        utilisation=plan.purchase.utilisation,
        break_even_utilisation=break_even_utilisation(
            price, rented.total, owned.terms[ENERGY], plan.purchase, with_server=bought.includes_server
        ),
        rent_estimated=bool(offer_estimates(rent, key)),
        owned_estimated=bool(offer_estimates(bought, key)) or any(one.figure == POWER for one in member.estimated),
    )


def _source(offer: Offer) -> str:
    dated = () if offer.date and offer.date in offer.label else (offer.date,)
    server = ("with its share of the server",) if offer.includes_server else ()
    return listed(", ", (label_of(offer), *dated, *server, offer.source))


def _offers(paid: Mapping[str, Offer], kind: Acquisition, observed: Sequence[Offer]) -> tuple[Offer, ...]:
    """Return the offers of a kind that groups pay, each once; the newest observation where none does."""
    own = dict.fromkeys(offer for offer in paid.values() if offer.acquisition is kind)
    return tuple(own) or tuple(observed[:1])


def porting_result(plan: Plan, result: PlanResult) -> PortingResult | None:
    """Return what porting costs and after how many tokens the saving has paid for it; None where nothing is ported."""
    cost, baseline = result.cost, result.baseline
    paid = cost.amount_of(PORTING) if cost else 0.0
    if cost is None or not paid:
        return None
    without = (cost.total.amount - paid) / plan.trained_tokens * TRILLION_TOKENS
    saved = None if baseline is None else baseline.unit_cost.amount - without
    return PortingResult(
        cost=Money(amount=paid, currency=cost.total.currency),
        fte_months=plan.porting.fte_months if plan.porting and plan.mixing.porting_cost is None else None,
        break_even_tokens=None if saved is None else break_even_tokens(paid, saved),
    )
