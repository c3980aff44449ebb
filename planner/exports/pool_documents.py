"""A pool and its layouts as plain values for JSON."""

from collections.abc import Sequence

from msgspec.structs import asdict

from planner.exports.plain_values import Document, money_document
from planner.performance.training.layout import Layout, LayoutSearch, PoolEstimate
from planner.plan import Plan
from planner.plan_result import PoolResult
from planner.units import GIGA, gib_from_bytes
from planner.workload.recipe import Recipe


def layouts_document(
    search: LayoutSearch, estimates: Sequence[str] = (), fewer: PoolEstimate | None = None
) -> Document:
    """Return the document of ``layouts --json``; ``estimates`` names the figures that nobody printed.

    ``fewer`` is what a plan would take where some of the devices train faster than all.
    """
    return {
        "planned_on_estimates": list(estimates),
        "considered": search.considered,
        "fitting": search.fitting,
        "seconds": search.seconds,
        "layouts": [estimate_document(estimate) for estimate in search.best],
        "blocked": dict(search.blocked),
        "faster_on_fewer": None if fewer is None else {"devices": fewer.devices, **estimate_document(fewer)},
    }


def pool_document(pool: PoolResult, plan: Plan) -> Document:
    """Return what a pool of a plan is, how it works and what it comes to."""
    estimate = pool.estimate
    offers = {group.key: group.offer for group in plan.cluster.groups if group.key in pool.groups}
    return {
        "pool": pool.pool,
        "accelerator": pool.accelerator,
        "site": pool.site,
        "terms": list(pool.terms),
        "precision": pool.precision,
        "energy_kwh": pool.energy_kwh,
        "supplier": pool.supplier,
        "count": pool.devices,
        "nodes": pool.nodes,
        "tokens_per_s_per_device": pool.healthy_tokens_per_s_per_device,
        "delivered_tokens_per_s_per_device": pool.delivered_tokens_per_s_per_device,
        "delivered_tokens_per_s": pool.delivered_tokens_per_s,
        "mfu": pool.mfu,
        "goodput": pool.goodput,
        "token_share": pool.token_share,
        "site_factor": pool.site_factor,
        "site_factor_why": pool.site_factor_why,
        "layout": layout_document(estimate.layout),
        "memory_gib": gib_from_bytes(estimate.memory_bytes),
        "memory_capacity_gib": gib_from_bytes(estimate.memory_capacity_bytes),
        "memory_parts_gib": {name: gib_from_bytes(part) for name, part in estimate.memory_parts_bytes.items()},
        "step_s": estimate.step_s,
        "step_parts_s": dict(estimate.step_parts_s),
        "healthy_step_s": pool.healthy_step_s,
        "price_per_hour": money_document(pool.price_per_hour),
        "price_evidence": {key: offer.evidence.value for key, offer in offers.items() if offer is not None},
        "hbm_supplier": pool.hbm_supplier,
        "software_stack": pool.software_stack,
        "network": pool.network,
        "evidence": pool.evidence.value,
        "software_devices": pool.software_devices,
        "estimated": bool(pool.rate_estimates),
        "estimated_inputs": [one.words for one in pool.estimated],
        "estimates": [asdict(effect) | {"words": effect.words} for effect in pool.estimates],
        "assumptions": list(estimate.assumptions),
        "recipe": recipe_document(estimate.recipe),
        "host_memory_gb": estimate.host_memory_bytes / GIGA,
        "stops": None if pool.stops is None else asdict(pool.stops),
    }


def layout_document(layout: Layout) -> Document:
    """Return a layout's parallel sizes and choices."""
    return {
        "tp": layout.tp,
        "pp": layout.pp,
        "vpp": layout.vpp,
        "ep": layout.ep,
        "etp": layout.etp,
        "cp": layout.cp,
        "dp": layout.dp,
        "micro_batch": layout.micro_batch,
        "micro_batch_group": layout.micro_batch_group,
        "recompute": layout.recompute.value,
        "recompute_share": layout.recompute_share,
        "schedule": layout.schedule.value,
        "sharding": layout.sharding.value,
        "sequence_parallel": layout.sequence_parallel,
    }


def estimate_document(estimate: PoolEstimate) -> Document:
    """Return a layout with what the model says of it."""
    return {
        **layout_document(estimate.layout),
        "step_s": estimate.step_s,
        "tokens_per_s_per_device": estimate.tokens_per_s_per_device,
        "mfu": estimate.mfu,
        "memory_gib": gib_from_bytes(estimate.memory_bytes),
        "memory_capacity_gib": gib_from_bytes(estimate.memory_capacity_bytes),
        "step_parts_s": dict(estimate.step_parts_s),
        "band": None if estimate.band is None else [rate / estimate.devices for rate in estimate.band],
        "recipe": recipe_document(estimate.recipe),
        "host_memory_gb": estimate.host_memory_bytes / GIGA,
    }


def recipe_document(recipe: Recipe) -> Document:
    """Return a recipe's name and facts; null is the release's own matter."""
    return {name: getattr(recipe, name) for name in recipe.__struct_fields__}
