"""Where the fleets of many blocks are gathered: each set of columns is written once and never copied whole."""

from typing import Any, Final

import numpy as np

from planner.exploration.exploration import FleetColumns

_SMALL: Final = {"way": np.int8, "bound": np.bool_}


class FleetStore:
    """Columns with room for every candidate; blocks may arrive in any order.

    Joining ten million fleets from their blocks would hold all of them twice. Here each block is written at the place
    of its first candidate, and at the end what is feasible moves together within the same memory; pages that no
    feasible fleet falls on are never touched, so they cost nothing.
    """

    def __init__(self, candidates: int, groups: int) -> None:
        """Make room for so many fleets of so many groups."""
        self._columns = {
            name: np.empty((candidates, groups), dtype=np.int32)
            if name == "nodes"
            else np.empty(candidates, dtype=_SMALL.get(name, np.float64))
            for name in FleetColumns.__struct_fields__
        }
        self._parts: dict[int, int] = {}

    def put(self, at: int, fleets: FleetColumns) -> None:
        """Keep the feasible fleets of a block whose first candidate is number ``at``."""
        self._parts[at] = len(fleets)
        for name, column in self._columns.items():
            column[at : at + len(fleets)] = getattr(fleets, name)

    def gathered(self) -> tuple[FleetColumns, dict[int, int]]:
        """Return all fleets in the order of the candidates, and for every block (by ``at``) its first row.

        The store is used up by it: the columns are its own memory.
        """
        first_rows, rows = {}, 0
        for at, length in sorted(self._parts.items()):
            first_rows[at] = rows
            for column in self._columns.values():
                column[rows : rows + length] = column[at : at + length]
            rows += length
        kept: dict[str, Any] = {name: column[:rows] for name, column in self._columns.items()}
        return FleetColumns(**kept), first_rows
