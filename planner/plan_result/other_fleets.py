"""Fleets beside the plan's own: the baseline, one supplier alone, and groups that train nothing."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from planner.catalogue.estimates import Estimated
from planner.catalogue.offers import Money
from planner.cost import CostResult
from planner.performance.training.layout import PoolEstimate
from planner.workload.unit_cost import UnitCost

Band = tuple[float | None, float | None, float | None]  # P10, P50, P90; None: there the run never ends


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
