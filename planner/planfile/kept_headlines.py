"""The main figures of a stored result, readable even where another version wrote the rest of it differently."""

import sqlite3
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from planner.catalogue.offers import Money
from planner.errors import PlanFileError
from planner.planfile.records import from_text
from planner.planfile.schema import MOST_BODY_BYTES

_MOST: Final = 1e18  # of any of the figures: a plan takes no more tokens, and a stranger may write any number


class _Cost(Struct, frozen=True, kw_only=True):
    total: Money


class _Figures(Struct, frozen=True, kw_only=True):
    """What every format had under these names; msgspec reads past all else."""

    tokens_per_s: float | None = None
    days: float | None = None
    cost: _Cost | None = None
    saving: float | None = None


def kept_headlines(connection: sqlite3.Connection) -> Mapping[str, float]:
    """Return the known figures of a stored result by their key in ``planner.headlines``; {} where none can be read.

    Units are those of the headline figures; the cost is in the plan's currency. Bringing a format up to date may drop
    results, so they are read before.
    """
    found = connection.execute("SELECT body FROM last_result").fetchone()
    if found is None or not isinstance(found[0], str) or len(found[0]) > MOST_BODY_BYTES:
        return {}
    try:
        kept = from_text(found[0], _Figures, "")
    except PlanFileError:
        return {}
    figures = {
        "tokens_per_s": kept.tokens_per_s,
        "days": kept.days,
        "cost": kept.cost.total.amount if kept.cost else None,
        "saving": kept.saving,
    }
    return {key: value for key, value in figures.items() if value is not None and abs(value) <= _MOST}
