"""What planning a plan answers: numbers with bands, and the words that explain them."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from planner.catalogue.accelerator import Evidence
from planner.catalogue.estimates import POWER, Estimated, EstimateEffect
from planner.catalogue.offers import Money
from planner.causes import Cause, IdleNodes, Remark
from planner.cost import CostResult
from planner.dependence import DependenceResult
from planner.mixing.strategy import MixingResult, pool_id
from planner.performance.training.goodput import StopFigures
from planner.performance.training.layout import JOINT, WAITING, PoolEstimate
from planner.sentences import Sentence, cause_of, sentence
from planner.workload.unit_cost import UnitCost

Band = tuple[float | None, float | None, float | None]  # P10, P50, P90; None: there the run never ends


class PoolResult(Struct, frozen=True, kw_only=True):
    """One pool in the plan: its estimate after anchoring, its price and its goodput.

    ``site_factor`` is what anchoring multiplied the model's rate by (1 without anchors). ``delivered_tokens_per_s``
    = estimate.tokens_per_s * site_factor * goodput; of pools that work together it is each one's part of what they
    deliver, the goodput of a job that any failure stops is the job's, and a step is theirs. ``price_per_hour`` is
    the rent of the whole pool, ``None`` where a group has no price. ``spare_devices`` are paid for but outside the
    layout: ``idle`` says on how many nodes as much is trained. ``mfu`` is the model FLOP utilisation after
    anchoring, over all devices of the pool. ``devices`` are those that are composed and paid for; their software
    sees ``software_devices`` in each, and the layout counts those. ``stops`` are its checkpoints and failures.
    ``estimates``: what the estimated figures behind the rate may do to it, the one that moves it most first.
    ``estimated``: every estimate that the rate or the power rests on, those without a range included.
    """

    accelerator: str
    name: str
    supplier: str
    jurisdiction: str
    foundry: str
    devices: int
    nodes: int
    estimate: PoolEstimate
    site_factor: float
    site_factor_why: str
    goodput: float
    delivered_tokens_per_s: float
    price_per_hour: Money | None
    token_share: float
    power_w: float | None
    evidence: Evidence
    log_sd: float
    mfu: float = float("nan")
    spare_devices: int = 0
    groups: tuple[str, ...] = ()
    site: str = ""
    hbm_supplier: str = ""
    software_stack: str = ""
    network: str = ""
    software_devices: int = 1
    estimates: tuple[EstimateEffect, ...] = ()
    estimated: Estimated = ()
    terms: tuple[str, ...] = ()
    energy_kwh: float | None = None
    precision: str = ""
    idle: IdleNodes | None = None
    stops: StopFigures | None = None

    @property
    def rate_estimates(self) -> Estimated:
        """The estimates that the rate rests on, and all that hangs on it."""
        return tuple(one for one in self.estimated if one.figure != POWER)

    @property
    def pool(self) -> str:
        """The pool's id."""
        return pool_id((self.accelerator, self.site))

    @property
    def healthy_tokens_per_s_per_device(self) -> float:
        """Tokens a second of one device in healthy steps, after anchoring, over all devices of the pool."""
        return self.estimate.tokens_per_s * self.site_factor / self.devices

    @property
    def healthy_step_s(self) -> float:
        """Seconds of a step of the way in which the pool works, without failures: the model's, after anchoring."""
        return self.estimate.step_s / self.site_factor

    @property
    def works_with_others(self) -> bool:
        """Whether layout, step and rate are those of one job over several pools, and not the best of this pool."""
        return bool({WAITING, JOINT} & {*self.estimate.step_parts_s})

    @property
    def delivered_tokens_per_s_per_device(self) -> float:
        """Tokens a second of one device over paid time: healthy times goodput."""
        return self.delivered_tokens_per_s / self.devices


class Deadline(Struct, frozen=True, kw_only=True):
    """The deadline and the chance that the run ends by it, over the draws of its inputs; nan while these come."""

    days: float
    chance: float


class UnmetLimit(Struct, frozen=True, kw_only=True):
    """A limit of the user's that the plan does not keep, with the cause in ``remark``.

    ``stated`` and ``reached`` are days, shares (0 to 1), points of HHI, money in the plan's currency, watts or devices;
    None where the limit is no number. ``subject`` is the layer, supplier or device that it is about, ``figure`` the key
    of the figure that it bounds ("": none).
    """

    limit: str
    remark: Remark
    figure: str = ""
    subject: str = ""
    stated: float | None = None
    reached: float | None = None


class VerdictKind(StrEnum):
    """What a line of the verdict says: the verdict itself, a limit, another fleet beside this one, or a decision."""

    TITLE = "title"
    UNMET = "unmet"
    KEPT = "kept"
    UNKNOWN = "unknown"
    BESIDE = "beside"
    DECIDE = "decide"


