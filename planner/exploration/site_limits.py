"""The user's marks and the export rules as limits of fleets: how many devices of one accelerator a fleet may have."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Mask
from planner.catalogue.catalogue import Catalogue
from planner.mixing.working_pool import WorkingPool, summed
from planner.plan import Plan
from planner.planning.site_availability import device_limits, mark_words


class DeviceLimit(Struct, frozen=True, kw_only=True):
    """The most devices of one accelerator over all its groups, and the reason in words."""

    accelerator: str
    most_devices: int
    reason: str


def marked_limits(plan: Plan, catalogue: Catalogue) -> tuple[DeviceLimit, ...]:
    """Return what marks and export rules forbid a fleet; accelerators are called by their names in the catalogue."""
    return tuple(
        DeviceLimit(
            accelerator=key,
            most_devices=most * _software_devices(catalogue, key),
            reason=mark_words(plan, key, catalogue.accelerators.get(key)),
        )
        for key, most in device_limits(plan, catalogue).items()
    )


def mark_reasons(limits: Sequence[DeviceLimit], pools: Sequence[WorkingPool]) -> list[tuple[str, Mask]]:
    """Return for each mark its reason and the fleets that break it; pools of one accelerator are added up."""
    found = []
    for limit in limits:
        devices = summed([pool.devices for pool in pools if pool.name == limit.accelerator])
        found.append((limit.reason, np.asarray(devices > limit.most_devices)))
    return found


def _software_devices(catalogue: Catalogue, key: str) -> int:
    """Return how many of a pool's devices make one that the user counts."""
    entry = catalogue.accelerators.get(key)
    return entry.software_devices if entry else 1
