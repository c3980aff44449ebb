"""What a value in a plan file may be: finite, of bounded size, and within what planning can make sense of."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

_LONGEST_TEXT = 20_000
_MOST_ENTRIES = 20_000
_LARGEST = 1e30
_LARGEST_COUNT = 10**15
_MOST_NODES = 1_000_000

# Numbers are 0 or more unless said otherwise here: (class, field) -> (least, most).
_LIMITS: dict[tuple[str, str], tuple[float, float]] = {
    ("PublishedFigure", "value"): (-_LARGEST, _LARGEST),
    ("NodeGroup", "nodes"): (0, _MOST_NODES),
    ("NodeGroup", "explore_min_nodes"): (0, _MOST_NODES),
    ("NodeGroup", "explore_max_nodes"): (0, _MOST_NODES),
    ("NodeGroup", "explore_step_nodes"): (1, _MOST_NODES),
    ("Baseline", "nodes"): (0, _MOST_NODES),
    ("TrainingRun", "seq_len"): (1, 1e9),
    ("TrainingRun", "global_batch"): (1, 1e9),
    ("TransformerShape", "layers"): (1, 10_000),
    ("TransformerShape", "hidden"): (1, 1_000_000),
    ("TransformerShape", "heads"): (1, 100_000),
    ("TransformerShape", "kv_heads"): (1, 100_000),
    ("TransformerShape", "head_dim"): (1, 100_000),
    ("TransformerShape", "experts"): (0, 1_000_000),
    ("MixingChoice", "overlap"): (0, 1),
    ("Scenario", "probability"): (0, 1),
    ("Scenario", "size"): (-0.99, _LARGEST),
    ("Recourse", "annual_failure_share"): (0, 1),
    ("SupplierOutlook", "disruption"): (0, 1),
    ("Plan", "validated_elsewhere"): (0, 1),
    ("RentTerms", "discount"): (0, 1),
    ("PurchaseTerms", "network_share"): (0, 0.99),
    ("PurchaseTerms", "residual_share"): (0, 1),
    ("PurchaseTerms", "discount_rate"): (0, 10),
    ("PurchaseTerms", "life_years"): (0.1, 100),
    ("PurchaseTerms", "utilisation"): (0.001, 1),
    ("PurchaseTerms", "upkeep_share"): (0, 10),
    ("EnergyTerms", "load"): (0, 1),
    ("EnergyTerms", "pue"): (1, 10),
}


def complaints(value: object) -> Iterator[str]:
    """Yield one phrase for each value in a plan that does not hold, such as ``cluster.groups[0].nodes is -1``."""
    yield from _walk(value, "")


def _walk(value: object, path: str, limits: tuple[float, float] = (0.0, _LARGEST)) -> Iterator[str]:
    if value is None or isinstance(value, bool | Enum):
        return
    if isinstance(value, int | float):
        yield from _number(value, path, *limits)
    elif isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            yield f"{path} is longer than {_LONGEST_TEXT} characters"
    elif isinstance(value, Mapping):
        yield from _entries(value.items(), len(value), path)
    elif isinstance(value, tuple):
        yield from _entries(enumerate(value), len(value), path)
    elif is_dataclass(value):
        yield from _dataclass(value, path)
    else:
        yield f"{path} is a {type(value).__name__}"


def _number(value: float, path: str, least: float, most: float) -> Iterator[str]:
    if not math.isfinite(value):
        yield f"{path} is {value}"
    elif not least <= value <= most or (isinstance(value, int) and abs(value) > _LARGEST_COUNT):
        yield f"{path} is {value:g}"


def _entries(pairs: Any, count: int, path: str) -> Iterator[str]:  # noqa: ANN401 - items of any value
    if count > _MOST_ENTRIES:
        yield f"{path} has more than {_MOST_ENTRIES} entries"
        return
    for key, entry in pairs:
        yield from _walk(str(key), f"{path} key")
        yield from _walk(entry, f"{path}[{key}]")


def _dataclass(value: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any value class
    kind = type(value).__name__
    for entry in fields(value):
        limits = _LIMITS.get((kind, entry.name), (0.0, _LARGEST))
        yield from _walk(getattr(value, entry.name), f"{path}.{entry.name}" if path else entry.name, limits)
