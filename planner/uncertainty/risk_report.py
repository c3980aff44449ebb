"""How sure one plan is, all together: scenarios, tails, bands, tornado, and where its unit cost is surest."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from planner.catalogue.catalogue import Catalogue
from planner.errors import UserError
from planner.plan import Plan
from planner.plan_result import Band
from planner.planning.any_run import run_of
from planner.planning.figure_bands import figure_bands
from planner.planning.grounds import Grounds, grounds_of
from planner.planning.model import PerformanceModel
from planner.planning.money import fleet_cost
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.references import supplier_alone
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.planning.retimed import drawn_fleet
from planner.risk.draws import DRAWS, probability_cheaper
from planner.risk.portfolio import least_risk_shares, mix_sd
from planner.risk.scenarios import Recourse, Scenario
from planner.sentences import sentence
from planner.uncertainty.circumstances import Circumstances, circumstances_of
from planner.uncertainty.diversification import Exchange, FleetRisk, exchange, fleet_risk, reference_risks
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.scenario_outcomes import scenarios_of
from planner.uncertainty.tornado import Tornado, tornados
from planner.uncertainty.without_supplier import WithoutSupplier, without_supplier


class UnitCostRisk(Struct, frozen=True, kw_only=True):
    """Shares of the tokens by supplier: as planned, and as the cost per trillion tokens would vary least.

    ``sd`` and ``least_sd`` are standard deviations of that cost, as fractions of the planned cost.
    """

    shares: Mapping[str, float]
    sd: float
    least_shares: Mapping[str, float]
    least_sd: float


class RiskReport(Struct, frozen=True, kw_only=True):
    """How sure one plan is. ``blocked`` says in a sentence what is missing for a part that is None.

    ``without`` is the run without each supplier from day 0 on (N-1). ``exchanges`` are against the ``references``, the
    baseline first; ``cheapest`` is the position of the reference with the least expected cost, against which the
    premium per tail (RHC) is quoted. ``recourse`` are the stated inputs of every answer.
    """

    currency: str
    seed: int
    draws: int
    scenarios: tuple[Scenario, ...]
    recourse: Recourse
    without: tuple[WithoutSupplier, ...]
    plan: FleetRisk | None
    references: tuple[FleetRisk, ...]
    exchanges: tuple[Exchange, ...]
    cheapest: int | None
    bands: Mapping[str, Band]
    cheaper_than_baseline: float | None
    tornados: Mapping[str, Tornado]
    unit_cost: UnitCostRisk | None
    blocked: tuple[str, ...] = ()


def risk_report(
    plan: Plan,
    catalogue: Catalogue | None = None,
    *,
    model: PerformanceModel = SHIPPED_MODEL,
    seed: int = 0,
    draws: int = DRAWS,
) -> RiskReport:
    """Return how sure a plan is; the same seed and number of draws give the same report.

    Raises UserError where the plan has no pool with a rate; a missing price or baseline is named in ``blocked``.
    """
    grounds = grounds_of(plan, catalogue, model)
    fleet = run_of(plan, grounds)
    blocked: list[str] = []
    baseline = _baseline(plan, grounds, blocked)
    scenarios, around = scenarios_of(fleet, baseline), circumstances_of(fleet, baseline)
    try:
        own = fleet_risk(fleet, scenarios, around, seed=seed, draws=draws)
    except UserError as error:
        own = None
        blocked.append(str(error))
    references = _references(own, fleet, baseline, scenarios, around, seed=seed, draws=draws)
    mine = drawn_fleet(fleet, seed=seed, draws=draws)
    other = drawn_fleet(baseline, seed=seed, draws=draws) if baseline is not None else None
    paid = None if baseline is None else fleet_cost(baseline)
    beside = None if paid is None or other is None else (paid, other)
    least = min(range(len(references)), key=lambda i: references[i].expected_cost, default=None)
    return RiskReport(
        currency=plan.currency,
        seed=seed,
        draws=draws,
        scenarios=scenarios,
        recourse=plan.recourse,
        without=tuple(without_supplier(fleet, supplier) for supplier in fleet.suppliers),
        plan=own,
        references=references,
        exchanges=tuple(exchange(own, reference, plan.currency) for reference in references) if own else (),
        cheapest=least if own else None,
        bands=figure_bands(fleet, fleet_cost(fleet), mine, beside),
        cheaper_than_baseline=(
            probability_cheaper(mine.unit_cost, other.unit_cost) if fleet.priced and other is not None else None
        ),
        tornados=tornados(fleet, baseline, grounds) if fleet.priced else {},
        unit_cost=unit_cost_risk(fleet, seed=seed, draws=draws) if fleet.priced else None,
        blocked=tuple(blocked),
    )


def unit_cost_risk(fleet: PlannedRun, *, seed: int = 0, draws: int = DRAWS) -> UnitCostRisk | None:
    """Return how the cost per trillion tokens varies with the shares of suppliers, from paired draws of each alone.

    The mix's variance is w' S w over the suppliers' own unit costs (Markowitz 1952). None where a supplier's pools
    cannot do the run alone, or do not finish it in some draw.
    """
    alone = {supplier: supplier_alone(fleet, supplier) for supplier in fleet.suppliers}
    fleets = [one for one in alone.values() if one is not None and one.priced]
    if len(fleets) < len(alone):
        return None
    costs = np.array([drawn_fleet(one, seed=seed, draws=draws).unit_cost for one in fleets])
    if not np.isfinite(costs).all():
        return None
    tokens = fleet.tokens
    worked = np.array(
        [sum(tokens[member.planned.place] for member in fleet.members if supplier_of(member) == name) for name in alone]
    )
    shares = worked / worked.sum()
    covariance = np.atleast_2d(np.cov(costs))
    least, mean = least_risk_shares(covariance), costs.mean(axis=1)
    return UnitCostRisk(
        shares=dict(zip(alone, map(float, shares), strict=True)),
        sd=mix_sd(shares, covariance) / float(shares @ mean),
        least_shares=dict(zip(alone, map(float, least), strict=True)),
        least_sd=mix_sd(least, covariance) / float(least @ mean),
    )


def _baseline(plan: Plan, grounds: Grounds, blocked: list[str]) -> PlannedRun | None:
    try:
        baseline = plan_baseline(plan, grounds)
    except UserError as error:
        blocked.append(str(error))
        return None
    if baseline is None:
        blocked.append("No baseline is set; choose one to see what diversification costs.")
    elif not baseline.priced:
        blocked.append(sentence("The baseline has no cost: {}", baseline.price_problem))
        return None
    return baseline


def _references(
    own: FleetRisk | None,
    fleet: PlannedRun,
    baseline: PlannedRun | None,
    scenarios: tuple[Scenario, ...],
    around: Circumstances,
    *,
    seed: int,
    draws: int,
) -> tuple[FleetRisk, ...]:
    if own is None:
        return ()
    return reference_risks(fleet, baseline, scenarios, around, seed=seed, draws=draws)
