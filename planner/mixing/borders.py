"""The borders between pools: what is assumed of one by the way its traffic travels, and which one limits a fleet.

What is assumed stands in ``resources/mixing/borders.toml``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from planner.catalogue.accelerator import Evidence
from planner.cluster import Border, BorderKind, Cluster, PoolPlace
from planner.resource_files import resource_path


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderTerms:
    """The border of one kind with its default figures, and what one job over it keeps of its computed rate.

    ``pipeline_kept`` and ``data_parallel_kept`` are fractions for what the computed exchange does not explain.
    """

    border: Border
    pipeline_kept: float
    data_parallel_kept: float
    kept_evidence: Evidence
    kept_source: str


@cache
def border_terms(kind: BorderKind) -> BorderTerms:
    """Return the shipped figures of one kind of border."""
    with resource_path("mixing", "borders.toml").open("rb") as file:
        row = tomllib.load(file)[kind.value]
    return BorderTerms(
        border=Border(
            kind=kind,
            bytes_per_s=float(row["bytes_per_s"]),
            latency_s=float(row["latency_s"]),
            evidence=Evidence(row["evidence"]),
            source=row["source"],
        ),
        pipeline_kept=float(row["pipeline_kept"]),
        data_parallel_kept=float(row["data_parallel_kept"]),
        kept_evidence=Evidence(row["kept_evidence"]),
        kept_source=row["kept_source"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One border as mixing sees it: figures, and what one job over it keeps of its computed rate."""

    kind: BorderKind
    bytes_per_s: float
    latency_s: float
    pipeline_kept: float = 1.0
    data_parallel_kept: float = 1.0


def crossing_of(border: Border) -> Crossing:
    """Return a border with what is assumed to be kept over one of its kind."""
    terms = border_terms(border.kind)
    return Crossing(
        kind=border.kind,
        bytes_per_s=border.bytes_per_s,
        latency_s=border.latency_s,
        pipeline_kept=terms.pipeline_kept,
        data_parallel_kept=terms.data_parallel_kept,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Borders:
    """The border between any two pools: the default, and those of single pairs (sorted by their names)."""

    default: Crossing
    pairs: Mapping[tuple[PoolPlace, PoolPlace], Crossing] = field(default_factory=dict)

    def between(self, one: PoolPlace, other: PoolPlace) -> Crossing:
        """Return the border of two pools, in either order."""
        first, second = sorted((one, other))
        return self.pairs.get((first, second), self.default)

    def every(self) -> Iterator[Crossing]:
        """Give every border there may be."""
        yield self.default
        yield from self.pairs.values()


def borders_of(cluster: Cluster) -> Borders:
    """Return the borders of a cluster as mixing sees them."""
    pairs = {}
    for pair in cluster.pair_borders:
        first, second = sorted((pair.first, pair.second))
        pairs[first, second] = crossing_of(pair.border)
    return Borders(default=crossing_of(cluster.border), pairs=pairs)
