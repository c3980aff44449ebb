"""The report's section on the run over its days: the timetable, the best pools alone, and what trains no token."""

from typing import Any, Final

from gui.look import formats
from gui.look.mix_sentence import beside_words, how_sentence
from gui.look.mixing_words import JOINED, KINDS, strategy_words
from gui.look.planner_words import said
from gui.look.words import in_a_row, mark, tr
from planner.catalogue.offers import Money
from planner.plan_result import LeftOutResult
from planner.summary import AloneRow, Summary, TimetableRow

Cells = dict[str, Any]
_BEST: Final = {
    "cost": mark("cheapest pool alone"),
    "days": mark("fastest pool alone"),
    "both": mark("cheapest and fastest pool alone"),
}


def timetable_cells(summary: Summary) -> Cells:
    """Return the tables of the section by the template's names; empty lists where there is nothing to say."""
    return {
        "timetable": [_spell_cells(row, summary) for row in summary.timetable] if len(summary.timetable) > 1 else [],
        "timetable_note": _note(summary),
        "alone": [_alone_cells(row) for row in summary.alone],
        "left_out": [_left_out_words(one) for one in summary.left_out],
    }


def mixed_sentence(summary: Summary) -> str:
    """Return what mixing costs and buys; empty where nothing is mixed, and of a programme."""
    return beside_words(summary.mixing) if not summary.models else ""


def mixing_words(summary: Summary) -> str:
    """Return what mixing costs and buys, and how the pools work."""
    if summary.mixing is None or summary.models:
        return said(summary.strategy_why)
    mixed = mixed_sentence(summary)
    return (
        f"{mixed} {how_sentence(summary.mixing, summary.pools, summary.estimated)}"
        if mixed
        else said(summary.strategy_why)
    )


def _spell_cells(row: TimetableRow, summary: Summary) -> Cells:
    return {
        "what": tr(KINDS[row.kind]) if row.kind != "work" or not summary.models else row.way,
        "pools": _pools(row),
        "way": strategy_words(row.way) if row.way in JOINED else "",
        "from_day": formats.estimated(formats.fixed(row.from_day, 1), row.from_day and "days" in summary.estimated),
        "to_day": formats.estimated(formats.fixed(row.to_day, 1), "days" in summary.estimated),
        "days": formats.estimated(formats.fixed(row.to_day - row.from_day, 1), "days" in summary.estimated),
        "tokens": formats.si(row.tokens) if row.tokens else "",
    }


def _pools(row: TimetableRow) -> str:
    """Return who works; of several each with its share of the tokens."""
    if len(row.pools) == 1:
        return row.pools[0][0]
    return tr(", ").join(f"{name} {formats.percent(share)}" if share else name for name, share in row.pools)


def _alone_cells(row: AloneRow) -> Cells:
    kept = tr("still paid: {groups}", groups=tr(", ").join(row.kept)) if row.kept else ""
    return {
        "best": tr(_BEST[row.best]),
        "supplier": row.supplier,
        "name": row.name,
        "days": formats.estimated(formats.days_number(row.days), "days" in row.estimated),
        "cost": formats.estimated(formats.money(row.cost), "cost" in row.estimated),
        "kept": kept,
    }


def _left_out_words(one: LeftOutResult) -> str:
    paid = tr("price unknown") if one.cost is None else formats.money(one.cost)
    return tr(
        "{name} ({group}) trains no token: {money}. {reason}",
        name=one.name,
        group=one.group,
        money=paid,
        reason=said(one.why),
    )


def _note(summary: Summary) -> str:
    """Return the steps of the run, its deadline with its chance, and what is paid where that differs."""
    figures = {quantity.key: quantity.value for quantity in summary.headline}
    parts = []
    if figures["steps"] is not None and not summary.models:
        steps = formats.whole(figures["steps"])
        seconds = formats.estimated(formats.significant(figures["step_s"]), "step_s" in summary.estimated)
        parts.append(tr("{steps} steps in a row, {seconds} s each on average.", steps=steps, seconds=seconds))
    if summary.deadline is not None:
        days, chance = formats.trimmed(summary.deadline.days), formats.percent(summary.deadline.chance, 0)
        chance = formats.estimated(chance, "deadline" in summary.estimated)
        parts.append(
            tr("The run ends by day {days}, the deadline, in {chance} of the draws.", days=days, chance=chance)
        )
    cost, cash = figures["cost"], figures["cash"]
    if cost is not None and cash is not None and cash != cost:
        money = formats.money(Money(amount=cash, currency=summary.currency))
        paid = formats.estimated(money, "cash" in summary.estimated)
        parts.append(tr("Paid in cash: {money}; the rest of the cost is the price of other use.", money=paid))
    late = tr(", ").join(model.name for model in summary.models if model.late)
    parts += [tr("Late: {names}.", names=late)] if late else []
    return in_a_row(parts)
