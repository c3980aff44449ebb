"""Which pairs of software stacks can exchange gradients or activations, and by which library.

The table is ``resources/mixing/stacks.csv``. A pair without a row is not refused: its traffic is taken to pass the
hosts, at the share that is stated for that.
"""

import csv
import io
from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from planner.catalogue.accelerator import stack_name
from planner.cluster import LinkKind
from planner.resource_files import resource_path


class StackPair(Struct, frozen=True, kw_only=True):
    """Two stacks that one library joins: how its traffic travels, what it can do, and where that is written."""

    first: str
    second: str
    library: str
    path: LinkKind
    operations: tuple[str, ...]
    date: str
    source: str


@cache
def load_stack_pairs() -> Mapping[frozenset[str], StackPair]:
    """Return the shipped pairs by their two names."""
    rows = csv.DictReader(io.StringIO(resource_path("mixing", "stacks.csv").read_text(encoding="utf-8")))
    pairs = [
        StackPair(
            first=row["first"],
            second=row["second"],
            library=row["library"],
            path=LinkKind(row["path"]),
            operations=tuple(row["operations"].split(", ")),
            date=row["date"],
            source=row["source"],
        )
        for row in rows
    ]
    return {frozenset((pair.first, pair.second)): pair for pair in pairs}


def stack_pair(one: str, other: str) -> StackPair | None:
    """Return what joins two stacks; None where nothing published does."""
    return load_stack_pairs().get(frozenset((stack_name(one), stack_name(other))))


def path_between(one: str, other: str) -> LinkKind:
    """Return how traffic between two stacks can travel at best: one stack talks to itself device to device."""
    if stack_name(one) == stack_name(other):
        return LinkKind.DEVICE_DIRECT
    pair = stack_pair(one, other)
    return LinkKind.THROUGH_HOST if pair is None else pair.path
