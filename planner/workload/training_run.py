"""What is trained: the shape, the tokens, the batch, the number format."""

import math
from enum import StrEnum
from typing import ClassVar, Literal

from msgspec import Struct

from planner.catalogue.accelerator import Precision
from planner.sentences import listed, sentence
from planner.workload.adapters import adapter_params
from planner.workload.recipe import MOST_TEAMS, Recipe
from planner.workload.shape import TransformerShape
from planner.workload.states import MEGATRONS_STATES, States
from planner.workload.stops import StopTerms


class TrainingPrecision(StrEnum):
    """The number format of the large matrix products."""

    BF16 = "bf16"
    FP16 = "fp16"
    FP8 = "fp8"
    MXFP8 = "mxfp8"
    NVFP4 = "nvfp4"

    @property
    def rate(self) -> Precision:
        """The format whose peak rate applies."""
        return _RATE_OF[self]


_RATE_OF = {
    TrainingPrecision.BF16: Precision.BF16,
    TrainingPrecision.FP16: Precision.FP16,
    TrainingPrecision.FP8: Precision.FP8,
    TrainingPrecision.MXFP8: Precision.FP8,
    TrainingPrecision.NVFP4: Precision.FP4,
}


class Routing(StrEnum):
    """Whether the router's load is forced level (benchmarks) or as training leaves it (production).

    Capped: every expert has a fixed capacity and drops what exceeds it, so the load is level and its sizes are known.
    """

    BALANCED = "balanced"
    CAPPED = "capped"
    NATURAL = "natural"


class TrainingRun(Struct, frozen=True, kw_only=True):
    """One training run; ``global_batch`` counts sequences of ``seq_len`` tokens per optimiser step.

    ``stack_release`` names the software and its version or date, such as ``NeMo 26.08`` or ``MindSpeed-LLM 2024-09``
    (None: the newest, with a wider band), ``recipe`` how it is run. ``communication_overlap`` False: the launcher hides
    no communication behind computing. ``fused_elementwise`` False: every element-wise operation is a kernel of its own
    (eager PyTorch without fused norms). ``overload`` is the load of the fullest expert rank over the mean, where it was
    measured: its mean over the steps sets the time, ``overload_peak`` the memory (None: from the shape and the ranks).
    ``states`` is how weights, gradients and optimiser states are kept and what of the model is trained, ``stops`` what
    is known of failures and checkpoints.
    ``kind`` is the tag among workloads, written first in plan files; ``outer_bytes_per_parameter`` those of an averaged
    run's outer state.
    Raises ValueError, one sentence, for a run without tokens, sequence or batch.
    """

    outer_bytes_per_parameter: ClassVar[float] = 0.0
    kind: Literal["training"] = "training"
    shape: TransformerShape
    tokens: float
    seq_len: int
    global_batch: int
    precision: TrainingPrecision = TrainingPrecision.BF16
    routing: Routing = Routing.NATURAL
    deadline_days: float | None = None
    stack_release: str | None = None
    communication_overlap: bool = True
    fused_elementwise: bool = True
    recipe: Recipe = MOST_TEAMS
    overload: float | None = None
    overload_peak: float | None = None
    states: States = MEGATRONS_STATES
    stops: StopTerms = StopTerms()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.tokens) and self.tokens > 0):
            raise ValueError(sentence("The run has {} tokens; enter a number above zero.", self.tokens))
        for name, value in (("sequence length", self.seq_len), ("global batch", self.global_batch)):
            if value < 1:
                raise ValueError(sentence("The {} is {}; it must be at least 1.", name, value))
        if self.deadline_days is not None and not self.deadline_days > 0:
            raise ValueError(
                sentence("The deadline is {} days; enter a number above zero or none.", self.deadline_days)
            )
        for name, load in (("mean", self.overload), ("peak", self.overload_peak)):
            if load is not None and not 1.0 <= load < math.inf:
                raise ValueError(
                    sentence("The {} overload is {:g}; it is fullest over mean, so enter 1 or more.", name, load)
                )

        lora = self.states.lora
        if lora is not None and not adapter_params(self.shape, lora):
            beside = listed(", ", (module.value for module in lora.modules))
            raise ValueError(
                sentence("{} has no matrices of {} for adapters; choose other modules.", self.shape.name, beside)
            )

    @property
    def tokens_per_step(self) -> int:
        """Tokens that one optimiser step consumes."""
        return self.seq_len * self.global_batch

    def steps_of(self, tokens: float) -> int:
        """Return the optimiser steps of so many tokens: one at the least, for nothing is trained in none."""
        return max(1, round(tokens / self.tokens_per_step))


class AveragedRun(TrainingRun, frozen=True, kw_only=True):
    """One pool's part of a run whose copies are trained apart and averaged now and then.

    Beside its states the pool keeps the outer copy and the outer momentum in FP32, shared out over all its devices
    (EDiT, arXiv 2412.07210).
    """

    outer_bytes_per_parameter: ClassVar[float] = 8.0


def averaged_run(run: TrainingRun) -> AveragedRun:
    """Return the same run as one of several copies that are averaged."""
    return AveragedRun(**{name: getattr(run, name) for name in run.__struct_fields__})


def alone_run(run: TrainingRun) -> TrainingRun:
    """Return the same run as the only copy there is, which keeps no outer state."""
    return TrainingRun(**{name: getattr(run, name) for name in run.__struct_fields__})
