"""What stops a part of a plan, and what can be done about it at once: the offers beside the sentence.

They follow from the reason's value and the keys of the node groups that it is about; no sentence is read.
"""

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from math import ceil
from typing import Final

from msgspec import Struct

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.causes import (
    BatchNotDivided,
    CapOutOfReach,
    Cause,
    DeadlineOutOfReach,
    DevicesNotDivided,
    DoesNotFit,
    ExchangeRateMissing,
    FigureMissing,
    FormatNotTrained,
    FormatWithoutUnits,
    LinkWithoutBandwidth,
    NoNumberOfNodes,
)
from planner.dependence import POINTS_OF_ONE_NAME
from planner.digits import rounded_up
from planner.english.phrases import layer_words
from planner.mixing.strategy import ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Plan
from planner.plan_result import Blocked, BlockedPart


class RemedyKind(Enum):
    """What is done about it."""

    ADD = auto()
    NODES = auto()
    SET_NODES = auto()
    PRECISION = auto()
    PRICE = auto()
    FIGURES = auto()
    BASELINE = auto()
    RATES = auto()
    BASIS = auto()
    INTER_POOL_LINK = auto()
    DEADLINE = auto()
    BEST_SHARES = auto()
    CAP = auto()
    MORE_NODES = auto()
    THESE_NODES = auto()
    FEWER_NODES = auto()
    EXAMPLE = auto()
    IMPORT = auto()


class Remedy(Struct, frozen=True, kw_only=True):
    """One thing to do: its kind, the node group it is done to, and the nodes that this is given.

    ``days`` is another deadline, ``cap`` another cap on shares, ``precision`` the number format that the group is run
    in, ``counts`` the nodes of several groups by key. ``before`` are a lone group's nodes that fewer take the place
    of.
    """

    kind: RemedyKind
    group: str = ""
    nodes: int = 0
    days: int = 0
    precision: str = ""
    cap: ShareCap | None = None
    counts: tuple[tuple[str, int], ...] = ()
    before: int = 0

    @property
    def words(self) -> str:
        """What its button says."""
        by_hhi = self.cap is not None and self.cap.measure is CapMeasure.HHI
        template = _CAP_HHI if by_hhi else _FEWER_OF_ONE if self.before else _WORDS[self.kind]
        return tr(
            template,
            before=formats.whole(self.before),
            nodes=formats.whole(self.nodes),
            days=formats.stated_days(self.days),
            precision=self.precision.upper(),
            layer="" if self.cap is None else said(layer_words(self.cap.layer)),
            cap="" if self.cap is None else shown_cap(self.cap),
        )


def cap_kept_at(reached: float, layer: str, measure: CapMeasure) -> ShareCap:
    """Return the least cap, as it is written, that what is reached keeps: shares from 0 to 1, or points of HHI."""
    by_hhi = measure is CapMeasure.HHI
    share = rounded_up(float(reached), 0) / POINTS_OF_ONE_NAME if by_hhi else rounded_up(float(reached), 3)
    return ShareCap(layer=layer, share=min(1.0, share), measure=measure)


def shown_cap(cap: ShareCap) -> str:
    """Return the number of a cap: ``70 %``, or points of HHI."""
    if cap.measure is CapMeasure.HHI:
        return formats.whole(cap.share * POINTS_OF_ONE_NAME)
    return formats.trimmed(cap.share * 100) + formats.THIN + "%"


def remedies_of(block: Blocked, plan: Plan) -> tuple[Remedy, ...]:
    """Return what can be done about a part without a number, the likeliest first; nothing where it needs thought."""
    cause = block.cause
    if block.part is BlockedPart.CLUSTER:
        first = next((group.key for group in plan.cluster.groups), "")
        empty = (Remedy(kind=RemedyKind.ADD), Remedy(kind=RemedyKind.EXAMPLE), Remedy(kind=RemedyKind.IMPORT))
        return (Remedy(kind=RemedyKind.NODES, group=first),) if first else empty
    if isinstance(cause, ExchangeRateMissing):
        return (Remedy(kind=RemedyKind.RATES),)
    if block.part in {BlockedPart.SAVING, BlockedPart.BASELINE}:
        return (Remedy(kind=RemedyKind.BASELINE),) if any(group.offer for group in plan.cluster.groups) else ()
    if block.part is BlockedPart.DEPENDENCE:
        return (Remedy(kind=RemedyKind.BASIS),)
    if isinstance(cause, LinkWithoutBandwidth):
        return (Remedy(kind=RemedyKind.INTER_POOL_LINK),)
    return tuple(_within_reach(cause)) or _remedies_of_groups(block, cause, plan)


