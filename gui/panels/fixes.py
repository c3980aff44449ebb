"""What stops a part of a plan, and what can be done about it at once: the offers beside the sentence.

They follow from the reason's value and the keys of the node groups that it is about; no sentence is read.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from gui.look import formats
from gui.look.words import mark, tr
from planner.causes import (
    BatchNotDivided,
    Cause,
    DevicesNotDivided,
    DoesNotFit,
    ExchangeRateMissing,
    FigureMissing,
    LinkWithoutBandwidth,
    NoNumberOfNodes,
)
from planner.plan import Plan
from planner.plan_result import Blocked, BlockedPart


class FixKind(Enum):
    """What is done about it."""

    ADD = auto()
    NODES = auto()
    SET_NODES = auto()
    PRICE = auto()
    FIGURES = auto()
    BASELINE = auto()
    RATES = auto()
    BASIS = auto()
    BORDER = auto()
    EXAMPLE = auto()
    IMPORT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One thing to do: its kind, the node group it is done to, and the nodes that this is given."""

    kind: FixKind
    group: str = ""
    nodes: int = 0

    @property
    def words(self) -> str:
        """What its button says."""
        return tr(_WORDS[self.kind], nodes=formats.whole(self.nodes))


def fixes_of(block: Blocked, plan: Plan) -> tuple[Fix, ...]:
    """Return what can be done about a part without a number, the likeliest first; nothing where it needs thought."""
    cause = block.cause
    if block.part is BlockedPart.CLUSTER:
        first = next((group.key for group in plan.cluster.groups), "")
        empty = (Fix(kind=FixKind.ADD), Fix(kind=FixKind.EXAMPLE), Fix(kind=FixKind.IMPORT))
        return (Fix(kind=FixKind.NODES, group=first),) if first else empty
    if isinstance(cause, ExchangeRateMissing):
        return (Fix(kind=FixKind.RATES),)
    if block.part in {BlockedPart.SAVING, BlockedPart.BASELINE}:
        return (Fix(kind=FixKind.BASELINE),) if any(group.offer for group in plan.cluster.groups) else ()
    if block.part is BlockedPart.DEPENDENCE:
        return (Fix(kind=FixKind.BASIS),)
    if isinstance(cause, LinkWithoutBandwidth):
        return (Fix(kind=FixKind.BORDER),)
    return _fixes_of_groups(block, cause, plan)


def stopped_groups(blocked: tuple[Blocked, ...], plan: Plan) -> dict[str, str]:
    """Return the node groups that something stops, by key, with the reason in the planner's words."""
    reasons: dict[str, str] = {}
    working = {group.key for group in plan.cluster.groups if group.nodes > 0}
    for block in blocked:
        for key in working.intersection(block.groups):
            reasons.setdefault(key, block.reason)
    return reasons


def _fixes_of_groups(block: Blocked, cause: Cause | None, plan: Plan) -> tuple[Fix, ...]:
    nodes = {group.key: group.nodes for group in plan.cluster.groups}
    groups = [key for key in block.groups if key in nodes]
    if not groups:
        return ()
    if block.part is BlockedPart.PRICE:
        return (Fix(kind=FixKind.PRICE, group=groups[0]),)
    if isinstance(cause, FigureMissing):
        return (Fix(kind=FixKind.FIGURES, group=groups[0]),)
    if not isinstance(cause, _OF_SIZE):
        return ()
    mend = block.mend
    if mend is None or nodes.get(mend.group, mend.nodes) == mend.nodes:  # the plan has moved on, or nothing is known
        return (Fix(kind=FixKind.NODES, group=groups[0]),)
    change = Fix(kind=FixKind.NODES, group=mend.group)
    return (Fix(kind=FixKind.SET_NODES, group=mend.group, nodes=mend.nodes), change)


_OF_SIZE: Final = (DoesNotFit, BatchNotDivided, DevicesNotDivided, NoNumberOfNodes)
_WORDS: Final = {
    FixKind.ADD: mark("Choose an accelerator"),
    FixKind.EXAMPLE: mark("Open an example"),
    FixKind.IMPORT: mark("Import config.json"),
    FixKind.NODES: mark("Change the nodes"),
    FixKind.SET_NODES: mark("Set {nodes} nodes"),
    FixKind.PRICE: mark("Enter a price"),
    FixKind.FIGURES: mark("Enter the figure"),
    FixKind.BASELINE: mark("Choose a baseline"),
    FixKind.RATES: mark("Enter a rate"),
    FixKind.BASIS: mark("Use shares of compute"),
    FixKind.BORDER: mark("Set the border"),
}
