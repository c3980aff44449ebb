"""The figures of a plan in the document of ``plan --json``, their bands, and what was published beside them."""

from typing import TypedDict

from planner.exports.plan_document.money import (
    CostDocument,
    MoneyDocument,
    MonthDocument,
)

_Band = tuple[float | None, float | None, float | None]  # P10, P50, P90; null: there the run never ends


class ModelDocument(TypedDict):
    """One model of a programme."""

    name: str
    tokens: float
    way: str
    from_day: float
    to_day: float
    late: bool
    steps: int | None
    step_s: float | None


class DeadlineDocument(TypedDict):
    """The deadline and the chance that the run ends by it."""

    days: float
    chance: float


class BaselineDocument(TypedDict):
    """The single-supplier fleet that the saving is measured against."""

    name: str
    cost_per_trillion_tokens: MoneyDocument
    tokens_per_s_per_device: float
    days: float


class EstimatedDocument(TypedDict):
    """Whether a figure rests on estimates, and on which, in words."""

    estimated: bool
    estimates: list[str]


class ResultPart(TypedDict):
    """The headline figures; ``headline`` has all of them by name, ``bands`` are P10, P50 and P90 of them.

    An end of a band is null where so many draws never finish.
    ``estimated`` says of each figure that is known, those of dependence included, whether it rests on estimates.
    """

    tokens_per_s: float | None
    days: float | None
    goodput: float | None
    mfu: float | None
    cost: CostDocument | None
    cost_per_trillion_tokens: MoneyDocument | None
    cost_terms: dict[str, float] | None
    cost_per_hour: MoneyDocument | None
    deadline: DeadlineDocument | None
    steps: int | None
    step_s: float | None
    cash: list[MonthDocument]
    baseline: BaselineDocument | None
    saving: float | None
    headline: dict[str, float | None]
    bands: dict[str, _Band]
    estimated: dict[str, EstimatedDocument]


class PublishedDocument(TypedDict):
    """A published figure beside the plan's own."""

    name: str
    quantity: str
    published: float
    predicted: float
    band: _Band | None
    unit: str
    source: str
    estimated: bool


class EnergyDocument(TypedDict):
    """Energy and emissions of the run."""

    energy_kwh: float
    by_pool_kwh: dict[str, float]
    grid_kg_co2e_per_kwh: float | None
    grid_source: str
    operation_kg_co2e: float | None
    embodied_kg_co2e: float | None
    co2e_kg: float | None
