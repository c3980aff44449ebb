"""The catalogue as one immutable value, by key."""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.estimates import without_estimates
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer, PriceObservation
from planner.errors import UserError
from planner.sentences import sentence


class Catalogue(Struct, frozen=True, kw_only=True):
    """Accelerators, node designs, price observations and offers.

    ``version`` counts the issues of the catalogue, ``date`` is the day the newest was collected. Prices from
    ``prices_current_from`` on are current ones, older ones history. ``regions`` maps a site's country to the places
    whose prices are its own, "*" any other site's.
    """

    date: str = ""
    version: str = ""
    prices_current_from: str = ""
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accelerators: Mapping[str, Accelerator] = field(default_factory=dict)
    nodes: Mapping[str, NodeDesign] = field(default_factory=dict)
    prices: tuple[PriceObservation, ...] = ()
    offers: Mapping[str, Offer] = field(default_factory=dict)

    def accelerator(self, key: str) -> Accelerator:
        """Return one accelerator; raise UserError naming what is there instead."""
        found = self.accelerators.get(key)
        if found is None:
            raise UserError(
                sentence("No accelerator {!r} is in the catalogue; 'chipfolio-cli catalogue' lists them.", key)
            )
        return found

    def nodes_for(self, accelerator: str) -> tuple[NodeDesign, ...]:
        """Return the node designs built from one accelerator."""
        return tuple(node for node in self.nodes.values() if node.accelerator == accelerator)

    def prices_for(self, accelerator: str) -> tuple[PriceObservation, ...]:
        """Return the price observations of one accelerator."""
        return tuple(price for price in self.prices if price.accelerator == accelerator)

    def offers_for(self, accelerator: str) -> tuple[Offer, ...]:
        """Return the offers of one accelerator."""
        return tuple(offer for offer in self.offers.values() if offer.accelerator == accelerator)

    def places_of(self, site: str) -> tuple[str, ...]:
        """Return the places whose prices are those of a site's country (ISO code)."""
        return self.regions.get(site) or self.regions.get("*", ())

    def without_estimates(self) -> "Catalogue":
        """Return the catalogue planned on stated figures alone."""
        return replace(self, accelerators={key: without_estimates(one) for key, one in self.accelerators.items()})

    def with_entries(self, other: "Catalogue") -> "Catalogue":
        """Return this catalogue with another's entries laid over it (a plan's own entries win)."""
        known = set(self.prices)
        return replace(
            self,
            accelerators={**self.accelerators, **other.accelerators},
            nodes={**self.nodes, **other.nodes},
            prices=self.prices + tuple(price for price in other.prices if price not in known),
            offers={**self.offers, **other.offers},
        )
