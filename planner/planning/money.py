"""What a planned run costs: every group by its terms, stops and porting, as cash and with other use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.cluster import PoolPlace, Tenure
from planner.cost import OTHER_USE, Bill, Charge, CostResult, run_cost
from planner.mixing.timetable import GroupMoney
from planner.planning.planned_run import PlannedRun
from planner.planning.pools import PricedGroup
from planner.planning.setting import Setting
from planner.sentences import sentence
from planner.units import HOURS_PER_DAY

MIGRATION = "Migration"
PORTING = "Porting"


def fleet_cost(run: PlannedRun) -> CostResult | None:
    """Return the cost of a run by term; None where a price is unknown of a group that costs by its terms."""
    if not run.priced:
        return None
    setting, money = run.setting, run.money
    stops = sum(one.stops for one in money.values())
    unpaid = sum(one.stops * (1.0 - cash_part(setting, key)) for key, one in money.items())
    return run_cost(
        Bill(
            charges=[one.charge for one in group_charges(setting, money)],
            currency=setting.plan.currency,
            tokens=run.trained_tokens,
            hours=run.days * HOURS_PER_DAY,
            extras={MIGRATION: stops, PORTING: run.porting},
            extras_no_cash=unpaid,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCharge:
    """What one group is charged under one name; ``parts`` of its device-hour (by term) make the charge's price."""

    priced: PricedGroup
    charge: Charge
    parts: Mapping[str, float]


def group_charges(setting: Setting, money: Mapping[str, GroupMoney]) -> tuple[GroupCharge, ...]:
    """Return what every group costs at work and while it waits; stops and porting are terms of their own."""
    names = setting.names
    charges = (one for key in money for one in _charges(setting.priced.get(key), money[key], names))
    return tuple(one for one in charges if one.charge.amount)


def _charges(priced: PricedGroup | None, money: GroupMoney, names: Mapping[PoolPlace, str]) -> Iterator[GroupCharge]:
    if priced is None or not priced.per_hour:
        return
    name = names[priced.group.place]
    terms = priced.device_hour.terms
    other = {OTHER_USE: terms[OTHER_USE]} if OTHER_USE in terms else {}
    cash = {term: amount for term, amount in terms.items() if term != OTHER_USE}
    own = sentence("Running of {}", name) if priced.group.tenure is Tenure.OWNED else charge_name(priced, name)
    worked, waited = money.work / priced.per_hour, (money.waiting - money.lent_credit) / priced.per_hour
    yield _charge(priced, own, cash, worked)
    yield _charge(priced, sentence("Waiting of {}", name), cash, waited)
    if other:
        yield _charge(priced, sentence("Other use of {}", name), other, worked + waited, cash=False)


def _charge(
    priced: PricedGroup, name: str, parts: Mapping[str, float], hours: float, *, cash: bool = True
) -> GroupCharge:
    per_hour = sum(parts.values()) * priced.devices
    return GroupCharge(priced=priced, charge=Charge(name=name, per_hour=per_hour, hours=hours, cash=cash), parts=parts)


def charge_name(priced: PricedGroup, name: str) -> str:
    """Return the name of a group's term in the cost."""
    return sentence("Ownership of {}", name) if priced.group.tenure is Tenure.BOUGHT else sentence("Rent of {}", name)


def cash_part(setting: Setting, key: str) -> float:
    """Return the part of a group's price that is paid: all but the price of other use."""
    priced = setting.priced.get(key)
    return 1.0 if priced is None or not priced.device_hour.total else priced.device_hour.cash / priced.device_hour.total
