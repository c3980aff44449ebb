"""Attention on some pools, experts on the others: tokens cross the link twice in every expert layer.

Sources: MegaScale-Infer (arXiv 2504.02263) and HeterMoE (arXiv 2504.03871) for the steady state of one layer,
``max(T_A, T_E, T_C)``. A pool's time in a step is split by its own estimate: ``expert_share`` of it is
experts' work, the rest is attention's.
"""

from collections.abc import Collection, Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Mask
from planner.causes import Cause, NoExperts, SeveralStacks, ThinLink
from planner.mixing.crossings import least_kept, met_pairs, pipeline_kept, slowest_bytes_per_s, thin_link
from planner.mixing.strategies.admission import link_cautions, needs_two
from planner.mixing.strategies.strategy import Pools, Refusal, Strategy, active, joint_goodput
from planner.mixing.working_pool import MixedRun, summed

ADVISED_BYTES_PER_S_PER_DEVICE = 50e9  # our own threshold: DeepSeek-V3 moves 30.8 GB/s a device
_LEGS = 2.0  # dispatch and combine
_WEIGHTS = 21  # of both sides, at which their bound is looked at


class Sides(Struct, frozen=True, kw_only=True):
    """Healthy tokens a second, and for each pool where it computes attention (elsewhere it computes experts)."""

    healthy_tokens_per_s: Floats
    attention: tuple[Mask, ...]


def exchange_bytes(top_k: float, hidden: int, dispatch_bytes: float, combine_bytes: float) -> float:
    """Return what a token moves in the forward pass of one expert layer, both legs: k h (b_dispatch + b_combine).

    >>> exchange_bytes(8, 7168, 1.0, 2.0)  # DeepSeek-V3: FP8 dispatch, BF16 combine
    172032.0
    """
    return top_k * hidden * (dispatch_bytes + combine_bytes)


def layer_s(attention_s: float, experts_s: float, leg_s: float, micro_batches: float) -> float:
    """Return the time of one layer and micro-batch in steady state; too few micro-batches leave everybody waiting.

    >>> layer_s(10.0, 14.0, 3.0, 4)
    14.0
    >>> layer_s(10.0, 14.0, 3.0, 1)  # one at a time: attention, there, experts, back
    30.0
    """
    return max(attention_s, experts_s, leg_s, (attention_s + experts_s + _LEGS * leg_s) / micro_batches)


def chunks_moved(
    attention_s: float, experts_s: float, experts_on_attention_s: float, *, attention: int, experts: int, chunks: int
) -> float:
    """Return the experts a layer, of ``chunks``, that the attention side computes so that both sides end together.

    HeterMoE's asymmetric assignment (arXiv 2504.03871, algorithm 1) of ``attention`` and ``experts`` devices: the
    time to gain, T_E - T_A, over what one more round of moved experts changes on both sides.

    >>> moved = chunks_moved(10.0, 14.0, 8.0, attention=6, experts=6, chunks=24)
    >>> int(32 * moved)  # whole experts over 32 layers
    23
    """
    to_attention = max(1.0, experts / attention)
    to_gain = experts_s - attention_s
    a_round = (
        experts / chunks * (experts_s * to_attention * attention / experts + experts_on_attention_s * to_attention)
    )
    return max(0.0, to_gain / a_round)


def arranged_sides(pools: Pools, run: MixedRun) -> Sides:
    """Return the best division of the pools into those of attention and those of experts.

    Pools that lose most of their time in experts compute attention: of the divisions along that order the fastest is
    taken.
    """
    best = np.zeros(())
    attention: list[Mask] = [np.asarray(True) for _ in pools]
    for last in pools:  # the pool of attention that spends least on experts
        sides = [pool.active & (pool.expert_share >= last.expert_share) for pool in pools]
        rate = np.where(last.active, _rate(pools, run, sides), 0.0)
        better: Mask = rate > best
        best = np.where(better, rate, best)
        attention = [np.where(better, side, before) for side, before in zip(sides, attention, strict=True)]
    return Sides(healthy_tokens_per_s=best * least_kept(pools, run, pipeline_kept), attention=tuple(attention))


