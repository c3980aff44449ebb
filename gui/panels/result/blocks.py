"""What stands in the way of a plan, as the result panel says it, with what can be done about each."""

from gui.look.planner_words import blocked_words
from gui.look.words import tr
from gui.panels.remedies import Remedy, remedies_of
from gui.panels.result.cap_fixes import over_cap_block
from gui.panels.result.deadline_fixes import late_block
from planner.plan import Plan
from planner.plan_result import PlanResult


def blocks_of(plan: Plan, result: PlanResult, opening: str) -> tuple[list[tuple[str, tuple[Remedy, ...]]], str]:
    """Return sentences with their remedies, and the kind of the box they stand in.

    ``opening`` is what is said while a plan is being opened, instead of asking for accelerators; "" says nothing.
    """
    blocked = result.blocked if plan.cluster.groups else result.blocked[:1]  # what follows from it is no news
    blocks = [(blocked_words(block), remedies_of(block, plan)) for block in blocked]
    kind = "error" if result.tokens_per_s is None else "warning"
    if opening and not plan.cluster.groups:
        blocks, kind = [(opening, ())], "plain"
    elif blocks and not plan.cluster.groups:  # a beginning, and nobody's error
        blocks = [(tr("The cluster is empty. Choose an accelerator in the catalogue and add it."), blocks[0][1])]
        kind = "plain"
    late = late_block(plan, result)
    over = over_cap_block(result)
    return [*blocks, *([late] if late else []), *([over] if over else [])], kind
