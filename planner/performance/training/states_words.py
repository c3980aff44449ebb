"""What a prediction assumes of weights and states, in sentences; nothing where they are kept as usual."""

from collections.abc import Iterator

from planner.sentences import listed, sentence
from planner.units import GIGA
from planner.workload.optimisers import Optimiser
from planner.workload.states import States, WeightFormat


def states_words(states: States, host_bytes: float) -> Iterator[str]:
    """Yield a sentence for everything that is not Megatron-Core's usual; ``host_bytes`` are of a node.

    >>> list(states_words(States(gradient_bytes=2), 0.0))
    ['Gradients in 16 bits.']
    """
    if states.optimiser is not Optimiser.ADAMW:
        yield sentence("Optimiser: {}.", states.optimiser.value)
    if states.weights is not WeightFormat.BF16:
        yield sentence("Weights: {}.", states.weights.value)
    if states.gradient_bytes is not None:
        yield sentence("Gradients in {} bits.", 8 * states.gradient_bytes)
    if states.offload.share:
        share = states.offload.share
        yield sentence(
            "Of the optimiser states {:.0%} lie on the host, {:,.0f} GB of a node.", share, host_bytes / GIGA
        )
    if states.lora is not None:
        beside = listed(", ", (module.value for module in states.lora.modules))
        yield sentence(
            "Trained are adapters of rank {} beside {}; all other weights are frozen.", states.lora.rank, beside
        )
