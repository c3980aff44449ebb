"""What the result panel says, figure by figure, as data."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gui.look import formats
from gui.look.loss_words import days_words, each_loss, losses_of, supplier_layer
from gui.look.planner_words import said
from gui.look.verdict_words import limit_notes
from gui.look.words import mark, tr
from planner.catalogue.estimates import Estimated
from planner.dependence import LAYER_TITLES, DependenceBasis
from planner.dependence.concentration import retention_reading
from planner.headlines import HEADLINE, HEADLINES, Form, Headline
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.sentences import Listed
from planner.workload.unit_cost import WorkUnit
from planner.workload.workload import ALL_KINDS, TRAINING_ALONE, WorkloadKind

_KG_PER_TONNE: Final = 1e3
_KWH_PER_MWH: Final = 1e3
_WH_PER_MWH: Final = 1e6
_LONG_COUNT: Final = 1e7  # a count with no unit behind it
_TO_COME: Final = "…"  # what is being computed: a band, what rests on its draws, a fleet without a supplier
_MONEY: Final = "cost_per_trillion_tokens"
_BANDED: Final = frozenset({"tokens_per_s", "days", "cost", _MONEY, "saving"})
_PER: Final = {WorkUnit.TRILLION_TOKENS: mark("Per trillion tokens")}


class FigureText(Struct, frozen=True, kw_only=True):
    """One figure in words: its caption, the number, the line below it; ``alert`` where a limit is broken.

    An empty caption is the figure's own.
    """

    value: str
    note: str = ""
    alert: bool = False
    caption: str = ""


class Figure(Struct, frozen=True, kw_only=True):
    """One figure: its key, caption, how it is said of a plan and its result, which explanation is its own, its size.

    ``say`` None: as the planner's table of headline figures has it. ``only`` says of which results there is anything
    to say at all, ``also`` what stands before the explanation, ``rate_alone`` that how the pools work, which the
    planner says behind the rate, is said elsewhere in the panel.
    ``kinds`` are the workloads that have it where it is no headline figure of the planner's.
    ``estimated_as`` is the key of the estimates that its value rests on ("": it is no figure).
    """

    key: str
    caption: str
    say: Callable[[Plan, PlanResult], FigureText] | None = None
    explained_as: str = ""
    large: bool = True
    only: Callable[[PlanResult], bool] = lambda _result: True
    also: Callable[[PlanResult], str] = lambda _result: ""
    rate_alone: bool = False
    kinds: frozenset[WorkloadKind] = ALL_KINDS
    estimated_as: str | None = None

    def shown(self, plan: Plan, result: PlanResult) -> FigureText:
        """Return the figure in words, marked where it rests on estimates and where it breaks a limit."""
        text = self.write(plan, result)
        broken = limit_notes(result.unmet, self.key, plan.currency)
        if broken:
            kept = "" if self.key in _BANDED else text.note
            text = replace(text, note=tr(", ").join(part for part in (kept, broken) if part), alert=True)
        return replace(text, value=formats.estimated(text.value, self._estimates(result)))

    def _estimates(self, result: PlanResult) -> Estimated:
        return result.estimated.get(self.key if self.estimated_as is None else self.estimated_as, ())

    def write(self, plan: Plan, result: PlanResult) -> FigureText:
        """Return the figure in words."""
        found = _plainly(HEADLINE[self.key], plan, result) if self.say is None else self.say(plan, result)
        return found if found.caption else replace(found, caption=self.empty().caption)

    def empty(self) -> FigureText:
        """Return the figure while nothing is planned."""
        return FigureText(caption=said(self.caption), value=formats.UNKNOWN)

    def of(self, kind: str) -> bool:
        """Return whether a kind of workload has it."""
        return kind in (HEADLINE[self.key].kinds if self.key in HEADLINE else self.kinds)

    def applies(self, result: PlanResult) -> bool:
        """Return whether there is anything to say of it."""
        return self.only(result) and (self.key not in HEADLINE or HEADLINE[self.key].applies(result))

    def explanation(self, result: PlanResult) -> str:
        """Return how the figure was computed, with its formula and inputs; empty where the planner says nothing."""
        explained = result.explanations.get(self.explained_as or self.key, "")
        if self.rate_alone and isinstance(explained, Listed):
            explained = explained.filled[0]
        explained = said(explained)
        inputs = "; ".join(said(one.words) for one in self._estimates(result))
        rests = tr("~ rests on estimates that nobody published: {inputs}", inputs=inputs) if inputs else ""
        return "\n".join(part for part in (self.also(result), explained, rests) if part)


def _plainly(figure: Headline, plan: Plan, result: PlanResult) -> FigureText:
    """Return a headline figure that needs no words of its own: number and unit, its band below."""
    show = shown_as(figure)
    unit = "" if figure.says_unit or figure.form is Form.FRACTION else figure.unit_in(plan.currency)
    band = _range(result, figure.key, show) if figure.key in _BANDED else ""
    return FigureText(value=show(figure.value(result)), note=tr(", ").join(part for part in (said(unit), band) if part))


def _range(result: PlanResult, key: str, show: Callable[[float], str]) -> str:
    """Return the band of a figure, and where it is still to come a mark of that."""
    return _TO_COME if result.bands_pending else formats.band(result.bands.get(key), show)


def shown_as(figure: Headline) -> Callable[[float | None], str]:
    """Return how a headline figure is written."""
    return _BY_FORM.get(figure.form, formats.si)


_BY_FORM: Final[dict[Form, Callable[[float | None], str]]] = {
    Form.FRACTION: formats.percent,
    Form.DAYS: formats.days_number,
    Form.NUMBER: formats.significant,
}


def _saving(plan: Plan, result: PlanResult) -> FigureText:
    baseline = plan.baseline
    return FigureText(
        caption=tr("Saving on {accelerator}", accelerator=baseline.accelerator) if baseline else "",
        value=formats.percent(result.saving),
        note=(_range(result, "saving", formats.percent) if result.saving is not None else "")
        or ("" if baseline else tr("no baseline chosen")),
    )


def _unit_cost(_plan: Plan, result: PlanResult) -> FigureText:
    cost = result.cost.unit_cost if result.cost else None
    return FigureText(
        caption=tr(_PER[cost.per if cost else WorkUnit.TRILLION_TOKENS]),
        value=formats.si(cost.amount if cost else None),
        note=_with_unit(cost.currency, _range(result, _MONEY, formats.si)) if cost else "",
    )


def _cost(_plan: Plan, result: PlanResult) -> FigureText:
    total = result.cost.total if result.cost else None
    band = _range(result, "cost", formats.si)
    return FigureText(
        value=formats.si(total.amount if total else None), note=_with_unit(total.currency, band) if total else ""
    )


def _days(_plan: Plan, result: PlanResult) -> FigureText:
    band = _TO_COME if result.bands_pending else formats.duration_band(result.bands.get("days"), result.days)
    return FigureText(value=formats.short_duration(result.days), note=band)


def _deadline(plan: Plan, result: PlanResult) -> FigureText:
    deadline, days = result.deadline, plan.deadline_days
    if deadline is None:  # a plan that gives no days has no chance, whatever its deadline
        note = tr("no deadline") if days is None else tr("by day {day}", day=formats.trimmed(days))
        return FigureText(value=formats.UNKNOWN, note=note)
    note = tr("by day {day}", day=formats.trimmed(deadline.days))
    return FigureText(value=_TO_COME if result.bands_pending else formats.percent(deadline.chance, 0), note=note)


def _goodput(_plan: Plan, result: PlanResult) -> FigureText:
    return FigureText(
        value=formats.percent(result.goodput),
        note=tr("of paid time") if result.goodput is not None else "",
    )


def _mfu(_plan: Plan, result: PlanResult) -> FigureText:
    note = tr("of healthy steps") if result.mfu is not None else ""
    return FigureText(value=formats.percent(result.mfu), note=note)


def _steps(_plan: Plan, result: PlanResult) -> FigureText:
    seconds = formats.estimated(formats.significant(result.step_s), result.estimated.get("step_s"))
    note = tr("{seconds} s each", seconds=seconds) if result.step_s is not None else ""
    is_long = result.steps is not None and result.steps >= _LONG_COUNT
    return FigureText(value=formats.si(result.steps) if is_long else formats.whole(result.steps), note=note)


def _cash(_plan: Plan, result: PlanResult) -> FigureText:
    paid = result.cost.paid if result.cost else None
    note = tr("{currency}, paid", currency=paid.currency) if paid else ""
    return FigureText(value=formats.si(paid.amount if paid else None), note=note)


def _largest(_plan: Plan, result: PlanResult) -> FigureText:
    layer = supplier_layer(result)
    if layer is None or result.dependence is None:
        return FigureText(value=formats.UNKNOWN)
    by_spend = result.dependence.basis is DependenceBasis.SPEND
    note = (
        tr("{name}, of spend", name=layer.largest_name)
        if by_spend
        else tr("{name}, of compute", name=layer.largest_name)
    )
    return FigureText(value=formats.percent(layer.largest), note=note)


def _effective(_plan: Plan, result: PlanResult) -> FigureText:
    layer = supplier_layer(result)
    return FigureText(
        value=formats.fixed(layer.effective, 2) if layer else formats.UNKNOWN,
        note=f"HHI {formats.whole(layer.hhi)}" if layer else "",
    )


def _retention(_plan: Plan, result: PlanResult) -> FigureText:
    losses = losses_of(result)
    if not losses:
        return FigureText(value=_TO_COME if result.bands_pending else formats.UNKNOWN)
    worst = losses[0]
    value = days_words(None) if worst.days is None else formats.short_duration(worst.days)
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
        return FigureText(value=formats.UNKNOWN)
    name = result.dependence.worst_layer
    layer = result.dependence.layers[name]
    return FigureText(
        value=said(LAYER_TITLES[name]),
        note=tr(
            "{share} on {name}",
            share=formats.estimated(formats.percent(layer.largest), result.estimated.get("hhi")),
            name=said(layer.largest_name),
        ),
    )


def _energy(_plan: Plan, result: PlanResult) -> FigureText:
    energy = result.energy
    if energy is None:
        return FigureText(value=formats.UNKNOWN)
    power = formats.estimated(formats.si(result.power_w, "W"), result.estimated.get("power"))
    megawatt_hours = energy.energy_kwh / _KWH_PER_MWH
    short = megawatt_hours < formats.LONG
    return FigureText(
        value=f"{formats.whole(megawatt_hours)} MWh" if short else formats.si(megawatt_hours * _WH_PER_MWH, "Wh"),
        note=tr("peak {power}", power=power),
    )


def _emissions(_plan: Plan, result: PlanResult) -> FigureText:
    energy = result.energy
    if energy is None:  # nothing that could be emitted is known
        return FigureText(value=formats.UNKNOWN)
    if energy.co2e_kg is None:
        return FigureText(value=formats.UNKNOWN, note=tr("carbon of the grid unknown"))
    note = tr("operation only") if energy.embodied_kg_co2e is None else tr("hardware included")
    tonnes = energy.co2e_kg / _KG_PER_TONNE
    mass = f"{formats.whole(tonnes)} t" if tonnes < formats.LONG else formats.si(tonnes, "t", digits=2)
    return FigureText(caption=tr("Emissions"), value=f"{mass} CO₂e", note=note)


def _pays_less(result: PlanResult) -> bool:
    """Whether what is paid differs from the cost with other use."""
    return result.cost is not None and result.cost.cash is not None


_SHOWN: Final = (
    Figure(key="saving", caption=mark("Saving"), say=_saving),
    Figure(key=_MONEY, caption=mark("Per trillion tokens"), say=_unit_cost),
    Figure(key="cost", caption=mark("Whole run"), say=_cost),
    Figure(key="days", caption=mark("Time"), say=_days),
    Figure(key="tokens_per_s", caption=mark("Tokens per second"), rate_alone=True),
    Figure(key="largest", caption=mark("Largest supplier"), say=_largest),
    Figure(key="effective", caption=mark("Effective suppliers"), say=_effective),
    Figure(key="retention", caption=mark("If the largest stops"), say=_retention, also=each_loss),
    Figure(
        key="worst_layer",
        caption=mark("Worst layer"),
        say=_worst_layer,
        explained_as="hhi",
        large=False,
        estimated_as="",
    ),
    Figure(
        key="deadline",
        caption=mark("In time"),
        say=_deadline,
        explained_as="days",
        large=False,
        only=lambda found: found.deadline is not None,
        kinds=TRAINING_ALONE,
    ),
    Figure(key="steps", caption=mark("Steps"), say=_steps, explained_as="days", large=False, estimated_as=""),
    Figure(key="goodput", caption=mark("Goodput"), say=_goodput, large=False),
    Figure(key="mfu", caption=mark("MFU"), say=_mfu, large=False),
    Figure(key="cash", caption=mark("Cash"), say=_cash, explained_as="cost", large=False, only=_pays_less),
    Figure(key="energy", caption=mark("Energy"), say=_energy, large=False),
    Figure(key="co2e", caption=mark("Emissions"), say=_emissions, explained_as="energy", large=False),
)
_SAID_BESIDE: Final = frozenset({"step_s"})  # in the note of another figure
_KEYS: Final = frozenset({figure.key for figure in _SHOWN} | _SAID_BESIDE)
FIGURES: Final = (
    *_SHOWN,
    *(Figure(key=one.key, caption=one.label, large=False) for one in HEADLINES if one.key not in _KEYS),
)


def figures_of(plan: Plan) -> tuple[Figure, ...]:
    """Return the figures that a plan's workload has, in their order."""
    return tuple(figure for figure in FIGURES if figure.of(plan.workload.kind))


def _with_unit(unit: str, band: str) -> str:
    return tr(", ").join((unit, band)) if band else unit
