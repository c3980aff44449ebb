"""Cost of a run from what its pools cost an hour, goodput and migration; saving against a baseline.

Goodput enters through the hours: a pool that loses a tenth of its time to failures is paid for longer.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from planner.catalogue.offers import Money
from planner.cost.kinds import COST_KINDS, CostKind
from planner.units import SECONDS_PER_HOUR, TRILLION_TOKENS
from planner.workload.unit_cost import UnitCost, unit_cost


class CostLine(Struct, frozen=True, kw_only=True):
    """One term of the cost: the code of its kind, its pool's key ("": of the whole run), what it is called, how much.

    ``planner.cost.kinds`` holds the kinds.
    """

    kind: str
    pool: str
    name: str
    amount: float


class CostResult(Struct, frozen=True, kw_only=True):
    """Cost of the run and its terms, whose amounts in ``total.currency`` sum to the total.

    ``total`` counts the price of other use of what is owned; ``cash`` is what is paid (None: the same).
    ``per_hour`` is what the pools cost per hour, averaged over the length of the run.
    """

    total: Money
    unit_cost: UnitCost
    lines: tuple[CostLine, ...]
    per_hour: Money
    cash: Money | None = None

    @property
    def paid(self) -> Money:
        """What is paid in cash."""
        return self.total if self.cash is None else self.cash

    @property
    def terms(self) -> dict[str, float]:
        """The amounts by what the terms are called."""
        return {line.name: line.amount for line in self.lines}

    def amount_of(self, *kinds: CostKind) -> float:
        """Return what all terms of some kinds come to."""
        codes = {kind.code for kind in kinds}
        return sum((line.amount for line in self.lines if line.kind in codes), 0.0)


class Charge(Struct, frozen=True, kw_only=True):
    """What one pool is charged: what for, its key and name, its price per hour, and the hours it is paid for."""

    kind: CostKind
    per_hour: float
    hours: float
    pool: str = ""
    pool_name: str = ""

    @property
    def name(self) -> str:
        """What the term is called."""
        return self.kind.name(self.pool_name)

    @property
    def amount(self) -> float:
        """Price times hours."""
        return self.per_hour * self.hours


class Bill(Struct, frozen=True, kw_only=True):
    """Everything a run is charged for, all in one currency; ``once`` are amounts beside the pools, by kind's code.

    Of those ``once_no_cash`` is not paid.
    """

    charges: Sequence[Charge]
    currency: str
    tokens: float
    hours: float
    once: Mapping[str, float] = field(default_factory=dict)
    once_no_cash: float = 0.0


def cost_per_trillion_tokens(price_per_hour: float, tokens_per_s: float) -> float:
    """Return 1e12 * price / (3600 * rate): the headline identity, for one device or for a fleet.

    >>> round(cost_per_trillion_tokens(27.5, 1202.98) / 1e6, 2)  # Ling report, device D
    6.35
    """
    return TRILLION_TOKENS * price_per_hour / (SECONDS_PER_HOUR * tokens_per_s)


def run_cost(bill: Bill) -> CostResult:
    """Return the cost of a run; charges of one kind and pool are added into one term, terms of nothing are left out."""
    lines: dict[tuple[str, str], CostLine] = {}
    for charge in bill.charges:
        if charge.amount:
            place = (charge.kind.code, charge.pool)
            before = lines[place].amount if place in lines else 0.0
            lines[place] = CostLine(
                kind=charge.kind.code, pool=charge.pool, name=charge.name, amount=before + charge.amount
            )
    by_hour = sum(line.amount for line in lines.values())
    for code, amount in bill.once.items():
        if amount:
            lines[code, ""] = CostLine(kind=code, pool="", name=COST_KINDS[code].name(), amount=amount)
    total = sum(line.amount for line in lines.values())
    unpaid = bill.once_no_cash + sum(charge.amount for charge in bill.charges if not charge.kind.cash)
    return CostResult(
        total=Money(amount=total, currency=bill.currency),
        unit_cost=unit_cost(Money(amount=total, currency=bill.currency), bill.tokens),
        lines=tuple(lines.values()),
        per_hour=Money(amount=by_hour / bill.hours, currency=bill.currency),
        cash=Money(amount=total - unpaid, currency=bill.currency) if unpaid else None,
    )


def saving(cost: float, baseline_cost: float) -> float:
    """Return the fraction saved against the baseline; negative is a loss."""
    return 1.0 - cost / baseline_cost


def break_even_tokens(one_time_cost: float, saving_per_trillion_tokens: float) -> float | None:
    """Return the tokens after which a one-time cost is earned back; None where nothing is saved."""
    if saving_per_trillion_tokens <= 0.0:
        return None
    return one_time_cost / saving_per_trillion_tokens * TRILLION_TOKENS
