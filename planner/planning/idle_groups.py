"""What there is to say of pools and groups that train no token."""

from collections.abc import Iterator

from planner.causes import Cause, CostsWithoutTraining, NotPresent, WindowOpensTooLate
from planner.planning.planned_run import PlannedRun


def idle_causes(run: PlannedRun) -> Iterator[Cause]:
    """Give who is too small, whom the division leaves without a token, who comes too late, and who costs all the same.

    A released group that trains nothing costs nothing, and nothing is said of its money.
    """
    names, tokens, currency = run.setting.names, run.tokens, run.plan.currency
    small = tuple(names[member.planned.place] for member in run.too_small)
    if small:
        yield NotPresent(pools=small)
    for member in run.members:
        if tokens[member.planned.place] == 0.0 and not member.too_small:
            yield run.why_idle(member)
    for group in run.setting.groups:
        money, name = run.money[group.key].total, names[group.place]
        if group.terms.from_day >= run.days:
            yield WindowOpensTooLate(group=group.key, accelerator=name, from_day=group.terms.from_day)
        elif run.busy_days[group.key] == 0.0 and money > 0.0:
            yield CostsWithoutTraining(group=group.key, accelerator=name, amount=money, currency=currency)
