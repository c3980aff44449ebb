"""Step time of many layouts at once, split into parts that sum to it."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Number, some
from planner.performance.device.collectives import Links, gather_s, inner_ranks, links_of, point_to_point_s
from planner.performance.training.alike import Alike, Sorts, sorts_of
from planner.performance.training.case import Case
from planner.performance.training.channel_times import expert_forward_s
from planner.performance.training.layer_counts import fullest_of, stages_of
from planner.performance.training.layer_times import LayerTimes
from planner.performance.training.layout import Recompute, Schedule, Sharding
from planner.performance.training.layouts import RECOMPUTES, SCHEDULES, SHARDINGS, LayoutArrays
from planner.performance.training.mixer_times import scans_back_s, scans_s
from planner.performance.training.model_times import ModelTimes, model_times, stack_and_tail_s
from planner.performance.training.parameters import DeviceParameters, device_parameters, stage_layers
from planner.performance.training.part_times import experts_again, exposed_s, full_share, mean_overload, tokens_of
from planner.performance.training.update_times import update_s
from planner.units import BF16_BYTES

_FULL = RECOMPUTES.index(Recompute.FULL)
_INTERLEAVED = SCHEDULES.index(Schedule.INTERLEAVED)
_ZERO_BUBBLE = SCHEDULES.index(Schedule.ZERO_BUBBLE)
_DUALPIPE = SCHEDULES.index(Schedule.DUALPIPE)
_DUALPIPE_V = SCHEDULES.index(Schedule.DUALPIPE_V)
_SHARDED = SHARDINGS.index(Sharding.FULLY_SHARDED)
_ZERO_2 = SHARDINGS.index(Sharding.ZERO_2)
_UNSHARDED = SHARDINGS.index(Sharding.NONE)
_ROUNDING = 1e-6  # layers; a quotient that rounding left just above a whole number is that number


class StepTimes(Struct, frozen=True, kw_only=True):
    """Seconds of one optimiser step by part, one value a layout."""

    compute: Floats
    recompute: Floats
    exposed_tp: Floats
    exposed_ep: Floats
    exposed_cp: Floats
    exposed_pp: Floats
    exposed_dp: Floats
    bubble: Floats
    optimiser: Floats
    overhead: Floats

    @property
    def step_s(self) -> Floats:
        """The whole step."""
        return (
            self.compute
            + self.recompute
            + self.exposed_tp
            + self.exposed_ep
            + self.exposed_cp
            + self.exposed_pp
            + self.exposed_dp
            + self.bubble
            + self.optimiser
            + self.overhead
        )

    def part(self, chosen: Integers) -> "StepTimes":
        """Return those of the chosen layouts."""
        return StepTimes(**{name: getattr(self, name)[chosen] for name in PARTS})


PARTS = tuple(StepTimes.__struct_fields__)


class Stage(Struct, frozen=True, kw_only=True):
    """One pipeline stage and micro-batch: how much of each layer kind the slowest stage holds, and its times."""

    slowest_s: Floats
    mean_s: Floats
    mean_parts: LayerTimes

    @property
    def behind_s(self) -> Floats:
        """What transfers of weights and gradients hide behind: all but other transfers, shown or hidden themselves.

        Every stage takes the slowest one's time for a micro-batch, computing and then waiting for it. What hides an
        exchange hides no gathering as well: both would cross the same links at once.
        """
        parts = self.mean_parts
        return self.slowest_s - parts.ep_s - parts.cp_s - parts.hidden_s


def step_times(
    case: Case, layouts: LayoutArrays, sorts: Sorts | None = None, known: ModelTimes | None = None
) -> StepTimes:
    """Return the parts of the step of every layout; healthy (no failures), all ranks alike.

    ``known`` is what a micro-batch takes in all layers (None: computed here), of each of ``sorts`` where these are
    given.
    """
    links, sorts = links_of(case), sorts or sorts_of(case, layouts, layers=known is None)
    stage = stage_times(case, layouts, links, sorts, known)
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    exposed_dp, optimiser = _once_s(case, layouts, links, sorts.stages, stage)
    # what the slowest stage does beyond the mean is compute that the other stages wait for
    parts = stage.mean_parts
    uneven = (stage.slowest_s - stage.mean_s) * micro_batches
    healthy = StepTimes(
        compute=parts.compute_s * micro_batches + uneven,
        recompute=parts.recompute_s * micro_batches,
        exposed_tp=parts.tp_s * micro_batches,
        exposed_ep=parts.ep_s * micro_batches,
        exposed_cp=parts.cp_s * micro_batches,
        exposed_pp=_pipeline_message_s(case, layouts, links, micro_batches),
        exposed_dp=exposed_dp,
        bubble=bubble_micro_batches(layouts) * stage.mean_s,
        optimiser=optimiser,
        overhead=parts.launch_s * micro_batches + case.coefficients.step_overhead_s,
    )
    return _with_scale_loss(case, healthy)


def once_a_step_s(
    case: Case, layouts: LayoutArrays, sorts: Sorts, known: ModelTimes | None = None
) -> tuple[Floats, Floats]:
    """Return what shows of gathering weights and reducing gradients, and the optimiser's update; as ``step_times``."""
    links = links_of(case)
    return _once_s(case, layouts, links, sorts.stages, stage_times(case, layouts, links, sorts, known))


