"""What arrays are called, and what is often asked of them, once for all rooms."""

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Counts: TypeAlias = NDArray[np.signedinteger]  # whole numbers of whatever width
Mask: TypeAlias = NDArray[np.bool_]
Drawn: TypeAlias = float | Floats  # one value, or one a draw
Number: TypeAlias = Any  # of one case, or one a row where many cases are evaluated together (the fit, the validation)

Columns = TypeVar("Columns", bound=Struct)  # whose fields are all arrays of one value a row


def end_to_end(parts: Sequence[Columns]) -> Columns:
    """Return the rows of several columns one after the other."""
    first = parts[0]
    names = first.__struct_fields__
    return type(first)(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in names})


def some(values: Number) -> bool:
    """Say whether any of some values is not zero; of one plain number without making an array of it.

    >>> some(0.0), some(2.0), some(np.array([0.0, 1.0]))
    (False, True, True)
    """
    return bool(values) if isinstance(values, float | int) else bool(np.asarray(values).any())


def pairs_between(first: Integers, last: Integers) -> tuple[Integers, Integers]:
    """Return each row, (rows,), beside every position from ``first`` to before ``last``, one value a pair."""
    many = np.maximum(last - first, 0)
    choice = np.arange(many.sum()) + np.repeat(first - np.cumsum(many) + many, many)
    return np.repeat(np.arange(len(many)), many), choice


def positions_of(chosen: NDArray[np.bool_ | np.int64]) -> Integers:
    """Return the positions that a mask chooses, or these themselves: taking by positions is the quickest."""
    return np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen.astype(np.int64, copy=False)


def distinct_of(positions: Integers, among: int) -> tuple[Integers, Integers]:
    """Return the distinct ones of positions among so many, ascending, and where each position stands among them.

    >>> [found.tolist() for found in distinct_of(np.array([4, 1, 4]), 6)]
    [[1, 4], [1, 0, 1]]
    """
    there = np.zeros(among, dtype=np.bool_)
    there[positions] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1).take(positions)
