"""The stated inputs of local SGD, part of a plan."""

import numpy as np
from msgspec import Struct

from planner.arrays import Floats

LOST_PER_COPY = 0.005  # of the tokens, for each copy; an assumption: no source gives it for MoE above 100 B parameters
LOW_BY, HIGH_BY = 0.03, 0.01  # P10 and P90 of the statistical efficiency, below and above; assumed as well


class LocalTerms(Struct, frozen=True, kw_only=True):
    """The stated inputs of local SGD.

    ``inner_steps`` between two exchanges; ``outer_bytes`` per parameter on the wire (4, 2 or 0.5); ``overlap`` the
    part of a round that hides the exchange; ``statistical_efficiency`` tokens that count, of those worked through
    (None: by the number of copies, 1 - 0.005 K).
    """

    inner_steps: int = 100
    outer_bytes: float = 2.0
    overlap: float = 0.8
    statistical_efficiency: float | None = None


def statistical_efficiency(terms: LocalTerms, copies: Floats | float) -> Floats:
    """Return the share of the tokens that counts with so many copies; 1 for one.

    >>> [round(float(statistical_efficiency(LocalTerms(), k)), 2) for k in (1, 2, 4, 8)]
    [1.0, 0.99, 0.98, 0.96]
    """
    several = np.asarray(copies, dtype=np.float64) > 1
    stated = terms.statistical_efficiency
    counted = 1.0 - LOST_PER_COPY * np.asarray(copies) if stated is None else np.asarray(stated)
    efficiency: Floats = np.where(several, counted, 1.0)
    return efficiency


def efficiency_band(terms: LocalTerms, copies: int) -> tuple[float, float, float]:
    """Return P10, P50 and P90 of the statistical efficiency.

    >>> efficiency_band(LocalTerms(), 2)
    (0.96, 0.99, 1.0)
    """
    middle = float(statistical_efficiency(terms, copies))
    return round(middle - LOW_BY, 9), middle, min(1.0, round(middle + HIGH_BY, 9))
