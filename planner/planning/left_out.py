"""The node groups that train no token, why, and what they cost by their terms."""

from collections.abc import Mapping

from planner.catalogue.offers import Money
from planner.cluster import NodeGroup, PoolPlace
from planner.plan_result import LeftOutResult
from planner.planning.fleet import Fleet


def left_out_results(fleet: Fleet, names: Mapping[PoolPlace, str]) -> tuple[LeftOutResult, ...]:
    """Return every group with nodes that works no token of the run; one that is released costs 0."""
    timetable = fleet.timetable
    return tuple(
        LeftOutResult(
            group=group.key,
            accelerator=group.accelerator,
            name=names[group.place],
            why=_why(fleet, group),
            cost=None
            if group.key in fleet.unpriced
            else Money(amount=timetable.money[group.key].total, currency=fleet.plan.currency),
        )
        for group in fleet.setting.groups
        if timetable.work_days[group.key] == 0.0
    )


def _why(fleet: Fleet, group: NodeGroup) -> str:
    if group.terms.from_day >= fleet.days:
        return f"It comes on day {group.terms.from_day:g}, after the run's end."
    reason = next((str(out.reason) for out in fleet.left_out if group in out.groups), "")
    small = next((one.too_small for one in fleet.too_small if group in one.planned.groups), "")
    return reason or small or "The division of the tokens gives it none."
