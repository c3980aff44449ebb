"""The offers that the accelerators of a catalogue are composed with, kept while nothing they rest on changes."""

from typing import Any

from gui.document.edits import own_offer, paid_offer, payable
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.default_offer import DefaultOffer, default_offer
from planner.catalogue.offers import Offer
from planner.plan import Plan


class DefaultOffers:
    """The default offers at the plan's site: those of 110 devices take a fifth of a second, too long for every edit."""

    def __init__(self) -> None:
        self._site = ""
        self._found: dict[str, tuple[tuple[Any, ...], DefaultOffer]] = {}

    def composed_with(self, plan: Plan, accelerator: str, catalogue: Catalogue) -> Offer | None:
        """Return the offer that the plan pays already, else the user's own, else the default one (``edits``)."""
        own = paid_offer(plan, accelerator) or own_offer(plan, accelerator, catalogue)
        return own or payable(plan, self.of(plan, accelerator, catalogue).offer)

    def of(self, plan: Plan, accelerator: str, catalogue: Catalogue) -> DefaultOffer:
        """Return the catalogue's default offer at the plan's site, with the reason."""
        if plan.site.code != self._site:
            self._site, self._found = plan.site.code, {}
        rests_on = (catalogue.accelerators[accelerator], catalogue.prices, catalogue.offers_for(accelerator))
        kept = self._found.get(accelerator)
        if kept is None or not all(old is new or old == new for old, new in zip(kept[0], rests_on, strict=True)):
            kept = rests_on, default_offer(catalogue, accelerator, self._site)
            self._found[accelerator] = kept
        return kept[1]