class VerdictLine(Struct, frozen=True, kw_only=True):
    """One sentence of the verdict on a plan."""

    kind: VerdictKind
    words: str


class LeftOutResult(Struct, frozen=True, kw_only=True):
    """A node group that trains no token: why, and what it costs by its terms (None: its price is unknown).

    ``cause`` is the reason for programs: its code and data. ``energy_kwh`` is what the group draws while it is kept
    (None: unknown, unset in results of older programs); a pool that stands among the plan's pools counts that of its
    groups as well.
    """

    group: str
    accelerator: str
    name: str
    why: str
    cost: Money | None
    cause: Mapping[str, Any] = field(default_factory=dict)
    energy_kwh: float | UnsetType | None = UNSET


class ModelResult(Struct, frozen=True, kw_only=True):
    """One model of a programme: the way that works it, from which day to which, and whether it ends in time.

    ``step_s`` is the mean over the days of the model, failures counted.
    """

    name: str
    tokens: float
    way: str
    from_day: float
    to_day: float
    late: bool = False
    steps: int | None = None
    step_s: float | None = None


class BaselineResult(Struct, frozen=True, kw_only=True):
    """The single-supplier fleet that savings are measured against.

    ``tokens_per_s_per_device`` is delivered: after the site's factor and goodput. ``band`` belongs to the cost
    per trillion tokens. ``estimated``: the estimates that its rate or its power rests on.
    """

    name: str
    unit_cost: UnitCost
    tokens_per_s_per_device: float
    days: float
    estimate: PoolEstimate
    site_factor: float
    site_factor_why: str
    accelerator: str = ""
    devices: int = 0
    goodput: float = 1.0
    mfu: float = float("nan")
    log_sd: float = float("nan")
    cost: CostResult | None = None
    band: Band | None = None
    estimated: Estimated = ()


class SingleSupplierReference(Struct, frozen=True, kw_only=True):
    """One supplier's fleet alone, doing the plan's run: the reference of the highest dependence.

    The plan's baseline is one; each supplier of the plan on the devices it has in the plan is another. ``extra_cost``
    and ``extra_days`` are the reference's against the plan's own (below 0: the reference is cheaper or sooner);
    ``saving`` is against the plan's baseline. ``kept`` are the groups of others that are owned or reserved: their cost
    stays in by their terms (unset in results of older programs). None is unknown.
    """

    name: str
    supplier: str
    accelerators: tuple[str, ...]
    devices: int
    days: float
    cost: Money | None
    unit_cost: UnitCost | None
    saving: float | None
    extra_cost: Money | None
    extra_days: float | None
    largest: float = 1.0
    hhi: float = 10_000.0
    retention: float = 0.0
    kept: tuple[str, ...] | UnsetType = UNSET


class CostTerm(Struct, frozen=True, kw_only=True):
    """An amount, how it comes about, and the terms that sum to it (none for a leaf).

    A term of the run's cost has the code of its ``kind`` and the key of its ``pool``; "" where it has none.
    """

    name: str
    amount: Money
    formula: str
    children: tuple["CostTerm", ...] = ()
    kind: str = ""
    pool: str = ""


class EnergyResult(Struct, frozen=True, kw_only=True):
    """Energy of the run and what it emits.

    ``by_pool_kwh`` maps a pool's name to its part. Emissions are None where the grid's intensity, or what is
    embodied in a device, is unknown: then the sum of both is of what is known.
    """

    energy_kwh: float
    by_pool_kwh: Mapping[str, float]
    grid_kg_co2e_per_kwh: float | None
    grid_source: str
    operation_kg_co2e: float | None
    embodied_kg_co2e: float | None

    @property
    def co2e_kg(self) -> float | None:
        """Emissions of operation and, where stated, of the hardware; None where operation's are unknown."""
        return None if self.operation_kg_co2e is None else self.operation_kg_co2e + (self.embodied_kg_co2e or 0.0)


class RentOrBuy(Struct, frozen=True, kw_only=True):
    """A device-hour of one pool rented and owned, in the plan's currency.

    ``owned_per_hour`` is at the stated ``utilisation``; ``break_even_utilisation`` is where both cost the same (above
    1: renting is cheaper at any use; None: it is whatever the use). ``*_estimated``: the price is an estimate, or of
    what is owned the power. ``pool`` is the pool's id, ``name`` names it and, where its groups pay several prices,
    those that pay these; dates are those that the prices were observed on (all unset in results of older programs).
    """

    accelerator: str
    rent_per_hour: Money
    rent_source: str
    owned_per_hour: Money
    purchase_source: str
    utilisation: float
    break_even_utilisation: float | None
    rent_estimated: bool = False
    owned_estimated: bool = False
    pool: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    rent_date: str | UnsetType = UNSET
    purchase_date: str | UnsetType = UNSET

    @property
    def owning_pays_from(self) -> float | None:
        """The share of all hours in use from which owning costs less; None: it never does."""
        even = self.break_even_utilisation
        return None if even is None or even > 1.0 else even

    @property
    def break_even_estimated(self) -> bool:
        """Whether the break-even rests on an estimate."""
        return self.rent_estimated or self.owned_estimated


