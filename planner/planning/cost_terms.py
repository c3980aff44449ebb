"""Every money figure opened into its terms: a tree whose children sum to their parent."""

from collections.abc import Iterator

from planner.catalogue.offers import Money
from planner.cost import COST_KINDS, CostResult
from planner.plan_result import BaselineResult, CostTerm
from planner.planning.money import GroupCharge, group_charges
from planner.planning.planned_run import PlannedRun
from planner.planning.pools import PricedGroup
from planner.sentences import sentence
from planner.units import TRILLION_TOKENS


def cost_terms(run: PlannedRun, cost: CostResult, baseline: BaselineResult | None) -> tuple[CostTerm, ...]:
    """Return the trees of the whole run, of a trillion tokens, of an hour and, with a baseline, of what is saved."""
    currency = cost.total.currency
    whole = _whole(run, cost)
    scale = TRILLION_TOKENS / run.trained_tokens
    trillion = CostTerm(
        name="Cost per trillion tokens",
        amount=cost.unit_cost.money,
        formula="cost of the run / tokens x 1e12",
        children=tuple(_scaled(term, scale) for term in whole.children),
    )
    priced = list(run.setting.priced.values())
    hour = CostTerm(
        name="Cost per hour",
        amount=Money(amount=sum(group.per_hour for group in priced), currency=currency),
        formula="sum over groups of devices x price per device-hour, were all at work",
        children=tuple(_hour(group, currency) for group in priced),
    )
    return (whole, trillion, hour, *_saved(cost, baseline))


def _whole(run: PlannedRun, cost: CostResult) -> CostTerm:
    currency = cost.total.currency
    groups: dict[tuple[str, str], list[CostTerm]] = {}
    for one in group_charges(run.setting, run.money):
        groups.setdefault((one.charge.kind.code, one.charge.pool), []).append(_group(one, currency))
    children = [
        CostTerm(
            name=line.name,
            kind=line.kind,
            pool=line.pool,
            amount=Money(amount=line.amount, currency=currency),
            formula=COST_KINDS[line.kind].formula,
            children=tuple(groups.get((line.kind, line.pool), ())),
        )
        for line in cost.lines
    ]
    return CostTerm(
        name="Cost of the run", amount=cost.total, formula="sum of the terms below", children=tuple(children)
    )


def _group(one: GroupCharge, currency: str) -> CostTerm:
    priced, hours = one.priced, one.charge.hours
    devices, each = priced.devices, one.charge.per_hour / priced.devices
    return CostTerm(
        name=priced.group.key,
        amount=Money(amount=one.charge.amount, currency=currency),
        formula=sentence("{:,} devices x {:,.4g} {} per device-hour x {:,.1f} hours", devices, each, currency, hours),
        children=tuple(_parts(one, currency)),
    )


def _parts(one: GroupCharge, currency: str) -> Iterator[CostTerm]:
    """Give the terms of a device-hour where it has several, each over the same hours."""
    devices, hours = one.priced.devices, one.charge.hours
    if len(one.parts) > 1:
        for name, amount in one.parts.items():
            yield CostTerm(
                name=name,
                amount=Money(amount=amount * devices * hours, currency=currency),
                formula=sentence(
                    "{:,} devices x {:,.4g} {} per device-hour x {:,.1f} hours", devices, amount, currency, hours
                ),
            )


def _hour(priced: PricedGroup, currency: str) -> CostTerm:
    each = priced.device_hour.total
    return CostTerm(
        name=priced.group.key,
        amount=Money(amount=priced.per_hour, currency=currency),
        formula=sentence("{:,} devices x {:,.4g} {} per device-hour", priced.devices, each, currency),
    )


def _scaled(term: CostTerm, factor: float) -> CostTerm:
    amount = Money(amount=term.amount.amount * factor, currency=term.amount.currency)
    formula = sentence("{:,.0f} / tokens x 1e12", term.amount.amount)
    return CostTerm(name=term.name, kind=term.kind, pool=term.pool, amount=amount, formula=formula)


def _saved(cost: CostResult, baseline: BaselineResult | None) -> tuple[CostTerm, ...]:
    if baseline is None:
        return ()
    own, other = cost.unit_cost, baseline.unit_cost
    less = Money(amount=-own.amount, currency=own.currency)
    return (
        CostTerm(
            name="Saved per trillion tokens",
            amount=Money(amount=other.amount - own.amount, currency=own.currency),
            formula="baseline less plan",
            children=(
                CostTerm(name=baseline.name, amount=other.money, formula="cost per trillion tokens of the baseline"),
                CostTerm(name="Cost per trillion tokens", amount=less, formula="of the plan, taken off"),
            ),
        ),
    )
