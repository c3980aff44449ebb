"""What has to be said about a plan: limits it breaks, idle devices, weak grounds."""

from planner.causes.cause import Cause


class SiteMarkBroken(Cause, frozen=True, kw_only=True):
    """The plan has more of an accelerator than its mark at the site allows; no devices: it is not available there."""

    name: str
    allowed_devices: int
    devices: int


class LeftOutOfFigures(Cause, frozen=True, kw_only=True):
    """A pool gives no rate and is left out of every figure of speed; what it costs by its terms is not."""

    name: str
    reason: str


class OverBudget(Cause, frozen=True, kw_only=True):
    """The run costs more than the budget."""

    amount: float
    budget: float
    currency: str


class OverPower(Cause, frozen=True, kw_only=True):
    """The fleet draws more than the limit."""

    power_w: float
    limit_w: float


class OverCap(Cause, frozen=True, kw_only=True):
    """A name has more of a layer than the user's cap on it allows.

    ``basis`` is what shares are taken over. With the ``measure`` ``hhi`` both figures are points, and no one name is to
    blame ("").
    """

    layer: str
    name: str
    reached: float
    cap: float
    basis: str
    measure: str = "largest"


class PowerUnknown(Cause, frozen=True, kw_only=True):
    """The power of a pool is unknown, so the limit is not checked."""


class SupplierRequired(Cause, frozen=True, kw_only=True):
    """A supplier that the limits require takes no part."""

    supplier: str


class SupplierExcluded(Cause, frozen=True, kw_only=True):
    """A supplier that the limits exclude takes part."""

    supplier: str


class OnlyAsStages(Cause, frozen=True, kw_only=True):
    """A pool does not fit the model alone; it is so many stages of a pipeline."""

    name: str
    stages: int
    all_stages: int


class IdleNodes(Cause, frozen=True, kw_only=True):
    """Some nodes of a pool stay idle and are paid for: no layout of more than ``used_nodes`` trains faster.

    ``used_nodes`` is the largest number of nodes up to ``nodes`` that the pool would use to the last one.
    """

    pool: str
    nodes: int
    used_nodes: int


class IdleNodesOfPools(Cause, frozen=True, kw_only=True):
    """Nodes of several pools stay idle and are paid for: each pool's name, its nodes, and those that train as fast."""

    pools: tuple[tuple[str, int, int], ...]


class IdleTrays(Cause, frozen=True, kw_only=True):
    """Whole trays of every rack stay idle and are paid for: on ``used_devices`` of a node's the pool trains faster."""

    pool: str
    node_devices: int
    used_devices: int


class NoLegalGroup(Cause, frozen=True, kw_only=True):
    """An interleaved pipeline has fewer micro-batches than stages, so no group of micro-batches is legal."""

    stages: int
    micro_batches: int
    pool: str = ""


class FormatUnconfirmed(Cause, frozen=True, kw_only=True):
    """No source says whether a pool's devices train in the format that they are planned in."""

    name: str
    precision: str


class BaselineFormat(Cause, frozen=True, kw_only=True):
    """The baseline does not train in the plan's format and is planned in the nearest one that it trains in."""

    name: str
    accelerator: str
    precision: str
    instead: str


class LayoutNotExported(Cause, frozen=True, kw_only=True):
    """The software of a pool would refuse the launch file of the layout that is planned; ``why`` is its check."""

    name: str
    software: str
    why: str


class EstimatedFigures(Cause, frozen=True, kw_only=True):
    """A pool rests on estimated figures."""

    name: str


class RestsOnEstimates(Cause, frozen=True, kw_only=True):
    """A pool's rate rests on stated estimates; the one that moves it most does so by a factor over its range."""

    name: str
    figures: tuple[str, ...]
    most: str
    factor: float


class TooLargeAtLowEstimate(Cause, frozen=True, kw_only=True):
    """At the low end of an estimate the model does not fit the pool."""

    name: str
    figure: str


class PricesOfFarDates(Cause, frozen=True, kw_only=True):
    """Prices of dates more than half a year apart are compared; each an accelerator with its date."""

    days: int
    earliest: tuple[str, str]
    latest: tuple[str, str]


class UncertainCounts(Cause, frozen=True, kw_only=True):
    """The numbers of nodes stand for a fleet that nobody counted; the bands hold from one to another factor of them.

    ``names`` are the pools concerned, none where it is all.
    """

    names: tuple[str, ...]
    least: float
    most: float


class ReconstructedShape(Cause, frozen=True, kw_only=True):
    """The transformer shape is reconstructed, not published."""

    shape: str


class MeasuredFarFromModel(Cause, frozen=True, kw_only=True):
    """Measured runs are implausibly far from the model, and asked about: ``runs`` of the farthest first.

    Of each its name, its tokens per second of one device, and measured over predicted.
    """

    runs: tuple[tuple[str, float, float], ...]


class UnknownNames(Cause, frozen=True, kw_only=True):
    """Of a share of the basis the name on a layer is unknown; all unknown names count as one."""

    layer: str
    share: float
    basis: str
