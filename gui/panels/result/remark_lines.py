"""The remarks of a result that say what stands nowhere else in the result panel."""

from typing import Final

from gui.look.planner_words import said
from gui.panels.result.idle_fixes import idle_block, tells_of_idle_nodes
from gui.panels.result.pool_lines import stands_out
from planner.causes import (
    AloneIsBetter,
    CostsWithoutTraining,
    Remark,
    TrainsNoCopy,
    TrainsNoToken,
    WindowOpensTooLate,
)
from planner.plan import Plan
from planner.plan_result import PlanResult, tells_of_block

_SAID_ABOVE: Final = frozenset(  # in the sentence on top, or among the groups left out
    cause.code() for cause in (AloneIsBetter, CostsWithoutTraining, WindowOpensTooLate)
)


def remark_lines(plan: Plan, result: PlanResult) -> list[str]:
    """Return the remarks in words, without those that boxes above them tell."""
    offered = idle_block(plan, result) is not None
    reported = {one.name for one in result.left_out if stands_out(one)}
    above = _SAID_ABOVE | {one.remark.code for one in result.unmet}
    others = [one for one in result.remarks if one.code not in above and not _tells_of(one, reported)]
    return [said(one.words) for one in others if not _told(one, result, offered=offered)]


def _told(remark: Remark, result: PlanResult, *, offered: bool) -> bool:
    """Whether a remark stands above with a button: why something gives no number, or idle nodes that are offered."""
    return tells_of_block(remark.words, result.blocked) or (offered and tells_of_idle_nodes(remark.code))


def _tells_of(remark: Remark, names: set[str]) -> bool:
    """Whether a remark says that a pool trains no token which stands among the groups left out already."""
    return remark.code in {TrainsNoToken.code(), TrainsNoCopy.code()} and remark.data["accelerator"] in names
