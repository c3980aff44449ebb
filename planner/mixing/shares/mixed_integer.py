"""A small mixed-integer programme, grown row by row and solved exactly by HiGHS (scipy.optimize.milp)."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.errors import BugError

HELD_SLACK = 1e-9  # by which an earlier goal may be missed while a later one is minimised, relative

_INFEASIBLE = 2
_INFEASIBLE_OR_UNBOUNDED = 4  # never unbounded here: every column is bounded


@dataclass(slots=True, kw_only=True)
class MixedInteger:
    """Columns with bounds, those that are whole numbers, and rows ``least <= row . x <= most``; all (columns,)."""

    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    rows: list[Floats] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, row: Floats, *, least: float = -math.inf, most: float = math.inf) -> None:
        """Add a row."""
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)

    def forget_after(self, rows: int) -> None:
        """Take away all rows but the first so many."""
        del self.rows[rows:], self.least[rows:], self.most[rows:]

    def minimise(self, goal: Floats, *, relaxed: bool = False) -> Floats | None:
        """Return the columns that minimise ``goal``; None where no columns keep the rows.

        ``relaxed`` lets whole numbers be any. Raises BugError where the solver gives up.
        """
        from scipy.optimize import (  # noqa: PLC0415 - only best answers need it; planning starts without scipy
            Bounds,
            LinearConstraint,
            milp,
        )

        answer = milp(
            goal,
            integrality=np.zeros_like(self.whole, dtype=int) if relaxed else self.whole.astype(int),
            bounds=Bounds(self.lower, self.upper),
            constraints=LinearConstraint(np.array(self.rows), np.array(self.least), np.array(self.most)),
            options={"mip_rel_gap": 0.0, "presolve": False},  # what presolve takes back prints to standard output
        )
        if answer.x is not None:
            found: Floats = np.asarray(answer.x, dtype=np.float64)
            return found
        if answer.status in {_INFEASIBLE, _INFEASIBLE_OR_UNBOUNDED}:
            return None
        raise BugError(f"The solver gave up: {answer.message}")

    def hold(self, goal: Floats, columns: Floats) -> None:
        """Keep a goal, from now on, as low as these columns have it."""
        value = float(goal @ columns)
        self.add(goal, most=value + HELD_SLACK * max(1.0, abs(value)))
