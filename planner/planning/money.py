"""What a planned run costs: every group by its terms, stops and porting, as cash and with other use."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from planner.cluster import PoolPlace, Tenure
from planner.cost import OTHER_USE, Bill, Charge, CostResult, run_cost
from planner.cost.kinds import MIGRATION, OTHER_USE_OF_POOL, OWNERSHIP, PORTING, RENT, RUNNING, WAITING
from planner.mixing.strategy import pool_id
from planner.mixing.timetables.timetable import GroupMoney
from planner.planning.planned_run import PlannedRun
from planner.planning.pools import PricedGroup
from planner.planning.setting import Setting
from planner.units import HOURS_PER_DAY


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
            once={MIGRATION.code: stops, PORTING.code: run.porting},
            once_no_cash=unpaid,
        )
    )


class GroupCharge(Struct, frozen=True, kw_only=True):
    """What one group is charged of one kind; ``parts`` of its device-hour (by term) make the charge's price."""

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
    terms = priced.device_hour.terms
    other = {OTHER_USE: terms[OTHER_USE]} if OTHER_USE in terms else {}
    cash = {term: amount for term, amount in terms.items() if term != OTHER_USE}
    worked, waited = money.work / priced.per_hour, (money.waiting - money.lent_credit) / priced.per_hour
    for kind, parts, hours in (
        (_AT_WORK.get(priced.group.tenure, RENT), cash, worked),
        (WAITING, cash, waited),
        (OTHER_USE_OF_POOL, other, worked + waited),
    ):
        charge = Charge(
            kind=kind,
            pool=pool_id(priced.group.place),
            pool_name=names[priced.group.place],
            per_hour=sum(parts.values()) * priced.devices,
            hours=hours,
        )
        yield GroupCharge(priced=priced, charge=charge, parts=parts)


_AT_WORK: Final = {Tenure.OWNED: RUNNING, Tenure.BOUGHT: OWNERSHIP}


def cash_part(setting: Setting, key: str) -> float:
    """Return the part of a group's price that is paid: all but the price of other use."""
    priced = setting.priced.get(key)
    return 1.0 if priced is None or not priced.device_hour.total else priced.device_hour.cash / priced.device_hour.total
