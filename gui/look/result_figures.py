"""What the result panel says, figure by figure, as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gui.look import formats
from gui.look.loss_words import SAME, days_words, each_loss, losses_of, supplier_layer
from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.dependence import LAYER_TITLES, DependenceBasis
from planner.dependence.concentration import retention_reading
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.sentences import Listed

_KG_PER_TONNE: Final = 1e3
_W_PER_MW: Final = 1e6
_KWH_PER_MWH: Final = 1e3
_MONEY: Final = "cost_per_trillion_tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureText:
    """One figure in words: its caption, the number, the line below it; ``alert`` where a limit is broken."""

    caption: str
    value: str
    note: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: its key, how it is written of a plan and its result, which explanation is its own, its size.

    ``applies`` says of which results there is anything to say at all, ``also`` what stands before the explanation,
    ``rate_alone`` that how the pools work, which the planner says behind the rate, is said elsewhere in the panel.
    """

    key: str
    write: Callable[[Plan, PlanResult], FigureText]
    explained_as: str = ""
    large: bool = True
    applies: Callable[[PlanResult], bool] = lambda _result: True
    also: Callable[[PlanResult], str] = lambda _result: ""
    rate_alone: bool = False

    def explanation(self, result: PlanResult) -> str:
        """Return how the figure was computed, with its formula and inputs; empty where the planner says nothing."""
        explained = result.explanations.get(self.explained_as or self.key, "")
        if self.rate_alone and isinstance(explained, Listed):
            explained = explained.filled[0]
        explained = said(explained)
        return "\n".join(part for part in (self.also(result), explained) if part)


def _saving(plan: Plan, result: PlanResult) -> FigureText:
    baseline = plan.baseline
    return FigureText(
        caption=tr("Saving on {accelerator}", accelerator=baseline.accelerator) if baseline else tr("Saving"),
        value=formats.percent(result.saving),
        note=formats.band(result.bands.get("saving"), formats.percent)
        or ("" if baseline else tr("no baseline chosen")),
    )


def _per_trillion(plan: Plan, result: PlanResult) -> FigureText:
    amount = result.cost.per_trillion_tokens.amount if result.cost else None
    return FigureText(
        caption=tr("Per trillion tokens"),
        value=formats.si(amount),
        note=_with_unit(_currency(plan, result), formats.band(result.bands.get(_MONEY), formats.si)),
    )


def _cost(plan: Plan, result: PlanResult) -> FigureText:
    total = result.cost.total if result.cost else None
    budget = plan.limits.budget
    over = (
        total is not None and budget is not None and budget.currency == total.currency and total.amount > budget.amount
    )
    band = formats.band(result.bands.get("cost"), formats.si)
    return FigureText(
        caption=tr("Whole run"),
        value=formats.si(total.amount if total else None),
        note=tr("over the budget") if over else _with_unit(_currency(plan, result), band),
        alert=over,
    )


def _days(_plan: Plan, result: PlanResult) -> FigureText:
    deadline, band = result.deadline, formats.band(result.bands.get("days"), _days_alone)
    late = result.days is not None and deadline is not None and result.days > deadline.days * (1.0 + SAME)
    note = tr("deadline {deadline}", deadline=formats.duration(deadline.days)) if late and deadline else band
    return FigureText(caption=tr("Time"), value=formats.duration(result.days), note=note, alert=late)


def _deadline(_plan: Plan, result: PlanResult) -> FigureText:
    deadline = result.deadline
    if deadline is None:
        return FigureText(caption=tr("In time"), value=formats.UNKNOWN, note=tr("no deadline"))
    note = tr("by day {day}", day=formats.trimmed(deadline.days))
    return FigureText(caption=tr("In time"), value=formats.percent(deadline.chance, 0), note=note)


def _days_alone(days: float) -> str:
    return formats.whole(days) if days >= 10 else formats.significant(days, 2)  # noqa: PLR2004 - two digits at least


def _throughput(_plan: Plan, result: PlanResult) -> FigureText:
    band = formats.band(result.bands.get("tokens_per_s"), formats.si)
    return FigureText(caption=tr("Tokens per second"), value=formats.si(result.tokens_per_s), note=band)


def _goodput(_plan: Plan, result: PlanResult) -> FigureText:
    return FigureText(
        caption=tr("Goodput"),
        value=formats.percent(result.goodput),
        note=tr("of paid time"),
    )


def _mfu(_plan: Plan, result: PlanResult) -> FigureText:
    return FigureText(caption=tr("MFU"), value=formats.percent(result.mfu), note=tr("of healthy steps"))


def _steps(_plan: Plan, result: PlanResult) -> FigureText:
    note = tr("{seconds} s each", seconds=formats.significant(result.step_s))
    return FigureText(caption=tr("Steps"), value=formats.whole(result.steps), note=note)


def _cash(plan: Plan, result: PlanResult) -> FigureText:
    cash = result.cost.cash if result.cost else None
    note = tr("{currency}, paid", currency=_currency(plan, result))
    return FigureText(caption=tr("Cash"), value=formats.si(cash.amount if cash else None), note=note)


