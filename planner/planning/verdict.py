"""The verdict on a plan: which limits it keeps, who is better in what, and what is left to decide.

Window, PDF, terminal and JSON say it from here; the figures wear the mark of estimates as everywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil, floor, isfinite, log10
from typing import Final

from planner import causes as c
from planner.causes import Remark
from planner.cluster import Tenure
from planner.digits import rounded_up
from planner.english import words
from planner.english.phrases import (
    MILLION,
    dearer_words,
    later_words,
    layer_words,
    power_words,
    share_words,
    short_money,
)
from planner.english.timetable import best_shares_words
from planner.estimate_marks import BASELINE, alone_key
from planner.estimated_number import noted
from planner.mixing.strategy import AloneResult, Division
from planner.plan import Plan
from planner.plan_result import PlanResult, VerdictKind, VerdictLine
from planner.planning.broken_by import above_budget, alone_breaks, best_shares_instead
from planner.planning.marked_causes import marked_cause
from planner.planning.planned_run import PlannedRun
from planner.planning.stated_limits import LimitKind, StatedLimit, stated_limits, unmet_limits
from planner.sentences import listed, sentence

_Instead = c.BestSharesKeepCap | None  # what best shares come to, where a cap is broken

_EVEN_CHANCE = 0.5
_NO_CHANGE = 5e-4  # a fraction that is written as 0.0 %
_CLEARLY = 1e-9  # relative: less is the rounding of one and the same figure


def verdict(plan: Plan, result: PlanResult, run: PlannedRun | None = None) -> tuple[VerdictLine, ...]:
    """Return the verdict, the title first; nothing where nothing is trained, unless no division keeps the limits.

    Without the ``run`` behind the result, and while its bands are pending, no other division of its tokens is offered:
    that is planned anew.
    """
    if result.days is None:
        return _unreached(plan, result)
    if not isfinite(result.days):
        return ()
    limits = stated_limits(plan, result)
    return tuple(
        VerdictLine(kind=kind, words=said)
        for kind, lines in (
            (VerdictKind.TITLE, [_title(limits, result)]),
            (VerdictKind.UNMET, [_unmet(one, result) for one in limits if one.kept is False]),
            (VerdictKind.KEPT, _kept(limits, plan, result)),
            (VerdictKind.UNKNOWN, _unchecked(limits)),
            (VerdictKind.BESIDE, _beside(plan, result)),
            (VerdictKind.DECIDE, _decide(limits, plan, result, _best_shares_instead(limits, plan, result, run))),
        )
        for said in lines
    )


def _unreached(plan: Plan, result: PlanResult) -> tuple[VerdictLine, ...]:
    out = [VerdictLine(kind=VerdictKind.UNMET, words=one.remark.words) for one in unmet_limits(plan, result)]
    title = "No way of working keeps every limit, so this plan gives no figures."
    return (VerdictLine(kind=VerdictKind.TITLE, words=title), *out) if out else ()


def _title(limits: Sequence[StatedLimit], result: PlanResult) -> str:
    broken = tuple(dict.fromkeys(_BREAKS[one.kind](one) for one in limits if one.kept is False))
    if broken:
        *others, last = broken
        return sentence("This plan {}.", sentence("{} and {}", listed(", ", others), last) if others else last)
    if not limits:
        return "No deadline, cap or budget is set for this plan."
    if any(one.kept is None for one in limits):
        return "This plan breaks no limit that could be checked."
    chance = _chance(result)
    if chance is not None and chance < _EVEN_CHANCE:
        return sentence("This plan keeps every limit, but its deadline in only {:.0%} of the draws.", chance)
    return "This plan keeps every limit that is set."


_BREAKS: Final[Mapping[LimitKind, Callable[[StatedLimit], str]]] = {
    LimitKind.DEADLINE: lambda _: "misses its deadline",
    LimitKind.CAP: lambda one: sentence("breaks the cap on each {}", layer_words(one.subject)),
    LimitKind.BUDGET: lambda _: "exceeds its budget",
    LimitKind.POWER: lambda _: "exceeds its power limit",
    LimitKind.REQUIRED_SUPPLIER: lambda _: "lacks a required supplier",
    LimitKind.EXCLUDED_SUPPLIER: lambda _: "uses an excluded supplier",
    LimitKind.SITE_MARK: lambda _: "breaks a mark of the site",
}


def _unmet(one: StatedLimit, result: PlanResult) -> str:
    assert one.cause is not None  # noqa: S101 - what is broken has a cause
    said = words(marked_cause(one.cause, result.estimated))
    chance = _chance(result) if one.kind is LimitKind.DEADLINE else None
    return said if chance is None else listed(" ", (said, sentence("{:.0%} of the draws end in time.", chance)))


def _chance(result: PlanResult) -> float | None:
    """Return the chance of the deadline, once it is known."""
    deadline = result.deadline
    if deadline is None or not isfinite(deadline.chance):
        return None
    return noted(deadline.chance, result.estimated.get("deadline"))


def _kept(limits: Sequence[StatedLimit], plan: Plan, result: PlanResult) -> Iterator[str]:
    kept = [_KEEPS[one.kind](one, plan, result) for one in limits if one.kept and one.kind in _KEEPS]
    if kept:
        yield sentence("Kept: {}.", listed("; ", kept))


def _kept_deadline(one: StatedLimit, _plan: Plan, result: PlanResult) -> str:
    chance = _chance(result)
    days = noted(one.reached or 0.0, result.estimated.get("days"))
    if chance is None:
        return sentence("deadline of {:,.10g} days ({:days} planned)", one.limit, days)
    return sentence("deadline of {:,.10g} days ({:days} planned, {:.0%} of the draws in time)", one.limit, days, chance)


def _kept_cap(one: StatedLimit, _plan: Plan, result: PlanResult) -> str:
    reached = noted(one.reached or 0.0, result.estimated.get(f"{one.subject}.shares"))
    layer = layer_words(one.subject)
    if one.by_hhi:
        return sentence("cap of {:,.0f} points on the {} HHI ({:,.0f})", one.limit, layer, reached)
    return sentence("cap of {} on each {} ({:.1%})", share_words(one.limit or 0.0), layer, reached)


def _kept_budget(one: StatedLimit, plan: Plan, result: PlanResult) -> str:
    amount = noted(one.reached or 0.0, result.estimated.get("cost"))
    return sentence(
        "budget of {} ({})", short_money(one.limit or 0.0, plan.currency), short_money(amount, plan.currency)
    )


def _kept_power(one: StatedLimit, _plan: Plan, result: PlanResult) -> str:
    power = noted(one.reached or 0.0, result.estimated.get("power"))
    drawn, limit = power_words(power, one.limit or 0.0)
    return sentence("power limit of {} MW ({} MW)", limit, drawn)


_KEEPS: Final[Mapping[LimitKind, Callable[[StatedLimit, Plan, PlanResult], str]]] = {
    LimitKind.DEADLINE: _kept_deadline,
    LimitKind.CAP: _kept_cap,
    LimitKind.BUDGET: _kept_budget,
    LimitKind.POWER: _kept_power,
    LimitKind.REQUIRED_SUPPLIER: lambda one, _plan, _result: sentence("{} takes part", one.subject),
    LimitKind.EXCLUDED_SUPPLIER: lambda one, _plan, _result: sentence("{} takes no part", one.subject),
}


def _unchecked(limits: Sequence[StatedLimit]) -> Iterator[str]:
    for one in limits:
        if one.kept is None:
            yield words(one.cause) if one.cause is not None else _NOT_CHECKED[one.kind]


_NOT_CHECKED: Final = {
    LimitKind.CAP: "The cap is not checked: shares of spend need every pool's price.",
    LimitKind.BUDGET: "The budget is not checked: a price is unknown.",
}


def _beside(plan: Plan, result: PlanResult) -> Iterator[str]:
    """Yield who is better in what: the baseline, then the cheapest and the fastest pool alone."""
    if result.baseline is not None and result.saving is not None:
        yield _against_baseline(result)
    mixing = result.mixing
    if mixing is None or result.models or sum(pool.token_share > 0.0 for pool in result.pools) <= 1:
        return
    cheapest, fastest = mixing.cheapest_alone, mixing.fastest_alone
    same = cheapest is not None and fastest is not None and cheapest.pool == fastest.pool
    for best, one in (
        ("the cheapest and fastest" if same else "the cheapest", cheapest),
        ("the fastest", None if same else fastest),
    ):
        if one is not None:
            yield _against_alone(best, one, plan, result)


def _against_baseline(result: PlanResult) -> str:
    assert result.baseline is not None  # noqa: S101 - asked for only where there is one
    assert result.saving is not None  # noqa: S101 - the same
    rests = result.estimated
    saved = noted(abs(result.saving), rests.get("saving"))
    costs = sentence("{:.1%} cheaper" if result.saving > 0.0 else "{:.1%} dearer", saved)
    days = noted((result.days or 0.0) - result.baseline.days, rests.get("days") or rests.get(BASELINE))
    change = later_words(days, differs=abs(days) > _CLEARLY * result.baseline.days)
    money = costs if abs(result.saving) >= _NO_CHANGE else "as dear"
    return sentence("Beside the baseline, {}: {} a token, {}.", result.baseline.name, money, change)


def _against_alone(best: str, one: AloneResult, plan: Plan, result: PlanResult) -> str:
    """Say in what a pool alone is better or worse than the mix, and which limits it would break."""
    better = next((remark for remark in result.remarks if remark.code == c.AloneIsBetter.code()), None)
    if better is not None and better.data["accelerator"] == one.name:
        return better.words
    rests, days = result.estimated, result.days or 0.0
    later = noted(one.days - days, {"days", alone_key(one.pool, "days")} & {*rests})
    parts = [] if one.cost is None or result.cost is None else [_cheaper(one, plan, result)]
    parts.append(later_words(later, differs=abs(later) > _CLEARLY * days))
    said = (*parts, *alone_breaks(one, plan, result), *still_paid(one.kept, result))
    return sentence("{} alone ({}): {}.", one.name, best, listed(", ", said))


def still_paid(kept: Sequence[str], result: PlanResult) -> Iterator[str]:
    """Yield that groups cost on by their terms beside what works alone; nothing where none does."""
    names = {key: pool.name for pool in result.pools for key in pool.groups}
    paid = tuple(dict.fromkeys(names.get(key, key) for key in kept))
    if paid:
        yield sentence("{} still paid", listed(", ", paid))


def _cheaper(one: AloneResult, plan: Plan, result: PlanResult) -> str:
    assert one.cost is not None  # noqa: S101 - asked for only where both are known
    assert result.cost is not None  # noqa: S101 - the same
    own = result.cost.total.amount
    extra = one.cost.amount - own
    rests = {"cost", alone_key(one.pool, "cost")} & {*result.estimated}
    return dearer_words(noted(extra, rests), plan.currency, differs=abs(extra) > _CLEARLY * own)


def _best_shares_instead(
    limits: Sequence[StatedLimit], plan: Plan, result: PlanResult, run: PlannedRun | None
) -> _Instead:
    """Return what best shares of the tokens come to where they keep a cap that the plan breaks, once for all caps."""
    broken = any(one.kind is LimitKind.CAP and one.kept is False for one in limits)
    if not broken or plan.mixing.division is Division.BEST or result.bands_pending:
        return None
    return best_shares_instead(plan, run, result)


def _decide(limits: Sequence[StatedLimit], plan: Plan, result: PlanResult, instead: _Instead) -> Iterator[str]:
    """Yield what somebody has to decide: what gives way where a limit is broken, else what the mix is worth."""
    for one in limits:
        if one.kept is False and one.kind in _OPTIONS:
            yield sentence(_DECIDE[one.kind], listed("; ", tuple(_OPTIONS[one.kind](one, plan, result, instead))))
    if all(one.kept is not False for one in limits):
        chance = _chance(result)
        if chance is not None and chance < _EVEN_CHANCE:
            yield sentence(
                "To decide: are {:.0%} of the draws in time enough? More nodes or a later deadline raise it.",
                chance,
            )
        yield from _worth(plan, result)


def _worth(plan: Plan, result: PlanResult) -> Iterator[str]:
    """Yield what the lower largest share costs beside the cheapest pool alone, where that is cheaper."""
    one = result.mixing.cheapest_alone if result.mixing is not None and not result.models else None
    layer = result.dependence.layers["supplier"] if result.dependence is not None else None
    if one is None or one.cost is None or result.cost is None or layer is None:
        return
    dearer = result.cost.total.amount - one.cost.amount
    if dearer <= _CLEARLY * one.cost.amount or layer.largest >= 1.0 - _CLEARLY:
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
    told = sentence("take local SGD, which changes the optimiser, {:days} days, {:days} earlier", days, earlier)
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
