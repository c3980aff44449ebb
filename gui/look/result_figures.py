"""What the result panel says, figure by figure, as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from planner.dependence import LAYER_TITLES, DependenceBasis, LayerDependence
from planner.plan import Plan
from planner.plan_result import Comparison, PlanResult

_SUPPLIER: Final = "supplier"
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
    """One figure: its key, how it is written of a plan and its result, which explanation is its own, its size."""

    key: str
    write: Callable[[Plan, PlanResult], FigureText]
    explained_as: str = ""
    large: bool = True

    def explanation(self, result: PlanResult) -> str:
        """Return how the figure was computed, with its formula and inputs; empty where the planner says nothing."""
        return said(result.explanations.get(self.explained_as or self.key, ""))


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


def _days(plan: Plan, result: PlanResult) -> FigureText:
    deadline = plan.run.deadline_days
    late = result.days is not None and deadline is not None and result.days > deadline
    return FigureText(
        caption=tr("Time"),
        value=formats.duration(result.days),
        note=tr("deadline {deadline}", deadline=formats.duration(deadline))
        if late
        else formats.band(result.bands.get("days"), _days_alone),
        alert=late,
    )


def _days_alone(days: float) -> str:
    return formats.whole(days) if days >= 10 else formats.significant(days, 2)  # noqa: PLR2004 - two digits at least


def _throughput(_plan: Plan, result: PlanResult) -> FigureText:
    band = formats.band(result.bands.get("tokens_per_s"), formats.si)
    return FigureText(caption=tr("Tokens per second"), value=formats.si(result.tokens_per_s), note=band)


def _goodput(_plan: Plan, result: PlanResult) -> FigureText:
    return FigureText(
        caption=tr("Goodput"), value=formats.percent(result.goodput), note=f"MFU {formats.percent(result.mfu)}"
    )


def _largest(_plan: Plan, result: PlanResult) -> FigureText:
    layer = _layer(result)
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
    layer = _layer(result)
    return FigureText(
        caption=tr("Effective suppliers"),
        value=formats.fixed(layer.effective, 2) if layer else formats.UNKNOWN,
        note=f"HHI {formats.whole(layer.hhi)}" if layer else "",
    )


def _retention(_plan: Plan, result: PlanResult) -> FigureText:
    layer = _layer(result)
    if layer is None:
        return FigureText(caption=tr("If the largest stops"), value=formats.UNKNOWN)
    lost = min(layer.retention_without, key=layer.retention_without.__getitem__, default=layer.largest_name)
    return FigureText(
        caption=tr("If {lost} stops", lost=lost),
        value=formats.percent(layer.retention, 0),
        note=tr("of throughput stays"),
    )


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


FIGURES: Final = (
    Figure(key="saving", write=_saving),
    Figure(key=_MONEY, write=_per_trillion),
    Figure(key="cost", write=_cost),
    Figure(key="days", write=_days),
    Figure(key="tokens_per_s", write=_throughput),
    Figure(key="largest", write=_largest),
    Figure(key="effective", write=_effective),
    Figure(key="retention", write=_retention),
    Figure(key="worst_layer", write=_worst_layer, explained_as="hhi", large=False),
    Figure(key="goodput", write=_goodput, large=False),
    Figure(key="energy", write=_energy, large=False),
    Figure(key="emissions", write=_emissions, explained_as="energy", large=False),
)


def comparison_lines(comparisons: tuple[Comparison, ...]) -> list[str]:
    """Return published figures beside the plan's own predictions; a name that several share is said once."""
    lines: list[str] = []
    for name in dict.fromkeys(comparison.name for comparison in comparisons):
        lines.append(said(name))
        lines += [_comparison_text(one) for one in comparisons if one.name == name]
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """A figure that was published beside the plan's own; or the heading over those of one publication."""

    words: str
    published: str
    predicted: str
    is_heading: bool = False


def comparison_rows(comparisons: tuple[Comparison, ...]) -> list[ComparisonRow]:
    """Return the same as rows of a table, a heading over the figures that share a name."""
    rows: list[ComparisonRow] = []
    for name in dict.fromkeys(comparison.name for comparison in comparisons):
        rows.append(
            ComparisonRow(words=said(name), published=tr("published"), predicted=tr("predicted"), is_heading=True)
        )
        rows += [_comparison_row(one) for one in comparisons if one.name == name]
    return rows


def _comparison_row(comparison: Comparison) -> ComparisonRow:
    words, show = said(comparison.quantity.replace("_", " ")), _shower(comparison.unit)
    if comparison.quantity == _MONEY:  # the currency stands once, so that the row keeps to one line
        words, show = tr("{currency} per trillion tokens", currency=comparison.unit), formats.si
    return ComparisonRow(words=words, published=show(comparison.published), predicted=show(comparison.predicted))


def _comparison_text(comparison: Comparison) -> str:
    show = _shower(comparison.unit)
    band = formats.band(comparison.band, show)
    words = said(comparison.quantity.replace("_", " "))
    predicted = f"{show(comparison.predicted)} ({band})" if band else show(comparison.predicted)
    return tr(
        "{words}: published {published}, predicted {predicted}",
        words=words,
        published=show(comparison.published),
        predicted=predicted,
    )


def _shower(unit: str) -> Callable[[float], str]:
    if unit in {"fraction", "", "1", "%"}:
        return formats.percent
    return lambda value: formats.si(value) + formats.THIN + unit


def _layer(result: PlanResult) -> LayerDependence | None:
    return result.dependence.layers.get(_SUPPLIER) if result.dependence else None


def _currency(plan: Plan, result: PlanResult) -> str:
    return result.cost.total.currency if result.cost else plan.currency


def _with_unit(unit: str, band: str) -> str:
    return f"{unit}, {band}" if band else unit
