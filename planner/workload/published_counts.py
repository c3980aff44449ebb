"""What was published of the shipped shapes: total and active parameters, beside which counts are shown."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from planner.resource_files import resource_path
from planner.workload.counting import active_stack_params, embedding_params, tables_params
from planner.workload.shape import TransformerShape


class ActiveRule(Enum):
    """Which tables a publisher counts as active: embedding and head, the head alone, neither."""

    ALL = "all"
    NO_LOOKUP = "no-lookup"
    NO_TABLES = "no-tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCounts:
    """Parameters as printed, rounded as they are there; ``active`` None where no figure was found."""

    total: float
    active: float | None
    rule: ActiveRule
    source: str


def published_counts(key: str) -> PublishedCounts | None:
    """Return what was published of a shipped shape; None where nothing is known.

    >>> published_counts("deepseek-v3").total
    671000000000.0
    """
    return _table().get(key)


def active_counted(shape: TransformerShape, rule: ActiveRule) -> float:
    """Return the parameters that one token meets, counted as a publisher does."""
    tables = {ActiveRule.ALL: tables_params(shape), ActiveRule.NO_LOOKUP: embedding_params(shape)}
    return active_stack_params(shape) + tables.get(rule, 0)


@cache
def _table() -> Mapping[str, PublishedCounts]:
    with resource_path("shapes", "published.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: _counts(row) for row in csv.DictReader(file)}


def _counts(row: Mapping[str, str]) -> PublishedCounts:
    return PublishedCounts(
        total=float(row["total"]),
        active=float(row["active"]) if row["active"] else None,
        rule=ActiveRule(row["active_rule"]),
        source=row["source"],
    )
