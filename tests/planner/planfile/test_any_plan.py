"""Any plan that the classes allow, saved and read: the same to the last digit."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.anchoring import MeasuredRun
from planner.catalogue.accelerator import Accelerator, Evidence, Figure, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Acquisition, ExchangeRates, Money, Offer, PriceObservation
from planner.cluster import Cluster, InterPoolLink, LinkKind, NodeGroup, PairLink
from planner.dependence import DependenceBasis, SupplierOutlook
from planner.mixing.strategies import CHOICES
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import (
    Availability,
    AvailabilityKind,
    Baseline,
    DependenceMeasure,
    Limits,
    Plan,
    PublishedFigure,
    Site,
)
from planner.planfile.store import load_plan, save_plan
from planner.risk.scenarios import Recourse, Scenario, ScenarioKind
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun


def _from_0(most: float) -> st.SearchStrategy[float]:
    """Return numbers from 0 on; what is no 0 and yet too small to divide by is no figure of a plan."""
    return st.just(0.0) | st.floats(min_value=1e-30, max_value=most)


def _no_dust(number: float) -> float:
    return number if abs(number) >= 1e-30 else 0.0


amounts = _from_0(1e15)
positive = st.floats(min_value=1, max_value=1e15)
shares = _from_0(1)
days = _from_0(1e5)
seconds = _from_0(1e8)
counts = st.integers(min_value=0, max_value=100_000)
words = st.text(max_size=30)
keys = st.text(min_size=1, max_size=12)
evidence = st.sampled_from(Evidence)
shapes = st.sampled_from(shape_keys()).map(shape_preset)


def _or_none(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | values


monies = st.builds(Money, amount=amounts, currency=st.sampled_from(["CNY", "USD"]))
figures = st.dictionaries(keys, st.builds(Figure, evidence=evidence, source=words, note=words), max_size=3)
accelerators = st.builds(
    Accelerator,
    key=keys,
    name=words,
    supplier=words,
    jurisdiction=words,
    peak_flop_per_s=st.dictionaries(st.sampled_from(Precision), positive),
    memory_bytes=_or_none(st.integers(1, 2**45)),
    memory_bytes_per_s=_or_none(positive),
    scaleup_bytes_per_s=_or_none(positive),
    scaleup_domain_devices=_or_none(st.integers(1, 10_000)),
    nic_bytes_per_s=_or_none(positive),
    devices_per_node=_or_none(st.integers(1, 512)),
    tdp_w=_or_none(_from_0(1e6)),
    die_area_mm2=_or_none(positive),
    year=_or_none(st.integers(1990, 2100)),
    export_status=st.dictionaries(keys, words, max_size=2),
    notes=st.dictionaries(keys, words, max_size=2),
    figures=figures,
)
offers = st.builds(
    Offer,
    key=keys,
    label=words,
    accelerator=keys,
    acquisition=st.sampled_from(Acquisition),
    price=monies,
    source=words,
    evidence=evidence,
)
designs = st.builds(
    NodeDesign, key=keys, name=words, accelerator=keys, node_power_w=_or_none(_from_0(1e9)), evidence=evidence
)
prices = st.builds(
    PriceObservation,
    accelerator=keys,
    kind=words,
    amount=_or_none(amounts),
    amount_high=_or_none(amounts),
    currency=words,
    unit=words,
    normalised_amount=_or_none(amounts),
    normalised_high=_or_none(amounts),
    normalised_unit=words,
    date=words,
    region=words,
    source=words,
    note=words,
    evidence=evidence,
)
catalogues = st.builds(
    Catalogue,
    date=words,
    accelerators=st.lists(accelerators, max_size=3).map(lambda entries: {entry.key: entry for entry in entries}),
    nodes=st.lists(designs, max_size=2).map(lambda entries: {entry.key: entry for entry in entries}),
    prices=st.lists(prices, max_size=3).map(tuple),
    offers=st.lists(offers, max_size=2).map(lambda entries: {entry.key: entry for entry in entries}),
)
runs = st.builds(
    TrainingRun,
    shape=shapes,
    tokens=positive,
    seq_len=st.sampled_from([1024, 4096, 8192]),
    global_batch=st.integers(1, 20_000),
    precision=st.sampled_from(TrainingPrecision),
    routing=st.sampled_from(Routing),
    deadline_days=_or_none(days.filter(bool).map(lambda value: max(value, 1e-6))),
    stack_release=_or_none(words),
)
groups = st.builds(
    NodeGroup,
    key=keys,
    accelerator=keys,
    nodes=counts,
    offer=_or_none(offers),
    node_design=_or_none(keys),
    site=words,
    explore_min_nodes=counts,
    explore_max_nodes=counts,
    explore_step_nodes=st.integers(1, 1000),
)
measured = st.builds(
    MeasuredRun,
    name=words,
    accelerator=keys,
    devices=st.integers(1, 100_000),
    shape=shapes,
    seq_len=st.integers(1, 100_000),
    global_batch=st.integers(1, 100_000),
    precision=st.sampled_from(TrainingPrecision),
    tokens_per_s_per_device=st.floats(1e-9, 1e12),
    includes_goodput=st.booleans(),
    evidence=evidence,
)
links = st.builds(
    InterPoolLink, kind=st.sampled_from(LinkKind), bytes_per_s=positive, latency_s=seconds, evidence=evidence
)
plans = st.builds(
    Plan,
    name=words,
    workload=runs,
    cluster=st.builds(
        Cluster,
        groups=st.lists(groups, max_size=4).map(tuple),
        inter_pool_link=links,
        pair_links=st.lists(
            st.builds(PairLink, first=st.tuples(keys, words), second=st.tuples(keys, words), link=links),
            max_size=2,
        ).map(tuple),
    ),
    baseline=_or_none(st.builds(Baseline, name=words, accelerator=keys, nodes=counts, offer=offers)),
    rates=st.builds(
        ExchangeRates,
        base=words,
        date=words,
        source=words,
        base_per_unit=st.dictionaries(keys, st.floats(1e-12, 1e12), max_size=3),
    ),
    currency=words,
    catalogue=catalogues,
    site=st.builds(Site, code=words, name=words),
    mixing=st.builds(
        MixingChoice,
        strategy=st.sampled_from(CHOICES),
        division=st.sampled_from(Division),
        caps=st.lists(
            st.builds(ShareCap, share=st.floats(0.01, 1.0), layer=st.sampled_from(["supplier", "foundry"])), max_size=2
        ).map(tuple),
        may_wait=st.booleans(),
        migration_restart_s=seconds,
        porting_cost=_or_none(monies),
        overlap=_from_0(1),
    ),
    basis=st.sampled_from(DependenceBasis),
    measure=st.sampled_from(DependenceMeasure),
    limits=st.builds(
        Limits,
        budget=_or_none(monies),
        deadline_days=_or_none(st.floats(1e-6, 1e6)),
        power_w=_or_none(positive),
        required_suppliers=st.lists(words, max_size=2).map(tuple),
        excluded_suppliers=st.lists(words, max_size=2).map(tuple),
    ),
    measured_runs=st.lists(measured, max_size=2).map(tuple),
    published=st.lists(
        st.builds(
            PublishedFigure,
            name=words,
            quantity=words,
            value=st.floats(-1e9, 1e9).map(_no_dust),
            unit=words,
            source=words,
        ),
        max_size=2,
    ).map(tuple),
    notes=words,
    scenarios=st.lists(
        st.builds(
            Scenario,
            key=keys,
            name=words,
            kind=st.sampled_from(ScenarioKind),
            probability=_from_0(1),
            target=words,
            size=st.floats(-0.99, 1e6).map(_no_dust),
            day=days,
            evidence=evidence,
            source=words,
        ),
        max_size=3,
    ).map(tuple),
    recourse=st.builds(
        Recourse, replan_days=days, annual_failure_share=_from_0(1), delay_cost_per_day=_or_none(monies)
    ),
    site_marks=st.dictionaries(
        keys,
        st.builds(
            Availability,
            kind=st.sampled_from(AvailabilityKind),
            most_devices=_or_none(st.integers(0, 10**6)),
            note=words,
        ),
        max_size=2,
    ),
    outlooks=st.lists(st.builds(SupplierOutlook, supplier=words, disruption=_from_0(1), note=words), max_size=2).map(
        tuple
    ),
    validated_elsewhere=_from_0(1),
)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans") / "any.chipfolio"


@given(plan=plans)
def test_any_plan_comes_back_to_the_last_digit(draft: Path, plan: Plan):
    save_plan(draft, plan)
    stored = load_plan(draft)
    assert stored.plan == plan
    assert repr(stored.plan) == repr(plan)  # the order of mappings and the type of every number too
    assert stored.lost == ()
