"""Everything the user decided, as one frozen value."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import SupportsFloat

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from planner.anchoring import MeasuredRun
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import ExchangeRates, Money, Offer
from planner.catalogue.pool_names import pool_names
from planner.cluster import Cluster
from planner.cost import EnergyTerms, PortingEffort, PriceTerms, PurchaseTerms
from planner.dependence import DependenceBasis, SupplierOutlook
from planner.errors import UserError
from planner.kept_sentences import plain_words
from planner.mixing.strategy import MixingChoice, pool_id
from planner.risk.scenarios import Recourse, Scenario
from planner.sentences import sentence
from planner.workload.training_run import TrainingRun
from planner.workload.workload import Workload, training_of


class DependenceMeasure(StrEnum):
    """The dependence axis of the frontier.

    ``loss``: by how much longer the fleet's fastest single-model run takes without the supplier that hurts most.
    """

    LARGEST = "largest"
    HHI = "hhi"
    LOSS = "loss"


class Objective(StrEnum):
    """What the frontier trades against dependence; less is better."""

    UNIT_COST = "cost_per_trillion_tokens"
    COST = "cost"
    DAYS = "days"


class Site(Struct, frozen=True, kw_only=True):
    """Where the cluster stands; ``jurisdiction`` decides which export rules are shown."""

    code: str = "CN"
    name: str = "China"


class AvailabilityKind(StrEnum):
    """What the user says of one accelerator at the plan's site."""

    AVAILABLE = "available"
    LIMITED = "limited"
    BARRED = "not available"


class Availability(Struct, frozen=True, kw_only=True):
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


class Baseline(Struct, frozen=True, kw_only=True):
    """The single-supplier fleet that savings are measured against."""

    name: str
    accelerator: str
    nodes: int
    offer: Offer
    node_design: str | None = None


class Limits(Struct, frozen=True, kw_only=True):
    """What the exploration has to keep; ``None`` is no limit. ``power_w`` limits what is drawn at once."""

    budget: Money | None = None
    deadline_days: float | None = None
    power_w: float | None = None
    required_suppliers: tuple[str, ...] = ()
    excluded_suppliers: tuple[str, ...] = ()


class PublishedFigure(Struct, frozen=True, kw_only=True):
    """A published figure shown beside the plan's own prediction of it; it never enters a computation.

    ``quantity`` names a result: ``saving`` or ``cost_per_trillion_tokens``. It belongs to the plan whose figures
    ``of_fleet`` is the digest of: one that is computed from anything else shows it no more.
    """

    name: str
    quantity: str
    value: float
    unit: str
    source: str
    note: str = ""
    of_fleet: str = ""


class Trains(StrEnum):
    """What the fleet trains: one set of weights that sees all the tokens, or several models."""

    ONE_MODEL = "one model"
    PROGRAMME = "programme"


class ProgrammeAim(StrEnum):
    """What the assignment of a programme's models makes least; fixed is the user's own."""

    SHORTEST = "shortest"
    CHEAPEST = "cheapest"
    FIXED = "fixed"


class ProgrammeModel(Struct, frozen=True, kw_only=True):
    """One model of a programme: its name, its tokens, and the pool (by id) that the user fixed for it ("": none)."""

    name: str
    tokens: float
    pool: str = ""

    def __post_init__(self) -> None:
        if not 0.0 < self.tokens < float("inf"):
            raise UserError(sentence("{} has {:g} tokens; enter a number above zero.", self.name, self.tokens))


class Programme(Struct, frozen=True, kw_only=True):
    """The models of a programme, all of the run's shape, and what their assignment to pools makes least."""

    models: tuple[ProgrammeModel, ...] = ()
    aim: ProgrammeAim = ProgrammeAim.SHORTEST


