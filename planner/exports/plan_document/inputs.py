"""What the document of ``plan --json`` says of the plan itself: its file, what is trained and with what software."""

from typing import Literal, TypedDict


class PlanPart(TypedDict):
    """The plan file."""

    name: str
    file_format: int | None


class RecipeDocument(TypedDict):
    """How the software of a pool is run; null is the release's own matter."""

    name: str
    dispatcher: str | None
    cuda_graphs: bool | None
    all_to_all_overlap: bool | None
    fused_kernels: bool | None
    grouped_experts: bool | None
    precision_aware_optimiser: bool | None
    expandable_segments: bool | None
    fused_cross_entropy: bool | None
    host: str | None
    fabric: str | None


class StatesDocument(TypedDict):
    """How weights, gradients and optimiser states are kept; null follows from the optimiser or the software.

    ``offload`` is the share of the states on the host; ``host_*`` and ``lora_*`` are null where nothing is said.
    """

    optimiser: str
    weights: str
    gradient_bytes: int | None
    sharding: str | None
    newton_schulz_steps: int | None
    offload: float
    offload_overlap: bool
    host_memory_gb: float | None
    host_link_gb_per_s: float | None
    host_rate_gb_per_s: float | None
    lora_rank: int | None
    lora_modules: list[str] | None


class StopTermsDocument(TypedDict):
    """The user's own figures of failures and checkpoints; null is as published, or follows from the others."""

    mtbf_hours: float | None
    mtbf_hours_of: dict[str, float]
    rack_mtbf_hours: float | None
    interval_s: float | None
    restart_s: float
    checkpoint_s: float | None
    kept_checkpoints: int


class WorkloadPart(TypedDict):
    """What is trained; ``tokens`` and ``total_tokens`` are of all models of a programme.

    ``recipe`` is as stated: a fact that is null is the named recipe's; those of a pool have every fact.
    """

    kind: Literal["training"]
    shape: str
    total_params: float
    active_params: float
    flop_per_token: float
    tokens: float
    total_tokens: float
    seq_len: int
    global_batch: int
    precision: str
    recipe: RecipeDocument
    states: StatesDocument
    stops: StopTermsDocument


class TrainsPart(TypedDict):
    """One model or a programme of several: ``what`` is one-model or programme."""

    what: str
    models: int
