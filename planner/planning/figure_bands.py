"""The bands of a planned run's figures, from draws of the run and of its baseline."""

from math import isfinite

from planner.cost import CostResult, saving
from planner.plan_result import Band
from planner.planning.fleet import Fleet
from planner.planning.planned_run import PlannedRun
from planner.planning.programme import PlannedProgramme
from planner.planning.programme_figures import programme_rate
from planner.risk import Drawn, plan_bands


def figure_bands(
    run: PlannedRun, cost: CostResult | None, drawn: Drawn, baseline: tuple[CostResult, Drawn] | None
) -> dict[str, Band]:
    """Return P10, P50 and P90 by figure; a band reaches to the planned figure where that lies beyond P10 or P90.

    It does where whatever may come is worse than what is planned: a fleet of a number of nodes that nobody states costs
    more a token with fewer nodes and with more, once its size is the one that trains best. ``cost`` None: unknown.
    An end is None where so many draws never finish.
    """
    bands = plan_bands(drawn, baseline[1] if baseline else None, priced=cost is not None)
    planned = _figures(run, cost, baseline[0] if baseline else None)
    return {
        key: (_end(min(low, planned[key])), _end(middle), _end(max(high, planned[key])))
        for key, (low, middle, high) in bands.items()
    }


def _end(value: float) -> float | None:
    return value if isfinite(value) else None


def _figures(run: PlannedRun, cost: CostResult | None, baseline: CostResult | None) -> dict[str, float]:
    """Return the planned figures that have a band, as the result shows them."""
    found = {"days": run.days, "tokens_per_s": _rate(run)}
    if cost is not None:
        found |= {"cost": cost.total.amount, "cost_per_trillion_tokens": cost.unit_cost.amount}
        if baseline is not None:
            found["saving"] = saving(cost.unit_cost.amount, baseline.unit_cost.amount)
    return found


def _rate(run: PlannedRun) -> float:
    if isinstance(run, PlannedProgramme):
        return programme_rate(run)
    assert isinstance(run, Fleet)  # noqa: S101 - a run is one model's or a programme's
    return run.tokens_per_s
