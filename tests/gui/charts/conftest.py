import sys
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parent.parent / "pictures"))
from frozen import thaw

from gui.charts.base.chart import ChartState
from gui.look.theme import load_fonts, load_theme
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.causes import Remark
from planner.cost import CostLine, CostResult
from planner.cost.kinds import MIGRATION, RENT
from planner.dependence import Contribution, DependenceBasis, dependence_of
from planner.examples import example_plan
from planner.exploration.exploration import Exploration, FleetColumns, FrontierPoint
from planner.exploration.frontier import frontier_rows, knee_position
from planner.mixing.strategy import IN_TURN, MixingResult, Spell, pool_id
from planner.performance.training.layout import Layout, PoolEstimate, Recompute, Schedule
from planner.plan import DependenceMeasure
from planner.plan_result import BaselineResult, Blocked, Comparison, CostTerm, PlanResult, PoolResult
from planner.workload.unit_cost import UnitCost

# Invented rates: these tests are about charts, and a chart must show whatever the planner says.
RATES = {"Ascend-910B2": 390.0, "PPU-810E": 150.0, "A800-80-SXM": 430.0, "H800-SXM": 1200.0, "H20-SXM": 215.0}
PRICES = {"Ascend-910B2": 7.0, "PPU-810E": 4.5, "A800-80-SXM": 10.0, "H800-SXM": 27.5, "H20-SXM": 5.64}
DEVICES_PER_NODE = 8


def estimate_for(rate, devices, capacity_bytes):
    step_s = 4096 * 8960 / (rate * devices)
    parts = {
        "compute": 0.61,
        "recompute": 0.08,
        "exposed_tp": 0.05,
        "exposed_ep": 0.09,
        "exposed_pp": 0.02,
        "exposed_dp": 0.03,
        "bubble": 0.07,
        "optimiser": 0.02,
        "overhead": 0.03,
    }
    memory = {"weights": 9.0, "gradients": 18.0, "optimiser": 11.0, "activations": 14.5, "buffers": 2.5, "runtime": 3.0}
    memory_bytes = {name: gib * 2**30 for name, gib in memory.items()}
    layout = Layout(
        tp=4,
        pp=8,
        vpp=2,
        ep=16,
        etp=1,
        cp=1,
        dp=devices // 32,
        micro_batch=1,
        recompute=Recompute.SELECTIVE,
        schedule=Schedule.INTERLEAVED,
    )
    return PoolEstimate(
        layout=layout,
        devices=devices,
        step_s=step_s,
        step_parts_s={name: share * step_s for name, share in parts.items()},
        tokens_per_s=rate * devices,
        mfu=0.31,
        memory_bytes=sum(memory_bytes.values()),
        memory_capacity_bytes=capacity_bytes,
        memory_parts_bytes=memory_bytes,
        log_sd=0.12,
        assumptions=(
            "Expert load of production training is 10 % above the mean.",
            "The scale-up link keeps 80 % of its stated rate.",
        ),
    )


def pool_for(plan, group, token_share):
    accelerator = plan.catalogue.accelerators[group.accelerator]
    devices = group.nodes * DEVICES_PER_NODE
    rate = RATES[accelerator.key]
    same = accelerator.key == plan.baseline.accelerator
    return PoolResult(
        accelerator=accelerator.key,
        name=accelerator.name,
        supplier=accelerator.supplier,
        jurisdiction=accelerator.jurisdiction,
        foundry=accelerator.foundry,
        devices=devices,
        nodes=group.nodes,
        estimate=estimate_for(rate, devices, float(accelerator.memory_bytes)),
        site_factor=0.93 if same else 0.96,
        site_factor_why="Measured on this accelerator at this site."
        if same
        else "The team's share (0.6) of the factor measured on H800; the rest is not carried over.",
        goodput=0.94,
        delivered_tokens_per_s=rate * devices * 0.94,
        price_per_hour=Money(amount=PRICES[accelerator.key] * devices, currency="CNY"),
        token_share=token_share,
        mfu=0.31 * (0.93 if same else 0.96),
        power_w=None,
        evidence=Evidence.PUBLISHED,
        log_sd=0.12,
    )


