"""One parallel layout of a pool, and what the model says of it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import combinations
from typing import Final

from msgspec import Struct, field

from planner.causes import NoLegalGroup
from planner.sentences import sentence
from planner.workload.kept_activations import Module
from planner.workload.recipe import MOST_TEAMS, Recipe
from planner.workload.states import Sharding as Sharding  # noqa: PLC0414 - handed on with the layout


class Recompute(StrEnum):
    """Which activations are computed again in the backward pass instead of kept.

    Activations: norms and activation functions. Up-projections: MLA's alone. Selective: both, and unfused scores.
    Feed-forward: those and everything of the feed-forward or MoE block. In Megatron-Core's words the modules
    ``layernorm`` and ``moe_act``; ``mla_up_proj``; these three (or ``core_attn``); ``mlp`` and ``moe`` beside them.
    By operation: all but attention and every second product, PyTorch's way (see ``workload.saved_operations``).
    Any other set of Megatron-Core's modules is a mode too, with their names as its value.

    >>> Recompute("layernorm+mlp"), Recompute("mlp+layernorm") is Recompute("layernorm+mlp")
    (<Recompute.layernorm+mlp: 'layernorm+mlp'>, True)
    """

    NONE = "none"
    SELECTIVE = "selective"
    FULL = "full"
    FEED_FORWARD = "feed-forward"
    ACTIVATIONS = "activations"
    UP_PROJECTIONS = "up-projections"
    BY_OPERATION = "by-operation"

    @classmethod
    def _missing_(cls, value: object) -> "Recompute | None":
        """Return the mode of a set of modules, made where it is first named."""
        names = str(value).split("+")
        if not set(names) <= set(MEGATRONS_MODULES):
            return None
        words = "+".join(module for module in MEGATRONS_MODULES if module in names)
        found = cls._value2member_map_.get(words)
        if found is None:
            found = str.__new__(cls, words)
            found._name_ = found._value_ = words
            cls._value2member_map_[words] = found
        return found if isinstance(found, cls) else None


# what selective recompute of Megatron-Core takes, of what every model may have
MEGATRONS_MODULES: Final = tuple(module for module in Module if module is not Module.DENSE_ACTIVATION)
_NORMS_AND_ACTIVATIONS = frozenset({Module.NORM, Module.ACTIVATION, Module.DENSE_ACTIVATION})
_CHEAP = _NORMS_AND_ACTIVATIONS | {Module.UP_PROJECTION}
# what each named mode runs again; of full recompute what the layers keep that it does not apply to
_NAMED: Final[Mapping[Recompute, frozenset[Module]]] = {
    Recompute.NONE: frozenset(),
    Recompute.SELECTIVE: _CHEAP,
    Recompute.FULL: frozenset(),
    Recompute.FEED_FORWARD: _CHEAP | {Module.MLP, Module.MOE},
    Recompute.ACTIVATIONS: _NORMS_AND_ACTIVATIONS,
    Recompute.UP_PROJECTIONS: frozenset({Module.UP_PROJECTION}),
    Recompute.BY_OPERATION: frozenset(),
}
MODULE_SETS: Final = tuple(
    Recompute("+".join(names))
    for count in range(1, len(MEGATRONS_MODULES) + 1)
    for names in combinations(MEGATRONS_MODULES, count)
)


def modules_of(recompute: Recompute) -> frozenset[Module]:
    """Return the modules that a mode runs again, none for the two modes that work by layer or by operation."""
    named = _NAMED.get(recompute)
    return frozenset(Module(name) for name in recompute.value.split("+")) if named is None else named


def recompute_of(modules: Iterable[str], lacking: frozenset[Module] = frozenset()) -> Recompute:
    """Return the mode of a set of modules: a named one that means the same, else the set itself.

    ``lacking`` are modules that the model has none of, so that it does not matter whether they are named.

    >>> recompute_of([]), recompute_of(["moe_act"]), recompute_of(["moe_act"], frozenset({Module.NORM}))
    (<Recompute.NONE: 'none'>, <Recompute.moe_act: 'moe_act'>, <Recompute.moe_act: 'moe_act'>)
    >>> recompute_of(["mlp", "layernorm"], frozenset({Module.UP_PROJECTION, Module.MOE}))
    <Recompute.FEED_FORWARD: 'feed-forward'>
    """
    own = frozenset(Module(name) for name in modules)
    for mode, named in _NAMED.items():
        if _meant(own, lacking) == _meant(named, lacking) and mode not in {Recompute.FULL, Recompute.BY_OPERATION}:
            return mode
    return Recompute("+".join(sorted(own)))


def _meant(modules: frozenset[Module], lacking: frozenset[Module]) -> frozenset[Module]:
    """Return modules with those that run again inside them, and those that do not matter."""
    inner = {Module.MLP: {Module.DENSE_ACTIVATION}, Module.MOE: {Module.ACTIVATION, Module.SHARED_EXPERTS}}
    return modules.union(lacking, *(inner[module] for module in modules | lacking if module in inner))


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
# parts of a step that several pools work together: a stage's computing, waiting for the others, or the step as it is
MICRO_BATCHES: Final = "micro_batches"
WAITING: Final = "waiting"
JOINT: Final = "joint_step"


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
