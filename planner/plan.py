"""Everything the user decided, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from planner.anchoring import MeasuredRun
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import ExchangeRates, Money, Offer
from planner.cluster import Cluster
from planner.cost import EnergyTerms, PortingEffort, PriceTerms, PurchaseTerms
from planner.dependence import DependenceBasis, SupplierOutlook
from planner.mixing.strategy import MixingChoice
from planner.risk.scenarios import Recourse, Scenario
from planner.workload.training_run import TrainingRun


class DependenceMeasure(StrEnum):
    """The dependence axis of the frontier; ``loss`` is 1 - N-1 retention."""

    LARGEST = "largest"
    HHI = "hhi"
    LOSS = "loss"


class Objective(StrEnum):
    """What the frontier trades against dependence; less is better."""

    COST_PER_TRILLION_TOKENS = "cost_per_trillion_tokens"
    COST = "cost"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the cluster stands; ``jurisdiction`` decides which export rules are shown."""

    code: str = "CN"
    name: str = "China"


class AvailabilityKind(StrEnum):
    """What the user says of one accelerator at the plan's site."""

    AVAILABLE = "available"
    LIMITED = "limited"
    BARRED = "not available"


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """The user's mark on one accelerator: the exploration obeys it, whatever the rules' arithmetic says.

    ``most_devices`` counts over all groups of the accelerator and matters only where the kind is limited.
    """

    kind: AvailabilityKind = AvailabilityKind.AVAILABLE
    most_devices: int | None = None
    note: str = ""

    @property
    def device_limit(self) -> int | None:
        """The most devices that may be used; None for no limit."""
        if self.kind is AvailabilityKind.LIMITED:
            return self.most_devices
        return 0 if self.kind is AvailabilityKind.BARRED else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The single-supplier fleet that savings are measured against."""

    name: str
    accelerator: str
    nodes: int
    offer: Offer
    node_design: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the exploration has to keep; ``None`` is no limit."""

    budget: Money | None = None
    deadline_days: float | None = None
    power_w: float | None = None
    required_suppliers: tuple[str, ...] = ()
    excluded_suppliers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A published figure shown beside the plan's own prediction of it; it never enters a computation.

    ``quantity`` names a result: ``saving`` or ``cost_per_trillion_tokens``.
    """

    name: str
    quantity: str
    value: float
    unit: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan. ``catalogue`` holds the entries it used, so it gives the same numbers anywhere.

    ``scenarios`` is the user's own table of what may happen; empty is the shipped one.
    ``site_marks`` maps an accelerator's key to the user's mark. ``outlooks`` and ``validated_elsewhere`` (the share
    of the work that already runs on another software stack, 0 to 1) are what the supply risk is computed from.
    ``purchase`` and ``energy`` are the terms of what is bought and of what is drawn from the grid.
    """

    name: str
    run: TrainingRun
    cluster: Cluster
    baseline: Baseline | None
    rates: ExchangeRates
    currency: str
    catalogue: Catalogue = field(default_factory=Catalogue)
    site: Site = Site()
    mixing: MixingChoice = MixingChoice()
    basis: DependenceBasis = DependenceBasis.COMPUTE
    measure: DependenceMeasure = DependenceMeasure.LARGEST
    objective: Objective = Objective.COST_PER_TRILLION_TOKENS
    limits: Limits = Limits()
    measured_runs: tuple[MeasuredRun, ...] = ()
    published: tuple[PublishedFigure, ...] = ()
    notes: str = ""
    scenarios: tuple[Scenario, ...] = ()
    recourse: Recourse = Recourse()
    site_marks: Mapping[str, Availability] = field(default_factory=dict)
    outlooks: tuple[SupplierOutlook, ...] = ()
    validated_elsewhere: float = 0.0
    purchase: PurchaseTerms = PurchaseTerms()
    energy: EnergyTerms = EnergyTerms()
    porting: PortingEffort | None = None

    @property
    def price_terms(self) -> PriceTerms:
        """What turns the plan's offers into prices per hour."""
        return PriceTerms(purchase=self.purchase, energy=self.energy, rates=self.rates, currency=self.currency)

    @property
    def porting_cost(self) -> Money | None:
        """What a second software stack costs once: the stated amount, else the effort's; None for neither."""
        return self.mixing.porting_cost or (self.porting.cost if self.porting else None)


def accelerators_used(plan: Plan) -> tuple[str, ...]:
    """Return the keys of the accelerators that the plan's groups, baseline and measured runs name, each once."""
    named = [group.accelerator for group in plan.cluster.groups]
    named += [plan.baseline.accelerator] if plan.baseline else []
    named += [run.accelerator for run in plan.measured_runs]
    return tuple(dict.fromkeys(named))


def offers_used(plan: Plan) -> tuple[Offer, ...]:
    """Return the offers that the plan's groups and baseline take, each once."""
    taken = [group.offer for group in plan.cluster.groups if group.offer is not None]
    taken += [plan.baseline.offer] if plan.baseline else []
    return tuple(dict.fromkeys(taken))


def self_contained(plan: Plan, catalogue: Catalogue) -> Plan:
    """Return the plan with the catalogue entries it uses, so that it gives the same numbers anywhere.

    Entries that the plan already holds stay and win over the catalogue's. Raises UserError for an accelerator that
    neither holds.
    """
    whole = catalogue.with_entries(plan.catalogue)
    keys = accelerators_used(plan)
    taken = {offer.key: offer for offer in offers_used(plan)}
    used = Catalogue(
        date=plan.catalogue.date or catalogue.date,
        accelerators={key: whole.accelerator(key) for key in keys},
        nodes={node.key: node for key in keys for node in whole.nodes_for(key)},
        prices=tuple(price for key in keys for price in whole.prices_for(key)),
        offers={**taken, **{offer.key: offer for key in keys for offer in whole.offers_for(key)}},
    )
    return replace(plan, catalogue=used.with_entries(plan.catalogue))
