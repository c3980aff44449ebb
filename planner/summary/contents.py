"""The values that a report is made of."""

from collections.abc import Mapping

from msgspec import Struct, field

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.cluster import NodeGroup
from planner.dependence import LayerDependence
from planner.exploration.exploration import FleetSample
from planner.mixing.strategy import MixingResult
from planner.plan_result import (
    Band,
    Blocked,
    Comparison,
    Deadline,
    LeftOutResult,
    ModelResult,
    PoolResult,
    UnmetLimit,
    VerdictLine,
)
from planner.risk.supplier_loss import LossResult
from planner.workload.training_run import TrainingRun
from planner.workload.unit_cost import UnitCost


class Quantity(Struct, frozen=True, kw_only=True):
    """One figure with its unit, its band (P10, P50, P90) and how it was computed.

    ``unit`` is "" for counts, "fraction" for 0..1, a currency code for money, else the unit itself. ``value`` None
    is unknown. ``estimated``: it rests on estimates.
    """

    key: str
    label: str
    value: float | None
    unit: str
    band: Band | None = None
    explanation: str = ""
    estimated: bool = False


class ClusterRow(Struct, frozen=True, kw_only=True):
    """One node group as composed; ``explored_nodes`` is what the exploration may vary it over.

    ``composed`` is the group itself, with its price and its terms; ``pool_name`` is what its pool is called.
    """

    group: str
    accelerator: str
    pool_name: str
    name: str
    supplier: str
    jurisdiction: str
    site: str
    nodes: int
    devices: int | None
    offer: str
    composed: NodeGroup
    explored_nodes: tuple[int, int]
    evidence: Evidence


class CostRow(Struct, frozen=True, kw_only=True):
    """One term of the cost of the run; ``share`` is of the total."""

    term: str
    amount: float
    share: float


class TimetableRow(Struct, frozen=True, kw_only=True):
    """One stretch of the run: work, a stop or a wait, of a way, from a day to a day.

    ``pools`` are pairs of a pool's name and its share of the stretch's tokens.
    """

    kind: str
    way: str
    pools: tuple[tuple[str, float], ...]
    from_day: float
    to_day: float
    tokens: float


class AloneRow(Struct, frozen=True, kw_only=True):
    """One pool doing the whole run alone; ``best`` says in what it is the best: ``cost``, ``days`` or ``both``.

    ``estimated`` names its figures that rest on estimates.
    """

    best: str
    name: str
    supplier: str
    days: float
    cost: Money | None
    unit_cost: UnitCost | None
    kept: tuple[str, ...]
    estimated: frozenset[str] = frozenset()


class EvidenceRow(Struct, frozen=True, kw_only=True):
    """One input the numbers rest on: what it is, how well it is known, and where it was read."""

    subject: str
    figure: str
    evidence: Evidence
    source: str
    note: str = ""


class FrontierRow(Struct, frozen=True, kw_only=True):
    """One fleet on the frontier; ``fleet`` gives nodes by pool's name, those with none left out.

    ``estimated`` names its figures that rest on estimates.
    """

    fleet: tuple[tuple[str, int], ...]
    unit_cost: float
    saving: float | None
    largest: float
    hhi: float
    retention: float
    days: float
    is_knee: bool
    estimated: frozenset[str] = frozenset()


class ExplorationRow(Struct, frozen=True, kw_only=True):
    """How far the exploration looked; ``sample``: of which fleets a file kept only those that are ``drawn``.

    ``mends`` says what would let a fleet in where none keeps every limit.
    """

    candidates: int
    feasible: int
    seconds: float
    drawn: int
    blocked: Mapping[str, int] = field(default_factory=dict)
    sample: FleetSample | None = None
    mends: str = ""


class ModelError(Struct, frozen=True, kw_only=True):
    """How far predicted rates lay from ``runs`` published ones of sources unseen by the fit; mean, a fraction."""

    runs: int
    mean_error: float


class Summary(Struct, frozen=True, kw_only=True):
    """Everything a report says. ``frontier`` is empty and ``exploration`` None before an exploration.

    ``losses`` says what losing the largest supplier costs, mildest first; empty where nobody asked.
    ``adds``: the pools' speeds add, so that a retention has a reading. ``models`` are those of a programme.
    ``anchors`` names the measured runs that the plan is anchored on. ``estimates`` says in words what the figures that
    are estimated rest on, ``estimated`` holds their keys.
    ``versions`` maps program, calibration and catalogue to what made these numbers.
    ``unmet`` are the limits that the plan does not keep, ``verdict`` says of all whether it does. ``rates`` are
    the exchange rates of ``rates_date`` at which prices are converted; empty where none is.
    """

    plan_name: str
    site: str
    currency: str
    rates_note: str
    notes: str
    workload: tuple[Quantity, ...]
    shape: str
    precision: str
    run: TrainingRun
    headline: tuple[Quantity, ...]
    baseline: str
    strategy: str
    strategy_why: str
    cluster: tuple[ClusterRow, ...]
    pools: tuple[PoolResult, ...]
    cost_terms: tuple[CostRow, ...]
    basis: str
    dependence: Mapping[str, LayerDependence]
    worst_layer: str
    comparisons: tuple[Comparison, ...]
    evidence: tuple[EvidenceRow, ...]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    blocked: tuple[Blocked, ...]
    versions: Mapping[str, str]
    exploration: ExplorationRow | None = None
    frontier: tuple[FrontierRow, ...] = ()
    losses: tuple[LossResult, ...] = ()
    timetable: tuple[TimetableRow, ...] = ()
    alone: tuple[AloneRow, ...] = ()
    left_out: tuple[LeftOutResult, ...] = ()
    models: tuple[ModelResult, ...] = ()
    deadline: Deadline | None = None
    mixing: MixingResult | None = None
    adds: bool = False
    cash_by_month: tuple[Money, ...] = ()
    anchors: tuple[str, ...] = ()
    model_error: ModelError | None = None
    estimates: tuple[str, ...] = ()
    estimated: frozenset[str] = frozenset()
    unmet: tuple[UnmetLimit, ...] = ()
    verdict: tuple[VerdictLine, ...] = ()
    rates: str = ""
    rates_date: str = ""
