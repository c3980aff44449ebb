"""How a pool, its layout and an accelerator are named in the charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from planner.workload.states import Sharding

if TYPE_CHECKING:
    from planner.performance.training.layout import Layout
    from planner.plan import Plan
    from planner.plan_result import PlanResult, PoolResult

_SHARDINGS = {Sharding.ZERO_1: "ZeRO-1", Sharding.ZERO_2: "ZeRO-2", Sharding.FULLY_SHARDED: "ZeRO-3"}


def short_layout(pool: PoolResult) -> str:
    """Return the parallel sizes that are not 1, in the field's order: ``TP4 PP8 EP16 DP32``."""
    layout = pool.estimate.layout
    sizes = (("TP", layout.tp), ("CP", layout.cp), ("PP", layout.pp), ("EP", layout.ep), ("DP", layout.dp))
    return " ".join(f"{name}{size}" for name, size in sizes if size > 1) or tr("1 device")


def devices_and_layout(pool: PoolResult) -> str:
    """Return the second line of a pool's row."""
    return f"{formats.whole(pool.devices)} × {short_layout(pool)}"


def layout_in_full(pool: PoolResult) -> str:
    """Return every choice of a pool's layout, one a line."""
    layout = pool.estimate.layout
    return "\n".join(
        (
            tr(
                "{name}: {devices} devices in {nodes} nodes",
                name=pool.name,
                devices=formats.whole(pool.devices),
                nodes=formats.whole(pool.nodes),
            ),
            tr(
                "tensor {tp} · context {cp} · pipeline {pp} (interleaved {vpp})",
                tp=layout.tp,
                cp=layout.cp,
                pp=layout.pp,
                vpp=layout.vpp,
            ),
            tr("expert {ep} · expert-tensor {etp} · data {dp}", ep=layout.ep, etp=layout.etp, dp=layout.dp),
            *_beside_sizes(layout),
        )
    )


def layout_beside_sizes(pool: PoolResult) -> str:
    """Return in one line what a pool's layout chooses beside the sizes of ``short_layout``."""
    layout = pool.estimate.layout
    return " · ".join((*((f"VPP{layout.vpp}",) if layout.vpp > 1 else ()), *_beside_sizes(layout)))


def _beside_sizes(layout: Layout) -> tuple[str, str]:
    return (
        tr(
            "micro-batch {micro_batch} · schedule {schedule}",
            micro_batch=layout.micro_batch,
            schedule=said(layout.schedule.value),
        ),
        tr(
            "recompute {recompute} · sharding {sharding}",
            recompute=said(layout.recompute_text),
            sharding=_SHARDINGS.get(layout.sharding) or said(layout.sharding.value),
        ),
    )


def accelerator_name(plan: Plan, result: PlanResult | None, key: str) -> str:
    """Return an accelerator's name: the plan's own entry, the result's pool, or the key itself."""
    found = plan.catalogue.accelerators.get(key)
    if found is not None:
        return found.name
    pools = result.pools if result else ()
    return next((pool.name for pool in pools if pool.accelerator == key), key)


def accelerator_supplier(plan: Plan, result: PlanResult | None, key: str) -> str:
    """Return an accelerator's supplier ("" where neither the plan nor the result names it)."""
    found = plan.catalogue.accelerators.get(key)
    if found is not None:
        return found.supplier
    pools = result.pools if result else ()
    return next((pool.supplier for pool in pools if pool.accelerator == key), "")
