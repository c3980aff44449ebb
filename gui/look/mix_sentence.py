"""What mixing costs and buys, and how the pools work, in the window's own words and digits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gui.look import formats
from gui.look.mixing_words import strategy_words
from gui.look.words import mark, tr
from planner.catalogue.offers import Money
from planner.mixing.strategy import AloneResult, MixingResult
from planner.plan_result import PlanResult, PoolResult

_BEST: Final = {
    "cost": mark("cheapest alone, {name}: {figures}"),
    "days": mark("fastest alone, {name}: {figures}"),
    "both": mark("cheapest and fastest alone, {name}: {figures}"),
}
_BUYS_A_SHARE: Final = mark(
    "{name} alone is {days} earlier and {money} cheaper; this mix buys only a lower largest share "
    "({share} instead of 100 %)."
)
_BUYS_NOTHING: Final = mark("{name} alone is {days} earlier and {money} cheaper; this mix buys nothing.")
_WHOLE: Final = 0.995  # printed as 100 %
_GB: Final = 1e9
_CLEARLY: Final = 1.0 - 1e-9  # less is the rounding of one and the same run


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneFigures:
    """One pool doing the whole run alone; ``best`` says in what it is the best: ``cost``, ``days`` or ``both``."""

    best: str
    name: str
    days: float
    cost: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MixFigures:
    """What a mix comes to beside the best pools alone; ``largest`` is the largest supplier's share of the tokens."""

    cost: Money | None
    days: float
    largest: float
    alone: tuple[AloneFigures, ...]


def mix_sentence(mix: MixFigures) -> str:
    """Return the first sentence on a mix: a pool alone that is cheaper and sooner, else all beside each other."""
    for one in mix.alone:
        if mix.cost is not None and one.cost is not None and _beats(one, one.cost, mix, mix.cost):
            saved = Money(amount=mix.cost.amount - one.cost.amount, currency=mix.cost.currency)
            return tr(
                _BUYS_NOTHING if mix.largest >= _WHOLE else _BUYS_A_SHARE,
                name=one.name,
                days=formats.duration(mix.days - one.days),
                money=formats.money(saved),
                share=formats.percent(mix.largest, 0),
            )
    figures = f"{formats.money(mix.cost)}, {formats.duration(mix.days)}"
    beside = [
        tr(_BEST[one.best], name=one.name, figures=f"{formats.money(one.cost)}, {formats.duration(one.days)}")
        for one in mix.alone
    ]
    own = tr("This mix: {figures}, largest share {share}", figures=figures, share=formats.percent(mix.largest, 0))
    return tr("{sentence}.", sentence=tr("; ").join((own, *beside)))


def _beats(one: AloneFigures, cost: Money, mix: MixFigures, mix_cost: Money) -> bool:
    return cost.amount < mix_cost.amount * _CLEARLY and one.days < mix.days * _CLEARLY


def sentence_of(result: PlanResult) -> str:
    """Return the first sentence on a result's mix; empty where one pool does it all, and of a programme."""
    mixing, at_work = result.mixing, [pool for pool in result.pools if pool.token_share > 0.0]
    if mixing is None or result.days is None or result.models or len(at_work) < 2:  # noqa: PLR2004 - a mix has two
        return ""
    cost = result.cost.total if result.cost else None
    return mix_sentence(
        MixFigures(cost=cost, days=result.days, largest=largest_of(result.pools), alone=alone_figures(mixing))
    )


def alone_figures(mixing: MixingResult) -> tuple[AloneFigures, ...]:
    """Return the cheapest and the fastest pool alone; one where both are the same."""
    cheapest, fastest = mixing.cheapest_alone, mixing.fastest_alone
    if cheapest is not None and fastest is not None and cheapest.pool == fastest.pool:
        return (_figures("both", cheapest),)
    return tuple(_figures(best, one) for best, one in (("cost", cheapest), ("days", fastest)) if one is not None)


def _figures(best: str, one: AloneResult) -> AloneFigures:
    return AloneFigures(best=best, name=formats.short_name(one.name), days=one.days, cost=one.cost)


def largest_of(pools: Sequence[PoolResult]) -> float:
    """Return the largest supplier's share of the tokens."""
    shares: dict[str, float] = {}
    for pool in pools:
        shares[pool.supplier] = shares.get(pool.supplier, 0.0) + pool.token_share
    return max(shares.values(), default=0.0)


def how_sentence(mixing: MixingResult, pools: Sequence[PoolResult]) -> str:
    """Return how the pools work: their turns with what a takeover costs, or what joins them."""
    if mixing.efficiency is not None:
        return _joined(mixing)
    names = {pool.pool: pool.name for pool in pools}
    turns = [
        tr(
            "{name} {share} of the tokens in {days}",
            name=names.get(spell.way, spell.way),
            share=formats.percent(spell.tokens / sum(one.tokens for one in mixing.timetable), 0),
            days=formats.duration(spell.to_day - spell.from_day),
        )
        for spell in mixing.timetable
        if spell.kind == "work"
    ]
    words = tr("Pools work one after the other: {turns}", turns=tr(", then ").join(turns))
    if mixing.overhead_days:
        words = tr(
            "{words}; takeovers (checkpoint, restart and alignment) stop the run for {stops}",
            words=words,
            stops=formats.duration(mixing.overhead_days),
        )
    return tr("{sentence}.", sentence=words)


def _joined(mixing: MixingResult) -> str:
    words = [
        tr(
            "{strategy}: {efficiency} of the sum of the pools' speeds",
            strategy=strategy_words(mixing.strategy),
            efficiency=formats.percent(mixing.efficiency),
        )
    ]
    if mixing.border_bytes_per_step:
        crossing = formats.significant(mixing.border_bytes_per_step / _GB)
        words.append(tr("{count} GB cross the border in every step", count=crossing))
    if mixing.statistical_efficiency is not None:
        counted = formats.percent(mixing.statistical_efficiency[1])
        words.append(tr("{share} of the tokens count, an assumption", share=counted))
    return tr("{sentence}.", sentence=tr("; ").join(words))
