"""The user's marks on accelerators at the site: what they allow, and where a composed plan breaks them."""

from collections.abc import Sequence

from planner.plan import AvailabilityKind, Plan
from planner.plan_result import PoolResult


def device_limits(plan: Plan) -> dict[str, int]:
    """Return the most devices of each accelerator that the user's marks limit; 0 where it is not available."""
    limits = {key: mark.device_limit for key, mark in plan.site_marks.items()}
    return {key: most for key, most in limits.items() if most is not None}


def mark_words(plan: Plan, key: str, name: str) -> str:
    """Say what the mark on an accelerator allows, as the reason why a fleet is left out."""
    mark = plan.site_marks[key]
    if mark.kind is AvailabilityKind.BARRED:
        return f"{name} is marked as not available at the site"
    return f"{name} is marked as limited to {mark.device_limit or 0:,} devices at the site"


def broken_marks(plan: Plan, pools: Sequence[PoolResult]) -> list[str]:
    """Return one sentence for each mark that the composed plan breaks."""
    found = []
    for key, most in device_limits(plan).items():
        ours = [pool for pool in pools if pool.accelerator == key]
        devices = sum(pool.devices for pool in ours)
        if devices > most:
            found.append(f"{mark_words(plan, key, ours[0].name)}, but the plan has {devices:,} of it.")
    return found
