"""The strategies by which pools train together, the user's choice among them, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from planner.catalogue.offers import Money
from planner.mixing.local_terms import LocalTerms


class MixingStrategy(StrEnum):
    """How pools train together (``auto``: the cheapest admissible one)."""

    AUTO = "auto"
    PHASES = "phases"
    DATA_PARALLEL = "data-parallel"
    PIPELINE = "pipeline"
    LOCAL_SGD = "local-sgd"
    SEPARATE_JOBS = "separate-jobs"
    EXPERTS_APART = "experts-apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixingChoice:
    """The strategy and its stated inputs.

    ``parallel_phases``: pools work at the same time (phases share the tokens by speed); otherwise one after
    the other. ``migration_restart_s`` is the stop for restart and numerical alignment per migration; ``overlap`` the
    share of backward that hides the gradient exchange (methods: phi); ``local`` the inputs of local SGD.
    """

    strategy: MixingStrategy = MixingStrategy.AUTO
    parallel_phases: bool = True
    migration_restart_s: float = 6 * 3600.0
    porting_cost: Money | None = None
    overlap: float = 0.8
    local: LocalTerms = LocalTerms()


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineStage:
    """One stage of a pipeline over pools: the layers it holds and the layout chosen for them.

    ``micro_batch_s`` is one micro-batch forward and backward; memory is of its fullest device. ``fits_alone`` says
    whether the stage's pool could hold the whole model by itself.
    """

    accelerator: str
    site: str
    layers: int
    tp: int
    cp: int
    ep: int
    etp: int
    dp: int
    micro_batch: int
    recompute: str
    recompute_share: float
    micro_batch_s: float
    memory_bytes: float
    memory_capacity_bytes: float
    fits_alone: bool = True
    memory_parts_bytes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MixingResult:
    """The strategy taken, its efficiency against the sum of the pools, and why in one sentence.

    ``border_bytes_per_step`` cross between pools in a step (0 for phases; of local SGD the mean over a round).
    ``layers`` of a pipeline: those each pool holds, by accelerator, in its order; ``stages`` are its stages.
    """

    strategy: MixingStrategy
    efficiency: float
    why: str
    tokens_per_s: float
    overhead_days: float = 0.0
    overhead_cost: Money | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    border_bytes_per_step: float = 0.0
    layers: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[PipelineStage, ...] = ()
