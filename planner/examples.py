"""Example plans that the program ships: readable tables that name catalogue entries by key."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from planner.anchoring import MeasuredRun
from planner.catalogue.accelerator import Accelerator, Evidence, Figure, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import ExchangeRates, Offer
from planner.catalogue.price_offers import find_offer
from planner.catalogue.reader import load_catalogue
from planner.cluster import Cluster, GroupTerms, InterPoolLink, NodeGroup
from planner.errors import BugError, UserError
from planner.mixing.strategy import MixingChoice
from planner.plan import Baseline, Limits, Plan, PublishedFigure, Site, fleet_digest, self_contained
from planner.resource_files import resource_path
from planner.units import SECONDS_PER_HOUR, TRILLION_TOKENS
from planner.workload.presets import shape_preset
from planner.workload.recipe import MOST_TEAMS, Recipe
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun


class _RunTable(Struct, frozen=True, kw_only=True):
    kind: Literal["training"]
    shape: str
    tokens: float
    seq_len: int
    global_batch: int
    precision: TrainingPrecision
    routing: Routing = Routing.NATURAL
    deadline_days: float | None = None
    stack_release: str | None = None
    recipe: Recipe = MOST_TEAMS


class _GroupTable(Struct, frozen=True, kw_only=True):
    key: str
    accelerator: str
    nodes: int
    offer: str
    node_design: str | None = None
    site: str = ""
    explore_nodes: tuple[int, int, int]
    terms: GroupTerms = GroupTerms()
    nodes_evidence: Evidence = Evidence.MEASURED


class _BaselineTable(Struct, frozen=True, kw_only=True):
    name: str
    accelerator: str
    nodes: int
    offer: str
    node_design: str | None = None


class _MeasuredTable(Struct, frozen=True, kw_only=True):
    """A rate published as a cost at a price: device-hours = cost / price."""

    name: str
    accelerator: str
    devices: int
    cost_per_trillion_tokens: float
    price_per_device_hour: float
    includes_goodput: bool
    source: str
    note: str
    evidence: Evidence
    node_design: str | None = None


class _OwnFigure(Struct, frozen=True, kw_only=True):
    """A figure of the example's own, laid over a catalogue entry; ``field`` as in ``Accelerator.figures``."""

    accelerator: str
    field: str
    value: float
    evidence: Evidence
    source: str
    note: str


class _ExampleTable(Struct, frozen=True, kw_only=True):
    name: str
    notes: str
    currency: str
    site: Site
    rates: ExchangeRates
    workload: _RunTable
    baseline: _BaselineTable
    groups: tuple[_GroupTable, ...]
    inter_pool_link: InterPoolLink = InterPoolLink()
    mixing: MixingChoice = MixingChoice()
    limits: Limits = Limits()
    measured: tuple[_MeasuredTable, ...] = ()
    published: tuple[PublishedFigure, ...] = ()
    figures: tuple[_OwnFigure, ...] = field(default=())
    exact_prices: bool = False


def example_names() -> tuple[str, ...]:
    """Return the names of the shipped examples; the first start opens the first."""
    return tuple(_index())


def example_title(name: str) -> str:
    """Return the sentence that describes an example."""
    return _index()[_known(name)]


def example_plan_name(name: str) -> str:
    """Return what the plan of an example is called; a menu lists them all, so only the head of the file is read."""
    head, _, _ = _text(_known(name)).partition("\n[")
    return str(tomllib.loads(head)["name"])


@cache
def example_plan(name: str) -> Plan:
    """Return a shipped example with the catalogue entries it uses; raise UserError for an unknown name."""
    table = _table(_known(name))
    shipped = load_catalogue()
    own = Catalogue(accelerators=_own_accelerators(table, shipped))
    run = TrainingRun(
        shape=shape_preset(table.workload.shape),
        tokens=table.workload.tokens,
        seq_len=table.workload.seq_len,
        global_batch=table.workload.global_batch,
        precision=table.workload.precision,
        routing=table.workload.routing,
        deadline_days=table.workload.deadline_days,
        stack_release=table.workload.stack_release,
        recipe=table.workload.recipe,
    )
    plan = Plan(
        name=table.name,
        notes=table.notes,
        workload=run,
        cluster=Cluster(
            groups=tuple(_group(group, shipped) for group in table.groups), inter_pool_link=table.inter_pool_link
        ),
        baseline=_baseline(table.baseline, shipped),
        rates=table.rates,
        currency=table.currency,
        catalogue=own,
        site=table.site,
        mixing=table.mixing,
        limits=table.limits,
        measured_runs=tuple(_measured(measured, run) for measured in table.measured),
        published=table.published,
    )
    plan = self_contained(_with_exact_prices(plan) if table.exact_prices else plan, shipped)
    digest = fleet_digest(plan)
    return replace(plan, published=tuple(replace(figure, of_fleet=digest) for figure in plan.published))


