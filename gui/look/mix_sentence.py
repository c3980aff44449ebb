"""What mixing costs and buys, in the planner's sentence, and how the pools work."""

from collections.abc import Collection, Sequence

from gui.look import formats
from gui.look.mixing_words import strategy_words
from gui.look.planner_words import said
from gui.look.words import tr
from planner.mixing.strategy import MixingResult
from planner.plan_result import PlanResult, PoolResult
from planner.units import GIGA


def sentence_of(result: PlanResult) -> str:
    """Return what a result's mix costs and buys; empty where nothing is mixed, and of a programme."""
    return beside_words(result.mixing) if not result.models else ""


def beside_words(mixing: MixingResult | None) -> str:
    """Return the planner's own sentence on what mixing costs and buys, as window and report show it."""
    return said(mixing.beside) if mixing is not None and isinstance(mixing.beside, str) else ""


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