class PortingResult(Struct, frozen=True, kw_only=True):
    """What the second software stack costs, and the tokens after which the saving has paid for it.

    ``break_even_tokens`` is None without a baseline, and where nothing is saved even without the porting.
    """

    cost: Money
    fte_months: float | None
    break_even_tokens: float | None


class Comparison(Struct, frozen=True, kw_only=True):
    """A published figure beside the plan's prediction of it, with the predicted band; ``estimated``: the prediction."""

    name: str
    quantity: str
    published: float
    predicted: float
    band: Band | None
    unit: str
    source: str
    note: str
    estimated: bool = False


class BlockedPart(Enum):
    """Which part of a plan gives no number."""

    CLUSTER = "cluster"
    POOL = "pool"
    PRICE = "price"
    MIXING = "mixing"
    PROGRAMME = "programme"
    COST = "cost"
    SAVING = "saving"
    BASELINE = "baseline"
    DEPENDENCE = "dependence"
    MEASURED_RUN = "measured-run"


class SetNodes(Struct, frozen=True, kw_only=True):
    """A node group, by its key, given so many nodes."""

    group: str
    nodes: int

    @property
    def words(self) -> Sentence:
        """What it brings."""
        return sentence("With {:,} nodes of group {} it trains.", self.nodes, self.group)


class Blocked(Struct, frozen=True, kw_only=True):
    """A part of the plan that gives no number: what, why, and what to enter or change.

    ``reason`` is a sentence that carries its cause; ``groups`` are the keys of the node groups that it is about.
    ``mend``: what makes this part give a number, found by trying; None where nothing simple does.
    """

    subject: str
    reason: str
    part: BlockedPart = BlockedPart.POOL
    groups: tuple[str, ...] = ()
    mend: SetNodes | None = None
    remark: Remark | None = None

    @property
    def cause(self) -> Cause | None:
        """The reason as a value; None where it is words alone."""
        return cause_of(self.reason) or (self.remark.cause if self.remark is not None else None)


class PlanResult(Struct, frozen=True, kw_only=True):
    """The whole answer. ``saving`` is a fraction; ``None`` is unknown, and ``blocked`` says why.

    ``tokens_per_s`` is delivered (after goodput) over the days at work, so that days = tokens / tokens_per_s / 86,400
    plus stops and waits; ``step_s`` is the mean over all days. ``mfu`` is of healthy steps. ``power_w`` is the most
    that is drawn at once, ``None`` where the power of a pool that draws any is unknown. ``models`` are those of a
    programme, ``left_out`` what costs and trains nothing. ``estimated`` maps a figure's key to the estimates that it
    rests on (``estimate_marks``); others are missing. With ``bands_pending`` the bands, the chance of the deadline,
    what the run comes to without a supplier or with one alone, its cash by month and ``rent_or_buy`` are still to come:
    then there are none. ``unmet`` are the limits of the user's that the plan does not keep, ``verdict`` says of all
    whether it does, and what is to decide.
    """

    plan_name: str
    total_params: float
    active_params: float
    flop_per_token: float
    pools: tuple[PoolResult, ...]
    tokens_per_s: float | None
    days: float | None
    goodput: float | None
    mfu: float | None
    cost: CostResult | None
    baseline: BaselineResult | None
    saving: float | None
    dependence: DependenceResult | None
    mixing: MixingResult | None
    bands: Mapping[str, Band]
    comparisons: tuple[Comparison, ...] = ()
    remarks: tuple[Remark, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)
    power_w: float | None = None
    references: tuple[SingleSupplierReference, ...] = ()
    energy: EnergyResult | None = None
    cost_terms: tuple[CostTerm, ...] = ()
    rent_or_buy: tuple[RentOrBuy, ...] = ()
    porting: PortingResult | None = None
    steps: int | None = None
    step_s: float | None = None
    deadline: Deadline | None = None
    cash_by_month: tuple[Money, ...] = ()
    left_out: tuple[LeftOutResult, ...] = ()
    models: tuple[ModelResult, ...] = ()
    estimated: Mapping[str, Estimated] = field(default_factory=dict)
    bands_pending: bool = False
    unmet: tuple[UnmetLimit, ...] = ()
    verdict: tuple[VerdictLine, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """The remarks in words, the gravest first."""
        return tuple(one.words for one in self.remarks)
