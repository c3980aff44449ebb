"""Which inputs matter most: each alone at its P10 and P90, everything planned again."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats
from planner.catalogue.accelerator import Evidence
from planner.errors import UserError
from planner.planning.any_run import run_of
from planner.planning.grounds import Grounds
from planner.planning.planned_run import PlannedRun
from planner.risk.draws import savings
from planner.risk.spreads import P90_SDS
from planner.uncertainty.inputs import MFU, UncertainInput, drawn_factors, uncertain_inputs
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.what_if import what_if

COST, SAVING = "cost_per_trillion_tokens", "saving"
MOST_ROWS = 10
_ROUNDING = 1e-9  # what plan and baseline share cancels in the saving, but for the last digits
_BATCH_STEP = 2  # the batch is a choice, not an uncertainty: half and double are shown


class TornadoRow(Struct, frozen=True, kw_only=True):
    """One input low and high, and the figure that follows; ``NaN`` where planning gives none there.

    Where the run never ends its cost is infinite, its saving infinitely below 0.
    """

    key: str
    name: str
    unit: str
    value: float
    low_value: float
    high_value: float
    low_result: float
    high_result: float
    evidence: Evidence

    @property
    def is_share(self) -> bool:
        """Whether the input is a share of something, which is written in per cent."""
        return self.unit == MFU or self.unit.partition(" ")[0] == "of"

    @property
    def range(self) -> float:
        """How far the figure moves: without end where the run ends at one end at most, 0 where an end is unknown."""
        if np.isnan(self.low_result) or np.isnan(self.high_result):
            return 0.0
        never = np.isinf(self.low_result) or np.isinf(self.high_result)
        return float("inf") if never else abs(self.high_result - self.low_result)


class Tornado(Struct, frozen=True, kw_only=True):
    """The inputs that move one figure most, widest first, around its planned value (``quantity`` COST or SAVING)."""

    quantity: str
    result: float
    rows: tuple[TornadoRow, ...]


def tornados(
    plan: PlannedRun, baseline: PlannedRun | None, grounds: Grounds, *, most: int = MOST_ROWS, batch: bool = True
) -> dict[str, Tornado]:
    """Return the tornado of the cost per trillion tokens and, with a baseline, of the saving.

    What plan and baseline share moves both: the saving shows what is left of it. ``batch`` also plans half and
    double the global batch, which takes a search of layouts each. Costs need every price: NaN rows are left out.
    """
    found = [(_row(item), *_results(item, plan, baseline)) for item in uncertain_inputs(plan, baseline)]
    if batch:
        found.append(_batch(plan, baseline, grounds))
    base_cost = what_if(plan).unit_cost
    costs = _widest([(row, cost) for row, cost, _ in found], most)
    answer = {COST: Tornado(quantity=COST, result=float(base_cost[0]), rows=costs)}
    if baseline is not None:
        base = savings(base_cost, what_if(baseline).unit_cost)
        rows = _widest([(row, saving) for row, _, saving in found], most)
        answer[SAVING] = Tornado(quantity=SAVING, result=float(base[0]), rows=rows)
    return answer


def _results(item: UncertainInput, plan: PlannedRun, baseline: PlannedRun | None) -> tuple[Floats, Floats]:
    """Return cost per trillion tokens and saving at both ends of an input, (2,) each."""
    sds = np.array([-P90_SDS, P90_SDS])
    cost = _cost(item, plan, sds)
    unknown = np.full(2, np.nan)
    return cost, unknown if baseline is None else savings(cost, _cost(item, baseline, sds))


def _cost(item: UncertainInput, fleet: PlannedRun, sds: Floats) -> Floats:
    cost = what_if(fleet, drawn_factors(item, fleet, sds)).unit_cost
    return np.broadcast_to(cost, (2,))


def _row(item: UncertainInput) -> TornadoRow:
    return TornadoRow(
        key=item.key,
        name=item.name,
        unit=item.unit,
        value=item.value,
        low_value=item.low,
        high_value=item.high,
        low_result=float("nan"),
        high_result=float("nan"),
        evidence=item.evidence,
    )


def _widest(rows: Sequence[tuple[TornadoRow, Floats]], most: int) -> tuple[TornadoRow, ...]:
    filled = [replace(row, low_result=float(ends[0]), high_result=float(ends[1])) for row, ends in rows]
    return tuple(sorted((row for row in filled if _moves(row)), key=lambda row: -row.range)[:most])


def _moves(row: TornadoRow) -> bool:
    return bool(np.isinf(row.range)) or row.range > _ROUNDING * abs(row.low_result)


def _batch(plan: PlannedRun, baseline: PlannedRun | None, grounds: Grounds) -> tuple[TornadoRow, Floats, Floats]:
    size = plan.plan.training.global_batch
    ends = (max(1, size // _BATCH_STEP), size * _BATCH_STEP)
    results = np.array([_with_batch(plan, baseline, grounds, end) for end in ends])
    row = TornadoRow(
        key="batch",
        name="Global batch",
        unit="sequences",
        value=float(size),
        low_value=float(ends[0]),
        high_value=float(ends[1]),
        low_result=float("nan"),
        high_result=float("nan"),
        evidence=Evidence.MEASURED,  # the user's own choice
    )
    return row, results[:, 0], results[:, 1]


def _with_batch(plan: PlannedRun, baseline: PlannedRun | None, grounds: Grounds, size: int) -> tuple[float, float]:
    changed = replace(plan.plan, workload=replace(plan.plan.training, global_batch=size))
    try:
        cost = float(what_if(run_of(changed, grounds)).unit_cost[0])
        other = plan_baseline(changed, grounds) if baseline is not None else None
    except UserError:
        return float("nan"), float("nan")  # no layout takes such a batch
    if other is None:
        return cost, float("nan")
    return cost, float(savings(np.asarray(cost), what_if(other).unit_cost)[0])
