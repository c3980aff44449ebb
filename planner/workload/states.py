"""How a run keeps its weights, gradients and optimiser states: formats, sharding, the host's share, adapters."""

from enum import StrEnum

from msgspec import Struct

from planner.errors import UserError
from planner.sentences import sentence
from planner.workload.optimisers import OPTIMISERS, Optimiser, OptimiserKind

_MOST_RANK = 65_536  # of an adapter: as wide as any hidden state
_GRADIENT_BYTES = (2, 4)


class Sharding(StrEnum):
    """What data parallelism shards: the optimiser states, everything, optimiser states and gradients, or nothing."""

    ZERO_1 = "zero-1"
    FULLY_SHARDED = "fully-sharded"
    ZERO_2 = "zero-2"
    NONE = "none"


class WeightFormat(StrEnum):
    """What a device holds of a weight.

    BF16: 16 bits. Cached: beside them 8-bit copies by row and by column that stay over a step's micro-batches (FP8
    compute on BF16 weights). FP8: the 8-bit copies alone, gathered as such. FP32: fully sharded main weights, gathered
    in 16 bits layer by layer (FSDP2).
    """

    BF16 = "bf16"
    CACHED = "bf16-with-fp8-copies"
    FP8 = "fp8"
    FP32 = "fp32"

    @property
    def resident_bytes(self) -> float:
        """Bytes of a parameter that a device keeps over a step, where weights are not fully sharded."""
        return {WeightFormat.BF16: 2.0, WeightFormat.CACHED: 4.0, WeightFormat.FP8: 2.0, WeightFormat.FP32: 4.0}[self]


class AdaptedModule(StrEnum):
    """The matrices that adapters stand beside: of token mixers, of dense and shared blocks, of routed experts."""

    ATTENTION = "attention"
    FEED_FORWARD = "feed-forward"
    EXPERTS = "experts"


class Lora(Struct, frozen=True, kw_only=True):
    """Low-rank adapters of ``rank`` beside the matrices of some modules; all other weights are frozen.

    Raises UserError, one sentence, for no rank or no module.
    """

    rank: int = 16
    modules: tuple[AdaptedModule, ...] = tuple(AdaptedModule)

    def __post_init__(self) -> None:
        if not 1 <= self.rank <= _MOST_RANK:
            raise UserError(sentence("The adapters have rank {}; enter 1 to {}.", self.rank, _MOST_RANK))
        if not self.modules:
            raise UserError("The adapters stand beside no module; choose one, or train all weights.")


class Offload(Struct, frozen=True, kw_only=True):
    """The ``share`` of the optimiser states that lies in the host's memory and is updated there.

    ``overlapped``: copies and update run beside each other. ``node_memory_bytes`` (of a node), ``link_bytes_per_s``
    (one way, of a device) and ``host_bytes_per_s`` (the host's memory, of a device) are the user's own figures; None:
    the node design's. Raises UserError, one sentence, for what is no share or no rate.
    """

    share: float = 0.0
    overlapped: bool = False
    node_memory_bytes: float | None = None
    link_bytes_per_s: float | None = None
    host_bytes_per_s: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0:
            raise UserError(sentence("The share of the states on the host is {:g}; enter 0 to 1.", self.share))
        figures = {
            "host memory of a node": self.node_memory_bytes,
            "rate of a device's link to its host": self.link_bytes_per_s,
            "rate of the host's memory": self.host_bytes_per_s,
        }
        for words, value in figures.items():
            if value is not None and not value > 0.0:
                raise UserError(
                    sentence("The {} is {:g}; enter a number above zero, or none for the node's own.", words, value)
                )


