"""The document of ``plan --json`` as types, and the JSON Schema that is shipped of them.

``resources/schemas/plan.schema.json`` is ``plan_schema_text()`` as it stands. Keys may be added; one that is there
keeps its meaning. Unknown is null. Names carry their units; shares, savings and chances are 0 to 1, days count from the
plan's start.
"""

import json
from typing import Any, Final, Literal, NotRequired, TypedDict

import msgspec

SCHEMA_ID: Final = "https://json-schema.org/draft/2020-12/schema"

_Band = tuple[float | None, float | None, float | None]  # P10, P50, P90; null: there the run never ends
_Shares = dict[str, float]


class MoneyDocument(TypedDict):
    """An amount in a currency."""

    amount: float
    currency: str


class CostDocument(TypedDict):
    """The cost of the run; ``amount`` counts the price of other use of what is owned, ``cash`` is what is paid."""

    amount: float
    currency: str
    cash: float
    with_other_use: float


class CauseDocument(TypedDict):
    """Why something is so: ``code`` names the kind, the cause's own data stand beside it."""

    code: str


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


class ModelDocument(TypedDict):
    """One model of a programme."""

    name: str
    tokens: float
    way: str
    from_day: float
    to_day: float
    late: bool
    steps: int | None
    step_s: float | None


class DeadlineDocument(TypedDict):
    """The deadline and the chance that the run ends by it."""

    days: float
    chance: float


class MonthDocument(TypedDict):
    """What is paid in one month of the run, the first is 1."""

    month: int
    amount: float


class BaselineDocument(TypedDict):
    """The single-supplier fleet that the saving is measured against."""

    name: str
    cost_per_trillion_tokens: MoneyDocument
    tokens_per_s_per_device: float
    days: float


class EstimatedDocument(TypedDict):
    """Whether a figure rests on estimates, and on which, in words."""

    estimated: bool
    estimates: list[str]


class ResultPart(TypedDict):
    """The headline figures; ``headline`` has all of them by name, ``bands`` are P10, P50 and P90 of them.

    An end of a band is null where so many draws never finish.
    ``estimated`` says of each figure that is known, those of dependence included, whether it rests on estimates.
    """

    tokens_per_s: float | None
    days: float | None
    goodput: float | None
    mfu: float | None
    cost: CostDocument | None
    cost_per_trillion_tokens: MoneyDocument | None
    cost_terms: dict[str, float] | None
    cost_per_hour: MoneyDocument | None
    deadline: DeadlineDocument | None
    steps: int | None
    step_s: float | None
    cash: list[MonthDocument]
    baseline: BaselineDocument | None
    saving: float | None
    headline: dict[str, float | None]
    bands: dict[str, _Band]
    estimated: dict[str, EstimatedDocument]


class ReadingsDocument(TypedDict):
    """How the measures read; ``retention`` is null where the pools' speeds do not add."""

    hhi: str
    effective: str
    largest: str
    retention: str | None


class LayerDocument(TypedDict):
    """Dependence on one layer; ``retention`` is the rate left without the name that hurts most, 0 to 1.

    ``retention_time`` is the plan's days over those without it, ``days_without`` is null where the run never ends.
    """

    shares: _Shares
    hhi: float
    effective: float
    effective_shannon: float | None
    largest: float
    largest_name: str
    retention: float
    retention_without: _Shares
    retention_time: float
    days_without: dict[str, float | None]
    days_share: _Shares
    unknown: float
    readings: ReadingsDocument


class DependencePart(TypedDict):
    """Dependence by layer: supplier, jurisdiction, foundry, HBM supplier, software stack, network."""

    basis: str
    worst_layer: str
    supply_risk: float | None
    loss: float | None
    layers: dict[str, LayerDocument]


class ReferenceDocument(TypedDict):
    """One supplier's part of the fleet doing the run alone; ``estimated`` names its figures that rest on estimates.

    ``keep_costing`` are groups of others that cost on by their terms.
    """

    name: str
    supplier: str
    accelerators: list[str]
    count: int
    days: float
    cost: MoneyDocument | None
    cost_per_trillion_tokens: MoneyDocument | None
    saving: float | None
    extra_cost: MoneyDocument | None
    extra_days: float | None
    largest: float
    hhi: float
    retention: float
    keep_costing: list[str]
    estimated: list[str]