def _once_s(case: Case, layouts: LayoutArrays, links: Links, alike: Alike, stage: "Stage") -> tuple[Floats, Floats]:
    parameters = device_parameters(case, alike.few)
    trained = parameters.trained()
    sharded = layouts.sharding == _SHARDED
    exposed_dp: Floats = np.zeros_like(layouts.tp)
    if sharded.any():
        # in a pipeline weights stay gathered over the step, and gradients are scattered at its end
        times = np.where(layouts.pp > 1, 1.0, case.global_batch / (layouts.dp * layouts.micro_batch))
        needed = alike.spread(_sharded_s(case, alike.few, links, parameters))
        exposed_dp = exposed_s(needed, stage.behind_s, case.coefficients.sharded_overlap) * times
    if not sharded.all():
        plain = _data_parallel_s(case, layouts, links, trained, stage, alike)
        exposed_dp = np.where(sharded, exposed_dp, plain) if sharded.any() else plain
    return exposed_dp, alike.spread(update_s(case, alike.few, links, trained))


def scale_loss(case: Case) -> Number:
    """Return what a step of so many devices takes beyond its parts, as a share of them."""
    return loss_of_scale(case.devices, case.coefficients.loss_per_doubling, case.coefficients.loss_beyond_512)


def loss_of_scale(devices: Number, per_doubling: Number, beyond_512: Number) -> Number:
    """Return the loss of so many devices: a share for each doubling beyond eight, and more for each beyond 512."""
    beyond = beyond_512 * np.log2(np.maximum(devices / 512.0, 1.0))
    return per_doubling * np.log2(np.maximum(devices / 8.0, 1.0)) + beyond


def _with_scale_loss(case: Case, times: StepTimes) -> StepTimes:
    """Add what each doubling of the devices costs: stragglers and congestion that no part above names."""
    loss = scale_loss(case)
    return StepTimes(
        **{name: getattr(times, name) for name in PARTS if name != "overhead"},
        overhead=times.overhead + loss * times.step_s,
    )


def expert_share(case: Case, layouts: LayoutArrays, times: StepTimes) -> Floats:
    """Return the share of the step that a device spends on routed experts, 0 where the shape has none; (n,)."""
    counts, tokens = case.counts, tokens_of(case, layouts)
    forward = 0.0
    for kind in counts.kinds:
        _, channel = counts.parts(kind)
        if some(channel.routed * kind.layers):
            own = expert_forward_s(case, layouts, tokens, channel, mean_overload(case, layouts, channel))
            forward = forward + kind.layers * channel.routed * own / layouts.pp
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    experts = forward * (case.product_passes + experts_again(layouts)) * micro_batches
    share: Floats = experts / times.step_s
    return share


def estimated_share(case: Case, layouts: LayoutArrays, times: StepTimes) -> Floats:
    """Return the share of the step in kernels of which no training run is published (scans, picked keys), (n,)."""
    counts, tokens = case.counts, tokens_of(case, layouts)
    both: Number = 0.0
    for kind in counts.kinds:
        mixer, _ = counts.parts(kind)
        forward = scans_s(case, mixer)
        both = both + kind.layers * (forward * (1.0 + full_share(layouts)) + scans_back_s(case, mixer))
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    share: Floats = both * tokens.rows / layouts.tp / layouts.pp * micro_batches / times.step_s
    return share


