"""Which fleet is cheapest where two inputs are other than planned: each pool alone, the plan, the baseline.

Of a plan that states limits only fleets that keep every one of them win, wherever any does.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.catalogue.catalogue import Catalogue
from planner.cost.device_hour import ENERGY
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.model import PerformanceModel
from planner.planning.planned_run import PlannedRun
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.sentences import listed, sentence
from planner.uncertainty.inputs import factors_of, input_keys
from planner.uncertainty.limits_kept import in_limits, states_limits
from planner.uncertainty.reference_fleets import plan_baseline, pools_alone
from planner.uncertainty.what_if import what_if

NOBODY = -1  # in place of a position
STEPS = 41
LOWEST, HIGHEST = 0.5, 1.5  # of the planned value


class WinnerMap(Struct, frozen=True, kw_only=True):
    """The cheapest fleet per cell: ``winner`` (y, x) holds positions in ``fleets``; ``cost`` is (fleets, y, x).

    It is the cheapest of those that keep the plan's limits, of all where none does: ``note`` says so, and in how much
    of the map (empty: the plan states none).

    A fleet that never ends costs infinitely much and wins nowhere; where none ends the winner is ``NOBODY``.

    ``suppliers`` are those of each fleet. Costs are per trillion tokens in the plan's currency. Axes are factors of
    the planned value of two inputs, named by key and in words.
    """

    x_key: str
    y_key: str
    x_name: str
    y_name: str
    x: Floats
    y: Floats
    fleets: tuple[str, ...]
    cost: Floats
    winner: NDArray[np.int64]
    suppliers: tuple[tuple[str, ...], ...]
    note: str = ""


def second_supplier(plan: PlannedRun, baseline: PlannedRun | None) -> str:
    """Return the supplier with the largest part of the rate that is not the baseline's (else the plan's largest)."""
    rates: dict[str, float] = {}
    for member in plan.members:
        supplier = member.planned.pool.accelerator.supplier
        rates[supplier] = rates.get(supplier, 0.0) + member.delivered_tokens_per_s
    known = set(baseline.suppliers) if baseline is not None else {max(rates, key=lambda name: rates[name])}
    others = [name for name in rates if name not in known] or list(rates)
    return max(others, key=lambda name: rates[name])


def winner_map(
    plan: PlannedRun,
    baseline: PlannedRun | None,
    *,
    x: str | None = None,
    y: str | None = None,
    steps: int = STEPS,
) -> WinnerMap:
    """Return the cheapest fleet of every cell of two inputs from half to one and a half of their planned value.

    By default ``x`` is the price and ``y`` the rate (and so the MFU) of the second supplier; other keys are those of
    the tornado's inputs, and ``supplier-price:NAME``, ``supplier-rate:NAME``. Raises UserError for an unknown key or
    where no fleet's price is known.
    """
    second = second_supplier(plan, baseline)
    x_key, y_key = x or f"supplier-price:{second}", y or f"supplier-rate:{second}"
    ratios = np.linspace(LOWEST, HIGHEST, steps)
    fleets = _contenders(plan, baseline)
    known = input_keys(fleets)
    for key in (x_key, y_key):
        if key not in known:
            raise UserError(sentence("{!r} names no input of this plan; choose one of {}.", key, listed(", ", known)))
    figures = [_figures(fleet, x_key, y_key, ratios) for fleet in fleets]
    costs = np.stack([cost for cost, _ in figures])
    priced = np.asarray(~np.isnan(costs).any(axis=(1, 2)))
    if not priced.any():
        raise UserError("No fleet has a known price; choose an offer or enter a rent to see which is cheapest.")
    kept = [fleet for fleet, is_priced in zip(fleets, priced, strict=True) if is_priced]
    costs = costs[priced]
    within = np.stack([in_limits(plan.plan, fleet, *own) for fleet, own in zip(fleets, figures, strict=True)])[priced]
    none = ~within.any(axis=0)
    cheapest = np.argmin(np.where(within | none, costs, np.inf), axis=0)
    return WinnerMap(
        x_key=x_key,
        y_key=y_key,
        x_name=axis_name(x_key, plan),
        y_name=axis_name(y_key, plan),
        x=ratios,
        y=ratios,
        fleets=tuple(fleet.name for fleet in kept),
        cost=costs,
        winner=np.where(np.isfinite(costs).any(axis=0), cheapest, NOBODY).astype(np.int64),
        suppliers=tuple(fleet.suppliers for fleet in kept),
        note=_note(plan, float(none.mean()), float((~np.isfinite(costs).any(axis=0)).mean())),
    )


def axis_name(key: str, plan: PlannedRun) -> str:
    """Return an axis in words, such as ``Price of Huawei, times the plan's``."""
    return sentence("{}, times the plan's", input_name(key, plan))