def turns_of(pools, tokens, days):
    """Return work of one pool after another, with half a day of stop before each but the first."""
    spells, day = [], 0.0
    for number, pool in enumerate(pools):
        if number:
            spells.append(
                Spell(
                    kind="stop",
                    way=pool.pool,
                    pools=(pool.pool,),
                    shares={},
                    from_day=day,
                    to_day=day + 0.5,
                    tokens=0.0,
                )
            )
            day += 0.5
        spells.append(
            Spell(
                kind="work",
                way=pool.pool,
                pools=(pool.pool,),
                shares={pool.pool: 1.0},
                from_day=day,
                to_day=day + pool.token_share * days,
                tokens=pool.token_share * tokens,
                step_s=48.0,
            )
        )
        day += pool.token_share * days
    return tuple(spells)


def result_for(plan):
    groups = [group for group in plan.cluster.groups if group.nodes]
    delivered = [RATES[group.accelerator] * group.nodes for group in groups]
    pools = tuple(pool_for(plan, group, part / sum(delivered)) for group, part in zip(groups, delivered, strict=True))
    rate = sum(pool.delivered_tokens_per_s for pool in pools)
    days = plan.training.tokens / rate / 86400
    lines = (
        *(
            CostLine(
                kind=RENT.code,
                pool=pool.pool,
                name=RENT.name(pool.name),
                amount=pool.price_per_hour.amount * days * 24,
            )
            for pool in pools
        ),
        CostLine(kind=MIGRATION.code, pool="", name=MIGRATION.name(), amount=2.1e6),
    )
    total = sum(line.amount for line in lines)
    per_trillion = total / plan.training.tokens * 1e12
    layers = ("supplier", "jurisdiction", "foundry")
    parts = [
        Contribution(amount=pool.delivered_tokens_per_s, names={layer: getattr(pool, layer) for layer in layers})
        for pool in pools
    ]
    saving = 1 - per_trillion / 6.35e6
    return PlanResult(
        plan_name=plan.name,
        total_params=290e9,
        active_params=28.8e9,
        flop_per_token=1.9e11,
        pools=pools,
        tokens_per_s=rate,
        days=days,
        goodput=0.94,
        mfu=0.3,
        cost=CostResult(
            total=Money(amount=total, currency="CNY"),
            unit_cost=UnitCost(amount=per_trillion, currency="CNY"),
            lines=lines,
            per_hour=Money(amount=total / days / 24, currency="CNY"),
        ),
        baseline=BaselineResult(
            name=plan.baseline.name,
            unit_cost=UnitCost(amount=6.35e6, currency="CNY"),
            tokens_per_s_per_device=1203.0,
            days=42.0,
            estimate=estimate_for(1203.0, 2048, 80e9),
            site_factor=0.93,
            site_factor_why="Measured on this accelerator.",
        ),
        cost_terms=(
            CostTerm(
                name="Cost of the run",
                amount=Money(amount=total, currency="CNY"),
                formula="sum of the terms below",
                children=tuple(
                    CostTerm(name=line.name, amount=Money(amount=line.amount, currency="CNY"), formula="price x hours")
                    for line in lines
                ),
            ),
        ),
        saving=saving,
        dependence=dependence_of(
            parts,
            DependenceBasis.COMPUTE,
            days,
            lambda kept: days * rate / sum(parts[position].amount for position in kept),
        ),
        mixing=MixingResult(
            strategy=IN_TURN,
            efficiency=None,
            why="The pools stand at different sites.",
            tokens_per_s=rate,
            timetable=turns_of(pools, plan.training.tokens, days),
        ),
        bands={
            "tokens_per_s": (0.9 * rate, rate, 1.1 * rate),
            "days": (0.9 * days, days, 1.1 * days),
            "cost": (0.92 * total, total, 1.1 * total),
            "cost_per_trillion_tokens": (0.92 * per_trillion, per_trillion, 1.1 * per_trillion),
            "saving": (saving - 0.05, saving, saving + 0.045),
        },
        comparisons=tuple(
            Comparison(
                name=figure.name,
                quantity=figure.quantity,
                published=figure.value,
                predicted=0.178 if figure.unit == "fraction" else 5.22e6,
                band=(0.12, 0.178, 0.23) if figure.unit == "fraction" else (4.9e6, 5.22e6, 5.6e6),
                unit=figure.unit,
                source=figure.source,
                note=figure.note,
            )
            for figure in plan.published
        ),
        remarks=(Remark(words="No run of this shape is published on Ascend 910B2; its band is ±17 %."),),
        blocked=(),
        explanations={"saving": "1 - plan / baseline"},
    )


