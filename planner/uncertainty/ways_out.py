"""Ways out of losing a supplier: devices rented in its place, and which way out is the better one."""

from collections.abc import Sequence
from math import ceil, inf

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import DevicesReplaced
from planner.cluster import GroupTerms, NodeGroup
from planner.sentences import sentence
from planner.uncertainty.after_event import AfterEvent
from planner.uncertainty.circumstances import Circumstances, Spare


class Replacement(Struct, frozen=True, kw_only=True):
    """Devices rented in place of lost ones."""

    group: NodeGroup
    spare: Spare
    devices: int
    price_rise: float

    @property
    def cause(self) -> DevicesReplaced:
        """What is rented, from when on, and by how much more expensive than today."""
        return DevicesReplaced(
            devices=self.devices,
            accelerator=self.spare.name,
            on_day=self.group.terms.from_day,
            price_rise=self.price_rise,
        )


def cheapest_replacement(supplier: str, day: float, tokens_per_s: float, around: Circumstances) -> Replacement | None:
    """Return what gives a rate at the least price, of another supplier; None where nothing is to be rented."""
    recourse = around.recourse
    others = [spare for spare in around.spares if spare.supplier != supplier]
    if recourse.replacement_wait_days is None or not others:
        return None
    spare = min(others, key=lambda one: one.price_per_hour / one.tokens_per_s)
    nodes = ceil(tokens_per_s / (spare.tokens_per_s * spare.devices_per_node) * (1.0 - 1e-12))
    offer, rise = spare.group.offer, recourse.replacement_price_rise
    assert offer is not None  # noqa: S101 - only rented groups are spares
    more_expensive = Money(amount=offer.price.amount * (1.0 + rise), currency=offer.price.currency)
    group = replace(
        spare.group,
        key=sentence("in place of {}", supplier),
        nodes=nodes,
        offer=replace(offer, price=more_expensive),
        terms=GroupTerms(from_day=day + recourse.replacement_wait_days),
    )
    return Replacement(group=group, spare=spare, devices=nodes * spare.devices_per_node, price_rise=rise)


def better(ways_out: Sequence[AfterEvent], around: Circumstances) -> AfterEvent:
    """Return the better way out: first what keeps the deadline, then what costs less.

    Where none keeps it the earliest end counts, unless a late day has a price: then all is in the cost.
    """
    if any(way.terms is None for way in ways_out):
        return min(ways_out, key=lambda way: way.days)
    late = around.late_day_cost
    if late is not None:
        return min(ways_out, key=lambda way: way.cost + way.days * late)
    limit = inf if around.deadline_days is None else around.deadline_days
    on_time = [way for way in ways_out if way.days <= limit]
    return min(on_time, key=lambda way: way.cost) if on_time else min(ways_out, key=lambda way: way.days)
