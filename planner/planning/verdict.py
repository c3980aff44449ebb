"""The verdict on a plan: which limits it keeps, who is better in what, and what is left to decide.

Window, PDF, terminal and JSON say it from here; the figures wear the mark of estimates as everywhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Final

from planner.english import words
from planner.english.phrases import deadline_words, layer_words, power_words, share_words, short_money
from planner.estimated_number import noted
from planner.plan import Plan
from planner.plan_result import PlanResult, VerdictKind, VerdictLine
from planner.planning.deadline_chance import EVEN_CHANCE, deadline_chance
from planner.planning.marked_causes import marked_cause
from planner.planning.planned_run import PlannedRun
from planner.planning.stated_limits import LimitKind, StatedLimit, stated_limits, unmet_limits
from planner.planning.verdict_beside import beside
from planner.planning.verdict_options import decisions
from planner.sentences import listed, sentence


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
            (VerdictKind.BESIDE, beside(plan, result)),
            (VerdictKind.DECIDE, decisions(limits, plan, result, run)),
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
    chance = deadline_chance(result)
    if chance is not None and chance < EVEN_CHANCE:
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
    chance = deadline_chance(result) if one.kind is LimitKind.DEADLINE else None
    return said if chance is None else listed(" ", (said, sentence("{:.0%} of the draws end in time.", chance)))


def _kept(limits: Sequence[StatedLimit], plan: Plan, result: PlanResult) -> Iterator[str]:
    kept = [_KEEPS[one.kind](one, plan, result) for one in limits if one.kept and one.kind in _KEEPS]
    if kept:
        yield sentence("Kept: {}.", listed("; ", kept))


def _kept_deadline(one: StatedLimit, _plan: Plan, result: PlanResult) -> str:
    chance = deadline_chance(result)
    days = noted(one.reached or 0.0, result.estimated.get("days"))
    if chance is None:
        return sentence("deadline of {} ({:days} planned)", deadline_words(one.limit or 0.0), days)
    return sentence(
        "deadline of {} ({:days} planned, {:.0%} of the draws in time)", deadline_words(one.limit or 0.0), days, chance
    )


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
