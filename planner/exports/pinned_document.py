"""The document of ``layouts --layout --json``: a layout that the user has, and what stands beside it."""

from collections.abc import Sequence
from typing import Any

from planner.exports.plain_values import plain
from planner.exports.pool_documents import estimate_document
from planner.launching.written_layout import WrittenLayout
from planner.performance.training.layout import PoolEstimate
from planner.performance.training.pinned_layout import PinnedLayout, differences

Document = dict[str, Any]


def pinned_document(written: WrittenLayout, pinned: PinnedLayout, estimates: Sequence[str] = ()) -> Document:
    """Return the document; ``estimates`` names the figures that nobody printed."""
    return {
        "planned_on_estimates": list(estimates),
        "read_as": written.form,
        "layout": estimate_document(pinned.estimate),
        "memory_parts_bytes": dict(pinned.estimate.memory_parts_bytes),
        "fits": pinned.fits,
        "verdict": pinned.verdict.value,
        "chance_of_fitting": pinned.chance,
        "usable_bytes": pinned.usable_bytes,
        "over_bytes": pinned.over_bytes,
        "nearest": _beside(pinned, pinned.nearest),
        "fastest": _beside(pinned, pinned.fastest),
        "fewest_nodes": pinned.nodes,
        "fewest_devices": pinned.devices,
    }


def _beside(pinned: PinnedLayout, other: PoolEstimate | None) -> Document | None:
    if other is None:
        return None
    pairs = differences(pinned.estimate.layout, other.layout)
    return {
        "estimate": estimate_document(other),
        "speed_ratio": other.tokens_per_s / pinned.estimate.tokens_per_s,
        "differences": {name: {"own": plain(own), "other": plain(its)} for name, (own, its) in pairs.items()},
    }
