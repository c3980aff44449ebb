"""Layouts as arrays."""

from collections.abc import Sequence
from math import isqrt

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Mask, Number, positions_of
from planner.performance.training.layout import MODULE_SETS, Layout, Recompute, Schedule, Sharding

RECOMPUTES = (*Recompute, *MODULE_SETS)
SCHEDULES = tuple(Schedule)
SHARDINGS = tuple(Sharding)


class LayoutArrays(Struct, frozen=True, kw_only=True):
    """Many layouts, one value each; recompute, schedule and sharding as positions in their enumerations, flags as 1.

    ``micro_batch_group`` is 0 where nothing is interleaved or the group is not stated.
    """

    tp: Floats
    pp: Floats
    vpp: Floats
    ep: Floats
    etp: Floats
    cp: Floats
    dp: Floats
    micro_batch: Floats
    recompute: Floats
    schedule: Floats
    sharding: Floats
    recompute_share: Floats
    sequence_parallel: Floats
    micro_batch_group: Floats

    def __len__(self) -> int:
        return len(self.tp)

    def part(self, chosen: slice | Mask | Integers) -> "LayoutArrays":
        """Return a slice or the chosen positions."""
        if isinstance(chosen, slice):
            return LayoutArrays(**{name: getattr(self, name)[chosen] for name in self.__struct_fields__})
        chosen = positions_of(chosen)
        return LayoutArrays(**{name: getattr(self, name).take(chosen) for name in self.__struct_fields__})

    def layout(self, index: int) -> Layout:
        """Return one as the value the rest of the planner speaks."""
        sizes = {name: int(getattr(self, name)[index]) for name in _SIZES}
        return Layout(
            **sizes,
            recompute=RECOMPUTES[int(self.recompute[index])],
            schedule=SCHEDULES[int(self.schedule[index])],
            sharding=SHARDINGS[int(self.sharding[index])],
            recompute_share=float(self.recompute_share[index]),
            sequence_parallel=bool(self.sequence_parallel[index]),
            micro_batch_group=int(self.micro_batch_group[index]) or None,
        )


_SIZES = ("tp", "pp", "vpp", "ep", "etp", "cp", "dp", "micro_batch")


def arrays_of(layouts: Sequence[Layout]) -> LayoutArrays:
    """Return layouts as arrays."""
    columns = {name: np.array([float(getattr(item, name)) for item in layouts]) for name in _SIZES}
    return LayoutArrays(
        **columns,
        recompute=np.array([float(RECOMPUTES.index(item.recompute)) for item in layouts]),
        schedule=np.array([float(SCHEDULES.index(item.schedule)) for item in layouts]),
        sharding=np.array([float(SHARDINGS.index(item.sharding)) for item in layouts]),
        recompute_share=np.array([item.recompute_share for item in layouts]),
        sequence_parallel=np.array([float(item.sequence_parallel) for item in layouts]),
        micro_batch_group=np.array([float(item.micro_batch_group or 0) for item in layouts]),
    )


def divisors(number: int, limit: int | None = None) -> list[int]:
    """Return the divisors of a number, up to a limit, smallest first."""
    small = [value for value in range(1, isqrt(number) + 1) if number % value == 0]
    found = sorted({*small, *(number // value for value in small)})
    return [value for value in found if value <= (limit or number)]


def divide(sizes: Number, numbers: Number) -> Mask:
    """Say which whole sizes divide whole numbers, all below 2**52: a quotient is whole where they do, and only there.

    >>> divide(np.array([2.0, 3.0, 4.0]), 8.0).tolist()
    [True, False, True]
    """
    quotients = numbers / sizes
    found: Mask = quotients == np.floor(quotients)
    return found
