"""The best pipeline found of many fleets, as columns."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers


class Best(Struct, kw_only=True):
    """What is best of each fleet: the rate that its links leave, and how it is made (-1, 0, -1: no pipeline)."""

    rate: Floats
    pace: Integers
    order: Integers
    level: Integers

    @classmethod
    def none(cls, fleets: int) -> "Best":
        """Return so many fleets without a pipeline."""
        unset = np.full(fleets, -1, dtype=np.int64)
        return cls(rate=np.zeros(fleets), pace=unset, order=np.zeros_like(unset), level=unset.copy())

    def put(self, rows: Integers, other: "Best") -> None:
        """Set what is best of these fleets."""
        for name in Best.__struct_fields__:
            getattr(self, name)[rows] = getattr(other, name)

    def renumbered(self, pools: Sequence[int]) -> "Best":
        """Return the same with pools called by other positions."""
        digits = np.array([0, *(pool + 1 for pool in pools)], dtype=np.int64)
        order, left = np.zeros_like(self.order), self.order.copy()
        for place in range(len(pools)):
            order |= digits[left & 15] << (4 * place)
            left >>= 4
        return Best(rate=self.rate, pace=self.pace, order=order, level=self.level)
