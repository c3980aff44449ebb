"""What one copy of a model holds while it trains, wherever its parts lie.

16-bit weights and 32-bit gradients (Megatron-Core, optimizer.md: mixed bf16 with fp32 main gradients); the optimiser's
32-bit master weight and two moments (Adam). Activations are those of one sequence in BF16 with nothing recomputed,
without MTP and logits.
"""

from typing import Final

from msgspec import Struct

from planner.units import BF16_BYTES, FP32_BYTES
from planner.workload.counting import stored_parameter_count
from planner.workload.optimisers import ADAM_BYTES
from planner.workload.shape import TransformerShape
from planner.workload.stack import stack_kept_bytes

GRADIENT_BYTES: Final = FP32_BYTES


class ReplicaMemory(Struct, frozen=True, kw_only=True):
    """Bytes of one copy: of weights, gradients and optimiser (states), and of the activations of one sequence."""

    states_bytes: float
    activations_bytes: float


def replica_memory(shape: TransformerShape, seq_len: int) -> ReplicaMemory:
    """Return what one copy of a model holds while it trains on one sequence, MTP weights among it.

    >>> from planner.workload.presets import shape_preset
    >>> round(replica_memory(shape_preset("llama-3-8b"), 8192).states_bytes / 1e9, 1)  # 8.03 B x 18
    144.5
    """
    parameters = stored_parameter_count(shape, mtp=True)
    return ReplicaMemory(
        states_bytes=float(parameters) * (BF16_BYTES + GRADIENT_BYTES + ADAM_BYTES),
        activations_bytes=stack_kept_bytes(shape) * seq_len,
    )
