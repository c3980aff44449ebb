"""What has to be said about a plan: limits it breaks, idle devices, weak grounds."""

from dataclasses import dataclass

from planner.causes.cause import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMarkBroken(Cause):
    """The plan has more of an accelerator than its mark at the site allows; no devices: it is not available there."""

    name: str
    allowed_devices: int
    devices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutOfFigures(Cause):
    """A pool gives no rate and is left out of every figure of speed; what it costs by its terms is not."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverBudget(Cause):
    """The run costs more than the budget."""

    amount: float
    budget: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverPower(Cause):
    """The fleet draws more than the limit."""

    power_w: float
    limit_w: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerUnknown(Cause):
    """The power of a pool is unknown, so the limit is not checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierRequired(Cause):
    """A supplier that the limits require takes no part."""

    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierExcluded(Cause):
    """A supplier that the limits exclude takes part."""

    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyAsStages(Cause):
    """A pool does not fit the model alone; it is so many stages of a pipeline."""

    name: str
    stages: int
    all_stages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleNodes(Cause):
    """Some nodes of a pool stay idle and are paid for: no layout of more than ``used_nodes`` trains faster.

    ``used_nodes`` is the largest number of nodes up to ``nodes`` that the pool would use to the last one.
    """

    pool: str
    nodes: int
    used_nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleNodesOfPools(Cause):
    """Nodes of several pools stay idle and are paid for: each pool's name, its nodes, and those that train as fast."""

    pools: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLegalGroup(Cause):
    """An interleaved pipeline has fewer micro-batches than stages, so no group of micro-batches is legal."""

    stages: int
    micro_batches: int
    pool: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedFigures(Cause):
    """A pool rests on estimated figures."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestsOnEstimates(Cause):
    """A pool's rate rests on stated estimates; the one that moves it most does so by a factor over its range."""

    name: str
    figures: tuple[str, ...]
    most: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLargeAtLowEstimate(Cause):
    """At the low end of an estimate the model does not fit the pool."""

    name: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesOfFarDates(Cause):
    """Prices of dates more than half a year apart are compared; each an accelerator with its date."""

    days: int
    earliest: tuple[str, str]
    latest: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainCounts(Cause):
    """The numbers of nodes stand for a fleet that nobody counted; the bands hold from one to another factor of them.

    ``names`` are the pools concerned, none where it is all.
    """

    names: tuple[str, ...]
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconstructedShape(Cause):
    """The transformer shape is reconstructed, not published."""

    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFarFromModel(Cause):
    """Measured runs are implausibly far from the model, and asked about: ``runs`` of the farthest first.

    Of each its name, its tokens per second of one device, and measured over predicted.
    """

    runs: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownNames(Cause):
    """Of a share of the basis the name on a layer is unknown; all unknown names count as one."""

    layer: str
    share: float
    basis: str
