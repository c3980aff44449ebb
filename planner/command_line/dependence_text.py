"""How dependent a plan is, as a terminal shows it."""

from math import inf
from typing import Any

from planner.command_line.text_table import (
    days_or_never,
    marked,
    number,
    percent,
    significant,
    text_table,
)
from planner.dependence import (
    LAYER_TITLES,
    LayerDependence,
    concentration_reading,
    largest_reading,
    number_reading,
    retention_reading,
)
from planner.plan_result import PlanResult


def dependence_text(result: PlanResult) -> str:
    """Return a line for each layer of dependence and what the worst one reads; nothing where it is unknown."""
    if result.dependence is None:
        return ""
    estimates = result.estimated
    rows = [
        (
            LAYER_TITLES[layer_name],
            marked(number(layer.hhi), estimates.get(f"{layer_name}.shares")),
            marked(significant(layer.effective), estimates.get(f"{layer_name}.shares")),
            marked(days_or_never(_longest(layer)), estimates.get(f"{layer_name}.days_without")),
            ", ".join(f"{name} {percent(share)}" for name, share in _largest_first(layer.shares)),
        )
        for layer_name, layer in result.dependence.layers.items()
    ]
    columns = (f"LAYER ({result.dependence.basis.value})", "HHI", "EFFECTIVE", "N-1 DAYS", "SHARES")
    table = text_table(columns, rows, numbers=(1, 2, 3))
    worst = result.dependence.layers[result.dependence.worst_layer]
    return (
        f"{table}\n  Worst layer: {LAYER_TITLES[result.dependence.worst_layer]}, "
        f"{percent(worst.largest)} on {worst.largest_name} "
        f"({concentration_reading(worst.hhi).value} concentration, {number_reading(worst.effective).value}, "
        f"largest share {largest_reading(worst.largest).value}{_kept(result, worst)})"
    )


def _longest(layer: LayerDependence) -> float | None:
    """Return the days of the run without the name that hurts most; None where the run then never ends."""
    days = [inf if one is None else one for one in layer.days_without.values()]
    return max(days) if inf not in days else None


def _kept(result: PlanResult, layer: LayerDependence) -> str:
    """Say how the rate left reads, where the pools' speeds add."""
    if result.mixing is None or result.mixing.efficiency is None:
        return ""
    return f", retention {retention_reading(layer.retention).value}"


def _largest_first(shares: Any) -> list[tuple[str, float]]:  # noqa: ANN401 - a mapping of names to fractions
    return sorted(shares.items(), key=lambda share: -share[1])
