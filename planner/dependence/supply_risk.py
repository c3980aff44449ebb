"""Supply risk (M6): how likely, how concentrated and how replaceable the supply is.

The planner's form is adapted from the European Commission's methodology for critical raw materials (2017), whose own
form stands beside it. Its governance index (WGI) is scaled 0 to 10, 10 the worst.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

DOMESTIC: Final = 0.8  # trade factors, our own after the EU's 0.8 within the Union and above 1 for restrictions
FOREIGN: Final = 1.0
LICENCE_CONTROLLED: Final = 1.2


class SupplierOutlook(Struct, frozen=True, kw_only=True):
    """What the user expects of one supplier: the probability of a disruption within the plan's horizon (0 to 1)."""

    supplier: str
    disruption: float
    note: str = ""


class SupplyPart(Struct, frozen=True, kw_only=True):
    """One supplier's share, its probability of a disruption, and its trade factor (domestic, foreign, licensed)."""

    share: float
    disruption: float
    trade_factor: float = FOREIGN


def supply_risk(parts: Sequence[SupplyPart], validated_elsewhere: float = 0.0) -> float:
    """Return sum of share^2 x disruption x trade factor x (1 - validated elsewhere), 0 to 1 (1.2 under licence).

    ``validated_elsewhere`` is the share of the work that already runs on another software stack.

    >>> round(supply_risk([SupplyPart(share=0.6, disruption=0.5), SupplyPart(share=0.4, disruption=0.3)], 0.4), 4)
    0.1368
    """
    return sum(part.share**2 * part.disruption * part.trade_factor for part in parts) * (1.0 - validated_elsewhere)


def wgi_concentration(shares: Sequence[float], governance: Sequence[float], trade: Sequence[float]) -> float:
    """Return HHI_WGI,t = sum of share^2 x WGI x trade factor over countries (shares 0 to 1, WGI 0 to 10).

    >>> round(wgi_concentration((0.6, 0.3, 0.1), (4.5, 2.0, 1.0), (1.0, 1.0, 1.0)), 2)
    1.81
    """
    countries = zip(shares, governance, trade, strict=True)
    return sum(share**2 * index * factor for share, index, factor in countries)


def eu_supply_risk(
    world: float, union: float, *, import_reliance: float, recycling_rate: float, substitution: float
) -> float:
    """Return the EU's supply risk from HHI_WGI,t of the world and of the Union's sourcing; critical from 1.0 on.

    SR = [world x IR/2 + union x (1 - IR/2)] x (1 - recycling input rate) x substitution index (all 0 to 1).
    """
    half = import_reliance / 2.0
    return (world * half + union * (1.0 - half)) * (1.0 - recycling_rate) * substitution
