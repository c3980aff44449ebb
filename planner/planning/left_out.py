"""The node groups that train no token, why, and what they cost by their terms."""

from planner.catalogue.offers import Money
from planner.causes import Cause, TrainsNoToken, WindowOpensTooLate, Worded, document
from planner.cluster import NodeGroup
from planner.english import words
from planner.plan_result import LeftOutResult
from planner.planning.energy import group_kwh
from planner.planning.planned_run import PlannedRun
from planner.sentences import cause_of, sentence


def left_out_results(run: PlannedRun) -> tuple[LeftOutResult, ...]:
    """Return every group with nodes that works no token of the run; one that is released costs 0."""
    return tuple(_left_out(run, group) for group in run.setting.groups if run.busy_days[group.key] == 0.0)


def _left_out(run: PlannedRun, group: NodeGroup) -> LeftOutResult:
    name = run.setting.names[group.place]
    why, cause = _why(run, group, name)
    known = group.key not in run.unpriced
    return LeftOutResult(
        group=group.key,
        accelerator=group.accelerator,
        name=name,
        why=why,
        cost=Money(amount=run.money[group.key].total, currency=run.plan.currency) if known else None,
        cause=document(cause),
        energy_kwh=group_kwh(run, group),
    )


def _why(run: PlannedRun, group: NodeGroup, name: str) -> tuple[str, Cause]:
    if group.terms.from_day >= run.days:
        late = sentence("It comes on day {:g}, after the run's end.", group.terms.from_day)
        return late, WindowOpensTooLate(group=group.key, accelerator=name, from_day=group.terms.from_day)
    for out in run.left_out:
        if group in out.groups:
            return str(out.reason), out.reason.cause or Worded(words=str(out.reason))
    for member in run.too_small:
        if group in member.planned.groups:
            return member.too_small, cause_of(member.too_small) or Worded(words=member.too_small)
    able = next((member for member in run.members if group in member.planned.groups), None)
    cause = TrainsNoToken(accelerator=name) if able is None else run.why_idle(able)
    if isinstance(cause, TrainsNoToken):
        return "The division of the tokens gives it none.", cause
    return words(cause), cause
