"""The remarks of a result that say what stands nowhere else in the result panel."""

from typing import Final

from gui.look.planner_words import said
from gui.panels.result.pool_lines import stands_out
from planner.causes import (
    AloneIsBetter,
    CostsWithoutTraining,
    Remark,
    TrainsNoCopy,
    TrainsNoToken,
    WindowOpensTooLate,
)
from planner.plan_result import PlanResult, tells_of_block

_SAID_ABOVE: Final = frozenset(  # in the sentence on top, or among the groups left out
    cause.code() for cause in (AloneIsBetter, CostsWithoutTraining, WindowOpensTooLate)
)


def remark_lines(result: PlanResult) -> list[str]:
    """Return the remarks in words, without those that boxes above them tell."""
    reported = {one.name for one in result.left_out if stands_out(one)}
    above = _SAID_ABOVE | {one.remark.code for one in result.unmet}
    others = [one for one in result.remarks if one.code not in above and not _tells_of(one, reported)]
    return [said(one.words) for one in others if not tells_of_block(one.words, result.blocked)]


def _tells_of(remark: Remark, names: set[str]) -> bool:
    """Whether a remark says that a pool trains no token which stands among the groups left out already."""
    return remark.code in {TrainsNoToken.code(), TrainsNoCopy.code()} and remark.data["accelerator"] in names