class Plan(Struct, frozen=True, kw_only=True):
    """One plan: what a fleet is planned for, the fleet, and all that it is judged by.

    ``workload`` is what it is for; ``trains`` says whether all pools work one model, or each models of a ``programme``.
    ``catalogue`` holds the entries it used, so it gives the same numbers anywhere.

    ``scenarios`` is the user's own table of what may happen; empty is the shipped one.
    ``site_marks`` maps an accelerator's key to the user's mark. ``outlooks`` and ``validated_elsewhere`` (the share
    of the work that already runs on another software stack, 0 to 1) are what the supply risk is computed from.
    ``purchase`` and ``energy`` are the terms of what is bought and of what is drawn from the grid.
    ``estimates_allowed``: figures that nobody printed are planned with their stated estimates, marked.
    ``headquarters``: ISO country code of the team's ultimate parent ("": the site's country), which the export rules
    look at too. ``obeys_export_rules``: exploring leaves out what they put under a presumption of denial.
    """

    name: str
    workload: Workload
    cluster: Cluster
    baseline: Baseline | None
    rates: ExchangeRates
    currency: str
    catalogue: Catalogue = field(default_factory=Catalogue)
    site: Site = Site()
    mixing: MixingChoice = MixingChoice()
    basis: DependenceBasis = DependenceBasis.COMPUTE
    measure: DependenceMeasure = DependenceMeasure.LARGEST
    objective: Objective = Objective.UNIT_COST
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
    estimates_allowed: bool = True
    headquarters: str = ""
    obeys_export_rules: bool = True
    trains: Trains = Trains.ONE_MODEL
    programme: Programme = Programme()

    @property
    def training(self) -> TrainingRun:
        """The workload, for what is known of training alone; raises UserError where it is of another kind."""
        return training_of(self.workload)

    @property
    def trained_tokens(self) -> float:
        """Tokens of all that is trained: of the one model, or of all models of a programme (without any: the run's)."""
        models = self.programme.models if self.trains is Trains.PROGRAMME else ()
        return sum((model.tokens for model in models), start=0.0) or self.training.tokens

    @property
    def pool_names(self) -> Mapping[str, str]:
        """What each pool is called, by its id; no two are called alike."""
        places = (group.place for group in self.cluster.groups)
        return {pool_id(place): name for place, name in pool_names(places, self.catalogue.accelerators).items()}

    @property
    def price_terms(self) -> PriceTerms:
        """What turns the plan's offers into prices per hour."""
        return PriceTerms(purchase=self.purchase, energy=self.energy, rates=self.rates, currency=self.currency)

    @property
    def deadline_days(self) -> float | None:
        """The days within which the run has to end: the earlier of the run's and the limits'; None for neither."""
        stated = (self.training.deadline_days, self.limits.deadline_days)
        return min((days for days in stated if days is not None), default=None)

    @property
    def porting_cost(self) -> Money | None:
        """What a second software stack costs once: the stated amount, else the effort's; None for neither."""
        return self.mixing.porting_cost or (self.porting.cost if self.porting else None)


def fleet_digest(plan: Plan) -> str:
    """Return a digest of everything that the figures of a plan's fleet are computed from.

    No field is named that counts, so that every new one does.
    """
    said = msgspec.json.encode(_computed_from(plan), enc_hook=_written)
    numbers = json.loads(said, parse_int=float)  # a whole number that stands for 5.0 is 5.0 once it was in a file
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


def _written(value: object) -> object:
    """Return a number of an array as one of Python's, and a sentence as its words; TypeError for all else."""
    return float(value) if isinstance(value, SupportsFloat) else plain_words(value)


def _computed_from(plan: Plan) -> Plan:
    """Return the plan without what no figure of its fleet rests on.

    That is names, notes and publications, groups without nodes, entries of the catalogue that nothing uses, and what
    exploration, verdict and risk alone look at.
    """
    groups = tuple(
        replace(group, explore_min_nodes=0, explore_max_nodes=0, explore_step_nodes=1)
        for group in plan.cluster.groups
        if group.nodes
    )
    bare = replace(
        plan,
        name="",
        notes="",
        published=(),
        cluster=replace(plan.cluster, groups=groups),
        limits=Limits(deadline_days=plan.limits.deadline_days),  # which shares are best depends on the deadline
        measure=DependenceMeasure.LARGEST,
        scenarios=(),
        recourse=Recourse(),
    )
    return replace(bare, catalogue=_used_entries(bare))


def _used_entries(plan: Plan) -> Catalogue:
    """Return the entries of a plan's own catalogue that its groups, baseline and measured runs use."""
    catalogue, keys = plan.catalogue, accelerators_used(plan)
    designs = {holder.node_design for holder in (*plan.cluster.groups, plan.baseline, *plan.measured_runs) if holder}
    return replace(
        catalogue,
        accelerators={key: catalogue.accelerators[key] for key in keys if key in catalogue.accelerators},
        nodes={key: design for key, design in catalogue.nodes.items() if key in designs},
        prices=tuple(price for key in keys for price in catalogue.prices_for(key)),
        offers={offer.key: offer for key in keys for offer in catalogue.offers_for(key)},
    )


def whole_catalogue(plan: Plan, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue that a plan is computed on: its own entries win, estimates only where it allows them."""
    whole = catalogue.with_entries(plan.catalogue)
    return whole if plan.estimates_allowed else whole.without_estimates()


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
