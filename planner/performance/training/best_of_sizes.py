"""What a search over sizes found so far: the best layout of each number of nodes, whatever the order it is met in."""

from dataclasses import dataclass

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers
from planner.performance.training.layouts import LayoutArrays
from planner.performance.training.memory import HeldBytes, MemoryParts
from planner.performance.training.step_times import StepTimes


class SizedLayouts(Struct, frozen=True, kw_only=True):
    """Layouts with the step of each and what its devices hold, and what decides between them, one value each.

    ``size`` is the position of the least number of nodes that holds it, ``rate`` the tokens a second that it delivers,
    ``memory_bytes`` of its fullest device. ``held`` are of those at positions ``of_held`` and of others.
    """

    layouts: LayoutArrays
    times: StepTimes
    held: HeldBytes
    of_held: Integers
    size: Integers
    rate: Floats
    devices: Floats
    memory_bytes: Floats


class SizedLayout(Struct, frozen=True, kw_only=True):
    """A layout that stands alone in its arrays, with its step and its memory."""

    layout: LayoutArrays
    times: StepTimes
    parts: MemoryParts


@dataclass(slots=True, kw_only=True)
class BestOfSizes:
    """The best of each size so far: delivered rate, and the layout (None: nothing beats the smaller size's).

    Of equal rates the one on fewer ``devices`` is taken, then the one of fewer ``memory_bytes`` on the fullest device,
    then the one of smaller numbers: in whatever order layouts are looked at, the same is found.
    """

    rate: Floats
    devices: Floats
    memory_bytes: Floats
    layout: list[SizedLayout | None]
    base_rate: float

    @classmethod
    def none(cls, sizes: int, base_rate: float = 0.0) -> "BestOfSizes":
        """Return so many sizes of which only what a smaller one delivers is known."""
        none = np.zeros(sizes)
        return cls(
            rate=none + base_rate,
            devices=none,
            memory_bytes=none.copy(),
            layout=[None] * sizes,
            base_rate=base_rate,
        )

    def take(self, found: SizedLayouts, rows: Integers) -> None:
        """Take what is better than the best of its size among some rows."""
        rate, size = found.rate, found.size
        fastest = self.rate.copy()
        np.maximum.at(fastest, size[rows], rate[rows])
        rows = rows[rate[rows] >= fastest[size[rows]]]
        if len(rows) <= 1:
            for at in rows:
                self._put(found, np.array([at]))
            return
        one = found.layouts.part(rows)
        numbers = [getattr(one, name) for name in reversed(LayoutArrays.__struct_fields__)]
        order = np.lexsort((*numbers, found.memory_bytes[rows], found.devices[rows], -rate[rows], size[rows]))
        for at in order[np.unique(size[rows][order], return_index=True)[1]]:
            self._put(found, rows[at : at + 1])

    def _put(self, found: SizedLayouts, one: Integers) -> None:
        """Take one row where it is better."""
        (at,) = one.tolist()
        size, rate, devices, memory_bytes = (
            getattr(found, name)[at] for name in ("size", "rate", "devices", "memory_bytes")
        )
        known, new = (-self.rate[size], self.devices[size], self.memory_bytes[size]), (-rate, devices, memory_bytes)
        if new > known:
            return
        old, layout = self.layout[size], found.layouts.part(one)
        if new < known or (old is not None and numbers_of(layout) < numbers_of(old.layout)):
            self.rate[size], self.devices[size], self.memory_bytes[size] = rate, devices, memory_bytes
            self.layout[size] = SizedLayout(
                layout=layout, times=found.times.part(one), parts=found.held.part(found.of_held[one]).fullest()
            )

    def carried(self) -> list[SizedLayout | None]:
        """Return for each size the best of it and all smaller ones, the smallest of equals."""
        found, rate, best = [], self.base_rate, None
        for own, layout in zip(self.rate, self.layout, strict=True):
            if layout is not None and own > rate:
                rate, best = own, layout
            found.append(best)
        return found


def numbers_of(one: LayoutArrays) -> tuple[float, ...]:
    """Return the numbers of a layout that stands alone in its arrays, in one order for all."""
    return tuple(float(getattr(one, name)[0]) for name in LayoutArrays.__struct_fields__)
