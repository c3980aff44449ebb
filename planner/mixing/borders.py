"""What is assumed of a border by the way its traffic travels, from ``resources/mixing/borders.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache

from planner.catalogue.accelerator import Evidence
from planner.cluster import Border, BorderKind
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