def rate(pools: Pools, run: MixedRun, floor: Floats | None = None) -> Floats:  # noqa: ARG001 - as of every strategy
    """Return delivered tokens a second; 0 for fewer than two pools. A failure anywhere stops all."""
    if run.expert_bytes_per_token == 0.0:
        return np.zeros(())
    several = active(pools) > 1
    return np.where(several, arranged_sides(pools, run).healthy_tokens_per_s * joint_goodput(pools), 0.0)


def most_tokens_per_s(pools: Pools, run: MixedRun) -> Floats:
    """Return a bound on the rate, on any nodes and however their time is divided between attention and experts.

    Every token crosses the fastest link. The rate is also at most any weighted mean of what both sides reach, and a
    pool adds to that at most what it does on the side that counts more (weak duality of the linear programme of time):
    the least over a grid of weights.
    """
    if run.expert_bytes_per_token == 0.0:
        return np.zeros(())
    fastest = max((link.bytes_per_s for link in run.links.every()), default=0.0)
    link = np.where(active(pools) > 1, fastest / np.asarray(run.expert_bytes_per_token), 0.0)
    best = link * least_kept(pools, run, pipeline_kept)
    for weight in np.linspace(0.0, 1.0, _WEIGHTS):
        sides = [
            np.maximum(_counted(weight, 1.0 - pool.expert_share), _counted(1.0 - weight, pool.expert_share))
            for pool in pools
        ]
        with np.errstate(invalid="ignore"):  # of pools that are not there
            each = [
                np.where(pool.active, pool.healthy_tokens_per_s * side, 0.0)
                for pool, side in zip(pools, sides, strict=True)
            ]
        best = np.minimum(best, summed(each))
    return np.where(different_stacks(pools), 0.0, best)


def _counted(weight: float, share: Floats) -> Floats:
    """Return a weight over the share of a pool's time that this work takes alone."""
    with np.errstate(divide="ignore"):
        return np.asarray(weight / share) if weight else np.zeros(())


def crossing_bytes(_pools: Pools, run: MixedRun) -> float:
    """Return what crosses between the sides in a step, there and back."""
    return _LEGS * run.expert_bytes_per_token * run.tokens_per_step


def _refusals(pools: Pools, run: MixedRun) -> tuple[Refusal, ...]:
    stacks = tuple(dict.fromkeys(pool.stack for pool in pools))
    return (
        *needs_two(pools, run),
        Refusal(where=np.asarray(run.expert_bytes_per_token == 0.0), cause=NoExperts),
        Refusal(where=different_stacks(pools), cause=lambda: SeveralStacks(stacks=stacks)),
    )


def _barred(stacks: Collection[str], run: MixedRun) -> Cause | None:
    if run.expert_bytes_per_token == 0.0:
        return NoExperts()
    return SeveralStacks(stacks=tuple(stacks)) if len(stacks) > 1 else None


def _cautions(pools: Pools, run: MixedRun) -> tuple[Refusal, ...]:
    where, least = thin_link(pools, run, ADVISED_BYTES_PER_S_PER_DEVICE)
    thin = Refusal(
        where=where,
        cause=lambda: ThinLink(
            bytes_per_s_per_device=least, advised_bytes_per_s_per_device=ADVISED_BYTES_PER_S_PER_DEVICE
        ),
    )
    return (thin, *link_cautions(pools, run, pipeline_kept)[1:])


def different_stacks(pools: Pools) -> Mask:
    """Return where active pools run more than one software stack."""
    stacks = dict.fromkeys(pool.stack for pool in pools)
    used = [np.any(np.broadcast_arrays(*[pool.active for pool in pools if pool.stack == stack]), axis=0)
            for stack in stacks]  # fmt: skip
    mask: Mask = summed([where.astype(np.float64) for where in used]) > 1
    return mask


class _Reached(Struct, frozen=True, kw_only=True):
    """Tokens a second that both sides reach, and each pool of them: ``beside`` is attention's side on experts alone."""

    attention: tuple[Floats, ...]
    experts: tuple[Floats, ...]
    beside: tuple[Floats, ...]