def stopped_groups(blocked: tuple[Blocked, ...], plan: Plan) -> dict[str, str]:
    """Return the node groups that something stops, by key, with the reason in the planner's words."""
    reasons: dict[str, str] = {}
    working = {group.key for group in plan.cluster.groups if group.nodes > 0}
    for block in blocked:
        for key in working.intersection(block.groups):
            reasons.setdefault(key, block.reason)
    return reasons


def _within_reach(cause: Cause | None) -> Iterator[Remedy]:
    """Give the smallest cap and the smallest deadline that can be kept, where those that are stated cannot."""
    if not isinstance(cause, CapOutOfReach | DeadlineOutOfReach):
        return
    if isinstance(cause, CapOutOfReach) and cause.smallest_cap is not None:
        yield Remedy(kind=RemedyKind.CAP, cap=cap_kept_at(cause.smallest_cap, cause.layer, CapMeasure(cause.measure)))
    if cause.smallest_deadline_days is not None:
        yield Remedy(kind=RemedyKind.DEADLINE, days=ceil(cause.smallest_deadline_days))


def _remedies_of_groups(block: Blocked, cause: Cause | None, plan: Plan) -> tuple[Remedy, ...]:
    nodes = {group.key: group.nodes for group in plan.cluster.groups}
    groups = [key for key in block.groups if key in nodes]
    if not groups:
        return ()
    if block.part is BlockedPart.PRICE:
        return (Remedy(kind=RemedyKind.PRICE, group=groups[0]),)
    if isinstance(cause, FigureMissing):
        return (Remedy(kind=RemedyKind.FIGURES, group=groups[0]),)
    if isinstance(cause, FormatNotTrained | FormatWithoutUnits):
        run_in = Remedy(kind=RemedyKind.PRECISION, group=groups[0], precision=cause.instead)
        return (run_in,) if cause.instead else ()
    return _remedies_of_size(block, groups[0], nodes) if isinstance(cause, _OF_SIZE) else ()


def _remedies_of_size(block: Blocked, first: str, nodes: Mapping[str, int]) -> tuple[Remedy, ...]:
    mend = block.mend
    if mend is None or nodes.get(mend.group, mend.nodes) == mend.nodes:  # the plan has moved on, or nothing is known
        return (Remedy(kind=RemedyKind.NODES, group=first),)
    change = Remedy(kind=RemedyKind.NODES, group=mend.group)
    return (Remedy(kind=RemedyKind.SET_NODES, group=mend.group, nodes=mend.nodes), change)


_OF_SIZE: Final = (DoesNotFit, BatchNotDivided, DevicesNotDivided, NoNumberOfNodes)
_CAP_HHI: Final = mark("Cap the {layer} HHI at {cap}")
_FEWER_OF_ONE: Final = mark("Take {nodes} instead of {before} nodes")
_WORDS: Final = {
    RemedyKind.ADD: mark("Choose an accelerator"),
    RemedyKind.EXAMPLE: mark("Open an example"),
    RemedyKind.IMPORT: mark("Import config.json"),
    RemedyKind.NODES: mark("Change the nodes"),
    RemedyKind.PRECISION: mark("Run it in {precision}"),
    RemedyKind.SET_NODES: mark("Set {nodes} nodes"),
    RemedyKind.DEADLINE: mark("Set the deadline to {days}"),
    RemedyKind.BEST_SHARES: mark("Divide by best shares"),
    RemedyKind.CAP: mark("Cap each {layer} at {cap}"),
    RemedyKind.MORE_NODES: mark("Take the nodes that end in time"),
    RemedyKind.THESE_NODES: mark("Take them all the same"),
    RemedyKind.FEWER_NODES: mark("Take only the nodes that train"),
    RemedyKind.PRICE: mark("Enter a price"),
    RemedyKind.FIGURES: mark("Enter the figure"),
    RemedyKind.BASELINE: mark("Choose a baseline"),
    RemedyKind.RATES: mark("Enter a rate"),
    RemedyKind.BASIS: mark("Use shares of compute"),
    RemedyKind.INTER_POOL_LINK: mark("Set the inter-pool link"),
}
