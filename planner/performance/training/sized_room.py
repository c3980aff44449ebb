"""Bounds of what layouts need of a device, by family, pace and option: what surely does not fit is never evaluated."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats, Integers, Mask
from planner.performance.training import memory
from planner.performance.training.case import Case
from planner.performance.training.layer_counts import stages_of
from planner.performance.training.layout import Sharding
from planner.performance.training.layouts import SHARDINGS, LayoutArrays, divide
from planner.performance.training.legal_layouts import Families, Options
from planner.performance.training.parameters import Place, device_parameters
from planner.performance.training.sized_groups import SURELY, TimedOptions

_OF_ONE_STAGE = (Sharding.FULLY_SHARDED, Sharding.ZERO_2)
_NEVER = float(np.finfo(np.float64).max)  # bytes of what no layout is: finite, so that differences are numbers


class StateBytes(Struct, frozen=True, kw_only=True):
    """What weights, gradients and optimiser take at least of a device between the ends, one value a family.

    With experts cut among e ranks they take ``shared`` + ``experts`` / e bytes.
    """

    shared: Floats
    experts: Floats

    def part(self, chosen: Integers) -> "StateBytes":
        """Return those of the chosen families."""
        return StateBytes(**{name: getattr(self, name)[chosen] for name in self.__struct_fields__})


def least_state_bytes(
    case: Case, families: Families, options_of: Callable[[float], Options], shardings: Sequence[Sharding]
) -> StateBytes:
    """Return the states of each family, sharded in the way that takes least: no schedule holds less than plain 1F1B.

    That way may be another for other cuts of the experts: then states lie above the line between few cuts and many.
    """
    widest = _widest(families, options_of)
    layouts = _plain_layouts(families)
    uncut, ranks = device_parameters(case, layouts, Place.INNER), np.stack([widest, np.ones(len(widest))])
    cut = replace(uncut, experts=uncut.experts / ranks, expert_replicas=np.maximum(uncut.expert_replicas / ranks, 1.0))
    # every way to shard beside every cut: (shardings, cuts, families)
    codes = np.array([float(SHARDINGS.index(sharding)) for sharding in shardings])[:, None, None]
    # of bits though there may be none: software of some devices starts no way that the run asks for
    of_one_stage = np.array([sharding in _OF_ONE_STAGE for sharding in shardings], dtype=bool)[:, None, None]
    each = memory.state_bytes(case, replace(layouts, sharding=codes), cut)
    held = np.where((layouts.pp > 1) & of_one_stage, _NEVER, each).min(axis=0, initial=_NEVER)
    least, most = held
    experts = np.where(widest > 1, most - least, 0.0) / np.maximum(1.0 - 1.0 / widest, 0.5)
    return StateBytes(shared=least - experts / widest, experts=experts)


def _widest(families: Families, options_of: Callable[[float], Options]) -> Floats:
    """Return among how many ranks each family may cut its experts at most."""
    ranks, widest = families.tp * families.cp * families.dp, np.ones(len(families))
    for tp in sorted(set(families.tp.tolist())):
        options, own = options_of(tp), np.flatnonzero(families.tp == tp)
        cuts = np.array(sorted(set((options.ep * options.etp).tolist())))
        widest[own] = np.max(np.where(divide(cuts, ranks[own, None]), cuts, 1.0), axis=1, initial=1.0)
    return widest


def _plain_layouts(families: Families) -> LayoutArrays:
    """Return each family in plain 1F1B, no expert cut."""
    one = np.ones(len(families))
    return LayoutArrays(
        tp=families.tp,
        pp=families.pp,
        vpp=one,
        ep=one,
        etp=one,
        cp=families.cp,
        dp=families.dp,
        micro_batch=one,
        recompute=0.0 * one,
        schedule=0.0 * one,
        sharding=0.0 * one,
        recompute_share=one,
        sequence_parallel=one,
        micro_batch_group=0.0 * one,
    )


class Room(Struct, frozen=True, kw_only=True):
    """What paces keep in flight, and what a device offers for activations and states.

    ``in_flight``: layers of each kind, of stages of which one keeps most, times the micro-batches that they keep, shape
    (rows, kinds, paces).
    """

    in_flight: Floats
    offered_bytes: float


def room_of(case: Case, paces: LayoutArrays, offered_bytes: float) -> Room:
    """Return the room of paces where a device offers so many bytes for everything."""
    return Room(
        in_flight=stages_of(case.counts.cuts.kept, paces) * memory.in_flight(case, paces),
        offered_bytes=offered_bytes * SURELY - float(case.coefficients.context_bytes),
    )


def first_fitting(case: Case, timed: TimedOptions, room: Room, group: Integers) -> Integers:
    """Return the position of the first option of the group of each pace before which surely none fits, (paces,).

    Told by the layers of the most frequent kind alone.
    """
    kinds = case.counts.kinds
    kind = max(range(len(kinds)), key=lambda at: float(kinds[at].layers))
    with np.errstate(divide="ignore"):  # of a stage without any of that kind
        most = (room.offered_bytes - timed.least_beside[group]) / room.in_flight[:, kind].max(axis=0)
    kept = timed.figures.kept_bytes[kind]
    span = 2.0 * float(np.max(kept, initial=1.0))
    # the least that options up to a position keep, and a span less for each group before: never more than before it
    least = np.minimum.accumulate(kept - span * timed.group)
    found: Integers = np.searchsorted(-least, span * group - np.clip(most, -span / 4.0, span * 0.75))
    return found


def may_fit(
    timed: TimedOptions, room: Room, rows: Integers, choice: Integers, states: StateBytes | None = None
) -> Mask:
    """Say which pairs of a pace and an option are not too large for a device between the ends.

    It keeps the activations of all micro-batches in flight and has a layer at work beside them; communicators and
    messages come on top, and so do ``states`` of each pair where they are given.
    """
    needed = np.zeros(len(rows))
    for stage in room.in_flight:
        held = sum(
            layers.take(rows) * kept.take(choice)
            for layers, kept in zip(stage, timed.figures.kept_bytes, strict=True)
            if layers.any()
        )
        needed = np.maximum(needed, held)
    needed = needed + timed.figures.beside_bytes.take(choice)
    if states is not None:
        needed = needed + states.shared + states.experts / (timed.options.ep * timed.options.etp).take(choice)
    fits: Mask = needed <= room.offered_bytes
    return fits