class LayoutDocument(TypedDict):
    """The parallel layout of a pool."""

    tp: int
    pp: int
    vpp: int
    ep: int
    etp: int
    cp: int
    dp: int
    micro_batch: int
    micro_batch_group: int | None
    recompute: str
    recompute_share: float
    schedule: str
    sharding: str
    sequence_parallel: bool


class StopsDocument(TypedDict):
    """Checkpoints and failures of a pool, seconds and hours between failures; ``*_why`` say where rates are from.

    ``racks`` are rack-scale domains that fail as a whole too, ``rack_mtbf_hours`` null: no rate of them is known.
    """

    checkpoint_bytes: float
    storage_bytes: float
    checkpoint_s: float
    interval_s: float
    restart_s: float
    mtbf_hours: float
    device_mtbf_hours: float
    device_why: str
    racks: int
    rack_mtbf_hours: float | None
    rack_why: str


class PoolDocument(TypedDict):
    """One pool: ``tokens_per_s_per_device`` and ``mfu`` are of healthy steps, delivered rates are after goodput.

    ``step_s`` and its parts are the model's, ``healthy_step_s`` is the step at this site: over the site's factor.
    ``estimated``: the rate rests on estimates; ``estimated_inputs`` names them, and an estimate of the power.
    ``price_evidence``: how well the price of each of its groups is known; one that the user entered is "measured".
    """

    pool: str
    accelerator: str
    site: str
    terms: list[str]
    precision: str
    energy_kwh: float | None
    supplier: str
    count: int
    nodes: int
    tokens_per_s_per_device: float
    delivered_tokens_per_s_per_device: float
    delivered_tokens_per_s: float
    mfu: float | None
    goodput: float
    token_share: float
    site_factor: float
    site_factor_why: str
    layout: LayoutDocument
    memory_gib: float
    memory_capacity_gib: float
    memory_parts_gib: dict[str, float]
    step_s: float
    step_parts_s: dict[str, float]
    healthy_step_s: float
    price_per_hour: MoneyDocument | None
    price_evidence: dict[str, str]
    hbm_supplier: str
    software_stack: str
    network: str
    evidence: str
    software_devices: int
    estimated: bool
    estimated_inputs: list[str]
    estimates: list[dict[str, Any]]
    assumptions: list[str]
    recipe: RecipeDocument
    host_memory_gb: float
    stops: StopsDocument | None


class AloneDocument(TypedDict):
    """One pool doing the whole run alone; ``keep_costing`` are groups that cost on by their terms."""

    pool: str
    days: float
    cost: MoneyDocument | None
    cost_per_trillion_tokens: MoneyDocument | None
    largest: float
    keep_costing: list[str]


class AlonePart(TypedDict):
    """The cheapest and the fastest pool alone; null for a fleet of one pool."""

    cheapest: AloneDocument | None
    fastest: AloneDocument | None


class SpellDocument(TypedDict):
    """One stretch of the timetable: ``kind`` is work, stop or wait; ``step_s`` is of healthy steps."""

    kind: str
    way: str
    pools: list[str]
    shares: _Shares
    from_day: float
    to_day: float
    tokens: float
    step_s: float | None


class RemarkDocument(TypedDict):
    """A warning with its cause."""

    words: str
    cause: CauseDocument


class UnmetLimitDocument(TypedDict):
    """A limit of the user's that the plan does not keep; ``figure`` is the key of the figure that it bounds."""

    limit: str
    subject: str
    stated: float | None
    reached: float | None
    figure: str | None
    words: str
    cause: CauseDocument


class VerdictLineDocument(TypedDict):
    """One sentence of the verdict on a plan."""

    kind: str
    words: str