def fleet_columns(plan, nodes):
    rates = np.array([RATES[group.accelerator] * 0.94 for group in plan.cluster.groups]) * DEVICES_PER_NODE
    prices = np.array([PRICES[group.accelerator] for group in plan.cluster.groups]) * DEVICES_PER_NODE
    suppliers = [plan.catalogue.accelerators[group.accelerator].supplier for group in plan.cluster.groups]
    delivered = nodes * rates
    rate = delivered.sum(axis=1)
    per_supplier = np.stack(
        [delivered[:, [own == supplier for own in suppliers]].sum(axis=1) for supplier in dict.fromkeys(suppliers)], 1
    )
    shares = per_supplier / rate[:, None]
    per_trillion = 1e12 * (nodes * prices).sum(axis=1) / (3600 * rate)
    return FleetColumns(
        nodes=nodes,
        unit_cost=per_trillion,
        cost=per_trillion * plan.training.tokens / 1e12,
        saving=1 - per_trillion / 6.35e6,
        tokens_per_s=rate,
        days=plan.training.tokens / rate / 86400,
        largest=shares.max(axis=1),
        hhi=1e4 * (shares**2).sum(axis=1),
        retention=1 - shares.max(axis=1),
        loss=shares.max(axis=1) * (0.9 + 0.1 * shares.max(axis=1)),
        way=np.zeros(len(nodes), dtype=np.int8),
        bound=np.zeros(len(nodes), dtype=np.bool_),
    )


def point_at(plan, nodes, number):
    """Return a fleet in turn at shares by delivered tokens; of every two one planned exactly."""
    delivered = {
        pool_id((group.accelerator, group.site)): RATES[group.accelerator] * count
        for group, count in zip(plan.cluster.groups, nodes.tolist(), strict=True)
        if count
    }
    return FrontierPoint(
        way=IN_TURN,
        shares={pool: part / sum(delivered.values()) for pool, part in delivered.items()},
        cap=None if number % 2 else 0.9,
        certificate="array" if number % 2 else "replanned",
    )


def exploration_for(plan, count, seed=1):
    random = np.random.default_rng(seed)
    nodes = random.integers(0, 17, size=(count, len(plan.cluster.groups))).astype(np.int64) * 16
    nodes = nodes[nodes.sum(axis=1) > 0]
    fleets = fleet_columns(plan, nodes)
    frontier = frontier_rows(fleets.unit_cost, fleets.largest)
    today = np.array([[group.nodes for group in plan.cluster.groups]], dtype=np.int64)
    return Exploration(
        groups=tuple(group.key for group in plan.cluster.groups),
        accelerators=tuple(group.accelerator for group in plan.cluster.groups),
        currency="CNY",
        measure=DependenceMeasure.LARGEST,
        candidates=6 * count + len(fleets),
        feasible=len(fleets),
        fleets=fleets,
        frontier=frontier,
        points=tuple(point_at(plan, nodes[row], number) for number, row in enumerate(frontier)),
        knee=knee_position(fleets.unit_cost[frontier], fleets.largest[frontier]),
        today=fleet_columns(plan, today),
        seconds=1.5,
        blocked={"over the deadline": 6 * count},
    )


@pytest.fixture(scope="session")
def plan():
    return example_plan("ling-plus")


@pytest.fixture(scope="session")
def result(plan):
    return result_for(plan)


@pytest.fixture(scope="session")
def exploration(plan):
    return exploration_for(plan, 4000)


@pytest.fixture(scope="session")
def crowd_exploration(plan):
    """More fleets than are looked through within a frame."""
    return exploration_for(plan, 120_000)


@pytest.fixture(scope="session")
def stored():
    """The example with what was once planned of it: charts show whatever the planner says."""
    return thaw()


@pytest.fixture(scope="session")
def ling_uncertainty(stored):
    return stored.uncertainty


@pytest.fixture(scope="session")
def planned(plan, result, ling_uncertainty):
    return ChartState(uncertainty=ling_uncertainty, uncertainty_current=True, plan=plan, result=result)


@pytest.fixture(scope="session")
def explored(plan, result, exploration, ling_uncertainty):
    return ChartState(
        plan=plan, result=result, exploration=exploration, uncertainty=ling_uncertainty, uncertainty_current=True
    )


@pytest.fixture(scope="session")
def blocked(plan, result):
    nothing = replace(
        result,
        pools=(),
        cost=None,
        baseline=None,
        saving=None,
        dependence=None,
        tokens_per_s=None,
        days=None,
        bands={},
        comparisons=(),
        blocked=(Blocked(subject="Cluster", reason="It has no nodes; add an accelerator."),),
    )
    return ChartState(plan=plan, result=nothing)


@pytest.fixture(params=["light", "dark"])
def theme(request, qapp):
    load_fonts()
    return load_theme(request.param)
