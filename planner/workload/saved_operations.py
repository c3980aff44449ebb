"""What PyTorch's checkpointing by operation leaves of a layer: TorchTitan's selective mode.

It saves the block's input, what attention gives and every second matrix product; norms, activations, permutations and
grouped products of experts run again (torchtitan/distributed/activation_checkpoint.py:32 and :255 @b5bcd76).
"""

from planner.units import BF16_BYTES
from planner.workload import stack
from planner.workload.blocks import Block
from planner.workload.kept_activations import kept_bytes
from planner.workload.shape import TransformerShape

_OF_ATTENTION = frozenset({"attention output", "log-sum-exp"})


def share_run_again(shape: TransformerShape) -> float:
    """Return the share of what layers keep beside their input that runs again.

    >>> from planner.workload.presets import shape_preset
    >>> round(share_run_again(shape_preset("llama-3-8b")), 2), round(share_run_again(shape_preset("qwen3-30b-a3b")), 2)
    (0.58, 0.84)
    """
    entered = float(BF16_BYTES * shape.hidden * shape.residual.streams)
    kept = saved = 0.0
    for block, count in shape.kinds().items():
        beside = kept_bytes(stack.layer_kept(shape, block)) - entered
        kept += count * beside
        saved += count * min(beside, _saved_bytes(shape, block))
    return 1.0 - saved / kept


def _saved_bytes(shape: TransformerShape, block: Block) -> float:
    """Return the bytes per token saved of a layer beside its input: of attention, and of every second product."""
    attended = [one for one in stack.mixer_kept(shape, block) if one.tensor in _OF_ATTENTION]
    return kept_bytes(attended) + BF16_BYTES * sum(_product_widths(shape, block)[::2])


def _product_widths(shape: TransformerShape, block: Block) -> list[int]:
    """Return how wide each product of a layer is, in their order; a router's always runs again and does not count."""
    mixer = shape.mixer_of(block)
    widths = [] if mixer is None else [each.columns for each in mixer.matrices(shape.hidden) for _ in range(each.count)]
    for channel in shape.channels_of(block):
        for each in channel.adapted(shape.hidden):
            # gate and up are one matrix here and two there
            parts = 2 if channel.gated and each.columns in {2 * width for width in channel.widths} else 1
            widths += parts * [each.columns // parts]
    return widths
