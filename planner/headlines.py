"""The one table of a plan's headline figures: key, words, unit, form, whether less or more is better, and where from.

Summary, PDF, tables, terminal and the comparison of plans read it; a figure's band and explanation stand in the result
under its key. What the window adds of its own (captions, notes) is in ``gui.look.result_figures``.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from planner.plan_result import PlanResult
from planner.workload.workload import ALL_KINDS, TRAINING_ALONE, WorkloadKind


class Form(StrEnum):
    """How a figure is written: as a fraction in percent, money, days, a plain number, or one with k, M, B, T."""

    FRACTION = "fraction"
    MONEY = "money"
    DAYS = "days"
    NUMBER = "number"
    SCALED = "scaled"


class Better(StrEnum):
    """Which way a figure is better for the plan; NEITHER says nothing of it."""

    LESS = "less"
    MORE = "more"
    NEITHER = "neither"


class Headline(Struct, frozen=True, kw_only=True):
    """One figure. ``value`` is None where it is unknown.

    ``unit`` is "" for counts, "fraction" for 0..1 and for money, whose unit is the plan's currency. ``programmes``
    False: of one model alone, for the steps of several are not in a row. ``says_unit``: the label does already.
    ``kinds`` are the workloads that have it.
    """

    key: str
    label: str
    value: Callable[[PlanResult], float | None]
    form: Form
    unit: str = ""
    better: Better = Better.NEITHER
    programmes: bool = True
    says_unit: bool = False
    kinds: frozenset[WorkloadKind] = ALL_KINDS

    def unit_in(self, currency: str) -> str:
        """Return the unit in a plan of a currency."""
        return currency if self.form is Form.MONEY else self.unit

    def heading(self, currency: str) -> str:
        """Return the label with the unit that stands for itself."""
        unit = "" if self.says_unit or self.form is Form.FRACTION else self.unit_in(currency)
        return f"{self.label}, {unit}" if unit else self.label

    def applies(self, result: PlanResult) -> bool:
        """Return whether the result is of a workload that the figure is for."""
        return self.programmes or not result.models


def _of_supplier(name: str) -> Callable[[PlanResult], float | None]:
    def value(result: PlanResult) -> float | None:
        layer = result.dependence.layers.get("supplier") if result.dependence else None
        return None if layer is None else float(getattr(layer, name))

    return value


HEADLINES: Final = (
    Headline(
        key="tokens_per_s", label="Tokens per second", value=lambda result: result.tokens_per_s, form=Form.SCALED,
        unit="tokens/s", better=Better.MORE, says_unit=True,
    ),
    Headline(
        key="days", kinds=TRAINING_ALONE,
        label="Days", value=lambda result: result.days, form=Form.DAYS, unit="days", better=Better.LESS,
        says_unit=True,
    ),
    Headline(
        key="steps", kinds=TRAINING_ALONE,
        label="Steps", value=lambda result: None if result.steps is None else float(result.steps),
        form=Form.NUMBER, programmes=False,
    ),
    Headline(
        key="step_s", kinds=TRAINING_ALONE,
        label="Seconds a step", value=lambda result: result.step_s, form=Form.NUMBER, unit="s",
        better=Better.LESS, programmes=False, says_unit=True,
    ),
    Headline(
        key="cost", label="Cost", value=lambda result: result.cost.total.amount if result.cost else None,
        form=Form.MONEY, better=Better.LESS,
    ),
    Headline(
        key="cash", label="Cash", value=lambda result: result.cost.paid.amount if result.cost else None,
        form=Form.MONEY, better=Better.LESS,
    ),
    Headline(
        key="cost_per_trillion_tokens", label="Cost per trillion tokens",
        value=lambda result: result.cost.unit_cost.amount if result.cost else None, form=Form.MONEY,
        better=Better.LESS,
    ),
    Headline(
        key="saving", label="Saving against the baseline", value=lambda result: result.saving, form=Form.FRACTION,
        unit="fraction", better=Better.MORE,
    ),
    Headline(
        key="largest", label="Largest supplier's share", value=_of_supplier("largest"), form=Form.FRACTION,
        unit="fraction", better=Better.LESS,
    ),
    Headline(
        key="effective", label="Effective number of suppliers", value=_of_supplier("effective"), form=Form.NUMBER,
        better=Better.MORE,
    ),
    Headline(
        key="retention", kinds=TRAINING_ALONE,
        label="N-1 retention", value=_of_supplier("retention"), form=Form.FRACTION, unit="fraction",
        better=Better.MORE,
    ),
    Headline(
        key="goodput", kinds=TRAINING_ALONE,
        label="Goodput", value=lambda result: result.goodput, form=Form.FRACTION, unit="fraction",
        better=Better.MORE,
    ),
    Headline(
        key="mfu", kinds=TRAINING_ALONE,
        label="Model FLOP utilisation, healthy", value=lambda result: result.mfu, form=Form.FRACTION,
        unit="fraction", better=Better.MORE,
    ),
    Headline(
        key="energy", label="Energy", value=lambda result: result.energy.energy_kwh if result.energy else None,
        form=Form.SCALED, unit="kWh", better=Better.LESS,
    ),
    Headline(
        key="co2e", label="CO2-equivalent", value=lambda result: result.energy.co2e_kg if result.energy else None,
        form=Form.SCALED, unit="kg", better=Better.LESS,
    ),
)  # fmt: skip

HEADLINE: Final[Mapping[str, Headline]] = {figure.key: figure for figure in HEADLINES}
