"""What the verdict says of other fleets: who is better in what, the baseline or a pool alone."""

from collections.abc import Iterator, Sequence

from planner import causes as c
from planner.english.phrases import dearer_words, later_words
from planner.estimate_marks import BASELINE, alone_key
from planner.estimated_number import noted
from planner.mixing.strategy import AloneResult
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planning.broken_by import alone_breaks
from planner.sentences import listed, sentence

_NO_CHANGE = 5e-4  # a fraction that is written as 0.0 %
CLEARLY = 1e-9  # relative: less is the rounding of one and the same figure


def beside(plan: Plan, result: PlanResult) -> Iterator[str]:
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
    change = later_words(days, differs=abs(days) > CLEARLY * result.baseline.days)
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
    parts.append(later_words(later, differs=abs(later) > CLEARLY * days))
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
    return dearer_words(noted(extra, rests), plan.currency, differs=abs(extra) > CLEARLY * own)
