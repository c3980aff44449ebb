"""Edits of a plan's own catalogue entries and of its marks: pure functions from one plan to the next."""

from collections.abc import Sequence
from itertools import chain, count
from typing import Final

from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Offer
from planner.plan import Availability, Plan

ENTERED: Final = "entered by the user"


def with_accelerator(plan: Plan, accelerator: Accelerator, offers: Sequence[Offer] = ()) -> Plan:
    """Let the plan hold an accelerator and offers of its own; they win over the catalogue's."""
    own = plan.catalogue
    entries = replace(
        own,
        accelerators={**own.accelerators, accelerator.key: accelerator},
        offers={**own.offers, **{offer.key: offer for offer in offers}},
    )
    return replace(plan, catalogue=entries)


def with_shipped(plan: Plan, key: str, shipped: Catalogue) -> Plan:
    """Take the plan's own figures of an accelerator back to the catalogue's."""
    return with_accelerator(plan, shipped.accelerator(key))


def with_newer_figures(plan: Plan, newer: Catalogue) -> Plan:
    """Take another catalogue's figures of what the plan holds; the user's own figures, and all prices, stay."""
    own = plan.catalogue
    accelerators = {
        key: newer.accelerators[key] if key in newer.accelerators and not is_users(entry) else entry
        for key, entry in own.accelerators.items()
    }
    nodes = {key: newer.nodes.get(key, node) for key, node in own.nodes.items()}
    return replace(plan, catalogue=replace(own, date=newer.date, accelerators=accelerators, nodes=nodes))


def is_users(accelerator: Accelerator) -> bool:
    """Return whether any figure of an accelerator is the user's own."""
    return any(figure.note == ENTERED for figure in accelerator.figures.values())


def free_key(name: str, catalogue: Catalogue) -> str:
    """Return a key for a new accelerator that the catalogue does not have."""
    stem = "-".join("".join(letter if letter.isalnum() else " " for letter in name).split()) or "accelerator"
    keys = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(key for key in keys if key not in catalogue.accelerators)


def with_mark(plan: Plan, key: str, mark: Availability | None) -> Plan:
    """Mark an accelerator as available, limited or not at the plan's site; None takes the mark away."""
    marks = {name: one for name, one in plan.site_marks.items() if name != key}
    return replace(plan, site_marks=marks if mark is None else {**marks, key: mark})
