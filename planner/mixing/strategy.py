"""The strategies by which pools train together, the user's choice among them, and what came of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import UNSET, Struct, UnsetType, field

from planner.catalogue.offers import Money
from planner.causes import PoolPlace, Remark
from planner.errors import UserError
from planner.mixing.local_terms import LocalTerms
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.performance.training.layout import Layout
from planner.sentences import sentence
from planner.units import SECONDS_PER_HOUR
from planner.workload.unit_cost import UnitCost

AUTO: Final = "auto"
IN_TURN: Final = "in-turn"
SHOWN_SHARE: Final = 5e-5  # shares are told in hundredths of a percent at the most
PROGRAMME: Final = "programme"  # what works several models


class Division(StrEnum):
    """Who divides the tokens between the ways of working."""

    AUTO = "auto"
    BEST = "best"
    BY_USER = "by user"


class ShareCap(Struct, frozen=True, kw_only=True):
    """The most that one name of a layer may have of the tokens (or of the spend, as the plan's basis has it).

    With the measure HHI it limits the sum of the squares of all names' shares instead: 0.5 stands for 5,000 points.
    """

    layer: str = "supplier"
    share: float = 1.0
    measure: CapMeasure = CapMeasure.LARGEST

    def __post_init__(self) -> None:
        if not 0.0 < self.share <= 1.0:
            raise UserError(
                sentence("The cap on the {} is {:g}; enter a share above 0 and at most 1.", self.layer, self.share)
            )


class MixingChoice(Struct, frozen=True, kw_only=True):
    """How one model is worked by several pools, and the stated inputs of it.

    ``strategy`` is ``auto``, ``in-turn`` or the key of a strategy. ``division``: ``auto`` takes its candidates' own
    shares, best shares minimise the objective under deadline and ``caps``, by the user takes ``token_shares`` (by pool
    id). ``may_wait``: work may wait for a cheaper pool. ``migration_restart_s`` is the stop for restart and numerical
    alignment when another pool takes over; ``overlap`` the share of backward that hides the gradient exchange
    (methods: phi); ``local`` the inputs of local SGD. ``porting_cost`` is paid once per software stack that takes part
    beyond ``first_stack`` (None: the baseline's; without one that with the most tokens).
    """

    strategy: str = AUTO
    division: Division = Division.AUTO
    token_shares: Mapping[str, float] = field(default_factory=dict)
    caps: tuple[ShareCap, ...] = ()
    may_wait: bool = False
    migration_restart_s: float = 6 * SECONDS_PER_HOUR
    porting_cost: Money | None = None
    first_stack: str | None = None
    overlap: float = 0.8
    local: LocalTerms = LocalTerms()


def pool_id(place: PoolPlace) -> str:
    """Return what names a pool: its accelerator, with its site where one is named.

    >>> pool_id(("H20-SXM", "Site 5")), pool_id(("H20-SXM", ""))
    ('H20-SXM@Site 5', 'H20-SXM')
    """
    accelerator, site = place
    return f"{accelerator}@{site}" if site else accelerator


class PipelineStage(Struct, frozen=True, kw_only=True):
    """One stage of a pipeline over pools: the layers it holds and the layout chosen for them.

    ``micro_batch_s`` is one micro-batch forward and backward; memory is of its fullest device. It is cut into
    ``chunks`` that the pipeline interleaves, ``group`` micro-batches a chunk in a row (one chunk: 1F1B). ``fits_alone``
    says whether the stage's pool could hold the whole model by itself.
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
    chunks: int = 1
    group: int | None = None


class PoolAtWork(Struct, frozen=True, kw_only=True):
    """What one pool runs in a stretch: its layout on so many devices, a node of so many, as their software counts."""

    layout: Layout
    devices: int
    devices_per_node: int


class Spell(Struct, frozen=True, kw_only=True):
    """One stretch of the timetable: work, a stop or a wait, of one way, from a day to a day.

    ``pools`` are the ids of those at work (of a stop: of the way that takes over) and ``shares`` their parts of the
    spell's tokens; ``at_work`` is what each runs, at the size that it has in the stretch (unset in results of
    older programs).
    """

    kind: str
    way: str
    pools: tuple[str, ...]
    shares: Mapping[str, float]
    from_day: float
    to_day: float
    tokens: float
    step_s: float | None = None
    at_work: Mapping[str, PoolAtWork] | UnsetType = UNSET


class AloneResult(Struct, frozen=True, kw_only=True):
    """One pool doing the whole run alone, beside the mix: other groups not taken, unless they keep costing.

    ``kept`` names the groups whose cost stays in by their terms. ``power_w`` is the most drawn at once, by these too
    (unset in results of older programs). None: a price, or what some device draws, is unknown.
    """

    pool: str
    name: str
    supplier: str
    days: float
    cost: Money | None
    unit_cost: UnitCost | None
    largest: float
    kept: tuple[str, ...] = ()
    power_w: float | UnsetType | None = UNSET


class MixingResult(Struct, frozen=True, kw_only=True):
    """How the pools work one model (or a programme), and why.

    ``beside`` is the part of ``why`` that says what mixing costs and buys, for every view ("": nothing is
    mixed; unset in results of older programs).
    ``strategy`` is that of the joined ways taken, ``in-turn`` where pools work alone. ``efficiency`` is the delivered
    rate against the sum of the pools' (None in turn: taking turns is no loss); ``unbound``: of a pipeline whose pools
    would be faster alone if memory were no limit, against the sum of those speeds, for stages have less to hold.
    ``shares`` of the tokens go by pool id. ``inter_pool_bytes_per_step`` cross inter-pool links in a step. ``layers``
    of a pipeline: those each pool holds; ``stages`` are its stages. ``refusals`` say what speaks against each strategy,
    ``refused`` the same in words alone, ``remarks`` what there is to say of the timetable taken. ``bound``: of many
    combinations of a pipeline only the most hopeful were tried, and another may be faster.
    """

    strategy: str
    efficiency: float | None
    why: str
    tokens_per_s: float
    overhead_days: float = 0.0
    overhead_cost: Money | None = None
    refusals: Mapping[str, Remark] = field(default_factory=dict)
    inter_pool_bytes_per_step: float = 0.0
    layers: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[PipelineStage, ...] = ()
    timetable: tuple[Spell, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    statistical_efficiency: tuple[float, float, float] | None = None
    cheapest_alone: AloneResult | None = None
    fastest_alone: AloneResult | None = None
    remarks: tuple[Remark, ...] = ()
    batches: Mapping[str, int] = field(default_factory=dict)
    waited_days: float = 0.0
    unbound: bool = False
    bound: bool = False
    beside: str | UnsetType = UNSET

    @property
    def refused(self) -> dict[str, str]:
        """What speaks against each strategy, in words."""
        return {key: one.words for key, one in self.refusals.items()}
