"""Losing a supplier in the middle of a run: the rest planned again on what is left, in days and money (M5).

Progress and spending before the loss are taken as even over the run; porting is paid at its start. Pools lost to use
are paid for until the day of the loss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Acquisition, Money
from planner.cost import CostResult
from planner.dependence.loss import LossKind, LossResult, LossTerms, days_after_loss, tokens_done, wearing_days
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.fleet import PORTING, Fleet, able_together, deadline_days, fleet_cost, fleet_of
from planner.planning.members import Member
from planner.planning.model import SHIPPED_MODEL, PerformanceModel
from planner.planning.results import planned_fleet
from planner.units import HOURS_PER_DAY, SECONDS_PER_DAY

_SPENT = "Until the loss"
_IDLE = "Waiting while planning anew"
_FINISHING = "To finish on what is left"
_RESUMED = "To finish after replacement"
_RISE = "Rise of the price"
_SOONEST_DAYS = 1e-6  # a deadline that has passed: anything finishes later


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """The run without the loss, and what the loss takes from it. Costs are None where a price is unknown."""

    plan: Plan
    fleet: Fleet
    supplier: str
    day: float
    terms: LossTerms
    days: float
    cost: CostResult | None

    @property
    def kept(self) -> tuple[Member, ...]:
        """The pools of other suppliers that can train without it."""
        others = [member for member in self.fleet.members if _supplier(member) != self.supplier]
        return able_together(others, self.plan)

    @property
    def tokens_per_s(self) -> float:
        """The mean rate over the whole run, stops included."""
        return self.plan.run.tokens / (self.days * SECONDS_PER_DAY)

    @property
    def spent(self) -> float | None:
        """What is paid until the day of the loss."""
        return None if self.cost is None else self._porting + self.running_per_day * self.day

    @property
    def running_per_day(self) -> float:
        """The run's cost a day without porting."""
        return 0.0 if self.cost is None else (self.cost.total.amount - self._porting) / self.days

    @property
    def _porting(self) -> float:
        return 0.0 if self.cost is None else self.cost.terms.get(PORTING, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finish:
    """How the run ends after a loss; the money is None where a price is unknown."""

    days: float | None
    terms: Mapping[str, float] | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """Some tokens on some pools: days, and money where the prices are known."""

    days: float
    cost: float | None


def loss_in_mid_run(
    plan: Plan,
    supplier: str,
    day: float,
    kind: LossKind = LossKind.LOSS_OF_USE,
    *,
    terms: LossTerms | None = None,
    catalogue: Catalogue | None = None,
    model: PerformanceModel = SHIPPED_MODEL,
) -> LossResult:
    """Return what losing a supplier on a day of the run costs in days and money.

    Loss of use plans the tokens that are left anew on the other pools, by the same mixing, under the plan's rules.
    Raises UserError for a supplier that takes no part, a day before the start, or a plan that gives no result.
    """
    fleet = planned_fleet(plan, catalogue, model=model)
    _check(fleet, supplier, day)
    run = _Run(
        plan=plan,
        fleet=fleet,
        supplier=supplier,
        day=day,
        terms=terms or LossTerms(),
        days=float(fleet.outcome.columns.wall_s) / SECONDS_PER_DAY,
        cost=_known_cost(fleet, plan),
    )
    kept = _kept_rate(run)
    if day >= run.days:
        over = _Finish(
            days=run.days,
            terms=None if run.cost is None else dict(run.cost.terms),
            why=f"The run has ended by day {run.days:,.1f}; losing {supplier} on day {day:,.1f} costs nothing.",
        )
        return _result(run, kind, over, kept)
    finish = {
        LossKind.LOSS_OF_USE: _loss_of_use,
        LossKind.STOP_SHIP: lambda of: _stop_ship(of, kept),
        LossKind.PRICE_SHOCK: _price_shock,
    }[kind](run)
    return _result(run, kind, finish, kept)


def _check(fleet: Fleet, supplier: str, day: float) -> None:
    present = tuple(dict.fromkeys(_supplier(member) for member in fleet.members))
    if supplier not in present:
        raise UserError(f"{supplier} takes no part in the plan; its suppliers are {', '.join(present)}.")
    if not 0.0 <= day < float("inf"):
        raise UserError(f"The loss is on day {day:g}; enter a day of the run, 0 or later.")


def _supplier(member: Member) -> str:
    return member.planned.pool.accelerator.supplier


def _known_cost(fleet: Fleet, plan: Plan) -> CostResult | None:
    try:
        return fleet_cost(fleet, plan)
    except UserError:
        return None  # the plan's own results say which price is missing


def _rest(run: _Run, members: Sequence[Member], tokens: float, start_day: float) -> _Rest:
    """Plan the tokens that are left on some pools, from a day on; software that is in use needs no porting."""
    deadline = deadline_days(run.plan)
    remaining = replace(
        run.plan,
        run=replace(
            run.plan.run,
            tokens=tokens,
            deadline_days=None if deadline is None else max(_SOONEST_DAYS, deadline - start_day),
        ),
        limits=replace(run.plan.limits, deadline_days=None),
        mixing=replace(run.plan.mixing, porting_cost=None),
    )
    fleet = fleet_of(members, remaining)
    cost = _known_cost(fleet, remaining)
    return _Rest(
        days=float(fleet.outcome.columns.wall_s) / SECONDS_PER_DAY, cost=None if cost is None else cost.total.amount
    )


def _kept_rate(run: _Run) -> float:
    """Return the rate without the supplier as a fraction of the rate with it, planned anew; at most 1."""
    if not run.kept:
        return 0.0
    return min(1.0, run.days / _rest(run, run.kept, run.plan.run.tokens, 0.0).days)


def _loss_of_use(run: _Run) -> _Finish:
    terms = run.terms
    left = run.plan.run.tokens - tokens_done(run.tokens_per_s, run.day, terms.lost_hours)
    if terms.replacement_days is None:
        return _on_what_is_left(run, left)
    return _until_replaced(run, left, terms.replacement_days)


def _on_what_is_left(run: _Run, left: float) -> _Finish:
    if not run.kept:
        return _Finish(
            days=None,
            terms=None,
            why=f"{run.supplier} supplies every pool, so nothing is left to train on: the run stands until "
            "replacements are delivered; state after how many days.",
        )
    rest = _rest(run, run.kept, left, run.day + run.terms.replan_days)
    rate = left / (rest.days * SECONDS_PER_DAY)
    return _Finish(
        days=days_after_loss(run.day, run.terms.replan_days, left, rate),
        terms=_money(run, {_IDLE: _idle(run, run.terms.replan_days), _FINISHING: rest.cost}),
        why=f"{left / run.plan.run.tokens:.1%} of the tokens are left on day {run.day:,.1f}; after "
        f"{run.terms.replan_days:g} days of planning anew the other pools finish them in {rest.days:,.1f} days.",
    )


def _until_replaced(run: _Run, left: float, replacement_days: float) -> _Finish:
    """Let the other pools work until the replacement stands, then all; or let them finish before."""
    replan = run.terms.replan_days if run.kept else 0.0
    ready = max(replan, replacement_days)
    alone = _rest(run, run.kept, left, run.day + replan) if run.kept else None
    if alone is not None and alone.days <= ready - replan:
        return _on_what_is_left(run, left)
    worked = 0.0 if alone is None else (ready - replan) / alone.days
    rest = _rest(run, run.fleet.members, left * (1.0 - worked), run.day + ready)
    meanwhile = 0.0 if alone is None else _part(alone.cost, worked)
    idle = _idle(run, replan) if run.kept else 0.0
    return _Finish(
        days=run.day + ready + rest.days,
        terms=_money(run, {_IDLE: idle, _FINISHING: meanwhile, _RESUMED: rest.cost}),
        why=f"The other pools do {worked * left / run.plan.run.tokens:.1%} of the tokens until the replacement stands "
        f"on day {run.day + ready:,.1f}; then all pools finish in {rest.days:,.1f} days.",
    )


def _part(cost: float | None, share: float) -> float | None:
    return None if cost is None else cost * share


def _idle(run: _Run, days: float) -> float | None:
    """Return the price of the other pools over some days without work."""
    prices = [member.planned.price_per_hour for member in run.kept]
    if any(price is None for price in prices):
        return None
    return sum(price or 0.0 for price in prices) * days * HOURS_PER_DAY


def _stop_ship(run: _Run, kept: float) -> _Finish:
    share = run.terms.annual_failure_share
    rest = wearing_days(run.days - run.day, share, kept)
    if rest is None:
        return _Finish(
            days=None,
            terms=None,
            why=f"With {share:.1%} of {run.supplier}'s devices failing a year and none replaced, all have failed "
            "before the run ends, and no other pool is left.",
        )
    return _Finish(
        days=run.day + rest,
        terms=_money(run, {_FINISHING: run.running_per_day * rest}),
        why=f"Installed devices go on; {share:.1%} of {run.supplier}'s fail a year and are not replaced, so the rest "
        f"takes {rest:,.2f} instead of {run.days - run.day:,.2f} days. Failed devices stay paid for.",
    )


def _price_shock(run: _Run) -> _Finish:
    rise, rest = run.terms.price_rise, run.days - run.day
    dearer = replace(run.fleet, members=tuple(_dearer(member, run) for member in run.fleet.members))
    cost = _known_cost(dearer, run.plan)
    extra = None if cost is None or run.cost is None else (cost.total.amount - run.cost.total.amount) * rest / run.days
    return _Finish(
        days=run.days,
        terms=_money(run, {_FINISHING: run.running_per_day * rest, _RISE: extra}),
        why=f"The rent of {run.supplier}'s devices rises by {rise:.0%} on day {run.day:,.1f}; the run goes on as "
        f"planned.{_cheaper_without(run, extra)}",
    )


def _dearer(member: Member, run: _Run) -> Member:
    """Return a member after the shock; what is bought is paid for already and keeps its price."""
    if _supplier(member) != run.supplier:
        return member
    risen = tuple(
        replace(priced, device_hour=priced.device_hour.times(1.0 + run.terms.price_rise))
        if priced.offer.acquisition is Acquisition.RENT
        else priced
        for priced in member.planned.priced
    )
    return replace(member, planned=replace(member.planned, priced=risen))


def _cheaper_without(run: _Run, extra: float | None) -> str:
    """Say what leaving the supplier on that day would cost instead, where both are known."""
    if extra is None or run.cost is None or not run.kept:
        return ""
    left = run.plan.run.tokens - tokens_done(run.tokens_per_s, run.day, 0.0)
    leaving = _on_what_is_left(run, left)
    if leaving.terms is None or leaving.days is None:
        return ""
    total = sum(leaving.terms.values())
    paying = run.cost.total.amount + extra
    more = "more" if total >= paying else "less"
    return (
        f" Leaving {run.supplier} on that day would cost {abs(total - paying):,.0f} {run.plan.currency} {more} and end "
        f"on day {leaving.days:,.1f}."
    )


def _money(run: _Run, parts: Mapping[str, float | None]) -> dict[str, float] | None:
    """Return the terms of the cost with what was spent before; None where one of them is unknown."""
    found: dict[str, float] = {}
    for name, amount in {_SPENT: run.spent, **parts}.items():
        if amount is None or run.cost is None:
            return None
        if amount:
            found[name] = amount
    return found


def _result(run: _Run, kind: LossKind, finish: _Finish, kept: float) -> LossResult:
    total = None if finish.terms is None else sum(finish.terms.values())
    planned = None if run.cost is None else run.cost.total
    unpriced = " The cost is unknown because a price is missing." if planned is None else ""
    return LossResult(
        supplier=run.supplier,
        kind=kind,
        day=run.day,
        planned_days=run.days,
        planned_cost=planned,
        days_to_finish=finish.days,
        extra_days=None if finish.days is None else finish.days - run.days,
        cost_to_finish=None if total is None else Money(amount=total, currency=run.plan.currency),
        extra_cost=None
        if total is None or planned is None
        else Money(amount=total - planned.amount, currency=run.plan.currency),
        kept=kept,
        why=finish.why + unpriced,
        terms=finish.terms or {},
        stated=run.terms,
    )
