"""What mixing costs and buys, and how the pools work, in the window's own words and digits."""

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct

from gui.look import formats
from gui.look.mixing_words import strategy_words
from gui.look.words import mark, tr
from planner.catalogue.offers import Money
from planner.estimate_marks import alone_key
from planner.mixing.strategy import AloneResult, MixingResult
from planner.plan_result import PlanResult, PoolResult
from planner.units import GIGA

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
_CLEARLY: Final = 1.0 - 1e-9  # less is the rounding of one and the same run


class AloneFigures(Struct, frozen=True, kw_only=True):
    """One pool doing the whole run alone; ``best`` says in what it is the best: ``cost``, ``days`` or ``both``.

    ``estimated`` names its figures that rest on estimates.
    """

    best: str
    name: str
    days: float
    cost: Money | None
    estimated: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Its money and its days."""
        return _money_and_days(self.cost, self.days, self.estimated)


class MixFigures(Struct, frozen=True, kw_only=True):
    """What a mix comes to beside the best pools alone; ``largest`` is the largest supplier's share of the tokens.

    ``estimated`` names its figures that rest on estimates: ``cost``, ``days``, ``largest``.
    """

    cost: Money | None
    days: float
    largest: float
    alone: tuple[AloneFigures, ...]
    estimated: frozenset[str] = frozenset()


def mix_sentence(mix: MixFigures) -> str:
    """Return the first sentence on a mix: a pool alone that is cheaper and sooner, else all beside each other."""
    share = formats.estimated(formats.percent(mix.largest), "largest" in mix.estimated)
    for one in mix.alone:
        if mix.cost is not None and one.cost is not None and _beats(one, one.cost, mix, mix.cost):
            saved = Money(amount=mix.cost.amount - one.cost.amount, currency=mix.cost.currency)
            return tr(
                _BUYS_NOTHING if mix.largest >= _WHOLE else _BUYS_A_SHARE,
                name=one.name,
                days=formats.estimated(
                    formats.duration(mix.days - one.days, of=mix.days), "days" in mix.estimated | one.estimated
                ),
                money=formats.estimated(formats.money(saved), "cost" in mix.estimated | one.estimated),
                share=share,
            )
    figures = _money_and_days(mix.cost, mix.days, mix.estimated)
    beside = [tr(_BEST[one.best], name=one.name, figures=one.words) for one in mix.alone]
    own = tr("This mix: {figures}, largest share {share}", figures=figures, share=share)
    return tr("{sentence}.", sentence=tr("; ").join((own, *beside)))


def _money_and_days(cost: Money | None, days: float, estimated: frozenset[str]) -> str:
    money = formats.estimated(formats.money(cost), "cost" in estimated)
    return tr(", ").join((money, formats.estimated(formats.duration(days), "days" in estimated)))


def _beats(one: AloneFigures, cost: Money, mix: MixFigures, mix_cost: Money) -> bool:
    return cost.amount < mix_cost.amount * _CLEARLY and one.days < mix.days * _CLEARLY


def sentence_of(result: PlanResult) -> str:
    """Return the first sentence on a result's mix; empty where one pool does it all, and of a programme."""
    mixing, at_work = result.mixing, [pool for pool in result.pools if pool.token_share > 0.0]
    if mixing is None or result.days is None or result.models or len(at_work) < 2:  # noqa: PLR2004 - a mix has two
        return ""
    cost = result.cost.total if result.cost else None
    return mix_sentence(
        MixFigures(
            cost=cost,
            days=result.days,
            largest=largest_of(result.pools),
            alone=alone_figures(mixing, result.estimated),
            estimated=frozenset(result.estimated),
        )
    )


def alone_figures(mixing: MixingResult, estimated: Collection[str]) -> tuple[AloneFigures, ...]:
    """Return the cheapest and the fastest pool alone; one where both are the same.

    ``estimated`` are the keys of a result's figures that rest on estimates.
    """
    cheapest, fastest = mixing.cheapest_alone, mixing.fastest_alone
    if cheapest is not None and fastest is not None and cheapest.pool == fastest.pool:
        return (_figures("both", cheapest, estimated),)
    return tuple(
        _figures(best, one, estimated) for best, one in (("cost", cheapest), ("days", fastest)) if one is not None
    )


def _figures(best: str, one: AloneResult, estimated: Collection[str]) -> AloneFigures:
    return AloneFigures(
        best=best,
        name=formats.short_name(one.name),
        days=one.days,
        cost=one.cost,
        estimated=frozenset(key for key in ("days", "cost") if alone_key(one.pool, key) in estimated),
    )


def largest_of(pools: Sequence[PoolResult]) -> float:
    """Return the largest supplier's share of the tokens."""
    shares: dict[str, float] = {}
    for pool in pools:
        shares[pool.supplier] = shares.get(pool.supplier, 0.0) + pool.token_share
    return max(shares.values(), default=0.0)


def how_sentence(mixing: MixingResult, pools: Sequence[PoolResult], estimated: Collection[str] = ()) -> str:
    """Return how the pools work: their turns with what a takeover costs, or what joins them.

    ``estimated`` are the keys of a result's figures that rest on estimates.
    """
    if mixing.efficiency is not None:
        return _joined(mixing)
    names, all_tokens = {pool.pool: pool.name for pool in pools}, sum(one.tokens for one in mixing.timetable)
    turns = [
        tr(
            "{name} {share} of the tokens in {days}",
            name=names.get(spell.way, spell.way),
            share=formats.estimated(formats.percent(spell.tokens / all_tokens), "largest" in estimated),
            days=formats.estimated(formats.duration(spell.to_day - spell.from_day), "days" in estimated),
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
    strategy, efficiency = strategy_words(mixing.strategy), formats.percent(mixing.efficiency)
    words = [
        tr(
            "{strategy}: {efficiency} of the sum of the pools' speeds if memory were no limit",
            strategy=strategy,
            efficiency=efficiency,
        )
        if mixing.unbound
        else tr("{strategy}: {efficiency} of the sum of the pools' speeds", strategy=strategy, efficiency=efficiency)
    ]
    if mixing.bound:
        words.append(tr("a bound: another combination of its stages may be faster"))
    if mixing.inter_pool_bytes_per_step:
        crossing = formats.significant(mixing.inter_pool_bytes_per_step / GIGA)
        words.append(tr("{count} GB cross the inter-pool link in every step", count=crossing))
    if mixing.statistical_efficiency is not None:
        counted = formats.percent(mixing.statistical_efficiency[1])
        words.append(tr("{share} of the tokens count, an assumption", share=counted))
    return tr("{sentence}.", sentence=tr("; ").join(words))