def _reached(pools: Pools, sides: Sequence[Mask]) -> _Reached:
    both = list(zip(pools, sides, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _Reached(
            attention=tuple(
                np.where(side, pool.healthy_tokens_per_s / (1.0 - pool.expert_share), 0.0) for pool, side in both
            ),
            experts=tuple(
                np.where(pool.active & ~side, pool.healthy_tokens_per_s / pool.expert_share, 0.0) for pool, side in both
            ),
            beside=tuple(np.where(side, pool.healthy_tokens_per_s / pool.expert_share, 0.0) for pool, side in both),
        )


def _rate(pools: Pools, run: MixedRun, sides: Sequence[Mask]) -> Floats:
    """Return healthy tokens per second; 0 where one side has no pool, or the model no experts."""
    reached = _reached(pools, sides)
    attention, experts, beside = (summed(list(one)) for one in (reached.attention, reached.experts, reached.beside))
    with np.errstate(divide="ignore", invalid="ignore"):
        link = (
            _link_bytes_per_s(pools, run, sides) / run.expert_bytes_per_token if run.expert_bytes_per_token else np.inf
        )
        moved = _moved(attention, experts, beside)
        balanced = 1.0 / np.maximum((1.0 - moved) / experts, 1.0 / attention + moved / beside)
        # of one micro-batch at a time nothing overlaps: attention, there, experts, back
        in_turn = 1.0 / (1.0 / attention + 1.0 / experts + _LEGS / link)
        rate: Floats = np.minimum(np.minimum(balanced, link), _in_flight(pools, run, sides) * in_turn)
    return np.where(np.isfinite(rate), rate, 0.0)


def _moved(attention: Floats, experts: Floats, beside: Floats) -> Floats:
    """Return the share of the experts' work that moves to the attention side since it would be waited for.

    Solves (1 - f) / experts = 1 / attention + f / (what the attention side would reach on experts alone) for that share
    f: the same balance as ``chunks_moved``, over all layers.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        moved: Floats = np.clip((1.0 / experts - 1.0 / attention) / (1.0 / experts + 1.0 / beside), 0.0, 1.0)
    return moved


def _work(pools: Pools, run: MixedRun, asked: Mask | None = None) -> tuple[Floats, ...]:  # noqa: ARG001
    """Return each pool's part of a step's work: of attention and what is no expert's, of experts, or of both.

    Pools of a side divide what it computes by their speed at it. 0 where they cannot work so.
    """
    reached = _reached(pools, arranged_sides(pools, run).attention)
    attention, experts, beside = (summed(list(one)) for one in (reached.attention, reached.experts, reached.beside))
    moved = _moved(attention, experts, beside)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = [
            (1.0 - run.expert_part) * own / attention
            + run.expert_part * ((1.0 - moved) * of_experts / experts + moved * besides / beside)
            for own, of_experts, besides in zip(reached.attention, reached.experts, reached.beside, strict=True)
        ]
    return tuple(np.where(np.isfinite(one), one, 0.0) for one in each)


def _link_bytes_per_s(pools: Pools, run: MixedRun, sides: Sequence[Mask]) -> Floats:
    """Return the rate of the slowest link between a pool of attention and one of experts."""
    if not run.links.pairs:
        return np.asarray(run.links.default.bytes_per_s)
    side_of = {pool.place: side for pool, side in zip(pools, sides, strict=True)}
    slowest = np.full((), np.inf)
    for first, second, link, met in met_pairs(pools, run):
        crossed = met & (side_of[first.place] != side_of[second.place])
        slowest = np.minimum(slowest, np.where(crossed, link.bytes_per_s, np.inf))
    return np.where(np.isfinite(slowest), slowest, slowest_bytes_per_s(pools, run))


def _in_flight(pools: Pools, run: MixedRun, sides: Sequence[Mask]) -> Floats:
    """Return the micro-batches that a replica of the attention side has of one step."""
    of_attention = zip(pools, sides, strict=True)
    batch = summed([np.where(side, pool.replicas * pool.micro_batch, 0.0) for pool, side in of_attention])
    return np.maximum(1.0, run.global_batch / np.maximum(batch, 1.0))


DISAGGREGATION = Strategy(
    key="attention-expert-disaggregation",
    works="compute attention on some pools and the experts of one model on the others",
    rate=rate,
    refusals=_refusals,
    cautions=_cautions,
    crossing_bytes=crossing_bytes,
    own_nodes=True,
    most=most_tokens_per_s,
    work=_work,
    barred=_barred,
)