def input_name(key: str, plan: PlannedRun) -> str:
    """Return an input in words, such as ``Price of Huawei``."""
    kind, _, name = key.partition(":")
    if key == f"price:{ENERGY}":
        return "Price of energy"
    names = {member.planned.accelerator: member.planned.pool.accelerator.name for member in plan.members}
    accelerator, _, offer = name.partition(":")
    shown = names.get(accelerator, accelerator) + (f" ({offer})" if offer else "")
    groups = {group.key: plan.setting.names[group.place] for group in plan.setting.groups}
    words = {
        "count": sentence("Number of nodes of {}", groups.get(name, name)),
        "price": sentence("Price of {}", shown),
        "supplier-price": sentence("Price of {}", shown),
        "rate": sentence("MFU of {}", shown),
        "supplier-rate": sentence("MFU of {}", shown),
        "currency": sentence("Exchange rate of {}", shown),
        "team": "Speed of all pools",
        "failures": "Failures of devices",
        "mixing": "Efficiency of mixing",
        "porting": "Porting cost",
        "utilisation": "Utilisation of what is bought",
        "residual": "Residual value of what is bought",
        "statistical efficiency": "Statistical efficiency of averaged copies",
    }
    return words.get(kind, key)


def _contenders(plan: PlannedRun, baseline: PlannedRun | None) -> list[PlannedRun]:
    """Return the plan, each of its pools alone, and the baseline; of equals the first named wins."""
    return [plan, *pools_alone(plan), *([baseline] if baseline is not None else [])]


def _figures(fleet: PlannedRun, x_key: str, y_key: str, ratios: Floats) -> tuple[Floats, Floats]:
    """Return cost per trillion tokens and days of every cell."""
    factors = factors_of(x_key, fleet, ratios[None, :]).times(factors_of(y_key, fleet, ratios[:, None]))
    found, shape = what_if(fleet, factors), (len(ratios), len(ratios))
    return np.broadcast_to(found.unit_cost, shape), np.broadcast_to(found.days, shape)


def _note(run: PlannedRun, none: float, never: float) -> str:
    """Say what wins, and in how much of the map no fleet keeps the limits, or none ends; else nothing."""
    kept = _kept_words(none) if states_limits(run) else ""
    if never == 0.0:
        return kept
    ended = sentence("In {:.1%} of the map no fleet ends: the windows of its node groups close first.", never)
    return sentence("{} {}", kept, ended) if kept else ended


def _kept_words(none: float) -> str:
    if none == 0.0:
        return "The cheapest wins of the fleets that keep every limit of the plan, their work divided as planned."
    if none == 1.0:
        return (
            "Nowhere on this map does a fleet, its work divided as planned, keep every limit of the plan; the cheapest "
            "of all is shown."
        )
    return sentence(
        "The cheapest wins of the fleets that keep every limit of the plan, their work divided as planned; in "
        "{:.1%} of the map none keeps them all, and the cheapest of all is shown.",
        none,
    )


def plan_winner_map(
    plan: Plan,
    catalogue: Catalogue | None = None,
    *,
    x: str | None = None,
    y: str | None = None,
    steps: int = STEPS,
    model: PerformanceModel = SHIPPED_MODEL,
) -> WinnerMap:
    """Return the winner map of a plan file's plan; a baseline that gives no number is left out."""
    grounds = grounds_of(plan, catalogue, model)
    try:
        baseline = plan_baseline(plan, grounds)
    except UserError:
        baseline = None  # the plan's own results say why
    return winner_map(run_of(plan, grounds), baseline, x=x, y=y, steps=steps)
