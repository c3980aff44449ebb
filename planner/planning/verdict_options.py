"""What the verdict leaves to decide: what may give way where a limit is broken, else what the mix is worth."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil, floor, log10
from typing import Final

from planner import causes as c
from planner.causes import Remark
from planner.cluster import Tenure
from planner.digits import rounded_up
from planner.english.phrases import MILLION, layer_words, share_words, short_money
from planner.english.timetable import best_shares_words
from planner.estimate_marks import alone_key
from planner.estimated_number import noted
from planner.mixing.strategy import Division
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planning.broken_by import above_budget, alone_breaks, best_shares_instead
from planner.planning.deadline_chance import EVEN_CHANCE, deadline_chance
from planner.planning.marked_causes import marked_cause
from planner.planning.planned_run import PlannedRun
from planner.planning.stated_limits import LimitKind, StatedLimit
from planner.planning.verdict_beside import CLEARLY
from planner.sentences import listed, sentence

_Instead = c.BestSharesKeepCap | None  # what best shares come to, where a cap is broken


def decisions(limits: Sequence[StatedLimit], plan: Plan, result: PlanResult, run: PlannedRun | None) -> Iterator[str]:
    """Yield what somebody has to decide: what gives way where a limit is broken, else what the mix is worth."""
    instead = _best_shares_instead(limits, plan, result, run)
    for one in limits:
        if one.kept is False and one.kind in _OPTIONS:
            yield sentence(_DECIDE[one.kind], listed("; ", tuple(_OPTIONS[one.kind](one, plan, result, instead))))
    if all(one.kept is not False for one in limits):
        chance = deadline_chance(result)
        if chance is not None and chance < EVEN_CHANCE:
            yield sentence(
                "To decide: are {:.0%} of the draws in time enough? More nodes or a later deadline raise it.",
                chance,
            )
        yield from _worth(plan, result)


def _best_shares_instead(
    limits: Sequence[StatedLimit], plan: Plan, result: PlanResult, run: PlannedRun | None
) -> _Instead:
    """Return what best shares of the tokens come to where they keep a cap that the plan breaks, once for all caps."""
    broken = any(one.kind is LimitKind.CAP and one.kept is False for one in limits)
    if not broken or plan.mixing.division is Division.BEST or result.bands_pending:
        return None
    return best_shares_instead(plan, run, result)


def _worth(plan: Plan, result: PlanResult) -> Iterator[str]:
    """Yield what the lower largest share costs beside the cheapest pool alone, where that is cheaper."""
    one = result.mixing.cheapest_alone if result.mixing is not None and not result.models else None
    layer = result.dependence.layers["supplier"] if result.dependence is not None else None
    if one is None or one.cost is None or result.cost is None or layer is None:
        return
    dearer = result.cost.total.amount - one.cost.amount
    if dearer <= CLEARLY * one.cost.amount or layer.largest >= 1.0 - CLEARLY:
        return
    rests = {"cost", alone_key(one.pool, "cost")} & {*result.estimated}
    yield sentence(
        "To decide: is a largest share of {:.1%} instead of {:.0%} worth {} more than {} alone?",
        noted(layer.largest, result.estimated.get("largest")),
        1.0,
        short_money(noted(dearer, rests), plan.currency),
        one.name,
    )


_DECIDE: Final = {
    LimitKind.DEADLINE: "To decide about the deadline: {}.",
    LimitKind.CAP: "To decide about the cap: {}.",
    LimitKind.BUDGET: "To decide about the budget: {}.",
    LimitKind.POWER: "To decide about the power: {}.",
}


def _deadline_options(one: StatedLimit, plan: Plan, result: PlanResult, _instead: _Instead) -> Iterator[str]:
    enough = ceil(one.reached or 0.0)
    yield "allow 1 day" if enough == 1 else sentence("allow {:,} days", enough)
    fastest = result.mixing.fastest_alone if result.mixing is not None else None
    if fastest is not None and fastest.days <= (one.limit or 0.0):
        days = noted(fastest.days, result.estimated.get(alone_key(fastest.pool, "days")))
        yield _take(sentence("take {} alone, {:days} days", fastest.name, days), alone_breaks(fastest, plan, result))
    for remark in result.remarks:
        if remark.code in {c.LocalSgdWouldMeetDeadline.code(), c.LocalSgdWouldEndEarliest.code()}:
            yield _take(_local_sgd(remark, plan, result), _local_sgd_breaks(remark, plan, result))
    if any(group.nodes and group.tenure is not Tenure.OWNED for group in plan.cluster.groups):
        yield "add nodes"


def _local_sgd(remark: Remark, plan: Plan, result: PlanResult) -> str:
    """Return local SGD as an offer: its days, and what it saves and costs beside the plan."""
    days, earlier = (noted(remark.data[name], result.estimated.get("days")) for name in ("days", "days_earlier"))
    told = sentence("take local SGD, which changes the optimiser, {:days} days, {:days} days earlier", days, earlier)
    extra = remark.data["extra_cost"]
    if extra is None:
        return told
    amount = short_money(noted(abs(extra), result.estimated.get("cost")), plan.currency)
    return sentence("{} and {} {}", told, amount, "more" if extra > 0 else "less")


def _local_sgd_breaks(remark: Remark, plan: Plan, result: PlanResult) -> Iterator[str]:
    if remark.code == c.LocalSgdWouldEndEarliest.code():
        yield "late as well"
    if result.cost is not None and remark.data["extra_cost"] is not None:
        yield from above_budget(result.cost.total.amount + remark.data["extra_cost"], plan)


def _take(told: str, breaks: Iterable[str]) -> str:
    """Return what is offered, with every limit that it breaks."""
    return listed(", ", (told, *breaks))


def _cap_options(one: StatedLimit, _plan: Plan, result: PlanResult, instead: _Instead) -> Iterator[str]:
    enough = rounded_up(one.reached or 0.0, 0 if one.by_hhi else 3)
    yield sentence("allow {:,.0f} points", enough) if one.by_hhi else sentence("allow {}", share_words(enough))
    if instead is not None:
        marked = marked_cause(instead, result.estimated)
        offer = listed(", ", ("divide the tokens by best shares, which keep the cap", best_shares_words(marked)))
        yield sentence("{}", offer, cause=marked)
    yield sentence("add nodes of another {}", layer_words(one.subject))


def _budget_options(one: StatedLimit, plan: Plan, result: PlanResult, _instead: _Instead) -> Iterator[str]:
    amount = noted(_upwards(one.reached or 0.0), result.estimated.get("cost"))
    yield sentence("allow {}", short_money(amount, plan.currency))
    cheapest = result.mixing.cheapest_alone if result.mixing is not None else None
    if cheapest is not None and cheapest.cost is not None and cheapest.cost.amount <= (one.limit or 0.0):
        amount = noted(cheapest.cost.amount, result.estimated.get(alone_key(cheapest.pool, "cost")))
        told = sentence("take {} alone, {}", cheapest.name, short_money(amount, plan.currency))
        yield _take(told, alone_breaks(cheapest, plan, result))
    yield "find cheaper terms"


def _upwards(amount: float) -> float:
    """Return an amount of three significant digits that is no less, so that it is enough as it is written."""
    step = 10.0 ** (floor(log10(amount)) - 2) if amount > 0.0 else 1.0
    return ceil(amount / step) * step


def _power_options(one: StatedLimit, _plan: Plan, result: PlanResult, _instead: _Instead) -> Iterator[str]:
    power = noted(ceil((one.reached or 0.0) / MILLION * 100.0) / 100.0, result.estimated.get("power"))
    yield sentence("allow {:.2f} MW", power)
    yield "take fewer nodes"


_OPTIONS: Final[Mapping[LimitKind, Callable[[StatedLimit, Plan, PlanResult, _Instead], Iterator[str]]]] = {
    LimitKind.DEADLINE: _deadline_options,
    LimitKind.CAP: _cap_options,
    LimitKind.BUDGET: _budget_options,
    LimitKind.POWER: _power_options,
}