def _largest(_plan: Plan, result: PlanResult) -> FigureText:
    layer = supplier_layer(result)
    if layer is None or result.dependence is None:
        return FigureText(caption=tr("Largest supplier"), value=formats.UNKNOWN)
    by_spend = result.dependence.basis is DependenceBasis.SPEND
    note = (
        tr("{name}, of spend", name=layer.largest_name)
        if by_spend
        else tr("{name}, of compute", name=layer.largest_name)
    )
    return FigureText(caption=tr("Largest supplier"), value=formats.percent(layer.largest, 0), note=note)


def _effective(_plan: Plan, result: PlanResult) -> FigureText:
    layer = supplier_layer(result)
    return FigureText(
        caption=tr("Effective suppliers"),
        value=formats.fixed(layer.effective, 2) if layer else formats.UNKNOWN,
        note=f"HHI {formats.whole(layer.hhi)}" if layer else "",
    )


def _retention(_plan: Plan, result: PlanResult) -> FigureText:
    losses = losses_of(result)
    if not losses:
        return FigureText(caption=tr("If the largest stops"), value=formats.UNKNOWN)
    worst = losses[0]
    value = days_words(worst.days)
    reading = _reading(result)
    note = f"{worst.change} · {reading}" if reading and worst.change else worst.change or reading
    return FigureText(caption=tr("Without {name}", name=said(worst.name)), value=value, note=note)


def _reading(result: PlanResult) -> str:
    """Return how a retention reads where speeds add; pools in turn have none."""
    layer = supplier_layer(result)
    if layer is None or result.mixing is None or result.mixing.efficiency is None:
        return ""
    return said(retention_reading(layer.retention).value)


def _worst_layer(_plan: Plan, result: PlanResult) -> FigureText:
    if result.dependence is None:
        return FigureText(caption=tr("Worst layer"), value=formats.UNKNOWN)
    name = result.dependence.worst_layer
    layer = result.dependence.layers[name]
    return FigureText(
        caption=tr("Worst layer"),
        value=said(LAYER_TITLES[name]),
        note=tr("{share} on {name}", share=formats.percent(layer.largest, 0), name=said(layer.largest_name)),
    )


def _energy(_plan: Plan, result: PlanResult) -> FigureText:
    energy = result.energy
    if energy is None:
        return FigureText(caption=tr("Energy"), value=formats.UNKNOWN)
    power = formats.fixed((result.power_w or 0.0) / _W_PER_MW, 2)
    return FigureText(
        caption=tr("Energy"),
        value=f"{formats.whole(energy.energy_kwh / _KWH_PER_MWH)} MWh",
        note=tr("at {power} MW", power=power),
    )


def _emissions(_plan: Plan, result: PlanResult) -> FigureText:
    energy = result.energy
    if energy is None or energy.co2e_kg is None:
        return FigureText(caption=tr("Emissions"), value=formats.UNKNOWN, note=tr("carbon of the grid unknown"))
    note = tr("operation only") if energy.embodied_kg_co2e is None else tr("hardware included")
    return FigureText(
        caption=tr("Emissions"), value=f"{formats.whole(energy.co2e_kg / _KG_PER_TONNE)} t CO₂e", note=note
    )


def _pays_less(result: PlanResult) -> bool:
    """Whether what is paid differs from the cost with other use."""
    return result.cost is not None and result.cost.cash is not None


def _one_model(result: PlanResult) -> bool:
    """Whether one model is trained: the steps of several are not in a row."""
    return not result.models


FIGURES: Final = (
    Figure(key="saving", write=_saving),
    Figure(key=_MONEY, write=_per_trillion),
    Figure(key="cost", write=_cost),
    Figure(key="days", write=_days),
    Figure(key="tokens_per_s", write=_throughput, rate_alone=True),
    Figure(key="largest", write=_largest),
    Figure(key="effective", write=_effective),
    Figure(key="retention", write=_retention, also=each_loss),
    Figure(key="worst_layer", write=_worst_layer, explained_as="hhi", large=False),
    Figure(
        key="deadline",
        write=_deadline,
        explained_as="days",
        large=False,
        applies=lambda found: found.deadline is not None,
    ),
    Figure(key="steps", write=_steps, explained_as="days", large=False, applies=_one_model),
    Figure(key="goodput", write=_goodput, large=False),
    Figure(key="mfu", write=_mfu, large=False),
    Figure(key="cash", write=_cash, explained_as="cost", large=False, applies=_pays_less),
    Figure(key="energy", write=_energy, large=False),
    Figure(key="emissions", write=_emissions, explained_as="energy", large=False),
)


def _currency(plan: Plan, result: PlanResult) -> str:
    return result.cost.total.currency if result.cost else plan.currency


def _with_unit(unit: str, band: str) -> str:
    return f"{unit}, {band}" if band else unit


CAPTIONS: Final = {  # while nothing is planned
    "saving": mark("Saving"),
    "cost_per_trillion_tokens": mark("Per trillion tokens"),
    "cost": mark("Whole run"),
    "days": mark("Time"),
    "tokens_per_s": mark("Tokens per second"),
    "goodput": mark("Goodput"),
    "largest": mark("Largest supplier"),
    "effective": mark("Effective suppliers"),
    "retention": mark("If the largest stops"),
    "worst_layer": mark("Worst layer"),
    "deadline": mark("In time"),
    "steps": mark("Steps"),
    "mfu": mark("MFU"),
    "cash": mark("Cash"),
    "energy": mark("Energy"),
    "emissions": mark("Emissions"),
}
