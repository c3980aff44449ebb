"""All doubts of one plan together: scenarios, tails, bands, tornado, and where its unit cost is surest."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.catalogue.catalogue import Catalogue
from planner.doubts.exchange import Exchange, FleetRisk, exchange, fleet_risk, reference_risks
from planner.doubts.known_fleet import Grounds, KnownFleet, grounds_of, known_baseline, known_fleet, supplier_of
from planner.doubts.paired_draws import drawn
from planner.doubts.scenario_outcomes import scenarios_of
from planner.doubts.tornado import Tornado, tornados
from planner.errors import UserError
from planner.plan import Plan
from planner.plan_result import Band
from planner.planning.model import SHIPPED_MODEL, PerformanceModel
from planner.risk.draws import DRAWS, plan_bands, probability_cheaper
from planner.risk.portfolio import least_risk_shares, mix_sd
from planner.risk.scenarios import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCostRisk:
    """Shares of the tokens by supplier: as planned, and as the cost per trillion tokens would vary least.

    ``sd`` and ``least_sd`` are standard deviations of that cost, as fractions of the planned cost.
    """

    shares: Mapping[str, float]
    sd: float
    least_shares: Mapping[str, float]
    least_sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskReport:
    """Everything in doubt about one plan. ``blocked`` says in a sentence what is missing for a part that is None.

    ``exchanges`` are against the ``references``, the baseline first; ``cheapest`` is the position of the reference
    with the least expected cost, against which the premium per tail (RHC) is quoted.
    """

    currency: str
    seed: int
    draws: int
    scenarios: tuple[Scenario, ...]
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
    """Return everything in doubt about a plan; the same seed and number of draws give the same report.

    Raises UserError where the plan has no pool with a rate; a missing price or baseline is named in ``blocked``.
    """
    grounds = grounds_of(plan, catalogue, model)
    known = known_fleet(plan, grounds)
    blocked: list[str] = []
    baseline = _baseline(plan, grounds, blocked)
    scenarios = scenarios_of(known, baseline)
    own, references = _risks(known, baseline, grounds, scenarios, blocked)
    priced = all(member.planned.price_per_hour is not None for member in known.members)
    apart = not any(member.too_small for member in known.members)  # each supplier alone has a cost
    mine = drawn(known, seed=seed, draws=draws)
    other = drawn(baseline, seed=seed, draws=draws) if baseline is not None else None
    least = min(range(len(references)), key=lambda i: references[i].expected_cost, default=None)
    return RiskReport(
        currency=plan.currency,
        seed=seed,
        draws=draws,
        scenarios=scenarios,
        plan=own,
        references=references,
        exchanges=tuple(exchange(own, reference, plan.currency) for reference in references) if own else (),
        cheapest=least if own else None,
        bands=plan_bands(mine, other, priced=priced),
        cheaper_than_baseline=(
            probability_cheaper(mine.cost_per_trillion_tokens, other.cost_per_trillion_tokens)
            if priced and other is not None
            else None
        ),
        tornados=tornados(known, baseline, grounds) if priced else {},
        unit_cost=unit_cost_risk(known, seed=seed, draws=draws) if priced and apart else None,
        blocked=tuple(blocked),
    )


def spare_fleets(plan: KnownFleet, baseline: KnownFleet | None, grounds: Grounds) -> tuple[KnownFleet, ...]:
    """Return the fleets that lost devices may be replaced from: the plan's pools, unused groups, and the baseline.

    A group without nodes counts at the most nodes that the exploration may give it.
    """
    found = [plan] + ([baseline] if baseline is not None else [])
    for group in plan.plan.cluster.groups:
        if group.nodes > 0 or group.explore_max_nodes < 1:
            continue
        cluster = replace(plan.plan.cluster, groups=(replace(group, nodes=group.explore_max_nodes),))
        try:
            found.append(known_fleet(replace(plan.plan, cluster=cluster), grounds))
        except UserError:
            continue  # what cannot be planned replaces nothing
    return tuple(found)


def unit_cost_risk(known: KnownFleet, *, seed: int = 0, draws: int = DRAWS) -> UnitCostRisk:
    """Return how the cost per trillion tokens varies with the shares of suppliers, from paired draws of each alone.

    The mix's variance is w' S w over the suppliers' own unit costs (Markowitz 1952).
    """
    alone = {
        supplier: known.of([member for member in known.members if supplier_of(member) == supplier])
        for supplier in known.suppliers
    }
    costs = np.array(
        [drawn(fleet, seed=seed, draws=draws).cost_per_trillion_tokens for fleet in alone.values() if fleet is not None]
    )
    rates = np.array([sum(m.delivered_tokens_per_s for m in known.members if supplier_of(m) == name) for name in alone])
    shares = rates / rates.sum()
    covariance = np.atleast_2d(np.cov(costs))
    least, mean = least_risk_shares(covariance), costs.mean(axis=1)
    return UnitCostRisk(
        shares=dict(zip(alone, map(float, shares), strict=True)),
        sd=mix_sd(shares, covariance) / float(shares @ mean),
        least_shares=dict(zip(alone, map(float, least), strict=True)),
        least_sd=mix_sd(least, covariance) / float(least @ mean),
    )


def _baseline(plan: Plan, grounds: Grounds, blocked: list[str]) -> KnownFleet | None:
    try:
        baseline = known_baseline(plan, grounds)
    except UserError as error:
        blocked.append(str(error))
        return None
    if baseline is None:
        blocked.append("No baseline is set; choose one to see what diversification costs.")
    elif baseline.members[0].planned.price_problem:
        blocked.append(f"The baseline has no cost: {baseline.members[0].planned.price_problem}")
        return None
    return baseline


def _risks(
    known: KnownFleet,
    baseline: KnownFleet | None,
    grounds: Grounds,
    scenarios: tuple[Scenario, ...],
    blocked: list[str],
) -> tuple[FleetRisk | None, tuple[FleetRisk, ...]]:
    spares = spare_fleets(known, baseline, grounds)
    try:
        own = fleet_risk(known, scenarios, spares)
    except UserError as error:
        blocked.append(str(error))
        return None, ()
    return own, reference_risks(known, baseline, grounds, scenarios, spares)