def stage_times(
    case: Case, layouts: LayoutArrays, links: Links, sorts: Sorts | None = None, known: ModelTimes | None = None
) -> Stage:
    """Return the times of the mean and of the slowest stage, output head and MTP layers on the last.

    Stages may hold unequal numbers of layers: the best split is taken. ``known`` is as in ``step_times``.
    """
    counts, mtp = case.counts, case.counts.mtp_layers
    alike = (sorts or sorts_of(case, layouts, layers=known is None)).layers
    known = known or model_times(case, alike.few, links)
    each, head, extra_gemm = known.kinds, known.head_s, known.projection_s
    totals = [times.total_s for times in each]
    layers, tail = stack_and_tail_s(case, known)
    mean = alike.spread(layers + tail) / layouts.pp
    ends = alike.spread((1 + mtp) * head + mtp * extra_gemm) / layouts.pp
    weights = [(kind.layers + mtp * kind.mtp_layers) / layouts.pp for kind in counts.kinds]
    parts = LayerTimes(
        **{
            name: sum(weight * alike.spread(getattr(times, name)) for weight, times in zip(weights, each, strict=True))
            + (ends if name == "compute_s" else 0.0)
            for name in LayerTimes.__struct_fields__
        }
    )
    slowest = _slowest_s(case, layouts, alike, totals, tail)
    return Stage(slowest_s=np.where(layouts.pp > 1, np.maximum(slowest, mean), mean), mean_s=mean, mean_parts=parts)


def _slowest_s(case: Case, layouts: LayoutArrays, alike: Alike, totals: Sequence[Floats], tail_s: Floats) -> Number:
    """Return the time of the slowest stage, from those of a layer of each kind and of what follows the last layer."""
    counts, cut = case.counts, 0.0
    if some(counts.mixed):
        cut = _slowest_cut_s(case, layouts, [alike.spread(total) for total in totals], alike.spread(tail_s))
        if np.all(counts.mixed):
            return cut
    layers = sum(kind.layers * total for kind, total in zip(counts.kinds, totals, strict=True))
    unit = sum(kind.ends * total for kind, total in zip(counts.kinds, totals, strict=True))
    even = _slowest_stage_s(alike.spread(layers), alike.spread(unit), alike.spread(tail_s), layouts)
    return np.where(counts.mixed > 0, cut, even)


def _slowest_cut_s(case: Case, layouts: LayoutArrays, totals: Sequence[Floats], tail_s: Floats) -> Number:
    """Return the time of the slowest stage of layers of several kinds, as they are cut."""
    before = fullest_of(case.counts.cuts.slow, layouts, totals)
    (last,) = stages_of(case.counts.cuts.last, layouts)
    ending = sum(layers * total for layers, total in zip(last, totals, strict=True)) + tail_s
    return np.maximum(before, ending)


def _slowest_stage_s(layers_s: Floats, unit_s: Floats, tail_s: Floats, layouts: LayoutArrays) -> Number:
    """Return the slowest stage of the best split of a stack of layers of ``unit_s`` and its tail.

    All stages but the last have as many layers as the mean stage has time for, or one less each and the last one more.
    """
    mean = (layers_s + tail_s) / unit_s / layouts.pp
    most, least = np.ceil(mean - _ROUNDING), np.floor(mean + _ROUNDING)
    ending = layers_s - (layouts.pp - 1) * least * unit_s + tail_s
    return np.maximum(np.minimum(most * unit_s, ending), tail_s)


def bubble_micro_batches(layouts: LayoutArrays) -> Number:
    """Return the bubble in micro-batches of forward and backward (forward : backward = 1 : 2).

    1F1B p-1; interleaved (p-1)/v; zero bubble (p-1)(F+B-2W)/(F+B); DualPipe (p/2-1)(F&B + B - 3W)/(F+B); DualPipeV
    (p-1)(F&B + B - 3W)/(F+B) of its half stages (github.com/deepseek-ai/DualPipe: half the devices for as many stages).
    """
    idle = layouts.pp - 1
    found = np.where(layouts.schedule == _INTERLEAVED, idle / layouts.vpp, idle)
    found = np.where(layouts.schedule == _ZERO_BUBBLE, idle / 3.0, found)
    found = np.where(layouts.schedule == _DUALPIPE_V, idle * 2.0 / 3.0 / 2.0, found)
    return np.where(layouts.schedule == _DUALPIPE, np.maximum(layouts.pp / 2 - 1, 0.0) * 2.0 / 3.0, found)


def least_bubble(pp: Floats, schedules: Sequence[Schedule], most_stages: int) -> Floats:
    """Return the fewest micro-batches that the bubble comes to with any of some schedules, of so many stages."""
    idle = pp - 1
    found = idle
    if Schedule.INTERLEAVED in schedules:
        found = np.minimum(found, idle / np.maximum(np.floor(most_stages / pp), 1.0))
    if Schedule.ZERO_BUBBLE in schedules or Schedule.DUALPIPE_V in schedules:
        found = np.minimum(found, idle / 3.0)
    if Schedule.DUALPIPE in schedules:
        found = np.minimum(found, np.maximum(pp / 2 - 1, 0.0) * 2.0 / 3.0)
    return found


