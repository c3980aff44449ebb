"""Rent against purchase of each accelerator of a plan, and when porting is earned back."""

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import POWER
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.price_offers import label_of, rent_offers
from planner.cost import break_even_tokens, break_even_utilisation, device_hour
from planner.cost.device_hour import ENERGY
from planner.cost.kinds import PORTING
from planner.errors import UserError
from planner.estimate_marks import offer_estimates
from planner.plan import Plan
from planner.plan_result import PlanResult, PortingResult, RentOrBuy
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun
from planner.planning.pools import newest_purchase
from planner.sentences import listed
from planner.units import TRILLION_TOKENS


def rent_or_buy(run: PlannedRun) -> tuple[RentOrBuy, ...]:
    """Return the comparison for each accelerator that has both prices.

    The offer that the plan pays stands for its kind; of the other kind the newest observation is taken, its date shown.
    """
    once = {member.planned.accelerator: member for member in run.members}
    found = (_compared(member, run.plan, run.grounds.catalogue) for member in once.values())
    return tuple(one for one in found if one is not None)


def _compared(member: Member, plan: Plan, catalogue: Catalogue) -> RentOrBuy | None:
    key = member.planned.accelerator
    paid = [priced.offer for priced in member.planned.priced]
    rent = _offer(paid, Acquisition.RENT, rent_offers(catalogue, key))
    newest = newest_purchase(catalogue, key)
    bought = _offer(paid, Acquisition.PURCHASE, () if newest is None else (newest,))
    power = member.planned.power_w
    if rent is None or bought is None or power is None:
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
        owned_per_hour=Money(amount=owned.total, currency=plan.currency),
        purchase_source=_source(bought),
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


def _offer(paid: list[Offer], kind: Acquisition, observed: tuple[Offer, ...]) -> Offer | None:
    own = next((offer for offer in paid if offer.acquisition is kind), None)
    return own or max(observed, key=lambda offer: offer.date, default=None)


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
