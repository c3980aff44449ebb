"""Who has which share of a fleet, layer by layer."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

UNKNOWN: Final = "unknown"
# A layer's key is also the field of a pool's result that holds its name there.
LAYER_TITLES: Final[Mapping[str, str]] = {
    "supplier": "supplier",
    "jurisdiction": "jurisdiction",
    "foundry": "foundry",
    "hbm_supplier": "HBM supplier",
    "software_stack": "software stack",
    "network": "network",
}
LAYERS: Final = tuple(LAYER_TITLES)


class DependenceBasis(StrEnum):
    """What the shares of dependence are taken over."""

    COMPUTE = "compute"
    SPEND = "spend"


class Contribution(Struct, frozen=True, kw_only=True):
    """What one pool brings: its amount on the chosen basis, and its name on each layer ("" or absent is unknown)."""

    amount: float
    names: Mapping[str, str]

    def name_on(self, layer: str) -> str:
        """Return the pool's name on a layer, ``UNKNOWN`` where it has none."""
        return self.names.get(layer) or UNKNOWN


def layer_shares(contributions: Sequence[Contribution], layer: str) -> dict[str, float]:
    """Return the share of each name on one layer, largest first; they sum to 1.

    All unknown names count as one: two unknown foundries may well be the same, and a plan must not look
    diversified because nobody knows.
    """
    total = sum(part.amount for part in contributions)
    amounts: dict[str, float] = {}
    for part in contributions:
        name = part.name_on(layer)
        amounts[name] = amounts.get(name, 0.0) + part.amount
    return {name: amount / total for name, amount in sorted(amounts.items(), key=lambda item: (-item[1], item[0]))}
