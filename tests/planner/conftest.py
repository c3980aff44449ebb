"""A small plan over three accelerators, and a performance model of one line, for tests of what stands above it."""

from functools import cache

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Acquisition, ExchangeRates, Money, Offer
from planner.cluster import Cluster, NodeGroup
from planner.errors import NothingFitsError
from planner.examples import example_plan
from planner.exploration.explore import explore
from planner.performance.training.layout import Layout, PoolEstimate, Recompute, Schedule
from planner.plan import Baseline, Plan
from planner.planning import PerformanceModel, plan_results
from planner.workload.flags import shape_of_flags
from planner.workload.training_run import TrainingPrecision, TrainingRun

SHAPE = shape_of_flags(
    key="s", name="S", layers=8, hidden=1024, heads=8, kv_heads=8, head_dim=128, vocab=32_000, ffn=4096, dense_layers=8
)
# tokens/s of one device; the fleet's rate is that times its devices, from 16 devices on
SPEED = {"N1": 1000.0, "H1": 500.0, "T1": 200.0}
SUPPLIER = {"N1": ("Nvidia", "US", "TSMC"), "H1": ("Huawei", "CN", "SMIC"), "T1": ("T-Head", "CN", "")}
PRICE = {"N1": 20.0, "H1": 7.0, "T1": 4.0}
GOODPUT = 0.9


def accelerator(key):
    supplier, jurisdiction, foundry = SUPPLIER[key]
    return Accelerator(
        key=key,
        name=key,
        supplier=supplier,
        jurisdiction=jurisdiction,
        foundry=foundry,
        peak_flop_per_s={Precision.BF16: 5e14},
        memory_bytes=80 * 10**9,
        memory_bytes_per_s=3e12,
        scaleup_bytes_per_s=4e11,
        scaleup_domain_devices=8,
        nic_bytes_per_s=5e10,
        devices_per_node=8,
        tdp_w=500.0,
    )


def offer(key, evidence=Evidence.PUBLISHED):
    return Offer(
        key=f"rent-{key}",
        label=f"rent of {key}",
        accelerator=key,
        acquisition=Acquisition.RENT,
        price=Money(amount=PRICE[key], currency="CNY"),
        evidence=evidence,
    )


def estimate(pool, run):
    if pool.devices < 16:
        raise NothingFitsError(f"{pool.accelerator.name}: {run.shape.name} does not fit; use 16 devices or more.")
    rate = SPEED[pool.accelerator.key] * pool.devices
    step = run.tokens_per_step / rate
    return PoolEstimate(
        layout=Layout(
            tp=1,
            pp=1,
            vpp=1,
            ep=1,
            etp=1,
            cp=1,
            dp=pool.devices,
            micro_batch=1,
            recompute=Recompute.NONE,
            schedule=Schedule.ONE_F_ONE_B,
        ),
        devices=pool.devices,
        step_s=step,
        step_parts_s={
            "compute": 0.85 * step,
            "bubble": 0.05 * step,
            "exposed_dp": 0.05 * step,
            "optimiser": 0.05 * step,
        },
        tokens_per_s=rate,
        mfu=SPEED[pool.accelerator.key] * 6e8 / 5e14,
        memory_bytes=4e10,
        memory_capacity_bytes=8e10,
        memory_parts_bytes={"weights": 4e10},
        log_sd=0.2,
    )


@pytest.fixture(scope="session", autouse=True)
def solved_once(layouts_searched_once):
    """Let no layout be searched and no mixed-integer programme be solved twice."""


@pytest.fixture(scope="session")
def one_line_model():
    return PerformanceModel(
        best=estimate, exactly=lambda pool, run, _layout: estimate(pool, run), goodput=lambda _pool, _run: GOODPUT
    )


@pytest.fixture(scope="session")
def small_catalogue():
    return Catalogue(accelerators={key: accelerator(key) for key in SPEED})


@pytest.fixture(scope="session")
def make_group():
    def make(accelerator_key, nodes, most=0, step=1, **changes):
        values = {
            "key": accelerator_key,
            "accelerator": accelerator_key,
            "nodes": nodes,
            "offer": offer(accelerator_key),
            "site": accelerator_key,
            "explore_max_nodes": most,
            "explore_step_nodes": step,
        }
        return NodeGroup(**{**values, **changes})

    return make


@pytest.fixture(scope="session")
def small_plan(make_group):
    groups = (make_group("N1", 8, most=12, step=4), make_group("H1", 16, most=24, step=4), make_group("T1", 0, most=4))
    return Plan(
        name="small",
        workload=TrainingRun(
            shape=SHAPE, tokens=1e12, seq_len=4096, global_batch=1024, precision=TrainingPrecision.BF16
        ),
        cluster=Cluster(groups=groups),
        baseline=Baseline(name="N1 alone", accelerator="N1", nodes=16, offer=offer("N1")),
        rates=ExchangeRates(base="CNY", date="2026-11-23", source="entered", base_per_unit={"USD": 7.0}),
        currency="CNY",
    )


@pytest.fixture(scope="session")
def small_exploration(small_plan, small_catalogue, one_line_model):
    """All fleets of the small plan, explored once."""
    return explore(small_plan, catalogue=small_catalogue, model=one_line_model)


@pytest.fixture(scope="session")
def example_results():
    """What an example gives, by its key, planned once for all tests."""
    return cache(lambda key: plan_results(example_plan(key)))


@pytest.fixture(scope="session")
def plan():
    """Two devices of the Ling report, few nodes to vary: quick to plan, for what is written of a plan."""
    whole = example_plan("ling-plus")
    groups = tuple(replace(group, explore_max_nodes=256, explore_step_nodes=128) for group in whole.cluster.groups)
    return replace(whole, cluster=Cluster(groups=tuple(group for group in groups if group.key in "AC")))


@pytest.fixture(scope="session")
def result(plan):
    return plan_results(plan)