def _pipeline_message_s(case: Case, layouts: LayoutArrays, links: Links, micro_batches: Floats) -> Number:
    message = BF16_BYTES * case.counts.message_width * tokens_of(case, layouts).local
    inside = case.devices <= case.domain
    passes = np.where(layouts.schedule == _DUALPIPE_V, 2.0, layouts.vpp)  # of a micro-batch through a device
    once = 2.0 * point_to_point_s(links, message, inside=inside) * passes
    interleaved = 1.0 * (layouts.schedule != SCHEDULES.index(Schedule.ONE_F_ONE_B))
    c = case.coefficients
    overlap = interleaved * c.pp_overlap_interleaved + (1 - interleaved) * c.pp_overlap
    return np.where(layouts.pp > 1, once * (micro_batches * (1 - overlap) + (layouts.pp - 1) / passes), 0.0)


def _gathers(  # noqa: PLR0917 - what every collective needs, and what is gathered
    case: Case,
    layouts: LayoutArrays,
    links: Links,
    parameters: DeviceParameters,
    bytes_per_parameter: Number,
    calls: Number = 1.0,
) -> Number:
    """Return the time of one all-gather or reduce-scatter of all parameters of a stage over their replicas."""
    inner = inner_ranks(layouts.tp, layouts.dp * layouts.cp, case.domain)
    dense = gather_s(links, bytes_per_parameter * parameters.dense, inner, layouts.dp * layouts.cp / inner, calls)
    copies = parameters.expert_replicas
    expert_inner = inner_ranks(layouts.ep * layouts.etp, copies, case.domain)
    experts = gather_s(links, bytes_per_parameter * parameters.experts, expert_inner, copies / expert_inner, calls)
    return dense + experts


def _data_parallel_s(  # noqa: PLR0917 - what every collective needs, and where the parameters stand
    case: Case, layouts: LayoutArrays, links: Links, parameters: DeviceParameters, stage: Stage, alike: Alike
) -> Number:
    """Return exposed gradient reductions and weight gathering, hidden behind the computing beside them.

    Where gradients are kept as shards they are reduced after every micro-batch, in 16 bits until the last; a pipeline
    reduces once a step, for its stages accumulate over the micro-batches in flight. ``parameters`` are of the few that
    are ``alike``.
    """
    # MindSpeed's DualPipeV refuses to reduce gradients while it computes
    overlap = np.where(layouts.schedule == _DUALPIPE_V, 0.0, case.coefficients.dp_overlap)
    gradients = case.coefficients.gradient_bytes
    # without shards gradients come back whole, and no weights have to
    alone = alike.few.sharding == _UNSHARDED
    back: Number = case.states.sent_weight_bytes
    if alone.any():
        back = np.where(alone, gradients, back)
    whole = alike.spread(_gathers(case, alike.few, links, parameters, gradients + back))
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    behind = stage.behind_s * _micro_batches_beside_reductions(layouts, micro_batches)
    once = exposed_s(whole, behind, overlap)
    reduced = layouts.sharding == _ZERO_2
    if not reduced.any():
        return once
    needed = alike.spread(_gathers(case, alike.few, links, parameters, BF16_BYTES))
    again = exposed_s(needed, stage.behind_s, overlap)
    return once + np.where(reduced & (layouts.pp == 1), micro_batches - 1.0, 0.0) * again


def _micro_batches_beside_reductions(layouts: LayoutArrays, micro_batches: Number) -> Number:
    """Return behind how many micro-batches of a stage its one reduction and its one gathering can hide.

    A stage of one chunk reduces behind its last micro-batch. Interleaved, each of its v chunks is done with p
    micro-batches of the last group before the next chunk, and reduces while the others still compute.
    """
    spread = np.minimum(layouts.pp, micro_batches) * (layouts.vpp - 1) / layouts.vpp
    return np.where(layouts.schedule == _INTERLEAVED, np.maximum(spread, 1.0), 1.0)


def _sharded_s(case: Case, layouts: LayoutArrays, links: Links, parameters: DeviceParameters) -> Number:
    """Return the transfers of a micro-batch of fully sharded weights: gathered twice, and gradients scattered."""
    # each layer on its own
    calls = 3.0 * case.coefficients.gathers_a_layer * stage_layers(case.counts.layers, layouts.pp)
    needed = _gathers(case, layouts, links, parameters.held(), 2 * case.states.sent_weight_bytes + BF16_BYTES, calls)
    if case.states.lora is not None:  # of frozen weights nothing is scattered
        needed = needed - _gathers(case, layouts, links, parameters, BF16_BYTES, 0.0)
    return needed
