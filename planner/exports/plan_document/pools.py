"""Pools in the document of ``plan --json``: each one's speed, layout and stops, and how they work together."""

from typing import Any, TypedDict

from planner.exports.plan_document.inputs import RecipeDocument
from planner.exports.plan_document.money import (
    MoneyDocument,
)
from planner.exports.plan_document.words import RemarkDocument


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
    shares: dict[str, float]
    from_day: float
    to_day: float
    tokens: float
    step_s: float | None


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
    shares: dict[str, float]
    batches: dict[str, int]
    bound: bool
