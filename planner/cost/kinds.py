"""The one table of the terms that a run's cost is made of: code, words, when it is paid, and what it is paid for.

A term of the cost is a kind and, where it belongs to a pool, the pool's key; whoever adds, shows, colours or writes
terms reads them here. A new term is an entry here and the amount in ``planner.planning.money``.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from planner.sentences import sentence


class CostRole(StrEnum):
    """What a term is paid for."""

    WORK = "work"
    WAITING = "waiting"
    NEUTRAL = "neutral"


class CostKind(Struct, frozen=True, kw_only=True):
    """One kind of term; ``words`` may have a hole for the pool's name.

    ``hourly``: price per hour times hours, else paid once. ``cash`` False: a cost that is not paid.
    """

    code: str
    words: str
    role: CostRole
    hourly: bool = True
    cash: bool = True

    def name(self, pool_name: str = "") -> str:
        """Return what a term of the kind is called."""
        return sentence(self.words, pool_name) if "{}" in self.words else self.words

    @property
    def formula(self) -> str:
        """How the amount comes about."""
        return "price per hour x hours" if self.hourly else "paid once"


RENT: Final = CostKind(code="rent", words="Rent of {}", role=CostRole.WORK)
OWNERSHIP: Final = CostKind(code="ownership", words="Ownership of {}", role=CostRole.WORK)
RUNNING: Final = CostKind(code="running", words="Running of {}", role=CostRole.WORK)
WAITING: Final = CostKind(code="waiting", words="Waiting of {}", role=CostRole.WAITING)
OTHER_USE_OF_POOL: Final = CostKind(code="other-use", words="Other use of {}", role=CostRole.NEUTRAL, cash=False)
MIGRATION: Final = CostKind(code="migration", words="Migration", role=CostRole.WAITING, hourly=False)
PORTING: Final = CostKind(code="porting", words="Porting", role=CostRole.WAITING, hourly=False)

COST_KINDS: Final[Mapping[str, CostKind]] = {
    kind.code: kind for kind in (RENT, OWNERSHIP, RUNNING, WAITING, OTHER_USE_OF_POOL, MIGRATION, PORTING)
}
