"""Causes whose numbers wear the mark of estimates, so that their words do; their data stay plain numbers."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from planner import causes as c
from planner.catalogue.estimates import POWER
from planner.estimate_marks import offer_estimates, pays_energy
from planner.estimated_number import EstimatedNumber
from planner.planning.planned_run import PlannedRun

_C = TypeVar("_C", bound=c.Cause)

# what a cause says, by the key of the figure that it hangs on; a hole in it takes a datum of the cause
_SAID: Mapping[type[c.Cause], Mapping[str, str]] = {
    c.WouldEnd: {"days_later": "days", "extra_cost": "cost"},
    c.LateForDeadline: {"days": "days"},
    c.LocalSgdWouldMeetDeadline: {"days": "days", "days_earlier": "days", "extra_cost": "cost"},
    c.LocalSgdWouldEndEarliest: {"days": "days", "days_earlier": "days", "extra_cost": "cost"},
    c.BestSharesKeepCap: {"days": "days", "days_later": "days", "extra_cost": "cost"},
    c.OverCap: {"reached": "{layer}.shares"},
    c.DeadlineOutOfReach: {"smallest_deadline_days": "days"},
    c.CapOutOfReach: {"smallest_cap": "days", "smallest_deadline_days": "days"},
    c.ExchangeOutlastsRound: {"round_s": "days"},
    c.CostsWithoutTraining: {"amount": "cost"},
    c.OverBudget: {"amount": "cost"},
    c.OverPower: {"power_w": "power"},
    c.EventAfterEnd: {"end_day": "days"},
    c.RestPlannedAnew: {"tokens_left_share": "days", "days": "days"},
    c.LostKeepsCosting: {"amount": "cost"},
    c.WearsOut: {"planned_days": "days", "days": "days"},
    c.ComesLate: {"days": "days"},
    c.SoonerAnew: {"days": "days", "share": "days", "planned_share": "days"},
    c.NotPaidBefore: {"amount": "cost"},
    c.HeldForLess: {"days": "days", "amount": "cost"},
    c.CheaperAnew: {"amount": "cost", "share": "days", "planned_share": "days"},
    c.ModelsAssignedAnew: {"models": "days"},
    c.ModelsEndLater: {"models": "days"},
}


def marked_cause(cause: _C, estimated: Collection[str]) -> _C:
    """Return a cause with what it says of the figures ``estimated``, by their keys, in numbers that wear the mark."""
    said = _SAID.get(type(cause), {}) if estimated else {}
    data = cause.data() if said else {}
    marked = {name: _noted(data[name]) for name, key in said.items() if key.format_map(data) in estimated}
    return replace(cause, **marked) if marked else cause


def run_estimates(run: PlannedRun) -> frozenset[str]:
    """Return which of ``days`` and ``cost`` of a run rest on estimates, whichever of its pools is to do the work."""
    rate = any(one.figure != POWER for member in run.members for one in member.estimated)
    powers = {member.planned.place for member in run.members if any(one.figure == POWER for one in member.estimated)}
    priced = any(
        offer_estimates(group.offer, group.accelerator) or (group.place in powers and pays_energy(group))
        for group in run.setting.groups
    )
    return frozenset(("days", "cost") if rate else ("cost",) if priced else ())


def _noted(value: Any) -> Any:  # noqa: ANN401 - any datum of a cause
    """Return a number with the mark, and what holds numbers with the mark on each; all else as it is."""
    if isinstance(value, tuple):
        return tuple(_noted(entry) for entry in value)
    return EstimatedNumber(value) if isinstance(value, int | float) else value
