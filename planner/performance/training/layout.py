"""One parallel layout of a pool, and what the model says of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from planner.causes import NoLegalGroup
from planner.sentences import sentence
from planner.workload.recipe import MOST_TEAMS, Recipe
from planner.workload.states import Sharding as Sharding  # noqa: PLC0414 - handed on with the layout


class Recompute(StrEnum):
    """Which activations are computed again in the backward pass instead of kept.

    Activations: norms and activation functions. Up-projections: MLA's alone. Selective: both, and unfused scores.
    Feed-forward: those and everything of the feed-forward or MoE block. In Megatron-Core's words the modules
    ``layernorm`` and ``moe_act``; ``mla_up_proj``; these three (or ``core_attn``); ``mlp`` and ``moe`` beside them.
    """

    NONE = "none"
    SELECTIVE = "selective"
    FULL = "full"
    FEED_FORWARD = "feed-forward"
    ACTIVATIONS = "activations"
    UP_PROJECTIONS = "up-projections"


class Schedule(StrEnum):
    """The order in which a pipeline works through its micro-batches."""

    ONE_F_ONE_B = "1f1b"
    INTERLEAVED = "interleaved"
    ZERO_BUBBLE = "zero-bubble"
    DUALPIPE = "dualpipe"
    DUALPIPE_V = "dualpipev"


class Layout(Struct, frozen=True, kw_only=True):
    """Parallel sizes of one pool: tensor, pipeline (and its interleaving), expert, expert-tensor, context, data.

    ``micro_batch`` counts sequences. ``micro_batch_group`` is how many micro-batches in a row each virtual stage of an
    interleaved pipeline works on (Megatron-Core's ``microbatch_group_size_per_vp_stage``); None: nothing is
    interleaved, or the group is not stated and the smallest legal one is meant. ``recompute_share`` is the share of a
    stage's layers that full recompute applies to (block recompute); the others keep everything. With
    ``sequence_parallel`` what lies between the products of tensor-parallel ranks is cut over them too (arXiv
    2205.05198), else every rank holds and does it whole.
    devices = tp * cp * pp * dp; the MoE layers fold the same devices as etp * ep * pp * (expert data parallel).
    """

    tp: int
    pp: int
    vpp: int
    ep: int
    etp: int
    cp: int
    dp: int
    micro_batch: int
    recompute: Recompute
    schedule: Schedule
    sharding: Sharding = Sharding.ZERO_1
    recompute_share: float = 1.0
    sequence_parallel: bool = True
    micro_batch_group: int | None = None

    @property
    def recompute_text(self) -> str:
        """The recompute mode in words, with its share of the layers where that is not all."""
        if self.recompute is Recompute.FULL and self.recompute_share < 1.0:
            return sentence("{} of {:.0%} of layers", self.recompute.value, self.recompute_share)
        return self.recompute.value


FILL: Final = "bubble"  # parts of a step and of a device's memory by name, as step_times and memory have them
TAIL: Final = ("exposed_dp", "optimiser")
ACTIVATIONS: Final = "activations"


class PoolEstimate(Struct, frozen=True, kw_only=True):
    """What one pool does with one training run on one layout.

    ``step_parts_s`` sums to ``step_s``; ``memory_parts_bytes`` sums to ``memory_bytes`` (the fullest device).
    ``log_sd`` is the standard deviation of the logarithm of the true rate around ``tokens_per_s``: the model's
    own error on runs never seen. ``band`` is P10 and P90 of ``tokens_per_s``: wider below it where routing may only
    slow the run (None: symmetrical), ``team_log_sd`` the part of ``log_sd`` that all pools of one team share.
    ``recipe`` is how the software is run, facts included. ``assumptions`` are sentences, ``causes`` what keeps
    frameworks from starting the layout. ``expert_share`` of the step is work of routed experts. ``host_memory_bytes``
    is what optimiser states take of a node's host.
    """

    layout: Layout
    devices: int
    step_s: float
    step_parts_s: Mapping[str, float]
    tokens_per_s: float
    mfu: float
    memory_bytes: float
    memory_capacity_bytes: float
    memory_parts_bytes: Mapping[str, float]
    log_sd: float
    assumptions: tuple[str, ...] = ()
    expert_share: float = 0.0
    causes: tuple[NoLegalGroup, ...] = ()
    band: tuple[float, float] | None = None
    team_log_sd: float = 0.0
    recipe: Recipe = MOST_TEAMS
    host_memory_bytes: float = 0.0

    @property
    def tokens_per_s_per_device(self) -> float:
        """Tokens per second and device."""
        return self.tokens_per_s / self.devices

    @property
    def fill_s(self) -> float:
        """Seconds of a step in which its stages fill and drain; 0 where the parts are not known."""
        return self.step_parts_s.get(FILL, 0.0)

    @property
    def tail_s(self) -> float:
        """Seconds of a step after its last micro-batch: exchange of gradients, and the optimiser."""
        return sum(self.step_parts_s.get(name, 0.0) for name in TAIL)

    @property
    def activation_bytes(self) -> float:
        """Bytes that activations in flight take of the fullest device."""
        return self.memory_parts_bytes.get(ACTIVATIONS, 0.0)


class LayoutSearch(Struct, frozen=True, kw_only=True):
    """The answer of a search: best estimates first; every layout that fell out is counted by reason."""

    best: tuple[PoolEstimate, ...]
    considered: int
    fitting: int
    seconds: float
    blocked: Mapping[str, int] = field(default_factory=dict)
