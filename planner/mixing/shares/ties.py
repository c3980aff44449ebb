"""When figures of two ways are equal: of what differs by rounding alone neither is the better.

The same division of the work may be summed in another order, or stand on groups written in another order; a tie has to
be seen whichever way a figure is rounded, so that what breaks it are other figures first, and names last.
"""

from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.mixing.timetables.timetable_problem import Problem, Way

TIED: Final = 1e-9  # relative; sums of some hundred rounded figures differ by less than a thousandth of it
_OF_NOTHING: Final = -1e300  # below any figure, and finite: an infinite one says that there is none

FigureRank = tuple[float, float, str]


def in_ties(figure: Floats) -> Floats:
    """Return what figures of 0 or more are compared by, of their shape: the same for all within about ``TIED``.

    >>> bool(in_ties(np.array(0.1 + 0.2)) == in_ties(np.array(0.3)))
    True
    """
    with np.errstate(divide="ignore"):
        found: Floats = np.maximum(np.rint(np.log(figure) / TIED), _OF_NOTHING)
    return found


def figure_rank(problem: Problem, way: Way) -> FigureRank:
    """Return what ways stand in order by: money a token, days a token, and only then the key."""
    days = 1.0 / way.tokens_per_day
    money, spent = in_ties(np.array([problem.per_day(way) * days, days])).tolist()
    return money, spent, way.key