def _with_exact_prices(plan: Plan) -> Plan:
    """Return the plan with prices that no band draws: they enter the published comparison exactly."""
    groups = tuple(replace(one, offer=one.offer and replace(one.offer, exact=True)) for one in plan.cluster.groups)
    baseline = plan.baseline and replace(plan.baseline, offer=replace(plan.baseline.offer, exact=True))
    return replace(plan, cluster=replace(plan.cluster, groups=groups), baseline=baseline)


@cache
def _index() -> Mapping[str, str]:
    index = tomllib.loads(_text("index"))
    return {str(name): str(title) for name, title in index.items()}


def _known(name: str) -> str:
    if name not in _index():
        raise UserError(f"No example {name!r} is shipped; there are {', '.join(example_names())}.")
    return name


def _text(name: str) -> str:
    return resource_path("examples", f"{name}.toml").read_text(encoding="utf-8")


def _table(name: str) -> _ExampleTable:
    content: dict[str, Any] = tomllib.loads(_text(name))
    try:
        return msgspec.convert(content, _ExampleTable)
    except msgspec.ValidationError as error:
        raise BugError(f"The shipped example {name} does not hold: {error}") from error


def _offer(catalogue: Catalogue, accelerator: str, key: str) -> Offer:
    offer = find_offer(catalogue, accelerator, key)
    if offer is None:
        raise BugError(f"A shipped example takes the offer {key!r}, which the catalogue does not hold.")
    return offer


def _group(table: _GroupTable, catalogue: Catalogue) -> NodeGroup:
    least, most, step = table.explore_nodes
    return NodeGroup(
        key=table.key,
        accelerator=table.accelerator,
        nodes=table.nodes,
        offer=_offer(catalogue, table.accelerator, table.offer),
        node_design=table.node_design,
        site=table.site,
        explore_min_nodes=least,
        explore_max_nodes=most,
        explore_step_nodes=step,
        terms=table.terms,
        nodes_evidence=table.nodes_evidence,
    )


def _baseline(table: _BaselineTable, catalogue: Catalogue) -> Baseline:
    return Baseline(
        name=table.name,
        accelerator=table.accelerator,
        nodes=table.nodes,
        offer=_offer(catalogue, table.accelerator, table.offer),
        node_design=table.node_design,
    )


def _measured(table: _MeasuredTable, run: TrainingRun) -> MeasuredRun:
    device_hours = table.cost_per_trillion_tokens / table.price_per_device_hour
    return MeasuredRun(
        name=table.name,
        accelerator=table.accelerator,
        devices=table.devices,
        shape=run.shape,
        seq_len=run.seq_len,
        global_batch=run.global_batch,
        precision=run.precision,
        tokens_per_s_per_device=TRILLION_TOKENS / (SECONDS_PER_HOUR * device_hours),
        includes_goodput=table.includes_goodput,
        node_design=table.node_design,
        source=table.source,
        evidence=table.evidence,
        note=table.note,
        routing=run.routing,
        stack_release=run.stack_release,
        recipe=run.recipe,
    )


def _own_accelerators(table: _ExampleTable, catalogue: Catalogue) -> dict[str, Accelerator]:
    own: dict[str, Accelerator] = {}
    for figure in table.figures:
        accelerator = own.get(figure.accelerator) or catalogue.accelerator(figure.accelerator)
        own[figure.accelerator] = _with_figure(accelerator, figure)
    return own


def _with_figure(accelerator: Accelerator, own: _OwnFigure) -> Accelerator:
    figures = {**accelerator.figures, own.field: Figure(evidence=own.evidence, source=own.source, note=own.note)}
    name, _, precision = own.field.partition(".")
    if precision:
        rates = {**accelerator.peak_flop_per_s, Precision(precision): own.value}
        return replace(accelerator, peak_flop_per_s=rates, figures=figures)
    changed: dict[str, Any] = {name: own.value}
    return replace(accelerator, figures=figures, **changed)