class States(Struct, frozen=True, kw_only=True):
    """What a run keeps beside activations. The defaults are Megatron-Core's: AdamW in FP32, 16-bit weights.

    ``gradient_bytes`` 2 or 4, None: as the optimiser and the software release have it. ``newton_schulz_steps`` None: as
    usual. ``sharding`` is of every layout that is searched, None: what is fastest. Raises UserError, one sentence, for
    choices that no software has together.
    """

    optimiser: Optimiser = Optimiser.ADAMW
    weights: WeightFormat = WeightFormat.BF16
    gradient_bytes: int | None = None
    sharding: Sharding | None = None
    offload: Offload = Offload()
    lora: Lora | None = None
    newton_schulz_steps: int | None = None

    def __post_init__(self) -> None:
        if self.gradient_bytes is not None and self.gradient_bytes not in _GRADIENT_BYTES:
            raise UserError(
                sentence("Gradients take {} bytes; enter 2 or 4, or none for the software's.", self.gradient_bytes)
            )
        if self.newton_schulz_steps is not None and self.newton_schulz_steps < 1:
            raise UserError(
                sentence("Newton-Schulz takes {} steps; enter 1 or more, or none.", self.newton_schulz_steps)
            )
        for why in self._contradictions():
            raise UserError(why)

    def _contradictions(self) -> list[str]:
        kind = self.kind
        found: list[str] = []
        if self.weights is WeightFormat.FP8 and not kind.has_main_weights:
            found.append(
                sentence(
                    "Weights in FP8 need main weights, which {} lacks; choose another of the two.", self.optimiser.value
                )
            )
        if self.weights is WeightFormat.FP32 and self.sharding not in {None, Sharding.FULLY_SHARDED}:
            found.append("Weights in FP32 are held fully sharded alone; choose fully-sharded, or weights in BF16.")
        if self.weights is WeightFormat.FP32 and self.optimiser is not Optimiser.ADAMW:
            found.append("Weights in FP32 are AdamW's main weights; choose adamw, or weights in BF16.")
        if kind.whole_matrices and self.sharding in {Sharding.FULLY_SHARDED, Sharding.ZERO_2}:
            found.append(
                sentence(
                    "{} updates whole matrices, which {} cuts; choose zero-1 or none.",
                    self.optimiser.value,
                    self.sharding.value,
                )
            )
        if self.offload.share > 0.0 and self.weights is WeightFormat.FP32:
            found.append("Weights in FP32 stay on the device; choose weights in BF16 to move states to the host.")
        if self.offload.share > 0.0 and not kind.on_host:
            found.append(
                sentence(
                    "States of {} are not updated on a host by any known software; choose adamw or a "
                    "precision-aware one, or keep all states on the device.",
                    self.optimiser.value,
                )
            )
        return found

    @property
    def kind(self) -> OptimiserKind:
        """The optimiser's row of the table."""
        return OPTIMISERS[self.optimiser]

    @property
    def shardings(self) -> tuple[Sharding, ...]:
        """What a search of layouts may shard, the usual first."""
        if self.sharding is not None:
            return (self.sharding,)
        if self.weights is WeightFormat.FP32:
            return (Sharding.FULLY_SHARDED,)
        return (Sharding.ZERO_1,) if self.kind.whole_matrices else (Sharding.ZERO_1, Sharding.FULLY_SHARDED)

    def takes(self, sharding: Sharding) -> bool:
        """Say whether a layout of one's own may shard so."""
        if self.sharding is not None or self.weights is WeightFormat.FP32:
            return sharding in self.shardings
        return not self.kind.whole_matrices or sharding in {Sharding.ZERO_1, Sharding.NONE}

    @property
    def orthogonalising_steps(self) -> int:
        """Newton-Schulz steps of each matrix, 0 for an optimiser without."""
        return (self.newton_schulz_steps or self.kind.newton_schulz_steps) if self.kind.whole_matrices else 0

    @property
    def main_alone(self) -> bool:
        """Whether no 16-bit weight stands beside the main one to hold its upper half."""
        return self.weights is WeightFormat.FP8

    @property
    def state_bytes(self) -> float:
        """Bytes a trained parameter (of a matrix) of main weight and moments, wherever they lie.

        Weights in FP32 are main weights and count as weights.
        """
        if self.weights is WeightFormat.FP32:
            return self.kind.moment_bytes
        return self.kind.state_bytes(alone=self.main_alone)

    @property
    def table_state_bytes(self) -> float:
        """The same of a parameter that is no matrix: AdamW's, where the optimiser takes matrices alone."""
        return OPTIMISERS[Optimiser.ADAMW].state_bytes() if self.kind.whole_matrices else self.state_bytes

    @property
    def sharded_weight_bytes(self) -> float:
        """Bytes of a fully sharded weight on the device that holds its shard."""
        return 4.0 if self.weights is WeightFormat.FP32 else 2.0

    @property
    def gathered_weight_bytes(self) -> float:
        """Bytes of a fully sharded weight while its layer works: as resident, FP32 in 16 bits."""
        return 2.0 if self.weights is WeightFormat.FP32 else self.weights.resident_bytes

    @property
    def sent_weight_bytes(self) -> float:
        """Bytes of a weight on its way from its shards: 1 where it is kept in 8 bits."""
        return 1.0 if self.weights is WeightFormat.FP8 else 2.0

    def step_bytes(self, state_bytes: float) -> float:
        """Return the bytes of device memory that the update of a parameter with so many of states moves.

        The gradient is read for its norm and for the update, in FP32 where there are main weights; the states are read
        and written; the 16-bit weight is written, or without main weights read and written.
        """
        if self.weights is WeightFormat.FP32:
            return 4.0 + 4.0 + 2.0 * (4.0 + state_bytes)
        if self.kind.has_main_weights:
            return 4.0 + 4.0 + 2.0 * state_bytes + 2.0
        return 2.0 + 2.0 + 2.0 * state_bytes + 4.0

    @property
    def stated_gradient_bytes(self) -> int | None:
        """The gradient's bytes where the run or its optimiser says so."""
        return self.gradient_bytes or self.kind.gradient_bytes


MEGATRONS_STATES = States()
