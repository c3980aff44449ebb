"""The links between pools: what is assumed of one by the way its traffic travels, and which one limits a fleet.

What is assumed stands in ``resources/mixing/inter_pool_links.toml``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import Struct, field

from planner.catalogue.accelerator import Evidence
from planner.cluster import Cluster, InterPoolLink, LinkKind, PoolPlace
from planner.resource_files import resource_path


class LinkTerms(Struct, frozen=True, kw_only=True):
    """The link of one kind with its default figures, and what one job over it keeps of its computed rate.

    ``pipeline_kept`` and ``data_parallel_kept`` are fractions for what the computed exchange does not explain;
    ``rate_part`` is what such traffic reaches of the rate of a link between devices.
    """

    link: InterPoolLink
    pipeline_kept: float
    data_parallel_kept: float
    kept_evidence: Evidence
    kept_source: str
    rate_part: float = 1.0


@cache
def link_terms(kind: LinkKind) -> LinkTerms:
    """Return the shipped figures of one kind of link."""
    with resource_path("mixing", "inter_pool_links.toml").open("rb") as file:
        row = tomllib.load(file)[kind.value]
    return LinkTerms(
        link=InterPoolLink(
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
        rate_part=float(row.get("rate_part", 1.0)),
    )


class Crossing(Struct, frozen=True, kw_only=True):
    """One link as mixing sees it: figures, and what one job over it keeps of its computed rate."""

    kind: LinkKind
    bytes_per_s: float
    latency_s: float
    pipeline_kept: float = 1.0
    data_parallel_kept: float = 1.0


def crossing_of(link: InterPoolLink) -> Crossing:
    """Return a link with what is assumed to be kept over one of its kind."""
    terms = link_terms(link.kind)
    return Crossing(
        kind=link.kind,
        bytes_per_s=link.bytes_per_s,
        latency_s=link.latency_s,
        pipeline_kept=terms.pipeline_kept,
        data_parallel_kept=terms.data_parallel_kept,
    )


class InterPoolLinks(Struct, frozen=True, kw_only=True):
    """The link between any two pools: the default, and those of single pairs (sorted by their names)."""

    default: Crossing
    pairs: Mapping[tuple[PoolPlace, PoolPlace], Crossing] = field(default_factory=dict)

    def between(self, one: PoolPlace, other: PoolPlace) -> Crossing:
        """Return the link of two pools, in either order."""
        first, second = sorted((one, other))
        return self.pairs.get((first, second), self.default)

    def every(self) -> Iterator[Crossing]:
        """Give every link there may be."""
        yield self.default
        yield from self.pairs.values()


def inter_pool_links_of(cluster: Cluster) -> InterPoolLinks:
    """Return the links of a cluster as mixing sees them."""
    pairs = {}
    for pair in cluster.pair_links:
        first, second = sorted((pair.first, pair.second))
        pairs[first, second] = crossing_of(pair.link)
    return InterPoolLinks(default=crossing_of(cluster.inter_pool_link), pairs=pairs)
