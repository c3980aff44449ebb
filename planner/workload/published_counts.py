"""What was published of the shipped shapes: total and active parameters, beside which counts are shown."""

import csv
from collections.abc import Mapping
from enum import Enum
from functools import cache

from msgspec import Struct

from planner.resource_files import resource_path
from planner.workload.counting import active_stack_params, embedding_params, tables_params
from planner.workload.shape import TransformerShape


class ActiveRule(Enum):
    """Which tables a publisher counts as active: embedding and head, the head alone, neither."""

    ALL = "all"
    NO_LOOKUP = "no-lookup"
    NO_TABLES = "no-tables"


# by whether a publisher counts the embedding, and the head; none counts MTP
_RULES = {(True, True): ActiveRule.ALL, (False, True): ActiveRule.NO_LOOKUP, (False, False): ActiveRule.NO_TABLES}


class PublishedCounts(Struct, frozen=True, kw_only=True):
    """Parameters as printed, MTP left out; ``active`` None where no figure was found.

    ``printed_to`` is the unit of a figure's last digit: 1e9 for "37B". ``rule_is_stated``: the publisher says which
    tables it counts; else the rule is the one that comes closest to its figure.
    """

    total: float
    total_printed_to: float
    active: float | None
    active_printed_to: float
    rule: ActiveRule
    rule_is_stated: bool
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
        total_printed_to=float(row["total_printed_to"]),
        active=float(row["active"]) if row["active"] else None,
        active_printed_to=float(row["active_printed_to"]),
        rule=_RULES[row["counts_embedding"] == "yes", row["counts_head"] == "yes"],
        rule_is_stated=row["convention"] == "stated",
        source=row["source"],
    )