class MixingPart(TypedDict):
    """How the pools work one model; ``efficiency`` is null where pools take turns.

    ``bound``: the speed is what was found in part of the search, and another way of the same kind may be faster.
    """

    strategy: str
    efficiency: float | None
    statistical_efficiency: tuple[float, float, float] | None
    why: str
    tokens_per_s: float
    overhead_days: float
    waited_days: float
    refused: dict[str, str]
    refusals: dict[str, RemarkDocument]
    remarks: list[RemarkDocument]
    layers: dict[str, int]
    stages: list[dict[str, Any]]
    alone: AlonePart
    timetable: list[SpellDocument]
    shares: _Shares
    batches: dict[str, int]
    bound: bool


class PublishedDocument(TypedDict):
    """A published figure beside the plan's own."""

    name: str
    quantity: str
    published: float
    predicted: float
    band: _Band | None
    unit: str
    source: str
    estimated: bool


class CostTermDocument(TypedDict):
    """An amount, how it comes about, and the terms that sum to it; ``kind`` and ``pool`` are of a term of the run."""

    name: str
    kind: str | None
    pool: str | None
    amount: MoneyDocument
    formula: str
    terms: "list[CostTermDocument]"


class RentOrBuyDocument(TypedDict):
    """A device-hour of one pool rented and owned; ``break_even_utilisation`` null: renting is always cheaper.

    ``name`` also says whose groups pay these prices, where those of a pool pay several; dates are as printed.
    """

    accelerator: str
    pool: str
    name: str
    rent_date: str
    purchase_date: str
    rent_per_hour: MoneyDocument
    rent_source: str
    owned_per_hour: MoneyDocument
    purchase_source: str
    utilisation: float
    break_even_utilisation: float | None
    rent_estimated: bool
    owned_estimated: bool


class PortingDocument(TypedDict):
    """What a second software stack costs once, and after how many tokens the saving has paid for it."""

    cost: MoneyDocument
    fte_months: float | None
    break_even_tokens: float | None


class EnergyDocument(TypedDict):
    """Energy and emissions of the run."""

    energy_kwh: float
    by_pool_kwh: dict[str, float]
    grid_kg_co2e_per_kwh: float | None
    grid_source: str
    operation_kg_co2e: float | None
    embodied_kg_co2e: float | None
    co2e_kg: float | None


class MendDocument(TypedDict):
    """A node group and the number of nodes with which the part of the plan trains."""

    group: str
    nodes: int


class BlockDocument(TypedDict):
    """A part of the plan that gives no number: what, why, and the cause; of code ``worded`` it is a sentence alone.

    ``mend`` was found by trying; null where nothing simple helps.
    """

    subject: str
    reason: str
    cause: CauseDocument
    mend: MendDocument | None


class LeftOutDocument(TypedDict):
    """A node group that trains nothing, with what it costs by its terms and draws while it is kept.

    The ``energy_kwh`` of a group whose pool stands in ``pools`` is counted there too: those of ``pools`` and of all
    other groups sum to the plan's.
    """

    group: str
    accelerator: str
    why: str
    cause: CauseDocument
    cost: MoneyDocument | None
    energy_kwh: float | None


class PlanDocument(TypedDict):
    """The document of ``plan --json``. Numbers are plain, unknown is null, never NaN or Infinity."""

    plan: PlanPart
    workload: WorkloadPart
    trains: TrainsPart
    models: list[ModelDocument]
    result: ResultPart
    dependence: DependencePart | None
    references: list[ReferenceDocument]
    pools: list[PoolDocument]
    mixing: MixingPart | None
    published: list[PublishedDocument]
    cost_terms: list[CostTermDocument]
    rent_or_buy: list[RentOrBuyDocument]
    porting: PortingDocument | None
    energy: EnergyDocument | None
    unmet_limits: list[UnmetLimitDocument]
    verdict: list[VerdictLineDocument]
    warnings: list[str]
    remarks: list[RemarkDocument]
    blocked: list[BlockDocument]
    left_out: list[LeftOutDocument]
    exploration: NotRequired[dict[str, Any]]


def plan_schema_text() -> str:
    """Return the JSON Schema of the document as text with a final line end."""
    schema = {"$schema": SCHEMA_ID, "title": "chipfolio-cli plan --json", **msgspec.json.schema(PlanDocument)}
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
