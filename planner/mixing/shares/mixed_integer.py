"""A small mixed-integer programme, grown row by row and solved exactly by HiGHS.

Its own bindings are ready in a fiftieth of a second; ``scipy.optimize``, which wraps it too, takes half of one.
"""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.errors import BugError

if TYPE_CHECKING:
    from highspy import HighsLp
    from highspy._core import _Highs

HELD_SLACK = 1e-9  # by which an earlier goal may be missed while a later one is minimised, relative
MOST_UNITS = 1e9  # of money: many times what any run costs, and few enough to be told from one


def weighed_money(amount: float, unit: float) -> float:
    """Return money as a goal weighs it: at most so much that nothing else matters beside it.

    From 1e20 units on the solver takes a cost for infinite and finds no answer.
    """
    return min(amount, MOST_UNITS * unit)


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
        import highspy  # noqa: PLC0415 - only best answers need it

        solver = _quiet_solver()
        solver.passModel(self._model(goal, relaxed=relaxed))
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return np.array(solver.getSolution().col_value, dtype=np.float64)
        # Never unbounded: every column is bounded.
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return None
        raise BugError(f"The solver gave up: {solver.modelStatusToString(status)}")

    def _model(self, goal: Floats, *, relaxed: bool) -> "HighsLp":
        import highspy  # noqa: PLC0415 - see minimise

        rows = np.array(self.rows).reshape(len(self.rows), len(goal))
        place, column = np.nonzero(rows)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(goal), len(rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = goal, self.lower, self.upper
        model.row_lower_, model.row_upper_ = np.array(self.least), np.array(self.most)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(place, np.arange(len(rows) + 1)).astype(np.int32)
        model.a_matrix_.index_ = column.astype(np.int32)
        model.a_matrix_.value_ = rows[place, column]
        kinds = highspy.HighsVarType
        if not relaxed:
            model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.whole]
        return model

    def hold(self, goal: Floats, columns: Floats, slack: float = HELD_SLACK) -> None:
        """Keep a goal, from now on, as low as these columns have it, but for a relative slack."""
        value = float(goal @ columns)
        self.add(goal, most=value + slack * max(1.0, abs(value)))


def _quiet_solver() -> "_Highs":
    """Return a solver that prints nothing: the class over this one prints before it can be told not to."""
    from highspy import _core  # noqa: PLC0415 - only best answers need it

    solver = _core._Highs()  # noqa: SLF001 - see above
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("presolve", "off")  # a small programme gains nothing by it
    solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)  # half of the time, and the answer is the same
    solver.setOptionValue("threads", 1)  # the cores are the worker processes'
    return solver
