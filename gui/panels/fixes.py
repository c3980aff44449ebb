"""What stops a part of a plan, and what can be done about it at once: the offers beside the sentence."""

import math
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from gui.look import formats
from gui.look.words import mark, tr
from planner.catalogue.catalogue import Catalogue
from planner.plan import Plan
from planner.plan_result import Blocked

_PRICE_OF: Final = "Price of "
_BASELINE: Final = "Baseline "
_RATE_WORDS: Final = "exchange rate"
_TOO_FEW: Final = re.compile(r"use about ([\d.]+) times the devices")
_CARD_WORDS: Final = "catalogue card"  # the planner names the place where a missing figure is entered


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


def fixes_of(block: Blocked, plan: Plan, catalogue: Catalogue) -> tuple[Fix, ...]:
    """Return what can be done about a part without a number, the likeliest first; nothing where it needs thought."""
    groups = _names(plan, catalogue)
    if block.subject == "Cluster":
        first = next(iter(groups), "")
        empty = (Fix(kind=FixKind.ADD), Fix(kind=FixKind.EXAMPLE))
        return (Fix(kind=FixKind.NODES, group=first),) if first else empty
    if _RATE_WORDS in block.reason:
        return (Fix(kind=FixKind.RATES),)
    if block.subject == "Saving" or block.subject.startswith(_BASELINE):
        return (Fix(kind=FixKind.BASELINE),) if any(group.offer for group in plan.cluster.groups) else ()
    if block.subject == "Dependence":
        return (Fix(kind=FixKind.BASIS),)
    if block.subject == "Mixing":
        return (Fix(kind=FixKind.BORDER),) if "border" in block.reason else ()
    return _fixes_of_group(block, plan, groups)


def stopped_groups(blocked: tuple[Blocked, ...], plan: Plan, catalogue: Catalogue) -> dict[str, str]:
    """Return the node groups that something stops, by key, with the reason in the planner's words."""
    reasons: dict[str, str] = {}
    working = {group.key for group in plan.cluster.groups if group.nodes > 0}
    for block in blocked:
        for key, name in _names(plan, catalogue).items():
            if key in working and name == block.subject.removeprefix(_PRICE_OF):
                reasons.setdefault(key, block.reason)
    return reasons


def _names(plan: Plan, catalogue: Catalogue) -> dict[str, str]:
    """Return what the planner calls each node group: its accelerator's name, the key where nobody knows it."""
    known = catalogue.accelerators
    return {
        group.key: known[group.accelerator].name if group.accelerator in known else group.accelerator
        for group in plan.cluster.groups
    }


def _fixes_of_group(block: Blocked, plan: Plan, groups: dict[str, str]) -> tuple[Fix, ...]:
    name = block.subject.removeprefix(_PRICE_OF)
    key = next((key for key, known in groups.items() if known == name), None)
    if key is None:
        return ()
    if block.subject.startswith(_PRICE_OF):
        return (Fix(kind=FixKind.PRICE, group=key),)
    if _CARD_WORDS in block.reason:
        return (Fix(kind=FixKind.FIGURES, group=key),)
    change = Fix(kind=FixKind.NODES, group=key)
    short = _TOO_FEW.search(block.reason)
    if short is None:
        return (change,)
    before = next(group.nodes for group in plan.cluster.groups if group.key == key)
    return (Fix(kind=FixKind.SET_NODES, group=key, nodes=_even(before * float(short[1]))), change)


def _even(nodes: float) -> int:
    """Return the power of two that is at least so many: node counts that layouts divide well."""
    return 1 << (math.ceil(nodes) - 1).bit_length()


_WORDS: Final = {
    FixKind.ADD: mark("Choose an accelerator"),
    FixKind.EXAMPLE: mark("Open an example"),
    FixKind.NODES: mark("Change the nodes"),
    FixKind.SET_NODES: mark("Set {nodes} nodes"),
    FixKind.PRICE: mark("Enter a price"),
    FixKind.FIGURES: mark("Enter the figure"),
    FixKind.BASELINE: mark("Choose a baseline"),
    FixKind.RATES: mark("Enter a rate"),
    FixKind.BASIS: mark("Use shares of compute"),
    FixKind.BORDER: mark("Set the border"),
}
