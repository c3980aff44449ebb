"""What a planned run costs: every group by its terms, stops and porting, as cash and with other use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.cluster import PoolPlace, Tenure, Waiting
from planner.cost import OTHER_USE, Bill, Charge, CostResult, run_cost
from planner.mixing.timetable import GroupMoney
from planner.planning.fleet import Fleet
from planner.planning.pools import PricedGroup
from planner.planning.setting import Setting
from planner.units import HOURS_PER_DAY

MIGRATION = "Migration"
PORTING = "Porting"


def fleet_cost(fleet: Fleet) -> CostResult | None:
    """Return the cost of the run by term; None where a price is unknown of a group that costs by its terms."""
    if not fleet.priced:
        return None
    porting = sum(fleet.timetable.porting.values())
    return money_cost(fleet.setting, fleet.timetable.money, fleet.plan.run.tokens, fleet.days, porting=porting)


def money_cost(
    setting: Setting, money: Mapping[str, GroupMoney], tokens: float, days: float, *, porting: float = 0.0
) -> CostResult | None:
    """Return a cost from every group's money by its terms; None where a group that costs has no known price."""
    if any(money[key].total for key in setting.price_problems) or not set(money) <= set(setting.priced) | _free(
        setting
    ):
        return None
    stops = sum(one.stops for one in money.values())
    unpaid = sum(one.stops * (1.0 - cash_part(setting, key)) for key, one in money.items())
    return run_cost(
        Bill(
            charges=[one.charge for one in group_charges(setting, money)],
            currency=setting.plan.currency,
            tokens=tokens,
            hours=days * HOURS_PER_DAY,
            extras={MIGRATION: stops, PORTING: porting},
            extras_no_cash=unpaid,
        )
    )


def _free(setting: Setting) -> set[str]:
    """Return the groups without a price that give no rate and are released: they cost nothing."""
    idle = {group.key for out in setting.left_out for group in out.groups if group.waiting is Waiting.RELEASED}
    return idle & set(setting.price_problems)


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
    own = f"Running of {name}" if priced.group.tenure is Tenure.OWNED else charge_name(priced, name)
    worked, waited = money.work / priced.per_hour, (money.waiting - money.lent_credit) / priced.per_hour
    yield _charge(priced, own, cash, worked)
    yield _charge(priced, f"Waiting of {name}", cash, waited)
    if other:
        yield _charge(priced, f"Other use of {name}", other, worked + waited, cash=False)


def _charge(
    priced: PricedGroup, name: str, parts: Mapping[str, float], hours: float, *, cash: bool = True
) -> GroupCharge:
    per_hour = sum(parts.values()) * priced.devices
    return GroupCharge(priced=priced, charge=Charge(name=name, per_hour=per_hour, hours=hours, cash=cash), parts=parts)


def charge_name(priced: PricedGroup, name: str) -> str:
    """Return the name of a group's term in the cost."""
    return f"Ownership of {name}" if priced.group.tenure is Tenure.BOUGHT else f"Rent of {name}"


def cash_part(setting: Setting, key: str) -> float:
    """Return the part of a group's price that is paid: all but the price of other use."""
    priced = setting.priced.get(key)
    return 1.0 if priced is None or not priced.device_hour.total else priced.device_hour.cash / priced.device_hour.total
