"""The offers that the accelerators of a catalogue are composed with, kept while nothing they rest on changes."""

from typing import Any

from gui.document import edits
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
        """Return the offer that an accelerator is composed with, as ``edits.default_offer`` does."""
        return edits.default_offer(plan, accelerator, catalogue, self.of)

    def of(self, catalogue: Catalogue, accelerator: str, site: str) -> DefaultOffer:
        """Return the catalogue's default offer at a site, with the reason."""
        if site != self._site:
            self._site, self._found = site, {}
        rests_on = (catalogue.accelerators[accelerator], catalogue.prices, catalogue.offers_for(accelerator))
        kept = self._found.get(accelerator)
        if kept is None or not all(old is new or old == new for old, new in zip(kept[0], rests_on, strict=True)):
            kept = rests_on, default_offer(catalogue, accelerator, site)
            self._found[accelerator] = kept
        return kept[1]
