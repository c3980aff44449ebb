"""The weight matrices of a layer by size: what adapters stand beside, and what Muon orthogonalises."""

from collections.abc import Iterable

from msgspec import Struct

from planner.workload.optimisers import orthogonalising_flop


class Matrix(Struct, frozen=True, kw_only=True):
    """``count`` matrices of ``rows`` times ``columns``."""

    rows: int
    columns: int
    count: int = 1

    @property
    def params(self) -> int:
        """The weights of all of them."""
        return self.count * self.rows * self.columns


class MatrixSums(Struct, frozen=True, kw_only=True):
    """Sums over matrices: ``adapted`` rows and columns (adapter weights a rank), FLOP of a Newton-Schulz step.

    ``largest_flop`` is of one matrix.
    """

    adapted: float = 0.0
    flop: float = 0.0
    largest_flop: float = 0.0


def matrices_of(*sizes: tuple[int, ...]) -> tuple[Matrix, ...]:
    """Return the matrices of (rows, columns) or (rows, columns, count) that are not empty."""
    found = (Matrix(rows=rows, columns=columns, count=rest[0] if rest else 1) for rows, columns, *rest in sizes)
    return tuple(each for each in found if each.params)


def sums_of(matrices: Iterable[Matrix]) -> MatrixSums:
    """Return the sums over some matrices.

    >>> sums_of(matrices_of((2, 3), (4, 4, 2))).adapted
    21.0
    """
    found = [(each.count, each, orthogonalising_flop(each.rows, each.columns)) for each in matrices]
    return MatrixSums(
        adapted=float(sum(count * (each.rows + each.columns) for count, each, _ in found)),
        flop=float(sum(count * flop for count, _, flop in found)),
        largest_flop=max((flop for _, _, flop in found), default=0.0),
    )
