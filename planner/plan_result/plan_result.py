"""The whole answer to a plan, the models of a programme in it, and what was published beside it."""

from collections.abc import Mapping

from msgspec import Struct, field

from planner.catalogue.estimates import Estimated
from planner.catalogue.offers import Money
from planner.causes import Remark
from planner.cost import CostResult
from planner.dependence import DependenceResult
from planner.mixing.strategy import MixingResult
from planner.plan_result.blocked import Blocked
from planner.plan_result.money import CostTerm, EnergyResult, PortingResult, RentOrBuy
from planner.plan_result.other_fleets import Band, BaselineResult, LeftOutResult, SingleSupplierReference
from planner.plan_result.pool import PoolResult
from planner.plan_result.verdict import Deadline, UnmetLimit, VerdictLine


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
