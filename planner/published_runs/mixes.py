"""Published runs of mixed fleets beside what the mixing model gives for them, or why it gives nothing."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from planner.cluster import LinkKind
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.pipelines.pipeline import stage_layers
from planner.resource_files import resource_path


class MixCheck(Struct, frozen=True, kw_only=True):
    """One published figure of a mixed fleet; exactly one of ``predicted`` and ``reason`` is given.

    ``best_layers`` is the split that the planner would choose for a pipeline, beside the published one in ``layers``.
    ``stated_factor`` is what a slow link is stated to keep, an input from the same source (None: none was needed).
    """

    id: str
    source: str
    what: str
    unit: str
    published: float | None
    predicted: float | None
    reason: str = ""
    layers: tuple[int, ...] = ()
    best_layers: tuple[int, ...] = ()
    stated_factor: float | None = None

    @property
    def error(self) -> float | None:
        """Predicted over published less 1; None where there is no prediction."""
        if self.predicted is None or self.published is None:
            return None
        return self.predicted / self.published - 1.0


def pipeline_rate(rates: Sequence[float], layers: Sequence[int], head_layers: float) -> float:
    """Return the mean rate per device of equal pools that hold so many layers each, the head on the last.

    ``rates`` are the pools' own; many micro-batches, no exposed exchange: the slowest stage paces all.

    >>> round(pipeline_rate([549.7, 534.9], [17, 15], 2.4), 1)  # LLaMA-8B on H200 and MI325X
    528.8
    """
    held = [*layers[:-1], layers[-1] + head_layers]
    slowest = max(count / rate for count, rate in zip(held, rates, strict=True))
    return sum(held) / len(held) / slowest


@cache
def mix_checks() -> tuple[MixCheck, ...]:
    """Return every published mixed run, those that are predicted first."""
    with resource_path("mixing", "published_mixes.toml").open("rb") as file:
        rows = tomllib.load(file)["mixes"]
    return tuple(sorted((_check(row) for row in rows), key=lambda check: check.predicted is None))


def _check(row: Mapping[str, Any]) -> MixCheck:
    layers = tuple(row.get("layers", ()))
    return MixCheck(
        id=row["id"],
        source=row["source"],
        what=row["what"],
        unit=row["unit"],
        published=row.get("published"),
        predicted=_predicted(row),
        reason=row.get("reason", ""),
        layers=layers,
        best_layers=stage_layers([1.0 / rate for rate in row["rates"]], sum(layers), row["head_layers"])
        if layers
        else (),
        stated_factor=row.get("stated_factor"),
    )


def _predicted(row: Mapping[str, Any]) -> float | None:
    kept = link_terms(LinkKind.DEVICE_DIRECT)
    match row.get("check"):
        case "pipeline":
            whole = pipeline_rate(row["rates"], row["layers"], row["head_layers"])
            return whole * float(row.get("stated_factor", 1.0))
        case "pipeline-kept":
            return kept.pipeline_kept
        case "data-parallel-kept":
            return kept.data_parallel_kept
        case _:
            return None
